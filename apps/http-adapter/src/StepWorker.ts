/**
 * Takes the steps that transfers wait for, and does them.
 *
 * @module
 */
import { BackgroundWork, TransferStore, type Transfers, type WalletLoads } from "@bhejo/core"
import type { Effect, Scope } from "effect"
import * as Lanes from "./operations/Lanes.ts"

/** Steps that one process does at a time. */
const lanes = 4

/**
 * Works until its scope closes: then no further step is taken, and those in hand are finished first.
 */
export const run: Effect.Effect<
  void,
  never,
  TransferStore.StepQueue | Transfers.Transfers | WalletLoads.WalletLoads | Scope.Scope
> = TransferStore.StepQueue.use(({ take }) =>
  Lanes.run({
    lanes,
    take,
    perform: BackgroundWork.perform,
    about: ({ id, version, kind }) => ({ recordId: id, version, step: kind }),
    failed: "A step failed and will be done again"
  })
)
