/**
 * A transfer as teams see it: no full customer number, no OTP reference, no secret.
 *
 * @module
 */
import { type Attempt, Rejection, TransferEvent, TransferPolicy, TransferState } from "@bhejo/core"
import { Schema } from "effect"
import { iso, masked, present } from "./View.ts"

const Text = Schema.String
const Paise = Schema.Int
const optional = Schema.optionalKey

const Otp = Schema.Struct({
  maskedMobile: Text,
  sentAt: Text,
  expiresAt: Text,
  triesLeft: Schema.Int
})

/** What Eko tells about the transaction; an operator who found out about it may not know Eko's id. */
const Eko = Schema.Struct({
  tid: optional(Text),
  txStatus: optional(Text),
  bankReference: optional(Text),
  feePaise: optional(Paise),
  commissionPaise: optional(Paise),
  balancePaise: optional(Paise),
  recipientName: optional(Text)
})

const Doubt = Schema.Struct({ reason: TransferState.Doubt, message: Text, inquiries: Schema.Int })

/** How far the customer's refund is. */
const Refund = Schema.Struct({
  /** Since when it waits for the customer. */
  pendingSince: optional(Text),
  otp: optional(Otp),
  /** Who declared that the customer was handed the cash back, and when. */
  cashReturned: optional(Schema.Struct({ by: Text, at: Text })),
  doubt: optional(Doubt),
  tid: optional(Text),
  refundedPaise: optional(Paise),
  feePaise: optional(Paise),
  tdsPaise: optional(Paise),
  commissionReversePaise: optional(Paise),
  balancePaise: optional(Paise)
})

const Failure = Schema.Struct({ reason: TransferState.FailureReason, message: Text, advice: Text })

/** The transfer as JSON. */
export const TransferView = Schema.Struct({
  id: Text,
  state: TransferState.StateName,
  product: TransferPolicy.Product,
  customerId: Text,
  recipientId: Schema.Int,
  amountPaise: Paise,
  userCode: Text,
  beneficiaryId: optional(Text),
  reference: optional(Text),
  otp: optional(Otp),
  eko: optional(Eko),
  doubt: optional(Doubt),
  refund: optional(Refund),
  failure: optional(Failure),
  /** A sign that money moved: nothing may start until operations have looked. */
  isBlocked: optional(Schema.Boolean),
  alarms: optional(Schema.Array(TransferEvent.AlarmKind)),
  handedOverAt: optional(Text),
  createdAt: Text,
  updatedAt: Text,
  version: Schema.Int
}).annotate({ identifier: "Transfer" })
export type TransferView = typeof TransferView.Type

export const of = (transfer: TransferState.TransferState): TransferView => {
  const { terms } = transfer
  return present({
    id: terms.id,
    state: transfer.state,
    product: terms.product,
    customerId: masked(terms.customerId),
    recipientId: terms.recipientId,
    amountPaise: terms.amountPaise,
    userCode: terms.userCode,
    beneficiaryId: terms.beneficiaryId,
    reference: terms.reference,
    otp: transfer.state === "awaiting_otp" ? otp(transfer.otp, terms) : undefined,
    eko: eko(transfer),
    doubt: transfer.state === "in_doubt" ? doubt(transfer.doubt, transfer.inquiries) : undefined,
    refund: refund(transfer),
    failure: transfer.state === "failed" ? failure(transfer) : undefined,
    isBlocked: transfer.isBlocked ? true : undefined,
    alarms: transfer.alarms.length > 0 ? transfer.alarms : undefined,
    handedOverAt: transfer.handedOverAtMillis === undefined ? undefined : iso(transfer.handedOverAtMillis),
    createdAt: iso(transfer.createdAtMillis),
    updatedAt: iso(transfer.updatedAtMillis),
    version: transfer.version
  })
}

const otp = (otp: TransferState.ActiveOtp, terms: TransferEvent.Terms): typeof Otp.Type => ({
  maskedMobile: masked(otp.maskedMobile ?? terms.customerId),
  sentAt: iso(otp.sentAtMillis),
  expiresAt: iso(otp.expiresAtMillis),
  triesLeft: otp.triesLeft
})

const facts = ({ tdsPaise: _, ...facts }: TransferState.Settled["facts"]): typeof Eko.Type => facts

const eko = (transfer: TransferState.TransferState): typeof Eko.Type | undefined => {
  switch (transfer.state) {
    case "awaited":
      return { ...facts(transfer.facts), txStatus: transfer.txStatus }
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

const doubt = (reason: TransferState.Doubt, inquiries: number): typeof Doubt.Type => ({
  reason,
  message: `${doubts[reason]} Do not pay again: Eko is asked until there is evidence.`,
  inquiries
})

const refund = (transfer: TransferState.TransferState): typeof Refund.Type | undefined => {
  switch (transfer.state) {
    case "refund_pending":
      return present({
        pendingSince: iso(transfer.sinceMillis),
        otp: transfer.refunds.otp === undefined ? undefined : otp(transfer.refunds.otp, transfer.terms)
      })
    case "refunding":
      return present({
        cashReturned: cashReturned(transfer.refund),
        doubt: transfer.doubt === undefined ? undefined : doubt(transfer.doubt, transfer.inquiries)
      })
    case "refunded":
      return present({
        cashReturned: transfer.refund === undefined ? undefined : cashReturned(transfer.refund),
        ...transfer.refundFacts
      })
    default:
      return undefined
  }
}

const cashReturned = ({ cashReturned }: Attempt.Refund) => ({
  by: cashReturned.by,
  at: iso(cashReturned.atMillis)
})

const foundUnmoved = { title: "Operations found that nothing moved", advice: "Make a new transfer." }

const failure = ({ failure }: TransferState.Failed): typeof Failure.Type => {
  const { title, advice } = failure.reason === "FoundUnmoved" ? foundUnmoved : Rejection.reasons[failure.reason]
  return { reason: failure.reason, message: failure.detail === "" ? title : failure.detail, advice }
}
