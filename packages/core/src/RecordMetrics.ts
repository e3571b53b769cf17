/**
 * What becomes of transfers and wallet loads, as counters: each change of state that was committed, and each alarm.
 *
 * They count what this process did. How many records are in a state now is for the store to say, which knows all of them.
 *
 * @module
 */
import { Effect, Metric } from "effect"
import { AlarmKind } from "./TransferEvent.ts"

/** Attributes that a counter is made with are read once; those that are put onto another one, at every count. */
const transitions = (attributes: Readonly<Record<"record" | "product" | "from" | "to", string>>) =>
  Metric.counter("bhejo_state_transitions_total", {
    description: "Changes of state that this process has committed; a new record comes from none",
    incremental: true,
    attributes
  })

const alarms = (attributes: Readonly<Record<"record" | "kind", string>>) =>
  Metric.counter("bhejo_alarms_total", {
    description: "Alarms that this process has raised: a person has to look",
    incremental: true,
    attributes
  })

export interface Transition {
  readonly record: "transfer" | "load"
  readonly product: string
  readonly from: string | undefined
  readonly to: string
}

const counters = new Map<string, Metric.Counter<number>>()

const counterOf = ({ record, product, from = "none", to }: Transition) => {
  const key = `${record} ${product} ${from} ${to}`
  const known = counters.get(key)
  if (known !== undefined) return known
  const counter = transitions({ record, product, from, to })
  counters.set(key, counter)
  return counter
}

/** Counts a commit that changed a record's state; one that did not is none. */
export const transition = (made: Transition): Effect.Effect<void> =>
  made.from === made.to ? Effect.void : Metric.update(counterOf(made), 1)

/** Tells every alarm's count from the start, so that the first one is a change. */
export const registered: Effect.Effect<void> = Effect.forEach(
  ["transfer", "load"] as const,
  (record) => Effect.forEach(AlarmKind.literals, (kind) => Metric.update(alarms({ record, kind }), 0)),
  { discard: true }
)

/** Counts an alarm. */
export const alarm = (record: Transition["record"], kind: string): Effect.Effect<void> =>
  Metric.update(alarms({ record, kind }), 1)
