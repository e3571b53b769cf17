/**
 * Everything that this package has ever done to a database's tables, oldest first, in one list.
 *
 * A migration that was released is never edited: what changes later is a new one below it.
 *
 * @module
 */
import { Effect, Layer } from "effect"
import { PersistedQueue } from "effect/persistence"
import { Migrator, SqlClient, type SqlError } from "effect/sql"
import { apiKeyTable, keysExpire } from "./ApiKeyTable.ts"
import { idempotencyTable } from "./IdempotencyTable.ts"
import { listingIndexes } from "./ListingIndexes.ts"
import { broughtLate, reconciliationTables } from "./ReconciliationTables.ts"
import { tableName as stepsTable } from "./Steps.ts"
import { uniqueReferences } from "./UniqueReferences.ts"
import { webhookTables } from "./WebhookTables.ts"

/** The rows of `signing_leases`: as many processes may sign with one developer key at a time. */
export const signingResidues = 8

/** The constraints that a use of an OTP limit runs into where none is left: for the customer, or for the transfer. */
export const limitsKept = ["otp_limits_kept", "otp_limits_kept_of_transfer"] as const

/** The constraint that a second claim on a transaction id runs into. */
export const oneOwner = "transaction_ids_one_owner"

const statements = (...list: ReadonlyArray<string>) =>
  Effect.gen(function* () {
    const sql = yield* SqlClient.SqlClient
    for (const statement of list) yield* sql.unsafe(statement)
  })

/** The queue's own table, made here so that it is there for what follows and for the sweep. */
const stepQueue = Effect.gen(function* () {
  yield* Effect.scoped(PersistedQueue.makeStoreSql({ tableName: stepsTable }))
  // Its column is a bigint, but a serial's sequence ends at 2,147,483,647.
  yield* statements(`ALTER SEQUENCE ${stepsTable}_sequence_seq AS bigint`)
})

const transfers = statements(
  `CREATE TABLE transfers (
    id uuid PRIMARY KEY,
    snapshot jsonb NOT NULL,
    is_final boolean NOT NULL,
    step_id text,
    step_kind text,
    step_due_at timestamptz,
    version bigint NOT NULL GENERATED ALWAYS AS ((snapshot ->> 'version')::bigint) STORED,
    state text NOT NULL GENERATED ALWAYS AS (snapshot ->> 'state') STORED,
    team text NOT NULL GENERATED ALWAYS AS (snapshot -> 'terms' ->> 'team') STORED,
    product text NOT NULL GENERATED ALWAYS AS (snapshot -> 'terms' ->> 'product') STORED,
    amount_paise bigint NOT NULL GENERATED ALWAYS AS ((snapshot -> 'terms' ->> 'amountPaise')::bigint) STORED,
    reference text GENERATED ALWAYS AS (snapshot -> 'terms' ->> 'reference') STORED,
    created_at timestamptz NOT NULL
      GENERATED ALWAYS AS (to_timestamp((snapshot ->> 'createdAtMillis')::bigint / 1000.0)) STORED,
    updated_at timestamptz NOT NULL
      GENERATED ALWAYS AS (to_timestamp((snapshot ->> 'updatedAtMillis')::bigint / 1000.0)) STORED,
    CHECK (snapshot -> 'terms' ->> 'id' = id::text),
    CHECK (version > 0),
    CHECK (amount_paise > 0),
    CHECK (num_nonnulls(step_id, step_kind, step_due_at) = CASE WHEN is_final THEN 0 ELSE 3 END)
  )`,
  `COMMENT ON TABLE transfers IS 'The snapshot of each transfer, and the id of the one queued step that moves it on.'`,
  "CREATE INDEX transfers_unfinished ON transfers (id) WHERE NOT is_final",
  "CREATE INDEX transfers_by_team ON transfers (team, created_at, id)",
  "CREATE INDEX transfers_by_reference ON transfers (team, reference) WHERE reference IS NOT NULL",

  `CREATE TABLE transfer_events (
    transfer_id uuid NOT NULL REFERENCES transfers (id),
    version bigint NOT NULL CHECK (version > 0),
    type text NOT NULL GENERATED ALWAYS AS (event ->> '_tag') STORED,
    event jsonb NOT NULL,
    recorded_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (transfer_id, version)
  )`,
  `COMMENT ON TABLE transfer_events IS 'The journal: what happened to each transfer, in order. Append-only.'`,
  // An attempt is recorded once ever, and only the event that records it holds it whole.
  `CREATE UNIQUE INDEX transfer_events_client_ref_id ON transfer_events ((event #>> '{attempt,clientRefId}'))
    WHERE event #>> '{attempt,clientRefId}' IS NOT NULL`,

  `CREATE TABLE transaction_ids (
    tid text CONSTRAINT ${oneOwner} PRIMARY KEY CHECK (tid ~ '^[0-9]{1,32}$'),
    client_ref_id text NOT NULL CHECK (client_ref_id <> ''),
    transfer_id uuid NOT NULL REFERENCES transfers (id),
    claimed_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    UNIQUE (tid, client_ref_id)
  )`,
  `COMMENT ON TABLE transaction_ids IS 'The one attempt that each of Eko''s transaction ids belongs to. Append-only.'`,

  `CREATE FUNCTION bhejo_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      RAISE EXCEPTION '% is append-only: % is refused', TG_TABLE_NAME, TG_OP USING ERRCODE = 'restrict_violation';
    END
  $$`,
  ...["transfer_events", "transaction_ids"].flatMap((table) => [
    `CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON ${table}
      FOR EACH STATEMENT EXECUTE FUNCTION bhejo_refuse_change()`,
    `ALTER TABLE ${table} ENABLE ALWAYS TRIGGER append_only`
  ])
)

