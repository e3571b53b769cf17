/**
 * The addresses that teams are told of changes at: who they are told by is signed with a secret of each, which rests
 * sealed.
 *
 * @module
 */
import { Identifiers, type TransferStore } from "@bhejo/core"
import { Clock, Context, Effect, Layer, Redacted, Result, Schema } from "effect"
import { SqlClient, type SqlError } from "effect/sql"
import * as DataKeys from "./DataKeys.ts"
import { guarded, violatedConstraint } from "./PostgresFailure.ts"
import { SealingKeys } from "./Sealing.ts"

/** Why nothing is sent to an endpoint: its team said so, or it failed for too long, or it said that it is gone for good. */
export const Disabled = Schema.Struct({
  atMillis: Schema.Int,
  why: Schema.Literals(["team", "failing", "gone"])
})
export type Disabled = typeof Disabled.Type

export const Endpoint = Schema.Struct({
  id: Schema.String,
  team: Identifiers.TeamId,
  url: Schema.String,
  description: Schema.NullOr(Schema.String),
  createdAtMillis: Schema.Int,
  updatedAtMillis: Schema.Int,
  disabled: Schema.NullOr(Disabled),
  /** How many attempts failed since the last that did not. */
  failures: Schema.Int,
  failingSinceMillis: Schema.NullOr(Schema.Int),
  /** Until when nothing is tried, after it has failed again and again. */
  restingUntilMillis: Schema.NullOr(Schema.Int),
  /** Until when the secret before this one signs as well. */
  previousSecretUntilMillis: Schema.NullOr(Schema.Int)
})
export type Endpoint = typeof Endpoint.Type

/** The team has another endpoint by this address, or as many as it may have. */
export class EndpointRefused extends Schema.TaggedError<EndpointRefused>("@bhejo/store-postgres/EndpointRefused")(
  "EndpointRefused",
  { why: Schema.Literals(["exists", "too_many"]) }
) {}

/** So many endpoints of one team are told of a change, and no more: each has a row of its own in the change's commit. */
export const maxEndpoints = 5

type Owned = { readonly team: Identifiers.TeamId; readonly id: string }

export interface Told {
  readonly url: string
  readonly description: string | undefined
}

export class WebhookEndpoints extends Context.Service<
  WebhookEndpoints,
  {
    readonly create: (
      endpoint: Owned & Told & { readonly secret: Redacted.Redacted<string> }
    ) => Effect.Effect<Endpoint, EndpointRefused | TransferStore.StoreUnavailable>
    /** A team's endpoints, oldest first. */
    readonly list: (team: Identifiers.TeamId) => Effect.Effect<ReadonlyArray<Endpoint>, TransferStore.StoreUnavailable>
    readonly find: (owned: Owned) => Effect.Effect<Endpoint | undefined, TransferStore.StoreUnavailable>
    /**
     * Replaces what the team says of its endpoint; one that is enabled again begins without its failures. Nothing where
     * the team has no such endpoint.
     */
    readonly update: (
      owned: Owned,
      told: Told & { readonly isEnabled: boolean }
    ) => Effect.Effect<Endpoint | undefined, EndpointRefused | TransferStore.StoreUnavailable>
    /** Forgets the endpoint, with its secrets and what it was still to be told. */
    readonly remove: (owned: Owned) => Effect.Effect<Endpoint | undefined, TransferStore.StoreUnavailable>
    /** Signs with another secret from now on, and for a while with the present one as well. */
    readonly rotate: (
      owned: Owned,
      secret: Redacted.Redacted<string>,
      overlapMillis: number
    ) => Effect.Effect<Endpoint | undefined, TransferStore.StoreUnavailable>
    /** What signs now: the present secret, and the one before it while it still does. */
    readonly secretsOf: (
      id: string
    ) => Effect.Effect<ReadonlyArray<Redacted.Redacted<string>>, TransferStore.StoreUnavailable>
    /** Whichever team's it is. */
    readonly get: (id: string) => Effect.Effect<Endpoint | undefined, TransferStore.StoreUnavailable>
  }
>()("@bhejo/store-postgres/WebhookEndpoints") {}

const millis = (column: string) => `(extract(epoch FROM ${column}) * 1000)::float8`

