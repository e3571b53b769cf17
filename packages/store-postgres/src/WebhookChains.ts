/**
 * What is still to be told of records that changed: for each endpoint and record one chain, which has one live element in
 * the queue as long as anything is to be told.
 *
 * A change's commit makes the chain, or moves what it wants on; whoever has told a change moves on what is done, and offers
 * the successor. Each of these is one statement, and the chain's row orders them: a commit either finds the chain live,
 * and whoever ends its element sees the commit's version, or finds it idle and offers an element. What is told is read off
 * the journal, so a chain holds versions alone.
 *
 * @module
 */
import type { RecordStore, TransferStore } from "@bhejo/core"
import { Clock, Context, Effect, Layer, Schema } from "effect"
import { SqlClient, type Statement } from "effect/sql"
import { guarded } from "./PostgresFailure.ts"
import { tableName } from "./Steps.ts"
import * as WebhookAttempts from "./WebhookAttempts.ts"
import { Endpoint, columns as endpointColumns } from "./WebhookEndpoints.ts"
import { type Next, nextOf, offering, queueName, RecordKind } from "./WebhookQueue.ts"

/** A chain whose element was taken, and the endpoint that it leads to. */
export const Due = Schema.Struct({
  endpoint: Endpoint,
  record: RecordKind,
  recordId: Schema.String,
  /** Up to here it was told. */
  doneVersion: Schema.Int,
  /** The last change that is to be told. */
  wantedVersion: Schema.Int,
  /** How often the next change was tried to be told. */
  attempts: Schema.Int
})
export type Due = typeof Due.Type

/** How a chain goes on from its live element. */
export type Advance =
  /** The next change is told, or given up. */
  | { readonly _tag: "Done"; readonly version: number }
  /** The next change is tried again. */
  | { readonly _tag: "Retry"; readonly delayMillis: number }
  /** Nothing was tried; the element comes later. */
  | { readonly _tag: "Defer"; readonly delayMillis: number }
  /** Nothing is tried until the endpoint is enabled. */
  | { readonly _tag: "Park" }

export class WebhookChains extends Context.Service<
  WebhookChains,
  {
    /** The chain of a queued element; nothing where the element is stale or its endpoint is gone. */
    readonly due: (element: Next) => Effect.Effect<Due | undefined, TransferStore.StoreUnavailable>
    /** Moves a chain on from its live element, with the attempt that was made, if one was; a stale element moves nothing. */
    readonly advance: (
      element: Next,
      how: Advance,
      attempt?: WebhookAttempts.Attempt
    ) => Effect.Effect<WebhookAttempts.Verdict, TransferStore.StoreUnavailable>
    /**
     * Offers an element that is due at once for each chain of an endpoint that was just enabled, in place of one that
     * waits for a later attempt. Tells how many; what is beyond a thousand is adopted, or comes when it is due.
     */
    readonly wake: (endpointId: string) => Effect.Effect<number, TransferStore.StoreUnavailable>
    /**
     * Offers an element for each chain that has something to tell and no live element: those of an endpoint that was
     * enabled, and any whose element was lost. Tells how many; at most a thousand. Any number of processes may sweep.
     */
    readonly adopt: Effect.Effect<number, TransferStore.StoreUnavailable>
    /**
     * Forgets chains that have nothing to tell, or nobody to tell it to, or whose endpoint is disabled and was to be told
     * nothing for so long.
     */
    readonly clean: (disabledForMillis: number) => Effect.Effect<void, TransferStore.StoreUnavailable>
  }
>()("@bhejo/store-postgres/WebhookChains") {}

/**
 * The part of a commit's statement that has its change told to each of the team's endpoints; `saved` is the commit's own
 * part. A disabled endpoint's chain goes on and waits.
 */
export const telling = (
  sql: SqlClient.SqlClient,
  record: RecordKind,
  { expectedVersion, notify }: Pick<RecordStore.Commit<unknown, unknown>, "expectedVersion" | "notify">,
  team: string
): Statement.Fragment =>
  notify === undefined
    ? sql.literal("")
    : // In order of the endpoints, as every commit of a record has them.
      sql`
      , told AS (
        INSERT INTO webhook_chains AS chain (endpoint_id, record_id, record, done_version, wanted_version, live, changed_at)
        SELECT endpoint.id, saved.id, ${record}, ${expectedVersion}, ${notify},
          CASE WHEN endpoint.disabled_at IS NULL THEN gen_random_uuid() END, now()
        FROM saved, webhook_endpoints AS endpoint WHERE endpoint.team = ${team} ORDER BY endpoint.id
        ON CONFLICT (endpoint_id, record_id) DO UPDATE SET
          wanted_version = EXCLUDED.wanted_version,
          live = coalesce(chain.live, EXCLUDED.live),
          changed_at = EXCLUDED.changed_at
        RETURNING endpoint_id, record, record_id, live
      ), to_tell AS (${offering(sql, {
        // One that is live already has its element, under this very name.
        id: "live::text",
        element: nextOf,
        from: sql`FROM told WHERE live IS NOT NULL`
      })})`

