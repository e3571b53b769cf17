/**
 * How often OTPs were sent and tried lately: one row for each limit of a customer, shared by all processes.
 *
 * Whoever comes at the same time waits for the row and then counts what is there, by the database's clock; checks of the
 * table refuse one too many. A refused use costs one more statement, which finds out when to come again.
 *
 * @module
 */
import { Identifiers, OtpLimits as Limits, TransferError, type TransferStore } from "@bhejo/core"
import { Context, Effect, Layer } from "effect"
import { SqlClient, type SqlError, Statement } from "effect/sql"
import { limitsKept } from "./Migrations.ts"
import { guarded, violatedCheck } from "./PostgresFailure.ts"
import { customerHashes, SealingKeys } from "./Sealing.ts"

type Use = Limits.LimitUse | Limits.OnboardingUse

/** The limits of a customer whom no transfer is about yet; a transfer's are used by its commits. */
export class OtpLimits extends Context.Service<
  OtpLimits,
  {
    /** Counts one more use, or refuses it. */
    readonly use: (
      use: Limits.OnboardingUse
    ) => Effect.Effect<void, TransferError.LimitReached | TransferStore.StoreUnavailable>
  }
>()("@bhejo/store-postgres/OtpLimits") {}

const nowMillis = "(extract(epoch FROM clock_timestamp()) * 1000)::bigint"

/** Who used a limit that is no transfer's. */
const nobody = Identifiers.TransferId.make("00000000-0000-0000-0000-000000000000")

/** What the row counts. Names of before onboarding was counted are those of transfers. */
const kindOf = (use: Use): string => (use.transferId === undefined ? `onboarding_${use.limit}` : use.limit)

/** The statements about the table, for whoever uses a limit. */
export const make = Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient
  const keys = yield* SealingKeys
  const now = sql.literal(nowMillis)

  /** What names a customer in the table: a hash under each key, and the digest of before there were keys. */
  const namesOf = (customerId: Identifiers.CustomerId) => {
    const [current, ...earlier] = customerHashes(keys, customerId)
    const bytes = (hash: string) => sql`decode(${Buffer.from(hash, "base64url").toString("hex")}, 'hex')`
    return [bytes(current), ...earlier.map(bytes), sql`sha256(convert_to(${customerId}, 'UTF8'))`] as const
  }
  const anyOf = (names: ReadonlyArray<Statement.Fragment>) => sql`ANY (ARRAY[${Statement.join(", ", false)(names)}])`

  /**
   * Counts one more use where `saved` has its one row, as a further part of the statement with that.
   *
   * The first use under a new key takes along what was counted under the earlier ones, or before there were keys.
   */
  const counted = (use: Use): Statement.Fragment => {
    const { customerId, max, windowMillis, transferId = nobody } = use
    const maxOfTransfer = use.transferId === undefined ? max : use.maxOfTransfer
    const [current, ...earlier] = namesOf(customerId)
    const recent = sql`used.used_at > now_millis - ${windowMillis}::bigint`
    return sql`
    , limited AS (
      INSERT INTO otp_limits AS kept (
        customer, kind, used_at_millis, used_by, last_used_by, max_uses, max_of_transfer, hashed_with
      )
      SELECT ${current}, ${kindOf(use)}, counted.at, counted.by, ${transferId}::uuid, ${max}::integer,
        ${maxOfTransfer}::integer, ${keys.current.id}
      FROM saved, LATERAL (
        SELECT array_agg(used_at ORDER BY used_at, used_by), array_agg(used_by ORDER BY used_at, used_by)
        FROM (SELECT ${now} AS now_millis OFFSET 0) AS clock, LATERAL (
          SELECT used.used_at, used.used_by
          FROM otp_limits AS rotated, unnest(rotated.used_at_millis, rotated.used_by) AS used (used_at, used_by)
          WHERE rotated.customer = ${anyOf(earlier)} AND rotated.kind = ${kindOf(use)} AND ${recent}
          UNION ALL SELECT now_millis, ${transferId}::uuid
        ) AS every
      ) AS counted (at, by)
      ON CONFLICT (customer, kind) DO UPDATE SET
        (used_at_millis, used_by) = (
          SELECT array_agg(used_at ORDER BY used_at, used_by), array_agg(used_by ORDER BY used_at, used_by)
          FROM (SELECT ${now} AS now_millis OFFSET 0) AS clock, LATERAL (
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

  /** Which limit a use ran into, and how long to wait. */
  const refusal = Effect.fnUntraced(function* (use: Use) {
    const names = namesOf(use.customerId)
    const rows = yield* sql<{
      readonly isCurrent: boolean
      readonly used: ReadonlyArray<Limits.Used>
      readonly nowMillis: number
    }>`
      SELECT customer = ${names[0]} AS "isCurrent", (
        SELECT jsonb_agg(jsonb_build_object('atMillis', used_at, 'transferId', used_by))
        FROM unnest(used_at_millis, used_by) AS used (used_at, used_by)
      ) AS used, ${now}::float8 AS "nowMillis"
      FROM otp_limits WHERE customer = ${anyOf(names)} AND kind = ${kindOf(use)}`
    // What was counted under earlier keys is in the current one's row once there is one.
    const current = rows.filter(({ isCurrent }) => isCurrent)
    const counted = current.length > 0 ? current : rows
    const [row] = counted
    const used = counted.flatMap(({ used }) => used)
    const refusal = row === undefined ? undefined : Limits.refusal(used, use, row.nowMillis)
    // It may be allowed by now.
    return refusal ?? new TransferError.LimitReached({ limit: use.limit, scope: "customer", waitMillis: 0 })
  })

  /** What the failure of a statement says that counts this use; the same failure where the limits have no part in it. */
  const refused = (
    use: Use | undefined,
    error: SqlError.SqlError
  ): Effect.Effect<never, TransferError.LimitReached | SqlError.SqlError> =>
    use !== undefined && limitsKept.some((name) => name === violatedCheck(error))
      ? Effect.flatMap(refusal(use), Effect.fail)
      : Effect.fail(error)

  return { counted, refused }
})

export const layer: Layer.Layer<OtpLimits, never, SqlClient.SqlClient | SealingKeys> = Layer.effect(
  OtpLimits,
  Effect.gen(function* () {
    const sql = yield* SqlClient.SqlClient
    const { counted, refused } = yield* make
    return OtpLimits.of({
      use: (use) =>
        sql`WITH saved AS (SELECT)${counted(use)} SELECT`.pipe(
          Effect.catchTag("SqlError", (error) => refused(use, error)),
          Effect.asVoid,
          guarded("otpLimits.use")
        )
    })
  })
)
