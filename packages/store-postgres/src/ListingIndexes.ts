/**
 * What teams list their records by, as statements of one migration.
 *
 * Each record says which transaction brought it, so that a walk through the pages can tell what was there when it began;
 * those that are there already were brought by the migration, as far as anybody can tell.
 *
 * @module
 */

export const listingIndexes: ReadonlyArray<string> = [
  ...["transfers", "wallet_loads"].flatMap((table) => [
    `ALTER TABLE ${table} ADD COLUMN arrived_in xid8 NOT NULL DEFAULT pg_current_xact_id()`,
    `COMMENT ON COLUMN ${table}.arrived_in IS
      'The transaction that brought the row: who lists page by page sees those of its first page.'`,
    `CREATE INDEX ${table}_arrived ON ${table} (team, arrived_in)`,
    `CREATE INDEX ${table}_by_state ON ${table} (team, state, created_at, id)`
  ]),
  `CREATE INDEX transfers_by_recipient
    ON transfers (team, ((snapshot #>> '{terms,recipientId}')::bigint), created_at, id)`,
  "CREATE INDEX wallet_loads_by_reference ON wallet_loads (team, reference) WHERE reference IS NOT NULL"
]
