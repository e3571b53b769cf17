/**
 * Faults that are planned for calls to come, so that what rarely happens at Eko happens when a test wants it.
 *
 * A fault is one value that says what goes wrong and, by that, where it hits: before Eko looks at the call, in what Eko
 * decides, in how the answer is delivered, or in a callback. The pure heart expresses all of them; a shell carries them
 * out on a socket, a simulation without one.
 *
 * @module
 */
import { Schema } from "effect"
import { Settled } from "./TransactionStatus.ts"

const fault = <const Name extends string, const Fields extends Schema.Struct.Fields>(name: Name, fields: Fields) =>
  Schema.Struct({ fault: Schema.Literal(name), ...fields })

/** The connection is refused: nothing arrives. */
export const Refuse = fault("refuse", {})

/** The connection is reset, with the call executed or not. */
export const Reset = fault("reset", { effect: Schema.Boolean })

/** The call is executed, its answer never comes, and the connection stays open in silence. */
export const AnswerNeverArrives = fault("answer-never-arrives", {})

/**
 * The answer comes this late, and the call was executed at once; or the call itself waits as long somewhere and is executed
 * late, unheard by whoever sent it; or it is never executed, and a gateway answers 504.
 */
export const Delay = fault("delay", { millis: Schema.Natural, effect: Schema.Literals(["at-once", "late", "none"]) })

/** What a gateway's answer looks like. */
export const Page = Schema.Literals(["html", "json", "empty"])
export type Page = typeof Page.Type

/**
 * Something in front of Eko answers in its place: 5xx, 429, 408, 421, a 403 or 404 of its own, a 307 or 308; with the
 * call executed behind it or not.
 */
export const Http = fault("http", {
  status: Schema.Int.check(Schema.isBetween({ minimum: 300, maximum: 599 })),
  effect: Schema.Boolean,
  /** HTML by default. */
  page: Schema.optionalKey(Page),
  /** Where a redirect points; the very same path by default. */
  location: Schema.optionalKey(Schema.String)
})

/**
 * The call is executed, and its answer is spoilt: cut short within the JSON, cut off within the body with the connection,
 * no JSON at all, without a status, with values of other types, or with a tx_status that nobody knows.
 */
export const Garbled = fault("garbled", {
  as: Schema.Literals(["truncated", "torn", "not-json", "no-key", "wrong-types", "unknown-tx-status"])
})

/**
 * The request arrives twice. Copied on the wire, the second is refused for its timestamp; copied behind the
 * authentication, its effect is tried a second time. One of the two answers is heard.
 */
export const Duplicate = fault("duplicate", {
  at: Schema.Literals(["wire", "gateway"]),
  heard: Schema.Literals(["first", "second"])
})

/** Eko's clock is off by this much for one call, ahead where it is positive. */
export const ClockSkew = fault("clock-skew", { millis: Schema.Int })

/** A debit is accepted and not final: it settles after a while, or when it is told to. */
export const Awaited = fault("awaited", {
  settlesAs: Settled,
  /** Milliseconds after the debit; without it, the debit stays awaited until it is told. */
  afterMillis: Schema.optionalKey(Schema.Natural),
  /** As which of the statuses for "on its way"; `awaited` by default. */
  status: Schema.optionalKey(Schema.Literals(["awaited", "on_hold", "response_awaited"]))
})

/** A debit succeeds, and is reversed afterwards, be it days later; after no time at all its very answer says so. */
export const Reversed = fault("reversed", {
  as: Schema.Literals(["refund_pending", "refunded"]),
  afterMillis: Schema.Natural
})

/** The recipient's bank declines a debit: it is refused with tx_status 1, a reason and a transaction id. */
export const Declined = fault("declined", { reason: Schema.optionalKey(Schema.String) })

/** The recipient's bank is unavailable: the debit is not processed. */
export const BankUnavailable = fault("bank-unavailable", {})

/** An inquiry finds nothing, whatever there is; in one of the three published shapes. */
export const NotFound = fault("not-found", {
  shape: Schema.optionalKey(Schema.Literals(["463", "-1", "168"]))
})

/** What befalls a callback: it comes twice, late, after the one that follows it, or not at all. */
export const Callback = fault("callback", {
  how: Schema.Literals(["duplicate", "delay", "reorder", "drop"]),
  /** How late, or how far apart two copies are; nothing by default. */
  millis: Schema.optionalKey(Schema.Natural)
})

const all = [
  Refuse,
  Reset,
  AnswerNeverArrives,
  Delay,
  Http,
  Garbled,
  Duplicate,
  ClockSkew,
  Awaited,
  Reversed,
  Declined,
  BankUnavailable,
  NotFound,
  Callback
] as const

export const Fault = Schema.Union(all)
export type Fault = typeof Fault.Type

export const names: ReadonlyArray<Fault["fault"]> = all.map(({ fields }) => fields.fault.literal)

/** The name under which faults of callbacks are planned: each callback counts as one call of it. */
export const callbacks = "callback"

