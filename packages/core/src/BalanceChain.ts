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
import * as BalanceGaps from "./BalanceGaps.ts"
import { type Break, idOf } from "./Break.ts"
import { dayOf } from "./IndiaTime.ts"
import { type Paise, paise, written } from "./Money.ts"
import type { RecordId } from "./ReconciliationRecord.ts"

/** One movement of a wallet, with the balance right after it where that is known. */
export interface Movement {
  readonly wallet: string
  readonly kind: "transfer" | "refund" | "top_up" | "sweep" | "other_system"
  readonly reference: string
  readonly atMillis: number
  /** Negative where money leaves the wallet. */
  readonly deltaPaise: Paise
  readonly balancePaise?: Paise | undefined
  /** The transfer or wallet load that it belongs to. */
  readonly transferId?: RecordId | undefined
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

/** Balances that are linked without a gap, and can be linked further at either end; the closing one has no end. */
interface Growing {
  readonly start: Reading
  end: Reading | undefined
}

/** Segments by a balance at which they can be linked. */
class Waiting {
  readonly #byBalance = new Map<number, ReadonlyArray<Growing>>()

  add(reading: Reading | undefined, segment: Growing): void {
    if (reading === undefined) return
    this.#byBalance.set(reading.balancePaise, [...(this.#byBalance.get(reading.balancePaise) ?? []), segment])
  }

  remove(reading: Reading | undefined, segment: Growing): void {
    if (reading === undefined) return
    const rest = this.#byBalance.get(reading.balancePaise)?.filter((one) => one !== segment) ?? []
    if (rest.length === 0) this.#byBalance.delete(reading.balancePaise)
    else this.#byBalance.set(reading.balancePaise, rest)
  }

  /** Of those that fit, the one that has waited longest for this balance. */
  find({ balancePaise }: Reading, fits: (segment: Growing) => boolean): Growing | undefined {
    return this.#byBalance.get(balancePaise)?.find(fits)
  }

  all(): ReadonlyArray<Growing> {
    return [...this.#byBalance.values()].flat()
  }
}

/** The balances between which a run looks. */
export interface Ends {
  readonly opening?: Reading | undefined
  readonly closing?: Reading | undefined
}

/**
 * A chain under construction. It holds only what is not linked yet: bring movements by time and reference, and memory
 * does not grow with the number of those whose balance is known. It stays with whoever made it.
 */
export class BalanceChain {
  readonly wallet: string
  readonly #ends = new Waiting()
  readonly #starts = new Waiting()
  readonly #unlocated: Array<Movement> = []
  /** The segment of the latest known movement with the balance that this one left, and what came since without one. */
  #tail: { readonly segment: Growing; readonly end: Reading } | undefined
  #pending: Array<Movement> = []
  #explained = 0
  #first: Reading | undefined
  #last: Reading | undefined
  #links = 0
  /** The segment that the opening balance is in. */
  #opening: { segment: Growing; readonly reading: Reading } | undefined
  readonly #known: Ends
  /** The segment that has gone through the opening balance at its time, before that was brought. */
  #passedOpening: Growing | undefined
  /** Whether one has gone through the closing balance, and on from there. */
  #isClosingPassed = false

  /** With the balances that it will be opened and closed with, where those are known. */
  constructor(wallet: string, known: Ends = {}) {
    this.wallet = wallet
    this.#known = known
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

  /**
   * The balance that a run begins with, brought by its time like any other. What clocks put near it may be in it already:
   * whatever leads to it is none of the run's business.
   */
  open(reading: Reading): void {
    this.#see(reading)
    this.#opening = { segment: this.#passedOpening ?? this.#put(reading, reading), reading }
  }

  add(movement: Movement): void {
    const { reference, atMillis, deltaPaise, balancePaise } = movement
    if (balancePaise === undefined) {
      this.#pending.push(movement)
      return
    }
    const start = { reference, atMillis, balancePaise: paise(balancePaise - deltaPaise) }
    this.#put(start, { reference, atMillis, balancePaise })
  }

  /** The balance that a run ends with, as it was read live. */
  close(reading: Reading): void {
    this.#put(reading, undefined)
  }

  /** Links what leads from one balance to another with what it follows and precedes by value, or leaves it for later. */
  #put(start: Reading, end: Reading | undefined): Growing {
    const segment: Growing = { start, end }
    this.#starts.add(start, segment)
    this.#ends.add(end, segment)
    const before = this.#follow(segment, start)
    this.#see(end)
    // No segment is linked to itself.
    const next = end && this.#starts.find(end, (segment) => segment !== before && this.#mayPrecede(end, segment.start))
    if (end !== undefined && next !== undefined) this.#link(end, before, next)
    this.#tail = end === undefined ? undefined : { segment: before, end }
    return before
  }

  /** Whatever leads to the opening balance came before it, and what the clock puts well after it did not. */
  #mayPrecede(end: Reading, start: Reading): boolean {
    return start !== this.#opening?.reading || end.atMillis <= start.atMillis || BalanceGaps.isNear(end, start)
  }

