/**
 * Makers for the operations that move no money: what counts as their success, and how their refusals are read.
 *
 * @module
 */
import { Option } from "effect"
import * as AnswerDrift from "./AnswerDrift.ts"
import type { AnswerShape } from "./AnswerShape.ts"
import { Differences } from "./Drift.ts"
import * as EkoAnswer from "./EkoAnswer.ts"
import type { EkoOperation, SuccessKind } from "./EkoOperation.ts"
import type { OutcomeUnknown } from "./EkoTransport.ts"
import type { Envelope } from "./Envelope.ts"
import * as Rejection from "./Rejection.ts"

export type QueryFailure<R extends Rejection.Reason = Rejection.Reason> = Rejection.Rejected<R> | OutcomeUnknown

/** An operation that moves no money. */
export interface QueryOperation<in out Input, out Success, out R extends Rejection.Reason = Rejection.Reason>
  extends EkoOperation<Input, Success, QueryFailure<R>, "nothing"> {}

/** A kind of success, with what reads it out of an answer. */
export interface Kind<out Success> extends SuccessKind {
  /** Whether the payload itself shows which kind it is, so that the type of the answer need not. */
  readonly isProof: boolean
  /** What else an answer must be to be this kind. */
  readonly when: (envelope: Envelope) => boolean
  readonly read: (envelope: Envelope, differences: Differences) => Option.Option<Success>
}

/** How an answer says that it is of a kind; a status of 0 goes without saying. */
interface Signs {
  readonly status?: ReadonlyArray<number>
  readonly type: ReadonlyArray<number>
  readonly when?: (envelope: Envelope) => boolean
  /** What must hold besides for the answer to prove anything. */
  readonly proven?: (envelope: Envelope) => boolean
}

/** What an order can be refused for before it is paid. */
export const orderRejections = [
  "MonthlyLimitExhausted",
  "BeneficiaryLimitExhausted",
  "InsufficientBalance",
  "CustomerNotEnrolled",
  "VerificationPending",
  "RecipientNotRegistered",
  "AccountInvalid",
  "IfscInvalid",
  "BankNotSupported",
  "BankUnavailable"
] as const satisfies ReadonlyArray<Rejection.Reason>

/** A kind whose payload is read by a shape. */
export const kind = <Told, Success>(
  name: string,
  { status = [0], type, when = () => true, proven = () => true }: Signs,
  shape: AnswerShape<Told>,
  meaning: (told: Told) => Success
): Kind<Success> => ({
  name,
  statuses: status,
  types: type,
  shape,
  isProof: shape.isProof,
  when,
  read: (envelope, differences) => {
    const told = shape.read(envelope.body["data"], "data", differences)
    return proven(envelope) ? Option.map(told, meaning) : Option.none()
  }
})

/** A kind whose payload is the answer. */
export const plain = <Told>(name: string, signs: Signs, shape: AnswerShape<Told>): Kind<Told> =>
  kind(name, signs, shape, (told) => told)

/** A kind that is told from the operation's others by its tag. */
export const tagged = <const Tag extends string, Told extends object>(
  tag: Tag,
  signs: Signs,
  shape: AnswerShape<Told>
): Kind<{ readonly _tag: Tag } & Told> => kind(tag, signs, shape, (told) => ({ _tag: tag, ...told }))

/** A kind without a payload. */
export const bare = <Success>(name: string, { status = [0], type, when = () => true }: Signs, success: Success) => ({
  name,
  statuses: status,
  types: type,
  shape: undefined,
  isProof: false,
  when,
  read: () => Option.some(success)
})

type SuccessOf<K> = K extends Kind<infer Success> ? Success : never

/**
 * Declares an operation that moves no money.
 *
 * An answer with HTTP 200 is of one of the kinds of success, or else a refusal, listed or not; a 4xx refuses only with a
 * cause that the operation lists, since a gateway can answer in Eko's place.
 */
