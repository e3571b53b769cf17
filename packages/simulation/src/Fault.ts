/**
 * Everything that can go wrong in a world, by name, and how often it does under one weather.
 *
 * What goes wrong at Eko and on the wire to it are the simulator's own faults, which its pure heart carries out; what goes
 * wrong with us (the database, the queue, our processes, our callers) the world carries out itself.
 *
 * @module
 */
import type { Fault as EkoFault } from "@bhejo/eko-simulator"
import type { Chance } from "./Chance.ts"

type Planned = (chance: Chance) => EkoFault.Fault

const minute = 60_000
const heard = (chance: Chance) => chance.pick(["first", "second"] as const)
const inFlight = (chance: Chance) => chance.pick(["awaited", "on_hold", "response_awaited"] as const)
const soon = (chance: Chance) => chance.pick([0, 1_000, 90_000, 40 * minute])
const page = (chance: Chance) => chance.pick(["html", "empty"] as const)
const http =
  (statuses: ReadonlyArray<number>, effect: boolean): Planned =>
  (chance) => ({ fault: "http", status: chance.pick(statuses), effect, page: page(chance) })
const garbled =
  (as: Extract<EkoFault.Fault, { readonly fault: "garbled" }>["as"]): Planned =>
  () => ({ fault: "garbled", as })

const server = [500, 502, 503, 504]
const unclear = [408, 425, 429]
const redirects = [307, 308]

/** What can befall any call. */
const wire = {
  "reset before the effect": () => ({ fault: "reset", effect: false }),
  "reset after the effect": () => ({ fault: "reset", effect: true }),
  "answer never arrives": () => ({ fault: "answer-never-arrives" }),
  "answer slow, or too late": (chance) => ({
    fault: "delay",
    millis: chance.pick([2_000, 25_000, 31_000, 70_000]),
    effect: "at-once"
  }),
  "effect late, unheard": (chance) => ({ fault: "delay", millis: chance.between(1_000, 4 * minute), effect: "late" }),
  "gateway times out without the effect": (chance) => ({
    fault: "delay",
    millis: chance.between(1_000, minute),
    effect: "none"
  }),
  "5xx before the effect": http(server, false),
  "5xx after the effect": http(server, true),
  "408, 425 or 429 before the effect": http(unclear, false),
  "408, 425 or 429 after the effect": http(unclear, true),
  "redirect before the effect": http(redirects, false),
  "redirect after the effect": http(redirects, true),
  "421 before the effect": http([421], false),
  "421 after the effect": http([421], true),
  "gateway's 403 or 404 page after the effect": http([403, 404], true),
  "gateway's 403 or 404 in JSON after the effect": (chance) => ({
    fault: "http",
    status: chance.pick([403, 404]),
    effect: true,
    page: "json"
  }),
  "body truncated": garbled("truncated"),
  "body torn off with the connection": garbled("torn"),
  "body not JSON": garbled("not-json"),
  "no key for response": garbled("no-key"),
  "wrong types": garbled("wrong-types"),
  "unknown tx_status": garbled("unknown-tx-status"),
  "request duplicated on the wire": (chance) => ({ fault: "duplicate", at: "wire", heard: heard(chance) }),
  "request duplicated behind the authentication": (chance) => ({
    fault: "duplicate",
    at: "gateway",
    heard: heard(chance)
  }),
  "clock skew at Eko": (chance) => ({
    fault: "clock-skew",
    millis: chance.pick([-3_600_000, -121_500, -119_000, -1_000, 1_000, 119_000, 121_500, 3_600_000])
  })
} as const satisfies Readonly<Record<string, Planned>>

const awaited =
  (settlesAs: Extract<EkoFault.Fault, { readonly fault: "awaited" }>["settlesAs"]): Planned =>
  (chance) => ({ fault: "awaited", settlesAs, status: inFlight(chance), afterMillis: soon(chance) })

/** What Eko can make of a debit. */
const debit = {
  "awaited, then success": awaited("success"),
  "awaited, then failed": awaited("failed"),
  "awaited, then refund pending": awaited("refund_pending"),
  "awaited, then refunded": awaited("refunded"),
  "awaited for good": (chance) => ({ fault: "awaited", settlesAs: "success", status: inFlight(chance) }),
  "success, then refund pending": (chance) => ({ fault: "reversed", as: "refund_pending", afterMillis: soon(chance) }),
  "success, then refunded": (chance) => ({ fault: "reversed", as: "refunded", afterMillis: soon(chance) }),
  "declined by the bank": () => ({ fault: "declined" }),
  "declined as a wrong OTP, under a tid": () => ({ fault: "declined", reason: "Wrong OTP" }),
  "bank unavailable": () => ({ fault: "bank-unavailable" })
} as const satisfies Readonly<Record<string, Planned>>

/** An Eko that contradicts itself about a debit. */
const contradictions = [
  "copy refused by a node whose clock is off",
  "copy refused by a node with another key",
  "answer with another attempt's tid"
] as const

/** What an inquiry can find. */
const inquiry = {
  "not found, then found": (chance) => ({ fault: "not-found", shape: chance.pick(["463", "-1", "168"] as const) })
} as const satisfies Readonly<Record<string, Planned>>

