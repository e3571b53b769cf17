/** Real processes under load, killed and frozen by a plan from a seed: no transfer pays twice, and nothing is lost. */
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import * as Plan from "./processes/Plan.ts"
import * as Run from "./processes/Run.ts"
import { processesSeed } from "./processes/Seed.ts"

describe("real processes", () => {
  it("are disturbed by a plan that follows from its seed alone", () => {
    assert.deepStrictEqual(Plan.make(7, 8_000), Plan.make(7, 8_000))
    assert.notDeepEqual(Plan.make(7, 8_000), Plan.make(8, 8_000))
  })

  it.live(
    "pay at most once and forget nothing while they die and stand still",
    () =>
      Effect.gen(function* () {
        const report = yield* Run.run(processesSeed, 20)
        console.log(report.text)
        assert.deepStrictEqual(report.violations, [])
        assert.isAbove(report.debits, 0)
      }),
    600_000
  )
})
