/**
 * How many messages one process sends to one endpoint at a time, and when those that found no place come again.
 *
 * An endpoint that is slow must neither take the lanes of the others, nor have what waits for it be taken out of the queue
 * and put back again and again: whoever finds no place is given a time, each a little later than the one before.
 *
 * @module
 */

/** Messages that are sent to one endpoint at a time. */
export const maxAtOnce = 2

/** Whoever found no place comes again no sooner, and waits no longer beyond that, in milliseconds. */
const soonestMillis = 1_000
const latestMillis = 300_000

/** Places of an endpoint that answers so fast are worth a moment's wait. */
export const quickMillis = 200

/** Between the times of two that wait, at least. */
const leastMillis = 50

interface Endpoint {
  underway: number
  /** How long the last message took. */
  lastMillis: number
  /** Up to here times are given out. */
  bookedMillis: number
}

export class WebhookPace {
  readonly #endpoints = new Map<string, Endpoint>()

  #of(id: string): Endpoint {
    const known = this.#endpoints.get(id)
    if (known !== undefined) return known
    const made = { underway: 0, lastMillis: soonestMillis, bookedMillis: 0 }
    this.#endpoints.set(id, made)
    return made
  }

  /** Takes a place, or says that there is none. */
  enter(id: string): boolean {
    const endpoint = this.#of(id)
    if (endpoint.underway >= maxAtOnce) return false
    endpoint.underway++
    return true
  }

  /** Gives a place back, after a message that took so long; without one, nothing is learnt of the endpoint. */
  leave(id: string, tookMillis?: number): void {
    const endpoint = this.#of(id)
    endpoint.underway--
    if (tookMillis !== undefined) endpoint.lastMillis = tookMillis
  }

  /** Whether a place comes free in a moment, as far as anybody can tell. */
  isQuick(id: string): boolean {
    return this.#of(id).lastMillis <= quickMillis
  }

  /** In how many milliseconds whoever found no place comes again; not before the endpoint has rested, where it does. */
  book(id: string, nowMillis: number, restingUntilMillis = 0): number {
    const endpoint = this.#of(id)
    const soonest = Math.max(nowMillis + soonestMillis, restingUntilMillis)
    const atMillis = Math.min(Math.max(endpoint.bookedMillis, soonest), soonest + latestMillis)
    endpoint.bookedMillis = atMillis + Math.max(endpoint.lastMillis / maxAtOnce, leastMillis)
    return atMillis - nowMillis
  }
}
