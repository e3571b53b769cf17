/**
 * Eko's request signature, a pure function of the access key and a timestamp.
 *
 * `secret-key = base64(HMAC-SHA256(key = base64(access_key) as an ASCII string, message = timestamp))`. Only the
 * timestamp is signed: neither the body, nor the method, nor the path. Source: Eko's authentication pages, with the
 * golden vectors that its platform repository publishes.
 *
 * @module
 */
import { createHmac } from "node:crypto"
import { Redacted, Schema } from "effect"

/**
 * Milliseconds since the UNIX epoch, 13 digits, as Eko wants them signed.
 */
export const TimestampMillis = Schema.Int.check(
  Schema.isBetween({ minimum: 1_000_000_000_000, maximum: 9_999_999_999_999 })
).pipe(Schema.brand("TimestampMillis"))
export type TimestampMillis = typeof TimestampMillis.Type

/**
 * The static secret that signs requests. White space around it is refused, since a trailing newline in a key file is
 * the commonest cause of a wrong signature.
 */
export const AccessKey = Schema.RedactedFromValue(
  Schema.NonEmptyString.check(Schema.isTrimmed({ message: "must not begin or end with white space" })),
  { label: "EKO_ACCESS_KEY" }
)
export type AccessKey = typeof AccessKey.Type

/** The two headers that prove who calls. */
export interface SignatureHeaders {
  readonly "secret-key": string
  readonly "secret-key-timestamp": string
}

/**
 * Signs one timestamp. The same text goes into the signature and into the header, so that the two cannot differ.
 */
export const sign = (accessKey: AccessKey, timestampMillis: TimestampMillis): SignatureHeaders => {
  const timestamp = String(timestampMillis)
  const encodedKey = Buffer.from(Redacted.value(accessKey), "utf8").toString("base64")
  return {
    "secret-key": createHmac("sha256", encodedKey).update(timestamp).digest("base64"),
    "secret-key-timestamp": timestamp
  }
}

/**
 * Whether a signature is the one that the key gives for the timestamp: what Eko's side of the wire does. It is the text
 * that is signed, so another text for the same number is refused.
 */
export const verify = (accessKey: AccessKey, timestamp: string, signature: string): boolean => {
  const timestampMillis = Number(timestamp)
  if (!isTimestampMillis(timestampMillis) || String(timestampMillis) !== timestamp) return false
  return sign(accessKey, timestampMillis)["secret-key"] === signature
}

const isTimestampMillis = Schema.is(TimestampMillis)
