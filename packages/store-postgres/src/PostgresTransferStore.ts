/**
 * Core's `TransferStore` on PostgreSQL.
 *
 * A use of a customer's limit is part of the statement that writes a commit and costs no round trip of its own; a refused
 * one costs one more, which finds out when to come again.
 *
 * @module
 */
import { Identifiers, OtpLimits, TransferError, TransferEvent, TransferState, TransferStore } from "@bhejo/core"
import { Effect, Layer } from "effect"
import { SqlClient, type SqlError, Statement } from "effect/sql"
import { limitKept } from "./Migrations.ts"
import { violatedCheck } from "./PostgresFailure.ts"
import * as PostgresRecords from "./PostgresRecords.ts"
import { customerHashes, SealingKeys } from "./Sealing.ts"
import type * as Steps from "./Steps.ts"

const kind = {
  ...TransferStore.kind,
  table: "transfers",
  journal: "transfer_events",
  owner: "transfer_id",
  Record: TransferState.TransferState,
  Id: Identifiers.TransferId,
  Event: TransferEvent.TransferEvent,
  isFinal: TransferState.isFinal
} as const

type Commit = ReturnType<typeof TransferStore.asRecord>

const make = Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient

  const keys = yield* SealingKeys

  /** A customer's hash, as the bytes that name it in the table. */
  const bytes = (hash: string) => sql`decode(${Buffer.from(hash, "base64url").toString("hex")}, 'hex')`
  const anyOf = (hashes: ReadonlyArray<string>) => sql`ANY (ARRAY[${Statement.join(", ", false)(hashes.map(bytes))}])`

  /**
   * Counts one more use of a customer's limit, in the statement that writes the commit. Whoever comes at the same time
   * waits for the row and then counts what is there; a check refuses one too many, and with it the commit.
   *
   * The first use under a new key takes along what was counted under the earlier ones.
   */
  const limited = ({ customerId, limit, atMillis, max, windowMillis }: OtpLimits.LimitUse) => {
    const [current, ...earlier] = customerHashes(keys, customerId)
    const before =
      earlier.length === 0
        ? sql`'{}'::bigint[]`
        : sql`ARRAY(
            SELECT used FROM otp_limits AS rotated, unnest(rotated.used_at_millis) AS used
            WHERE rotated.customer = ${anyOf(earlier)} AND rotated.kind = ${limit}
              AND used > ${atMillis - windowMillis}::bigint
          )`
    return sql`
    , limited AS (
      INSERT INTO otp_limits AS kept (customer, kind, used_at_millis, max_uses, hashed_with)
      SELECT ${bytes(current)}, ${limit}, array_append(${before}, ${atMillis}::bigint), ${max}::integer,
        ${keys.current.id}
      FROM saved
      ON CONFLICT (customer, kind) DO UPDATE SET
        used_at_millis = array_append(
          ARRAY(SELECT used FROM unnest(kept.used_at_millis) AS used WHERE used > ${atMillis - windowMillis}::bigint),
          ${atMillis}::bigint
        ),
        max_uses = EXCLUDED.max_uses
    )`
  }

  /** When the limit that a commit ran into lets it through. */
  const refusedUse = Effect.fnUntraced(function* ({ use }: Commit, error: SqlError.SqlError) {
    if (use === undefined) return yield* error
    const hashes = customerHashes(keys, use.customerId)
    const rows = yield* sql<{ readonly isCurrent: boolean; readonly used: ReadonlyArray<number> }>`
      SELECT customer = ${bytes(hashes[0])} AS "isCurrent", to_jsonb(used_at_millis) AS used FROM otp_limits
      WHERE customer = ${anyOf(hashes)} AND kind = ${use.limit}`
    // The row under the current key holds what the others did when it was made.
    const current = rows.filter(({ isCurrent }) => isCurrent)
    const used = (current.length > 0 ? current : rows).flatMap(({ used }) => used)
    const retryAtMillis = OtpLimits.retryAtMillis(used, use) ?? use.atMillis
    return yield* new TransferError.LimitReached({ limit: use.limit, scope: "customer", retryAtMillis })
  })

  const records = yield* PostgresRecords.make<
    Identifiers.TransferId,
    TransferState.TransferState,
    TransferEvent.TransferEvent,
    TransferStore.QueuedTransferStep,
    Commit,
    TransferError.LimitReached
  >(kind, {
    part: ({ use }) => (use === undefined ? undefined : limited(use)),
    refused: (commit, error) => (violatedCheck(error) === limitKept ? refusedUse(commit, error) : Effect.fail(error))
  })

  return TransferStore.make({
    ...records,
    append: (commit) => records.append(TransferStore.asRecord(commit))
  })
})

export const layer: Layer.Layer<TransferStore.TransferStore, never, SqlClient.SqlClient | Steps.Steps | SealingKeys> =
  Layer.effect(TransferStore.TransferStore, make)
