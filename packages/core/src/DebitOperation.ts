/**
 * The operations that debit an agent's wallet, and what their answers prove.
 *
 * Everything here leans one way: a refusal needs proof that nothing moved, an acceptance needs a transaction id, and
 * whatever is contradictory, unlisted or unreadable leaves the outcome unknown.
 *
 * @module
 */
import { Option, Schema } from "effect"
import type { ClientRefId } from "./ClientRefId.ts"
import * as EkoAnswer from "./EkoAnswer.ts"
import type { EkoOperation } from "./EkoOperation.ts"
import type { OutcomeUnknown } from "./EkoTransport.ts"
import { type Envelope, isPresent } from "./Envelope.ts"
import { type Paise, PaiseFromRupees } from "./Money.ts"
import * as Rejection from "./Rejection.ts"
import * as TransactionFacts from "./TransactionFacts.ts"
import * as TxStatus from "./TxStatus.ts"

/**
 * Eko has the debit: final or on its way, as the status says.
 */
export interface Accepted {
  readonly txStatus: TxStatus.TxStatus
  readonly facts: TransactionFacts.TransactionFacts
}

export type DebitFailure = Rejection.Rejected | Rejection.OtpConsumed | OutcomeUnknown

/** What every debit holds, whatever its product. */
export interface DebitInput {
  readonly clientRefId: ClientRefId
  readonly amountPaise: Paise
}

/** An operation that debits, sent with a permit and at most once. */
export interface DebitOperation<in out Input extends DebitInput>
  extends EkoOperation<Input, Accepted, DebitFailure, "money"> {}

/**
 * Codes that Eko gives before it executes anything. With them, and only with them, a non-zero status without
 * `tx_status` 1 is a refusal.
 */
const refusedBeforeExecution: ReadonlySet<Rejection.Reason> = new Set([
  "WrongOtp",
  "OtpExpired",
  "InsufficientBalance",
  "MonthlyLimitExhausted",
  "BeneficiaryLimitExhausted",
  "CustomerNotEnrolled",
  "VerificationPending",
  "RecipientNotRegistered",
  "AccountInvalid",
  "IfscInvalid",
  "BankNotSupported",
  "BankUnavailable",
  "AgentInvalid",
  "InitiatorInvalid",
  "ValidationFailed",
  "AuthenticationFailed"
])

/** Declares a debit. */
export const make = <Input extends DebitInput>(
  declaration: Pick<DebitOperation<Input>, "name" | "method" | "path" | "requests">
): DebitOperation<Input> => ({ ...declaration, moves: "money", interpret })

const interpret = (answer: EkoAnswer.EkoAnswer, input: DebitInput) => {
  const proven = prove(answer, input)
  return "_tag" in proven
    ? { _tag: "Failure" as const, failure: proven }
    : { _tag: "Success" as const, success: proven }
}

const prove = (answer: EkoAnswer.EkoAnswer, input: DebitInput): Accepted | DebitFailure => {
  const { httpStatus } = answer.raw
  const unknown = (cause: string) => EkoAnswer.unknown(answer, cause)

  if (EkoAnswer.provesNothing(httpStatus)) return unknown(`http ${httpStatus}`)
  if (Option.isNone(answer.envelope)) return unknown(`http ${httpStatus}, no envelope`)
  const envelope = answer.envelope.value
  // A gateway in front of Eko repeats its HTTP status in a body of its own.
  if (httpStatus !== 200 && envelope.status === httpStatus) return unknown(`http ${httpStatus}, not Eko's envelope`)

  // The earlier use of this OTP may have paid, so this comes before every reading of the answer as a decline.
  if (envelope.words.some(Rejection.saysOtpConsumed)) return new Rejection.OtpConsumed({ operation: answer.operation })

  if (envelope.unreadable.length > 0) return unknown(`unreadable ${envelope.unreadable.join(", ")}`)
  const [txStatus, ...otherTxStatuses] = envelope.txStatuses
  if (otherTxStatuses.some((other) => other !== txStatus)) return unknown("contradictory tx_status")
  if (!amountIsOurs(envelope, input.amountPaise)) return unknown("another amount")
  // Even a decline with tx_status 1 says here only that this copy of the request was refused.
  if (
    [envelope.status, envelope.responseStatusId].includes(Rejection.timestampRefused) &&
    !EkoAnswer.clockProvedWrong(answer)
  ) {
    return unknown("timestamp refused, perhaps used by a copy of this request")
  }
  const meaning = txStatus === undefined ? undefined : TxStatus.meaning(txStatus)
  const refused = (reason: Rejection.Reason) =>
    echoIsOurs(envelope, input.clientRefId)
      ? EkoAnswer.rejected(answer, envelope, reason)
      : unknown("a refusal of another reference")

  if (httpStatus === 200 && meaning === "failed") {
    const named = EkoAnswer.reasonOfWords(envelope) ?? Rejection.reasonOf(envelope.status)
    return refused(named !== undefined && refusedBeforeExecution.has(named) ? named : "DeclinedByBank")
  }
  if (httpStatus === 200 && envelope.status === 0) {
    if (txStatus === undefined) return unknown("no tx_status")
    return Option.match(TransactionFacts.read(envelope), {
      onNone: () => unknown("no transaction id"),
      onSome: (facts): Accepted => ({ txStatus, facts })
    })
  }
  // A refusal by code alone: nothing else in the answer may speak of a transaction that runs.
  const reason = Rejection.reasonOf(envelope.status)
  if (meaning === undefined ? namesTransaction(envelope) : meaning !== "failed") {
    return unknown(`status ${envelope.status} with a transaction`)
  }
  if (reason === undefined || !refusedBeforeExecution.has(reason)) {
    return unknown(`http ${httpStatus}, status ${envelope.status}`)
  }
  return refused(reason)
}

const decodePaise = Schema.decodeUnknownOption(PaiseFromRupees)

/** An answer that names no amount may be ours; one that names another, or an unreadable one, proves nothing. */
const amountIsOurs = (envelope: Envelope, amountPaise: Paise): boolean =>
  envelope.data["amount"] === undefined ||
  Option.exists(decodePaise(envelope.data["amount"]), (answered) => answered === amountPaise)

/**
 * A refusal that names no reference is ours, since it answers our request; one that names another may be about another
 * attempt. An acceptance is not held to this: the seed's own example echoes something else.
 */
const echoIsOurs = ({ data }: Envelope, clientRefId: ClientRefId): boolean =>
  !isPresent(data["client_ref_id"]) || data["client_ref_id"] === clientRefId

const namesTransaction = ({ data }: Envelope): boolean =>
  [data["tid"], data["bank_ref_num"], data["utrnumber"]].some((id) => isPresent(id) && id !== "0" && id !== 0)
