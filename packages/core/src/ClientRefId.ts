/**
 * Our reference to one call at Eko: 20 characters, unique, and sorted by the time it was made.
 *
 * Eko takes 10 to 20 characters, so a UUID does not fit. Ten Crockford base-32 characters hold the millisecond and ten
 * more hold 50 bits of chance. It is a look-up key and not an idempotency key: nothing published says that Eko
 * de-duplicates it, so each attempt has a new one.
 *
 * @module
 */
import { Clock, Effect, Random, Schema } from "effect"
import { matching } from "./Wire.ts"

export const ClientRefId = matching(
  /^[A-Za-z0-9_-]{10,20}$/u,
  "must be 10 to 20 letters, digits, - or _",
  "01JD9Z6W0K7Q2M4X8TBV"
).pipe(Schema.brand("ClientRefId"))
export type ClientRefId = typeof ClientRefId.Type

const alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"

const base32 = (value: number): string => {
  let digits = ""
  for (let rest = value, place = 0; place < 10; place++, rest = Math.floor(rest / 32)) {
    digits = alphabet.charAt(rest % 32) + digits
  }
  return digits
}

/**
 * The reference for an instant (epoch milliseconds) and 50 bits of chance.
 */
export const of = (atMillis: number, chance: number): ClientRefId => ClientRefId.make(base32(atMillis) + base32(chance))

/**
 * A new reference from the current time and the current source of chance.
 */
export const next: Effect.Effect<ClientRefId> = Effect.gen(function* () {
  const atMillis = yield* Clock.currentTimeMillis
  const chance = yield* Random.nextIntBetween(0, 2 ** 50, { halfOpen: true })
  return of(atMillis, chance)
})
