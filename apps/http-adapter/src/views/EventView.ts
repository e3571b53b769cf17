/**
 * One entry of a transfer's journal as teams see it.
 *
 * @module
 */
import { Outcome, Rejection, type Resolution, TransferEvent, TransferPolicy } from "@bhejo/core"
import { Schema, String as Text } from "effect"
import { instant, int, iso, present, text } from "./View.ts"

const optional = Schema.optionalKey

const event = <const Type extends string, const Fields extends Schema.Struct.Fields>(type: Type, fields: Fields) =>
  Schema.Struct({ version: int(1), type: Schema.Literal(type), at: instant(), ...fields })

const attempt = { clientRefId: text("01JD9Z6W0K7Q2M4X8TBV", "Our reference to the attempt at Eko.") }

const judgement = {
  operator: text("A. Rao"),
  confirmedBy: optional(text("M. Iyer", "The second person, where two are needed."))
}

const sendAnswered = {
  send: int(1),
  result: Schema.Literals(["sent", "refused", "unresolved"]),
  reason: optional(Rejection.Reason),
  cause: optional(text("timeout"))
}

/** Each kind of entry, with what it tells. The version is the one that it made. */
export const EventView = Schema.Union([
  event("transfer_requested", {
    product: TransferPolicy.Product,
    recipientId: int(98_765),
    amountPaise: int(50_000)
  }),
  event("otp_send_started", { send: int(1) }),
  event("otp_send_answered", sendAnswered),
  event("debit_started", { attempt: int(1), ...attempt }),
  event("debit_answered", {
    ...attempt,
    outcome: text("accepted"),
    tid: optional(text("2147591595")),
    txStatus: optional(text("0")),
    reason: optional(Rejection.Reason),
    phase: optional(text("waiting")),
    cause: optional(text("timeout"))
  }),
  event("debit_inquired", {
    ...attempt,
    finding: text("proven"),
    txStatus: optional(text("0")),
    tid: optional(text("2147591595")),
    why: optional(text("not_found")),
    cause: optional(text("timeout"))
  }),
  event("debit_abandoned", attempt),
  event("refund_otp_send_started", { send: int(1) }),
  event("refund_otp_send_answered", sendAnswered),
  event("refund_started", {
    attempt: int(1),
    cashReturned: Schema.Struct({ by: text("S. Patil"), at: instant() })
  }),
  event("refund_answered", {
    outcome: text("accepted"),
    tid: optional(text("2147591595")),
    reason: optional(Rejection.Reason),
    phase: optional(text("waiting")),
    cause: optional(text("timeout"))
  }),
  event("refund_set_aside", {}),
  event("inquiry_requested", attempt),
  event("inquiry_postponed", {}),
  event("inquiry_dropped", {}),
  event("attempt_withdrawn", attempt),
  event("finding_proposed", {
    clientRefId: optional(attempt.clientRefId),
    proposes: Schema.Literals(["moved", "not_moved", "unblock"]),
    tid: optional(text("2147591595")),
    bankReference: optional(text("402217654321")),
    ticket: optional(text("EKO-48213")),
    ...judgement
  }),
  event("attempt_resolved", { ...attempt, resolution: Schema.Literals(["moved", "not_moved"]), ...judgement }),
  event("unblocked", judgement),
  event("alarm_raised", { kind: TransferEvent.AlarmKind, clientRefId: optional(text("01JD9Z6W0K7Q2M4X8TBV")) }),
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
        resolution: found(event.resolution),
        ...judged(event.resolution)
      }
    case "FindingProposed":
      return { type: "finding_proposed", ...common, ...proposed(event.proposal) }
    case "Unblocked":
      return { type: "unblocked", ...common, ...judged(event.judgement) }
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

const found = ({ _tag }: Resolution.Resolution) => (_tag === "Moved" ? "moved" : "not_moved")

const judged = ({ operator, confirmedBy }: Resolution.Judgement) => present({ operator, confirmedBy })

const proposed = (proposal: Resolution.Proposal) => {
  if (proposal._tag === "Unblock") return { proposes: "unblock" as const, ...judged(proposal.judgement) }
  const { clientRefId, resolution } = proposal
  return present({
    clientRefId,
    proposes: found(resolution),
    tid: resolution._tag === "Moved" ? resolution.tid : undefined,
    bankReference: resolution._tag === "Moved" ? resolution.bankReference : undefined,
    ticket: resolution._tag === "NotMoved" ? resolution.ticket : undefined,
    ...judged(resolution)
  })
}

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
