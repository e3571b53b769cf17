/**
 * Core's `StepQueue` on PostgreSQL.
 *
 * @module
 */
import { TransferStore } from "@bhejo/core"
import { Cause, Effect, Exit, Layer, Schema } from "effect"
import { asUnavailable } from "./PostgresFailure.ts"
import { Steps } from "./Steps.ts"

/** What the queue records of a handler that failed: nothing of its error, which may quote Eko or hold an OTP. */
class StepFailed extends Schema.TaggedError<StepFailed>("@bhejo/store-postgres/StepFailed")("StepFailed", {}) {
  override readonly message = "The step's handler failed; its process has logged why."
}

const make = Effect.gen(function* () {
  const steps = yield* Steps

  const take: TransferStore.StepQueue["Service"]["take"] = <E, R>(
    handler: (step: TransferStore.QueuedStep) => Effect.Effect<void, E, R>
  ) =>
    Effect.suspend(() => {
      let failure: Cause.Cause<E> | undefined
      const withoutItsError = (step: TransferStore.QueuedStep): Effect.Effect<void, never, R> =>
        Effect.uninterruptibleMask((restore) =>
          Effect.flatMap(Effect.exit(restore(handler(step))), (exit) => {
            if (Exit.isSuccess(exit)) return Effect.void
            // An interrupted step goes back to the queue at once, and nobody's fault is recorded.
            if (Cause.hasInterruptsOnly(exit.cause)) return Effect.interrupt
            failure = exit.cause
            return Effect.die(new StepFailed())
          })
        )
      return Effect.catchCause(
        steps.take(withoutItsError),
        (cause): Effect.Effect<never, E | TransferStore.StoreUnavailable> =>
          failure === undefined ? asUnavailable("take")(cause) : Effect.failCause(failure)
      )
    })

  return TransferStore.StepQueue.of({ take })
})

export const layer: Layer.Layer<TransferStore.StepQueue, never, Steps> = Layer.effect(TransferStore.StepQueue, make)
