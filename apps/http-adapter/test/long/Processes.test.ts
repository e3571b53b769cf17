/** A minute of real processes that die and stand still. */
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import * as Run from "../processes/Run.ts"
import { processesSeed } from "../processes/Seed.ts"

describe("real processes for a minute", () => {
  it.live(
    "pay at most once and forget nothing while they die and stand still",
    () =>
      Effect.gen(function* () {
        const report = yield* Run.run(processesSeed, 60)
        console.log(report.text)
        assert.deepStrictEqual(report.violations, [])
        assert.isAbove(report.debits, 0)
      }),
    900_000
  )
})
