/**
 * The states of a transfer, each with exactly what is known in it.
 *
 * @module
 */
import { Schema } from "effect"
import { ClosedDebit, OpenDebit } from "./Attempt.ts"
import { OtpRefId } from "./Identifiers.ts"
import { Reason } from "./Rejection.ts"
import { TransactionFacts } from "./TransactionFacts.ts"
import { AlarmKind, Terms } from "./TransferEvent.ts"
import { TxStatus } from "./TxStatus.ts"

/** The OTP that was last known to reach the customer. */
export const ActiveOtp = Schema.Struct({
  send: Schema.Int,
  otpRefId: OtpRefId,
  maskedMobile: Schema.optionalKey(Schema.String),
  sentAtMillis: Schema.Int,
  expiresAtMillis: Schema.Int,
  triesLeft: Schema.Int
})
export type ActiveOtp = typeof ActiveOtp.Type

const shared = {
  terms: Terms,
  /** How many events made this state. */
  version: Schema.Int,
  createdAtMillis: Schema.Int,
  updatedAtMillis: Schema.Int,
  /** When a transfer without an attempt expires. */
  expiresAtMillis: Schema.Int,
  otpSends: Schema.Int,
  /** An OTP send that is not answered yet. */
  pendingSend: Schema.optionalKey(Schema.Struct({ send: Schema.Int, untilMillis: Schema.Int })),
  closedAttempts: Schema.Array(ClosedDebit),
  /** An attempt taken for closed moved money, or may have: nothing may start any more, and a person looks. */
  isBlocked: Schema.Boolean,
  alarms: Schema.Array(AlarmKind),
  /** Since when reconciliation has it as an aged break. */
  handedOverAtMillis: Schema.optionalKey(Schema.Int)
}

const lastOtp = { otp: Schema.optionalKey(ActiveOtp) }

const state = <Name extends string, Fields extends Schema.Struct.Fields>(name: Name, fields: Fields) =>
  Schema.Struct({ state: Schema.Literal(name), ...shared, ...fields })

export const Requested = state("requested", {})
export const AwaitingOtp = state("awaiting_otp", { otp: ActiveOtp })
export const Debiting = state("debiting", { otp: ActiveOtp, attempt: OpenDebit })

/** Why the open attempt's outcome is unknown. */
export const Doubt = Schema.Literals(["unknown_outcome", "abandoned", "otp_consumed"])
export type Doubt = typeof Doubt.Type

export const InDoubt = state("in_doubt", {
  otp: ActiveOtp,
  attempt: OpenDebit,
  doubt: Doubt,
  /** How often Eko was asked. */
  inquiries: Schema.Int
})
export const Awaited = state("awaited", {
  otp: ActiveOtp,
  attempt: OpenDebit,
  txStatus: TxStatus,
  facts: TransactionFacts,
  inquiries: Schema.Int,
  /** It came here out of this doubt, which a "failed" does not end. */
  doubt: Schema.optionalKey(Schema.Literal("otp_consumed"))
})
export const Succeeded = state("succeeded", { ...lastOtp, attempt: OpenDebit, facts: TransactionFacts })

/** Why nothing moved, or came back. */
export const Failure = Schema.Struct({ reason: Reason, code: Schema.optionalKey(Schema.Int), detail: Schema.String })
export type Failure = typeof Failure.Type

export const Failed = state("failed", { ...lastOtp, failure: Failure })
export const Cancelled = state("cancelled", lastOtp)
export const Expired = state("expired", lastOtp)

export const TransferState = Schema.Union([
  Requested,
  AwaitingOtp,
  Debiting,
  InDoubt,
  Awaited,
  Succeeded,
  Failed,
  Cancelled,
  Expired
])
export type TransferState = typeof TransferState.Type

export type Requested = typeof Requested.Type
export type AwaitingOtp = typeof AwaitingOtp.Type
export type Debiting = typeof Debiting.Type
export type InDoubt = typeof InDoubt.Type
export type Awaited = typeof Awaited.Type
export type Succeeded = typeof Succeeded.Type
export type Failed = typeof Failed.Type
export type Cancelled = typeof Cancelled.Type
export type Expired = typeof Expired.Type

export const StateName = Schema.Literals([
  "requested",
  "awaiting_otp",
  "debiting",
  "in_doubt",
  "awaited",
  "succeeded",
  "failed",
  "cancelled",
  "expired"
])
export type StateName = TransferState["state"]

/** States that no work of ours leaves any more. */
export const isFinal = (transfer: TransferState): transfer is Succeeded | Failed | Cancelled | Expired => {
  switch (transfer.state) {
    case "succeeded":
    case "failed":
    case "cancelled":
    case "expired":
      return true
    case "requested":
    case "awaiting_otp":
    case "debiting":
    case "in_doubt":
    case "awaited":
      return false
  }
}

/** Whether reconciliation has it as an aged break: unsettled when its window had passed, and without a live step. */
export const isHandedOver = (transfer: TransferState): boolean => transfer.handedOverAtMillis !== undefined

/** Whether a live step must wait for it: every transfer is final, or aged, or has one. */
export const needsStep = (transfer: TransferState): boolean => !isFinal(transfer) && !isHandedOver(transfer)

/** The attempt that is open, or that succeeded. */
export const currentAttempt = (transfer: TransferState): OpenDebit | undefined =>
  "attempt" in transfer ? transfer.attempt : undefined
