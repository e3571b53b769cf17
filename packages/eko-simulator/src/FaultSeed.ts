/**
 * Faults that are drawn from a seed: a pure function of seed, operation and call number, so that the same calls meet the
 * same faults each time.
 *
 * @module
 */
import { Schema } from "effect"
import * as Fault from "./Fault.ts"

/** Which faults are drawn, and how often. */
export const FaultSeed = Schema.Struct({
  seed: Schema.Int,
  /** Of a thousand calls, how many are hit at each of the stages that the operation has. */
  perMille: Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 1_000 })),
  /** The faults that may be drawn; all of them by default. */
  faults: Schema.optionalKey(Schema.NonEmptyArray(Schema.Literals(Fault.names))),
  /** Milliseconds by which an answer is late that comes after the caller's timeout; 60 seconds by default. */
  lateMillis: Schema.optionalKey(Schema.Natural)
})
export type FaultSeed = typeof FaultSeed.Type

/** Draws one number after another; each is below 2^32. */
type Draw = () => number

/** FNV-1a over the text, then mulberry32: small, fast, and the same everywhere. */
const drawing = (text: string): Draw => {
  let state = 0x811c9dc5
  for (let at = 0; at < text.length; at++) state = Math.imul(state ^ text.charCodeAt(at), 0x01000193)
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return (mixed ^ (mixed >>> 14)) >>> 0
  }
}

const pick = <A>(draw: Draw, choices: readonly [A, ...ReadonlyArray<A>]): A => {
  const [first] = choices
  return choices[draw() % choices.length] ?? first
}

const minuteMillis = 60_000
const hourMillis = 3_600_000
const dayMillis = 86_400_000

/** How one fault of each name is drawn, its parameters with it. */
const drawn: Readonly<Record<Fault.Fault["fault"], (draw: Draw, seed: FaultSeed) => Fault.Fault>> = {
  refuse: () => ({ fault: "refuse" }),
  reset: (draw) => ({ fault: "reset", effect: pick(draw, [true, false]) }),
  "answer-never-arrives": () => ({ fault: "answer-never-arrives" }),
  delay: (draw, { lateMillis = minuteMillis }) => ({
    fault: "delay",
    millis: lateMillis + (draw() % Math.max(1, lateMillis)),
    effect: pick(draw, ["at-once", "late", "none"])
  }),
  http: (draw) => ({
    fault: "http",
    status: pick(draw, [500, 502, 503, 504, 408, 421, 425, 429, 403, 404, 307, 308]),
    effect: pick(draw, [true, false]),
    page: pick(draw, ["html", "json", "empty"])
  }),
  garbled: (draw) => ({
    fault: "garbled",
    as: pick(draw, ["truncated", "torn", "not-json", "no-key", "wrong-types", "unknown-tx-status"])
  }),
  duplicate: (draw) => ({
    fault: "duplicate",
    at: pick(draw, ["wire", "gateway"]),
    heard: pick(draw, ["first", "second"])
  }),
  "clock-skew": (draw) => ({
    fault: "clock-skew",
    millis: pick(draw, [1_000, 60_000, 119_000, 121_000, hourMillis]) * pick(draw, [1, -1])
  }),
  awaited: (draw) => {
    const afterMillis = pick(draw, [0, 1_000, 90_000, hourMillis, dayMillis, undefined])
    return {
      fault: "awaited",
      settlesAs: pick(draw, ["success", "failed", "refund_pending", "refunded"]),
      status: pick(draw, ["awaited", "on_hold", "response_awaited"]),
      ...(afterMillis === undefined ? {} : { afterMillis })
    }
  },
  reversed: (draw) => ({
    fault: "reversed",
    as: pick(draw, ["refund_pending", "refunded"]),
    afterMillis: pick(draw, [0, minuteMillis, hourMillis, 2 * dayMillis])
  }),
  declined: () => ({ fault: "declined" }),
  "bank-unavailable": () => ({ fault: "bank-unavailable" }),
  "not-found": (draw) => ({ fault: "not-found", shape: pick(draw, ["463", "-1", "168"]) }),
  callback: (draw) => ({
    fault: "callback",
    how: pick(draw, ["duplicate", "delay", "reorder", "drop"]),
    millis: pick(draw, [0, 1_000, minuteMillis])
  })
}

const nothing: Fault.Hit = {}

/**
 * What the seed lets hit one call of an operation, at most one fault of each stage.
 */
export const hit = (plan: FaultSeed, operation: string, callNumber: number): Fault.Hit => {
  const draw = drawing(`${plan.seed}|${operation}|${callNumber}`)
  const happens = () => draw() % 1_000 < plan.perMille
  const isCallback = operation === Fault.callbacks
  const isOnTheWire = !isCallback && happens()
  const isDecided = !isCallback && happens()
  if (!isOnTheWire && !isDecided && !(isCallback && happens())) return nothing

  const faults = (plan.faults ?? Fault.names)
    .filter((name) => Fault.isSuitable(name, operation))
    .map((name) => drawn[name](draw, plan))
  const oneOf = (isMeant: (stage: Fault.Stage) => boolean): Fault.Hit => {
    const [first, ...others] = faults.filter((fault) => isMeant(Fault.stageOf(fault)))
    if (first === undefined) return nothing
    const fault = pick(draw, [first, ...others])
    return { [Fault.stageOf(fault)]: fault }
  }
  if (isCallback) return oneOf((stage) => stage === "callback")
  return {
    ...(isOnTheWire ? oneOf((stage) => stage === "arrival" || stage === "delivery") : nothing),
    ...(isDecided ? oneOf((stage) => stage === "decision") : nothing)
  }
}