const signingLeases = statements(
  `CREATE TABLE signing_leases (
    residue integer PRIMARY KEY CHECK (residue >= 0 AND residue < ${signingResidues}),
    owner uuid,
    used_until_millis bigint NOT NULL DEFAULT 0
  )`,
  `COMMENT ON TABLE signing_leases IS 'Up to which millisecond of its residue class each owner may sign.'`,
  `INSERT INTO signing_leases (residue) SELECT generate_series(0, ${signingResidues - 1})`
)

/**
 * Until when a residue is held, by the database's clock, and which of its values were ever promised, by Eko's, are two
 * things: what is signed may be corrected to lie anywhere.
 */
const signingValues = statements(
  "ALTER TABLE signing_leases RENAME COLUMN used_until_millis TO held_until_millis",
  "ALTER TABLE signing_leases ADD COLUMN used int8multirange NOT NULL DEFAULT '{}'",
  "UPDATE signing_leases SET used = int8multirange(int8range(NULL, held_until_millis, '[]'))",
  `COMMENT ON TABLE signing_leases IS
    'Who holds each residue class of milliseconds, and which of its values were promised to anyone.'`
)

/**
 * A transfer may be unfinished without a step once reconciliation has it as an aged break. The check is found by what it
 * says, because PostgreSQL chose its name.
 */
const agedBreaks = statements(
  `DO $$
    DECLARE old_check name := (
      SELECT conname FROM pg_constraint
      WHERE conrelid = 'transfers'::regclass AND contype = 'c' AND pg_get_constraintdef(oid) LIKE '%num_nonnulls%'
    );
    BEGIN
      EXECUTE format('ALTER TABLE transfers DROP CONSTRAINT %I', old_check);
    END
  $$`,
  `ALTER TABLE transfers
    ADD COLUMN handed_over_at timestamptz
      GENERATED ALWAYS AS (to_timestamp((snapshot ->> 'handedOverAtMillis')::bigint / 1000.0)) STORED,
    ADD CONSTRAINT transfers_step_whole CHECK (num_nonnulls(step_id, step_kind, step_due_at) IN (0, 3)),
    ADD CONSTRAINT transfers_final_aged_or_live CHECK (is_final OR handed_over_at IS NOT NULL OR step_id IS NOT NULL)`,
  "DROP INDEX transfers_unfinished",
  "CREATE INDEX transfers_with_step ON transfers (id) WHERE step_id IS NOT NULL",
  "CREATE INDEX transfers_aged ON transfers (handed_over_at) WHERE handed_over_at IS NOT NULL"
)

