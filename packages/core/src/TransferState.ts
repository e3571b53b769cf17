/**
 * The states of a transfer, each with exactly what is known in it.
 *
 * @module
 */
import { Schema } from "effect"
import { ClosedDebit, ClosedRefund, OpenDebit, OpenRefund, type Refund } from "./Attempt.ts"
import { ClientRefId } from "./ClientRefId.ts"
import { OtpRefId } from "./Identifiers.ts"
import { RefundFacts } from "./Outcome.ts"
import { Reason } from "./Rejection.ts"
import { Proposal } from "./Resolution.ts"
import { SettledFacts, TransactionFacts } from "./TransactionFacts.ts"
import { AlarmKind, Terms } from "./TransferEvent.ts"
import { meaning, TxStatus } from "./TxStatus.ts"

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

const PendingSend = Schema.Struct({ send: Schema.Int, untilMillis: Schema.Int })

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
  pendingSend: Schema.optionalKey(PendingSend),
  closedAttempts: Schema.Array(ClosedDebit),
  /** An attempt taken for closed moved money, or may have: nothing may start any more, and a person looks. */
  isBlocked: Schema.Boolean,
  alarms: Schema.Array(AlarmKind),
  /** Since when reconciliation has it as an aged break. */
  handedOverAtMillis: Schema.optionalKey(Schema.Int),
  /** What one operator has found and another has not confirmed yet; any news voids it. */
  proposal: Schema.optionalKey(Proposal),
  /** An inquiry that a callback asked for, and that Eko has not answered yet. */
  requestedInquiry: Schema.optionalKey(
    Schema.Struct({
      attempts: Schema.Array(ClientRefId),
      sinceMillis: Schema.Int,
      dueAtMillis: Schema.Int,
      /** How often Eko was asked. */
      inquiries: Schema.Int
    })
  )
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

export const Succeeded = state("succeeded", { ...lastOtp, attempt: OpenDebit, facts: SettledFacts })

/** The refunds of a transfer, but for the one that is open. */
export const Refunds = Schema.Struct({
  otpSends: Schema.Int,
  /** A refund OTP's send that is not answered yet. */
  pendingSend: Schema.optionalKey(PendingSend),
  /** The refund OTP that was last known to reach the customer. */
  otp: Schema.optionalKey(ActiveOtp),
  /** Those that are closed, and those that were set aside: Eko still said 3 when their settlement window had passed. */
  earlier: Schema.Array(Schema.Union([ClosedRefund, OpenRefund]))
})
export type Refunds = typeof Refunds.Type

export const noRefunds: Refunds = { otpSends: 0, earlier: [] }

const settled = { ...lastOtp, attempt: OpenDebit, facts: SettledFacts, refunds: Refunds }

export const RefundPending = state("refund_pending", {
  ...settled,
  /** Since when it waits for the customer. */
  sinceMillis: Schema.Int,
  inquiries: Schema.Int
})
export const Refunding = state("refunding", {
  ...settled,
  refund: OpenRefund,
  /** Why the refund's outcome is unknown, once its answer said so. */
  doubt: Schema.optionalKey(Doubt),
  inquiries: Schema.Int
})
export const Refunded = state("refunded", {
  ...settled,
  /** The refund that was open when the money came back. */
  refund: Schema.optionalKey(OpenRefund),
  refundFacts: Schema.optionalKey(RefundFacts)
})

/** Why nothing moved, or came back: Eko's reason, or a named operator's finding. */
export const FailureReason = Schema.Union([Reason, Schema.Literal("FoundUnmoved")])
export type FailureReason = typeof FailureReason.Type
export const Failure = Schema.Struct({
  reason: FailureReason,
  code: Schema.optionalKey(Schema.Int),
  detail: Schema.String
})
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
  RefundPending,
  Refunding,
  Refunded,
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
export type RefundPending = typeof RefundPending.Type
export type Refunding = typeof Refunding.Type
export type Refunded = typeof Refunded.Type
/** States in which the debit is known to have succeeded, whatever became of the money since. */
export type Settled = Succeeded | WithRefunds
export type WithRefunds = RefundPending | Refunding | Refunded
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
  "refund_pending",
  "refunding",
  "refunded",
  "failed",
  "cancelled",
  "expired"
])
export type StateName = TransferState["state"]

export type Final = Succeeded | Refunded | Failed | Cancelled | Expired
export type Unfinished = Exclude<TransferState, Final>

/** States that no work of ours leaves any more. */
export const isFinal = (transfer: TransferState): transfer is Final => {
  switch (transfer.state) {
    case "succeeded":
    case "refunded":
    case "failed":
    case "cancelled":
    case "expired":
      return true
    case "requested":
    case "awaiting_otp":
    case "debiting":
    case "in_doubt":
    case "awaited":
    case "refund_pending":
    case "refunding":
      return false
  }
}

/** Whether reconciliation has it as an aged break: unsettled when its window had passed, and without a live step. */
export const isHandedOver = (transfer: TransferState): boolean => transfer.handedOverAtMillis !== undefined

/** Whether a live step must wait for it: every transfer is final, or aged, or has one. */
export const needsStep = (transfer: TransferState): boolean =>
  transfer.requestedInquiry !== undefined || !(isFinal(transfer) || isHandedOver(transfer))

/** The refunds before the one that is open, or that moved the money. */
export const earlierRefunds = (transfer: TransferState): Refunds["earlier"] =>
  "refunds" in transfer ? transfer.refunds.earlier : []

/**
 * Whether a snapshot is of before refunds were followed: Eko said 3 then, and the transfer stayed `awaited`, which its
 * journal does not lead to any more. A store makes such a snapshot anew from the journal. One that stayed so after a 4 is
 * left to the next inquiry, which ends it as the journal has it.
 */
export const isOutlived = (transfer: TransferState): boolean =>
  transfer.state === "awaited" && meaning(transfer.txStatus) === "refund_pending"

/** The debit that is open, or that succeeded. */
export const currentAttempt = (transfer: TransferState): OpenDebit | undefined =>
  "attempt" in transfer ? transfer.attempt : undefined

/** The refund by this reference, open, closed or set aside. */
export const refundOf = (transfer: TransferState, clientRefId: ClientRefId): Refund | undefined => {
  if (!("refunds" in transfer)) return undefined
  const current = transfer.state === "refund_pending" ? undefined : transfer.refund
  return [current, ...transfer.refunds.earlier].find((refund) => refund?.clientRefId === clientRefId)
}
