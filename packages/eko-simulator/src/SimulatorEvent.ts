/**
 * What happens at the simulated Eko: the facts from which its state follows, one JSON value each.
 *
 * @module
 */
import { ClientRefId, Identifiers as Id, Money, TransferPolicy } from "@bhejo/core"
import { Schema } from "effect"
import * as Bank from "./Bank.ts"
import { Callback } from "./Callback.ts"
import { PlannedFault, Stage } from "./Fault.ts"
import { FaultSeed } from "./FaultSeed.ts"
import { Settled, TransactionStatus } from "./TransactionStatus.ts"
import { Customer, Recipient } from "./World.ts"

/** What an OTP beside those for transfers is for. */
export const Purpose = Schema.Literals(["ekyc", "mobile", "aadhaar", "recipient", "refund"])
export type Purpose = typeof Purpose.Type

/** A request came over the wire, whatever it was answered; a copy of one is no call of its own. */
const RequestArrived = Schema.TaggedStruct("RequestArrived", {
  operation: Schema.String,
  clientRefId: Schema.optionalKey(Schema.String),
  isCopy: Schema.optionalKey(Schema.Boolean)
})

/** A connection was refused: a call that never came, and counts as one nevertheless. */
const ConnectionRefused = Schema.TaggedStruct("ConnectionRefused", { operation: Schema.String })

/** A correctly signed request used up its timestamp. */
const TimestampUsed = Schema.TaggedStruct("TimestampUsed", { timestampMillis: Schema.Int, atMillis: Schema.Int })

/** A call met the faults that are planned for its operation: those of its arrival, or those behind authentication. */
const CallCounted = Schema.TaggedStruct("CallCounted", {
  operation: Schema.String,
  stages: Schema.Array(Stage),
  callNumber: Schema.Int
})

const FaultPlanned = Schema.TaggedStruct("FaultPlanned", { plan: PlannedFault })

/** From here on faults are drawn from a seed, or no longer. */
const FaultsSeeded = Schema.TaggedStruct("FaultsSeeded", { plan: Schema.NullOr(FaultSeed) })

/** A call is executed later than it came; its answer is for nobody. */
const RequestHeld = Schema.TaggedStruct("RequestHeld", {
  operation: Schema.String,
  fields: Schema.Record(Schema.String, Schema.Json),
  chance: Schema.Int,
  dueAtMillis: Schema.Int
})

/** The held call that is due first is executed now. */
const RequestReleased = Schema.TaggedStruct("RequestReleased", {})

/** Eko's clock is off by this much, for every call. */
const ClockSkewed = Schema.TaggedStruct("ClockSkewed", { skewMillis: Schema.Int })

/** A bank went down, or came up again. */
const BankChanged = Schema.TaggedStruct("BankChanged", { bank: Bank.Code, isUp: Schema.Boolean })

/** A recipient's bank thinks differently of an account. */
const AccountChanged = Schema.TaggedStruct("AccountChanged", { account: Schema.String, condition: Bank.Condition })

/** A callback was made; some may wait until the next one has been. */
const CallbackMade = Schema.TaggedStruct("CallbackMade", { held: Schema.Array(Callback) })

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

/** An OTP that consents to something else than a transfer, about a subject that its purpose explains. */
const ConsentOtpSent = Schema.TaggedStruct("ConsentOtpSent", {
  purpose: Purpose,
  customerId: Id.CustomerId,
  /** The eKYC's request, the recipient's number, or the transaction that is to be refunded; empty for the others. */
  subject: Schema.String,
  otpRefId: Id.OtpRefId,
  otp: Id.Otp,
  atMillis: Schema.Int,
  expiresAtMillis: Schema.Int
})

/** A consent was given: its OTP is used up. */
const ConsentGiven = Schema.TaggedStruct("ConsentGiven", { otpRefId: Id.OtpRefId })

/** A customer began with a product; one whom Eko did not know is known from now on. */
const SenderOnboarded = Schema.TaggedStruct("SenderOnboarded", { product: TransferPolicy.Product, customer: Customer })

