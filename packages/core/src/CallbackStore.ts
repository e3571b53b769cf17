/**
 * The port that keeps callbacks which name no attempt of ours: reconciliation looks at them, and nothing else does.
 *
 * @module
 */
import { Clock, Context, Effect, Equal, Layer } from "effect"
import type { Hint } from "./Callback.ts"
import type { StoreUnavailable } from "./TransferStore.ts"

/** A callback as it is kept: what it said, but for names and account numbers, which were never read. */
export interface KeptCallback {
  readonly hint: Hint
  readonly receivedAtMillis: number
}

export class CallbackStore extends Context.Service<
  CallbackStore,
  {
    /** Keeps a callback; one that says exactly what is kept already adds nothing. */
    readonly keep: (hint: Hint, receivedAtMillis: number) => Effect.Effect<void, StoreUnavailable>
    /** Removes what was received longer ago than this by the store's clock, and tells how many; a month stays in any case. */
    readonly forget: (keptForMillis: number) => Effect.Effect<number, StoreUnavailable>
    /** The callbacks that were received at or after an instant, oldest first; a thousand at most. */
    readonly since: (fromMillis: number) => Effect.Effect<ReadonlyArray<KeptCallback>, StoreUnavailable>
  }
>()("@bhejo/core/CallbackStore") {
  /** In the memory of one process, for tests and simulations. */
  static readonly layerMemory: Layer.Layer<CallbackStore> = Layer.effect(
    CallbackStore,
    Effect.map(Clock.Clock, (clock) => {
      let kept: ReadonlyArray<KeptCallback> = []
      return CallbackStore.of({
        keep: (hint, receivedAtMillis) =>
          Effect.sync(() => {
            if (!kept.some((known) => Equal.equals(known.hint, hint))) kept = [...kept, { hint, receivedAtMillis }]
          }),
        forget: (keptForMillis) =>
          Effect.sync(() => {
            const fromMillis = clock.currentTimeMillisUnsafe() - Math.max(keptForMillis, leastKeptMillis)
            const before = kept.length
            kept = kept.filter(({ receivedAtMillis }) => receivedAtMillis >= fromMillis)
            return before - kept.length
          }),
        since: (fromMillis) =>
          Effect.sync(() => kept.filter(({ receivedAtMillis }) => receivedAtMillis >= fromMillis).slice(0, maxKept))
      })
    })
  )
}

/** So long every callback stays, whoever wants to remove it, in milliseconds. */
export const leastKeptMillis = 30 * 24 * 60 * 60_000

/** How many callbacks are told at a time. */
export const maxKept = 1_000
