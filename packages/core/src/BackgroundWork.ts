/**
 * The background work of every kind of record, as it comes out of the one queue.
 *
 * @module
 */
import type { Effect } from "effect"
import type { QueuedStep, StoreUnavailable } from "./TransferStore.ts"
import { Transfers } from "./Transfers.ts"
import { WalletLoads } from "./WalletLoads.ts"

/** Does one step by the programs of the kind of record that waits for it. */
export const perform = (step: QueuedStep): Effect.Effect<void, StoreUnavailable, Transfers | WalletLoads> =>
  step.record === "load"
    ? WalletLoads.use((loads) => loads.perform(step))
    : Transfers.use((transfers) => transfers.perform(step))
