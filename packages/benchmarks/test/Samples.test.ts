import { assert, describe, it } from "@effect/vitest"
import { measure } from "../src/decode/Interleaved.ts"
import { samples } from "../src/decode/Samples.ts"

describe("samples", () => {
  it.each(samples)("$name decodes to the same with both", ({ payload, core, zod }) => {
    const decoded = core(payload)
    assert.isDefined(decoded)
    assert.deepStrictEqual(zod(payload), decoded)
  })

  it.each(samples)("$name is checked by both", ({ payload, core, zod }) => {
    const entries = Object.entries(payload as Record<string, unknown>)
    for (const [name] of entries) {
      const spoilt = { ...Object.fromEntries(entries), [name]: { not: "documented" } }
      if (name === "pipes") continue
      assert.isUndefined(zod(spoilt), name)
      assert.throws(() => core(spoilt), "differs", name)
    }
    assert.isUndefined(zod({ ...Object.fromEntries(entries), surprise: 1 }))
    assert.throws(() => core({ ...Object.fromEntries(entries), surprise: 1 }), "differs")
  })
})

describe("measure", () => {
  it("runs each way as often as the other", () => {
    const runs = { one: 0, other: 0 }
    const measured = measure(
      [
        { name: "one", run: () => ++runs.one },
        { name: "other", run: () => ++runs.other }
      ],
      { rounds: 4, iterations: 10 }
    )
    assert.deepStrictEqual(runs, { one: 50, other: 50 })
    assert.deepStrictEqual([...measured.keys()], ["one", "other"])
  })

  it("does not take nothing for an answer", () => {
    assert.throws(() => measure([{ name: "none", run: () => undefined }], { rounds: 1, iterations: 1 }))
  })
})