const decodeDue = Schema.decodeUnknownEffect(Schema.Array(Due))

const make = Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient
  const queue = sql(tableName)

  const due: Service["due"] = Effect.fn("WebhookChains.due")(function* ({ endpointId, recordId, live }) {
    const [found] = yield* decodeDue(
      yield* sql`
        SELECT chain.record, chain.record_id AS "recordId", chain.done_version::float8 AS "doneVersion",
          chain.wanted_version::float8 AS "wantedVersion", chain.attempts, to_jsonb(endpoint) AS endpoint
        FROM webhook_chains AS chain
        JOIN (SELECT ${sql.literal(endpointColumns)} FROM webhook_endpoints) AS endpoint ON endpoint.id = chain.endpoint_id
        WHERE chain.endpoint_id = ${endpointId} AND chain.record_id = ${recordId} AND chain.live = ${live}`
    )
    return found
  }, guarded("webhooks.due"))

  const set = (how: Advance): { readonly set: Statement.Fragment; readonly delayMillis: number } => {
    switch (how._tag) {
      case "Done":
        return {
          set: sql`done_version = ${how.version}, attempts = 0,
            live = CASE WHEN wanted_version > ${how.version} THEN gen_random_uuid() END`,
          delayMillis: 0
        }
      case "Retry":
        return { set: sql`attempts = attempts + 1, live = gen_random_uuid()`, delayMillis: how.delayMillis }
      case "Defer":
        return { set: sql`live = gen_random_uuid()`, delayMillis: how.delayMillis }
      case "Park":
        return { set: sql`live = NULL`, delayMillis: 0 }
    }
  }

  const advance: Service["advance"] = Effect.fn("WebhookChains.advance")(function* (
    { endpointId, recordId, live },
    how,
    attempt
  ) {
    const { set: moves, delayMillis } = set(how)
    return yield* WebhookAttempts.run(
      sql,
      sql`
        moved AS (
          UPDATE webhook_chains SET ${moves}
          WHERE endpoint_id = ${endpointId} AND record_id = ${recordId} AND live = ${live}
          RETURNING endpoint_id, record, record_id, live
        ), offered AS (${offering(sql, {
          id: "live::text",
          element: nextOf,
          delayMillis,
          from: sql`FROM moved WHERE live IS NOT NULL`
        })})`,
      attempt
    )
  }, guarded("webhooks.advance"))

  /** A fresh element for each of these chains, which makes those that they have stale; those that somebody moves are left. */
  const renew = (which: Statement.Fragment) => sql<{ readonly count: number }>`
    WITH orphans AS (
      SELECT chain.endpoint_id, chain.record_id
      FROM webhook_chains AS chain JOIN webhook_endpoints AS endpoint ON endpoint.id = chain.endpoint_id
      WHERE endpoint.disabled_at IS NULL AND chain.wanted_version > chain.done_version AND ${which}
      ORDER BY chain.changed_at LIMIT 1000 FOR UPDATE OF chain SKIP LOCKED
    ), adopted AS (
      UPDATE webhook_chains AS chain SET live = gen_random_uuid()
      FROM orphans WHERE chain.endpoint_id = orphans.endpoint_id AND chain.record_id = orphans.record_id
      RETURNING chain.endpoint_id, chain.record, chain.record_id, chain.live
    ), offered AS (${offering(sql, { id: "live::text", element: nextOf, from: sql`FROM adopted` })})
    SELECT count(*)::int AS count FROM adopted`

  const counted = Effect.map(([row]: ReadonlyArray<{ readonly count: number }>) => row?.count ?? 0)

  const wake: Service["wake"] = Effect.fn("WebhookChains.wake")(function* (endpointId) {
    return yield* counted(renew(sql`endpoint.id = ${endpointId}`))
  }, guarded("webhooks.wake"))

  const adopt = renew(sql`NOT EXISTS (
      SELECT FROM ${queue} AS queued
      WHERE queued.id = chain.live::text AND queued.queue_name = ${queueName} AND queued.state = 'pending'
    )`).pipe(counted, Effect.withSpan("WebhookChains.adopt"), guarded("webhooks.adopt"))

  const clean: Service["clean"] = Effect.fn("WebhookChains.clean")(function* (disabledForMillis) {
    const before = new Date((yield* Clock.currentTimeMillis) - disabledForMillis)
    yield* sql`
      DELETE FROM webhook_chains AS chain WHERE (live IS NULL AND done_version >= wanted_version)
        OR NOT EXISTS (SELECT FROM webhook_endpoints WHERE id = chain.endpoint_id)
        OR (live IS NULL AND changed_at < ${before}
          AND EXISTS (SELECT FROM webhook_endpoints WHERE id = chain.endpoint_id AND disabled_at IS NOT NULL))`
  }, guarded("webhooks.clean"))

  return WebhookChains.of({ due, advance, wake, adopt, clean })
})

type Service = WebhookChains["Service"]

export const layer: Layer.Layer<WebhookChains, never, SqlClient.SqlClient> = Layer.effect(WebhookChains, make)
