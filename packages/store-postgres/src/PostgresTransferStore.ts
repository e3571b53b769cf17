/**
 * Core's `TransferStore` on PostgreSQL.
 *
 * A use of an OTP limit is part of the statement that writes a commit and costs no round trip of its own; a refused one
 * costs one more, which finds out when to come again.
 *
 * @module
 */
import {
  Identifiers,
  OtpLimits,
  Transfer,
  TransferError,
  TransferEvent,
  TransferState,
  TransferStore
} from "@bhejo/core"
import { Effect, Layer } from "effect"
import { SqlClient, type SqlError, Statement } from "effect/sql"
import { limitsKept } from "./Migrations.ts"
import type * as Notices from "./Notices.ts"
import { violatedCheck, violatedConstraint } from "./PostgresFailure.ts"
import * as PostgresRecords from "./PostgresRecords.ts"
import { customerHashes, SealingKeys } from "./Sealing.ts"
import type * as Steps from "./Steps.ts"
import * as UniqueReferences from "./UniqueReferences.ts"

/** Where transfers are kept, and how they are read. */
export const kind = {
  ...TransferStore.kind,
  record: "transfer",
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

  /**
   * Counts one more use of the limits, in the statement that writes the commit. Whoever comes at the same time waits for
   * the row and then counts what is there, by the database's clock; checks refuse one too many, and with it the commit.
   *
   * The first use under a new key takes along what was counted under the earlier ones, or before there were keys.
   */
  const limited = ({ customerId, transferId, limit, max, maxOfTransfer, windowMillis }: OtpLimits.LimitUse) => {
    const [current, ...earlier] = namesOf(customerId)
    const recent = sql`used.used_at > now_millis - ${windowMillis}::bigint`
    return sql`
    , limited AS (
      INSERT INTO otp_limits AS kept (
        customer, kind, used_at_millis, used_by, last_used_by, max_uses, max_of_transfer, hashed_with
      )
      SELECT ${current}, ${limit}, counted.at, counted.by, ${transferId}::uuid, ${max}::integer,
        ${maxOfTransfer}::integer, ${keys.current.id}
      FROM saved, LATERAL (
        SELECT array_agg(used_at ORDER BY used_at, used_by), array_agg(used_by ORDER BY used_at, used_by)
        FROM (SELECT ${nowMillis} AS now_millis OFFSET 0) AS clock, LATERAL (
          SELECT used.used_at, used.used_by
          FROM otp_limits AS rotated, unnest(rotated.used_at_millis, rotated.used_by) AS used (used_at, used_by)
          WHERE rotated.customer = ${anyOf(earlier)} AND rotated.kind = ${limit} AND ${recent}
          UNION ALL SELECT now_millis, ${transferId}::uuid
        ) AS every
      ) AS counted (at, by)
      ON CONFLICT (customer, kind) DO UPDATE SET
        (used_at_millis, used_by) = (
          SELECT array_agg(used_at ORDER BY used_at, used_by), array_agg(used_by ORDER BY used_at, used_by)
          FROM (SELECT ${nowMillis} AS now_millis OFFSET 0) AS clock, LATERAL (
            SELECT * FROM unnest(kept.used_at_millis, kept.used_by) AS used (used_at, used_by)
            WHERE ${recent}
            UNION ALL SELECT now_millis, EXCLUDED.last_used_by
          ) AS counted
        ),
        last_used_by = EXCLUDED.last_used_by,
        max_uses = EXCLUDED.max_uses,
        max_of_transfer = EXCLUDED.max_of_transfer
    )`
  }

  /** What names a customer in the table: a hash under each key, and the digest of before there were keys. */
  const namesOf = (customerId: Identifiers.CustomerId) => {
    const [current, ...earlier] = customerHashes(keys, customerId)
    const bytes = (hash: string) => sql`decode(${Buffer.from(hash, "base64url").toString("hex")}, 'hex')`
    return [bytes(current), ...earlier.map(bytes), sql`sha256(convert_to(${customerId}, 'UTF8'))`] as const
  }
  const anyOf = (names: ReadonlyArray<Statement.Fragment>) => sql`ANY (ARRAY[${Statement.join(", ", false)(names)}])`
  const nowMillis = sql.literal("(extract(epoch FROM clock_timestamp()) * 1000)::bigint")

  /** Which limit a commit ran into, and how long to wait. */
  const refusedUse = Effect.fnUntraced(function* ({ use }: Commit, error: SqlError.SqlError) {
    if (use === undefined) return yield* error
    const names = namesOf(use.customerId)
    const rows = yield* sql<{
      readonly isCurrent: boolean
      readonly used: ReadonlyArray<OtpLimits.Used>
      readonly nowMillis: number
    }>`
      SELECT customer = ${names[0]} AS "isCurrent", (
        SELECT jsonb_agg(jsonb_build_object('atMillis', used_at, 'transferId', used_by))
        FROM unnest(used_at_millis, used_by) AS used (used_at, used_by)
      ) AS used, ${nowMillis}::float8 AS "nowMillis"
      FROM otp_limits WHERE customer = ${anyOf(names)} AND kind = ${use.limit}`
    // What was counted under earlier keys is in the current one's row once there is one.
    const current = rows.filter(({ isCurrent }) => isCurrent)
    const counted = current.length > 0 ? current : rows
    const [row] = counted
    const used = counted.flatMap(({ used }) => used)
    const refusal = row === undefined ? undefined : OtpLimits.refusal(used, use, row.nowMillis)
    // It may be allowed by now.
    return yield* refusal ?? new TransferError.LimitReached({ limit: use.limit, scope: "customer", waitMillis: 0 })
  })

  const records = yield* PostgresRecords.make<
    Identifiers.TransferId,
    TransferState.TransferState,
    TransferEvent.TransferEvent,
    TransferStore.QueuedTransferStep,
    Commit,
    TransferStore.Refusal
  >(kind, {
    part: ({ use }) => (use === undefined ? undefined : limited(use)),
    refused: (commit, error): ReturnType<PostgresRecords.Also<Commit, TransferStore.Refusal>["refused"]> => {
      if (violatedConstraint(error) === UniqueReferences.index("transfers")) {
        return UniqueReferences.refused(
          sql,
          "transfers",
          commit,
          error,
          (holder) => new TransferError.ReferenceTaken(holder)
        )
      }
      return limitsKept.some((name) => name === violatedCheck(error)) ? refusedUse(commit, error) : Effect.fail(error)
    }
  })

  const load = (id: Identifiers.TransferId) =>
    Effect.flatMap(records.load(id), (transfer) =>
      transfer !== undefined && TransferState.isOutlived(transfer)
        ? Effect.map(records.journal(id), Transfer.replay)
        : Effect.succeed(transfer)
    )

  return TransferStore.make({
    ...records,
    load,
    append: (commit) => records.append(TransferStore.asRecord(commit))
  })
})

export const layer: Layer.Layer<
  TransferStore.TransferStore,
  never,
  SqlClient.SqlClient | Steps.Steps | Notices.Notices | SealingKeys
> = Layer.effect(TransferStore.TransferStore, make)
