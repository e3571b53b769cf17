/**
 * Ten thousand worlds: every check holds in each, and together they reach every fault, state, event and outcome there is.
 */
import { availableParallelism } from "node:os"
import { expect, it } from "@effect/vitest"
import { Effect } from "effect"
import * as Batch from "../src/Batch.ts"
import { expected } from "../src/Coverage.ts"
import * as Report from "../src/Report.ts"

it.live("ten thousand seeds hold, and reach everything", () =>
  Effect.gen(function* () {
    const range = { from: 1, count: Report.seedsThatReachEverything }
    const totals = yield* Batch.runOn(Math.min(2, availableParallelism()), range, () => {})
    if (totals.failed !== undefined) expect.fail(Report.failure(totals.failed))
    expect(totals.seeds).toBe(range.count)
    expect(totals.coverage.missing(expected)).toEqual([])
  })
)
