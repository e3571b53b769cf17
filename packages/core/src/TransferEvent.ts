/**
 * What happened to a transfer, one fact each: the journal is a list of these, and the state is their fold.
 *
 * @module
 */
import { Schema } from "effect"
import { OpenDebit, OpenRefund } from "./Attempt.ts"
import { ClientRefId } from "./ClientRefId.ts"
import { Finding } from "./Evidence.ts"
import { BeneficiaryId, CustomerId, OtpRefId, RecipientId, TeamId, TransferId, UserCode } from "./Identifiers.ts"
import { PositivePaise } from "./Money.ts"
import { Outcome, RefundOutcome } from "./Outcome.ts"
import { Reason } from "./Rejection.ts"
import { Judgement, Proposal, Resolution } from "./Resolution.ts"
import { Product } from "./TransferPolicy.ts"

/** One customer's wish to send one amount to one recipient. */
export const Terms = Schema.Struct({
  id: TransferId,
  team: TeamId,
  product: Product,
  customerId: CustomerId,
  recipientId: RecipientId,
  amountPaise: PositivePaise,
  userCode: UserCode,
  beneficiaryId: Schema.optionalKey(BeneficiaryId),
  /** The team's own name for it. */
  reference: Schema.optionalKey(Schema.String)
})
export type Terms = typeof Terms.Type

/** What became of one OTP send. */
export const OtpSendResult = Schema.Union([
  Schema.TaggedStruct("Sent", {
    otpRefId: OtpRefId,
    maskedMobile: Schema.optionalKey(Schema.String),
    expiresAtMillis: Schema.Int
  }),
  Schema.TaggedStruct("Refused", { reason: Reason, code: Schema.Int, detail: Schema.String }),
  /** Not sent, refused for our credentials, or unknown: the customer may or may not have an OTP. */
  Schema.TaggedStruct("Unresolved", { cause: Schema.String })
])
export type OtpSendResult = typeof OtpSendResult.Type

/** Why a person has to look. */
export const AlarmKind = Schema.Literals([
  /** Eko refuses our credentials or our clock. */
  "credentials_refused",
  /** Eko said 3 or 4, in journals from before refunds were followed; nothing raises it any more. */
  "refund_status",
  /** A transfer that had succeeded was reversed: the money came back, or waits for the customer to take it back. */
  "reversed",
  /** What became of a refund was not found out: Eko still says 3 after its settlement window. */
  "refund_unsettled",
  /** Eko says that the OTP was used before. */
  "otp_consumed",
  /** Something was learnt that contradicts what is recorded. */
  "contradiction",
  /** An attempt that was taken for closed moved money. */
  "closed_attempt_moved_money",
  /** Eko named one transaction id for two attempts. */
  "tid_claimed_twice",
  /** The settlement window has passed, and what became of the money is not known. */
  "aged"
])
export type AlarmKind = typeof AlarmKind.Type

const at = { atMillis: Schema.Int }

export const TransferEvent = Schema.Union([
  Schema.TaggedStruct("TransferRequested", { ...at, terms: Terms, expiresAtMillis: Schema.Int }),
  Schema.TaggedStruct("OtpSendStarted", {
    ...at,
    send: Schema.Int,
    /** Until then its answer is awaited, and no confirm may start. */
    untilMillis: Schema.Int,
    expiresAtMillis: Schema.Int
  }),
  Schema.TaggedStruct("OtpSendAnswered", { ...at, send: Schema.Int, result: OtpSendResult, tries: Schema.Int }),
  Schema.TaggedStruct("DebitStarted", { ...at, attempt: OpenDebit }),
  Schema.TaggedStruct("DebitAnswered", { ...at, clientRefId: ClientRefId, outcome: Outcome }),
  /** The attempt's process ended without an outcome. */
  Schema.TaggedStruct("DebitAbandoned", { ...at, clientRefId: ClientRefId }),
  Schema.TaggedStruct("DebitInquired", { ...at, clientRefId: ClientRefId, finding: Finding }),
  Schema.TaggedStruct("AlarmRaised", { ...at, kind: AlarmKind, clientRefId: Schema.optionalKey(ClientRefId) }),
  Schema.TaggedStruct("RefundOtpSendStarted", { ...at, send: Schema.Int, untilMillis: Schema.Int }),
  Schema.TaggedStruct("RefundOtpSendAnswered", { ...at, send: Schema.Int, result: OtpSendResult, tries: Schema.Int }),
  Schema.TaggedStruct("RefundStarted", { ...at, attempt: OpenRefund }),
  Schema.TaggedStruct("RefundAnswered", { ...at, clientRefId: ClientRefId, outcome: RefundOutcome }),
  /** Eko still says 3 after the refund's settlement window: it is not open any more, and another one may start. */
  Schema.TaggedStruct("RefundSetAside", { ...at, clientRefId: ClientRefId }),
  /** The settlement window has passed without evidence: reconciliation has it as an aged break, and no step waits. */
  Schema.TaggedStruct("HandedOver", at),
  /** A callback hinted at an attempt: it is inquired soon. */
  Schema.TaggedStruct("InquiryRequested", { ...at, clientRefId: ClientRefId, dueAtMillis: Schema.Int }),
  /** Eko did not answer to a hint, and is asked again. */
  Schema.TaggedStruct("InquiryPostponed", { ...at, dueAtMillis: Schema.Int }),
  /** Eko did not answer to a hint for the settlement window. */
  Schema.TaggedStruct("InquiryDropped", at),
  /** An attempt whose record was not confirmed was not sent, and cannot be recorded any more. */
  Schema.TaggedStruct("AttemptWithdrawn", { ...at, clientRefId: ClientRefId }),
  /** A named person found out something, or wants to let it go on, which another one has to confirm. */
  Schema.TaggedStruct("FindingProposed", { ...at, proposal: Proposal }),
  /** A named person found out what became of an attempt. */
  Schema.TaggedStruct("AttemptResolved", { ...at, clientRefId: ClientRefId, resolution: Resolution }),
  /** A named person has looked at the signs that blocked it, and lets it go on. */
  Schema.TaggedStruct("Unblocked", {
    ...at,
    judgement: Judgement,
    /** Until then the customer may confirm it; journals from before that was given anew do not say. */
    expiresAtMillis: Schema.optionalKey(Schema.Int)
  }),
  Schema.TaggedStruct("TransferCancelled", at),
  Schema.TaggedStruct("TransferExpired", at),
  /** It was asked to expire, but its time has not come, or a sign that money moved holds it for a person. */
  Schema.TaggedStruct("ExpiryHeld", at)
])
export type TransferEvent = typeof TransferEvent.Type
