/**
 * Where an answer differs from the documents besides its payload: its envelope, what it repeats, and how it refuses.
 *
 * @module
 */
import { Predicate, Schema } from "effect"
import * as AnswerShape from "./AnswerShape.ts"
import { type Differences, nameable } from "./Drift.ts"
import { type Envelope, isPresent } from "./Envelope.ts"

const envelopeNames: ReadonlySet<string> = new Set([
  "status",
  "message",
  "response_status_id",
  "response_type_id",
  "data",
  "invalid_params"
])

/** What the seed generation has beside the payload as well as in it. */
const transactionNames: ReadonlySet<string> = new Set(["tx_status", "txstatus_desc"])

/** Compares an envelope; what tells a transaction's status may do so beside the payload. */
export const compareEnvelope = (
  { body, responseStatusId, responseTypeId, unreadable }: Envelope,
  about: "transaction" | "anything",
  differences: Differences
): void => {
  const compare = (name: string, isReadable: boolean, expected: string) => {
    if (body[name] === undefined) differences.add(name, "missing", expected)
    else if (!isReadable) differences.add(name, "type", expected)
  }
  compare("status", Predicate.isNumber(body["status"]), "a number")
  compare("message", Predicate.isString(body["message"]), "a text")
  compare("response_status_id", responseStatusId !== undefined, "a number")
  if (body["response_type_id"] !== undefined) compare("response_type_id", responseTypeId !== undefined, "a number")
  if (unreadable.includes("tx_status")) differences.add("tx_status", "unreadable", "a text")
  for (const name of Object.keys(body)) {
    if (envelopeNames.has(name) || (about === "transaction" && transactionNames.has(name))) continue
    differences.add(nameable(name), "unexpected field", "no such field")
  }
}

/** What answers repeat of a request, by both names. */
const echoes = [
  ["client_ref_id", "clientRefId"],
  ["customer_id", "customerId"],
  ["recipient_id", "recipientId"],
  ["tid", "tid"]
] as const

/** Records where an answer repeats something of its request otherwise than it was sent. */
export const compareEchoes = ({ data }: Envelope, input: unknown, differences: Differences): void => {
  if (!Predicate.isObject(input)) return
  const sent: Readonly<Record<string, unknown>> = input
  for (const [theirs, ours] of echoes) {
    if (sent[ours] === undefined || !isPresent(data[theirs])) continue
    if (!Predicate.isString(data[theirs]) && !Predicate.isNumber(data[theirs])) continue
    if (String(data[theirs]) !== String(sent[ours]))
      differences.add(`data.${theirs}`, "differing echo", `our ${theirs}`)
  }
}

/** What the documents show in the payload of a refusal. */
const Refusal = AnswerShape.partial(
  AnswerShape.make(
    {},
    {
      ...AnswerShape.texts("reason description tx_status txstatus_desc tid client_ref_id"),
      ...AnswerShape.texts("ekyc_enabled sender_name otp_ref_id"),
      ...AnswerShape.sums("amount balance")
    }
  )
)
const InvalidParams = Schema.is(Schema.Record(Schema.String, Schema.String))

/** Compares the payload of a refusal, of which nothing is needed. */
export const compareRefusal = ({ body }: Envelope, differences: Differences): void => {
  if (body["data"] !== undefined) Refusal.read(body["data"], "data", differences)
  const invalid = body["invalid_params"]
  if (invalid !== undefined && !InvalidParams(invalid)) differences.add("invalid_params", "type", "texts by name")
}
