/**
 * What a wallet load waits for: its next inquiry, derived from its state.
 *
 * @module
 */
import { inquiryDelayMillis, type TransferPolicy, untilAskedMillis, untilInquiryMillis } from "./TransferPolicy.ts"
import { isUnsettled, type WalletLoadState } from "./WalletLoadState.ts"

/** One piece of background work: it holds for exactly one version of its load. */
export interface Step {
  readonly kind: "settle"
  /** From the load's last event; the store's one clock measures it. */
  readonly delayMillis: number
}

/** When inquiries about a load end, in epoch milliseconds. */
export const settlementEndsAtMillis = ({ attempt }: WalletLoadState, policy: TransferPolicy): number =>
  attempt.startedAtMillis + policy.settlementWindowMillis

/** The one step that a load waits for; none where it is final or handed over, unless a callback asked for an inquiry. */
export const nextStep = (load: WalletLoadState, policy: TransferPolicy): Step | undefined => {
  const { requestedInquiry: asked, updatedAtMillis } = load
  const own = untilOwnInquiry(load, policy)
  if (asked === undefined) return own === undefined ? undefined : { kind: "settle", delayMillis: own }
  // Where Eko did not answer, it is asked ever more seldom.
  const delayMillis =
    asked.inquiries === 0
      ? untilAskedMillis(policy, updatedAtMillis, asked)
      : inquiryDelayMillis(policy, asked.inquiries - 1)
  return { kind: "settle", delayMillis: Math.min(delayMillis, own ?? delayMillis) }
}

const untilOwnInquiry = (load: WalletLoadState, policy: TransferPolicy): number | undefined =>
  isUnsettled(load)
    ? untilInquiryMillis(policy, {
        updatedAtMillis: load.updatedAtMillis,
        inquiries: "inquiries" in load ? load.inquiries : 0,
        endsAtMillis: settlementEndsAtMillis(load, policy)
      })
    : undefined
