import { type Break, Identifiers, IndiaTime, Money } from "@bhejo/core"
import { assert, describe, it } from "@effect/vitest"
import { isExamined } from "../src/runs/Examined.ts"
import type { RunParameters } from "../src/runs/RunParameters.ts"
import { parameters } from "./support.ts"

const transferId = Identifiers.TransferId.make("00000000-0000-4000-8000-000000000001")
const breakOf = (breakClass: Break.BreakClass, more: Partial<Break.Break> = {}): Break.Break => ({
  id: `${breakClass}:X` as Break.BreakId,
  class: breakClass,
  transferId,
  clientRefId: "X",
  amountPaise: Money.paise(1),
  onDay: IndiaTime.IndiaDay.make("2026-11-18"),
  owesCustomer: false,
  summary: "",
  eko: [],
  ...more
})
const stray = (breakClass: Break.BreakClass, source: string, at: string) => {
  const { transferId: _, ...rest } = breakOf(breakClass)
  return { ...rest, eko: [{ source, at }] }
}
const day = (text: string) => IndiaTime.IndiaDay.make(text)
const examined = (found: Break.Break, changes: Partial<RunParameters> = {}, unanswered: ReadonlyArray<string> = []) =>
  isExamined({ ...parameters, ...changes }, found, new Set(unanswered))

/** The same run over days that were earlier. */
const earlier = { window: { from: day("2026-11-10"), to: day("2026-11-11") }, coveredFrom: day("2026-11-10") }

describe("a break that a run did not find", () => {
  it("was not looked for without each of the sources that it was found by", () => {
    const found = breakOf("status_differs", { eko: [{ source: "statement" }, { source: "inquiry" }] })
    assert.isFalse(examined(found))
    assert.isTrue(examined(found, { sources: ["inquiry", "statement"] }))
    assert.isTrue(examined(breakOf("tid_claimed_twice", { eko: [{ source: "journal" }] }), { sources: [] }))
    assert.isFalse(examined(breakOf("balance_gap"), { sources: ["inquiry", "statement"] }))
  })

  it("was not looked for where Eko gave no answer, or in another product", () => {
    assert.isFalse(examined(breakOf("fee_differs"), {}, ["X"]))
    assert.isFalse(examined(breakOf("fee_differs", { tid: Identifiers.Tid.make("77") }), {}, ["77"]))
    const window = { ...parameters.window, product: "ppi-digikhata" } as const
    assert.isFalse(examined(breakOf("fee_differs", { product: "dmt-fino" }), { window }))
  })

  it("was not looked for by a statement of other days, where it was found by what a statement lacks", () => {
    const missing = breakOf("missing_at_eko")
    assert.isTrue(examined(missing))
    assert.isFalse(examined(missing, earlier))
    // Another day's statement, with a day between that none covers.
    assert.isFalse(
      examined(missing, { window: { from: day("2026-11-20"), to: day("2026-11-20") }, coveredFrom: day("2026-11-20") })
    )
    assert.isTrue(examined(missing, { ...earlier, sources: ["inquiry"] }))
    assert.isTrue(examined(breakOf("in_doubt_too_long"), { sources: [] }))
  })

  it("was not looked for by a run of earlier days, where nobody owns it", () => {
    for (const [breakClass, source] of [
      ["debit_without_transfer", "statement"],
      ["callback_without_attempt", "callback"]
    ] as const) {
      const found = stray(breakClass, source, "2026-11-18T10:00:00.000Z")
      assert.isTrue(examined(found), breakClass)
      assert.isFalse(examined(found, earlier), breakClass)
    }
    const gap = breakOf("balance_gap", { onDay: day("2026-11-18") })
    assert.isTrue(examined(gap))
    assert.isFalse(examined(gap, { openedAtMillis: IndiaTime.startOf(day("2026-11-12")) }))
  })

  it("was not looked for where the live balance that shows it was not read again", () => {
    const upTo = (reference: string) =>
      breakOf("balance_gap", { ours: { wallet: "main" }, eko: [{ reference: "t1" }, { reference }] })
    const reading = { wallet: "main", atMillis: parameters.openedAtMillis, balancePaise: Money.paise(1) }
    assert.isFalse(examined(upTo("reading-of-yesterday")))
    assert.isFalse(examined(upTo("reading-of-yesterday"), { readings: [{ ...reading, wallet: "another" }] }))
    assert.isTrue(examined(upTo("reading-of-yesterday"), { readings: [reading] }))
    // Two transactions' balances are on record.
    assert.isTrue(examined(upTo("t2")))
  })

  it("was not heard where the day's callbacks came after the run", () => {
    const found = stray("callback_without_attempt", "callback", "2026-11-19T10:00:00.000Z")
    assert.isTrue(examined(found, { openedAtMillis: Date.parse("2026-11-19T10:00:01.000Z") }))
    assert.isFalse(examined(found, { openedAtMillis: Date.parse("2026-11-19T09:59:59.000Z") }))
    // More than a month later it may have been removed.
    assert.isTrue(examined(found, { openedAtMillis: Date.parse("2026-12-19T09:59:59.000Z") }))
    assert.isFalse(examined(found, { openedAtMillis: Date.parse("2026-12-19T10:00:01.000Z") }))
  })
})
