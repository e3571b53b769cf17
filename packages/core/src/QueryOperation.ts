/**
 * Makers for the operations that move no money: what counts as their success, and how their refusals are read.
 *
 * @module
 */
import { Option, Schema } from "effect"
import * as EkoAnswer from "./EkoAnswer.ts"
import type { EkoOperation } from "./EkoOperation.ts"
import type { OutcomeUnknown } from "./EkoTransport.ts"
import type { Envelope } from "./Envelope.ts"
import type { Rejected } from "./Rejection.ts"

export type QueryFailure = Rejected | OutcomeUnknown

/** An operation that moves no money. */
export interface QueryOperation<in out Input, out Success>
  extends EkoOperation<Input, Success, QueryFailure, "nothing"> {}

/**
 * Declares an operation that moves no money.
 *
 * `succeeds` says which envelopes are a success, and `read` takes the answer out of them. Every other readable answer
 * with HTTP 200 is a refusal, listed or not; a 4xx refuses only with a listed cause, since a gateway can answer in
 * Eko's place.
 */
export const make = <Input, Success>(
  declaration: Pick<QueryOperation<Input, Success>, "name" | "method" | "path" | "requests"> & {
    readonly succeeds: (envelope: Envelope) => boolean
    readonly read: (envelope: Envelope) => Option.Option<Success>
  }
): QueryOperation<Input, Success> => ({
  name: declaration.name,
  method: declaration.method,
  path: declaration.path,
  requests: declaration.requests,
  moves: "nothing",
  interpret: (answer) => {
    const { httpStatus } = answer.raw
    if (EkoAnswer.provesNothing(httpStatus)) return fail(EkoAnswer.unknown(answer, `http ${httpStatus}`))
    if (Option.isNone(answer.envelope)) return fail(EkoAnswer.unknown(answer, `http ${httpStatus}, no envelope`))
    const envelope = answer.envelope.value
    const isOk = httpStatus === 200
    if (isOk && declaration.succeeds(envelope)) {
      return Option.match(declaration.read(envelope), {
        onNone: () => fail(EkoAnswer.unknown(answer, "unreadable data")),
        onSome: (success) => ({ _tag: "Success" as const, success })
      })
    }
    const reason = EkoAnswer.reasonOf(envelope) ?? (isOk ? "UnlistedRejection" : undefined)
    return fail(
      reason === undefined
        ? EkoAnswer.unknown(answer, `http ${httpStatus}, status ${envelope.status}`)
        : EkoAnswer.rejected(answer, envelope, reason)
    )
  }
})

/** Reads an answer's payload by a schema. */
export const readData = <Success>(schema: Schema.ConstraintDecoder<Success>) => {
  const decode = Schema.decodeUnknownOption(schema)
  return (envelope: Envelope): Option.Option<Success> => decode(envelope.data)
}

const fail = (failure: QueryFailure) => ({ _tag: "Failure" as const, failure })
