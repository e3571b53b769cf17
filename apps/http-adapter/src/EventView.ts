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

/** Each kind of entry, with what it tells. The version is the one that it made. */
export const EventView = Schema.Union([
  event("transfer_requested", {
    product: TransferPolicy.Product,
    recipientId: Schema.Int,
    amountPaise: Schema.Int
  }),
  event("otp_send_started", { send: Schema.Int }),
  event("otp_send_answered", {
    send: Schema.Int,
    result: Schema.Literals(["sent", "refused", "unresolved"]),
    reason: optional(Rejection.Reason),
    cause: optional(Schema.String)
  }),
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
    outcome: snake(outcome._tag),
    tid: Outcome.tidOf(outcome),
    txStatus: outcome._tag === "Accepted" ? outcome.txStatus : undefined,
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
