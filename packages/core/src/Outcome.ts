/**
 * What is proven of one call that can move money.
 *
 * The proofs that nothing moved are branded: they come from Eko's own answer ({@link ofFailure}), from evidence
 * ({@link declineIn}), from a commit that failed ({@link ofUnconfirmed}), from a named operator
 * ({@link module:Resolution}), or out of the journal, and no other code can write one down. An unknown outcome has no way into any of them.
 *
 * @module
 */
import { Schema } from "effect"
import type { Accepted } from "./DebitOperation.ts"
import type { NotSent } from "./EkoTransport.ts"
import type { Proven } from "./Evidence.ts"
import { Tid } from "./Identifiers.ts"
import { Paise } from "./Money.ts"
import type { MoneyFailure } from "./MoneyOperation.ts"
import * as Proof from "./Proof.ts"
import type { RefundDone } from "./Refund.ts"
import { Reason } from "./Rejection.ts"
import type { NotMoved } from "./Resolution.ts"
import { TransactionFacts } from "./TransactionFacts.ts"
import type { StoreUnavailable } from "./TransferStore.ts"
import { meaning, TxStatus } from "./TxStatus.ts"

const tid = { tid: Schema.optionalKey(Tid) }

// Each has a brand of its own, so that none is made of another.
const NotSentProof = Schema.TaggedStruct("NotSent", { cause: Schema.String }).pipe(Schema.brand("Proof: NotSent"))
const CredentialsRefused = Schema.TaggedStruct("CredentialsRefused", { code: Schema.Int, detail: Schema.String }).pipe(
  Schema.brand("Proof: CredentialsRefused")
)
const WrongOtp = Schema.TaggedStruct("WrongOtp", tid).pipe(Schema.brand("Proof: WrongOtp"))
const OtpExpired = Schema.TaggedStruct("OtpExpired", tid).pipe(Schema.brand("Proof: OtpExpired"))
const DeclinedProof = Schema.TaggedStruct("Declined", {
  reason: Reason,
  code: Schema.optionalKey(Schema.Int),
  detail: Schema.String,
  ...tid
}).pipe(Schema.brand("Proof: Declined"))

const refusals = [
  Proof.decoded(NotSentProof),
  Proof.decoded(CredentialsRefused),
  Proof.decoded(WrongOtp),
  Proof.decoded(OtpExpired),
  Proof.decoded(DeclinedProof)
] as const

const FoundUnmovedProof = Schema.TaggedStruct("FoundUnmoved", {
  /** The person who found it, and Eko's ticket that says so. */
  operator: Schema.String,
  ticket: Schema.String
}).pipe(Schema.brand("Proof: FoundUnmoved"))

/**
 * The outcomes that prove that nothing moved. They, and nothing else, close an attempt.
 */
export const NothingMoved = Schema.Union([...refusals, Proof.decoded(FoundUnmovedProof)])
export type NothingMoved = typeof NothingMoved.Type

/** An outcome that ends the transfer: nothing moved, and trying again would not help. */
export type Declined = Extract<NothingMoved, { readonly _tag: "Declined" }>

/** A named operator's finding that nothing moved, which no answer of Eko is. */
export type FoundUnmoved = Extract<NothingMoved, { readonly _tag: "FoundUnmoved" }>

/** An outcome after which the customer may try again: nothing moved, and the attempt is closed. */
export type Retryable = Exclude<NothingMoved, Declined | FoundUnmoved>

/** What an answer of Eko, or the lack of a request, can prove. */
export type Refusal = Exclude<NothingMoved, FoundUnmoved>

/** The outcomes that prove nothing at all. */
const nothingProven = [
  Schema.TaggedStruct("OtpConsumed", {}),
  Schema.TaggedStruct("Unknown", { phase: Schema.Literals(["sending", "waiting", "answer"]), cause: Schema.String })
] as const

/** What the answer to a debit proves: that nothing moved, with `Accepted` that Eko has it, or nothing at all. */
export const Outcome = Schema.Union([
  ...refusals,
  Schema.TaggedStruct("Accepted", { txStatus: TxStatus, facts: TransactionFacts }),
  ...nothingProven
])
export type Outcome = typeof Outcome.Type

