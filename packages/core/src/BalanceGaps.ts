/**
 * What lies between the linked segments of a wallet's balances: their order, and where movements without a balance belong.
 *
 * Segments come by clocks that disagree about seconds. So segments that lie close together may stand in any order, and the
 * one is taken in which most is explained and least is left over; those that lie further apart stand as their times say.
 *
 * @module
 */
import type { Movement, Reading } from "./BalanceChain.ts"
import { paise } from "./Money.ts"

/** Balances that are linked without a gap. */
export interface Segment {
  readonly start: Reading
  readonly end: Reading
}

/** The stretch between two known balances that no known balance lies in. */
export interface Stretch {
  readonly from: Reading
  readonly until: Reading
}

/** Our times and Eko's may differ by so much, in milliseconds. */
export const toleranceMillis = 60_000

/** So many segments next to each other are tried in every order. */
const windowSizes = [2, 3, 4, 5]

/** Moving one segment or movement can make room for another; more rounds than this have never helped. */
const maxPasses = 4

/** Whether an instant lies between two others, which are in either order, as far as clocks can tell. */
const isWithin = (atMillis: number, one: number, other: number): boolean =>
  atMillis >= Math.min(one, other) - toleranceMillis && atMillis <= Math.max(one, other) + toleranceMillis

/** Whether one segment may have come before another one, as far as clocks can tell. */
const mayPrecede = (one: Segment, other: Segment): boolean => one.end.atMillis <= other.start.atMillis + toleranceMillis

/** Whether two instants may be the same, as far as clocks can tell. */
export const isNear = (one: { readonly atMillis: number }, other: { readonly atMillis: number }): boolean =>
  isWithin(one.atMillis, other.atMillis, other.atMillis)

/**
 * The segments, which come by time, in the order in which least is unexplained. `after` is the balance that they lead to.
 */
export const inOrder = (
  segments: ReadonlyArray<Segment>,
  after: Reading | undefined,
  unlocated: ReadonlyArray<Movement>
): ReadonlyArray<Segment> => {
  const ordered = [...segments]
  const known = Map.groupBy<number, Movement>(unlocated, ({ deltaPaise }) => deltaPaise)
  /** What an order leaves unexplained: as few gaps as may be, and of as many the smaller ones. */
  const costOf = (from: Reading | undefined, until: Reading | undefined): number => {
    if (from === undefined || until === undefined) return 0
    const remainder = until.balancePaise - from.balancePaise
    // One that lies elsewhere in time comes to the same by chance.
    const isKnown = known.get(remainder)?.some(({ atMillis }) => isWithin(atMillis, from.atMillis, until.atMillis))
    return remainder === 0 || isKnown === true ? 0 : openCost + Math.abs(remainder)
  }
  // Neighbours first: what one swap explains is not explained by moving something far.
  for (const size of windowSizes) {
    for (let pass = 0, isMoved = true; isMoved && pass < maxPasses; pass++) {
      isMoved = false
      for (let first = 0; first + size <= ordered.length; first++) {
        const window = ordered.slice(first, first + size)
        const from = first === 0 ? undefined : ordered[first - 1]?.end
        const until = first + size === ordered.length ? after : ordered[first + size]?.start
        const best = bestOrder(window, from, until, costOf)
        if (best === undefined) continue
        ordered.splice(first, size, ...best)
        isMoved = true
      }
    }
  }
  return ordered
}

/** More than any remainder, so that the number of gaps comes first; ten of both are still exact. */
const openCost = 1e14

/** The cheapest order of a few segments; nothing where the one that they have is as good. */
const bestOrder = (
  window: ReadonlyArray<Segment>,
  before: Reading | undefined,
  after: Reading | undefined,
  costOf: (from: Reading | undefined, until: Reading | undefined) => number
): ReadonlyArray<Segment> | undefined => {
  let cheapest = costOf(window.at(-1)?.end, after)
  for (const [index, { start }] of window.entries())
    cheapest += costOf(index === 0 ? before : window[index - 1]?.end, start)
  let best: ReadonlyArray<Segment> | undefined
  const extend = (taken: ReadonlyArray<Segment>, left: ReadonlyArray<Segment>, cost: number): void => {
    if (cost >= cheapest) return
    const end = taken.length === 0 ? before : taken.at(-1)?.end
    if (left.length === 0) {
      const whole = cost + costOf(end, after)
      if (whole < cheapest) [cheapest, best] = [whole, taken]
      return
    }
    for (const next of left) {
      const rest = left.filter((one) => one !== next)
      if (rest.every((one) => mayPrecede(next, one))) extend([...taken, next], rest, cost + costOf(end, next.start))
    }
  }
  extend([], window, 0)
  return best
}

/** The gaps beside its own that a movement is tried in, the nearest first. */
const nearby = [-1, 1, -2, 2, -3, 3, -4, 4]

/** A gap with what has its place in it. */
export interface Filled extends Stretch {
  readonly unlocated: ReadonlyArray<Movement>
  /** It is no gap but the whole chain, which shows nothing of these movements. */
  readonly isUnseen: boolean
  /** What nothing explains. */
  readonly remainder: number
}

/**
 * Gives each movement its gap by time, and moves it to another one where that explains more.
 *
 * Where balances are linked without a gap there is no room for a movement that they do not show: what lies there is asked
 * for over the whole chain, which begins with the same balance in every run until it is found.
 */
