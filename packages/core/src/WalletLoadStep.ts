/**
 * What an unsettled wallet load waits for: its next inquiry, derived from its state.
 *
 * @module
 */
import { inquiryDelayMillis, type TransferPolicy } from "./TransferPolicy.ts"
import { needsStep, type WalletLoadState } from "./WalletLoadState.ts"

/** One piece of background work: it holds for exactly one version of its load. */
export interface Step {
  readonly kind: "settle"
  readonly dueAtMillis: number
}

/** When inquiries about a load end, in epoch milliseconds. */
export const settlementEndsAtMillis = ({ attempt }: WalletLoadState, policy: TransferPolicy): number =>
  attempt.startedAtMillis + policy.settlementWindowMillis

/** The one step that a load waits for; none where it is final, or handed to reconciliation. */
export const nextStep = (load: WalletLoadState, policy: TransferPolicy): Step | undefined => {
  if (!needsStep(load)) return undefined
  const inquiries = "inquiries" in load ? load.inquiries : 0
  const dueInMillis = (inquiries: number) => load.updatedAtMillis + inquiryDelayMillis(policy, inquiries)
  // The last inquiry is made when the window ends, unless that is sooner than the first delay.
  return {
    kind: "settle",
    dueAtMillis: Math.min(dueInMillis(inquiries), Math.max(settlementEndsAtMillis(load, policy), dueInMillis(0)))
  }
}