/** An {@link Endpoint} of a row. */
export const columns = `id, team, url, description, ${millis("created_at")} AS "createdAtMillis",
  ${millis("updated_at")} AS "updatedAtMillis", failures, ${millis("failing_since")} AS "failingSinceMillis",
  ${millis("resting_until")} AS "restingUntilMillis", ${millis("previous_until")} AS "previousSecretUntilMillis",
  CASE WHEN disabled_at IS NOT NULL THEN
    jsonb_build_object('atMillis', ${millis("disabled_at")}, 'why', disabled_why) END AS disabled`

const decode = Schema.decodeUnknownEffect(Schema.Array(Endpoint))
const Secrets = Schema.Array(Schema.Struct({ secret: Schema.String }))

/** A secret may move from one column of its row to the other, and nowhere else. */
const place = (id: string): DataKeys.Place => ["webhook_endpoints", id, "secret"]

export const table = "webhook_endpoints"

/** The endpoints of which a secret does not rest under the current key. */
export const outdated = Effect.fnUntraced(function* (keys: DataKeys.DataKeys) {
  const sql = yield* SqlClient.SqlClient
  const rows = yield* sql<{ readonly id: string; readonly secret: string; readonly previous: string | null }>`
    SELECT id::text AS id, secret, previous_secret AS previous FROM webhook_endpoints ORDER BY id`
  return rows.filter(({ secret, previous }) =>
    [secret, previous ?? secret].some((one) => DataKeys.isOutdated(keys, one))
  )
})

/** Seals secrets anew under the current key, and tells of how many endpoints; one that is rotated meanwhile is left. */
export const reseal = Effect.fnUntraced(function* (keys: DataKeys.DataKeys) {
  const sql = yield* SqlClient.SqlClient
  let sealed = 0
  for (const { id, secret, previous } of yield* outdated(keys)) {
    const anew = (text: string) =>
      Result.map(DataKeys.open(keys, "webhook", place(id), text), (opened) =>
        DataKeys.seal(keys, "webhook", place(id), opened)
      )
    const fresh = yield* Effect.fromResult(anew(secret))
    const freshPrevious = previous === null ? null : yield* Effect.fromResult(anew(previous))
    const rows = yield* sql`
      UPDATE webhook_endpoints SET secret = ${fresh}, previous_secret = ${freshPrevious}
      WHERE id = ${id} AND secret = ${secret} AND previous_secret IS NOT DISTINCT FROM ${previous} RETURNING id`
    sealed += rows.length
  }
  return sealed
})

