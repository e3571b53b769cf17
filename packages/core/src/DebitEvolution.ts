/**
 * What a debit's answers and inquiries make of a transfer.
 *
 * @module
 */
import * as Attempt from "./Attempt.ts"
import { aged, common, type EventOf, lastOtp } from "./Carried.ts"
import type * as Evidence from "./Evidence.ts"
import * as Outcome from "./Outcome.ts"
import * as RefundEvolution from "./RefundEvolution.ts"
import { refundPending } from "./RefundEvolution.ts"
import type { TransactionFacts } from "./TransactionFacts.ts"
import type * as State from "./TransferState.ts"
import { noRefunds } from "./TransferState.ts"
import * as TxStatus from "./TxStatus.ts"

export const doubtful = (transfer: State.Debiting | State.InDoubt, doubt: State.Doubt): State.InDoubt => ({
  ...common(transfer),
  state: "in_doubt",
  otp: transfer.otp,
  attempt: transfer.attempt,
  doubt,
  inquiries: transfer.state === "in_doubt" ? transfer.inquiries : 0,
  ...aged(transfer, "in_doubt")
})

/**
 * The one way from an attempt into `failed`: with the proof that nothing moved, by Eko's word or a named operator's. That
 * this attempt moved nothing says nothing about an earlier one: where a sign that it did blocks the transfer, it does not
 * fail, and waits for a person to say which.
 */
export const failed = (
  transfer: Undecided,
  proof: Outcome.Declined | Outcome.FoundUnmoved
): State.Failed | State.AwaitingOtp => {
  const closed = {
    ...common(transfer),
    otp: transfer.otp,
    closedAttempts: [...transfer.closedAttempts, Attempt.close(transfer.attempt, proof)]
  }
  if (transfer.isBlocked) return { ...closed, state: "awaiting_otp" }
  const failure: State.Failure =
    proof._tag === "FoundUnmoved"
      ? { reason: "FoundUnmoved", detail: `${proof.operator} found that nothing moved (${proof.ticket}).` }
      : { reason: proof.reason, detail: proof.detail, ...(proof.code === undefined ? {} : { code: proof.code }) }
  return { ...closed, state: "failed", failure }
}

/** The customer may try again: the attempt is closed, and its OTP pays for what it was. */
const retryable = (
  transfer: State.Debiting | State.InDoubt,
  outcome: Outcome.Retryable,
  atMillis: number
): State.AwaitingOtp => ({
  ...common(transfer),
  closedAttempts: [...transfer.closedAttempts, Attempt.close(transfer.attempt, outcome)],
  state: "awaiting_otp",
  otp: transfer.otp.send === transfer.attempt.otpSend ? spent(transfer.otp, outcome, atMillis) : transfer.otp
})

const spent = (otp: State.ActiveOtp, outcome: Outcome.Retryable, atMillis: number): State.ActiveOtp => {
  switch (outcome._tag) {
    case "WrongOtp":
      return { ...otp, triesLeft: Math.max(0, otp.triesLeft - 1) }
    case "OtpExpired":
      return { ...otp, expiresAtMillis: Math.min(otp.expiresAtMillis, atMillis) }
    case "NotSent":
    case "CredentialsRefused":
      return otp
  }
}

type Undecided = State.Debiting | State.InDoubt | State.Awaited

/** What Eko's word that it has the transaction makes of an open attempt. */
const accepted = (
  transfer: Undecided,
  txStatus: TxStatus.TxStatus,
  facts: TransactionFacts,
  inquiries: number
): State.Awaited | State.Succeeded | State.RefundPending | State.Refunded => {
  const attempt = Attempt.withTid(transfer.attempt, facts.tid)
  const known = transfer.state === "awaited" ? { ...transfer.facts, ...facts } : facts
  const settled = { ...common(transfer), ...lastOtp(transfer), attempt, facts: known }
  switch (TxStatus.meaning(txStatus)) {
    case "success":
      return { ...settled, state: "succeeded" }
    case "refund_pending":
      return refundPending(settled, noRefunds)
    case "refunded":
      return { ...settled, state: "refunded", refunds: noRefunds }
    case "failed":
    case "in_flight": {
      const isConsumed = "doubt" in transfer && transfer.doubt === "otp_consumed"
      return {
        ...settled,
        state: "awaited",
        otp: transfer.otp,
        txStatus,
        inquiries,
        ...(isConsumed ? { doubt: "otp_consumed" } : {}),
        ...aged(transfer, "awaited")
      }
    }
  }
}

/**
 * What the attempt's own answer adds to a state: `news`, which moves the transfer or completes what is known of it;
 * nothing, where it is `known`; or a `contradiction`, which is kept, and moves nothing.
 */
export const weigh = (
  transfer: Undecided | State.Settled,
  outcome: Outcome.Outcome
): "news" | "known" | "contradiction" => {
  const isUnanswered = transfer.state === "debiting" || transfer.state === "in_doubt"
  const isConsumed = "doubt" in transfer && transfer.doubt === "otp_consumed"
  switch (outcome._tag) {
    case "NotSent":
    case "CredentialsRefused":
    case "WrongOtp":
    case "OtpExpired":
    case "Declined":
      // Once Eko has said that the OTP was used before, no refusal of this use ends that doubt.
      return isUnanswered && !isConsumed ? "news" : "contradiction"
    case "Accepted":
      if (!Attempt.canHave(transfer.attempt, outcome.facts.tid)) return "contradiction"
      if (isUnanswered) return "news"
      if (transfer.state !== "awaited" && !agrees(transfer, outcome.txStatus)) return "contradiction"
      return tellsMore(transfer, outcome) ? "news" : "known"
    case "OtpConsumed":
      return isConsumed ? "known" : isUnanswered || transfer.state === "awaited" ? "news" : "contradiction"
    case "Unknown":
      if (outcome.cause === Outcome.tidOfAnother) return "news"
      return transfer.state === "debiting" || (transfer.state === "in_doubt" && transfer.doubt === "abandoned")
        ? "news"
        : "known"
  }
}

