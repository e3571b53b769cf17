/**
 * The chain of a wallet's balances, linked by value and not by time.
 *
 * Each transaction whose balance is known leads from one balance to another. Where the balance that one leaves is the
 * one that another begins with, they are linked; clocks have no say in it, because Eko's times are whole seconds and
 * transactions overlap. What is left over are the ends of the chain's segments, and between two of them lies a gap, in
 * which everything that is known without a balance has its place. Only the remainder that nothing explains is a break.
 *
 * @module
 */
import { type Break, idOf } from "./Break.ts"
import type { TransferId } from "./Identifiers.ts"
import { dayOf } from "./IndiaTime.ts"
import { type Paise, paise, toRupees } from "./Money.ts"

/** One movement of a wallet, with the balance right after it where that is known. */
export interface Movement {
  readonly wallet: string
  readonly kind: "transfer" | "refund" | "top_up" | "sweep" | "other_system"
  readonly reference: string
  readonly atMillis: number
  /** Negative where money leaves the wallet. */
  readonly deltaPaise: Paise
  readonly balancePaise?: Paise | undefined
  /** The transfer that it belongs to. */
  readonly transferId?: TransferId | undefined
}

/** A balance that was read at an instant: the wallet's first or last one in a run. */
export interface Reading {
  readonly reference: string
  readonly atMillis: number
  readonly balancePaise: Paise
}

/** The stretch between two known balances that no known balance lies in. */
export interface Gap {
  readonly from: Reading
  readonly until: Reading
  /** Movements without a balance that have their place here. */
  readonly unlocated: ReadonlyArray<Movement>
  readonly expectedPaise: Paise
  /** It is no gap but the whole chain, which shows nothing of these movements. */
  readonly isUnseen: boolean
  /** What nothing explains: negative where more has left the wallet than is known. */
  readonly remainderPaise: Paise
}

const byTime = (one: { atMillis: number; reference: string }, other: { atMillis: number; reference: string }): number =>
  one.atMillis - other.atMillis || (one.reference < other.reference ? -1 : one.reference > other.reference ? 1 : 0)

/**
 * A chain under construction. It holds only what is not linked yet: bring movements by time and reference, and memory
 * does not grow with the number of those whose balance is known. It stays with whoever made it.
 */
export class BalanceChain {
  readonly wallet: string
  readonly #ends = new Map<number, Array<Reading>>()
  readonly #starts = new Map<number, Array<Reading>>()
  readonly #unlocated: Array<Movement> = []
  /** The balance that the latest known movement left, and what came after it without one. */
  #tail: Reading | undefined
  #pending: Array<Movement> = []
  #explained = 0
  #first: Reading | undefined
  #last: Reading | undefined
  #isOpened = false
  #links = 0

  constructor(wallet: string) {
    this.wallet = wallet
  }

  /** How often a balance that one movement left was the one that another began with. */
  get links(): number {
    return this.#links
  }

  /** How many gaps were exactly what the movements without a balance in them come to. */
  get explained(): number {
    return this.#explained
  }

  /** The latest balance that is known. */
  get last(): Reading | undefined {
    return this.#last
  }

  /** The balance that a run begins with. */
  open(reading: Reading): void {
    this.#isOpened = true
    this.#leave(reading)
  }

  add(movement: Movement): void {
    const { reference, atMillis, deltaPaise, balancePaise } = movement
    if (balancePaise === undefined) {
      this.#pending.push(movement)
      return
    }
    this.#arrive({ reference, atMillis, balancePaise: paise(balancePaise - deltaPaise) })
    this.#leave({ reference, atMillis, balancePaise })
  }

  /** The balance that a run ends with, as it was read live. */
  close(reading: Reading): void {
    this.#arrive(reading)
    this.#tail = undefined
  }

  /** A balance that something begins with: linked, or explained by what came since the latest one, or left for later. */
  #arrive(reading: Reading): void {
    const [tail, pending] = [this.#tail, this.#pending]
    this.#pending = []
    const isOpen = tail !== undefined && this.#ends.get(tail.balancePaise)?.includes(tail) === true
    const sum = pending.reduce((sum, { deltaPaise }) => sum + deltaPaise, 0)
    const isExplained = isOpen && pending.length > 0 && tail.balancePaise + sum === reading.balancePaise
    if (!isExplained) {
      this.#unlocated.push(...pending)
      this.#meet(this.#starts, this.#ends, reading)
      return
    }
    this.#see(reading)
    this.#explained++
    const alike = (this.#ends.get(tail.balancePaise) ?? []).filter((one) => one !== tail)
    if (alike.length === 0) this.#ends.delete(tail.balancePaise)
    else this.#ends.set(tail.balancePaise, alike)
  }

  #leave(reading: Reading): void {
    this.#meet(this.#ends, this.#starts, reading)
    this.#tail = reading
  }