const ekoDrift = statements(
  `CREATE TABLE eko_drift (
    operation text NOT NULL,
    path text NOT NULL,
    kind text NOT NULL,
    expected text NOT NULL,
    count bigint NOT NULL CHECK (count > 0),
    first_seen_at timestamptz NOT NULL,
    last_seen_at timestamptz NOT NULL CHECK (last_seen_at >= first_seen_at),
    PRIMARY KEY (operation, path, kind)
  )`,
  `COMMENT ON TABLE eko_drift IS 'Where Eko''s answers differ from what is documented: places and counts, no values.'`,
  "CREATE INDEX eko_drift_latest ON eko_drift (last_seen_at)"
)

/**
 * One row for each limit of a customer, so that all processes share it: whoever uses it waits for the row, and the check
 * refuses one use too many. Customers are named by a digest, which keeps their numbers out of this table and is no secret.
 */
const otpLimits = statements(
  `CREATE TABLE otp_limits (
    customer bytea NOT NULL CHECK (length(customer) = 32),
    kind text NOT NULL CHECK (kind <> ''),
    used_at_millis bigint[] NOT NULL,
    max_uses integer NOT NULL,
    PRIMARY KEY (customer, kind),
    CONSTRAINT ${limitsKept[0]} CHECK (cardinality(used_at_millis) <= max_uses)
  )`,
  `COMMENT ON TABLE otp_limits IS 'When OTPs were sent to and tried for each customer lately, in all transfers together.'`
)

/** Callbacks that name no attempt of ours, as far as they were read: names and account numbers never are. */
const callbacks = statements(
  `CREATE TABLE callbacks (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    received_at timestamptz NOT NULL,
    hint jsonb NOT NULL,
    tid text GENERATED ALWAYS AS (hint ->> 'tid') STORED,
    client_ref_id text GENERATED ALWAYS AS (hint ->> 'clientRefId') STORED
  )`,
  `COMMENT ON TABLE callbacks IS 'Callbacks of Eko that name no attempt of ours, kept for reconciliation. Append-only.'`,
  "CREATE INDEX callbacks_received_at ON callbacks (received_at, id)",
  `CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON callbacks
    FOR EACH STATEMENT EXECUTE FUNCTION bhejo_refuse_change()`,
  "ALTER TABLE callbacks ENABLE ALWAYS TRIGGER append_only"
)

