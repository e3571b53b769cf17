/**
 * Makes a world of a seed, runs it to its end, and says what was wrong.
 *
 * @module
 */
import { createHash } from "node:crypto"
import { TransferPolicy } from "@bhejo/core"
import { Chance } from "./Chance.ts"
import { Coverage } from "./Coverage.ts"
import * as Fault from "./Fault.ts"
import * as Invariants from "./Invariants.ts"
import * as Journey from "./Journey.ts"
import * as Population from "./Population.ts"
import type { Substitutes } from "./Services.ts"
import { type Plan, World } from "./World.ts"

export type { Substitutes } from "./Services.ts"

export interface Result {
  readonly seed: number
  readonly violations: ReadonlyArray<Invariants.Violation>
  readonly portCalls: number
  readonly world: World
}

/** Of this many worlds one is large. */
const largeShare = 0.005

const minute = 60_000

/** Short lives and windows meet each other more often than the ones that operations would choose. */
const policy = (chance: Chance): TransferPolicy.TransferPolicy => ({
  ...TransferPolicy.defaults,
  otpLifetimeMillis: chance.pick([minute, 10 * minute, 25 * minute]),
  idleLifetimeMillis: chance.pick([3 * minute, 30 * minute]),
  settlementWindowMillis: chance.pick([15 * minute, 3 * 60 * minute, 24 * 60 * minute]),
  resolutionNeedsSecondPerson: chance.happens(0.25)
})

/** What a seed's world is like. */
export const planOf = (seed: number, substitutes?: Substitutes): Plan => {
  const chance = new Chance(seed, 1)
  const weather = Fault.weather(chance)
  const isLarge = chance.happens(largeShare)
  const transfers = isLarge ? chance.between(20, 60) : chance.between(2, 3)
  const worldFaults = weather.enabled.world.filter(() => chance.happens(weather.rates.world))
  return {
    seed,
    weather,
    policy: policy(chance),
    population: Population.make(seed, transfers, chance, {
      isPoor: worldFaults.includes("wallet nearly empty"),
      isLimited: worldFaults.includes("monthly limit nearly used"),
      isUnknown: worldFaults.includes("customer unknown to Eko")
    }),
    worldFaults,
    hasOperator: chance.happens(0.5),
    processes: isLarge ? chance.between(3, 8) : chance.between(1, 3),
    stormMillis: chance.pick([3 * 60_000, 12 * 60_000, 45 * 60_000]),
    ...(substitutes === undefined ? {} : { substitutes })
  }
}

/** Runs one plan. Errors carry no stacks meanwhile: they are made by the thousand, and nobody reads them. */
export const run = (plan: Plan, coverage = new Coverage(), journey = Journey.roam): Result => {
  for (const fault of plan.worldFaults ?? []) coverage.hit(fault)
  const { stackTraceLimit } = Error
  Error.stackTraceLimit = 0
  try {
    const world = new World(plan, coverage)
    const context = Journey.contextOf(world)
    for (const terms of plan.population.transfers) {
      Journey.start(world, context, terms, journey)
      if (plan.hasOperator === true) Journey.start(world, context, terms, Journey.operate)
    }
    world.run()
    return { seed: plan.seed, violations: Invariants.check(world), portCalls: world.portCalls, world }
  } finally {
    Error.stackTraceLimit = stackTraceLimit
  }
}

/** A fingerprint of everything that happened, to the byte. */
export const hashOf = ({ world }: Result): string =>
  createHash("sha256").update(world.timeline.join("\n")).digest("hex")
