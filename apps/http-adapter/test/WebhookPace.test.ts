/** A slow endpoint has few places, and what waits for one is spread over the time that it takes. */
import { describe, expect, it } from "@effect/vitest"
import { maxAtOnce, WebhookPace } from "../src/webhooks/WebhookPace.ts"

describe("WebhookPace", () => {
  it("has so many places for each endpoint, which come free", () => {
    const pace = new WebhookPace()
    for (const id of ["one", "two"]) {
      for (let place = 0; place < maxAtOnce; place++) expect(pace.enter(id)).toBe(true)
      expect(pace.enter(id)).toBe(false)
    }
    pace.leave("one", 10)
    expect(pace.enter("one")).toBe(true)
    expect(pace.enter("one")).toBe(false)
    expect(pace.enter("two")).toBe(false)
    expect([pace.isQuick("one"), pace.isQuick("two"), pace.isQuick("three")]).toEqual([true, false, false])
  })

  it("gives each that waits a time of its own, as far apart as places come free, and no time too late", () => {
    const pace = new WebhookPace()
    pace.enter("slow")
    pace.leave("slow", 10_000)
    expect([1, 2, 3].map(() => pace.book("slow", 0))).toEqual([1_000, 6_000, 11_000])
    for (let wait = 0; wait < 100; wait++) expect(pace.book("slow", 0)).toBeLessThanOrEqual(301_000)
    // Once those times have passed, the next is as soon as the first was.
    expect(pace.book("slow", 1_000_000)).toBe(1_000)
    pace.enter("fast")
    pace.leave("fast", 1)
    expect([1, 2, 3].map(() => pace.book("fast", 0))).toEqual([1_000, 1_050, 1_100])
  })

  it("gives no time before an endpoint has rested", () => {
    const pace = new WebhookPace()
    const waits = [1, 2, 3].map(() => pace.book("resting", 0, 60_000))
    expect(waits).toEqual([60_000, 60_500, 61_000])
    // Who fails to send says nothing of how fast it is.
    pace.enter("resting")
    pace.leave("resting")
    expect(pace.book("resting", 0, 60_000)).toBe(61_500)
  })
})
