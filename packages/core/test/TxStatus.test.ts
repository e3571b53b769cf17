import { assert, describe, it } from "@effect/vitest"
import { Option, Schema } from "effect"
import { meaning, TxStatus, TxStatusFromWire } from "../src/TxStatus.ts"

const decode = Schema.decodeUnknownOption(TxStatusFromWire)
const meaningOf = (value: unknown) => Option.getOrUndefined(Option.map(decode(value), meaning))

describe("TxStatus", () => {
  it.each([
    ["0", "success"],
    ["1", "failed"],
    ["2", "in_flight"],
    ["3", "refund_pending"],
    ["4", "refunded"],
    ["5", "in_flight"],
    ["6", "in_flight"],
    [0, "success"],
    [1, "failed"],
    [2, "in_flight"],
    [3, "refund_pending"],
    [4, "refunded"],
    [-0, "success"]
  ])("%j means %s", (value, expected) => {
    assert.strictEqual(meaningOf(value), expected)
  })

  it.each([
    ["", " ", "00", "01", " 1", "1 ", "1\u00a0", "-1", "1.0", "0x1", "7", "99", "Success", "FAILED", 7, 99, -1, 10]
  ])("everything that no page lists is in flight", (...values) => {
    for (const value of values) assert.strictEqual(meaningOf(value), "in_flight", JSON.stringify(value))
  })

  it.each([[null], [true], [1.5], [["1"]], [{}], ["1".repeat(17)], ["1\n"], ["1\u0000"], ["\ud800"], [Number.NaN]])(
    "%j cannot be read",
    (value) => {
      assert.deepStrictEqual(decode(value), Option.none())
    }
  )

  it.prop("only five texts say more than that it is on its way", [TxStatus], ([status]) => {
    assert.strictEqual(meaning(status) === "in_flight", !["0", "1", "3", "4"].includes(status))
  })
})
