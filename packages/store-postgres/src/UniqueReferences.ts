/**
 * One reference for one record of its team, of each kind, as statements of a migration.
 *
 * Where several had the same before, the first of them is found by it and holds it; the others keep theirs, too.
 *
 * @module
 */
import { Effect } from "effect"
import type { SqlClient } from "effect/sql"

type Table = "transfers" | "wallet_loads"

/** The index that a team's second record by one reference runs into. */
export const oneReference = (table: Table) => `${table}_one_reference`

const records: Readonly<Record<Table, string>> = { transfers: "transfer", wallet_loads: "wallet load" }

export const uniqueReferences = (table: Table): ReadonlyArray<string> => [
  `ALTER TABLE ${table} ADD COLUMN shares_reference boolean NOT NULL DEFAULT false`,
  `UPDATE ${table} SET shares_reference = true FROM (
    SELECT id, row_number() OVER (PARTITION BY team, reference ORDER BY created_at, id) AS nth
    FROM ${table} WHERE reference IS NOT NULL
  ) AS numbered WHERE numbered.id = ${table}.id AND nth > 1`,
  `CREATE UNIQUE INDEX ${oneReference(table)} ON ${table} (team, reference)
    WHERE reference IS NOT NULL AND NOT shares_reference`,
  `COMMENT ON COLUMN ${table}.shares_reference IS
    'Whether an earlier ${records[table]} of the team had the same reference, before that was refused.'`
]

/** Which record of its team holds a reference; nothing where none does. */
export const holderOf = <Id extends string>(
  sql: SqlClient.SqlClient,
  table: Table,
  { team, reference }: { readonly team: string; readonly reference?: string | undefined }
) =>
  Effect.map(
    sql<{ readonly id: Id }>`
      SELECT id FROM ${sql(table)} WHERE team = ${team} AND reference = ${reference ?? null} AND NOT shares_reference`,
    ([holder]) => holder
  )
