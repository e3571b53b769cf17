/**
 * What was tried to be delivered to teams' endpoints, and what follows from it for the endpoint.
 *
 * An attempt goes on record with the judgement of its endpoint, in one statement with whatever it leads to: an endpoint
 * that fails again and again rests, one that failed for too long is disabled, and the team's other endpoints are told.
 *
 * @module
 */
import type { TransferStore } from "@bhejo/core"
import { Clock, Context, Effect, Layer, Schema } from "effect"
import { SqlClient, type SqlError, type Statement } from "effect/sql"
import { guarded } from "./PostgresFailure.ts"
import { offering, type Single } from "./WebhookQueue.ts"

/** One attempt to deliver a message. */
export interface Attempt {
  readonly endpointId: string
  readonly messageId: string
  readonly type: string
  readonly record: Single["record"]
  readonly recordId: string
  readonly version: number
  /** The first is 1. */
  readonly attempt: number
  readonly isRedelivery: boolean
  readonly atMillis: number
  readonly durationMillis: number
  readonly httpStatus: number | undefined
  /** Why it failed, in a word of ours; nothing where it was delivered. */
  readonly cause: string | undefined
  /** When it is tried again; nothing where it was delivered or is given up. */
  readonly retryAtMillis: number | undefined
  /** An endpoint that has failed for so long is disabled. */
  readonly disableAfterMillis: number
  /** Whether the endpoint said that it is gone for good. */
  readonly isGone: boolean
}

/** What an attempt led to for its endpoint. */
export interface Verdict {
  readonly disabled: "failing" | "gone" | undefined
}

/** An attempt as it is on record. */
export const Delivery = Schema.Struct({
  id: Schema.String,
  messageId: Schema.String,
  type: Schema.String,
  record: Schema.Literals(["transfer", "load", "endpoint"]),
  recordId: Schema.String,
  version: Schema.Int,
  attempt: Schema.Int,
  isRedelivery: Schema.Boolean,
  atMillis: Schema.Int,
  durationMillis: Schema.Int,
  outcome: Schema.Literals(["delivered", "retrying", "given_up"]),
  httpStatus: Schema.NullOr(Schema.Int),
  cause: Schema.NullOr(Schema.String),
  retryAtMillis: Schema.NullOr(Schema.Int)
})
export type Delivery = typeof Delivery.Type

/** After so many failures in a row an endpoint rests: a second, doubled by each further one, five minutes at most. */
const failuresBeforeRest = 5
const maxRestSeconds = 300

/** How long attempts are kept, and how many are forgotten at a time. */
const keptMillis = 30 * 24 * 60 * 60_000
const forgottenAtOnce = 10_000

/** So many messages are redelivered by one request. */
const maxRedelivered = 1_000

export interface Filter {
  readonly recordId?: string | undefined
  readonly outcome?: Delivery["outcome"] | undefined
  /** Only attempts before this one. */
  readonly before?: string | undefined
  readonly limit: number
}

export class WebhookAttempts extends Context.Service<
  WebhookAttempts,
  {
    /** An endpoint's attempts, latest first. */
    readonly list: (
      endpointId: string,
      filter: Filter
    ) => Effect.Effect<ReadonlyArray<Delivery>, TransferStore.StoreUnavailable>
    /** Queues the message of an attempt once more; nothing where the endpoint has no such attempt. */
    readonly redeliver: (
      endpointId: string,
      id: string
    ) => Effect.Effect<Delivery | undefined, TransferStore.StoreUnavailable>
    /** Queues each message once more that was given up at or after an instant, oldest first, and tells how many. */
    readonly redeliverGivenUp: (
      endpointId: string,
      fromMillis: number
    ) => Effect.Effect<number, TransferStore.StoreUnavailable>
    /** Ends a message that is told out of turn, or has it tried again, with the attempt that was made. */
    readonly record: (single: Single, attempt: Attempt) => Effect.Effect<Verdict, TransferStore.StoreUnavailable>
    /** Has a message that is told out of turn come later, without an attempt. */
    readonly defer: (single: Single, delayMillis: number) => Effect.Effect<void, TransferStore.StoreUnavailable>
    /** Forgets what is old. */
    readonly clean: Effect.Effect<void, TransferStore.StoreUnavailable>
  }
>()("@bhejo/store-postgres/WebhookAttempts") {}

const millis = (column: string) => `(extract(epoch FROM ${column}) * 1000)::float8`

const columns = `id, message_id AS "messageId", type, record, record_id AS "recordId", version::float8 AS version, attempt,
  is_redelivery AS "isRedelivery", ${millis("attempted_at")} AS "atMillis", duration_millis AS "durationMillis", outcome,
  http_status AS "httpStatus", cause, ${millis("next_attempt_at")} AS "retryAtMillis"`

