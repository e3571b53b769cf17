/**
 * The envelope around every answer of Eko, read as tolerantly as is safe.
 *
 * Only `status` is needed to understand an answer. Everything else is looked at where it is readable and left alone
 * where it is not, so that an unknown field or type never costs a transfer; what cannot be read proves nothing.
 *
 * @module
 */
import { Option, Predicate, Schema, SchemaGetter } from "effect"
import type { RawAnswer } from "./EkoTransport.ts"
import * as TxStatus from "./TxStatus.ts"
import { jsonObject } from "./Wire.ts"

const Code = Schema.Union([
  Schema.Int,
  Schema.String.check(Schema.isPattern(/^-?\d{1,6}$/)).pipe(
    Schema.decodeTo(Schema.Int, { decode: SchemaGetter.Number(), encode: SchemaGetter.String() })
  )
])

export interface Envelope {
  readonly status: number
  readonly message: string
  readonly responseStatusId: number | undefined
  readonly responseTypeId: number | undefined
  /** The payload; empty where there is none or where it is not an object. */
  readonly data: Readonly<Record<string, unknown>>
  /** The whole body, for what is said nowhere else here. */
  readonly body: Readonly<Record<string, unknown>>
  /** The texts in which Eko may name a cause, the most specific first; none is empty. */
  readonly words: ReadonlyArray<string>
  /** What was found at the top level and inside `data`, in that order; the two generations differ in the place. */
  readonly txStatuses: ReadonlyArray<TxStatus.TxStatus>
  /** The names of what can decide, is there, and cannot be read; where money moves, such an answer proves nothing. */
  readonly unreadable: ReadonlyArray<string>
}

const decodeCode = Schema.decodeUnknownOption(Code)
const decodeTxStatus = Schema.decodeUnknownOption(TxStatus.TxStatusFromWire)

/**
 * Reads an answer's envelope, or nothing where its body is no JSON object with a status, or where it has two readings
 * because it gives one name twice.
 */
export const read = (answer: RawAnswer): Option.Option<Envelope> =>
  jsonObject(answer.body).pipe(
    Option.filter((body) => membersWritten(answer.body) === membersIn(body)),
    Option.bindTo("body"),
    Option.bind("status", ({ body }) => decodeCode(body["status"])),
    Option.map(({ body, status }) => {
      const data = objectOf(body["data"])
      const places = [body["tx_status"], data["tx_status"]].filter(Predicate.isNotUndefined)
      const txStatuses = places.flatMap((place) => Option.toArray(decodeTxStatus(place)))
      const words = [
        data["reason"],
        data["description"],
        body["reason"],
        body["description"],
        ...Object.values(objectOf(body["invalid_params"])),
        body["message"]
      ].filter(isPresent)
      return {
        status,
        message: Predicate.isString(body["message"]) ? body["message"] : "",
        responseStatusId: Option.getOrUndefined(decodeCode(body["response_status_id"])),
        responseTypeId: Option.getOrUndefined(decodeCode(body["response_type_id"])),
        data,
        body,
        // A comment and the words for a transaction's status name a cause at times; neither need be readable.
        words: [...words, data["comment"], body["comment"], data["txstatus_desc"], body["txstatus_desc"]]
          .filter(Predicate.isString)
          .filter(isPresent),
        txStatuses,
        unreadable: [
          ...["data", "invalid_params"].filter((name) => isPresent(body[name]) && !Predicate.isObject(body[name])),
          ...(txStatuses.length === places.length ? [] : ["tx_status"]),
          ...(words.every(Predicate.isString) ? [] : ["cause"])
        ]
      }
    })
  )

/** How an answer describes its transaction's status, in either place; anything may stand there. */
export const descriptions = ({ data, body }: Pick<Envelope, "data" | "body">): ReadonlyArray<unknown> => [
  data["txstatus_desc"],
  body["txstatus_desc"]
]

/** Whether a field says anything: `null` and an empty text say as little as no field. */
export const isPresent = (value: unknown): boolean => value !== undefined && value !== null && value !== ""

const objectOf = (value: unknown): Readonly<Record<string, unknown>> => (Predicate.isObject(value) ? value : {})

/** The members that a JSON text writes: each has one colon outside of strings. */
const membersWritten = (json: string): number => {
  let members = 0
  let isInString = false
  for (let at = 0; at < json.length; at++) {
    const char = json[at]
    if (isInString && char === "\\") at++
    else if (char === '"') isInString = !isInString
    else if (!isInString && char === ":") members++
  }
  return members
}

/** The members that a parser kept, at any depth: of two with one name it keeps the last. */
const membersIn = (json: unknown): number => {
  let members = 0
  const open = [json]
  while (open.length > 0) {
    const value = open.pop()
    if (typeof value !== "object" || value === null) continue
    const inner = Object.values(value)
    if (!Array.isArray(value)) members += inner.length
    for (const each of inner) open.push(each)
  }
  return members
}