/** What Eko tells of a refund that it made. */
export const RefundFacts = Schema.Struct({
  /** The refund's own transaction id. */
  tid: Tid,
  refundedPaise: Schema.optionalKey(Paise),
  feePaise: Schema.optionalKey(Paise),
  tdsPaise: Schema.optionalKey(Paise),
  commissionReversePaise: Schema.optionalKey(Paise),
  balancePaise: Schema.optionalKey(Paise)
})
export type RefundFacts = typeof RefundFacts.Type

/** What the answer to a refund proves. */
export const RefundOutcome = Schema.Union([
  ...refusals,
  Schema.TaggedStruct("Refunded", { facts: RefundFacts }),
  ...nothingProven
])
export type RefundOutcome = typeof RefundOutcome.Type

/** What the answer to a wallet load proves; Eko tells no tx_status of one. */
export const LoadOutcome = Schema.Union([
  ...refusals,
  Schema.TaggedStruct("Loaded", { facts: TransactionFacts }),
  ...nothingProven
])
export type LoadOutcome = typeof LoadOutcome.Type

/** The outcome of an attempt of any kind. */
export type AnyOutcome = Outcome | RefundOutcome | LoadOutcome

/** The cause of an unknown outcome whose answer names a transaction id that belongs to another attempt. */
export const tidOfAnother = "transaction id of another attempt"

/** The outcome that proves nothing, since its answer names a transaction of another attempt. */
export const ofAnother: Extract<AnyOutcome, { readonly _tag: "Unknown" }> = {
  _tag: "Unknown",
  phase: "answer",
  cause: tidOfAnother
}

export const ofAcceptance = ({ txStatus, facts }: Accepted): Outcome => ({ _tag: "Accepted", txStatus, facts })

export const ofRefund = ({ tid: _, refundTid, amountPaise: __, ...facts }: RefundDone): RefundOutcome => ({
  _tag: "Refunded",
  facts: { ...facts, tid: refundTid }
})

/** What a call that failed proves, whatever its kind. */
export const ofFailure = (
  failure: MoneyFailure | NotSent
): Refusal | Extract<AnyOutcome, { readonly _tag: "OtpConsumed" | "Unknown" }> => {
  switch (failure._tag) {
    case "NotSent":
      return NotSentProof.make({ cause: failure.cause })
    case "OutcomeUnknown":
      return { _tag: "Unknown", phase: failure.phase, cause: failure.cause }
    case "OtpConsumed":
      return { _tag: "OtpConsumed" }
    case "Rejected": {
      const tid = failure.tid === undefined ? {} : { tid: failure.tid }
      switch (failure.reason) {
        case "AuthenticationFailed":
          return CredentialsRefused.make({ code: failure.code, detail: failure.detail })
        case "WrongOtp":
          return WrongOtp.make(tid)
        case "OtpExpired":
          return OtpExpired.make(tid)
        default:
          return DeclinedProof.make({ reason: failure.reason, code: failure.code, detail: failure.detail, ...tid })
      }
    }
  }
}

/** An attempt whose record was not confirmed must not be sent, so it is known that it never was. */
export const ofUnconfirmed = (_: StoreUnavailable): Retryable =>
  NotSentProof.make({ cause: "its record was not confirmed" })

/** The proof that nothing moved, in a word of Eko's that says so; nothing in any other. */
export const declineIn = ({ txStatus, facts: { tid } }: Proven): Declined | undefined =>
  meaning(txStatus) === "failed"
    ? DeclinedProof.make({ reason: "DeclinedByBank", detail: "Eko reports the transaction as failed.", tid })
    : undefined

/** The finding of an operator who says that nothing moved, with Eko's ticket for it. */
export const ofResolution = ({ operator, ticket }: NotMoved): FoundUnmoved =>
  FoundUnmovedProof.make({ operator, ticket })

/** The transaction id that an outcome gives its attempt. */
export const tidOf = (outcome: AnyOutcome | NothingMoved): Tid | undefined => {
  switch (outcome._tag) {
    case "Accepted":
    case "Refunded":
    case "Loaded":
      return outcome.facts.tid
    case "WrongOtp":
    case "OtpExpired":
    case "Declined":
      return outcome.tid
    case "NotSent":
    case "CredentialsRefused":
    case "FoundUnmoved":
    // An answer that says the OTP was consumed may carry a tid, but never one of the attempt that used the OTP.
    case "OtpConsumed":
    case "Unknown":
      return undefined
  }
}