const decode = Schema.decodeUnknownEffect(Schema.Array(Delivery))

const single = (sql: SqlClient.SqlClient, { endpointId, record, recordId, version, sinceMillis, attempt }: Single) =>
  sql`(SELECT ${endpointId}::uuid AS endpoint_id, ${record}::text AS record, ${recordId}::uuid AS record_id,
    ${version}::bigint AS version, ${sinceMillis}::bigint AS since, ${attempt}::int AS attempt) AS element`

/** A {@link Single} as SQL, of a row of the columns above. */
const singleOf = `jsonb_build_object('kind', 'single', 'endpointId', endpoint_id, 'record', record, 'recordId', record_id,
  'version', version, 'sinceMillis', since, 'attempt', attempt)`

const nameOf = "concat_ws(':', endpoint_id, record_id, version, since, attempt)"

/** Puts an attempt on record and judges its endpoint. */
const judging = (sql: SqlClient.SqlClient, attempt: Attempt): Statement.Fragment => {
  const { endpointId, cause, retryAtMillis, isGone, disableAfterMillis } = attempt
  const outcome = cause === undefined ? "delivered" : retryAtMillis === undefined ? "given_up" : "retrying"
  const at = new Date(attempt.atMillis)
  const retryAt = retryAtMillis === undefined ? null : new Date(retryAtMillis)
  const logged = sql`
    logged AS (
      INSERT INTO webhook_attempts (endpoint_id, message_id, type, record, record_id, version, attempt, is_redelivery,
        attempted_at, duration_millis, outcome, http_status, cause, next_attempt_at)
      VALUES (${endpointId}, ${attempt.messageId}, ${attempt.type}, ${attempt.record}, ${attempt.recordId},
        ${attempt.version}, ${attempt.attempt}, ${attempt.isRedelivery}, ${at}, ${attempt.durationMillis}, ${outcome},
        ${attempt.httpStatus ?? null}, ${cause ?? null}, ${retryAt})
    )`
  if (cause === undefined) {
    return sql`${logged}, judged AS (
      UPDATE webhook_endpoints SET failures = 0, failing_since = NULL, resting_until = NULL
      WHERE id = ${endpointId} AND failures > 0 RETURNING NULL::text AS why
    )`
  }
  const isTooLong = sql`coalesce(failing_since, ${at}) <= ${new Date(attempt.atMillis - disableAfterMillis)}`
  const rest = sql`least(${maxRestSeconds}, power(2, least(failures + 1 - ${failuresBeforeRest}, 20)))`
  return sql`${logged}, judged AS (
      UPDATE webhook_endpoints SET failures = failures + 1, failing_since = coalesce(failing_since, ${at}),
        resting_until = CASE WHEN failures + 1 >= ${failuresBeforeRest} THEN ${at}::timestamptz + make_interval(secs => ${rest}) END,
        disabled_at = CASE WHEN disabled_at IS NULL AND (${isGone}::boolean OR ${isTooLong}) THEN ${at} ELSE disabled_at END,
        disabled_why = CASE
          WHEN disabled_at IS NOT NULL THEN disabled_why WHEN ${isGone}::boolean THEN 'gone' WHEN ${isTooLong} THEN 'failing'
        END
      WHERE id = ${endpointId}
      RETURNING id, team, CASE WHEN disabled_at = ${at} THEN disabled_why END AS why
    ), noticed AS (${offering(sql, {
      id: "gen_random_uuid()::text",
      element: singleOf,
      from: sql`FROM (
        SELECT other.id AS endpoint_id, 'endpoint' AS record, judged.id AS record_id, ${attempt.atMillis}::bigint AS version,
          ${attempt.atMillis}::bigint AS since, 1 AS attempt
        FROM judged JOIN webhook_endpoints AS other ON other.team = judged.team
        WHERE judged.why IS NOT NULL AND other.id <> judged.id AND other.disabled_at IS NULL
      ) AS notice`
    })})`
}

/** Runs the parts of one statement, with the attempt on record and its endpoint judged where there was an attempt. */
export const run = (
  sql: SqlClient.SqlClient,
  parts: Statement.Fragment,
  attempt: Attempt | undefined
): Effect.Effect<Verdict, SqlError.SqlError> =>
  attempt === undefined
    ? Effect.as(sql`WITH ${parts} SELECT 1`, { disabled: undefined })
    : Effect.map(
        sql<{
          readonly why: "failing" | "gone" | null
        }>`WITH ${parts}, ${judging(sql, attempt)} SELECT why FROM judged`,
        ([row]) => ({ disabled: row?.why ?? undefined })
      )

