/**
 * What happened to a transfer, one fact each: the journal is a list of these, and the state is their fold.
 *
 * @module
 */
import { Schema } from "effect"
import { OpenDebit } from "./Attempt.ts"
import { ClientRefId } from "./ClientRefId.ts"
import { Finding } from "./Evidence.ts"
import { BeneficiaryId, CustomerId, OtpRefId, RecipientId, TeamId, TransferId, UserCode } from "./Identifiers.ts"
import { PositivePaise } from "./Money.ts"
import { Outcome } from "./Outcome.ts"
import { Reason } from "./Rejection.ts"
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
  /** Eko says 3 or 4: the money came back, or waits for the customer to take it back. */
  "refund_status",
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
  /** The settlement window has passed without evidence: reconciliation has it as an aged break, and no step waits. */
  Schema.TaggedStruct("HandedOver", at),
  Schema.TaggedStruct("TransferCancelled", at),
  Schema.TaggedStruct("TransferExpired", at),
  /** Its time ran out, but a sign that money moved holds it for a person. */
  Schema.TaggedStruct("ExpiryHeld", at)
])
export type TransferEvent = typeof TransferEvent.Type
