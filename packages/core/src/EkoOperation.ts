/**
 * One Eko endpoint as one declarative value: method, path, the request of each generation of the wire, and what its
 * answers prove. The client and the simulator are both derived from these values.
 *
 * @module
 */
import { Schema } from "effect"
import type { EkoAnswer } from "./EkoAnswer.ts"
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
 * An operation that moves `"money"` is sent with a permit and at most once; one that moves `"nothing"` may be called
 * again by whoever needs its answer.
 */
export interface EkoOperation<in out Input, out Success, out Failure, out Moves extends "money" | "nothing"> {
  readonly name: string
  readonly moves: Moves
  readonly method: "GET" | "POST" | "PUT"
  /** Path below the base URL; `{wire_name}` stands for a parameter of the request. */
  readonly path: `/${string}`
  readonly requests: Readonly<Record<Generation, RequestShape<Input>>>
  readonly interpret: (answer: EkoAnswer, input: Input) => Interpretation<Success, Failure>
}

/** What an answer proves: a typed success or a typed failure. */
export type Interpretation<Success, Failure> =
  | { readonly _tag: "Success"; readonly success: Success }
  | { readonly _tag: "Failure"; readonly failure: Failure }

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
  operation: Pick<EkoOperation<Input, unknown, unknown, "money" | "nothing">, "method" | "path" | "requests">,
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
