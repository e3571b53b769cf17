/** Journals up to a refund: everything has happened earlier or now, and the refund is under reference 50. */
import type { TransferEvent } from "../src/TransferEvent.ts"
import { defaults } from "../src/TransferPolicy.ts"
import { type Journal, journalAfter } from "./DeciderTable.ts"
import {
  about,
  accepted,
  after,
  now,
  proven,
  recordRefundOtpSend,
  recordRefundOutcome,
  ref,
  refundDone,
  refundOtpConsumed,
  refundUnknown,
  sent,
  settleAt,
  startRefund,
  startRefundOtpSend,
  wrongOtp
} from "./Given.ts"

export const { settlementWindowMillis } = defaults

export const isPending: Journal = after(accepted("3"))
export const hasOtp = journalAfter(isPending, startRefundOtpSend(), recordRefundOtpSend(1, sent(1, now)))
export const isRefunding = journalAfter(hasOtp, startRefund(50))
export const end = now + settlementWindowMillis
export const isInDoubt = journalAfter(isRefunding, recordRefundOutcome(50, refundUnknown))
export const isConsumed = journalAfter(isRefunding, recordRefundOutcome(50, refundOtpConsumed))
export const isDone = journalAfter(isRefunding, recordRefundOutcome(50, refundDone(90)))

/** Eko still said 3 when the window of the first refund had passed. */
export const wasSetAside = journalAfter(isInDoubt, settleAt(end, about(1, proven("3"))))
export const hasNewOtp = journalAfter(wasSetAside, startRefundOtpSend(end), recordRefundOtpSend(2, sent(2, end), end))
export const isRefundingAgain = journalAfter(hasNewOtp, startRefund(51, [about(1, proven("3"))], end))
export const wasWrong = journalAfter(isRefunding, recordRefundOutcome(50, wrongOtp))

export const answered = (
  number: number,
  outcome: Parameters<typeof recordRefundOutcome>[1],
  atMillis = now
): TransferEvent => ({
  _tag: "RefundAnswered",
  atMillis,
  clientRefId: ref(number),
  outcome
})
