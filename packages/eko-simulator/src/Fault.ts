/**
 * Faults that are planned for calls to come, so that what rarely happens at Eko happens when a test wants it.
 *
 * @module
 */
import { Schema } from "effect"

/** The call is answered, and nobody hears it. */
export const AnswerNeverArrives = Schema.Struct({
  fault: Schema.Literal("answer-never-arrives"),
  /** What the caller's connection does: it stays open and silent, or it is reset. */
  connection: Schema.optionalKey(Schema.Literals(["open", "reset"]))
})
export type AnswerNeverArrives = typeof AnswerNeverArrives.Type

/** A debit is accepted and not final: it settles after a while, or when it is told to. */
export const Awaited = Schema.Struct({
  fault: Schema.Literal("awaited"),
  settlesAs: Schema.Literals(["success", "failed"]),
  /** Milliseconds after the debit; without it, the debit stays awaited until it is told. */
  afterMillis: Schema.optionalKey(Schema.Natural)
})
export type Awaited = typeof Awaited.Type

/** For which calls a fault is meant: those that reach the operation, signed correctly, whatever they are answered. */
const when = {
  operation: Schema.String,
  /** How many calls pass before the first one that is hit; none by default. */
  skip: Schema.optionalKey(Schema.Natural),
  /** How many calls are hit; one by default. */
  times: Schema.optionalKey(Schema.Int.check(Schema.isGreaterThan(0)))
}

/** A fault and the calls it is meant for. */
export const PlannedFault = Schema.Union([
  Schema.Struct({ ...when, ...AnswerNeverArrives.fields }),
  Schema.Struct({ ...when, ...Awaited.fields })
])
export type PlannedFault = typeof PlannedFault.Type

/** What hits one call: a fault in what Eko decides, and one in how its answer is delivered. */
export interface Hit {
  readonly decision?: Awaited
  readonly delivery?: AnswerNeverArrives
}

/** Where a fault hits. Those of one stage queue up behind each other; those of two can hit the same call. */
const stages: Readonly<Record<PlannedFault["fault"], keyof Hit>> = {
  awaited: "decision",
  "answer-never-arrives": "delivery"
}

export const isPlannedFor = (planned: ReadonlyArray<PlannedFault>, operation: string): boolean =>
  planned.some((plan) => plan.operation === operation)

/**
 * Counts one call of an operation: what hits it, and what is still planned after it. In each stage only the fault that
 * was planned first counts the call.
 */
export const count = (
  planned: ReadonlyArray<PlannedFault>,
  operation: string
): { readonly hit: Hit; readonly left: ReadonlyArray<PlannedFault> } => {
  const counted = new Set<keyof Hit>()
  let hit: Hit = {}
  const left = planned.flatMap((plan): ReadonlyArray<PlannedFault> => {
    const stage = stages[plan.fault]
    if (plan.operation !== operation || counted.has(stage)) return [plan]
    counted.add(stage)
    const skip = plan.skip ?? 0
    if (skip > 0) return [{ ...plan, skip: skip - 1 }]
    hit = { ...hit, [stage]: plan }
    const times = (plan.times ?? 1) - 1
    return times > 0 ? [{ ...plan, times }] : []
  })
  return { hit, left }
}
