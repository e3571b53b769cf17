/**
 * What a wallet load waits for: its next inquiry, derived from its state.
 *
 * @module
 */
import { inquiryDelayMillis, nextInquiryAtMillis, type TransferPolicy } from "./TransferPolicy.ts"
import { isUnsettled, type WalletLoadState } from "./WalletLoadState.ts"

/** One piece of background work: it holds for exactly one version of its load. */
export interface Step {
  readonly kind: "settle"
  readonly dueAtMillis: number
}

/** When inquiries about a load end, in epoch milliseconds. */
export const settlementEndsAtMillis = ({ attempt }: WalletLoadState, policy: TransferPolicy): number =>
  attempt.startedAtMillis + policy.settlementWindowMillis

/** The one step that a load waits for; none where it is final or handed over, unless a callback asked for an inquiry. */
export const nextStep = (load: WalletLoadState, policy: TransferPolicy): Step | undefined => {
  const due = [ownInquiryAtMillis(load, policy), askedInquiryAtMillis(load, policy)].filter((due) => due !== undefined)
  return due.length === 0 ? undefined : { kind: "settle", dueAtMillis: Math.min(...due) }
}

const ownInquiryAtMillis = (load: WalletLoadState, policy: TransferPolicy): number | undefined =>
  isUnsettled(load)
    ? nextInquiryAtMillis(policy, {
        updatedAtMillis: load.updatedAtMillis,
        inquiries: "inquiries" in load ? load.inquiries : 0,
        endsAtMillis: settlementEndsAtMillis(load, policy)
      })
    : undefined

/** At once, and ever more seldom where Eko does not answer. */
const askedInquiryAtMillis = (
  { requestedInquiry: asked, updatedAtMillis }: WalletLoadState,
  policy: TransferPolicy
): number | undefined => {
  if (asked === undefined) return undefined
  return asked.inquiries === 0 ? asked.dueAtMillis : updatedAtMillis + inquiryDelayMillis(policy, asked.inquiries - 1)
}
