/**
 * The operations that debit for a transfer, and what their answers prove.
 *
 * @module
 */
import { Option } from "effect"
import * as AnswerDrift from "./AnswerDrift.ts"
import * as AnswerShape from "./AnswerShape.ts"
import type { ClientRefId } from "./ClientRefId.ts"
import type { Differences } from "./Drift.ts"
import * as EkoAnswer from "./EkoAnswer.ts"
import type { EkoOperation } from "./EkoOperation.ts"
import { type Envelope, isPresent } from "./Envelope.ts"
import type { Paise } from "./Money.ts"
import * as MoneyOperation from "./MoneyOperation.ts"
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

/** What every debit holds, whatever its product. */
export interface DebitInput {
  readonly clientRefId: ClientRefId
  readonly amountPaise: Paise
}

/**
 * Codes that Eko gives before it executes anything. With them, and only with them, a non-zero status without
 * `tx_status` 1 is a refusal.
 */
const refusedBeforeExecution = [
  "WrongOtp",
  "OtpExpired",
  "InsufficientBalance",
  "MonthlyLimitExhausted",
  "BeneficiaryLimitExhausted",
  "VerificationPending",
  "RecipientNotRegistered",
  "AccountInvalid",
  "IfscInvalid",
  "BankNotSupported",
  "BankUnavailable",
  ...MoneyOperation.refusedAlways
] as const satisfies ReadonlyArray<Rejection.Reason>

/** What a debit can be refused for: before it is executed, or by the bank. */
export type DebitReason = (typeof refusedBeforeExecution)[number] | "DeclinedByBank"

export type DebitFailure = MoneyOperation.MoneyFailure<DebitReason>

/** An operation that debits, sent with a permit and at most once. */
export interface DebitOperation<in out Input extends DebitInput>
  extends EkoOperation<Input, Accepted, DebitFailure, "money"> {}

/** The type of an answer to a debit. The documents leave it out at times, and the tx_status decides: it only informs. */
const answered = 325

/** Declares a debit; `answers` is the payload of one that is final. */
export const make = <Input extends DebitInput>(
  declaration: Pick<DebitOperation<Input>, "name" | "method" | "path" | "requests"> & {
    readonly answers: AnswerShape.AnswerShape<TransactionFacts.Told>
  }
): DebitOperation<Input> => {
  const { answers, ...declared } = declaration
  const inFlight = AnswerShape.partial(answers)
  return MoneyOperation.make({
    ...declared,
    decides: "tx_status",
    successes: [{ name: "Accepted", statuses: [0], types: [answered], shape: answers }],
    rejections: [...refusedBeforeExecution, "DeclinedByBank"],
    prove: (answer, input: Input, differences) => prove(answer, input, differences, { final: answers, inFlight })
  })
}

interface Shapes {
  readonly final: AnswerShape.AnswerShape<TransactionFacts.Told>
  /** What is not final, or was declined, tells what there is to tell. */
  readonly inFlight: AnswerShape.AnswerShape<TransactionFacts.Told>
}

const prove = (
  answer: EkoAnswer.EkoAnswer,
  input: DebitInput,
  differences: Differences,
  shapes: Shapes
): Option.Option<Accepted> | DebitFailure => {
  const reading = MoneyOperation.read(answer, input.amountPaise, differences)
  if ("_tag" in reading) return reading
  const { envelope, isOk, txStatus, unknown } = reading
  AnswerDrift.compareEchoes(envelope, input, differences)
  const meaning = txStatus === undefined ? undefined : TxStatus.meaning(txStatus)
  const refused = (reason: DebitReason) =>
    echoIsOurs(envelope, input.clientRefId) ? reading.rejected(reason) : unknown("a refusal of another reference")

  if (isOk && meaning === "failed") {
    const named = EkoAnswer.reasonOfWords(envelope) ?? Rejection.reasonOf(envelope.status)
    return refused(refusedBeforeExecution.find((reason) => reason === named) ?? "DeclinedByBank")
  }
  if (isOk && envelope.status === 0) {
    if (envelope.responseTypeId !== undefined && envelope.responseTypeId !== answered) {
      differences.add("response_type_id", "unknown code", `${answered}`)
    }
    if (txStatus === undefined) return unknown("no tx_status")
    const shape = meaning === "success" ? shapes.final : shapes.inFlight
    return Option.match(shape.read(envelope.body["data"], "data", differences), {
      onNone: () => unknown("no transaction id"),
      onSome: (told) => Option.some({ txStatus, facts: TransactionFacts.of(told, EkoAnswer.secretsOf(input)) })
    })
  }
  // A refusal by code alone: nothing else in the answer may speak of a transaction that runs.
  if (meaning === undefined ? MoneyOperation.names(envelope, transactionIds) : meaning !== "failed") {
    return unknown(`status ${envelope.status} with a transaction`)
  }
  const reason = MoneyOperation.refusedByCode(reading, refusedBeforeExecution)
  return reason === undefined ? unknown(`http ${answer.raw.httpStatus}, status ${envelope.status}`) : refused(reason)
}

/**
 * A refusal that names no reference is ours, since it answers our request; one that names another may be about another
 * attempt. An acceptance is not held to this: the seed's own example echoes something else.
 */
const echoIsOurs = ({ data }: Envelope, clientRefId: ClientRefId): boolean =>
  !isPresent(data["client_ref_id"]) || data["client_ref_id"] === clientRefId

const transactionIds = ["tid", "bank_ref_num", "utrnumber"]
