/**
 * A transfer as teams see it: no full customer number, no OTP reference, no secret.
 *
 * @module
 */
import { Rejection, type TransactionFacts, TransferEvent, TransferPolicy, TransferState } from "@bhejo/core"
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

/** What Eko tells about the transaction. */
const Eko = Schema.Struct({
  tid: Text,
  txStatus: optional(Text),
  bankReference: optional(Text),
  feePaise: optional(Paise),
  commissionPaise: optional(Paise),
  balancePaise: optional(Paise),
  recipientName: optional(Text)
})

const Doubt = Schema.Struct({ reason: TransferState.Doubt, message: Text, inquiries: Schema.Int })

const Failure = Schema.Struct({ reason: Rejection.Reason, message: Text, advice: Text })

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
  failure: optional(Failure),
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
    otp: transfer.state === "awaiting_otp" ? otp(transfer) : undefined,
    eko: eko(transfer),
    doubt: transfer.state === "in_doubt" ? doubt(transfer) : undefined,
    failure: transfer.state === "failed" ? failure(transfer) : undefined,
    alarms: transfer.alarms.length > 0 ? transfer.alarms : undefined,
    handedOverAt: transfer.handedOverAtMillis === undefined ? undefined : iso(transfer.handedOverAtMillis),
    createdAt: iso(transfer.createdAtMillis),
    updatedAt: iso(transfer.updatedAtMillis),
    version: transfer.version
  })
}

const otp = ({ otp, terms }: TransferState.AwaitingOtp): typeof Otp.Type => ({
  maskedMobile: masked(otp.maskedMobile ?? terms.customerId),
  sentAt: iso(otp.sentAtMillis),
  expiresAt: iso(otp.expiresAtMillis),
  triesLeft: otp.triesLeft
})

const facts = ({ tdsPaise: _, ...facts }: TransactionFacts.TransactionFacts): typeof Eko.Type => facts

const eko = (transfer: TransferState.TransferState): typeof Eko.Type | undefined => {
  switch (transfer.state) {
    case "awaited":
      return { ...facts(transfer.facts), txStatus: transfer.txStatus }
    case "succeeded":
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

const doubt = (transfer: TransferState.InDoubt): typeof Doubt.Type => ({
  reason: transfer.doubt,
  message: `${doubts[transfer.doubt]} Do not pay again: Eko is asked until there is evidence.`,
  inquiries: transfer.inquiries
})

const failure = ({ failure }: TransferState.Failed): typeof Failure.Type => ({
  reason: failure.reason,
  message: failure.detail === "" ? Rejection.reasons[failure.reason].title : failure.detail,
  advice: Rejection.reasons[failure.reason].advice
})
