/**
 * Makes a world of a seed, runs it to its end, and says what was wrong.
 *
 * @module
 */
import "effect/schema/SchemaJITCompiler/enable"
import { createHash } from "node:crypto"
import { TransferPolicy } from "@bhejo/core"
import type { Effect } from "effect"
import { Chance } from "./Chance.ts"
import { Coverage } from "./Coverage.ts"
import * as Fault from "./Fault.ts"
import * as Invariants from "./Invariants.ts"
import * as Journey from "./Journey.ts"
import * as LoadJourney from "./LoadJourney.ts"
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

/** What is done about each transfer, and about each load. */
export interface Journeys {
  readonly transfer: (desk: Journey.Desk) => Effect.Effect<void>
  readonly load: (desk: LoadJourney.LoadDesk) => Effect.Effect<void>
}

const roaming: Journeys = { transfer: Journey.roam, load: LoadJourney.roam }

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

/** What a world is like beside its transfers, with chance of its own: it changes nothing else about the world. */
const besides = (seed: number, isLarge: boolean) => {
  const chance = new Chance(seed, 3)
  const isAboutLoads = chance.happens(0.12)
  const loads = isLarge ? chance.between(5, 15) : chance.between(1, 2)
  return {
    loads: isAboutLoads ? 3 : chance.happens(0.2) ? loads : 0,
    ...(isAboutLoads ? { weather: Fault.aboutLoads } : {})
  }
}

/** What a seed's world is like. */
export const planOf = (seed: number, substitutes?: Substitutes): Plan => {
  const chance = new Chance(seed, 1)
  const usual = Fault.weather(chance)
  const isLarge = chance.happens(largeShare)
  const transfers = isLarge ? chance.between(20, 60) : chance.between(2, 3)
  const { loads, weather = usual } = besides(seed, isLarge)
  const worldFaults = weather.enabled.world.filter(() => chance.happens(weather.rates.world))
  return {
    seed,
    weather,
    policy: policy(chance),
    population: Population.make(seed, transfers, chance, {
      isPoor: worldFaults.includes("wallet nearly empty"),
      isLimited: worldFaults.includes("monthly limit nearly used"),
      isUnknown: worldFaults.includes("customer unknown to Eko"),
      loads
    }),
    worldFaults,
    hasOperator: chance.happens(0.5),
    processes: isLarge ? chance.between(3, 8) : chance.between(1, 3),
    stormMillis: chance.pick([3 * 60_000, 12 * 60_000, 45 * 60_000]),
    ...(substitutes === undefined ? {} : { substitutes })
  }
}

/** Runs one plan. Errors carry no stacks meanwhile: they are made by the thousand, and nobody reads them. */
export const run = (plan: Plan, coverage = new Coverage(), journeys: Journeys = roaming): Result => {
  for (const fault of plan.worldFaults ?? []) coverage.hit(fault)
  const { stackTraceLimit } = Error
  Error.stackTraceLimit = 0
  try {
    const world = new World(plan, coverage)
    const context = Journey.contextOf(world)
    const { transfers, loads } = plan.population
    for (const terms of transfers) {
      Journey.start(world, context, terms, journeys.transfer)
      if (plan.hasOperator === true) Journey.start(world, context, terms, Journey.operate)
    }
    for (const terms of loads) {
      Journey.start(world, context, terms, journeys.load)
      if (plan.hasOperator === true) Journey.start(world, context, terms, LoadJourney.operate)
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
