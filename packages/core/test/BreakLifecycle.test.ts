import { assert, describe, it } from "@effect/vitest"
import { Schema } from "effect"
import * as Break from "../src/Break.ts"
import * as BreakAdvice from "../src/BreakAdvice.ts"
import * as BreakLifecycle from "../src/BreakLifecycle.ts"
import { IndiaDay } from "../src/IndiaTime.ts"
import { paise } from "../src/Money.ts"
import * as Tally from "../src/Tally.ts"

const found: Break.Break = {
  id: Break.idOf("balance_gap", "main:opening"),
  class: "balance_gap",
  amountPaise: paise(-37_00),
  onDay: IndiaDay.make("2026-11-18"),
  owesCustomer: false,
  summary: "The wallet fell by ₹37.00 more than everything known explains.",
  eko: []
}
const first = BreakLifecycle.advance(undefined, found, "run-1")
const known = (): BreakLifecycle.KnownBreak => {
  if (first === undefined) throw new Error("a break that was found is known")
  return first
}
const resolution = { by: "Meera", note: "a charge of the bank, ticket 7", atMillis: 1 }

describe("BreakLifecycle", () => {
  it("does nothing of what was never found", () => {
    assert.isUndefined(BreakLifecycle.advance(undefined, undefined, "run-1"))
  })

  it("counts a run once, however often it is advanced by it", () => {
    const again = BreakLifecycle.advance(known(), found, "run-1")
    assert.deepStrictEqual(again, known())
    const second = BreakLifecycle.advance(known(), found, "run-2")
    assert.strictEqual(second?.runs, 2)
    assert.deepStrictEqual(BreakLifecycle.advance(second, found, "run-2"), second)
  })

  it("keeps an operator's resolution while the facts are those that the operator saw", () => {
    const resolved = BreakLifecycle.resolve(known(), resolution)
    const same = BreakLifecycle.advance(resolved, found, "run-2")
    assert.strictEqual(same?.status, "resolved")
    assert.deepStrictEqual(same?.resolution, resolution)
    const [written, grouped] = ["We hold ₹4410.00, Eko says ₹4,411.00.", "We hold ₹4,410.00, Eko says ₹4,411.00."]
    const before = BreakLifecycle.resolve({ ...known(), break: { ...found, summary: written } }, resolution)
    const after = BreakLifecycle.advance(before, { ...found, summary: grouped }, "run-2")
    assert.strictEqual(after?.status, "resolved", "how an amount is written is no other fact")
    const other = { ...found, amountPaise: paise(-74_00), summary: "The wallet fell by ₹74.00 …" }
    const reopened = BreakLifecycle.advance(resolved, other, "run-2")
    assert.strictEqual(reopened?.status, "reopened")
    assert.isUndefined(reopened?.resolution)
  })

  it("keeps what is resolved as it is while it stays away", () => {
    const resolved = BreakLifecycle.advance(known(), undefined, "run-2")
    assert.strictEqual(resolved?.status, "resolved")
    assert.deepStrictEqual(BreakLifecycle.advance(resolved, undefined, "run-3"), resolved)
  })
})

describe("Break", () => {
  it("encodes to JSON and back", () => {
    const codec = Schema.toCodecJson(BreakLifecycle.KnownBreak)
    const json = JSON.parse(JSON.stringify(Schema.encodeSync(codec)(known())))
    assert.deepStrictEqual(Schema.decodeUnknownSync(codec)(json), known())
  })

  it("makes an id of any subject", () => {
    assert.strictEqual(Break.idOf("timing", "line 4/₹"), "timing:line.4..")
  })

  it("exposes only what a customer waits for", () => {
    const asOf = IndiaDay.make("2026-11-21")
    assert.strictEqual(Break.exposureOf(found, asOf), 0)
    assert.strictEqual(Break.exposureOf({ ...found, owesCustomer: true }, asOf), 200_00)
  })

  it("has advice for every class", () => {
    for (const breakClass of Break.BreakClass.literals) {
      const { title, meaning, next } = BreakAdvice.of(breakClass)
      assert.isTrue(
        [title, meaning, next].every((text) => text.length > 4),
        breakClass
      )
    }
  })
})

describe("Tally", () => {
  it("is the same however its parts are cut and ordered", () => {
    const parts = [{ "a/x": 1, b: 2 }, { "a/y": 4, b: -2 }, { "a/x": 8 }]
    assert.deepStrictEqual(Tally.sum(parts), Tally.sum([Tally.sum(parts.slice(1)), parts[0] ?? {}]))
    assert.deepStrictEqual(Tally.sum(parts), { "a/x": 9, "a/y": 4 })
    assert.deepStrictEqual(Tally.below(Tally.sum(parts), "a"), { x: 9, y: 4 })
    assert.strictEqual(Tally.get({}, "none"), 0)
  })

  it("refuses to be inexact", () => {
    const counter = new Tally.Counter()
    counter.add("sum", Number.MAX_SAFE_INTEGER)
    assert.throws(() => counter.add("sum", 1), /exact/)
  })
})
