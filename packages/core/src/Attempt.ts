/**
 * One call that can move money: recorded before it is sent, sent at most once, closed by what is proven of it.
 *
 * @module
 */
import { Schema } from "effect"
import { ClientRefId } from "./ClientRefId.ts"
import { Tid } from "./Identifiers.ts"
import { Reason } from "./Rejection.ts"
import { TimestampMillis } from "./Signing.ts"
import { TransactionFacts } from "./TransactionFacts.ts"
import { TxStatus } from "./TxStatus.ts"

const tid = { tid: Schema.optionalKey(Tid) }

/**
 * The outcomes that prove that nothing moved. They, and nothing else, close an attempt.
 */
export const NothingMoved = Schema.Union([
  Schema.TaggedStruct("NotSent", { cause: Schema.String }),
  Schema.TaggedStruct("CredentialsRefused", { code: Schema.Int, detail: Schema.String }),
  Schema.TaggedStruct("WrongOtp", tid),
  Schema.TaggedStruct("OtpExpired", tid),
  Schema.TaggedStruct("Declined", {
    reason: Reason,
    code: Schema.optionalKey(Schema.Int),
    detail: Schema.String,
    ...tid
  })
])
export type NothingMoved = typeof NothingMoved.Type

/**
 * What the answer to an attempt proves: that nothing moved, with `Accepted` that Eko has it, and with `OtpConsumed` and
 * `Unknown` nothing at all.
 */
export const Outcome = Schema.Union([
  ...NothingMoved.members,
  Schema.TaggedStruct("Accepted", { txStatus: TxStatus, facts: TransactionFacts }),
  Schema.TaggedStruct("OtpConsumed", {}),
  Schema.TaggedStruct("Unknown", { phase: Schema.Literals(["sending", "waiting", "answer"]), cause: Schema.String })
])
export type Outcome = typeof Outcome.Type

/** The cause of an unknown outcome whose answer names a transaction id that belongs to another attempt. */
export const tidOfAnother = "transaction id of another attempt"

/** An outcome that ends the transfer: nothing moved, and trying again would not help. */
export type Declined = Extract<NothingMoved, { readonly _tag: "Declined" }>

/** An outcome after which the customer may try again: nothing moved, and the attempt is closed. */
export type Retryable = Exclude<NothingMoved, Declined>

const identity = {
  clientRefId: ClientRefId,
  /** 1 for the first attempt of a transfer. */
  number: Schema.Int,
  /** The OTP send whose OTP it used. */
  otpSend: Schema.Int,
  /** The caller's key for the request that started it: the same key never starts a second one. */
  confirmationKey: Schema.String,
  startedAtMillis: Schema.Int,
  /** What it is signed with, in Eko's time as far as it was known; taken before the commit and never renewed. */
  signedAtMillis: TimestampMillis,
  /** After this instant of our own clock its first byte is not written any more. */
  sendBeforeMillis: Schema.Int
}

/** An attempt that is recorded and may be on the wire, or whose outcome is not proven. */
export const OpenAttempt = Schema.Struct({ ...identity, tid: Schema.optionalKey(Tid) })
export type OpenAttempt = typeof OpenAttempt.Type

/** An attempt of which it is proven that nothing moved. */
export const ClosedAttempt = Schema.Struct({ ...identity, tid: Schema.optionalKey(Tid), outcome: NothingMoved })
export type ClosedAttempt = typeof ClosedAttempt.Type

export type Attempt = OpenAttempt | ClosedAttempt

/** The transaction id that an outcome gives its attempt. */
export const tidOf = (outcome: Outcome): Tid | undefined => {
  switch (outcome._tag) {
    case "Accepted":
      return outcome.facts.tid
    case "WrongOtp":
    case "OtpExpired":
    case "Declined":
      return outcome.tid
    case "NotSent":
    case "CredentialsRefused":
    // An answer that says the OTP was consumed may carry a tid, but never one of the attempt that used the OTP.
    case "OtpConsumed":
    case "Unknown":
      return undefined
  }
}

/** Closes an attempt by the proof that nothing moved. */
export const close = (attempt: OpenAttempt, outcome: NothingMoved): ClosedAttempt => ({
  ...withTid(attempt, tidOf(outcome)),
  outcome
})

/** Holds a transaction id with its attempt; the first one that is known stays. */
export const withTid = (attempt: OpenAttempt, tid: Tid | undefined): OpenAttempt =>
  tid === undefined || attempt.tid !== undefined ? attempt : { ...attempt, tid }

/** Whether a transaction can be the attempt's: any may while none is held for it, and then no other. */
export const canHave = (attempt: Attempt, tid: Tid): boolean => attempt.tid === undefined || attempt.tid === tid

/**
 * Whether an earlier attempt is inquired once more before a new one may start: all are, but those that Eko declined
 * under an id of their own.
 */
export const needsRecheck = (attempt: ClosedAttempt): boolean =>
  !(declined.has(attempt.outcome._tag) && attempt.tid !== undefined)

const declined: ReadonlySet<Outcome["_tag"]> = new Set(["WrongOtp", "OtpExpired", "Declined"])

/**
 * The leave to send one attempt, good for one use.
 *
 * It is issued where the attempt's commit is known to have succeeded, and the client takes it before it hands the
 * request to the transport, so that running the same program again cannot send again.
 */
export class SendPermit {
  readonly attempt: OpenAttempt
  #isUsed = false

  constructor(attempt: OpenAttempt) {
    this.attempt = attempt
  }

  /** True on the first call, and never again. */
  take(): boolean {
    const isFirst = !this.#isUsed
    this.#isUsed = true
    return isFirst
  }
}
