/**
 * Sums by name, which add up: the tally of a whole is the sum of the tallies of its parts, in any order.
 *
 * @module
 */

/** Whole numbers by name; a name that is missing counts nothing. */
export type Tally = Readonly<Record<string, number>>

/** A tally that is being counted; it stays with whoever made it. */
export class Counter {
  readonly #sums = new Map<string, number>()

  add(name: string, count: number): void {
    const sum = (this.#sums.get(name) ?? 0) + count
    if (!Number.isSafeInteger(sum)) throw new Error(`Tally: ${name} is beyond exact whole numbers`)
    this.#sums.set(name, sum)
  }

  addAll(tally: Tally): void {
    for (const [name, count] of Object.entries(tally)) this.add(name, count)
  }

  /** What was counted so far, by name in alphabetical order; nothing stands for zero. */
  tally(): Tally {
    const entries = [...this.#sums].filter(([, sum]) => sum !== 0)
    return Object.fromEntries(entries.sort(([one], [other]) => (one < other ? -1 : 1)))
  }
}

/** The tally of a whole, from those of its parts. */
export const sum = (tallies: Iterable<Tally>): Tally => {
  const counter = new Counter()
  for (const tally of tallies) counter.addAll(tally)
  return counter.tally()
}

/** One sum; 0 where nothing was counted. */
export const get = (tally: Tally, name: string): number => tally[name] ?? 0

/** What stands below a name: `{ "state/failed": 2 }` below `state` is `{ failed: 2 }`. */
export const below = (tally: Tally, name: string): Tally =>
  Object.fromEntries(
    Object.entries(tally).flatMap(([key, sum]) =>
      key.startsWith(`${name}/`) ? [[key.slice(name.length + 1), sum] as const] : []
    )
  )
