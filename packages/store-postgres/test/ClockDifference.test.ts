import { describe, expect, it } from "@effect/vitest"
import { Clock, Effect, Logger } from "effect"
import { shifted } from "../../core/test/ShiftedClock.ts"
import * as ClockDifference from "../src/ClockDifference.ts"
import { layerFresh } from "./support.ts"

describe("ClockDifference", () => {
  it.live("tells how far our clock is from the database's, and says so where that matters", () =>
    Effect.gen(function* () {
      const clock = yield* Clock.Clock
      const hour = 3_600_000
      for (const [byMillis, isSaid] of [
        [0, false],
        [5_000, false],
        [hour, true],
        [-hour, true]
      ] as const) {
        const logged: Array<string> = []
        const logger = Logger.make(({ message }) => void logged.push(JSON.stringify(message)))
        const difference = yield* Effect.andThen(ClockDifference.report, ClockDifference.measure).pipe(
          Effect.provideService(Clock.Clock, shifted(clock, byMillis)),
          Effect.provide(Logger.layer([logger]))
        )
        expect(Math.abs(difference - byMillis)).toBeLessThan(2_000)
        expect(logged.some((line) => line.includes("clock"))).toBe(isSaid)
      }
    }).pipe(Effect.provide(layerFresh))
  )
})