  #link(at: Reading, one: Growing, next: Growing): Growing {
    this.#links++
    const { opening, closing } = this.#known
    const isAt = (end: Reading | undefined) => end?.balancePaise === at.balancePaise && BalanceGaps.isNear(at, end)
    if (this.#opening === undefined && isAt(opening)) this.#passedOpening = one
    this.#isClosingPassed ||= isAt(closing) && next.end !== undefined
    return this.#join(one, next)
  }

  /** Links a new segment to the one that it follows, by what came since the latest balance or by value alone. */
  #follow(segment: Growing, start: Reading): Growing {
    this.#see(start)
    const [tail, pending] = [this.#tail, this.#pending]
    this.#pending = []
    const sum = pending.reduce((sum, { deltaPaise }) => sum + deltaPaise, 0)
    // The latest balance may be linked already, to what came before it by the clock.
    const isOpen = tail !== undefined && tail.segment.end === tail.end
    if (isOpen && pending.length > 0 && tail.end.balancePaise + sum === start.balancePaise) {
      this.#explained++
      return this.#join(tail.segment, segment)
    }
    this.#unlocated.push(...pending)
    const before = this.#ends.find(start, (one) => one !== segment)
    return before === undefined ? segment : this.#link(start, before, segment)
  }

  /** Makes one segment of two: the first one grows. */
  #join(one: Growing, next: Growing): Growing {
    this.#ends.remove(one.end, one)
    this.#starts.remove(next.start, next)
    this.#ends.remove(next.end, next)
    one.end = next.end
    this.#ends.add(one.end, one)
    if (this.#opening?.segment === next) this.#opening.segment = one
    if (this.#passedOpening === next) this.#passedOpening = one
    return one
  }

  #see(reading: Reading | undefined): void {
    if (reading === undefined) return
    if (this.#first === undefined || byTime(reading, this.#first) < 0) this.#first = reading
    if (this.#last === undefined || byTime(reading, this.#last) >= 0) this.#last = reading
  }

  /**
   * The gaps between the segments that are not explained already.
   *
   * Without an opening balance the earliest segment opens the chain, and without a closing one the latest closes it.
   * A movement without a balance counts where it lies between two known ones.
   */
  gaps(): ReadonlyArray<Gap> {
    const [first, last] = [this.#first, this.#last]
    if (first === undefined || last === undefined) return []
    const inside = [...this.#unlocated, ...this.#pending]
      .filter(({ atMillis }) => atMillis >= first.atMillis && atMillis <= last.atMillis)
      .sort(byTime)
    const isAtEnd = (movement: Movement) => this.#isAtEnd(movement)
    return BalanceGaps.fill(this.#stretches(inside), { from: first, until: last }, inside, isAtEnd).map(
      ({ remainder, ...filled }) => ({
        ...filled,
        expectedPaise: paise(filled.unlocated.reduce((sum, { deltaPaise }) => sum + deltaPaise, 0)),
        remainderPaise: paise(remainder)
      })
    )
  }

  /** What lies between each segment and the next. */
  #stretches(unlocated: ReadonlyArray<Movement>): ReadonlyArray<BalanceGaps.Stretch> {
    const open = [...new Set([...this.#starts.all(), ...this.#ends.all()])]
    const opening = this.#opening
    const closing = this.#isClosingPassed ? undefined : open.find(({ end }) => end === undefined)?.start
    const whole = open
      .flatMap((segment) => (isWhole(segment) ? [segment] : []))
      // What leads back to where it began has its place wherever that balance was.
      .filter((one) => one === opening?.segment || one.start.balancePaise !== one.end.balancePaise)
      .sort((one, other) => byTime(one.start, other.start))
    if (opening?.segment.end === undefined && opening !== undefined) {
      // The chain leads from its first balance to its last, and has no room for what is left.
      const left = whole.filter(({ start }) => start.atMillis >= opening.reading.atMillis)
      return left.map(({ start, end }) => ({ from: end, until: start }))
    }
    const ordered = BalanceGaps.inOrder(whole, closing, unlocated)
    const first = ordered.findIndex(({ start, end }) => start === opening?.segment.start && end === opening.segment.end)
    const own = ordered.slice(Math.max(0, first))
    const starts = [...own.slice(1).map(({ start }) => start), ...(closing === undefined ? [] : [closing])]
    return starts.flatMap((until, index) => {
      const from = own[index]?.end
      return from === undefined ? [] : [{ from, until }]
    })
  }

  /**
   * Whether a movement may lie beyond an end of the chain, as far as clocks can tell: before the opening balance, or after
   * the closing one. What a person noted before that was read had happened.
   */
  #isAtEnd(movement: Movement): boolean {
    const { opening, closing } = { opening: this.#opening?.reading, closing: this.#known.closing }
    const isNear = (end: Reading | undefined) => end !== undefined && BalanceGaps.isNear(movement, end)
    return isNear(opening) || (isNear(closing) && !(isNoted(movement) && movement.atMillis <= (closing?.atMillis ?? 0)))
  }
}

const isNoted = ({ kind }: Movement): boolean => kind === "top_up" || kind === "sweep"

const isWhole = (segment: Growing): segment is Growing & BalanceGaps.Segment => segment.end !== undefined

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
    summary: `The wallet ${direction} by ${written(paise(Math.abs(remainderPaise)))} more than everything known explains.`,
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
