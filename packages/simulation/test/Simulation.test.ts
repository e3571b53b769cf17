/**
 * The simulation itself: the same seed is the same history to the byte, and recording it changes nothing.
 */
import { describe, expect, it } from "@effect/vitest"
import * as Simulation from "../src/Simulation.ts"

const recorded = (seed: number) => Simulation.run({ ...Simulation.planOf(seed), isRecorded: true })

describe("a seed", () => {
  it("replays to the byte", () => {
    for (let seed = 1; seed <= 40; seed++) {
      const [once, again] = [recorded(seed), recorded(seed)]
      expect(once.world.timeline.length).toBeGreaterThan(10)
      expect(Simulation.hashOf(again)).toBe(Simulation.hashOf(once))
    }
  })

  it("makes the same history whether it is written down or not", () => {
    for (let seed = 1; seed <= 40; seed++) {
      const unrecorded = Simulation.run(Simulation.planOf(seed))
      expect(unrecorded.portCalls).toBe(recorded(seed).portCalls)
      expect(unrecorded.world.timeline).toEqual([])
    }
  })

  it("is not another one", () => {
    expect(Simulation.hashOf(recorded(1))).not.toBe(Simulation.hashOf(recorded(2)))
  })
})
