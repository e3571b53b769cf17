/**
 * Taking from a queue without a trace of what went wrong in its table.
 *
 * The queue keeps the cause of a failure beside its element, and a handler's error may quote Eko or hold a secret. So what
 * it is given is that the handler failed, and the error goes to the taker alone.
 *
 * @module
 */
import type { TransferStore } from "@bhejo/core"
import { Cause, Effect, Exit, Schema } from "effect"
import type { PersistedQueue } from "effect/persistence"
import { asUnavailable } from "./PostgresFailure.ts"
import * as QueueLogs from "./QueueLogs.ts"

/** What the queue records of a handler that failed. */
class HandlerFailed extends Schema.TaggedError<HandlerFailed>("@bhejo/store-postgres/HandlerFailed")(
  "HandlerFailed",
  {}
) {
  override readonly message = "The handler failed; its process has logged why."
}

/** Takes an element, hands it to the handler, and completes it when the handler succeeds; otherwise it comes again. */
export const from =
  <A>(queue: PersistedQueue.PersistedQueue<A>) =>
  <E, R>(
    handler: (element: A) => Effect.Effect<void, E, R>
  ): Effect.Effect<void, E | TransferStore.StoreUnavailable, R> =>
    Effect.suspend(() => {
      let failure: Cause.Cause<E> | undefined
      const withoutItsError = (element: A): Effect.Effect<void, never, R> =>
        Effect.uninterruptibleMask((restore) =>
          Effect.flatMap(Effect.exit(restore(handler(element))), (exit) => {
            if (Exit.isSuccess(exit)) return Effect.void
            // An interrupted element goes back to the queue at once, and nobody's fault is recorded.
            if (Cause.hasInterruptsOnly(exit.cause)) return Effect.interrupt
            failure = exit.cause
            return Effect.die(new HandlerFailed())
          })
        )
      return Effect.catchCause(
        QueueLogs.taking(withoutItsError, queue.take),
        (cause): Effect.Effect<never, E | TransferStore.StoreUnavailable> =>
          failure === undefined ? asUnavailable("take")(cause) : Effect.failCause(failure)
      )
    })
