/**
 * What happens at the simulated Eko: the facts from which its state follows, one JSON value each.
 *
 * @module
 */
import { ClientRefId, Identifiers as Id, Money, TransferPolicy } from "@bhejo/core"
import { Schema } from "effect"
import { PlannedFault } from "./Fault.ts"

/** A request with a client_ref_id came over the wire, whatever it was answered. */
const RequestArrived = Schema.TaggedStruct("RequestArrived", { operation: Schema.String, clientRefId: Schema.String })

/** A correctly signed request used up its timestamp. */
const TimestampUsed = Schema.TaggedStruct("TimestampUsed", { timestampMillis: Schema.Int, atMillis: Schema.Int })

/** A call reached an operation for which a fault is planned. */
const CallCounted = Schema.TaggedStruct("CallCounted", { operation: Schema.String })

const FaultPlanned = Schema.TaggedStruct("FaultPlanned", { plan: PlannedFault })

const order = {
  product: TransferPolicy.Product,
  otpRefId: Id.OtpRefId,
  customerId: Id.CustomerId,
  recipientId: Id.RecipientId,
  amountPaise: Money.Paise
}

/** An OTP for one order; the state is the customer's phone, so the OTP stands here in plain text. */
const OtpSent = Schema.TaggedStruct("OtpSent", {
  ...order,
  otp: Id.Otp,
  atMillis: Schema.Int,
  expiresAtMillis: Schema.Int
})

/** An OTP that was used before came again; the answer had a transaction id, which no debit has. */
const ConsumedOtpAnswered = Schema.TaggedStruct("ConsumedOtpAnswered", { tid: Id.Tid })

const debit = {
  ...order,
  tid: Id.Tid,
  clientRefId: ClientRefId.ClientRefId,
  userCode: Id.UserCode,
  feePaise: Money.Paise,
  gstPaise: Money.Paise,
  commissionPaise: Money.Paise,
  tdsPaise: Money.Paise,
  /** What left the wallet: amount and fee, less what was credited at once. */
  walletPaise: Money.Paise,
  bankReference: Id.BankReference,
  atMillis: Schema.Int
}

/** A debit left the wallet: final at once, or awaited with what it is to become. */
const DebitAccepted = Schema.TaggedStruct("DebitAccepted", {
  ...debit,
  awaited: Schema.optionalKey(
    Schema.Struct({
      settlesAs: Schema.Literals(["success", "failed"]),
      /** Absent where it settles only when it is told to. */
      settlesAtMillis: Schema.optionalKey(Schema.Int)
    })
  )
})

/** An awaited debit became final; a failed one came back into the wallet. */
const DebitSettled = Schema.TaggedStruct("DebitSettled", {
  tid: Id.Tid,
  settledAs: Schema.Literals(["success", "failed"]),
  atMillis: Schema.Int
})

/** A customer's eKYC is complete. */
const SenderVerified = Schema.TaggedStruct("SenderVerified", { customerId: Id.CustomerId })

export const SimulatorEvent = Schema.Union([
  RequestArrived,
  TimestampUsed,
  CallCounted,
  FaultPlanned,
  OtpSent,
  ConsumedOtpAnswered,
  DebitAccepted,
  DebitSettled,
  SenderVerified
])
export type SimulatorEvent = typeof SimulatorEvent.Type

export type OtpSent = typeof OtpSent.Type
export type DebitAccepted = typeof DebitAccepted.Type
export type DebitSettled = typeof DebitSettled.Type
