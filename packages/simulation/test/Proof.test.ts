/**
 * All that takes long, on the same two threads: every crash point of the representative histories, alone and in pairs;
 * every known mistake, and the check that catches it; and ten thousand worlds.
 */
import { readFileSync } from "node:fs"
import { availableParallelism } from "node:os"
import { layer } from "@effect/vitest"
import { Effect } from "effect"
import * as Batch from "../src/Batch.ts"
import { expected } from "../src/Coverage.ts"
import { Crew } from "../src/Crew.ts"
import * as PlantedBugs from "../src/PlantedBugs.ts"
import * as Report from "../src/Report.ts"
import * as Scenarios from "../src/Scenarios.ts"

const documented = readFileSync(new URL("../../../docs/planted-bugs.md", import.meta.url), "utf8")

/** Each mistake is hunted once, for a test of its own and for the table. */
const hunts = PlantedBugs.all.map((mistake) => ({
  mistake,
  hunt: Effect.runSync(
    Effect.cached(
      Crew.use(({ perform }) => perform({ _tag: "PlantedBug", mistake: mistake.name })).pipe(
        Effect.map((hunted): PlantedBugs.Catch => ({ mistake, ...hunted }))
      )
    )
  )
}))

// The tests begin all together, and the threads take one after the other.
layer(Crew.layer(Math.min(2, availableParallelism())), { concurrent: true, excludeTestServices: true })(
  "the simulation",
  (it) => {
    for (const { name } of Scenarios.all) {
      it.effect(`lets a process die at every call, before and after, alone and in pairs: ${name}`, ({ expect }) =>
        Effect.gen(function* () {
          const { perform } = yield* Crew
          const explored = yield* perform({ _tag: "CrashPoints", scenario: name, everyPair: false })
          expect(explored.failures.length, Report.explored(explored)).toBe(0)
          expect(explored.singles).toBe(explored.boundaries)
          expect(explored.pairs).toBeGreaterThan(explored.boundaries)
        })
      )
    }

    for (const { mistake, hunt } of hunts) {
      it.effect(`catches a planted bug: ${mistake.name}`, ({ expect }) =>
        Effect.map(hunt, (caught) => expect(caught.seeds, PlantedBugs.line(caught)).toBeDefined())
      )
    }

    it.effect("catches each as the documentation says (pnpm planted-bugs --write)", ({ expect }) =>
      Effect.gen(function* () {
        const catches = yield* Effect.all(
          hunts.map(({ hunt }) => hunt),
          { concurrency: "unbounded" }
        )
        expect(catches.length).toBeGreaterThanOrEqual(18)
        expect(documented).toBe(PlantedBugs.table(catches))
      })
    )

    it.effect("holds for ten thousand seeds, which reach everything", ({ expect }) =>
      Effect.gen(function* () {
        const range = { from: 1, count: Report.seedsThatReachEverything }
        const totals = yield* Batch.runOn(yield* Crew, range, () => {})
        if (totals.failed !== undefined) expect.fail(Report.failure(totals.failed))
        expect(totals.seeds).toBe(range.count)
        expect(totals.coverage.missing(expected)).toEqual([])
      })
    )
  }
)
