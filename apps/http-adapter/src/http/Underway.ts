/**
 * What is under way, so that the end can wait for it.
 *
 * @module
 */
import { Context } from "effect"

/** What is under way in this process, where there is a server. */
export const Current = Context.Reference<Underway>("@bhejo/http-adapter/Underway", {
  defaultValue: () => new Underway()
})

/** Every handler that has begun and not ended, whether or not its client is still there. */
export class Underway {
  readonly #running = new Set<Promise<unknown>>()
  #isEnding = false

  /** Whether connections should be closed with their next answer. */
  get isEnding(): boolean {
    return this.#isEnding
  }

  /** How many there are. */
  get size(): number {
    return this.#running.size
  }

  add<A>(work: Promise<A>): Promise<A> {
    this.#running.add(work)
    return work.finally(() => this.#running.delete(work))
  }

  /** Settles when nothing is under way any more. */
  async end(): Promise<void> {
    this.#isEnding = true
    while (this.#running.size > 0) await Promise.allSettled(this.#running)
  }
}
