/**
 * How a team knows that a message is from us: signed as Standard Webhooks has it, by a secret of its endpoint.
 *
 * @module
 */
import { randomBytes } from "node:crypto"
import { Redacted } from "effect"
import { Webhook } from "standardwebhooks"

/** A new secret: `whsec_` and 32 random bytes in base64. */
export const newSecret = (): Redacted.Redacted<string> =>
  Redacted.make(`whsec_${randomBytes(32).toString("base64")}`, { label: "webhook secret" })

/** Each header of a message, and what it is for. */
export const headers = {
  "webhook-id": "The message's name: the same one whenever it comes again, so that it can be taken once.",
  "webhook-timestamp": "When it was sent, in seconds since 1970; refuse one that is more than five minutes off.",
  "webhook-signature":
    "Its signatures, separated by spaces: by the present secret, and while it is rotated by the earlier one too."
} as const

/** The headers of a message that is sent at an instant, signed by each of the secrets. */
export const sign = (
  secrets: ReadonlyArray<Redacted.Redacted<string>>,
  id: string,
  atMillis: number,
  body: string
): Readonly<Record<keyof typeof headers, string>> => {
  const at = new Date(atMillis)
  return {
    "webhook-id": id,
    "webhook-timestamp": String(Math.floor(atMillis / 1_000)),
    "webhook-signature": secrets.map((secret) => new Webhook(Redacted.value(secret)).sign(id, at, body)).join(" ")
  }
}
