/**
 * What a crash point is; every one of the representative histories is visited in Proof.test.ts.
 */
import { describe, expect, it } from "@effect/vitest"
import { Effect } from "effect"
import * as CrashPoints from "../src/CrashPoints.ts"
import * as Journey from "../src/Journey.ts"
import * as Scenarios from "../src/Scenarios.ts"
import * as Simulation from "../src/Simulation.ts"

describe("a crash point", () => {
  const [scenario] = Scenarios.all
  if (scenario === undefined) throw new Error("there is no scenario")

  it("is a death: the process answers nobody any more, and another takes over", () => {
    const { boundaries } = CrashPoints.explore(scenario)
    const died = (crashes: ReadonlyArray<number>) => {
      const plan = { ...CrashPoints.planOf(scenario, "seed", crashes), isRecorded: true }
      return Simulation.run(plan, undefined, CrashPoints.journeysOf(scenario)).world.timeline.filter((line) =>
        line.endsWith("dies")
      )
    }
    expect(died([])).toEqual([])
    for (let boundary = 0; boundary < boundaries; boundary++) expect(died([boundary]).length).toBe(1)
  })

  it("is noticed where the undisturbed history does not end as it should", () => {
    const idle = { ...scenario, journey: { transfer: (desk: Journey.Desk) => Journey.sleep(desk.world, 1) } }
    const { failures } = CrashPoints.explore({ ...idle, ends: "succeeded" })
    expect(failures).toEqual([])
    const refusing = CrashPoints.explore({ ...scenario, journey: { transfer: () => Effect.die(new Error("a bug")) } })
    expect(refusing.failures.length).toBeGreaterThan(0)
  })
})
