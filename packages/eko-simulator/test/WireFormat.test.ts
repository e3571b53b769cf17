import { Money } from "@bhejo/core"
import { assert, describe, it } from "@effect/vitest"
import { Option } from "effect"
import * as WireFormat from "../src/WireFormat.ts"

describe("money on the wire", () => {
  it("is written as Java prints a double", () => {
    for (const [amountPaise, text] of [
      [0, "0.0"],
      [1, "0.01"],
      [10, "0.1"],
      [47, "0.47"],
      [1_000, "10.0"],
      [1_013_118, "10131.18"],
      [-1_005, "-10.05"],
      [999_999_999, "9999999.99"],
      [1_000_000_000, "1.0E7"],
      [220_834_002_375, "2.20834002375E9"]
    ] as const) {
      assert.strictEqual(WireFormat.javaDouble(Money.paise(amountPaise)), text)
    }
  })

  it.prop("core reads it back to the paisa, in both generations", [Money.Paise], ([amountPaise]) => {
    assert.strictEqual(Option.getOrUndefined(Money.fromRupees(WireFormat.javaDouble(amountPaise))), amountPaise)
    // A JSON number holds 15 digits.
    const short = Money.paise(amountPaise % 10 ** 15)
    assert.strictEqual(Option.getOrUndefined(Money.fromRupees(WireFormat.rupeesNumber(short))), short)
  })
})

describe("time on the wire", () => {
  it("is India's where it has no zone", () => {
    const timeMillis = Date.parse("2019-11-01T12:20:44.123Z")
    assert.strictEqual(WireFormat.indiaLocal(timeMillis), "2019-11-01 17:50:44")
    assert.strictEqual(WireFormat.instant(timeMillis), "2019-11-01T12:20:44.123Z")
    assert.strictEqual(WireFormat.instantSeconds(timeMillis), "2019-11-01T12:20:44Z")
    const newYear = Date.parse("2023-12-31T18:30:00.000Z")
    assert.strictEqual(WireFormat.indiaMonth(newYear - 1), "2023-12")
    assert.strictEqual(WireFormat.indiaMonth(newYear), "2024-01")
    assert.strictEqual(WireFormat.indiaDay(newYear), "20240101")
  })

  it("are written alike in whatever order they come, and across every border", () => {
    const border = Date.parse("2024-01-31T18:30:00.000Z")
    for (const offset of [0, -1, 1, -1_000, 999, 1_000, -86_400_000, 86_399_999, 0, 2_678_400_000, -1]) {
      const timeMillis = border + offset
      const india = new Date(timeMillis + 19_800_000).toISOString()
      assert.strictEqual(WireFormat.indiaMonth(timeMillis), india.slice(0, 7))
      assert.strictEqual(WireFormat.indiaDay(timeMillis), india.slice(0, 10).replaceAll("-", ""))
      assert.strictEqual(WireFormat.indiaLocal(timeMillis), india.slice(0, 19).replace("T", " "))
      assert.strictEqual(WireFormat.instantSeconds(timeMillis), `${new Date(timeMillis).toISOString().slice(0, 19)}Z`)
      assert.strictEqual(WireFormat.httpDate(timeMillis), new Date(timeMillis).toUTCString())
    }
  })
})
