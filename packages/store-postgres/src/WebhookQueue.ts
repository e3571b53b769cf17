/**
 * The queue that webhooks to teams wait in: effect's `PersistedQueue`, in the table that the steps have too.
 *
 * @module
 */
import type { TransferStore } from "@bhejo/core"
import { Context, Effect, Layer, Schedule, Schema } from "effect"
import { PersistedQueue } from "effect/persistence"
import type { SqlClient, Statement } from "effect/sql"
import * as QuietTake from "./QuietTake.ts"
import { tableName } from "./Steps.ts"

export const queueName = "webhooks"

const Uuid = Schema.String

/** The records whose changes are told. */
export const RecordKind = Schema.Literals(["transfer", "load"])
export type RecordKind = typeof RecordKind.Type

/** Tells an endpoint the next change of a record; it holds as long as its chain says that it is the live one. */
export const Next = Schema.Struct({
  kind: Schema.Literal("next"),
  endpointId: Uuid,
  record: RecordKind,
  recordId: Uuid,
  live: Uuid
})
export type Next = typeof Next.Type

/** Tells one message out of turn: a change that a team wants once more, or that another endpoint was disabled. */
export const Single = Schema.Struct({
  kind: Schema.Literal("single"),
  endpointId: Uuid,
  record: Schema.Literals([...RecordKind.literals, "endpoint"]),
  recordId: Uuid,
  /** The version that is told; of an endpoint, the instant of which it is told. */
  version: Schema.Int,
  /** Since when it is tried. */
  sinceMillis: Schema.Int,
  attempt: Schema.Int
})
export type Single = typeof Single.Type

/** What is queued: names and numbers, and nothing of what is told. */
export const Element = Schema.Union([Next, Single])
export type Element = typeof Element.Type

export class WebhookQueue extends Context.Service<
  WebhookQueue,
  {
    readonly offer: PersistedQueue.PersistedQueue<Element>["offer"]
    /** Waits for an element that is due, hands it to the handler, and completes it when the handler succeeds. */
    readonly take: <E, R>(
      handler: (element: Element) => Effect.Effect<void, E, R>
    ) => Effect.Effect<void, E | TransferStore.StoreUnavailable, R>
  }
>()("@bhejo/store-postgres/WebhookQueue") {}

/** Unlimited, in the words of the queue's integer column: what fails here is ours, and deliveries count for themselves. */
const maxAttempts = 2_147_483_647

const retrySchedule = Schedule.min([Schedule.exponential("1 second"), Schedule.spaced("1 minute")])

export const layer: Layer.Layer<WebhookQueue, never, PersistedQueue.PersistedQueueFactory> = Layer.effect(
  WebhookQueue,
  Effect.map(PersistedQueue.make({ name: queueName, schema: Element, maxAttempts, retrySchedule }), (queue) => ({
    offer: queue.offer,
    take: QuietTake.from(queue)
  }))
)

/**
 * A part of a statement of ours that offers elements as the queue's own `offer` does.
 *
 * So that what is to be told is queued by the very statement that commits the change: a payment's commit makes no round
 * trip more for webhooks, whether a team has none or several. A test holds it against `offer`.
 */
export const offering = (
  sql: SqlClient.SqlClient,
  elements: {
    /** Of a row, as SQL: the element's id in the queue, as text. */
    readonly id: string
    /** Of a row, as SQL: the element as jsonb. */
    readonly element: string
    /** In how many seconds it is due, rounded up; by the database's clock, from when it is written. */
    readonly delayMillis?: number | undefined
    /** What brings the rows: `FROM …`. */
    readonly from: Statement.Fragment
  }
) => sql`
  INSERT INTO ${sql(tableName)} (id, queue_name, element, state, attempts, visible_at, created_at, updated_at)
  SELECT ${sql.literal(elements.id)}, ${sql.literal(`'${queueName}'`)}, (${sql.literal(elements.element)})::text,
    'pending', 0, clock_timestamp() + make_interval(secs => ${Math.ceil((elements.delayMillis ?? 0) / 1_000)}), now(), now()
  ${elements.from}
  ON CONFLICT (id, queue_name) DO NOTHING`

/** {@link Next} as SQL, of a row of `webhook_chains`. */
export const nextOf =
  "jsonb_build_object('kind', 'next', 'endpointId', endpoint_id, 'record', record, 'recordId', record_id, 'live', live)"
