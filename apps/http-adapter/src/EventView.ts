/**
 * One entry of a transfer's journal as teams see it.
 *
 * @module
 */
import { Outcome, Rejection, TransferEvent, TransferPolicy } from "@bhejo/core"
import { Schema, String as Text } from "effect"
import { iso, present } from "./View.ts"

const optional = Schema.optionalKey

const event = <const Type extends string, const Fields extends Schema.Struct.Fields>(type: Type, fields: Fields) =>
  Schema.Struct({ version: Schema.Int, type: Schema.Literal(type), at: Schema.String, ...fields })

const attempt = { clientRefId: Schema.String }

const sendAnswered = {
  send: Schema.Int,
  result: Schema.Literals(["sent", "refused", "unresolved"]),
  reason: optional(Rejection.Reason),
  cause: optional(Schema.String)
}

/** Each kind of entry, with what it tells. The version is the one that it made. */
export const EventView = Schema.Union([
  event("transfer_requested", {
    product: TransferPolicy.Product,
    recipientId: Schema.Int,
    amountPaise: Schema.Int
  }),
  event("otp_send_started", { send: Schema.Int }),
  event("otp_send_answered", sendAnswered),
  event("debit_started", { attempt: Schema.Int, ...attempt }),
  event("debit_answered", {
    ...attempt,
    outcome: Schema.String,
    tid: optional(Schema.String),
    txStatus: optional(Schema.String),
    reason: optional(Rejection.Reason),
    phase: optional(Schema.String),
    cause: optional(Schema.String)
  }),
  event("debit_inquired", {
    ...attempt,
    finding: Schema.String,
    txStatus: optional(Schema.String),
    tid: optional(Schema.String),
    why: optional(Schema.String),
    cause: optional(Schema.String)
  }),
  event("debit_abandoned", attempt),
  event("refund_otp_send_started", { send: Schema.Int }),
  event("refund_otp_send_answered", sendAnswered),
  event("refund_started", {
    attempt: Schema.Int,
    cashReturned: Schema.Struct({ by: Schema.String, at: Schema.String })
  }),
  event("refund_answered", {
    outcome: Schema.String,
    tid: optional(Schema.String),
    reason: optional(Rejection.Reason),
    phase: optional(Schema.String),
    cause: optional(Schema.String)
  }),
  event("refund_set_aside", {}),
  event("inquiry_requested", attempt),
  event("inquiry_postponed", {}),
  event("inquiry_dropped", {}),
  event("attempt_withdrawn", attempt),
  event("attempt_resolved", {
    ...attempt,
    resolution: Schema.Literals(["moved", "not_moved"]),
    operator: Schema.String
  }),
  event("unblocked", { operator: Schema.String }),
  event("alarm_raised", { kind: TransferEvent.AlarmKind, clientRefId: optional(Schema.String) }),
  event("transfer_cancelled", {}),
  event("transfer_expired", {}),
  event("expiry_held", {}),
  event("handed_over", {})
]).annotate({ identifier: "TransferEvent" })
export type EventView = typeof EventView.Type

/** One entry of the journal, numbered by the version that it made. */
export const of = (event: TransferEvent.TransferEvent, version: number): EventView => {
  const common = { version, at: iso(event.atMillis) }
  switch (event._tag) {
    case "TransferRequested": {
      const { product, recipientId, amountPaise } = event.terms
      return { type: "transfer_requested", ...common, product, recipientId, amountPaise }
    }
    case "OtpSendStarted":
      return { type: "otp_send_started", ...common, send: event.send }
    case "OtpSendAnswered":
      return { type: "otp_send_answered", ...common, send: event.send, ...sendResult(event.result) }
    case "DebitStarted":
      return {
        type: "debit_started",
        ...common,
        attempt: event.attempt.number,
        clientRefId: event.attempt.clientRefId
      }
    case "DebitAnswered":
      return { type: "debit_answered", ...common, clientRefId: event.clientRefId, ...outcome(event.outcome) }
    case "DebitInquired":
      return { type: "debit_inquired", ...common, clientRefId: event.clientRefId, ...finding(event.finding) }
    case "DebitAbandoned":
      return { type: "debit_abandoned", ...common, clientRefId: event.clientRefId }
    case "RefundOtpSendStarted":
      return { type: "refund_otp_send_started", ...common, send: event.send }
    case "RefundOtpSendAnswered":
      return { type: "refund_otp_send_answered", ...common, send: event.send, ...sendResult(event.result) }
    case "RefundStarted": {
      const { number, cashReturned } = event.attempt
      const returned = { by: cashReturned.by, at: iso(cashReturned.atMillis) }
      return { type: "refund_started", ...common, attempt: number, cashReturned: returned }
    }
    case "RefundAnswered":
      return { type: "refund_answered", ...common, ...refundOutcome(event.outcome) }
    case "RefundSetAside":
      return { type: "refund_set_aside", ...common }
    case "InquiryRequested":
      return { type: "inquiry_requested", ...common, clientRefId: event.clientRefId }
    case "InquiryPostponed":
      return { type: "inquiry_postponed", ...common }
    case "InquiryDropped":
      return { type: "inquiry_dropped", ...common }
    case "AttemptWithdrawn":
      return { type: "attempt_withdrawn", ...common, clientRefId: event.clientRefId }
    case "AttemptResolved":
      return {
        type: "attempt_resolved",
        ...common,
        clientRefId: event.clientRefId,
        resolution: event.resolution._tag === "Moved" ? "moved" : "not_moved",
        operator: event.resolution.operator
      }
    case "Unblocked":
      return { type: "unblocked", ...common, operator: event.judgement.operator }
    case "AlarmRaised":
      return present({ type: "alarm_raised", ...common, kind: event.kind, clientRefId: event.clientRefId })
    case "TransferCancelled":
      return { type: "transfer_cancelled", ...common }
    case "TransferExpired":
      return { type: "transfer_expired", ...common }
    case "ExpiryHeld":
      return { type: "expiry_held", ...common }
    case "HandedOver":
      return { type: "handed_over", ...common }
  }
}

const snake = (tag: string): string => Text.camelToSnake(tag).replace(/^_/, "")

const sendResult = (result: TransferEvent.OtpSendResult) => {
  switch (result._tag) {
    case "Sent":
      return { result: "sent" } as const
    case "Refused":
      return { result: "refused", reason: result.reason } as const
    case "Unresolved":
      return { result: "unresolved", cause: result.cause } as const
  }
}

const outcome = (outcome: Outcome.Outcome) =>
  present({
    ...refundOutcome(outcome),
    txStatus: outcome._tag === "Accepted" ? outcome.txStatus : undefined
  })

/** What the outcomes of debits and refunds have in common. */
const refundOutcome = (outcome: Outcome.Outcome | Outcome.RefundOutcome) =>
  present({
    outcome: snake(outcome._tag),
    tid: Outcome.tidOf(outcome),
    reason: outcome._tag === "Declined" ? outcome.reason : undefined,
    phase: outcome._tag === "Unknown" ? outcome.phase : undefined,
    cause: outcome._tag === "Unknown" || outcome._tag === "NotSent" ? outcome.cause : undefined
  })

const finding = (finding: Extract<TransferEvent.TransferEvent, { readonly _tag: "DebitInquired" }>["finding"]) =>
  present({
    finding: snake(finding._tag),
    txStatus: finding._tag === "Proven" ? finding.txStatus : undefined,
    tid: finding._tag === "Proven" ? finding.facts.tid : undefined,
    why: finding._tag === "Unproven" ? finding.why : undefined,
    cause: finding._tag === "Unanswered" ? finding.cause : undefined
  })