/** Wallet loads, kept as transfers are; a transaction id belongs to one attempt of either. */
const walletLoads = statements(
  `CREATE TABLE wallet_loads (
    id uuid PRIMARY KEY,
    snapshot jsonb NOT NULL,
    is_final boolean NOT NULL,
    step_id text,
    step_kind text,
    step_due_at timestamptz,
    version bigint NOT NULL GENERATED ALWAYS AS ((snapshot ->> 'version')::bigint) STORED,
    state text NOT NULL GENERATED ALWAYS AS (snapshot ->> 'state') STORED,
    team text NOT NULL GENERATED ALWAYS AS (snapshot -> 'terms' ->> 'team') STORED,
    amount_paise bigint NOT NULL GENERATED ALWAYS AS ((snapshot -> 'terms' ->> 'amountPaise')::bigint) STORED,
    reference text GENERATED ALWAYS AS (snapshot -> 'terms' ->> 'reference') STORED,
    created_at timestamptz NOT NULL
      GENERATED ALWAYS AS (to_timestamp((snapshot ->> 'createdAtMillis')::bigint / 1000.0)) STORED,
    updated_at timestamptz NOT NULL
      GENERATED ALWAYS AS (to_timestamp((snapshot ->> 'updatedAtMillis')::bigint / 1000.0)) STORED,
    handed_over_at timestamptz
      GENERATED ALWAYS AS (to_timestamp((snapshot ->> 'handedOverAtMillis')::bigint / 1000.0)) STORED,
    CHECK (snapshot -> 'terms' ->> 'id' = id::text),
    CHECK (version > 0),
    CHECK (amount_paise > 0),
    CHECK (num_nonnulls(step_id, step_kind, step_due_at) IN (0, 3)),
    CHECK (is_final OR handed_over_at IS NOT NULL OR step_id IS NOT NULL)
  )`,
  `COMMENT ON TABLE wallet_loads IS 'The snapshot of each wallet load, and the id of the one queued step that moves it on.'`,
  "CREATE INDEX wallet_loads_with_step ON wallet_loads (id) WHERE step_id IS NOT NULL",
  "CREATE INDEX wallet_loads_aged ON wallet_loads (handed_over_at) WHERE handed_over_at IS NOT NULL",
  "CREATE INDEX wallet_loads_by_team ON wallet_loads (team, created_at, id)",
  `CREATE TABLE wallet_load_events (
    wallet_load_id uuid NOT NULL REFERENCES wallet_loads (id),
    version bigint NOT NULL CHECK (version > 0),
    type text NOT NULL GENERATED ALWAYS AS (event ->> '_tag') STORED,
    event jsonb NOT NULL,
    recorded_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (wallet_load_id, version)
  )`,
  `COMMENT ON TABLE wallet_load_events IS 'The journal: what happened to each wallet load, in order. Append-only.'`,
  `CREATE UNIQUE INDEX wallet_load_events_client_ref_id ON wallet_load_events ((event #>> '{attempt,clientRefId}'))
    WHERE event #>> '{attempt,clientRefId}' IS NOT NULL`,
  `CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON wallet_load_events
    FOR EACH STATEMENT EXECUTE FUNCTION bhejo_refuse_change()`,
  "ALTER TABLE wallet_load_events ENABLE ALWAYS TRIGGER append_only",
  `ALTER TABLE transaction_ids
    ALTER COLUMN transfer_id DROP NOT NULL,
    ADD COLUMN wallet_load_id uuid REFERENCES wallet_loads (id),
    ADD CONSTRAINT transaction_ids_of_one_record CHECK (num_nonnulls(transfer_id, wallet_load_id) = 1)`
)

/**
 * A transfer's own limit is counted with its customer's, and both by the database's clock. What processes have counted by
 * theirs is kept, but for times that have not come.
 */
const otpLimitsByOneClock = statements(
  `UPDATE otp_limits SET used_at_millis = ARRAY(
    SELECT least(used, (extract(epoch FROM clock_timestamp()) * 1000)::bigint) FROM unnest(used_at_millis) AS used
  )`,
  `ALTER TABLE otp_limits
    ADD COLUMN used_by uuid[] NOT NULL DEFAULT '{}',
    ADD COLUMN last_used_by uuid NOT NULL DEFAULT gen_random_uuid(),
    ADD COLUMN max_of_transfer integer NOT NULL DEFAULT 1`,
  `UPDATE otp_limits
    SET used_by = array_fill('00000000-0000-0000-0000-000000000000'::uuid, ARRAY[cardinality(used_at_millis)])`,
  `ALTER TABLE otp_limits
    ALTER COLUMN used_by DROP DEFAULT,
    ALTER COLUMN last_used_by DROP DEFAULT,
    ALTER COLUMN max_of_transfer DROP DEFAULT,
    ADD CHECK (cardinality(used_by) = cardinality(used_at_millis)),
    ADD CONSTRAINT ${limitsKept[1]} CHECK (cardinality(array_positions(used_by, last_used_by)) <= max_of_transfer)`,
  `COMMENT ON TABLE otp_limits IS
    'When OTPs were sent to and tried for each customer lately, by the database''s clock, and for which transfer.'`
)

/** By which the unfinished records of each state are counted, without a look at those that are final. */
const openByState = statements(
  "CREATE INDEX transfers_open_by_state ON transfers (product, state) WHERE NOT is_final",
  "CREATE INDEX wallet_loads_open_by_state ON wallet_loads (state) WHERE NOT is_final"
)

/**
 * Personal data is sealed: each row says under which key it was written, and customers are found by a keyed hash. Rows of
 * before have neither until they are written again, and are found by their snapshot.
 *
 * So are limits: the digests by which they named customers were no secret. Their rows count for as long as they matter, and
 * go when everything is sealed anew.
 */
