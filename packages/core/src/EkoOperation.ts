/**
 * One Eko endpoint as one declarative value: method, path, the request of each generation of the wire, and what its
 * answers prove. The client and the simulator are both derived from these values.
 *
 * @module
 */
import { Schema } from "effect"
import type { AnswerShape } from "./AnswerShape.ts"
import type { Drift } from "./Drift.ts"
import type { EkoAnswer } from "./EkoAnswer.ts"
import type { Reason } from "./Rejection.ts"
import { camelKeys } from "./Wire.ts"

/** Eko's wire has two documented generations; requests are sent in the configured one, answers are read in both. */
export const Generation = Schema.Literals(["seed", "2026-07"])
export type Generation = typeof Generation.Type

/** What goes onto the wire, as JSON values by Eko's own names. */
export type WireRecord = Readonly<Record<string, Schema.Json>>

/**
 * The request of one generation: the documented parameters, and those with one fixed value.
 *
 * The schema's decoded side is the operation's input in our words; its encoded side is Eko's wire, without
 * `initiator_id`, which the client adds to every call.
 */
export interface RequestShape<Input> {
  readonly schema: Schema.Codec<Input, Record<string, Schema.Json>>
  readonly fixed: WireRecord
}

/**
 * What a second call does that the first has not done. Nothing is repeated by itself but what {@link module:EkoClient}
 * signs again after a refused timestamp; where it is not `"safely"`, a caller should know what it costs.
 */
export type Repeats = "safely" | "sends an OTP" | "changes a record" | "moves money"

/** A kind of success: its name, and how an answer says that it is meant. */
export interface SuccessKind {
  readonly name: string
  /** Eko's status; not 0 for some. */
  readonly statuses: ReadonlyArray<number>
  /** The response types that the documents give it; empty where they give none. */
  readonly types: ReadonlyArray<number>
  /** Its payload, where one is documented. */
  readonly shape: AnswerShape<unknown> | undefined
}

/**
 * When an answer decides. By `"tx_status"`: a refusal needs a tx_status of 1 or a code that is given before anything is
 * executed. By a `"listed code"`: by such a code alone. By `"any readable answer"`: what is no success is a refusal.
 */
export type Decides = "tx_status" | "listed code" | "any readable answer"

/**
 * An operation that moves `"money"` is sent with a permit and at most once; one that moves `"nothing"` may be called
 * again by whoever needs its answer.
 */
export interface EkoOperation<in out Input, out Success, out Failure, out Moves extends "money" | "nothing"> {
  readonly name: string
  readonly moves: Moves
  readonly repeats: Repeats
  readonly decides: Decides
  readonly successes: ReadonlyArray<SuccessKind>
  /** What it can be refused for. */
  readonly rejections: ReadonlyArray<Reason>
  readonly method: "GET" | "POST" | "PUT"
  /** Path below the base URL; `{wire_name}` stands for a parameter of the request. */
  readonly path: `/${string}`
  readonly requests: Readonly<Record<Generation, RequestShape<Input>>>
  readonly interpret: (answer: EkoAnswer, input: Input) => Interpretation<Success, Failure>
}

/** What an answer proves, a typed success or a typed failure, and where it differs from what is documented. */
export type Interpretation<Success, Failure> =
  | { readonly _tag: "Success"; readonly success: Success; readonly drift: ReadonlyArray<Drift> }
  | { readonly _tag: "Failure"; readonly failure: Failure; readonly drift: ReadonlyArray<Drift> }

/** One request for both generations. */
export const sameRequests = <Input>(shape: RequestShape<Input>): Readonly<Record<Generation, RequestShape<Input>>> => ({
  seed: shape,
  "2026-07": shape
})

/** The requests of both generations; the operation's input has what either needs. */
export const requests = <Seed, Later>(
  seed: RequestShape<Seed>,
  later: RequestShape<Later>
): Readonly<Record<Generation, RequestShape<Seed & Later>>> => ({
  // A schema encodes the fields that it knows and leaves the others out, so one that needs less takes more.
  seed: seed as RequestShape<Seed & Later>,
  "2026-07": later as RequestShape<Seed & Later>
})

/**
 * The request shape for fields given in our names.
 */
export const requestShape = <const Fields extends Schema.Struct.Fields>(
  fields: Fields,
  fixed: WireRecord = {}
): RequestShape<Schema.Struct<Fields>["Type"]> => ({ schema: camelKeys(fields), fixed })

/** A request before it is signed: its path with query, and its JSON body where the method has one. */
export interface EncodedRequest {
  readonly path: string
  readonly body: string | undefined
}

/**
 * Lays a request out on the wire: path parameters into the path, the rest into the query of a GET or the JSON body.
 */
export const encodeRequest = <Input>(
  operation: Pick<EkoOperation<Input, unknown, unknown, "money" | "nothing">, "method" | "requests"> & {
    readonly path: string
  },
  generation: Generation,
  initiatorId: string,
  input: Input
): EncodedRequest => {
  const { schema, fixed } = operation.requests[generation]
  const rest: Record<string, Schema.Json> = {
    initiator_id: initiatorId,
    ...fixed,
    ...Schema.encodeSync(schema)(input)
  }
  const path = operation.path.replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = String(rest[name])
    delete rest[name]
    return encodeURIComponent(value)
  })
  if (operation.method !== "GET") return { path, body: JSON.stringify(rest) }
  const query = new URLSearchParams(
    Object.entries(rest).map(([name, value]): [string, string] => [name, String(value)])
  )
  return { path: `${path}?${query}`, body: undefined }
}
