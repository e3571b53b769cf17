/**
 * What the worlds reached: how often each fault struck, each state was entered, each event was recorded.
 *
 * @module
 */

export class Coverage {
  readonly #counts = new Map<string, number>()

  hit(what: string): void {
    this.#counts.set(what, (this.#counts.get(what) ?? 0) + 1)
  }

  add(other: Iterable<readonly [string, number]>): void {
    for (const [what, count] of other) this.#counts.set(what, (this.#counts.get(what) ?? 0) + count)
  }

  count(what: string): number {
    return this.#counts.get(what) ?? 0
  }

  entries(): ReadonlyArray<readonly [string, number]> {
    return [...this.#counts]
  }

  /** Which of these was never reached. */
  missing(expected: Iterable<string>): ReadonlyArray<string> {
    return [...expected].filter((what) => !this.#counts.has(what))
  }
}
