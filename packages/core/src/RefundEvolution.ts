/**
 * What a refund's OTPs, answers and inquiries make of a transfer.
 *
 * @module
 */
import * as Attempt from "./Attempt.ts"
import { common, type EventOf, impossible, lastOtp } from "./Carried.ts"
import type { Finding } from "./Evidence.ts"
import * as Outcome from "./Outcome.ts"
import type { Resolution } from "./Resolution.ts"
import type * as State from "./TransferState.ts"
import * as TxStatus from "./TxStatus.ts"

type RefundEvent = EventOf<
  "RefundOtpSendStarted" | "RefundOtpSendAnswered" | "RefundStarted" | "RefundAnswered" | "RefundSetAside"
>

/** What each state after a debit that succeeded carries. */
type Settled = ReturnType<typeof common> & ReturnType<typeof lastOtp> & Pick<State.Settled, "attempt" | "facts">

const settledOf = (transfer: State.Settled): Settled => ({
  ...common(transfer),
  ...lastOtp(transfer),
  attempt: transfer.attempt,
  facts: transfer.facts
})

/** A transfer whose money waits at Eko for the customer to take it back. */
export const refundPending = (settled: Settled, refunds: State.Refunds): State.RefundPending => ({
  ...settled,
  state: "refund_pending",
  sinceMillis: settled.updatedAtMillis,
  inquiries: 0,
  refunds
})

const refunded = (transfer: State.RefundPending | State.Refunding, facts?: Outcome.RefundFacts): State.Refunded => ({
  ...settledOf(transfer),
  state: "refunded",
  refunds: transfer.refunds,
  ...(transfer.state === "refunding" ? { refund: Attempt.withTid(transfer.refund, facts?.tid) } : {}),
  ...(facts === undefined ? {} : { refundFacts: facts })
})

/** What an inquiry about the debit says to its refund: only that the money has gone back ends it. */
export const inquired = (
  transfer: State.RefundPending | State.Refunding | State.Refunded,
  finding: Finding
): State.TransferState => {
  if (transfer.state === "refunded") return transfer
  const isBack = finding._tag === "Proven" && TxStatus.meaning(finding.txStatus) === "refunded"
  return isBack ? refunded(transfer) : { ...transfer, inquiries: transfer.inquiries + 1 }
}

export const evolve = (transfer: State.TransferState, event: RefundEvent): State.TransferState => {
  switch (event._tag) {
    case "RefundOtpSendStarted": {
      if (transfer.state !== "refund_pending") throw impossible(transfer, event)
      const { send, untilMillis } = event
      const refunds = { ...transfer.refunds, otpSends: send, pendingSend: { send, untilMillis } }
      return { ...transfer, refunds }
    }
    case "RefundOtpSendAnswered":
      if (!("refunds" in transfer)) throw impossible(transfer, event)
      return { ...transfer, refunds: otpSendAnswered(transfer.refunds, event) }
    case "RefundStarted":
      if (transfer.state !== "refund_pending") throw impossible(transfer, event)
      return {
        ...settledOf(transfer),
        state: "refunding",
        refunds: transfer.refunds,
        refund: event.attempt,
        inquiries: 0
      }
    case "RefundAnswered":
      return "refunds" in transfer ? answered(transfer, event) : transfer
    case "RefundSetAside":
      if (transfer.state !== "refunding") throw impossible(transfer, event)
      return refundPending(settledOf(transfer), {
        ...transfer.refunds,
        earlier: [...transfer.refunds.earlier, transfer.refund]
      })
  }
}

/** A named operator found out what became of the open refund. */
export const resolved = (transfer: State.Refunding, resolution: Resolution): State.RefundPending | State.Refunded => {
  if (resolution._tag === "Moved") {
    return refunded(transfer, resolution.tid === undefined ? undefined : { tid: resolution.tid })
  }
  const closed = Attempt.close(transfer.refund, Outcome.ofResolution(resolution))
  return refundPending(settledOf(transfer), {
    ...transfer.refunds,
    earlier: [...transfer.refunds.earlier, closed]
  })
}

const otpSendAnswered = (
  { pendingSend, ...rest }: State.Refunds,
  { atMillis, send, result, tries }: EventOf<"RefundOtpSendAnswered">
): State.Refunds => {
  const refunds: State.Refunds =
    pendingSend === undefined || pendingSend.send === send ? rest : { ...rest, pendingSend }
  if (result._tag !== "Sent" || (refunds.otp !== undefined && refunds.otp.send >= send)) return refunds
  return {
    ...refunds,
    otp: {
      send,
      otpRefId: result.otpRefId,
      ...(result.maskedMobile === undefined ? {} : { maskedMobile: result.maskedMobile }),
      sentAtMillis: atMillis,
      expiresAtMillis: result.expiresAtMillis,
      triesLeft: tries
    }
  }
}

