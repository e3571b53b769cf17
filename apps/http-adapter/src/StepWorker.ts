/**
 * Takes the steps that transfers wait for, and does them.
 *
 * @module
 */
import { BackgroundWork, TransferStore, type Transfers, type WalletLoads } from "@bhejo/core"
import { Effect, type Scope } from "effect"

/** Steps that one process does at a time. */
const lanes = 4

/**
 * Works until its scope closes: then no further step is taken, and those in hand are finished first.
 */
export const run: Effect.Effect<
  void,
  never,
  TransferStore.StepQueue | Transfers.Transfers | WalletLoads.WalletLoads | Scope.Scope
> = Effect.gen(function* () {
  const queue = yield* TransferStore.StepQueue
  // The wait for a step may be interrupted; a step that was begun may not.
  const work = queue
    .take((step) => Effect.uninterruptible(BackgroundWork.perform(step)))
    .pipe(
      // The queue delivers the step again; only this lane must not end.
      Effect.catchCause((cause) => Effect.logError("A step failed and will be done again", cause)),
      Effect.forever
    )
  // As one, so that all of them end at once: one after the other, those that are left would go on taking.
  const all = Array.from({ length: lanes }, () => work)
  yield* Effect.forkScoped(Effect.all(all, { concurrency: "unbounded", discard: true }))
})
