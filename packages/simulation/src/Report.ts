/**
 * What a person reads: a failure with its minimal timeline, and what many worlds reached.
 *
 * @module
 */
import type * as Batch from "./Batch.ts"
import type { Coverage } from "./Coverage.ts"
import { expected } from "./Coverage.ts"
import type * as CrashPoints from "./CrashPoints.ts"
import type { Violation } from "./Invariants.ts"
import * as Shrink from "./Shrink.ts"
import * as Simulation from "./Simulation.ts"

/** From this many seeds on, whatever is never reached is a failure of the simulation itself. */
export const seedsThatReachEverything = 10_000

/** Everything about one world: what was wrong in it, its timeline, and its fingerprint. */
export const world = (result: Simulation.Result): string =>
  [
    ...result.world.timeline,
    "",
    ...violations(result.violations),
    `timeline ${Simulation.hashOf(result)} (${result.world.timeline.length} lines, ${result.portCalls} port calls)`
  ].join("\n")

const violations = (found: ReadonlyArray<Violation>): ReadonlyArray<string> =>
  found.length === 0 ? ["every check holds"] : found.map(({ check, detail }) => `VIOLATED ${check}: ${detail}`)

/** A failing seed: what is violated, and the smallest history that still violates it. */
export const failure = (seed: number, substitutes: Simulation.Substitutes = {}): string => {
  const plan = Simulation.planOf(seed, substitutes)
  const [first] = Simulation.run(plan).violations
  if (first === undefined) return `seed ${seed} fails no check`
  const smallest = Simulation.run({ ...Shrink.shrink(plan, first.check), isRecorded: true })
  const { transfers, loads } = smallest.world.plan.population
  return [
    `seed ${seed} violates: ${first.check}`,
    `the smallest history that still does (${transfers.length} transfers, ${loads.length} loads, ${
      smallest.world.struck.length
    } faults):`,
    world(smallest),
    `replay the whole of it: pnpm simulate --seed ${seed}`
  ].join("\n")
}

const number = (value: number): string => Math.round(value).toLocaleString("en")

/** How far it has come, how fast, and in how much memory. */
export const speed = ({ seeds, portCalls }: Batch.Totals, of: number, seconds: number, bytes: number): string =>
  `${number(seeds)} of ${number(of)} seeds in ${seconds.toFixed(1)} s: ${number(seeds / seconds)} seeds/s, ${number(
    portCalls / seconds
  )} port calls/s, ${number(bytes / 1e6)} MB`

/** What became of every crash point of one scenario. */
export const explored = ({ scenario, boundaries, distinct, pairs, failures }: CrashPoints.Explored): string =>
  [
    `${scenario}: ${number(boundaries)} crash points alone (${number(distinct)} unlike the one before), ${number(pairs)} pairs, ${failures.length} failures`,
    ...failures
      .slice(0, 5)
      .flatMap(({ crashes, violations: found }) =>
        violations(found).map((line) => `  dying at ${crashes.join(" and ") || "no point"}: ${line}`)
      )
  ].join("\n")

/** Each thing reached with its count, and what was never reached. */
export const coverage = (reached: Coverage): string => {
  const rows = reached.entries().map(([what, count]) => `${String(count).padStart(12)}  ${what}`)
  const missing = reached.missing(expected).map((what) => `       never  ${what}`)
  return [...rows, ...missing].join("\n")
}
