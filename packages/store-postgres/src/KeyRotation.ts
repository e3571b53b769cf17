/**
 * Rotating `DATA_KEY`: sealing anew what can be written again, telling what each key is still needed for, and retiring
 * one that nothing needs any more.
 *
 * Snapshots are written again under the current key. Journals never are: what an event was sealed under is kept for as long
 * as the journal is, and a key can be retired only where no journal has it.
 *
 * @module
 */
import { Identifiers } from "@bhejo/core"
import { Data, Effect, Result, Schema } from "effect"
import { SqlClient } from "effect/sql"
import * as DataKeys from "./DataKeys.ts"
import { guarded } from "./PostgresFailure.ts"
import * as Sealing from "./Sealing.ts"
import * as WebhookEndpoints from "./WebhookEndpoints.ts"

const snapshots = ["transfers", "wallet_loads"] as const
const journals = ["transfer_events", "wallet_load_events"] as const

/** So many rows are sealed anew in one statement, so that no lock is held for long. */
const batchSize = 200

const Owned = Schema.Struct({ terms: Schema.Struct({ customerId: Identifiers.CustomerId }) })
const decodeOwned = Schema.decodeUnknownResult(Owned)

interface Row {
  readonly id: string
  readonly version: number
  readonly snapshot: unknown
}

/** A snapshot as it is written now; nothing where it cannot be read, which whoever needs it will be told. */
const anew = (keys: DataKeys.DataKeys, table: string, { id, version, snapshot }: Row) =>
  Result.match(
    Result.flatMap(Sealing.open(keys, [table, id], snapshot), (opened) =>
      Result.map(decodeOwned(opened), ({ terms }) => ({
        id,
        version,
        snapshot: Sealing.seal(keys, [table, id], opened),
        hash: DataKeys.keyedHash(keys, "lookup", terms.customerId)
      }))
    ),
    { onFailure: () => [], onSuccess: (row) => [row] }
  )

/** Seals the snapshots of one table, and tells how many; what moves meanwhile was written under its process's key. */
const resealTable = Effect.fnUntraced(function* (keys: DataKeys.DataKeys, table: (typeof snapshots)[number]) {
  const sql = yield* SqlClient.SqlClient
  const current = keys.current.id
  let [sealed, last] = [0, "00000000-0000-0000-0000-000000000000"]
  for (;;) {
    const rows = yield* sql<Row>`
      SELECT id::text AS id, version::int AS version, snapshot FROM ${sql(table)}
      WHERE id > ${last}::uuid AND sealed_with IS DISTINCT FROM ${current} ORDER BY id LIMIT ${batchSize}`
    const end = rows.at(-1)
    if (end === undefined) return sealed
    const fresh = rows.flatMap((row) => anew(keys, table, row))
    const done = yield* sql`
      UPDATE ${sql(table)} AS kept
      SET snapshot = fresh.snapshot, customer_hash = fresh.hash, sealed_with = ${current}
      FROM jsonb_to_recordset(${JSON.stringify(fresh)}::jsonb)
        AS fresh (id uuid, version bigint, snapshot jsonb, hash text)
      WHERE kept.id = fresh.id AND kept.version = fresh.version AND kept.sealed_with IS DISTINCT FROM ${current}
      RETURNING kept.id`
    sealed += done.length
    last = end.id
  }
})

/**
 * Seals every snapshot and webhook secret under the current key that is not, and tells how many. Any number of processes may go on working
 * meanwhile, and it may be interrupted and run again.
 *
 * Uses of limits that are a day old go where they were counted under another key, or before there were keys.
 */
export const reseal = Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient
  const keys = yield* Sealing.SealingKeys
  let sealed = 0
  for (const table of snapshots) sealed += yield* resealTable(keys, table)
  sealed += yield* WebhookEndpoints.reseal(keys)
  yield* sql`
    DELETE FROM otp_limits WHERE hashed_with IS DISTINCT FROM ${keys.current.id}
      AND used_at_millis[cardinality(used_at_millis)] < (extract(epoch FROM clock_timestamp()) - 86400) * 1000`
  return sealed
}).pipe(Effect.withSpan("KeyRotation.reseal"), guarded("reseal"))

