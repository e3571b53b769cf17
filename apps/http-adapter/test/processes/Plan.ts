/**
 * What befalls the processes of a run: a pure function of its seed.
 *
 * Each target has a list of its own, worked off one event after the other, each after a pause that begins when the target
 * is up again. So a slow machine sees fewer events and never other ones.
 */
import * as Chance from "./Chance.ts"

export const targets = ["server-a", "server-b", "worker", "postgres", "simulator"] as const
export type Target = (typeof targets)[number]

export type Event =
  /** SIGKILL, and a new process. */
  | { readonly kind: "kill" }
  /** SIGTERM, an end in order, and a new process. */
  | { readonly kind: "terminate" }
  /** SIGSTOP, and SIGCONT after this long. */
  | { readonly kind: "freeze"; readonly forMillis: number }
  /** PostgreSQL ends in order and starts again. */
  | { readonly kind: "restart-fast" }
  /** PostgreSQL ends without a checkpoint, as in a crash, and recovers. */
  | { readonly kind: "restart-immediate" }
  /**
   * The server stands still between the commit of attempts and what it would send after it, until an operator has settled
   * one of them, and so long at most.
   */
  | { readonly kind: "freeze-at-commit"; readonly forMillis: number }

export type Planned = Event & { readonly pauseMillis: number }

export interface Plan {
  readonly seed: number
  readonly events: Readonly<Record<Target, ReadonlyArray<Planned>>>
  /** What befalls single calls that move money, by their numbers, beside the faults that the simulator draws itself. */
  readonly faults: ReadonlyArray<unknown>
  /** The kinds of events that a run is to see of each target at least once. */
  readonly kinds: Readonly<Record<Target, ReadonlyArray<Event["kind"]>>>
}

const kinds: Plan["kinds"] = {
  "server-a": ["kill", "terminate", "freeze", "freeze-at-commit"],
  "server-b": ["kill", "terminate", "freeze"],
  worker: ["kill", "terminate", "freeze"],
  postgres: ["kill", "restart-fast", "restart-immediate", "freeze"],
  simulator: ["kill", "freeze"]
}

/** Times that each target's kinds are worked off, each time in another order. */
const rounds = 50

/** The answers after which a careless caller would send again; each meets a call of each product in every run. */
const tempting = [
  { fault: "reset", effect: true },
  { fault: "reset", effect: false },
  { fault: "http", status: 307, effect: true },
  { fault: "http", status: 421, effect: false },
  { fault: "http", status: 503, effect: true },
  { fault: "answer-never-arrives" }
]

/** Among so many of a product's first debits. */
const temptedCalls = 18

const faultsOf = (seed: number): Plan["faults"] =>
  ["dmt-fino/initiate", "ppi-digikhata/initiate"].flatMap((operation) => {
    const numbers = Chance.make(seed, operation).shuffle(Array.from({ length: temptedCalls }, (_, index) => index + 1))
    return tempting.map((fault, index) => ({ operation, call: numbers[index], ...fault }))
  })

/** A freeze of this length outlives a call and its first inquiry, and no settlement window. */
const longestFreezeMillis = 3_500
/** PostgreSQL is shared by all, who would do nothing else than wait. */
const longestPostgresFreezeMillis = 1_500

export const make = (seed: number, heldMillis: number): Plan => {
  const eventsOf = (target: Target): ReadonlyArray<Planned> => {
    const chance = Chance.make(seed, target)
    const event = (kind: Event["kind"]): Event => {
      switch (kind) {
        case "freeze":
          return {
            kind,
            forMillis: chance.between(50, target === "postgres" ? longestPostgresFreezeMillis : longestFreezeMillis)
          }
        case "freeze-at-commit":
          return { kind, forMillis: heldMillis }
        default:
          return { kind }
      }
    }
    return Array.from({ length: rounds }, () => chance.shuffle(kinds[target]))
      .flat()
      .map((kind) => ({ pauseMillis: chance.between(200, 2_500), ...event(kind) }))
  }
  return {
    seed,
    kinds,
    faults: faultsOf(seed),
    events: {
      "server-a": eventsOf("server-a"),
      "server-b": eventsOf("server-b"),
      worker: eventsOf("worker"),
      postgres: eventsOf("postgres"),
      simulator: eventsOf("simulator")
    }
  }
}
