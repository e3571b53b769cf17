/**
 * Eko's callbacks, taken for hints: whatever kind of record an attempt belongs to is inquired, and nothing is moved.
 *
 * @module
 */
import { Clock, Effect } from "effect"
import type { Hint } from "./Callback.ts"
import { CallbackStore } from "./CallbackStore.ts"
import type { StoreUnavailable, VersionConflict } from "./TransferStore.ts"
import { Transfers } from "./Transfers.ts"
import { WalletLoads } from "./WalletLoads.ts"

/**
 * Schedules an inquiry for each attempt that a callback names, in any state; what names none of ours is kept for
 * reconciliation. All is committed when this returns.
 */
export const take: (
  hint: Hint
) => Effect.Effect<
  "inquiring" | "unknown",
  StoreUnavailable | VersionConflict,
  Transfers | WalletLoads | CallbackStore
> = Effect.fn("Hints.take")(function* (hint) {
  const { hint: askTransfers } = yield* Transfers
  const { hint: askLoads } = yield* WalletLoads
  const { keep } = yield* CallbackStore
  // One that names a transfer's tid and a load's reference is about both.
  const named = [yield* askTransfers(hint), yield* askLoads(hint)]
  if (named.includes(true)) return "inquiring"
  yield* keep(hint, yield* Clock.currentTimeMillis)
  return "unknown"
})