/** How many rows of each table that is sealed anew do not rest under the current key. */
export const outdated = Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient
  const keys = yield* Sealing.SealingKeys
  const ofSnapshots = yield* Effect.forEach(snapshots, (table) =>
    Effect.map(
      sql<{ readonly count: number }>`
        SELECT count(*)::float8 AS count FROM ${sql(table)} WHERE sealed_with IS DISTINCT FROM ${keys.current.id}`,
      ([row]) => ({ table, count: row?.count ?? 0 })
    )
  )
  const endpoints = yield* WebhookEndpoints.outdated(keys)
  return [...ofSnapshots, { table: WebhookEndpoints.table, count: endpoints.length }]
}).pipe(Effect.withSpan("KeyRotation.outdated"), guarded("outdated"))

/** How many rows of a table rest under a key; `null` stands for those of before there were keys. */
export interface Use {
  readonly table: string
  readonly keyId: string | null
  readonly count: number
}

/** What rests under each key. It reads every journal whole. */
export const uses = Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient
  const found: Array<Use> = []
  for (const table of snapshots) {
    found.push(
      ...(yield* sql<Use>`
        SELECT ${table} AS table, sealed_with AS "keyId", count(*)::float8 AS count
        FROM ${sql(table)} GROUP BY sealed_with ORDER BY sealed_with`)
    )
  }
  for (const table of journals) {
    found.push(
      ...(yield* sql<Use>`
        SELECT ${table} AS table, split_part(event ->> 'sealed', '.', 2) AS "keyId", count(*)::float8 AS count
        FROM ${sql(table)} WHERE event ->> 'sealed' IS NOT NULL GROUP BY 2 ORDER BY 2`)
    )
  }
  found.push(
    ...(yield* sql<Use>`
      SELECT 'otp_limits' AS table, hashed_with AS "keyId", count(*)::float8 AS count
      FROM otp_limits GROUP BY hashed_with ORDER BY hashed_with`)
  )
  found.push(
    ...(yield* sql<Use>`
      SELECT 'idempotency_keys' AS table, hashed_with AS "keyId", count(*)::float8 AS count
      FROM idempotency_keys GROUP BY hashed_with ORDER BY hashed_with`)
  )
  found.push(
    ...(yield* sql<Use>`
      SELECT ${WebhookEndpoints.table} AS table, split_part(secret, '.', 2) AS "keyId", count(*)::float8 AS count
      FROM (
        SELECT secret FROM webhook_endpoints
        UNION ALL SELECT previous_secret FROM webhook_endpoints WHERE previous_secret IS NOT NULL
      ) AS secrets GROUP BY 2 ORDER BY 2`)
  )
  return found
}).pipe(Effect.withSpan("KeyRotation.uses"), guarded("keyUses"))

/** A key cannot be retired. */
export class KeyNeeded extends Data.TaggedError("KeyNeeded")<{ readonly message: string }> {}

/** Puts on record that a key is not needed any more, so that processes start without it. */
export const retire = Effect.fn("KeyRotation.retire")(function* (id: string) {
  const sql = yield* SqlClient.SqlClient
  const keys = yield* Sealing.SealingKeys
  if (keys.current.id === id) return yield* new KeyNeeded({ message: `The key "${id}" is the current one.` })
  const needed = (yield* uses).filter(({ keyId }) => keyId === id)
  if (needed.length > 0) {
    const places = needed.map(({ table, count }) => `${table} (${count})`).join(", ")
    return yield* new KeyNeeded({ message: `The key "${id}" is needed for ${places}.` })
  }
  const retired = yield* sql`
    UPDATE data_keys SET retired_at = coalesce(retired_at, clock_timestamp()) WHERE id = ${id} RETURNING id`.pipe(
    guarded("retireKey")
  )
  if (retired.length === 0) return yield* new KeyNeeded({ message: `Nothing was ever written under a key "${id}".` })
})