const sealing = statements(
  ...["transfers", "wallet_loads"].flatMap((table) => [
    `ALTER TABLE ${table} ADD COLUMN customer_hash text, ADD COLUMN sealed_with text,
      ADD CONSTRAINT ${table}_sealed_whole CHECK ((customer_hash IS NULL) = (sealed_with IS NULL))`,
    `COMMENT ON COLUMN ${table}.sealed_with IS 'The id of the key that the snapshot and the customer''s hash were made with.'`,
    `CREATE INDEX ${table}_by_customer ON ${table} (customer_hash) WHERE customer_hash IS NOT NULL`,
    `CREATE INDEX ${table}_by_plain_customer ON ${table} ((snapshot #>> '{terms,customerId}')) WHERE customer_hash IS NULL`
  ]),
  "ALTER TABLE otp_limits ADD COLUMN hashed_with text",
  `CREATE TABLE data_keys (
    id text PRIMARY KEY,
    fingerprint text NOT NULL,
    first_used_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    retired_at timestamptz
  )`,
  `COMMENT ON TABLE data_keys IS 'The keys that rows were ever sealed under, by a hash that each makes of a known text.'`
)

/**
 * One reference for one attempt, whatever kind of record it belongs to and whoever writes it: the journals have an index
 * each, and this one holds for all.
 */
const attemptReferences = statements(
  `CREATE TABLE attempt_references (
    client_ref_id text CONSTRAINT attempt_references_once PRIMARY KEY CHECK (client_ref_id <> '')
  )`,
  `COMMENT ON TABLE attempt_references IS 'Our reference of every attempt that was ever recorded. Append-only.'`,
  ...["transfer_events", "wallet_load_events"].flatMap((journal) => [
    `INSERT INTO attempt_references SELECT event #>> '{attempt,clientRefId}' FROM ${journal}
      WHERE event #>> '{attempt,clientRefId}' IS NOT NULL`
  ]),
  `CREATE FUNCTION bhejo_record_attempt() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      INSERT INTO attempt_references VALUES (NEW.event #>> '{attempt,clientRefId}');
      RETURN NULL;
    END
  $$`,
  ...["transfer_events", "wallet_load_events"].flatMap((journal) => [
    `CREATE TRIGGER attempt_once AFTER INSERT ON ${journal} FOR EACH ROW
      WHEN (NEW.event #>> '{attempt,clientRefId}' IS NOT NULL) EXECUTE FUNCTION bhejo_record_attempt()`,
    `ALTER TABLE ${journal} ENABLE ALWAYS TRIGGER attempt_once`
  ]),
  `CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON attempt_references
    FOR EACH STATEMENT EXECUTE FUNCTION bhejo_refuse_change()`,
  "ALTER TABLE attempt_references ENABLE ALWAYS TRIGGER append_only"
)

/** A callback that is repeated word for word is kept once; nothing younger than a month can be removed. */
const callbacksOnce = statements(
  "DROP TRIGGER append_only ON callbacks",
  "DELETE FROM callbacks AS later USING callbacks AS first WHERE later.hint = first.hint AND later.id > first.id",
  "CREATE UNIQUE INDEX callbacks_once ON callbacks (hint)",
  `CREATE TRIGGER append_only BEFORE UPDATE OR TRUNCATE ON callbacks
    FOR EACH STATEMENT EXECUTE FUNCTION bhejo_refuse_change()`,
  `CREATE TRIGGER kept_for_a_month BEFORE DELETE ON callbacks
    FOR EACH ROW WHEN (OLD.received_at > clock_timestamp() - interval '30 days') EXECUTE FUNCTION bhejo_refuse_change()`,
  "ALTER TABLE callbacks ENABLE ALWAYS TRIGGER append_only",
  "ALTER TABLE callbacks ENABLE ALWAYS TRIGGER kept_for_a_month",
  `COMMENT ON TABLE callbacks IS
    'Callbacks of Eko that name no attempt of ours, each once, kept for reconciliation. Append-only for a month.'`
)

