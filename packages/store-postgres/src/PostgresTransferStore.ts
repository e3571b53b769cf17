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
import { SqlClient, type SqlError } from "effect/sql"
import { limitKept } from "./Migrations.ts"
import { violatedCheck } from "./PostgresFailure.ts"
import * as PostgresRecords from "./PostgresRecords.ts"
import type * as Steps from "./Steps.ts"

/** Where transfers are kept, and how they are read. */
export const kind = {
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

  /**
   * Counts one more use of a customer's limit, in the statement that writes the commit. Whoever comes at the same time
   * waits for the row and then counts what is there; a check refuses one too many, and with it the commit.
   */
  const limited = ({ customerId, limit, atMillis, max, windowMillis }: OtpLimits.LimitUse) => sql`
    , limited AS (
      INSERT INTO otp_limits AS kept (customer, kind, used_at_millis, max_uses)
      SELECT ${digest(customerId)}, ${limit}, ARRAY[${atMillis}::bigint], ${max}::integer FROM saved
      ON CONFLICT (customer, kind) DO UPDATE SET
        used_at_millis = array_append(
          ARRAY(SELECT used FROM unnest(kept.used_at_millis) AS used WHERE used > ${atMillis - windowMillis}::bigint),
          ${atMillis}::bigint
        ),
        max_uses = EXCLUDED.max_uses
    )`

  const digest = (customerId: Identifiers.CustomerId) => sql`sha256(convert_to(${customerId}, 'UTF8'))`

  /** When the limit that a commit ran into lets it through. */
  const refusedUse = Effect.fnUntraced(function* ({ use }: Commit, error: SqlError.SqlError) {
    if (use === undefined) return yield* error
    const [row] = yield* sql<{ readonly used: ReadonlyArray<number> }>`
      SELECT to_jsonb(used_at_millis) AS used FROM otp_limits
      WHERE customer = ${digest(use.customerId)} AND kind = ${use.limit}`
    const retryAtMillis = OtpLimits.retryAtMillis(row?.used ?? [], use) ?? use.atMillis
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

export const layer: Layer.Layer<TransferStore.TransferStore, never, SqlClient.SqlClient | Steps.Steps> = Layer.effect(
  TransferStore.TransferStore,
  make
)
