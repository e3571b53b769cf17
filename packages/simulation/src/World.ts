/**
 * One world: processes of ours that run core's real programs, a database, a simulated Eko, customers with their phones,
 * and everything that can go wrong between them, all from one seed.
 *
 * Nothing in it is asynchronous. A program that waits has an entry on the agenda, and the world takes one entry after
 * the other, so the same plan always makes the same history.
 *
 * @module
 */
import {
  BackgroundWork,
  Callback,
  type CallbackStore,
  Hints,
  type TransferPolicy,
  TransferState,
  type Transfers,
  WalletLoadState,
  type WalletLoads
} from "@bhejo/core"
import type { Fault as EkoFault } from "@bhejo/eko-simulator"
import { Effect, Exit, type Fiber, Result } from "effect"
import { Agenda } from "./Agenda.ts"
import { Chance } from "./Chance.ts"
import * as Checks from "./Checks.ts"
import { type Coverage, nameOf, nameOfLoad } from "./Coverage.ts"
import { Database, type Element, type Stored, type StoredLoad, type Watcher } from "./Database.ts"
import { Eko } from "./Eko.ts"
import type { Fault, Place, Weather } from "./Fault.ts"
import type * as Population from "./Population.ts"
import { Process, run } from "./Process.ts"
import * as Services from "./Services.ts"

export interface Plan {
  readonly seed: number
  readonly weather: Weather
  readonly policy: TransferPolicy.TransferPolicy
  readonly population: Population.Population
  /** What is wrong with the population. */
  readonly worldFaults?: ReadonlyArray<Fault>
  /** Whether an operator looks after what no inquiry settles. */
  readonly hasOperator?: boolean
  readonly processes: number
  /** How long faults strike, in milliseconds; then the weather is fair and all that is open has time to end. */
  readonly stormMillis: number
  /** What befalls calls at Eko, whatever the weather. */
  readonly script?: ReadonlyArray<EkoFault.PlannedFault>
  /** Faults that are left out, by their number among all that strike. */
  readonly without?: ReadonlySet<number>
  /** Where processes die, by the number of the boundary: two for each call, before its effect and after it. */
  readonly crashes?: ReadonlySet<number>
  readonly substitutes?: Services.Substitutes
  /** Whether the timeline is written down. */
  readonly isRecorded?: boolean
}

/** How long the world waits, after the storm, for everything to end. */
const calmMillis = 30 * 60 * 60_000
const startMillis = Date.UTC(2026, 10, 2, 4, 30)
const leaseMillis = 120_000
/** Steps that one process does at a time. */
const lanes = 4

/** What the programs of a process find around them. */
type Surroundings = Transfers.Transfers | WalletLoads.WalletLoads | CallbackStore.CallbackStore

/** One process with its programs and the effect context that they run in. */
export interface Running extends Services.Services {
  readonly process: Process
  busyLanes: number
}

export class World implements Watcher {
  readonly plan: Plan
  readonly coverage: Coverage
  readonly agenda = new Agenda(startMillis)
  readonly chance: Chance
  readonly database: Database
  readonly eko: Eko
  readonly timeline: Array<string> = []
  /** The faults that struck, each with its number. */
  readonly struck: Array<{ readonly number: number; readonly fault: Fault }> = []
  /** What must not have happened, noticed while it did. */
  readonly alarms: Array<{ readonly check: string; readonly detail: string }> = []
  /** Everything that programs said to the world outside: logs, errors. */
  readonly said: Array<string> = []
  readonly outside: Process
  portCalls = 0
  boundaries = 0
  /** The boundaries at which a death is unlike one at the same process's boundary before: more than its memory differs. */
  readonly distinct: Array<number> = []
  /** Journeys that are still under way. */
  journeys = 0
  readonly #running: Array<Running> = []
  /** Callbacks that are still to be posted, or were just now. */
  #callbacks = 0
  #faultNumber = 0
  #happenings = 0
  #incarnations = 0

