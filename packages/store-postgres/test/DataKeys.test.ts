import { inspect } from "node:util"
import { assert, describe, it } from "@effect/vitest"
import { Result, Schema } from "effect"
import * as DataKeys from "../src/DataKeys.ts"

const base64 = (byte: number) => Buffer.alloc(32, byte).toString("base64")
const read = Schema.decodeUnknownResult(DataKeys.FromText)
const keysOf = (text: string) => Result.getOrThrow(read(text))

const one = keysOf(`k1:${base64(1)}`)
const rotated = keysOf(`k2:${base64(2)}, k1:${base64(1)}`)
const place = ["transfers", "tr_1", "customer"]

describe("DATA_KEY", () => {
  for (const [what, text] of Object.entries({
    nothing: "",
    "a key without an id": base64(1),
    "an id without a key": "k1:",
    "31 bytes": `k1:${Buffer.alloc(31, 1).toString("base64")}`,
    "33 bytes": `k1:${Buffer.alloc(33, 1).toString("base64")}`,
    "a key that is not base64": `k1:${base64(1).slice(0, -2)}*=`,
    "an id with a dot, which would cut sealed texts wrongly": `k.1:${base64(1)}`,
    "one id twice": `k1:${base64(1)},k1:${base64(2)}`,
    "a comma after the last": `k1:${base64(1)},`
  })) {
    it(`is refused with ${what}, and the error tells nothing of it`, () => {
      const refused = read(text)
      assert.isTrue(Result.isFailure(refused))
      if (text.length > 3) assert.notInclude(inspect(refused, { depth: 9 }), text)
    })
  }

  it("shows no key to whoever prints or encodes it", () => {
    DataKeys.seal(rotated, "personal", place, "9999912345")
    for (const shown of [inspect(rotated, { depth: 9, showHidden: true }), JSON.stringify(rotated), String(rotated)]) {
      assert.notInclude(shown, base64(2))
      assert.notMatch(shown, /Buffer|02 02 02|Uint8Array/)
    }
    assert.strictEqual(Schema.encodeSync(DataKeys.FromText)(rotated), "")
  })
})

describe("what is sealed", () => {
  it("opens again, whatever it is", () => {
    for (const text of ["", "9999912345", "खाता ".repeat(1_000)]) {
      const sealed = DataKeys.seal(one, "personal", place, text)
      assert.isTrue(DataKeys.isSealed(sealed))
      if (text !== "") assert.notInclude(sealed, text)
      assert.deepStrictEqual(DataKeys.open(one, "personal", place, sealed), Result.succeed(text))
    }
  })

  it("is another text each time", () => {
    assert.notStrictEqual(
      DataKeys.seal(one, "personal", place, "9999912345"),
      DataKeys.seal(one, "personal", place, "9999912345")
    )
  })

  it("opens nowhere else, for no other purpose and under no other key of the same name", () => {
    const sealed = DataKeys.seal(one, "personal", place, "9999912345")
    const misplaced = Result.fail(new DataKeys.Unopenable({ reason: "altered-or-misplaced", keyId: "k1" }))
    assert.deepStrictEqual(DataKeys.open(one, "personal", ["transfers", "tr_2", "customer"], sealed), misplaced)
    assert.deepStrictEqual(DataKeys.open(one, "personal", ["transferstr_1", "customer"], sealed), misplaced)
    assert.deepStrictEqual(DataKeys.open(one, "webhook", place, sealed), misplaced)
    assert.deepStrictEqual(DataKeys.open(keysOf(`k1:${base64(3)}`), "personal", place, sealed), misplaced)
  })

  it("is refused with any byte changed, or cut short", () => {
    const sealed = DataKeys.seal(one, "personal", place, "9999912345")
    const bytes = Buffer.from(sealed.split(".")[2] ?? "", "base64url")
    for (let at = 0; at < bytes.length; at++) {
      const altered = Buffer.from(bytes)
      altered.writeUInt8(altered.readUInt8(at) ^ 1, at)
      assert.isTrue(
        Result.isFailure(DataKeys.open(one, "personal", place, `sealed.k1.${altered.toString("base64url")}`))
      )
      const cut = bytes.subarray(0, at).toString("base64url")
      assert.isTrue(Result.isFailure(DataKeys.open(one, "personal", place, `sealed.k1.${cut}`)))
    }
  })

  it("names the key that is missing", () => {
    const sealed = DataKeys.seal(rotated, "personal", place, "9999912345")
    assert.deepStrictEqual(
      DataKeys.open(one, "personal", place, sealed),
      Result.fail(new DataKeys.Unopenable({ reason: "unknown-key", keyId: "k2" }))
    )
  })

  it("is not taken for sealed where it is not", () => {
    for (const text of ["", "9999912345", "sealed.", "sealed.k1", "unsealed.k1.AA", "sealed.k1.AA.BB"]) {
      assert.deepStrictEqual(
        DataKeys.open(one, "personal", place, text),
        Result.fail(new DataKeys.Unopenable({ reason: "not-sealed", keyId: undefined }))
      )
    }
  })
})

describe("a key that is rotated", () => {
  it("seals nothing new, opens what it sealed, and is named as outdated", () => {
    const old = DataKeys.seal(one, "personal", place, "9999912345")
    assert.deepStrictEqual(DataKeys.open(rotated, "personal", place, old), Result.succeed("9999912345"))
    assert.isTrue(DataKeys.isOutdated(rotated, old))
    assert.isFalse(DataKeys.isOutdated(one, old))
    assert.isFalse(DataKeys.isOutdated(rotated, DataKeys.seal(rotated, "personal", place, "9999912345")))
  })

  it("still finds what was hashed under it", () => {
    const [current, old, ...others] = DataKeys.keyedHashes(rotated, "lookup", "9999912345")
    assert.strictEqual(old, DataKeys.keyedHash(one, "lookup", "9999912345"))
    assert.strictEqual(current, DataKeys.keyedHash(rotated, "lookup", "9999912345"))
    assert.deepStrictEqual(others, [])
  })
})

describe("a keyed hash", () => {
  it("is the same for the same text and purpose alone", () => {
    const hash = DataKeys.keyedHash(one, "lookup", "9999912345")
    assert.match(hash, /^[A-Za-z0-9_-]{43}$/)
    assert.strictEqual(hash, DataKeys.keyedHash(one, "lookup", "9999912345"))
    assert.notStrictEqual(hash, DataKeys.keyedHash(one, "lookup", "9999912346"))
    assert.notStrictEqual(hash, DataKeys.keyedHash(one, "idempotency", "9999912345"))
  })
})
