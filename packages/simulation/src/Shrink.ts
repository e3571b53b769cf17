/**
 * Makes a failing plan as small as it gets while the same check still fails: fewer transfers, fewer faults, fewer
 * processes.
 *
 * @module
 */
import * as Simulation from "./Simulation.ts"
import type { Plan } from "./World.ts"

/** The smallest plan found, whose run still violates the check. */
export const shrink = (plan: Plan, check: string): Plan => {
  const fails = (candidate: Plan) => Simulation.run(candidate).violations.some((violation) => violation.check === check)
  let smallest = plan

  for (const { id } of plan.population.transfers) {
    const transfers = smallest.population.transfers.filter((terms) => terms.id !== id)
    const candidate = { ...smallest, population: { ...smallest.population, transfers } }
    if (fails(candidate)) smallest = candidate
  }
  for (const { id } of plan.population.loads) {
    const loads = smallest.population.loads.filter((terms) => terms.id !== id)
    const candidate = { ...smallest, population: { ...smallest.population, loads } }
    if (fails(candidate)) smallest = candidate
  }
  for (let processes = 1; processes < smallest.processes; processes++) {
    const candidate = { ...smallest, processes }
    if (fails(candidate)) smallest = candidate
  }
  // The last ones first: leaving one out renumbers those behind it alone.
  for (let isSmaller = true; isSmaller; ) {
    isSmaller = false
    for (const { number } of Simulation.run(smallest).world.struck.toReversed()) {
      const candidate = { ...smallest, without: new Set([...(smallest.without ?? []), number]) }
      if (fails(candidate)) {
        smallest = candidate
        isSmaller = true
      }
    }
  }
  return smallest
}
