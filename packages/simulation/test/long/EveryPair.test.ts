/**
 * Every pair of crash points, of those that leave the same behind as another, too.
 */
import { availableParallelism } from "node:os"
import { layer } from "@effect/vitest"
import { Effect } from "effect"
import { Crew } from "../../src/Crew.ts"
import * as Report from "../../src/Report.ts"
import * as Scenarios from "../../src/Scenarios.ts"

layer(Crew.layer(Math.min(2, availableParallelism())), { concurrent: true, excludeTestServices: true })(
  "every pair of crash points",
  (it) => {
    for (const { name } of Scenarios.all) {
      it.effect(`holds: ${name}`, ({ expect }) =>
        Effect.gen(function* () {
          const { perform } = yield* Crew
          const explored = yield* perform({ _tag: "CrashPoints", scenario: name, everyPair: true })
          expect(explored.failures.length, Report.explored(explored)).toBe(0)
          // A death gives the others more to do: there are more pairs than the undisturbed history has.
          expect(explored.pairs).toBeGreaterThan((explored.boundaries * (explored.boundaries - 1)) / 2)
        })
      )
    }
  }
)