const make = Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient
  const told = sql.literal(columns)

  const list: Service["list"] = Effect.fn("WebhookAttempts.list")(function* (endpointId, filter) {
    const { recordId = null, outcome = null, before = null, limit } = filter
    return yield* decode(
      yield* sql`
        SELECT ${told} FROM webhook_attempts WHERE endpoint_id = ${endpointId}
          AND (${recordId}::uuid IS NULL OR record_id = ${recordId}::uuid)
          AND (${outcome}::text IS NULL OR outcome = ${outcome}::text)
          AND (${before}::uuid IS NULL
            OR number < (SELECT number FROM webhook_attempts WHERE id = ${before}::uuid AND endpoint_id = ${endpointId}))
        ORDER BY number DESC LIMIT ${limit}`
    )
  }, guarded("webhooks.attempts"))

  /** Offers what `from` brings: rows of `record`, `record_id` and `version`. */
  const again = (endpointId: string, sinceMillis: number, from: Statement.Fragment) =>
    offering(sql, {
      id: "gen_random_uuid()::text",
      element: singleOf,
      from: sql`FROM (
        SELECT ${endpointId}::uuid AS endpoint_id, record, record_id, version, ${sinceMillis}::bigint AS since, 1 AS attempt
        ${from}
      ) AS again`
    })

  const redeliver: Service["redeliver"] = Effect.fn("WebhookAttempts.redeliver")(function* (endpointId, id) {
    const sinceMillis = yield* Clock.currentTimeMillis
    const rows = yield* sql`
      WITH asked AS (SELECT * FROM webhook_attempts WHERE id = ${id} AND endpoint_id = ${endpointId}),
        offered AS (${again(endpointId, sinceMillis, sql`FROM asked`)})
      SELECT ${told} FROM asked`
    const [delivery] = yield* decode(rows)
    return delivery
  }, guarded("webhooks.redeliver"))

  const redeliverGivenUp: Service["redeliverGivenUp"] = Effect.fn("WebhookAttempts.redeliverGivenUp")(function* (
    endpointId,
    fromMillis
  ) {
    const sinceMillis = yield* Clock.currentTimeMillis
    const [row] = yield* sql<{ readonly count: number }>`
      WITH asked AS (
        SELECT record, record_id, version, min(number) AS number FROM webhook_attempts AS failed
        WHERE endpoint_id = ${endpointId} AND outcome = 'given_up' AND attempted_at >= ${new Date(fromMillis)}
          AND NOT EXISTS (
            SELECT FROM webhook_attempts AS later WHERE later.endpoint_id = failed.endpoint_id
              AND later.message_id = failed.message_id AND later.number > failed.number AND later.outcome = 'delivered'
          )
        GROUP BY record, record_id, version ORDER BY min(number) LIMIT ${maxRedelivered}
      ), offered AS (${again(endpointId, sinceMillis, sql`FROM asked ORDER BY number`)})
      SELECT count(*)::int AS count FROM asked`
    return row?.count ?? 0
  }, guarded("webhooks.redeliverGivenUp"))

  const later = (element: Single, delayMillis: number, id: string) =>
    sql`offered AS (${offering(sql, {
      id,
      element: singleOf,
      delayMillis,
      from: sql`FROM ${single(sql, element)}`
    })})`

  const record: Service["record"] = Effect.fn("WebhookAttempts.record")(function* (element, attempt) {
    const { retryAtMillis, atMillis } = attempt
    const parts =
      retryAtMillis === undefined
        ? sql`ended AS (SELECT 1)`
        : // By a name that follows from it: who does an element twice offers what follows once.
          later({ ...element, attempt: element.attempt + 1 }, retryAtMillis - atMillis, nameOf)
    return yield* run(sql, parts, attempt)
  }, guarded("webhooks.record"))

  const defer: Service["defer"] = Effect.fn("WebhookAttempts.defer")(function* (element, delayMillis) {
    yield* run(sql, later(element, delayMillis, "gen_random_uuid()::text"), undefined)
  }, guarded("webhooks.defer"))

  const clean = Effect.flatMap(
    Clock.currentTimeMillis,
    (nowMillis) => sql`
      DELETE FROM webhook_attempts WHERE id IN (
        SELECT id FROM webhook_attempts WHERE attempted_at < ${new Date(nowMillis - keptMillis)} LIMIT ${forgottenAtOnce}
      )`
  ).pipe(Effect.asVoid, Effect.withSpan("WebhookAttempts.clean"), guarded("webhooks.cleanAttempts"))

  return WebhookAttempts.of({ list, redeliver, redeliverGivenUp, record, defer, clean })
})

type Service = WebhookAttempts["Service"]

export const layer: Layer.Layer<WebhookAttempts, never, SqlClient.SqlClient> = Layer.effect(WebhookAttempts, make)
