/**
 * Everything that is still to happen in a world, in the order of its time.
 *
 * What belongs to a process that has died never happens, and what belongs to one that is frozen happens when it wakes.
 *
 * @module
 */

/** Whose event it is. The network and the database are nobody's. */
export interface Owner {
  readonly isDead: boolean
  readonly frozenUntilMillis: number
}

interface Entry {
  atMillis: number
  /** Of two at the same instant the one that was entered first happens first. */
  order: number
  readonly owner: Owner | undefined
  run: (() => void) | undefined
}

/** Takes an entry off the agenda again. */
export type Cancel = () => void

export class Agenda {
  nowMillis: number
  readonly #heap: Array<Entry> = []
  #entered = 0

  constructor(startMillis: number) {
    this.nowMillis = startMillis
  }

  /** Enters what happens at an instant, or now where the instant has passed. */
  at(atMillis: number, owner: Owner | undefined, run: () => void): Cancel {
    const entry = { atMillis: Math.max(atMillis, this.nowMillis), order: this.#entered++, owner, run }
    this.#push(entry)
    return () => {
      ;(entry as Entry).run = undefined
    }
  }

  after(delayMillis: number, owner: Owner | undefined, run: () => void): Cancel {
    return this.at(this.nowMillis + delayMillis, owner, run)
  }

  /** Lets the next thing happen; false where there is none before the given instant. */
  next(untilMillis: number): boolean {
    const entry = this.#heap[0]
    if (entry === undefined || entry.atMillis > untilMillis) return false
    this.#pop()
    const { owner, run } = entry
    if (run === undefined || owner?.isDead === true) return true
    this.nowMillis = entry.atMillis
    if (owner !== undefined && owner.frozenUntilMillis > entry.atMillis) {
      entry.atMillis = owner.frozenUntilMillis
      this.#push(entry)
      return true
    }
    run()
    return true
  }

  #push(entry: Entry): void {
    const heap = this.#heap
    let at = heap.length
    heap.push(entry)
    while (at > 0) {
      const above = (at - 1) >> 1
      const parent = heap[above]
      if (parent === undefined || isBefore(parent, entry)) break
      heap[at] = parent
      at = above
    }
    heap[at] = entry
  }

  #pop(): void {
    const heap = this.#heap
    const last = heap.pop()
    if (last === undefined || heap.length === 0) return
    let at = 0
    while (true) {
      let below = 2 * at + 1
      let child = heap[below]
      if (child === undefined) break
      const right = heap[below + 1]
      if (right !== undefined && isBefore(right, child)) {
        child = right
        below++
      }
      if (isBefore(last, child)) break
      heap[at] = child
      at = below
    }
    heap[at] = last
  }
}

const isBefore = (one: Entry, other: Entry): boolean =>
  one.atMillis < other.atMillis || (one.atMillis === other.atMillis && one.order < other.order)
