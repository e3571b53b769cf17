import { assert, describe, it } from "@effect/vitest"
import { Effect, Schema } from "effect"
import { TestClock } from "effect/testing"
import { ClientRefId, next, of } from "../src/ClientRefId.ts"

const Millis = Schema.Int.check(Schema.isBetween({ minimum: 1_000_000_000_000, maximum: 9_999_999_999_999 }))
const Chance = Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 2 ** 50 - 1 }))

describe("ClientRefId", () => {
  it.prop(
    "is 20 characters of Crockford's base 32, and its own schema takes it",
    [Millis, Chance],
    ([atMillis, chance]) => {
      const reference = of(atMillis, chance)
      assert.match(reference, /^[0-9A-HJKMNP-TV-Z]{20}$/)
      assert.isTrue(Schema.is(ClientRefId)(reference))
    }
  )

  it.prop("sorts by time first", [Millis, Millis, Chance, Chance], ([one, other, chance, otherChance]) => {
    const [before, after] = [of(one, chance), of(other, otherChance)]
    if (one < other) assert.isTrue(before < after)
    if (one > other) assert.isTrue(before > after)
    if (one === other) assert.strictEqual(before < after, chance < otherChance)
  })

  it.prop("differs wherever time or chance differs", [Millis, Chance, Chance], ([atMillis, chance, otherChance]) => {
    assert.strictEqual(of(atMillis, chance) === of(atMillis, otherChance), chance === otherChance)
  })

  it("knows the ends of its range", () => {
    assert.strictEqual(of(0, 0), "00000000000000000000")
    assert.strictEqual(of(0, 2 ** 50 - 1), "0000000000ZZZZZZZZZZ")
    assert.strictEqual(of(1_700_000_000_000, 31), "01HF7YAT00000000000Z")
  })

  it.effect("is new with every call, many within one millisecond", () =>
    Effect.gen(function* () {
      yield* TestClock.setTime(1_700_000_000_000)
      const references = yield* Effect.all(
        Array.from({ length: 20_000 }, () => next),
        { concurrency: "unbounded" }
      )
      assert.strictEqual(new Set(references).size, references.length)
      for (const reference of references) {
        if (!reference.startsWith("01HF7YAT00") || reference.length !== 20) assert.fail(reference)
      }
      // All 50 bits of chance are in use: no character of the second half is always the same.
      for (let place = 10; place < 20; place++) {
        assert.strictEqual(new Set(references.map((reference) => reference[place])).size, 32)
      }
    })
  )

  it.each(["REQ-20260101-001", "0123456789", "A".repeat(20)])(
    "takes %s, which another system may have made",
    (text) => {
      assert.isTrue(Schema.is(ClientRefId)(text))
    }
  )

  it.each([
    "",
    "short-123",
    "A".repeat(21),
    "018f3b5a-7c1e-7d4a-9b1c-2f4e6a8b0c1d",
    "with space 12",
    "client_ref_id:1",
    "0123456789\n"
  ])("refuses %j", (text) => {
    assert.isFalse(Schema.is(ClientRefId)(text))
  })
})