/** Whether a late answer can have come before what is known: it was on its way, it succeeded, it came back. */
const agrees = (transfer: State.Settled, txStatus: TxStatus.TxStatus): boolean => {
  switch (TxStatus.meaning(txStatus)) {
    case "in_flight":
    case "success":
      return true
    case "failed":
      return false
    case "refund_pending":
      return transfer.state !== "succeeded"
    case "refunded":
      return transfer.state === "refunded"
  }
}

const tellsMore = (
  transfer: State.Awaited | State.Settled,
  { txStatus, facts }: Extract<Outcome.Outcome, { readonly _tag: "Accepted" }>
): boolean => {
  const known: Readonly<Record<string, unknown>> = transfer.facts
  const isSameStatus = transfer.state !== "awaited" || txStatus === transfer.txStatus
  return !isSameStatus || Object.entries(facts).some(([name]) => known[name] === undefined)
}

export const debitAnswered = (
  transfer: State.TransferState,
  { atMillis, clientRefId, outcome }: EventOf<"DebitAnswered">
): State.TransferState => {
  if (!("attempt" in transfer) || transfer.attempt.clientRefId !== clientRefId) return transfer
  if (weigh(transfer, outcome) !== "news") return transfer
  switch (transfer.state) {
    case "debiting":
    case "in_doubt":
      switch (outcome._tag) {
        case "NotSent":
        case "CredentialsRefused":
        case "WrongOtp":
        case "OtpExpired":
          return retryable(transfer, outcome, atMillis)
        case "Declined":
          return failed(transfer, outcome)
        case "Accepted":
          return accepted(transfer, outcome.txStatus, outcome.facts, 0)
        case "OtpConsumed":
          return doubtful(transfer, "otp_consumed")
        case "Unknown":
          return doubtful(transfer, transfer.state === "in_doubt" ? transfer.doubt : "unknown_outcome")
        default:
          return outcome satisfies never
      }
    case "awaited":
      // A late answer is older than the inquiry that came before it: it completes what is known, it can end a wait,
      // and it does not take back what Eko has said since. That the OTP was used before is true at any time.
      if (outcome._tag === "OtpConsumed") return { ...transfer, doubt: "otp_consumed" }
      if (outcome._tag !== "Accepted") return transfer
      return TxStatus.meaning(transfer.txStatus) === "in_flight"
        ? accepted(transfer, outcome.txStatus, { ...outcome.facts, ...transfer.facts }, transfer.inquiries)
        : { ...transfer, facts: { ...outcome.facts, ...transfer.facts } }
    case "succeeded":
    case "refund_pending":
    case "refunding":
    case "refunded": {
      if (outcome._tag !== "Accepted") return transfer
      const attempt = Attempt.withTid(transfer.attempt, outcome.facts.tid)
      return { ...transfer, attempt, facts: { ...outcome.facts, ...transfer.facts } }
    }
  }
}

export const debitInquired = (
  transfer: State.TransferState,
  { clientRefId, finding }: EventOf<"DebitInquired">
): State.TransferState => {
  if (!("attempt" in transfer) || transfer.attempt.clientRefId !== clientRefId) return transfer
  switch (transfer.state) {
    case "debiting":
      return transfer
    case "in_doubt":
    case "awaited": {
      const inquiries = transfer.inquiries + 1
      return finding._tag === "Proven" ? proven(transfer, finding, inquiries) : { ...transfer, inquiries }
    }
    case "succeeded":
      return finding._tag === "Proven" ? reversed(transfer, finding) : transfer
    case "refund_pending":
    case "refunding":
    case "refunded":
      return RefundEvolution.inquired(transfer, finding)
  }
}

/** The only way out of `succeeded`: Eko says that the money waits to be taken back, or has gone back. */
const reversed = (
  transfer: State.Succeeded,
  { txStatus, facts }: Evidence.Proven
): State.Succeeded | State.RefundPending | State.Refunded => {
  const attempt = Attempt.withTid(transfer.attempt, facts.tid)
  const settled = { ...common(transfer), ...lastOtp(transfer), attempt, facts: { ...transfer.facts, ...facts } }
  switch (TxStatus.meaning(txStatus)) {
    case "refund_pending":
      return refundPending(settled, noRefunds)
    case "refunded":
      return { ...settled, state: "refunded", refunds: noRefunds }
    case "success":
    case "failed":
    case "in_flight":
      return transfer
  }
}

const proven = (
  transfer: State.InDoubt | State.Awaited,
  finding: Evidence.Proven,
  inquiries: number
): State.TransferState => {
  const decline = Outcome.declineIn(finding)
  if (decline === undefined) return accepted(transfer, finding.txStatus, finding.facts, inquiries)
  if (transfer.doubt !== "otp_consumed") return failed(transfer, decline)
  // An earlier use of the OTP, perhaps a copy of this very request, may have paid: the failure of this one says
  // nothing about that use. A statement or an operator ends it.
  return {
    ...common(transfer),
    state: "in_doubt",
    otp: transfer.otp,
    attempt: transfer.attempt,
    doubt: "otp_consumed",
    inquiries,
    ...aged(transfer, "in_doubt")
  }
}
