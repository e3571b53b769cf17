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

type Step = string | number

/** The value with each personal text of it in another's place; what has none is the same object. */
const mapped = (
  value: unknown,
  path: Array<Step>,
  map: (text: string, path: ReadonlyArray<Step>) => string
): unknown => {
  if (Array.isArray(value)) {
    const parts = value.map((part: unknown, index) => {
      path.push(index)
      const next = mapped(part, path, map)
      path.pop()
      return next
    })
    return parts.some((part, index) => part !== value[index]) ? parts : value
  }
  if (!Predicate.isObject(value)) return value
  let copy: Record<string, unknown> | undefined
  for (const [name, part] of Object.entries(value)) {
    const isText = typeof part === "string"
    if (isText ? !personal.has(name) : typeof part !== "object") continue
    path.push(name)
    const next = isText ? map(part, path) : mapped(part, path, map)
    path.pop()
    if (next === part) continue
    copy ??= { ...value }
    copy[name] = next
  }
  return copy ?? value
}

/** Where JSON stands: its table, and its row's key. Each text of it has its path besides. */
export type Row = readonly [table: string, ...key: ReadonlyArray<Step>]

/** Seals what is personal in a row's JSON, each text for its row and its place there. */
export const seal = (keys: DataKeys.DataKeys, row: Row, json: unknown): unknown =>
  mapped(json, [], (text, path) => DataKeys.seal(keys, "personal", [...row, ...path], text))

/** Opens what {@link seal} has sealed in the same row. */
export const open = (keys: DataKeys.DataKeys, row: Row, json: unknown): Result.Result<unknown, DataKeys.Unopenable> => {
  let refused: DataKeys.Unopenable | undefined
  const opened = mapped(json, [], (text, path) => {
    if (!DataKeys.isSealed(text)) return text
    const plain = DataKeys.open(keys, "personal", [...row, ...path], text)
    if (Result.isSuccess(plain)) return plain.success
    refused ??= plain.failure
    return text
  })
  return refused === undefined ? Result.succeed(opened) : Result.fail(refused)
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
