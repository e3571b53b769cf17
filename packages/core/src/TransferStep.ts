/**
 * What an unfinished transfer waits for: one piece of background work, derived from its state.
 *
 * Since it is derived and enqueued with every commit, an unfinished transfer has exactly one live step until
 * reconciliation has it, and the steps of its earlier versions are stale.
 *
 * How long it waits counts from the transfer's last event, and the store's one clock measures it: whoever takes the step
 * may have a clock that is hours off, and decides by it; so a wait is bounded whatever the recorded times are, and what
 * comes too early is put off by what is left.
 *
 * @module
 */
import { inquiryDelayMillis, type TransferPolicy, untilAskedMillis, untilInquiryMillis } from "./TransferPolicy.ts"
import { isFinal, isHandedOver, type TransferState, type Unfinished } from "./TransferState.ts"

/** One piece of background work: it holds for exactly one version of its transfer. */
export interface Step {
  readonly kind: "settle" | "expire"
  readonly delayMillis: number
}

const dayMillis = 24 * 60 * 60_000

/**
 * When inquiries about a transfer end, in epoch milliseconds; nothing where there is nothing to settle.
 */
export const settlementEndsAtMillis = (transfer: TransferState, policy: TransferPolicy): number | undefined => {
  switch (transfer.state) {
    case "debiting":
    case "in_doubt":
    case "awaited":
      return transfer.attempt.startedAtMillis + policy.settlementWindowMillis
    case "refund_pending":
      return transfer.sinceMillis + policy.settlementWindowMillis
    case "refunding":
      return transfer.refund.startedAtMillis + policy.settlementWindowMillis
    case "requested":
    case "awaiting_otp":
    case "succeeded":
    case "refunded":
    case "failed":
    case "cancelled":
    case "expired":
      return undefined
  }
}

/** Whether the open attempt's own answer may still come: then its call may be on the wire, and no inquiry overtakes it. */
export const isCalling = (transfer: TransferState): boolean =>
  transfer.state === "debiting" ||
  (transfer.state === "refunding" && transfer.doubt === undefined && transfer.inquiries === 0)

/**
 * Before this instant, in epoch milliseconds, nothing is inquired: a call may still be on the wire. Nothing where none is.
 */
export const firstInquiryAtMillis = (transfer: TransferState, policy: TransferPolicy): number | undefined => {
  switch (transfer.state) {
    case "debiting":
      return transfer.attempt.startedAtMillis + inquiryDelayMillis(policy, 0)
    case "refunding":
      return transfer.refund.startedAtMillis + inquiryDelayMillis(policy, 0)
    default:
      return undefined
  }
}

/**
 * The one step that a transfer waits for; none where it is final or handed to reconciliation, unless an inquiry was asked
 * for all the same.
 */
export const nextStep = (transfer: TransferState, policy: TransferPolicy): Step | undefined => {
  const step = isFinal(transfer) || isHandedOver(transfer) ? undefined : ownStep(transfer, policy)
  const asked = transfer.requestedInquiry
  if (asked === undefined) return step
  const delayMillis = untilAskedMillis(policy, transfer.updatedAtMillis, asked)
  return step?.kind === "settle" && step.delayMillis <= delayMillis ? step : { kind: "settle", delayMillis }
}

const ownStep = (transfer: Unfinished, policy: TransferPolicy): Step => {
  switch (transfer.state) {
    case "requested":
    case "awaiting_otp": {
      const leftMillis = Math.max(0, transfer.expiresAtMillis - transfer.updatedAtMillis)
      return {
        kind: "expire",
        delayMillis: transfer.isBlocked ? dayMillis : Math.min(leftMillis, policy.idleLifetimeMillis)
      }
    }
    case "debiting":
      return { kind: "settle", delayMillis: inquiryDelayMillis(policy, 0) }
    case "in_doubt":
    case "awaited":
    case "refunding":
      return { kind: "settle", delayMillis: untilInquiry(transfer, transfer.inquiries, policy) }
    case "refund_pending":
      // It waits for the customer, so there is no hurry.
      return { kind: "settle", delayMillis: untilInquiry(transfer, Number.MAX_SAFE_INTEGER, policy) }
  }
}

const untilInquiry = (transfer: TransferState, inquiries: number, policy: TransferPolicy): number =>
  untilInquiryMillis(policy, {
    updatedAtMillis: transfer.updatedAtMillis,
    inquiries,
    endsAtMillis: settlementEndsAtMillis(transfer, policy) ?? Number.MAX_SAFE_INTEGER
  })