  constructor(plan: Plan, coverage: Coverage) {
    this.plan = plan
    this.coverage = coverage
    this.chance = new Chance(plan.seed)
    this.database = plan.substitutes?.database?.(this) ?? new Database(this)
    this.outside = new Process(this.agenda, "outside", -1, 0)
    this.eko = new Eko(this)
    for (let slot = 0; slot < plan.processes; slot++) this.#start(slot)
    if (plan.weather.rates.process > 0) this.#trouble()
    this.agenda.at(this.stormEndsMillis, undefined, () => this.#calm())
  }

  get stormEndsMillis(): number {
    return startMillis + this.plan.stormMillis
  }

  get isStorm(): boolean {
    return this.agenda.nowMillis < this.stormEndsMillis
  }

  get startMillis(): number {
    return startMillis
  }

  /** Lets everything happen. */
  run(): void {
    const untilMillis = this.stormEndsMillis + calmMillis
    while (!this.isOver && this.agenda.next(untilMillis)) {}
  }

  /** Nothing is left that could change anything. */
  get isOver(): boolean {
    return this.journeys === 0 && this.openRecords === 0 && !this.isStorm && this.#callbacks === 0 && this.eko.isQuiet
  }

  /** Transfers and wallet loads that wait for a step. */
  openRecords = 0

  record(line: () => string): void {
    if (this.plan.isRecorded === true) {
      this.timeline.push(`${String(this.agenda.nowMillis - startMillis).padStart(9)} ${line()}`)
    }
  }

  alarm(check: string, detail: string): void {
    this.alarms.push({ check, detail })
    this.record(() => `!! ${check}: ${detail}`)
  }

  /** The fault that strikes here, if one does. */
  draw(place: Place): Fault | undefined {
    const { enabled, rates } = this.plan.weather
    const known = enabled[place]
    if (known.length === 0 || !this.isStorm || !this.chance.happens(rates[place])) return undefined
    return this.strike(this.chance.pick(known))
  }

  strike(fault: Fault): Fault | undefined {
    const number = this.#faultNumber++
    if (this.plan.without?.has(number) === true) return undefined
    this.struck.push({ number, fault })
    this.coverage.hit(fault)
    this.record(() => `## ${fault} (fault ${number})`)
    return fault
  }

  /** Counts what outlives a process, or is lost with it: a write, a call at Eko, a request, a reply, a step that is taken. */
  happens(): void {
    this.#happenings++
  }

  /** One of the two boundaries of a call; true where the process dies on it. */
  boundary(process: Process, what: string): boolean {
    const number = this.boundaries++
    if (process.seenHappenings !== this.#happenings) this.distinct.push(number)
    process.seenHappenings = this.#happenings
    if (this.plan.crashes?.has(number) !== true) return false
    this.record(() => `## ${process.name} dies at boundary ${number}, ${what}`)
    this.kill(process)
    return true
  }

  kill(process: Process): void {
    if (process.isDead || process === this.outside) return
    this.record(() => `## ${process.name} dies`)
    process.isDead = true
    this.happens()
    const at = this.#running.findIndex((running) => running.process === process)
    if (at !== -1) this.#running.splice(at, 1)
    for (const lost of process.waiting) this.agenda.after(this.chance.between(1, 50), undefined, lost)
    process.waiting.clear()
    this.agenda.after(this.chance.between(100, 20_000), undefined, () => this.#start(process.slot))
  }

  /** A process that takes requests, if any lives. */
  anyProcess(): Running | undefined {
    return this.#running.length === 0 ? undefined : this.chance.pick(this.#running)
  }

  /** Runs a program of ours in one of the processes; dead processes never call back. */
  fork<A, E>(
    running: Running,
    program: Effect.Effect<A, E, Surroundings>,
    done: (exit: Exit.Exit<A, E>) => void
  ): Fiber.Fiber<A, E> | undefined {
    const { process } = running
    const fiber = run(process, running.context, program)
    fiber?.addObserver((exit) => {
      if (!process.isDead) done(exit)
    })
    return fiber
  }

  /**
   * One call through a port of a process: it takes its time, it can strike faults, and the process can die before its
   * effect and after it.
   */
  port<A, E>(
    process: Process,
    place: "append" | "load" | "timestamp",
    what: string,
    perform: () => Effect.Effect<A, E>,
    refuse: () => Effect.Effect<never, E>,
    stale?: () => Effect.Effect<A, E>
  ): Effect.Effect<A, E> {
    return Effect.callback<A, E>((resume) => {
      this.portCalls++
      const { chance } = this
      if (this.boundary(process, `before ${what}`)) return
      const fault = this.draw(place)
      const answer = (result: Effect.Effect<A, E>, delayMillis: number) => {
        if (place === "append") this.happens()
        if (this.boundary(process, `after ${what}`)) return
        if (delayMillis === 0) resume(result)
        else this.agenda.after(delayMillis, process, () => resume(result))
      }
      const act = (delayMillis: number, answerMillis: number, result: () => Effect.Effect<A, E>) => {
        if (place === "append") this.happens()
        // Once it is under way the database does not ask whether the process still lives.
        if (delayMillis === 0) answer(result(), answerMillis)
        else this.agenda.after(delayMillis, undefined, () => answer(result(), answerMillis))
      }
      switch (fault) {
        case undefined: {
          const speed = chance.below(8)
          return act(speed < 4 ? 0 : speed, speed < 3 ? 0 : chance.between(0, 4), perform)
        }
        case "append refused":
        case "load refused":
        case "no timestamp":
          return act(0, chance.between(1, 5_000), refuse)
        case "append slow":
        case "load slow":
        case "timestamp slow":
          return act(chance.between(0, 4_000), chance.between(0, 4_000), perform)
        case "append answered too late":
          return act(chance.between(0, 60_000), chance.between(10_000, 90_000), perform)
        case "append's answer lost":
          return act(chance.between(0, 5), chance.between(1, 10_000), () => Effect.andThen(perform(), refuse()))
        case "load stale":
          return act(0, chance.between(0, 5), stale ?? perform)
        default: {
          // It dies, and what it had asked for happens or does not.
          const happens = chance.happens(0.5)
          if (happens) this.agenda.after(chance.between(0, 100), undefined, () => void Effect.runSyncExit(perform()))
          return this.kill(process)
        }
      }
    })
  }

  /** A callback is posted to whichever process takes it; nobody posts it again. */
  callBack(atMillis: number, body: string): void {
    this.#callbacks++
    this.agenda.at(atMillis, undefined, () => {
      this.agenda.after(5_000, undefined, () => void this.#callbacks--)
      const running = this.anyProcess()
      const hint = Callback.parse(body)
      if (running === undefined || Result.isFailure(hint)) return
      this.record(() => `${running.process.name} < callback ${body.slice(0, 120)}`)
      this.agenda.after(0, running.process, () => {
        this.happens()
        this.fork(running, Hints.take(hint.success), (exit) => this.noteExit("callback", exit))
      })
    })
  }

  /** Offers a step to the processes when its time has come. */
  onStep(element: Element): void {
    const lateMillis = this.draw("queue") === "step late" ? this.chance.between(1_000, 300_000) : this.chance.below(200)
    this.agenda.at(element.visibleAtMillis + lateMillis, undefined, () => this.#deliver(element))
  }

  #deliver(element: Element): void {
    if (element.isCompleted || element.visibleAtMillis > this.agenda.nowMillis) return
    const free = this.#running.filter((running) => running.busyLanes < lanes)
    if (free.length === 0) {
      this.agenda.after(500, undefined, () => this.#deliver(element))
      return
    }
    const running = this.chance.pick(free)
    const { process } = running
    const { step } = element
    const taking = ++element.takings
    element.visibleAtMillis = this.agenda.nowMillis + leaseMillis
    this.portCalls++
    this.happens()
    this.record(() => `${process.name} takes step ${step.kind} ${step.id.slice(-4)} v${step.version}`)
    const giveUp = this.agenda.at(element.visibleAtMillis, undefined, () => this.#deliver(element))
    if (this.boundary(process, "before the step")) return
    const fault = this.draw("queue")
    if (fault === "step delivered twice") {
      element.visibleAtMillis = this.agenda.nowMillis
      this.agenda.after(this.chance.between(0, 3_000), undefined, () => this.#deliver(element))
    }
    running.busyLanes++
    this.fork(running, Effect.uninterruptible(BackgroundWork.perform(step)), (exit) => {
      running.busyLanes--
      this.noteExit(`step ${step.kind}`, exit)
      if (this.boundary(process, "before the step's completion")) return
      if (fault === "crash around completion") return this.kill(process)
      this.portCalls++
      this.happens()
      if (Exit.isFailure(exit)) {
        if (element.takings !== taking || element.isCompleted) return
        giveUp()
        element.visibleAtMillis = this.agenda.nowMillis + Math.min(1_000 * 2 ** taking, 60_000)
        this.agenda.at(element.visibleAtMillis, undefined, () => this.#deliver(element))
        return
      }
      // The queue keeps a step that it does not hear of.
      if (fault === "completion lost") return
      element.isCompleted = true
      giveUp()
      this.boundary(process, "after the step's completion")
    })
  }

  /** A defect of ours is a finding, and what programs fail with is looked through for what must not be in it. */
  noteExit(what: string, exit: Exit.Exit<unknown, unknown>): void {
    if (Exit.isSuccess(exit)) return
    for (const reason of exit.cause.reasons) {
      if (reason._tag === "Die") this.alarm(Checks.defects, `${what}: ${String(reason.defect)}`)
      if (reason._tag === "Fail") this.say(reason.error)
    }
  }

  say(error: unknown): void {
    this.said.push(error instanceof Error ? `${error.message} ${JSON.stringify(error)}` : JSON.stringify(error))
  }

  onChange(before: TransferState.TransferState | undefined, { snapshot, journal }: Stored, events: number): void {
    this.coverage.hit(`state ${snapshot.state}`)
    for (const event of journal.slice(journal.length - events)) {
      this.coverage.hit(nameOf(event))
      this.record(() => `   ${snapshot.terms.id.slice(-4)} ${JSON.stringify(event)}`)
    }
    this.openRecords += count(TransferState.needsStep(snapshot)) - count(before && TransferState.needsStep(before))
    if (before !== undefined && isLeftForGood(before, snapshot)) {
      this.alarm(Checks.finalStays, `${snapshot.terms.id}: ${before.state} became ${snapshot.state}`)
    }
  }

  onLoadChange(
    before: WalletLoadState.WalletLoadState | undefined,
    { snapshot, journal }: StoredLoad,
    events: number
  ): void {
    this.coverage.hit(`load ${snapshot.state}`)
    for (const event of journal.slice(journal.length - events)) {
      this.coverage.hit(nameOfLoad(event))
      this.record(() => `   ${snapshot.terms.id.slice(-4)} ${JSON.stringify(event)}`)
    }
    this.openRecords += count(WalletLoadState.needsStep(snapshot)) - count(before && WalletLoadState.needsStep(before))
    if (before !== undefined && WalletLoadState.isFinal(before) && before.state !== snapshot.state) {
      this.alarm(Checks.finalStays, `${snapshot.terms.id}: ${before.state} became ${snapshot.state}`)
    }
  }

  #start(slot: number): void {
    const { chance, agenda } = this
    const process = new Process(agenda, `p${slot}.${this.#incarnations++}`, slot, chance.between(-400, 400))
    this.happens()
    this.record(() => `${process.name} starts`)
    this.#running.push({ process, busyLanes: 0, ...Services.make(this, process, this.#incarnations) })
  }

  /** What a reader sees who is behind: an earlier snapshot, where there is one. */
  staleRead<Record>(stored: Stored<Record, unknown> | undefined): Record | undefined {
    if (stored === undefined || stored.earlier.length === 0) return stored?.snapshot
    return this.chance.pick(stored.earlier.slice(-3))
  }

  /** What happens to processes out of nowhere. */
  #trouble(): void {
    this.agenda.after(this.chance.between(500, 60_000), undefined, () => {
      if (!this.isStorm) return
      const running = this.anyProcess()
      const fault = running === undefined ? undefined : this.draw("process")
      if (running !== undefined && fault !== undefined) this.#strikeProcess(running.process, fault)
      this.#trouble()
    })
  }

  #strikeProcess(process: Process, fault: Fault) {
    const { chance } = this
    switch (fault) {
      case "crash":
        return this.kill(process)
      case "freeze":
        return this.freeze(process, chance.pick([2_000, 20_000, 90_000, 400_000, 1_500_000]))
      case "clock forward":
        process.clockOffsetMillis += chance.pick([500, 5_000, 90_000, 300_000])
        return
      case "clock back":
        process.clockOffsetMillis -= chance.pick([500, 5_000, 90_000, 300_000])
        return
      case "Eko unreachable for a while": {
        const untilMillis = this.agenda.nowMillis + chance.pick([60_000, 1_500_000, 2_700_000])
        this.eko.downUntilMillis = Math.min(untilMillis, this.stormEndsMillis)
        return
      }
      default:
        return
    }
  }

  freeze(process: Process, millis: number): void {
    process.frozenUntilMillis = Math.max(process.frozenUntilMillis, this.agenda.nowMillis + millis)
  }

  /** The storm is over: everybody wakes, and the clocks are right again. */
  #calm(): void {
    this.record(() => "-- the storm is over")
    for (const { process } of this.#running) {
      process.frozenUntilMillis = 0
      process.clockOffsetMillis = 0
    }
  }
}

/** A final state was left, and not by Eko taking a success back. */
const isLeftForGood = (before: TransferState.TransferState, after: TransferState.TransferState): boolean =>
  TransferState.isFinal(before) &&
  before.state !== after.state &&
  !(before.state === "succeeded" && (after.state === "refund_pending" || after.state === "refunded"))

const count = (isOpen: boolean | undefined): number => (isOpen === true ? 1 : 0)