/** For which calls a fault is meant. */
const when = {
  /** An operation, or `callback`. */
  operation: Schema.String,
  /** The call that is hit, by its number among all that came for this operation, 1 for the first; and no other. */
  call: Schema.optionalKey(Schema.Int.check(Schema.isGreaterThan(0))),
  /** Without a call's number: how many calls pass before the first one that is hit; none by default. */
  skip: Schema.optionalKey(Schema.Natural),
  /** Without a call's number: how many calls are hit; one by default. */
  times: Schema.optionalKey(Schema.Int.check(Schema.isGreaterThan(0)))
}

/** A fault and the calls it is meant for. */
export const PlannedFault = Schema.Union([
  Schema.Struct({ ...when, ...Refuse.fields }),
  Schema.Struct({ ...when, ...Reset.fields }),
  Schema.Struct({ ...when, ...AnswerNeverArrives.fields }),
  Schema.Struct({ ...when, ...Delay.fields }),
  Schema.Struct({ ...when, ...Http.fields }),
  Schema.Struct({ ...when, ...Garbled.fields }),
  Schema.Struct({ ...when, ...Duplicate.fields }),
  Schema.Struct({ ...when, ...ClockSkew.fields }),
  Schema.Struct({ ...when, ...Awaited.fields }),
  Schema.Struct({ ...when, ...Reversed.fields }),
  Schema.Struct({ ...when, ...Declined.fields }),
  Schema.Struct({ ...when, ...BankUnavailable.fields }),
  Schema.Struct({ ...when, ...NotFound.fields }),
  Schema.Struct({ ...when, ...Callback.fields })
])
export type PlannedFault = typeof PlannedFault.Type

/** Where a fault hits. Those of one stage queue up behind each other; those of two can hit the same call. */
export const Stage = Schema.Literals(["arrival", "decision", "delivery", "callback"])
export type Stage = typeof Stage.Type

/** A fault that keeps a call from its effect hits it before anybody looks at it. */
export const stageOf = (fault: Fault): Stage => {
  switch (fault.fault) {
    case "refuse":
    case "clock-skew":
    case "duplicate":
      return "arrival"
    case "reset":
    case "http":
      return fault.effect ? "delivery" : "arrival"
    case "delay":
      return fault.effect === "none" ? "arrival" : "delivery"
    case "answer-never-arrives":
    case "garbled":
      return "delivery"
    case "awaited":
    case "reversed":
    case "declined":
    case "bank-unavailable":
    case "not-found":
      return "decision"
    case "callback":
      return "callback"
  }
}

type AtStage<Names extends Fault["fault"]> = Extract<Fault, { readonly fault: Names }>

/** What hits one call, at most one fault of each stage. */
export interface Hit {
  readonly arrival?: AtStage<"refuse" | "clock-skew" | "duplicate" | "reset" | "http" | "delay">
  readonly decision?: AtStage<"awaited" | "reversed" | "declined" | "bank-unavailable" | "not-found">
  readonly delivery?: AtStage<"reset" | "http" | "delay" | "answer-never-arrives" | "garbled">
  readonly callback?: AtStage<"callback">
}

/**
 * Whether a fault of this name can hit an operation at all: what Eko decides about a debit hits operations that debit, what
 * an inquiry finds hits inquiries, and what befalls callbacks hits nothing else.
 */
export const isSuitable = (name: Fault["fault"], operation: string): boolean => {
  switch (name) {
    case "awaited":
    case "reversed":
    case "declined":
    case "bank-unavailable":
      return operation === "dmt-fino/initiate" || operation === "ppi-digikhata/initiate"
    case "not-found":
      return operation === "transaction/inquire"
    default:
      return (name === "callback") === (operation === callbacks)
  }
}

export const isPlannedFor = (
  planned: ReadonlyArray<PlannedFault>,
  operation: string,
  stages: ReadonlyArray<Stage>
): boolean => planned.some((plan) => plan.operation === operation && stages.includes(stageOf(plan)))

/**
 * Counts one call of an operation at some stages: what hits it there, and what is still planned after it. In each stage
 * only the fault that was planned first counts the call; those with a call's number wait for that call alone.
 */
export const count = (
  planned: ReadonlyArray<PlannedFault>,
  operation: string,
  stages: ReadonlyArray<Stage>,
  callNumber: number
): { readonly hit: Hit; readonly left: ReadonlyArray<PlannedFault> } => {
  const counted = new Set<Stage>()
  const hit: Partial<Record<Stage, PlannedFault>> = {}
  const left = planned.flatMap((plan): ReadonlyArray<PlannedFault> => {
    const stage = stageOf(plan)
    if (plan.operation !== operation || !stages.includes(stage)) return [plan]
    if (plan.call !== undefined) {
      if (plan.call > callNumber) return [plan]
      if (plan.call === callNumber) hit[stage] ??= plan
      return []
    }
    if (counted.has(stage)) return [plan]
    counted.add(stage)
    const skip = plan.skip ?? 0
    if (skip > 0) return [{ ...plan, skip: skip - 1 }]
    hit[stage] ??= plan
    const times = (plan.times ?? 1) - 1
    return times > 0 ? [{ ...plan, times }] : []
  })
  return { hit: hit as Hit, left }
}
