import { assert, describe, it } from "@effect/vitest"
import { Option, Schema } from "effect"
import * as Ageing from "../src/Ageing.ts"
import * as IndiaTime from "../src/IndiaTime.ts"

const day = IndiaTime.IndiaDay.make

describe("IndiaTime", () => {
  it("begins a day at 18:30 UTC of the day before", () => {
    assert.strictEqual(IndiaTime.startOf(day("2026-11-20")), Date.parse("2026-11-19T18:30:00Z"))
    assert.strictEqual(IndiaTime.dayOf(Date.parse("2026-11-19T18:29:59.999Z")), "2026-11-19")
    assert.strictEqual(IndiaTime.dayOf(Date.parse("2026-11-19T18:30:00Z")), "2026-11-20")
    assert.strictEqual(IndiaTime.endOf(day("2026-11-20")), IndiaTime.startOf(day("2026-11-21")))
    assert.strictEqual(IndiaTime.hourOf(Date.parse("2026-11-19T18:30:00Z")), 0)
  })

  it("counts days over months and leap years", () => {
    assert.strictEqual(IndiaTime.plusDays(day("2028-02-28"), 2), "2028-03-01")
    assert.strictEqual(IndiaTime.daysBetween(day("2026-12-31"), day("2027-01-02")), 2)
    assert.strictEqual(IndiaTime.daysBetween(day("2027-01-02"), day("2026-12-31")), -2)
  })

  it("takes no day that the calendar lacks", () => {
    for (const text of ["2026-02-29", "2026-13-01", "2026-11-31", "2026-1-1", "20261120", "2026-11-20T00:00:00Z"]) {
      assert.isTrue(Option.isNone(Schema.decodeUnknownOption(IndiaTime.IndiaDay)(text)), text)
    }
  })

  it("reads Eko's zoneless times as India's", () => {
    assert.deepStrictEqual(
      IndiaTime.fromEko("2019-11-01 17:50:44"),
      Option.some(Date.parse("2019-11-01T17:50:44+05:30"))
    )
    for (const text of ["2019-11-01", "2019-02-29 10:00:00", "2019-11-01 25:00:00", "01-11-2019 17:50:44", ""]) {
      assert.isTrue(Option.isNone(IndiaTime.fromEko(text)), text)
    }
  })
})

describe("Ageing", () => {
  const age = (days: number) => Ageing.ageOf(day("2026-11-01"), IndiaTime.plusDays(day("2026-11-01"), days))

  it("puts ages into the four buckets", () => {
    const bucketAt = (days: number) => age(days).bucket
    assert.deepStrictEqual([0, 1, 2, 7, 8, 30, 31, 400].map(bucketAt), [
      "0-1",
      "0-1",
      "2-7",
      "2-7",
      "8-30",
      "8-30",
      "30+",
      "30+"
    ])
  })

  it("owes ₹100 for each calendar day after T+1", () => {
    assert.deepStrictEqual(
      [0, 1, 2, 3, 10].map((days) => Ageing.exposurePaise(age(days))),
      [0, 0, 100_00, 200_00, 900_00]
    )
  })

  it("gives no age to what lies ahead", () => {
    assert.deepStrictEqual(age(-3), { days: 0, bucket: "0-1", lateDays: 0 })
  })
})