  #see(reading: Reading): void {
    if (this.#first === undefined || byTime(reading, this.#first) < 0) this.#first = reading
    if (this.#last === undefined || byTime(reading, this.#last) >= 0) this.#last = reading
  }

  #meet(mine: Map<number, Array<Reading>>, others: Map<number, Array<Reading>>, reading: Reading): void {
    this.#see(reading)
    const waiting = others.get(reading.balancePaise)
    if (waiting === undefined) {
      const alike = mine.get(reading.balancePaise)
      if (alike === undefined) mine.set(reading.balancePaise, [reading])
      else alike.push(reading)
      return
    }
    this.#links++
    waiting.shift()
    if (waiting.length === 0) others.delete(reading.balancePaise)
  }

  /**
   * The gaps between the segments that are not explained already, by time.
   *
   * Without an opening balance the earliest start opens the chain, and without a closing one the latest end closes it.
   * A movement without a balance counts where it lies between two known ones.
   */
  gaps(): ReadonlyArray<Gap> {
    const [first, last] = [this.#first, this.#last]
    if (first === undefined || last === undefined) return []
    const ends = [...this.#ends.values()].flat().sort(byTime)
    const starts = [...this.#starts.values()].flat().sort(byTime)
    const pairs = (this.#isOpened ? starts : starts.slice(1)).flatMap((until, index) => {
      const from = ends[index]
      return from === undefined ? [] : [{ from, until }]
    })
    const inside = [...this.#unlocated, ...this.#pending].filter(
      ({ atMillis }) => atMillis >= first.atMillis && atMillis <= last.atMillis
    )
    return place(pairs, { from: first, until: last }, inside.sort(byTime))
  }
}

/** Our times and Eko's may differ by so much, in milliseconds. */
const toleranceMillis = 60_000

/** Moving one movement can make room for another; more rounds than this have never helped. */
const maxPasses = 4

interface Stretch {
  readonly from: Reading
  readonly until: Reading
}

/**
 * Gives each movement its gap by time, and moves it to another one where that explains more.
 *
 * Where balances are linked without a gap there is no room for a movement that they do not show: what lies there is asked
 * for over the whole chain, which begins with the same balance in every run until it is found.
 */
const place = (
  gaps: ReadonlyArray<Stretch>,
  whole: Stretch,
  unlocated: ReadonlyArray<Movement>
): ReadonlyArray<Gap> => {
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
    return (
      gap !== undefined &&
      atMillis >= gap.from.atMillis - toleranceMillis &&
      atMillis <= gap.until.atMillis + toleranceMillis
    )
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
  const open = (index: number, changed: number) => Number((remainders[index] ?? 0) + changed !== 0)
  for (let pass = 0, isMoved = true; isMoved && pass < maxPasses; pass++) {
    isMoved = false
    for (const [number, { atMillis, deltaPaise }] of unlocated.entries()) {
      const here = places[number] ?? nowhere
      if ((remainders[here] ?? 0) === 0) continue
      const there = [here - 1, here + 1, ...(missing.get(deltaPaise) ?? [])].find(
        (index) =>
          index !== here &&
          index < nowhere &&
          (here === nowhere ? remainders[index] === deltaPaise : holds(index, atMillis)) &&
          open(here, deltaPaise) + open(index, 0 - deltaPaise) < open(here, 0) + open(index, 0)
      )
      if (there === undefined) continue
      change(here, deltaPaise)
      change(there, 0 - deltaPaise)
      places[number] = there
      isMoved = true
      for (const index of [here, there]) {
        const remainder = remainders[index] ?? 0
        if (remainder !== 0) missing.set(remainder, [...(missing.get(remainder) ?? []), index])
      }
    }
  }
  const contents = stretches.map((): Array<Movement> => [])
  for (const [number, movement] of unlocated.entries()) contents[places[number] ?? nowhere]?.push(movement)
  return stretches.flatMap(({ from, until }, index) => {
    const inside = contents[index] ?? []
    if (index === nowhere && inside.length === 0) return []
    return [
      {
        from,
        until,
        unlocated: inside,
        isUnseen: index === nowhere,
        expectedPaise: paise(inside.reduce((sum, { deltaPaise }) => sum + deltaPaise, 0)),
        remainderPaise: paise(remainders[index] ?? 0)
      }
    ]
  })
}

/** The break of a gap whose remainder nothing explains; none where everything is explained. */
export const breakOf = (wallet: string, gap: Gap): Break | undefined => {
  const { from, until, remainderPaise } = gap
  if (remainderPaise === 0) return undefined
  const direction = remainderPaise < 0 ? "fell" : "rose"
  return {
    id: idOf("balance_gap", `${wallet}:${gap.isUnseen ? "unseen-" : ""}${from.reference}`),
    class: "balance_gap",
    amountPaise: remainderPaise,
    onDay: dayOf(until.atMillis),
    owesCustomer: false,
    summary: `The wallet ${direction} by ₹${toRupees(paise(Math.abs(remainderPaise)))} more than everything known explains.`,
    ours: {
      wallet,
      expectedPaise: gap.expectedPaise,
      movementsWithoutBalance: gap.unlocated.length
    },
    eko: [from, until].map(({ reference, atMillis, balancePaise }) => ({
      reference,
      at: new Date(atMillis).toISOString(),
      balancePaise
    }))
  }
}
