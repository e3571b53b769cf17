/**
 * The queue that a run's chunks wait in: effect's `PersistedQueue`, in the table that the transfers' steps have too.
 *
 * @module
 */
import { Steps } from "@bhejo/store-postgres"
import { Cause, Context, Effect, Layer, Schedule, Schema } from "effect"
import { PersistedQueue } from "effect/persistence"
import type { SqlClient, SqlError } from "effect/sql"

/** A chunk of a run, as it is queued. */
export const QueuedChunk = Schema.Struct({ runId: Schema.String, number: Schema.Int, repairs: Schema.Boolean })
export type QueuedChunk = typeof QueuedChunk.Type

export interface Options {
  /** After this time a chunk whose process was killed comes back, in milliseconds; whole seconds. */
  readonly leaseMillis: number
  readonly pollIntervalMillis: number
}

/** What the queue records of a chunk that failed: nothing of its error. */
class ChunkFailed extends Schema.TaggedError<ChunkFailed>("@bhejo/reconciliation/ChunkFailed")("ChunkFailed", {}) {
  override readonly message = "The chunk failed; its process has logged why."
}

/** Unlimited: a chunk is given up by no counter. */
const maxAttempts = 2_147_483_647

const retrySchedule = Schedule.min([Schedule.exponential("1 second"), Schedule.spaced("1 minute")])

export class ChunkQueue extends Context.Service<
  ChunkQueue,
  {
    /** Queues a chunk; `offer` is new each time that it may have been lost. */
    readonly offer: (chunk: QueuedChunk, offer: number) => Effect.Effect<void, PersistedQueue.PersistedQueueError>
    /** Waits for a chunk and does it. It comes back to the queue where that fails. */
    readonly take: <E, R>(
      perform: (chunk: QueuedChunk) => Effect.Effect<void, E, R>
    ) => Effect.Effect<void, PersistedQueue.PersistedQueueError, R>
  }
>()("@bhejo/reconciliation/ChunkQueue") {
  static readonly layer = (options: Options): Layer.Layer<ChunkQueue, SqlError.SqlError, SqlClient.SqlClient> =>
    Layer.effect(ChunkQueue, make).pipe(
      // Fresh, because a layer is made once: the steps' queues have theirs, on a store with another lease.
      Layer.provide(Layer.fresh(PersistedQueue.layer)),
      Layer.provide(
        PersistedQueue.layerStoreSql({
          tableName: Steps.tableName,
          pollInterval: options.pollIntervalMillis,
          lockExpiration: options.leaseMillis,
          lockRefreshInterval: options.leaseMillis / 3
        })
      )
    )
}

const make = Effect.gen(function* () {
  const queue = yield* PersistedQueue.make({
    name: "reconciliation-chunks",
    schema: QueuedChunk,
    maxAttempts,
    retrySchedule
  })
  return ChunkQueue.of({
    offer: (chunk, offer) =>
      Effect.asVoid(
        Effect.catchTag(
          queue.offer(chunk, { id: `${chunk.runId}:${chunk.number}:${offer}` }),
          "SchemaError",
          Effect.die
        )
      ),
    take: (perform) =>
      queue
        .take((chunk) =>
          Effect.catchCause(perform(chunk), (cause) =>
            // An interrupted chunk goes back at once, and nobody's fault is recorded.
            Cause.hasInterruptsOnly(cause)
              ? Effect.interrupt
              : Effect.andThen(
                  Effect.logWarning("A chunk failed and will be done again", cause),
                  Effect.fail(new ChunkFailed())
                )
          )
        )
        .pipe(Effect.catchTag("ChunkFailed", () => Effect.void))
  })
})