export const fill = (
  gaps: ReadonlyArray<Stretch>,
  whole: Stretch,
  unlocated: ReadonlyArray<Movement>,
  isAtEnd: (movement: Movement) => boolean
): ReadonlyArray<Filled> => {
  const stretches = [...gaps, whole]
  const nowhere = gaps.length
  const remainders = stretches.map(({ from, until }, index) =>
    index === nowhere ? 0 : until.balancePaise - from.balancePaise
  )
  const change = (index: number, deltaPaise: number) => {
    remainders[index] = (remainders[index] ?? 0) + deltaPaise
  }
  const holds = (index: number, atMillis: number): boolean => {
    const gap = gaps[index]
    return gap !== undefined && isWithin(atMillis, gap.from.atMillis, gap.until.atMillis)
  }
  const places = new Array<number>(unlocated.length).fill(-1)
  const put = (number: number, index: number, deltaPaise: number) => {
    change(index, 0 - deltaPaise)
    places[number] = index
  }
  // Most gaps are one movement, and then the sum says which: times within the tolerance may be in any order.
  const bySum = Map.groupBy(unlocated.keys(), (number) => unlocated[number]?.deltaPaise ?? 0)
  for (const index of gaps.keys()) {
    const alike = bySum.get(paise(remainders[index] ?? 0))
    const found = alike?.findIndex((number) => holds(index, unlocated[number]?.atMillis ?? 0)) ?? -1
    const number = found === -1 ? undefined : alike?.splice(found, 1)[0]
    if (number !== undefined) put(number, index, unlocated[number]?.deltaPaise ?? 0)
  }
  // The rest by time: both are in its order, so one walk along the gaps finds every place.
  let next = 0
  for (const [number, { atMillis, deltaPaise }] of unlocated.entries()) {
    if (places[number] !== -1) continue
    while (next < gaps.length - 1 && (gaps[next]?.until.atMillis ?? 0) < atMillis) next++
    put(number, holds(next, atMillis) ? next : holds(next - 1, atMillis) ? next - 1 : nowhere, deltaPaise)
  }
  // A movement whose time puts it elsewhere is what some gap misses exactly, or fits a neighbour.
  const missing = new Map<number, Array<number>>()
  for (const index of gaps.keys()) {
    const remainder = remainders[index] ?? 0
    const alike = missing.get(remainder)
    if (alike === undefined) missing.set(remainder, [index])
    else alike.push(index)
  }
  const costOf = (index: number, changed: number): number => {
    const remainder = (remainders[index] ?? 0) + changed
    return remainder === 0 ? 0 : openCost + Math.abs(remainder)
  }
  const settle = (number: number, there: number): void => {
    const [here, deltaPaise] = [places[number] ?? nowhere, unlocated[number]?.deltaPaise ?? 0]
    change(here, deltaPaise)
    put(number, there, deltaPaise)
    for (const index of [here, there]) {
      const remainder = remainders[index] ?? 0
      if (remainder !== 0) missing.set(remainder, [...(missing.get(remainder) ?? []), index])
    }
  }
  /** How much less is left over where so much goes from one gap to another. */
  const gainOf = (here: number, there: number, deltaPaise: number): number =>
    costOf(here, 0) + costOf(there, 0) - costOf(here, deltaPaise) - costOf(there, 0 - deltaPaise)
  for (let pass = 0, isMoved = true; isMoved && pass < maxPasses; pass++) {
    isMoved = false
    for (const [number, { atMillis, deltaPaise }] of unlocated.entries()) {
      const here = places[number] ?? nowhere
      if ((remainders[here] ?? 0) === 0) continue
      let best: { readonly gain: number; readonly there: number; readonly other?: number } = { gain: 0, there: here }
      for (const there of [...nearby.map((step) => here + step), ...(missing.get(deltaPaise) ?? [])]) {
        const isPossible =
          there !== here &&
          there < nowhere &&
          (here === nowhere ? remainders[there] === deltaPaise : holds(there, atMillis))
        const gain = isPossible ? gainOf(here, there, deltaPaise) : 0
        if (gain > best.gain) best = { gain, there }
      }
      // Two that lie in each other's place: neither can be moved alone.
      for (const step of nearby) {
        const [other, there] = [unlocated[number + step], places[number + step] ?? nowhere]
        if (other === undefined || there === here || !holds(there, atMillis) || !holds(here, other.atMillis)) continue
        const gain = gainOf(here, there, deltaPaise - other.deltaPaise)
        if (gain > best.gain) best = { gain, there, other: number + step }
      }
      if (best.gain === 0) continue
      settle(number, best.there)
      if (best.other !== undefined) settle(best.other, here)
      isMoved = true
    }
  }
  const contents = stretches.map((): Array<Movement> => [])
  for (const [number, movement] of unlocated.entries()) {
    const index = places[number] ?? nowhere
    // What may lie beyond the chain is asked for by a run that has it well inside.
    if (index === nowhere && isAtEnd(movement)) change(nowhere, movement.deltaPaise)
    else contents[index]?.push(movement)
  }
  return stretches.flatMap(({ from, until }, index) => {
    const inside = contents[index] ?? []
    if (index === nowhere && inside.length === 0) return []
    return [
      {
        from,
        until,
        unlocated: inside,
        isUnseen: index === nowhere,
        remainder: remainders[index] ?? 0
      }
    ]
  })
}