const make = Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient
  const keys = yield* SealingKeys
  const told = sql.literal(columns)
  const now = Effect.map(Clock.currentTimeMillis, (nowMillis) => new Date(nowMillis))
  const sealed = (id: string, secret: Redacted.Redacted<string>) =>
    DataKeys.seal(keys, "webhook", place(id), Redacted.value(secret))
  const first = <E>(rows: Effect.Effect<ReadonlyArray<object>, E>) =>
    Effect.map(Effect.flatMap(rows, decode), ([endpoint]) => endpoint)
  const refusingTwins = (rows: Effect.Effect<ReadonlyArray<object>, SqlError.SqlError>) =>
    Effect.catchIf(
      rows,
      (error) => violatedConstraint(error) === "webhook_endpoints_one_by_address",
      () => new EndpointRefused({ why: "exists" })
    )

  const create: Service["create"] = Effect.fn("WebhookEndpoints.create")(function* (endpoint) {
    const { id, team, url, description = null, secret } = endpoint
    const at = yield* now
    // One team's creates take turns, so that none of them counts before another has added.
    const created = yield* sql.withTransaction(
      Effect.andThen(
        sql`SELECT pg_advisory_xact_lock(hashtextextended(${team}, 0))`,
        first(
          refusingTwins(sql`
            INSERT INTO webhook_endpoints (id, team, url, description, secret, created_at, updated_at)
            SELECT ${id}, ${team}, ${url}, ${description}, ${sealed(id, secret)}, ${at}, ${at}
            WHERE (SELECT count(*) FROM webhook_endpoints WHERE team = ${team}) < ${maxEndpoints}
            RETURNING ${told}`)
        )
      )
    )
    return created ?? (yield* new EndpointRefused({ why: "too_many" }))
  }, guarded("webhooks.create"))

  const list: Service["list"] = Effect.fn("WebhookEndpoints.list")(function* (team) {
    return yield* decode(yield* sql`SELECT ${told} FROM webhook_endpoints WHERE team = ${team} ORDER BY created_at, id`)
  }, guarded("webhooks.list"))

  const find: Service["find"] = Effect.fn("WebhookEndpoints.find")(function* ({ team, id }) {
    return yield* first(sql`SELECT ${told} FROM webhook_endpoints WHERE id = ${id} AND team = ${team}`)
  }, guarded("webhooks.find"))

  const get: Service["get"] = Effect.fn("WebhookEndpoints.get")(function* (id) {
    return yield* first(sql`SELECT ${told} FROM webhook_endpoints WHERE id = ${id}`)
  }, guarded("webhooks.get"))

  const update: Service["update"] = Effect.fn("WebhookEndpoints.update")(function* (
    { team, id },
    { url, description = null, isEnabled }
  ) {
    const at = yield* now
    // A new address begins as a new endpoint does: what the old one did says nothing about it.
    const isFresh = sql`${isEnabled}::boolean AND (disabled_at IS NOT NULL OR url <> ${url})`
    return yield* first(
      refusingTwins(sql`
        UPDATE webhook_endpoints SET url = ${url}, description = ${description}, updated_at = ${at},
          disabled_at = CASE WHEN ${isEnabled}::boolean THEN NULL ELSE coalesce(disabled_at, ${at}) END,
          disabled_why = CASE WHEN ${isEnabled}::boolean THEN NULL ELSE coalesce(disabled_why, 'team') END,
          failures = CASE WHEN ${isFresh} THEN 0 ELSE failures END,
          failing_since = CASE WHEN ${isFresh} THEN NULL ELSE failing_since END,
          resting_until = CASE WHEN ${isFresh} THEN NULL ELSE resting_until END
        WHERE id = ${id} AND team = ${team} RETURNING ${told}`)
    )
  }, guarded("webhooks.update"))

  const remove: Service["remove"] = Effect.fn("WebhookEndpoints.remove")(function* ({ team, id }) {
    return yield* first(sql`DELETE FROM webhook_endpoints WHERE id = ${id} AND team = ${team} RETURNING ${told}`)
  }, guarded("webhooks.remove"))

  const rotate: Service["rotate"] = Effect.fn("WebhookEndpoints.rotate")(function* (
    { team, id },
    secret,
    overlapMillis
  ) {
    const at = yield* now
    const until = overlapMillis === 0 ? null : new Date(at.getTime() + overlapMillis)
    return yield* first(sql`
      UPDATE webhook_endpoints SET secret = ${sealed(id, secret)}, updated_at = ${at},
        previous_secret = CASE WHEN ${until}::timestamptz IS NOT NULL THEN secret END, previous_until = ${until}
      WHERE id = ${id} AND team = ${team} RETURNING ${told}`)
  }, guarded("webhooks.rotate"))

  const secretsOf: Service["secretsOf"] = Effect.fn("WebhookEndpoints.secretsOf")(function* (id) {
    const at = yield* now
    const rows = yield* Schema.decodeUnknownEffect(Secrets)(
      yield* sql`
        SELECT secret FROM webhook_endpoints WHERE id = ${id}
        UNION ALL SELECT previous_secret FROM webhook_endpoints WHERE id = ${id} AND previous_until > ${at}`
    )
    const opened = Result.all(rows.map(({ secret }) => DataKeys.open(keys, "webhook", place(id), secret)))
    return (yield* Effect.fromResult(opened)).map((secret) => Redacted.make(secret, { label: "webhook secret" }))
  }, guarded("webhooks.secretsOf"))

  return WebhookEndpoints.of({ create, list, find, get, update, remove, rotate, secretsOf })
})

type Service = WebhookEndpoints["Service"]

export const layer: Layer.Layer<WebhookEndpoints, never, SqlClient.SqlClient | SealingKeys> = Layer.effect(
  WebhookEndpoints,
  make
)
