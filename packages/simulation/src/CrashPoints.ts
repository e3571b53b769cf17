/**
 * Every crash point of a few representative histories: the process that makes a call dies before the call has its effect,
 * and after it, at each call in turn and at each pair of them; others take over, and the same checks hold.
 *
 * A process that dies leaves behind what is written, what is on its way, and who waits for it. Between two boundaries at
 * which all that is the same, as those of a read are, nothing but memory was gained, and that is lost either way: the two
 * deaths are one but for milliseconds. So a pair is made of deaths that differ, and alone each boundary is visited.
 * `everyPair` makes pairs of all boundaries.
 *
 * @module
 */
import { TransferPolicy, type TransferState, type WalletLoadState } from "@bhejo/core"
import type { Fault as EkoFault } from "@bhejo/eko-simulator"
import { Effect } from "effect"
import { Chance } from "./Chance.ts"
import { Coverage } from "./Coverage.ts"
import * as Fault from "./Fault.ts"
import type { Violation } from "./Invariants.ts"
import * as Population from "./Population.ts"
import type { Substitutes } from "./Services.ts"
import * as Simulation from "./Simulation.ts"
import type { Plan } from "./World.ts"

/** One history that is told again and again, with deaths in other places. */
export interface Scenario {
  readonly name: string
  /** What is done about its one transfer, or its one load. */
  readonly journey:
    | { readonly transfer: Simulation.Journeys["transfer"] }
    | { readonly load: Simulation.Journeys["load"] }
  /** What Eko does, beside answering. */
  readonly script?: ReadonlyArray<EkoFault.PlannedFault>
  readonly isPoor?: boolean
  readonly isUnknown?: boolean
  /** How the history ends where nobody dies. */
  readonly ends: TransferState.StateName | WalletLoadState.StateName
}

/** One history that went wrong, by the boundaries at which a process died. */
export interface Failure {
  readonly scenario: string
  readonly crashes: ReadonlyArray<number>
  readonly violations: ReadonlyArray<Violation>
}

export interface Explored {
  readonly scenario: string
  /** The crash points of the undisturbed history. */
  readonly boundaries: number
  readonly singles: number
  /** The crash points among them at which a death is unlike the one before. */
  readonly distinct: number
  readonly pairs: number
  readonly failures: ReadonlyArray<Failure>
}

const minute = 60_000

/** The plan of a scenario: fair weather, two processes, and nothing left to chance but what a seed fixes. */
export const planOf = (
  { journey, script, isPoor = false, isUnknown = false }: Scenario,
  generation: Population.Generation,
  crashes: ReadonlyArray<number> = [],
  substitutes?: Substitutes
): Plan => {
  const { transfers, loads, ...population } = Population.make(1, 1, new Chance(1, 1), {
    isPoor,
    isLimited: false,
    isUnknown,
    loads: 1
  })
  return {
    seed: 1,
    weather: Fault.fair,
    policy: { ...TransferPolicy.defaults, settlementWindowMillis: 10 * minute },
    population: {
      ...population,
      generation,
      transfers: "transfer" in journey ? transfers : [],
      loads: "load" in journey ? loads : []
    },
    processes: 2,
    stormMillis: 0,
    crashes: new Set(crashes),
    ...(script === undefined ? {} : { script }),
    ...(substitutes === undefined ? {} : { substitutes })
  }
}

/** There is one record alone that anything is done about. */
export const journeysOf = ({ journey }: Pick<Scenario, "journey">): Simulation.Journeys => ({
  transfer: () => Effect.void,
  load: () => Effect.void,
  ...journey
})

/** Every single crash and every pair of crashes of one scenario. */
export const explore = (
  scenario: Scenario,
  generation: Population.Generation = "seed",
  { substitutes, everyPair = false }: { readonly substitutes?: Substitutes; readonly everyPair?: boolean } = {}
): Explored => {
  const coverage = new Coverage()
  const failures: Array<Failure> = []
  const run = (crashes: ReadonlyArray<number>) => {
    const { world, violations } = Simulation.run(
      planOf(scenario, generation, crashes, substitutes),
      coverage,
      journeysOf(scenario)
    )
    if (violations.length > 0) failures.push({ scenario: scenario.name, crashes, violations })
    return world
  }
  const undisturbed = run([])
  const { transfers, loads } = undisturbed.database
  for (const { snapshot } of [...transfers.values(), ...loads.values()]) {
    if (snapshot.state !== scenario.ends) {
      const detail = `${snapshot.state} in place of ${scenario.ends}`
      failures.push({
        scenario: scenario.name,
        crashes: [],
        violations: [{ check: "the undisturbed history ends", detail }]
      })
    }
  }
  const distinct = new Set(undisturbed.distinct)
  let pairs = 0
  for (let first = 0; first < undisturbed.boundaries; first++) {
    // What comes after the first death is another history, with crash points of its own.
    const one = run([first])
    if (!everyPair && !distinct.has(first)) continue
    const seconds = everyPair ? Array.from({ length: one.boundaries }, (_, number) => number) : one.distinct
    for (const second of seconds) {
      if (second <= first) continue
      run([first, second])
      pairs++
    }
  }
  return {
    scenario: scenario.name,
    boundaries: undisturbed.boundaries,
    singles: undisturbed.boundaries,
    distinct: distinct.size,
    pairs,
    failures
  }
}
