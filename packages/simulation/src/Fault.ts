/**
 * Everything that can go wrong in a world, by name, and how often it does under one weather.
 *
 * @module
 */
import type { Chance } from "./Chance.ts"

/** Where a fault is drawn: once for each call through that port, each delivery, or each stretch of a process's life. */
export const faults = {
  append: ["append refused", "append slow", "append answered too late", "append's answer lost", "crash around append"],
  load: ["load refused", "load slow", "load stale", "crash around load"],
  timestamp: ["no timestamp", "timestamp slow", "crash around timestamp"],
  queue: ["step delivered twice", "step late", "completion lost", "crash around completion"],
  call: [
    "connection refused",
    "connection slow",
    "reset before the effect",
    "reset after the effect",
    "timeout before the effect",
    "timeout, effect in time",
    "timeout, effect late",
    "5xx before the effect",
    "5xx after the effect",
    "4xx before the effect",
    "4xx after the effect",
    "redirect",
    "redirect after the effect",
    "421",
    "request duplicated",
    "gateway page after the effect",
    "gateway json after the effect",
    "body truncated",
    "body not json",
    "no key for response",
    "wrong types",
    "unknown tx_status",
    "not found, then found",
    "crash before the first byte",
    "crash while waiting"
  ],
  process: ["crash", "freeze", "clock forward", "clock back"],
  client: ["request duplicated by the client", "reply lost", "caller interrupted", "impatient client"],
  eko: ["awaited, then success", "awaited, then failed", "awaited for good"],
  world: ["wallet nearly empty", "monthly limit nearly used", "clock skew at Eko", "customer unknown to Eko"]
} as const

export type Place = keyof typeof faults
export type Fault = (typeof faults)[Place][number]
export const places = Object.keys(faults) as ReadonlyArray<Place>
export const all: ReadonlyArray<Fault> = places.flatMap((place): ReadonlyArray<Fault> => faults[place])

/** Which faults a world knows, and how often one of them is drawn at each place. */
export interface Weather {
  readonly enabled: Readonly<Record<Place, ReadonlyArray<Fault>>>
  readonly rates: Readonly<Record<Place, number>>
}

const each = <A>(value: (place: Place) => A): Readonly<Record<Place, A>> =>
  Object.fromEntries(places.map((place) => [place, value(place)])) as Record<Place, A>

export const fair: Weather = { enabled: each(() => []), rates: each(() => 0) }

/**
 * Each world knows some faults alone: what one fault does is not hidden behind the noise of all the others.
 */
export const weather = (chance: Chance): Weather => {
  if (chance.happens(0.05)) return fair
  const share = chance.pick([0.15, 0.35, 0.7, 1])
  const intensity = chance.pick([0.03, 0.08, 0.2, 0.35])
  return {
    enabled: each((place) => faults[place].filter(() => chance.happens(share))),
    rates: each((place) => (place === "world" ? 0.5 : place === "eko" ? Math.max(intensity, 0.2) : intensity))
  }
}
