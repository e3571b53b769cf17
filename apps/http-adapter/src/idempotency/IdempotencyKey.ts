/**
 * The header that makes a repeated request the same request, and what follows from it.
 *
 * @module
 */
import { createHash } from "node:crypto"
import { Identifiers } from "@bhejo/core"
import { Effect, Predicate, Struct } from "effect"
import type { Context } from "hono"
import { Refusal } from "../http/Refusal.ts"
import * as Problem from "../problems/Problem.ts"

/** The request's key; quoted, as the IETF draft has it, or bare. */
export const read = (c: Context): Effect.Effect<string, Refusal> => {
  const key = /^(?:"([\x20-\x21\x23-\x7e]{1,255})"|([\x21\x23-\x7e]{1,255}))$/.exec(
    c.req.header("idempotency-key") ?? ""
  )
  const value = key?.[1] ?? key?.[2]
  return value === undefined
    ? Effect.fail(
        new Refusal({
          problem: Problem.make(
            "idempotency-key-missing",
            "Send the header Idempotency-Key with 1 to 255 printable ASCII characters, a new one for each new request."
          )
        })
      )
    : Effect.succeed(value)
}

/** A body in one form for all that say the same: names in order, without those that are left out. */
export const canonical = (body: unknown, leftOut: ReadonlyArray<string>): string => {
  const whole = Predicate.isObject(body) ? Struct.omit(body as Record<string, unknown>, leftOut) : body
  return JSON.stringify(whole, (_, part: unknown) =>
    Predicate.isObject(part) && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).toSorted(([one], [other]) => (one < other ? -1 : 1)))
      : part
  )
}

/**
 * The id of the transfer that a team's key makes. So the record of a request whose process went away is found by its key
 * alone, in every process and for ever, and the store refuses a second one.
 */
export const transferId = (team: Identifiers.TeamId, key: string): Identifiers.TransferId =>
  Identifiers.TransferId.make(uuidOf(`${team}\n${key}`))

/** The id of the wallet load that a team's key makes; no transfer's, even where the key is the same. */
export const walletLoadId = (team: Identifiers.TeamId, key: string): Identifiers.WalletLoadId =>
  Identifiers.WalletLoadId.make(uuidOf(`wallet load\n${team}\n${key}`))

const uuidOf = (text: string): string => {
  const digest = createHash("sha256").update(text).digest()
  // A version 8 UUID: its bits are ours to choose.
  digest[6] = ((digest[6] ?? 0) & 0x0f) | 0x80
  digest[8] = ((digest[8] ?? 0) & 0x3f) | 0x80
  const hex = digest.toString("hex")
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join("-")
}
