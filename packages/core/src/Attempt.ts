/**
 * One call that can move money: recorded before it is sent, sent at most once, closed by what is proven of it.
 *
 * A debit, a refund and a wallet load are attempts alike. What is proven of one is its {@link module:Outcome}, and the
 * leave to send it is its {@link module:SendPermit}.
 *
 * @module
 */
import { Effect, Schema } from "effect"
import { ClientRefId } from "./ClientRefId.ts"
import { Tid } from "./Identifiers.ts"
import { NothingMoved, tidOf } from "./Outcome.ts"
import { TimestampMillis } from "./Signing.ts"

export const Kind = Schema.Literals(["debit", "refund", "load"])
export type Kind = typeof Kind.Type

const identity = {
  /** Our name for the attempt, new for each; it stands on the wire where the operation takes one, as a refund does not. */
  clientRefId: ClientRefId,
  /** 1 for the first attempt of its kind in a record. */
  number: Schema.Int,
  /** The caller's key for the request that started it: the same key never starts a second one. */
  confirmationKey: Schema.String,
  startedAtMillis: Schema.Int,
  /** What it is signed with, in Eko's time as far as it was known; taken before the commit and never renewed. */
  signedAtMillis: TimestampMillis,
  /** After this instant of our own clock its first byte is not written any more. */
  sendBeforeMillis: Schema.Int,
  /** Eko's id of the transaction that it made, once one is known. */
  tid: Schema.optionalKey(Tid)
}

/** A debit that is recorded and may be on the wire, or whose outcome is not proven. */
export const OpenDebit = Schema.Struct({
  // Journals from before there were other kinds do not say so.
  kind: Schema.Literal("debit").pipe(Schema.withDecodingDefaultKey(Effect.succeed("debit"))),
  ...identity,
  /** The OTP send whose OTP it used. */
  otpSend: Schema.Int
})
export type OpenDebit = typeof OpenDebit.Type

/** Who declared that the customer was handed the cash back, and when: a refund certifies it to Eko. */
export const CashReturned = Schema.Struct({
  by: Schema.String.check(
    Schema.isPattern(/^[^\p{Cc}\p{Cs}]{1,100}$/u, { message: "must be a name of 1 to 100 characters" })
  ),
  atMillis: Schema.Int
})
export type CashReturned = typeof CashReturned.Type

/** A refund that is recorded and may be on the wire, or whose outcome is not proven. */
export const OpenRefund = Schema.Struct({
  kind: Schema.Literal("refund"),
  ...identity,
  /** The refund OTP's send whose OTP it used. */
  otpSend: Schema.Int,
  cashReturned: CashReturned
})
export type OpenRefund = typeof OpenRefund.Type

/** A wallet load that is recorded and may be on the wire, or whose outcome is not proven. */
export const OpenLoad = Schema.Struct({ kind: Schema.Literal("load"), ...identity })
export type OpenLoad = typeof OpenLoad.Type

export type OpenAttempt = OpenDebit | OpenRefund | OpenLoad

const closed = { outcome: NothingMoved }

/** Attempts of which it is proven that nothing moved. */
export const ClosedDebit = Schema.Struct({ ...OpenDebit.fields, ...closed })
export type ClosedDebit = typeof ClosedDebit.Type
export const ClosedRefund = Schema.Struct({ ...OpenRefund.fields, ...closed })
export type ClosedRefund = typeof ClosedRefund.Type
export const ClosedLoad = Schema.Struct({ ...OpenLoad.fields, ...closed })
export type ClosedLoad = typeof ClosedLoad.Type

export type ClosedAttempt = ClosedDebit | ClosedRefund | ClosedLoad

export type Attempt = OpenAttempt | ClosedAttempt
export type Debit = OpenDebit | ClosedDebit
export type Refund = OpenRefund | ClosedRefund

/** Closes an attempt by the proof that nothing moved. */
export const close = <A extends OpenAttempt>(
  attempt: A,
  outcome: NothingMoved
): A & { readonly outcome: NothingMoved } => ({ ...withTid(attempt, tidOf(outcome)), outcome })

/** Holds a transaction id with its attempt; the first one that is known stays. */
export const withTid = <A extends OpenAttempt>(attempt: A, tid: Tid | undefined): A =>
  tid === undefined || attempt.tid !== undefined ? attempt : { ...attempt, tid }

/** Whether a transaction can be the attempt's: any may while none is held for it, and then no other. */
export const canHave = (attempt: Attempt, tid: Tid): boolean => attempt.tid === undefined || attempt.tid === tid

/**
 * Whether an earlier attempt is inquired once more before a new one may start: all are, but those that Eko declined
 * under an id of their own.
 */
export const needsRecheck = (attempt: ClosedAttempt): boolean =>
  !(declined.has(attempt.outcome._tag) && attempt.tid !== undefined)

const declined: ReadonlySet<NothingMoved["_tag"]> = new Set(["WrongOtp", "OtpExpired", "Declined"])
