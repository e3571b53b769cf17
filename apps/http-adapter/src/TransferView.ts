/**
 * A transfer and its journal as teams see them: no full customer number, no OTP reference, no secret.
 *
 * @module
 */
import { Outcome, Rejection, type TransferEvent, type TransferState, type TxStatus } from "@bhejo/core"
import { DateTime, String as Text } from "effect"

const iso = (atMillis: number): string => DateTime.formatIso(DateTime.makeUnsafe(atMillis))

/** All but the last four digits hidden. */
export const masked = (number: string): string => number.slice(-4).padStart(number.length, "X")

/** The transfer as JSON. */
export const of = (transfer: TransferState.TransferState) => {
  const { terms } = transfer
  return {
    id: terms.id,
    state: transfer.state,
    product: terms.product,
    customerId: masked(terms.customerId),
    recipientId: terms.recipientId,
    amountPaise: terms.amountPaise,
    userCode: terms.userCode,
    beneficiaryId: terms.beneficiaryId,
    reference: terms.reference,
    otp: transfer.state === "awaiting_otp" ? otp(transfer) : undefined,
    eko: eko(transfer),
    doubt: transfer.state === "in_doubt" ? doubt(transfer) : undefined,
    failure: transfer.state === "failed" ? failure(transfer) : undefined,
    alarms: transfer.alarms.length > 0 ? transfer.alarms : undefined,
    createdAt: iso(transfer.createdAtMillis),
    updatedAt: iso(transfer.updatedAtMillis),
    version: transfer.version
  }
}
export type TransferView = ReturnType<typeof of>

const otp = ({ otp, terms }: TransferState.AwaitingOtp) => ({
  maskedMobile: masked(otp.maskedMobile ?? terms.customerId),
  sentAt: iso(otp.sentAtMillis),
  expiresAt: iso(otp.expiresAtMillis),
  triesLeft: otp.triesLeft
})

const facts = (facts: TransferState.Settled["facts"], txStatus?: TxStatus.TxStatus) => ({
  tid: facts.tid,
  txStatus,
  bankReference: facts.bankReference,
  feePaise: facts.feePaise,
  commissionPaise: facts.commissionPaise,
  balancePaise: facts.balancePaise,
  recipientName: facts.recipientName
})

const eko = (transfer: TransferState.TransferState) => {
  switch (transfer.state) {
    case "awaited":
      return facts(transfer.facts, transfer.txStatus)
    case "succeeded":
    case "refund_pending":
    case "refunding":
    case "refunded":
      return facts(transfer.facts)
    case "failed": {
      const tid = transfer.closedAttempts.at(-1)?.tid
      return tid === undefined ? undefined : { tid }
    }
    default:
      return undefined
  }
}

const doubts: Record<TransferState.Doubt, string> = {
  unknown_outcome: "Eko's answer did not arrive or could not be read, so the money may have moved.",
  abandoned: "The process that sent it ended before an outcome was recorded, so the money may have moved.",
  otp_consumed: "Eko says that the OTP was used before, and that use may have moved the money."
}

const doubt = (transfer: TransferState.InDoubt) => ({
  reason: transfer.doubt,
  message: `${doubts[transfer.doubt]} Do not pay again: Eko is asked until there is evidence.`,
  inquiries: transfer.inquiries
})

const foundUnmoved = { title: "Operations found that nothing moved", advice: "Make a new transfer." }

const failure = ({ failure }: TransferState.Failed) => {
  const { title, advice } = failure.reason === "FoundUnmoved" ? foundUnmoved : Rejection.reasons[failure.reason]
  return { reason: failure.reason, message: failure.detail === "" ? title : failure.detail, advice }
}

/** One entry of the journal as JSON, numbered by the version that it made. */
export const ofEvent = (event: TransferEvent.TransferEvent, version: number) => ({
  version,
  type: snake(event._tag),
  at: iso(event.atMillis),
  ...details(event)
})

const details = (event: TransferEvent.TransferEvent): Readonly<Record<string, unknown>> => {
  switch (event._tag) {
    case "TransferRequested":
      return {
        product: event.terms.product,
        recipientId: event.terms.recipientId,
        amountPaise: event.terms.amountPaise
      }
    case "OtpSendStarted":
      return { send: event.send }
    case "OtpSendAnswered":
      return {
        send: event.send,
        result: event.result._tag.toLowerCase(),
        ...(event.result._tag === "Refused" ? { reason: event.result.reason } : {}),
        ...(event.result._tag === "Unresolved" ? { cause: event.result.cause } : {})
      }
    case "RefundOtpSendStarted":
      return { send: event.send }
    case "RefundOtpSendAnswered":
      return { send: event.send, result: event.result._tag.toLowerCase() }
    case "RefundStarted":
      return { attempt: event.attempt.number, cashReturned: event.attempt.cashReturned }
    case "RefundAnswered":
      return { outcome: snake(event.outcome._tag), tid: Outcome.tidOf(event.outcome) }
    case "AttemptResolved":
      return { resolution: snake(event.resolution._tag), operator: event.resolution.operator }
    case "Unblocked":
      return { operator: event.judgement.operator }
    case "InquiryRequested":
    case "AttemptWithdrawn":
      return { clientRefId: event.clientRefId }
    case "DebitStarted":
      return { attempt: event.attempt.number, clientRefId: event.attempt.clientRefId }
    case "DebitAnswered":
      return { clientRefId: event.clientRefId, ...outcome(event.outcome) }
    case "DebitInquired":
      return {
        clientRefId: event.clientRefId,
        finding: snake(event.finding._tag),
        ...(event.finding._tag === "Proven" ? { txStatus: event.finding.txStatus, tid: event.finding.facts.tid } : {}),
        ...(event.finding._tag === "Unproven" ? { why: event.finding.why } : {}),
        ...(event.finding._tag === "Unanswered" ? { cause: event.finding.cause } : {})
      }
    case "DebitAbandoned":
      return { clientRefId: event.clientRefId }
    case "AlarmRaised":
      return { kind: event.kind, clientRefId: event.clientRefId }
    case "TransferCancelled":
    case "TransferExpired":
    case "ExpiryHeld":
    case "HandedOver":
    case "RefundSetAside":
    case "InquiryPostponed":
    case "InquiryDropped":
      return {}
  }
}

const snake = (tag: string): string => Text.camelToSnake(tag).replace(/^_/, "")

const outcome = (outcome: Outcome.Outcome) => ({
  outcome: snake(outcome._tag),
  tid: Outcome.tidOf(outcome),
  ...(outcome._tag === "Accepted" ? { txStatus: outcome.txStatus } : {}),
  ...(outcome._tag === "Declined" ? { reason: outcome.reason } : {}),
  ...(outcome._tag === "Unknown" ? { phase: outcome.phase, cause: outcome.cause } : {}),
  ...(outcome._tag === "NotSent" ? { cause: outcome.cause } : {})
})
