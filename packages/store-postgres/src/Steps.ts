/**
 * The queue that steps wait in: effect's `PersistedQueue` over the same PostgreSQL as the transfers.
 *
 * @module
 */
import { TransferStore } from "@bhejo/core"
import { Context, Layer, Schedule, Schema } from "effect"
import { PersistedQueue } from "effect/persistence"
import type { SqlClient, SqlError, Statement } from "effect/sql"
import * as QueueLogs from "./QueueLogs.ts"

export const tableName = "bhejo_steps"
export const queueName = "transfer-steps"

export interface Options {
  /**
   * After this time, 30 seconds by default, a step whose process was killed comes back. A living process renews it
   * three times as often, so it does not limit how long a step may take. Whole seconds.
   */
  readonly leaseMillis?: number | undefined
  /** How often idle workers look for due steps; 500 by default. */
  readonly pollIntervalMillis?: number | undefined
}

/** Unlimited, in the words of the queue's integer column: a step that keeps failing stays alive. */
const maxAttempts = 2_147_483_647

/** After a failure: 1, 2, 4 … seconds, and at most a minute. */
const retrySchedule = Schedule.min([Schedule.exponential("1 second"), Schedule.spaced("1 minute")])

/** A handled step is kept for a day, for people to look at; nothing depends on it. */
const keptFor = "1 day"

export class Steps extends Context.Service<Steps, PersistedQueue.PersistedQueue<TransferStore.QueuedStep>>()(
  "@bhejo/store-postgres/Steps"
) {}

/**
 * The queue of steps over the queues' common store.
 */
export const layer: Layer.Layer<Steps, never, PersistedQueue.PersistedQueueFactory> = Layer.effect(
  Steps,
  PersistedQueue.make({ name: queueName, schema: TransferStore.QueuedStep, maxAttempts, retrySchedule })
)

/**
 * What the queues of this package are made of, and the clean-up of what they have handled. Their table must be there.
 */
export const layerStore = (
  options: Options = {}
): Layer.Layer<PersistedQueue.PersistedQueueFactory, SqlError.SqlError, SqlClient.SqlClient> => {
  const leaseMillis = options.leaseMillis ?? 30_000
  const store = PersistedQueue.layerStoreSql({
    tableName,
    pollInterval: options.pollIntervalMillis ?? 500,
    lockExpiration: leaseMillis,
    lockRefreshInterval: leaseMillis / 3
  })
  return Layer.merge(PersistedQueue.layer, PersistedQueue.layerCleanup({ timeToLive: keptFor })).pipe(
    Layer.provide(store),
    Layer.provide(QueueLogs.layer)
  )
}

/** The queue's name for the step that follows a commit. A name that was once handled is never delivered again. */
export const idOf = ({ record, id, version, kind }: TransferStore.QueuedStep): string =>
  `${record === "load" ? "load:" : ""}${id}:${version}:${kind}`

/**
 * Puts a step into the queue, within the transaction that it is called in. The database's clock measures its delay,
 * rounded up to a whole second.
 */
export const offer = (
  queue: Steps["Service"],
  step: TransferStore.QueuedStep,
  { id, delayMillis }: { readonly id: string; readonly delayMillis: number }
) => queue.offer(step, { id, delay: delayMillis })

const encodeStep = Schema.encodeSync(Schema.toCodecJson(TransferStore.QueuedStep))

/**
 * What {@link offer} writes, as part of a statement that has saved what the step follows from: it is queued where `saved`
 * has its one row. A commit is one statement then, in place of a transaction of four.
 *
 * The row is the queue's own, to the column; a test holds the two against each other. One thing is different: a worker
 * in this process is not woken for it, and finds a step that is due at once when it next looks.
 */
export const offered = (
  sql: SqlClient.SqlClient,
  step: TransferStore.QueuedStep,
  queued: { readonly id: string; readonly delayMillis: number }
): Statement.Fragment => sql`
  , offered AS (
    INSERT INTO ${sql(tableName)} (id, queue_name, element, state, attempts, visible_at, created_at, updated_at)
    SELECT ${queued.id}, ${queueName}, ${JSON.stringify(encodeStep(step))}, 'pending', 0,
      clock_timestamp() + make_interval(secs => ${Math.ceil(queued.delayMillis / 1_000)}), now(), now()
    FROM saved
    ON CONFLICT (id, queue_name) DO NOTHING
  )`
