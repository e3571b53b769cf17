/**
 * One process of ours: it has a clock of its own, it can die, freeze and wake, and its fibers are driven by the world.
 *
 * @module
 */
import { Clock, Context, Duration, Effect, type Fiber, Logger, Random, References, Scheduler } from "effect"
import type { Agenda, Owner } from "./Agenda.ts"
import { type Chance, service } from "./Chance.ts"

/** What a process tells about itself: a line of its log, with whatever was annotated. */
export type Log = (line: () => string) => void

export class Process implements Owner {
  readonly name: string
  readonly slot: number
  isDead = false
  frozenUntilMillis = 0
  /** How far its clock is ahead of the true time. */
  clockOffsetMillis: number
  /** What is told to those who wait for it when it dies. */
  readonly waiting = new Set<() => void>()
  /** How much had happened in the world at its last boundary. */
  seenHappenings = -1
  readonly #agenda: Agenda

  constructor(agenda: Agenda, name: string, slot: number, clockOffsetMillis: number) {
    this.#agenda = agenda
    this.name = name
    this.slot = slot
    this.clockOffsetMillis = clockOffsetMillis
  }

  get nowMillis(): number {
    return this.#agenda.nowMillis + this.clockOffsetMillis
  }
}

/** The clock that a process sees. Its timers run by true time, whatever its clock is set to. */
const clockOf = (agenda: Agenda, process: Process): Clock.Clock => ({
  currentTimeMillisUnsafe: () => process.nowMillis,
  currentTimeMillis: Effect.sync(() => process.nowMillis),
  currentTimeNanosUnsafe: () => BigInt(process.nowMillis) * 1_000_000n,
  currentTimeNanos: Effect.sync(() => BigInt(process.nowMillis) * 1_000_000n),
  monotonicTimeNanosUnsafe: () => BigInt(agenda.nowMillis) * 1_000_000n,
  monotonicTimeNanos: Effect.sync(() => BigInt(agenda.nowMillis) * 1_000_000n),
  sleep: (duration) =>
    Effect.callback<void>((resume) => {
      const cancel = agenda.after(Math.ceil(Duration.toMillis(duration)), process, () => resume(Effect.void))
      return Effect.sync(cancel)
    })
})

/** Runs what fibers put off when the world comes to it; a fiber is never made to pause in the middle of its turn. */
const schedulerOf = (agenda: Agenda, process: Process): Scheduler.Scheduler => ({
  executionMode: "sync",
  shouldYield: () => false,
  makeDispatcher: () => ({
    scheduleTask: (task) => void agenda.after(0, process, task),
    flush: () => {}
  })
})

/**
 * Everything that effect's programs would otherwise take from the machine they run on. Merged, not added one by one: each
 * fiber of a world looks into it, and what is added lies in layers that each look goes through.
 */
export const surroundings = (agenda: Agenda, process: Process, chance: Chance, log: Log): Context.Context<never> =>
  Context.mergeAll(
    Context.make(Clock.Clock, clockOf(agenda, process)),
    Context.make(Scheduler.Scheduler, schedulerOf(agenda, process)),
    Context.make(Random.Random, service(chance)),
    Context.make(References.TracerEnabled, false),
    Context.make(
      Logger.CurrentLoggers,
      new Set([Logger.map(Logger.formatStructured, (line) => log(() => JSON.stringify(line)))])
    )
  )

/** Starts a program in a process; a dead one starts nothing. */
export const run = <A, E, R>(
  process: Process,
  context: Context.Context<R>,
  program: Effect.Effect<A, E, R>
): Fiber.Fiber<A, E> | undefined => (process.isDead ? undefined : Effect.runForkWith(context)(program))
