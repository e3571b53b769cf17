import { assert, describe, it } from "@effect/vitest"
import { Schema } from "effect"
import { defaults, inquiryDelayMillis, sendWindowMillis, type TransferPolicy } from "../src/TransferPolicy.ts"

describe("inquiryDelayMillis", () => {
  it.prop(
    "never shrinks, never passes its cap, and stays a finite number",
    [Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 1_000_000 }))],
    ([inquiries]) => {
      const delay = inquiryDelayMillis(defaults, inquiries)
      assert.isAtLeast(delay, defaults.inquiryFirstDelayMillis)
      assert.isAtMost(delay, defaults.inquiryMaxDelayMillis)
      assert.isAtLeast(inquiryDelayMillis(defaults, inquiries + 1), delay)
    }
  )
})

describe("sendWindowMillis", () => {
  it("ends so early that a call is over before the first inquiry", () => {
    assert.isAtMost(sendWindowMillis(defaults) + defaults.callTimeoutMillis, inquiryDelayMillis(defaults, 0))
    assert.isAbove(sendWindowMillis(defaults), 0)
  })

  it("ends well within the two minutes of a signature, however late the first inquiry is", () => {
    const patient: TransferPolicy = { ...defaults, inquiryFirstDelayMillis: 60 * 60_000 }
    assert.strictEqual(sendWindowMillis(patient), 60_000)
  })
})
