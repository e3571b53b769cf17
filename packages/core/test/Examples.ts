/**
 * Eko's published examples, as the files in `data` hold them, and answers made from them.
 *
 * @module
 */
import { readFileSync } from "node:fs"
import { assert } from "@effect/vitest"
import { Redacted, Schema } from "effect"
import { ClientRefId } from "../src/ClientRefId.ts"
import { type EkoAnswer, masking } from "../src/EkoAnswer.ts"
import type { EncodedRequest, Interpretation } from "../src/EkoOperation.ts"
import * as Envelope from "../src/Envelope.ts"
import { CustomerId, LatLong, Otp, OtpRefId, RecipientId, UserCode } from "../src/Identifiers.ts"
import * as Money from "../src/Money.ts"

const Parameter = Schema.Struct({
  name: Schema.String,
  type: Schema.String,
  required: Schema.Boolean,
  example: Schema.optionalKey(Schema.Unknown)
})
const Body = Schema.Record(Schema.String, Schema.Unknown)

const SeedPage = Schema.Struct({
  source: Schema.String,
  method: Schema.String,
  path: Schema.String,
  params: Schema.Array(Parameter),
  request: Body,
  answer: Body
})

const Operations = Schema.Struct({
  source: Schema.String,
  commonParams: Schema.Array(Parameter),
  operations: Schema.Array(
    Schema.Struct({
      slug: Schema.String,
      method: Schema.String,
      path: Schema.String,
      omitsCommonParams: Schema.Array(Schema.String),
      params: Schema.Array(Parameter),
      successExample: Body,
      errorExamples: Schema.Array(Schema.Struct({ scenario: Schema.String, httpStatus: Schema.Int, body: Body }))
    })
  )
})

const read = (name: string): unknown =>
  JSON.parse(readFileSync(new URL(`./data/${name}.json`, import.meta.url), "utf8"))

/** One page of the seed generation: what it documents, and its example request and answer. */
export const seedPage = (name: string) => Schema.decodeUnknownSync(SeedPage)(read(`seeds/${name}`))

/** The pages of the seed generation that there are. */
export const seedPages = [
  "dmt-fino-validate-ekyc-otp",
  "dmt-initiate-transfer",
  "dmt-send-otp",
  "ppi-digikhata-send-transaction-otp"
] as const

const operations = Schema.decodeUnknownSync(Operations)(read("operations"))

/** Parameters that every operation of the 2026-07 generation takes. */
export const commonParams = operations.commonParams

/** Every operation of the 2026-07 generation that is documented. */
export const documentedOperations = operations.operations

/** One operation of the 2026-07 generation. */
export const operation = (slug: string) => {
  const found = operations.operations.find((candidate) => candidate.slug === slug)
  if (found === undefined) throw new Error(`no operation ${slug} in data/operations.json`)
  return found
}

/** The body of the one error example of an operation whose scenario has these words. */
export const errorExample = (slug: string, words: string) => {
  const [found, ...others] = operation(slug).errorExamples.filter(({ scenario }) => scenario.includes(words))
  if (found === undefined || others.length > 0) throw new Error(`not one error example of ${slug} with "${words}"`)
  return found.body
}

export const signedAtMillis = 1_700_000_000_000

/** An answer as the client would hand it to an operation; the body is JSON text or a value. */
export const answer = (
  body: unknown,
  about: Partial<EkoAnswer["raw"] & Pick<EkoAnswer, "signedAtMillis" | "elapsedMillis">> = {}
): EkoAnswer => {
  const raw = {
    httpStatus: about.httpStatus ?? 200,
    dateMillis: about.dateMillis,
    body: typeof body === "string" ? body : JSON.stringify(body)
  }
  return {
    operation: "test/operation",
    raw,
    envelope: Envelope.read(raw),
    signedAtMillis: about.signedAtMillis ?? signedAtMillis,
    elapsedMillis: about.elapsedMillis ?? 0,
    mask: masking([])
  }
}

/** The seeds' example values, in our words. */
export const seedValues = {
  userCode: UserCode.make("20810200"),
  clientRefId: ClientRefId.make("REQ-20260101-001"),
  recipientId: RecipientId.make(98765),
  amountPaise: Money.paise(500_00),
  customerId: CustomerId.make("9123456789"),
  otp: Redacted.make(Otp.make("251834")),
  otpRefId: Redacted.make(OtpRefId.make("TXNOTP20240101001")),
  latlong: LatLong.make("28.6139,77.2090"),
  timestamp: "2024-01-01T10:30:00Z"
}

/** What an answer means, whatever drift it has. */
export const meaningOf = <Success, Failure>(interpretation: Interpretation<Success, Failure>): object => {
  const { drift: _, ...meaning } = interpretation
  return meaning
}

export const initiatorId = "9962981729"

/** What a request put onto the wire: the values of its path, its query and its body by their names. */
export const sentBy = (template: string, { path, body }: EncodedRequest): Readonly<Record<string, unknown>> => {
  const [pathname = "", query = ""] = path.split("?")
  const names = [...template.matchAll(/\{([\w-]+)\}/g)].map(([, name = ""]) => name)
  const pattern = new RegExp(`^${template.replaceAll(/\{[\w-]+\}/g, "([^/]*)")}$`)
  const values = pattern.exec(pathname)?.slice(1)
  if (values === undefined) throw new Error(`${pathname} is not ${template}`)
  return {
    ...Object.fromEntries(names.map((name, at) => [name, decodeURIComponent(values[at] ?? "")])),
    ...Object.fromEntries(new URLSearchParams(query)),
    ...(body === undefined ? {} : Schema.decodeUnknownSync(Body)(JSON.parse(body)))
  }
}

const isOfType = (value: unknown, type: string): boolean => {
  switch (type) {
    case "array":
      return Array.isArray(value)
    case "integer":
      // A text stands where an integer would not hold what is to be sent: a leading zero, or a reference of Eko's own.
      return Number.isSafeInteger(value) || (typeof value === "string" && !/^[1-9]\d{0,14}$/.test(value))
    default:
      return typeof value === type
  }
}

/** Asserts that exactly the documented parameters were sent, in their documented types, and all the required ones. */
export const assertDocumented = (
  sent: Readonly<Record<string, unknown>>,
  params: ReadonlyArray<typeof Parameter.Type>
): void => {
  const documented = new Map(params.map((param) => [param.name, param]))
  for (const [name, value] of Object.entries(sent)) {
    const type = documented.get(name)?.type
    assert.isDefined(type, `${name} is not documented`)
    assert.isTrue(isOfType(value, type ?? ""), `${name} is not of type ${type}`)
  }
  for (const { name, required } of params) if (required) assert.property(sent, name)
}
