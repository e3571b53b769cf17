/**
 * Personal data in journals and snapshots, sealed on its way into the database and opened on its way out.
 *
 * It lies between core's codecs and jsonb: core encodes and decodes plain values and knows nothing of it. What was written
 * before there was sealing is text as it is, and is read as such.
 *
 * @module
 */
import type { Identifiers } from "@bhejo/core"
import { Context, Predicate, Result } from "effect"
import type { SqlClient, Statement } from "effect/sql"
import * as DataKeys from "./DataKeys.ts"

/** The keys that this process seals and opens with. */
export class SealingKeys extends Context.Service<SealingKeys, DataKeys.DataKeys>()(
  "@bhejo/store-postgres/SealingKeys"
) {}

/**
 * The fields that are sealed, at whatever depth they stand: customers' mobile numbers, Eko's reference to an OTP and the
 * number it calls masked, both of which can repeat one, and the recipients' names. No account number is ever kept.
 */
export const personal: ReadonlySet<string> = new Set(["customerId", "otpRefId", "maskedMobile", "recipientName"])

type Path = ReadonlyArray<string | number>

/** A personal text, and where it stands in its row's JSON. */
type Part = readonly [path: Path, text: string]

/** The one field in which a row has all that is personal of it: one sealed text is much cheaper than several. */
const envelope = "sealed"

/** The value without its personal texts, which are added to what was taken; one that has none is the same object. */
const without = (value: unknown, path: Path, taken: Array<Part>): unknown => {
  if (Array.isArray(value)) {
    const parts = value.map((part: unknown, index) => without(part, [...path, index], taken))
    return parts.some((part, index) => part !== value[index]) ? parts : value
  }
  if (!Predicate.isObject(value)) return value
  let left: Record<string, unknown> | undefined
  for (const [name, part] of Object.entries(value)) {
    if (typeof part === "string" && personal.has(name)) {
      taken.push([[...path, name], part])
      const { [name]: _, ...others } = left ?? value
      left = others
    } else if (typeof part === "object") {
      const next = without(part, [...path, name], taken)
      if (next !== part) left = { ...(left ?? value), [name]: next }
    }
  }
  return left ?? value
}

const withPart = (value: unknown, [step, ...rest]: Path, text: string): unknown => {
  if (step === undefined) return text
  if (Array.isArray(value)) return value.with(Number(step), withPart(value[Number(step)], rest, text))
  const fields = Predicate.isObject(value) ? value : {}
  return { ...fields, [step]: withPart(fields[step], rest, text) }
}

/** Where JSON stands: its table, and its row's key. */
export type Row = readonly [table: string, ...key: Path]

/** Seals what is personal in a row's JSON, for that row alone and with each text's place there. */
export const seal = (keys: DataKeys.DataKeys, row: Row, json: unknown): unknown => {
  const taken: Array<Part> = []
  const left = without(json, [], taken)
  if (taken.length === 0 || !Predicate.isObject(left)) return json
  return { ...left, [envelope]: DataKeys.seal(keys, "personal", row, JSON.stringify(taken)) }
}

/** Opens what {@link seal} has sealed in the same row. */
export const open = (keys: DataKeys.DataKeys, row: Row, json: unknown): Result.Result<unknown, DataKeys.Unopenable> => {
  if (!Predicate.isObject(json) || typeof json[envelope] !== "string") return Result.succeed(json)
  const { [envelope]: sealed, ...left } = json
  return Result.map(DataKeys.open(keys, "personal", row, sealed), (text) => {
    // It is authentic, so it is as it was sealed.
    const taken: ReadonlyArray<Part> = JSON.parse(text)
    return taken.reduce<unknown>((value, [path, part]) => withPart(value, path, part), left)
  })
}

/** What a customer is looked for by: the hash that rows are written with now, then those of earlier keys. */
export const customerHashes = (
  keys: DataKeys.DataKeys,
  customerId: Identifiers.CustomerId
): readonly [string, ...ReadonlyArray<string>] => DataKeys.keyedHashes(keys, "lookup", customerId)

/**
 * The condition under which a row of `transfers` or `wallet_loads` is a customer's, whichever of our keys it was written
 * under; a row from before there were keys is known by its snapshot. Each part has an index.
 */
export const isOfCustomer = (
  sql: SqlClient.SqlClient,
  keys: DataKeys.DataKeys,
  customerId: Identifiers.CustomerId
): Statement.Fragment => sql`(
    ${sql.in("customer_hash", customerHashes(keys, customerId))}
    OR (customer_hash IS NULL AND snapshot #>> '{terms,customerId}' = ${customerId})
  )`