const callback = {
  "callback duplicated": (chance) => ({ fault: "callback", how: "duplicate", millis: soon(chance) }),
  "callback late": (chance) => ({ fault: "callback", how: "delay", millis: soon(chance) }),
  "callback after the one that follows it": () => ({ fault: "callback", how: "reorder" }),
  "callback lost": () => ({ fault: "callback", how: "drop" })
} as const satisfies Readonly<Record<string, Planned>>

const namesOf = <const Faults extends Readonly<Record<string, Planned>>>(faults: Faults) =>
  Object.keys(faults) as ReadonlyArray<string> as ReadonlyArray<keyof Faults & string>

/** Where a fault is drawn: once for each call through that port, each delivery, or each stretch of a process's life. */
export const faults = {
  append: ["append refused", "append slow", "append answered too late", "append's answer lost", "crash around append"],
  load: ["load refused", "load slow", "load stale", "crash around load"],
  timestamp: ["no timestamp", "timestamp slow", "crash around timestamp"],
  queue: ["step delivered twice", "step late", "completion lost", "crash around completion"],
  connection: [
    "connection refused",
    "connection slow",
    "crash before the first byte",
    "crash while waiting",
    "freeze while waiting"
  ],
  wire: [...namesOf(wire), "signature refused"],
  debit: [...namesOf(debit), "request duplicated behind the authentication"],
  contradiction: contradictions,
  refund: [
    "refunded by Eko meanwhile",
    "request duplicated behind the authentication",
    "copy refused by a node whose clock is off",
    "signature refused"
  ],
  inquiry: [...namesOf(inquiry), "inquiry answered from a cache", "load said to be on its way"],
  callback: [...namesOf(callback), "callback forged"],
  process: ["crash", "freeze", "clock forward", "clock back", "Eko unreachable for a while"],
  client: ["request duplicated by the client", "reply lost", "caller interrupted", "impatient client"],
  world: ["wallet nearly empty", "monthly limit nearly used", "customer unknown to Eko"]
} as const

export type Place = keyof typeof faults
export type Fault = (typeof faults)[Place][number]
const places = Object.keys(faults) as ReadonlyArray<Place>
export const all: ReadonlyArray<Fault> = [...new Set(places.flatMap((place): ReadonlyArray<Fault> => faults[place]))]

const planned: Readonly<Record<string, Planned>> = { ...wire, ...debit, ...inquiry, ...callback }

/** The simulator's own value of a fault of its kind, with its particulars drawn; nothing for what the world does itself. */
export const planOf = (fault: Fault, chance: Chance): EkoFault.Fault | undefined => planned[fault]?.(chance)

/** Which faults a world knows, and how often one of them is drawn at each place. */
export interface Weather {
  readonly enabled: Readonly<Record<Place, ReadonlyArray<Fault>>>
  readonly rates: Readonly<Record<Place, number>>
}

const each = <A>(value: (place: Place) => A): Readonly<Record<Place, A>> =>
  Object.fromEntries(places.map((place) => [place, value(place)])) as Record<Place, A>

export const fair: Weather = { enabled: each(() => []), rates: each(() => 0) }

/** What a transfer meets once is drawn more often than what every call meets. */
const rarely: ReadonlySet<Place> = new Set(["debit", "contradiction", "refund", "inquiry", "callback"])

/**
 * What some worlds are about, so that what is rare in the others is met often enough that no change of the programs misses
 * it by chance: money that comes back, lies, and an Eko that is away while somebody claims to be it.
 */
const themes: ReadonlyArray<{
  readonly enabled: Partial<Readonly<Record<Place, ReadonlyArray<Fault>>>>
  readonly rates: Partial<Readonly<Record<Place, number>>>
}> = [
  {
    enabled: {
      debit: ["awaited, then refund pending", "success, then refund pending", "success, then refund pending"],
      refund: faults.refund
    },
    rates: { debit: 0.95, refund: 0.4 }
  },
  {
    enabled: { debit: ["awaited, then failed", "bank unavailable"], contradiction: contradictions },
    rates: { debit: 0.7, contradiction: 0.5 }
  },
  {
    enabled: { process: ["Eko unreachable for a while"], callback: ["callback forged", "callback late"] },
    rates: { process: 0.7, callback: 0.9 }
  }
]

/** What brings out the worst in loads: an Eko that contradicts itself or is away, and answers that come when all is over. */
export const aboutLoads: Weather = {
  enabled: {
    ...each(() => []),
    wire: faults.wire,
    contradiction: contradictions,
    process: ["freeze", "Eko unreachable for a while"],
    connection: ["freeze while waiting"],
    inquiry: ["load said to be on its way"],
    append: ["append slow"],
    world: ["wallet nearly empty"]
  },
  rates: { ...each(() => 0.2), contradiction: 0.5, process: 0.8, wire: 0.1, connection: 0.4 }
}

/**
 * Each world knows some faults alone: what one fault does is not hidden behind the noise of all the others.
 */
export const weather = (chance: Chance): Weather => {
  if (chance.happens(0.05)) return fair
  const share = chance.pick([0.15, 0.35, 0.7, 1])
  const intensity = chance.pick([0.03, 0.08, 0.2, 0.35])
  const theme = chance.happens(0.45) ? chance.pick(themes) : undefined
  return {
    enabled: each((place) => theme?.enabled[place] ?? faults[place].filter(() => chance.happens(share))),
    rates: each(
      (place) =>
        theme?.rates[place] ?? (place === "world" ? 0.3 : rarely.has(place) ? Math.max(intensity, 0.25) : intensity)
    )
  }
}