export const make = <Input, const Kinds extends ReadonlyArray<Kind<unknown>>, R extends Rejection.Reason = never>(
  declaration: Pick<
    EkoOperation<Input, unknown, unknown, "nothing">,
    "name" | "repeats" | "method" | "path" | "requests"
  > & {
    readonly succeeds: Kinds
    /** Beyond what every operation can be refused for. */
    readonly rejections?: ReadonlyArray<R>
  }
): QueryOperation<Input, SuccessOf<Kinds[number]>, R | Rejection.Common> => {
  type Success = SuccessOf<Kinds[number]>
  const { name, repeats, method, path, requests } = declaration
  const kinds = declaration.succeeds as ReadonlyArray<Kind<unknown>> as ReadonlyArray<Kind<Success>>
  const rejections: ReadonlyArray<R | Rejection.Common> = [...(declaration.rejections ?? []), ...Rejection.common]

  const judge = (
    answer: EkoAnswer.EkoAnswer,
    input: Input,
    found: Differences
  ): Option.Option<Success> | QueryFailure<R | Rejection.Common> => {
    const { httpStatus } = answer.raw
    if (EkoAnswer.provesNothing(httpStatus)) return EkoAnswer.unknown(answer, `http ${httpStatus}`)
    if (Option.isNone(answer.envelope)) {
      if (httpStatus === 200) found.add("", "unreadable", "an envelope with a status")
      return EkoAnswer.unknown(answer, `http ${httpStatus}, no envelope`)
    }
    const envelope = answer.envelope.value
    const isOk = httpStatus === 200
    AnswerDrift.compareEnvelope(envelope, "anything", found)
    if (isOk) {
      const chosen = choose(kinds, envelope, found)
      if (chosen === "unclear") return EkoAnswer.unknown(answer, "an unlisted type of answer")
      if (chosen !== undefined) {
        AnswerDrift.compareEchoes(envelope, input, found)
        const success = chosen.read(envelope, found)
        return Option.isSome(success) ? success : EkoAnswer.unknown(answer, "unreadable data")
      }
    }
    AnswerDrift.compareRefusal(envelope, found)
    const reason = EkoAnswer.reasonOf(envelope)
    const declared = rejections.find((each) => each === reason)
    if (declared !== undefined) return EkoAnswer.rejected(answer, envelope, declared)
    found.add("status", "unknown code", "a code that is listed for this operation")
    return isOk
      ? EkoAnswer.rejected(answer, envelope, "UnlistedRejection")
      : EkoAnswer.unknown(answer, `http ${httpStatus}, status ${envelope.status}`)
  }

  return {
    name,
    moves: "nothing",
    repeats,
    decides: "any readable answer",
    successes: kinds.map(({ name, statuses, types, shape }) => ({ name, statuses, types, shape })),
    rejections,
    method,
    path,
    requests,
    interpret: (answer, input) => {
      const found = new Differences(answer.operation)
      const judged = judge(answer, input, found)
      return Option.isOption(judged)
        ? { _tag: "Success", success: Option.getOrThrow(judged), drift: found.records }
        : { _tag: "Failure", failure: judged, drift: found.records }
    }
  }
}

/**
 * The kind of success that an answer is, none where it is a refusal. The type decides; where its status leaves one kind
 * alone, and the payload proves that, it need not.
 */
const choose = <Success>(
  kinds: ReadonlyArray<Kind<Success>>,
  envelope: Envelope,
  found: Differences
): Kind<Success> | "unclear" | undefined => {
  const { responseTypeId: type } = envelope
  const candidates = kinds.filter(({ statuses, when }) => statuses.includes(envelope.status) && when(envelope))
  const [first] = candidates
  if (first === undefined) return undefined
  const declared = candidates.find(({ types }) => types.length === 0 || (type !== undefined && types.includes(type)))
  if (declared !== undefined) return declared
  const expected = `one of ${candidates.flatMap(({ types }) => types).join(", ")}`
  found.add("response_type_id", type === undefined ? "missing" : "unknown code", expected)
  return candidates.length === 1 && first.isProof ? first : "unclear"
}
