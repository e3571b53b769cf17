/**
 * What an answer to a call that moves money proves, whichever call it is.
 *
 * Everything here leans one way: a refusal needs proof that nothing moved, a success needs proof that it did, and
 * whatever is contradictory, unlisted or unreadable leaves the outcome unknown.
 *
 * @module
 */
import { Option, Schema } from "effect"
import * as AnswerDrift from "./AnswerDrift.ts"
import { Differences } from "./Drift.ts"
import * as EkoAnswer from "./EkoAnswer.ts"
import type { EkoOperation, Interpretation } from "./EkoOperation.ts"
import type { OutcomeUnknown } from "./EkoTransport.ts"
import { descriptions, type Envelope, isPresent } from "./Envelope.ts"
import { type Paise, PaiseFromRupees } from "./Money.ts"
import * as Rejection from "./Rejection.ts"
import * as TxStatus from "./TxStatus.ts"

export type MoneyFailure<R extends Rejection.Reason = Rejection.Reason> =
  | Rejection.Rejected<R>
  | Rejection.OtpConsumed
  | OutcomeUnknown

/**
 * What Eko refuses any call for before it executes anything. With a reason that the operation lists, and only with one,
 * a code alone is a refusal.
 */
export const refusedAlways = [
  "AuthenticationFailed",
  "ValidationFailed",
  "InitiatorInvalid",
  "AgentInvalid",
  "CustomerNotEnrolled"
] as const satisfies ReadonlyArray<Rejection.Reason>

/** An answer that is Eko's, whole and free of contradictions, with what may be said about it. */
export interface Reading {
  readonly envelope: Envelope
  readonly isOk: boolean
  /** The one status of the transaction that the answer tells, where it tells any. */
  readonly txStatus: TxStatus.TxStatus | undefined
  readonly differences: Differences
  readonly unknown: (cause: string) => OutcomeUnknown
  readonly rejected: <R extends Rejection.Reason>(reason: R) => Rejection.Rejected<R>
}

/**
 * Reads an answer as far as all calls that move money agree, or tells what it proves already. `amountPaise` is what was
 * asked for, where the request names it.
 */
export const read = (
  answer: EkoAnswer.EkoAnswer,
  amountPaise: Paise | undefined,
  differences: Differences
): Reading | Rejection.OtpConsumed | OutcomeUnknown => {
  const { httpStatus } = answer.raw
  const unknown = (cause: string) => EkoAnswer.unknown(answer, cause)

  if (EkoAnswer.provesNothing(httpStatus)) return unknown(`http ${httpStatus}`)
  if (Option.isNone(answer.envelope)) {
    if (httpStatus === 200) differences.add("", "unreadable", "an envelope with a status")
    return unknown(`http ${httpStatus}, no envelope`)
  }
  const envelope = answer.envelope.value
  AnswerDrift.compareEnvelope(envelope, "transaction", differences)
  if (envelope.status !== 0) AnswerDrift.compareRefusal(envelope, differences)
  // A gateway in front of Eko repeats its HTTP status in a body of its own.
  if (httpStatus !== 200 && envelope.status === httpStatus) return unknown(`http ${httpStatus}, not Eko's envelope`)

  // The earlier use of this OTP may have paid, so this comes before every reading of the answer as a decline.
  if (envelope.words.some(Rejection.saysOtpConsumed)) return new Rejection.OtpConsumed({ operation: answer.operation })

  if (envelope.unreadable.length > 0) {
    if (envelope.unreadable.includes("data")) differences.add("data", "type", "an object")
    return unknown(`unreadable ${envelope.unreadable.join(", ")}`)
  }
  const [txStatus, ...otherTxStatuses] = envelope.txStatuses
  if (otherTxStatuses.some((other) => other !== txStatus)) return unknown("contradictory tx_status")
  if (txStatus !== undefined && TxStatus.isContradicted(txStatus, descriptions(envelope))) {
    return unknown("contradictory txstatus_desc")
  }
  if (txStatus !== undefined && !TxStatus.isListed(txStatus)) {
    differences.add("data.tx_status", "unknown tx_status", "a listed status")
  }
  if (amountPaise !== undefined && !amountIsOurs(envelope, amountPaise)) {
    differences.add("data.amount", "differing echo", "our amount")
    return unknown("another amount")
  }
  // Even a decline with tx_status 1 says here only that this copy of the request was refused.
  if (
    [envelope.status, envelope.responseStatusId].includes(Rejection.timestampRefused) &&
    !EkoAnswer.clockProvedWrong(answer)
  ) {
    return unknown("timestamp refused, perhaps used by a copy of this request")
  }
  return {
    envelope,
    isOk: httpStatus === 200,
    txStatus,
    differences,
    unknown,
    rejected: (reason) => EkoAnswer.rejected(answer, envelope, reason)
  }
}

/** The listed reason that an answer's code gives, if the operation is refused for it before anything is executed. */
export const refusedByCode = <R extends Rejection.Reason>(
  { envelope, differences }: Reading,
  refusedBeforeExecution: ReadonlyArray<R>
): R | undefined => {
  const reason = Rejection.reasonOf(envelope.status)
  const refused = refusedBeforeExecution.find((each) => each === reason)
  if (refused === undefined) differences.add("status", "unknown code", "a code that is listed for this operation")
  return refused
}

const decodePaise = Schema.decodeUnknownOption(PaiseFromRupees)

/** An answer that names no amount may be ours; one that names another, or an unreadable one, proves nothing. */
const amountIsOurs = (envelope: Envelope, amountPaise: Paise): boolean =>
  envelope.data["amount"] === undefined ||
  Option.exists(decodePaise(envelope.data["amount"]), (answered) => answered === amountPaise)

/** Whether any of these fields, in the payload or beside it, names something that exists: an id of zero names nothing. */
export const names = ({ body, data }: Envelope, fields: ReadonlyArray<string>): boolean =>
  fields.some((field) => [data[field], body[field]].some((value) => isPresent(value) && value !== "0" && value !== 0))

/** Declares a call that moves money. */
export const make = <Input, Success, Failure extends { readonly _tag: string }>(
  declaration: Omit<EkoOperation<Input, Success, Failure, "money">, "moves" | "repeats" | "interpret"> & {
    readonly prove: (
      answer: EkoAnswer.EkoAnswer,
      input: Input,
      differences: Differences
    ) => Option.Option<Success> | Failure
  }
): EkoOperation<Input, Success, Failure, "money"> => {
  const { prove, ...declared } = declaration
  return {
    ...declared,
    moves: "money",
    repeats: "moves money",
    interpret: (answer, input): Interpretation<Success, Failure> => {
      const found = new Differences(answer.operation)
      const proven = prove(answer, input, found)
      const drift = found.records
      return Option.isOption(proven)
        ? { _tag: "Success", success: Option.getOrThrow(proven), drift }
        : { _tag: "Failure", failure: proven, drift }
    }
  }
}
