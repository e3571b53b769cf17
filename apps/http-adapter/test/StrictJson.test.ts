import { assert, describe, it } from "@effect/vitest"
import { Result, Schema } from "effect"
import * as StrictJson from "../src/http/StrictJson.ts"

const bytes = (text: string) => new TextEncoder().encode(text)
const why = (input: Uint8Array) => Result.getOrThrow(Result.flip(StrictJson.parse(input))).why

describe("strict JSON", () => {
  it.prop("is what JSON.parse reads, spaced or not", [Schema.Json], ([value]) => {
    for (const text of [JSON.stringify(value), JSON.stringify(value, undefined, "\t")]) {
      assert.deepStrictEqual(Result.getOrThrow(StrictJson.parse(bytes(text))), JSON.parse(text))
    }
  })

  it.prop(
    "refuses a name twice in one object, however it is spelled and wherever it stands",
    [Schema.String, Schema.Json],
    ([name, value]) => {
      const escaped = Array.from(
        { length: name.length },
        (_, at) => `\\u${name.charCodeAt(at).toString(16).padStart(4, "0")}`
      ).join("")
      const json = JSON.stringify(value)
      for (const other of [JSON.stringify(name), `"${escaped}"`]) {
        const twice = `{${JSON.stringify(name)}:${json},"${name.length}-between":[], ${other}\n: 1}`
        for (const text of [twice, `[${json},${twice}]`, `{"a":{"b":[0,${twice}]}}`]) {
          assert.strictEqual(why(bytes(text)), "has a name twice in one object", text)
        }
      }
    }
  )

  it("takes one name in several objects, and a value that looks like a name", () => {
    for (const text of ['{"a":{"a":"a"},"b":[{"a":1},{"a":2}]}', '[{"a":"b"},{"a":"b:"}]', '["a","a"]', '"a:"', "{}"]) {
      assert.deepStrictEqual(Result.getOrThrow(StrictJson.parse(bytes(text))), JSON.parse(text))
    }
  })

  it("refuses what is no JSON, and what is no UTF-8", () => {
    for (const text of ["", "{", "NaN", "{'a':1}", '{"a":1}{"a":1}', "01", '"\u0001"', "[1,]"]) {
      assert.strictEqual(why(bytes(text)), "is not JSON", text)
    }
    assert.strictEqual(why(Uint8Array.of(0x22, 0xff, 0x22)), "is not UTF-8")
    assert.strictEqual(why(new Uint8Array(Buffer.from('{"a":1}', "utf16le"))), "is not JSON")
  })

  it("reads the deepest and the widest body that is taken without falling over", () => {
    const deep = "[".repeat(32_000) + "]".repeat(32_000)
    assert.isTrue(Result.isSuccess(StrictJson.parse(bytes(deep))))
    const wide = `{${Array.from({ length: 8_000 }, (_, at) => `"${at}":1`).join(",")}}`
    assert.isTrue(Result.isSuccess(StrictJson.parse(bytes(wide))))
  })
})
