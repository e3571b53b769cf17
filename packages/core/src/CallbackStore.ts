/**
 * The port that keeps callbacks which name no attempt of ours: reconciliation looks at them, and nothing else does.
 *
 * @module
 */
import { Context, Effect, Layer } from "effect"
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
    readonly keep: (hint: Hint, receivedAtMillis: number) => Effect.Effect<void, StoreUnavailable>
    /** The callbacks that were received at or after an instant, oldest first; a thousand at most. */
    readonly since: (fromMillis: number) => Effect.Effect<ReadonlyArray<KeptCallback>, StoreUnavailable>
  }
>()("@bhejo/core/CallbackStore") {
  /** In the memory of one process, for tests and simulations. */
  static readonly layerMemory: Layer.Layer<CallbackStore> = Layer.sync(CallbackStore, () => {
    const kept: Array<KeptCallback> = []
    return CallbackStore.of({
      keep: (hint, receivedAtMillis) => Effect.sync(() => void kept.push({ hint, receivedAtMillis })),
      since: (fromMillis) =>
        Effect.sync(() => kept.filter(({ receivedAtMillis }) => receivedAtMillis >= fromMillis).slice(0, maxKept))
    })
  })
}

/** How many callbacks are told at a time. */
export const maxKept = 1_000
