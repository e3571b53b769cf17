import { createHmac } from "node:crypto"
import { assert, describe, it } from "@effect/vitest"
import { Redacted, Result, Schema } from "effect"
import { AccessKey, sign, TimestampMillis, verify } from "../src/Signing.ts"

// The first vector is Eko's golden one; both are in its platform repository (2026-08).
const vectors = [
  {
    accessKey: "TEST_ACCESS_KEY_DO_NOT_USE",
    timestamp: 1_700_000_000_000,
    secretKey: "u30ak/iOGwKCaspqCeiYng8fd98QDx7kF3DBBOadQHk="
  },
  {
    accessKey: "test-access-key-123",
    timestamp: 1_700_000_000_000,
    secretKey: "88lqTf9ew69XbVbeczjxVL8/B4vibfp1MvTi1mIj2Xo="
  }
]

const hmac = (key: string | Buffer, message: string) => createHmac("sha256", key).update(message)
const base64 = (text: string) => Buffer.from(text, "utf8").toString("base64")
const Timestamps = Schema.Int.check(Schema.isBetween({ minimum: 1_000_000_000_000, maximum: 9_999_999_999_999 })).pipe(
  Schema.brand("TimestampMillis")
)

describe("sign", () => {
  it.each(vectors)("gives Eko's published signature for $accessKey", ({ accessKey, timestamp, secretKey }) => {
    assert.deepStrictEqual(sign(Redacted.make(accessKey), TimestampMillis.make(timestamp)), {
      "secret-key": secretKey,
      "secret-key-timestamp": String(timestamp)
    })
  })

  it.each(vectors)("makes none of the known mistakes for $accessKey", ({ accessKey, timestamp, secretKey }) => {
    const text = String(timestamp)
    const mistakes = {
      "the raw key": hmac(accessKey, text).digest("base64"),
      "the base64 key decoded before use": hmac(Buffer.from(base64(accessKey), "base64"), text).digest("base64"),
      "seconds in place of milliseconds": hmac(base64(accessKey), text.slice(0, 10)).digest("base64"),
      "hex output": hmac(base64(accessKey), text).digest("hex"),
      "URL-safe output": hmac(base64(accessKey), text).digest("base64url"),
      "a trailing newline in the key": hmac(base64(`${accessKey}\n`), text).digest("base64"),
      "a trailing newline in the message": hmac(base64(accessKey), `${text}\n`).digest("base64"),
      "key and message exchanged": hmac(text, base64(accessKey)).digest("base64")
    }
    for (const [mistake, wrong] of Object.entries(mistakes)) assert.notStrictEqual(wrong, secretKey, mistake)
  })

  it.prop("signs the very text that the header carries", [Timestamps, Schema.NonEmptyString], ([timestamp, key]) => {
    const headers = sign(Redacted.make(key), timestamp)
    assert.match(headers["secret-key-timestamp"], /^\d{13}$/)
    assert.strictEqual(headers["secret-key"], hmac(base64(key), headers["secret-key-timestamp"]).digest("base64"))
    assert.isTrue(verify(Redacted.make(key), headers["secret-key-timestamp"], headers["secret-key"]))
  })
})

describe("TimestampMillis", () => {
  it.each([1_700_000_000, 999_999_999_999, 10_000_000_000_000, 1_700_000_000_000.5, Number.NaN, -1_700_000_000_000])(
    "refuses %d",
    (millis) => {
      assert.isFalse(Schema.is(TimestampMillis)(millis))
    }
  )
})

describe("verify", () => {
  const accessKey = Redacted.make("TEST_ACCESS_KEY_DO_NOT_USE")
  const signature = "u30ak/iOGwKCaspqCeiYng8fd98QDx7kF3DBBOadQHk="

  it("accepts the signature of the timestamp's text", () => {
    assert.isTrue(verify(accessKey, "1700000000000", signature))
  })

  it.each([
    "1700000000001",
    "1700000000",
    "",
    // Other texts for the same number: Eko signs the text that it receives.
    "1700000000000.0",
    " 1700000000000",
    "1700000000000\n",
    "+1700000000000",
    "01700000000000",
    "1.7e12",
    "0x18BCFE56800"
  ])("refuses it for the text %j", (timestamp) => {
    assert.isFalse(verify(accessKey, timestamp, signature))
  })

  it("refuses another key's signature, and none", () => {
    assert.isFalse(verify(Redacted.make("another"), "1700000000000", signature))
    assert.isFalse(verify(accessKey, "1700000000000", ""))
    assert.isFalse(verify(accessKey, "1700000000000", `${signature}\n`))
  })
})

describe("AccessKey", () => {
  const decode = Schema.decodeUnknownResult(AccessKey)

  it("keeps the key redacted", () => {
    const key = Schema.decodeUnknownSync(AccessKey)("the-key-itself")
    assert.strictEqual(Redacted.value(key), "the-key-itself")
    assert.notInclude(`${key} ${JSON.stringify({ key })}`, "the-key-itself")
  })

  it.each([
    "the-key-itself\n",
    "\tthe-key-itself",
    " the-key-itself ",
    "the-key-itself\r\n",
    "\uFEFFthe-key-itself",
    "",
    " \n"
  ])("refuses %j and does not repeat it", (raw) => {
    const result = decode(raw)
    assert.isTrue(Result.isFailure(result))
    const shown = Result.isFailure(result)
      ? `${result.failure} ${result.failure.message} ${JSON.stringify(result.failure)}`
      : ""
    assert.notInclude(shown, "the-key-itself")
    assert.isNotEmpty(shown)
  })
})