/** A customer came a step further towards a DigiKhata wallet. */
const WalletAdvanced = Schema.TaggedStruct("WalletAdvanced", {
  customerId: Id.CustomerId,
  to: Schema.Literals(["mobile-verified", "aadhaar-verified", "complete"])
})

const RecipientAdded = Schema.TaggedStruct("RecipientAdded", { customerId: Id.CustomerId, recipient: Recipient })

/** DigiKhata gave a recipient's account a number; it waits for the customer's OTP. */
const BeneficiaryAdded = Schema.TaggedStruct("BeneficiaryAdded", {
  customerId: Id.CustomerId,
  recipientId: Id.RecipientId,
  beneficiaryId: Id.BeneficiaryId
})

const RecipientConfirmed = Schema.TaggedStruct("RecipientConfirmed", {
  customerId: Id.CustomerId,
  recipientId: Id.RecipientId
})

/** Amount and fee left the agent's wallet, and the amount is in the customer's. */
const WalletLoaded = Schema.TaggedStruct("WalletLoaded", {
  tid: Id.Tid,
  clientRefId: ClientRefId.ClientRefId,
  userCode: Id.UserCode,
  customerId: Id.CustomerId,
  amountPaise: Money.Paise,
  feePaise: Money.Paise,
  atMillis: Schema.Int
})

/** An OTP that was used before came again; the answer had a transaction id, which no debit has. */
const ConsumedOtpAnswered = Schema.TaggedStruct("ConsumedOtpAnswered", { tid: Id.Tid })

const debit = {
  ...order,
  tid: Id.Tid,
  clientRefId: ClientRefId.ClientRefId,
  userCode: Id.UserCode,
  /** The recipient's account that is credited. */
  account: Schema.String,
  feePaise: Money.Paise,
  gstPaise: Money.Paise,
  commissionPaise: Money.Paise,
  tdsPaise: Money.Paise,
  /** What left the wallet: amount and fee, less what was credited at once. */
  walletPaise: Money.Paise,
  /** Whether commission less tax was credited at once. */
  creditsAtOnce: Schema.Boolean,
  bankReference: Id.BankReference,
  atMillis: Schema.Int
}

/** A debit left the wallet: with the status that its answer says, and what it becomes by itself. */
const DebitAccepted = Schema.TaggedStruct("DebitAccepted", {
  ...debit,
  status: TransactionStatus,
  settles: Schema.optionalKey(Schema.Struct({ as: Settled, atMillis: Schema.Int }))
})

/** A debit's status changed; one that failed or was refunded came back into the wallet. */
const DebitSettled = Schema.TaggedStruct("DebitSettled", {
  tid: Id.Tid,
  settledAs: Settled,
  atMillis: Schema.Int,
  /** The refund's own id, where the customer consented to one. */
  refundTid: Schema.optionalKey(Id.Tid)
})

/** A customer's eKYC is complete. */
const SenderVerified = Schema.TaggedStruct("SenderVerified", { customerId: Id.CustomerId })

export const SimulatorEvent = Schema.Union([
  RequestArrived,
  ConnectionRefused,
  TimestampUsed,
  CallCounted,
  FaultPlanned,
  FaultsSeeded,
  RequestHeld,
  RequestReleased,
  ClockSkewed,
  BankChanged,
  AccountChanged,
  CallbackMade,
  OtpSent,
  ConsentOtpSent,
  ConsentGiven,
  SenderOnboarded,
  WalletAdvanced,
  RecipientAdded,
  BeneficiaryAdded,
  RecipientConfirmed,
  WalletLoaded,
  ConsumedOtpAnswered,
  DebitAccepted,
  DebitSettled,
  SenderVerified
])
export type SimulatorEvent = typeof SimulatorEvent.Type

export type OtpSent = typeof OtpSent.Type
export type ConsentOtpSent = typeof ConsentOtpSent.Type
export type WalletLoaded = typeof WalletLoaded.Type
export type RequestHeld = typeof RequestHeld.Type
export type DebitAccepted = typeof DebitAccepted.Type
export type DebitSettled = typeof DebitSettled.Type