/** Reconciliation looks at wallet loads, too. */
const reconciledLoads = statements(
  `CREATE INDEX wallet_loads_attempt_started ON wallet_loads (((snapshot #>> '{attempt,startedAtMillis}')::bigint))`,
  "CREATE INDEX transaction_ids_by_wallet_load ON transaction_ids (wallet_load_id) WHERE wallet_load_id IS NOT NULL",
  `CREATE TABLE reconciliation_load_scope (
    run_id text NOT NULL REFERENCES reconciliation_runs (id) ON DELETE CASCADE,
    chunk integer NOT NULL,
    wallet_load_id uuid NOT NULL REFERENCES wallet_loads (id),
    PRIMARY KEY (run_id, chunk, wallet_load_id)
  )`,
  `CREATE TABLE reconciliation_load_repairs (
    run_id text NOT NULL REFERENCES reconciliation_runs (id) ON DELETE CASCADE,
    wallet_load_id uuid NOT NULL REFERENCES wallet_loads (id),
    state_before text NOT NULL,
    PRIMARY KEY (run_id, wallet_load_id)
  )`,
  `COMMENT ON TABLE reconciliation_load_repairs IS 'What a wallet load was before a run brought Eko''s word to it.'`,
  `ALTER TABLE reconciliation_breaks
    ADD COLUMN wallet_load_id uuid GENERATED ALWAYS AS ((known -> 'break' ->> 'walletLoadId')::uuid) STORED`
)

/** Every migration by its number and name. */
export const all = {
  "1_step_queue": stepQueue,
  "2_transfers": transfers,
  "3_signing_leases": signingLeases,
  "4_signing_values": signingValues,
  "5_aged_breaks": agedBreaks,
  "6_eko_drift": ekoDrift,
  "8_otp_limits": otpLimits,
  "9_callbacks": callbacks,
  "10_wallet_loads": walletLoads,
  "11_reconciliation": statements(...reconciliationTables),
  "12_otp_limits_by_one_clock": otpLimitsByOneClock,
  "13_api_keys": statements(...apiKeyTable),
  "14_sealing": sealing,
  "15_listing": statements(...listingIndexes),
  "16_unique_references": statements(...uniqueReferences("transfers")),
  "17_webhooks": statements(...webhookTables),
  "18_idempotency": statements(...idempotencyTable),
  "19_attempt_references": attemptReferences,
  "20_callbacks_once": callbacksOnce,
  "21_reconciled_loads": reconciledLoads,
  "22_open_by_state": openByState,
  "23_unique_load_references": statements(...uniqueReferences("wallet_loads")),
  "24_brought_late": statements(...broughtLate),
  "25_keys_expire": statements(...keysExpire)
}

const migrationsTable = "bhejo_migrations"

/**
 * Runs the migrations that a database has not had yet.
 *
 * All of them run in one transaction that holds a lock, so of processes that start at once the first one migrates and
 * the others wait for it.
 */
export const run: Effect.Effect<void, Migrator.MigrationError | SqlError.SqlError, SqlClient.SqlClient> = Effect.asVoid(
  Migrator.make({})({ table: migrationsTable, loader: Migrator.fromRecord(all) })
)

/** The number of the last migration that this version knows. */
export const newest = Math.max(...Object.keys(all).map((name) => Number.parseInt(name, 10)))

/**
 * Whether the database has had every migration that this version knows. A version after this one that migrates at this very
 * moment holds a lock on their table; it has seen ours, so that is not waited for.
 */
export const isCurrent: Effect.Effect<boolean, SqlError.SqlError, SqlClient.SqlClient> = Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient
  const [lock] = yield* sql<{ isHeld: boolean }>`
    SELECT EXISTS (
      SELECT FROM pg_locks
      WHERE relation = to_regclass(${migrationsTable}) AND mode = 'AccessExclusiveLock'
    ) AS "isHeld"`
  if (lock?.isHeld === true) return true
  const [applied] = yield* sql<{ latest: number | null }>`
    SELECT max(migration_id) AS latest FROM ${sql(migrationsTable)}`
  return (applied?.latest ?? 0) >= newest
})

/** {@link run} when the layer is built. */
export const layer: Layer.Layer<never, Migrator.MigrationError | SqlError.SqlError, SqlClient.SqlClient> =
  Layer.effectDiscard(run)
