/**
 * What a crash point is; every one of the representative histories is visited in Proof.test.ts.
 */
import { describe, expect, it } from "@effect/vitest"
import { Effect } from "effect"
import * as CrashPoints from "../src/CrashPoints.ts"
import { Database } from "../src/Database.ts"
import * as Journey from "../src/Journey.ts"
import * as PlantedBugs from "../src/PlantedBugs.ts"
import type { Process } from "../src/Process.ts"
import * as Scenarios from "../src/Scenarios.ts"
import * as Simulation from "../src/Simulation.ts"
import { World } from "../src/World.ts"

/** All that a process would leave behind if it died now, and who waits for it. */
const leftBy = ({ database, eko }: World, process: Process): string =>
  JSON.stringify([
    [...database.transfers.values(), ...database.loads.values()],
    [...database.elements],
    database.callbacks,
    eko.state,
    [...eko.written],
    process.waiting.size
  ])

/** What each boundary of an undisturbed history is, and what its process would leave behind there. */
const boundariesOf = (scenario: CrashPoints.Scenario) => {
  const boundaries: Array<{ readonly what: string; readonly process: Process; readonly left: string }> = []
  const watched = (world: World) => {
    world.boundary = (process, what) => {
      boundaries.push({ what, process, left: leftBy(world, process) })
      return World.prototype.boundary.call(world, process, what)
    }
    return new Database(world)
  }
  const plan = CrashPoints.planOf(scenario, "seed", [], { database: watched })
  const { world } = Simulation.run(plan, undefined, CrashPoints.journeysOf(scenario))
  return { boundaries, distinct: new Set(world.distinct) }
}

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

  it("counts as the one before only where a death leaves the same behind", () => {
    for (const each of Scenarios.all) {
      const { boundaries, distinct } = boundariesOf(each)
      const before = new Map<Process, string>()
      for (const [number, { what, process, left }] of boundaries.entries()) {
        if (!distinct.has(number)) expect(left, `${each.name}: ${what}`).toBe(before.get(process))
        before.set(process, left)
      }
    }
  })

  it("is one of its own after each write, each effect at Eko and each completion", () => {
    for (const each of Scenarios.all) {
      const { boundaries, distinct } = boundariesOf(each)
      for (const [number, { what }] of boundaries.entries()) {
        if (/^after (append|keep|[a-z-]+\/|the step)/.test(what))
          expect(distinct, `${each.name}: ${what}`).toContain(number)
      }
    }
  })

  it("is paired with each other one where every pair is asked for", () => {
    const cancelled = Scenarios.all.find(({ name }) => name === "cancelled") ?? scenario
    const [some, all] = [CrashPoints.explore(cancelled), CrashPoints.explore(cancelled, "seed", { everyPair: true })]
    expect(all.singles).toBe(some.singles)
    expect(all.pairs).toBeGreaterThan(some.pairs)
    expect(all.failures).toEqual([])
  })

  it("shows a mistake that only a death brings out", () => {
    const mistake = PlantedBugs.all.find(({ name }) => name === "job enqueued after the commit")
    if (mistake === undefined) throw new Error("there is no such mistake")
    const { failures } = CrashPoints.explore(scenario, "seed", { substitutes: mistake.plant })
    expect(failures.length).toBeGreaterThan(0)
    expect(failures.every(({ crashes }) => crashes.length > 0)).toBe(true)
    expect(failures.flatMap(({ violations }) => violations.map(({ check }) => check))).toContain(mistake.caughtBy)
  })

  it("is noticed where the undisturbed history does not end as it should", () => {
    const idle = { ...scenario, journey: { transfer: (desk: Journey.Desk) => Journey.sleep(desk.world, 1) } }
    const { failures } = CrashPoints.explore({ ...idle, ends: "succeeded" })
    expect(failures).toEqual([])
    const refusing = CrashPoints.explore({ ...scenario, journey: { transfer: () => Effect.die(new Error("a bug")) } })
    expect(refusing.failures.length).toBeGreaterThan(0)
  })
})