/** Whose answer it is: the open refund's, or the one that moved; one that was set aside; or one that is closed. */
export const refundOf = (transfer: State.WithRefunds, clientRefId: Attempt.Refund["clientRefId"]) => {
  const current = transfer.state === "refund_pending" ? undefined : transfer.refund
  if (current?.clientRefId === clientRefId) return { place: "current", refund: current } as const
  const earlier = transfer.refunds.earlier.find((refund) => refund.clientRefId === clientRefId)
  if (earlier === undefined) return undefined
  return "outcome" in earlier
    ? ({ place: "closed", refund: earlier } as const)
    : ({ place: "aside", refund: earlier } as const)
}

/**
 * What a refund's own answer adds: `news` moves the transfer or completes what is known of it, nothing is added where it
 * is `known`, and a `contradiction` is kept and moves nothing.
 */
export const weigh = (
  transfer: State.WithRefunds,
  clientRefId: Attempt.Refund["clientRefId"],
  outcome: Outcome.RefundOutcome
): "news" | "known" | "contradiction" | "moved after all" => {
  const found = refundOf(transfer, clientRefId)
  if (found === undefined) return "contradiction"
  const { place, refund } = found
  if (outcome._tag === "Unknown" && outcome.cause === Outcome.tidOfAnother) return "news"
  if (place === "closed") {
    if (outcome._tag === "Refunded") return "moved after all"
    if (outcome._tag === "Unknown") return "known"
    if (outcome._tag === "OtpConsumed") return "contradiction"
    if (refund.outcome._tag === "FoundUnmoved") return "known"
    // Eko cannot have refused what never left us.
    return (refund.outcome._tag === "NotSent") === (outcome._tag === "NotSent") ? "known" : "contradiction"
  }
  const doubt = place === "current" && transfer.state === "refunding" ? transfer.doubt : undefined
  switch (outcome._tag) {
    case "Refunded":
      if (!Attempt.canHave(refund, outcome.facts.tid)) return "contradiction"
      if (transfer.state === "refunding") return place === "current" ? "news" : "moved after all"
      if (transfer.state === "refund_pending" || transfer.refundFacts === undefined) return "news"
      return transfer.refundFacts.tid === outcome.facts.tid ? "known" : "contradiction"
    case "Unknown":
      return place === "current" && transfer.state === "refunding" && doubt === undefined ? "news" : "known"
    case "OtpConsumed":
      if (transfer.state === "refunded") return "contradiction"
      return doubt === "otp_consumed" ? "known" : "news"
    case "NotSent":
    case "CredentialsRefused":
    case "WrongOtp":
    case "OtpExpired":
    case "Declined":
      if (place === "aside") return "news"
      return transfer.state === "refunding" && doubt !== "otp_consumed" ? "news" : "contradiction"
  }
}

const answered = (
  transfer: State.WithRefunds,
  { atMillis, clientRefId, outcome }: EventOf<"RefundAnswered">
): State.TransferState => {
  const found = refundOf(transfer, clientRefId)
  if (found === undefined || found.place === "closed" || weigh(transfer, clientRefId, outcome) !== "news") {
    return transfer
  }
  const { place, refund } = found
  switch (outcome._tag) {
    case "Refunded":
      if (transfer.state === "refunded") return { ...transfer, refundFacts: outcome.facts }
      return refunded(transfer, outcome.facts)
    case "Unknown":
    case "OtpConsumed":
      if (place !== "current" || transfer.state !== "refunding") return transfer
      return {
        ...transfer,
        doubt: outcome._tag === "OtpConsumed" ? "otp_consumed" : (transfer.doubt ?? "unknown_outcome")
      }
    case "NotSent":
    case "CredentialsRefused":
    case "WrongOtp":
    case "OtpExpired":
    case "Declined": {
      const closed = Attempt.close(refund, outcome)
      if (place === "aside") {
        const earlier = transfer.refunds.earlier.map((other) => (other.clientRefId === clientRefId ? closed : other))
        return { ...transfer, refunds: { ...transfer.refunds, earlier } }
      }
      if (transfer.state !== "refunding") return transfer
      return refundPending(settledOf(transfer), {
        ...transfer.refunds,
        earlier: [...transfer.refunds.earlier, closed],
        ...spentOtp(transfer.refunds, refund, outcome, atMillis)
      })
    }
  }
}

/** A wrong OTP uses a try of the send that it was about; an expired one ends it. */
const spentOtp = (
  { otp }: State.Refunds,
  { otpSend }: Attempt.OpenRefund,
  { _tag }: Outcome.NothingMoved,
  atMillis: number
): Pick<State.Refunds, "otp"> => {
  if (otp === undefined) return {}
  if (otp.send !== otpSend) return { otp }
  if (_tag === "WrongOtp") return { otp: { ...otp, triesLeft: Math.max(0, otp.triesLeft - 1) } }
  return _tag === "OtpExpired" ? { otp: { ...otp, expiresAtMillis: Math.min(otp.expiresAtMillis, atMillis) } } : { otp }
}
