/**
 * Background work: so many elements of a queue are done at a time, until the scope closes.
 *
 * @module
 */
import type { TransferStore } from "@bhejo/core"
import { Effect, type Scope } from "effect"

export interface Work<Element, E, R> {
  readonly lanes: number
  /** Waits for an element, and completes it when the handler succeeds; otherwise it comes again. */
  readonly take: <E, R>(
    handler: (element: Element) => Effect.Effect<void, E, R>
  ) => Effect.Effect<void, E | TransferStore.StoreUnavailable, R>
  readonly perform: (element: Element) => Effect.Effect<void, E, R>
  /** What names an element in the lines that are logged about it: nobody's request does. */
  readonly about: (element: Element) => Readonly<Record<string, unknown>>
  /** What is said of one that failed. */
  readonly failed: string
}

/**
 * Takes elements and does them until the scope closes: then nothing further is taken, and what is in hand ends first.
 */
export const run = <Element, E, R>({
  lanes,
  take,
  perform,
  about,
  failed
}: Work<Element, E, R>): Effect.Effect<void, never, R | Scope.Scope> => {
  const once = Effect.suspend(() => {
    let inHand: Readonly<Record<string, unknown>> = {}
    // The wait for an element may be interrupted; one that was begun may not.
    return take((element) => {
      inHand = about(element)
      return Effect.annotateLogs(Effect.uninterruptible(perform(element)), inHand)
    }).pipe(
      // The queue delivers it again; only this lane must not end.
      Effect.catchCause((cause) => Effect.annotateLogs(Effect.logError(failed, cause), inHand))
    )
  })
  // As one, so that all of them end at once: one after the other, those that are left would go on taking.
  const all = Array.from({ length: lanes }, () => Effect.forever(once))
  return Effect.asVoid(Effect.forkScoped(Effect.all(all, { concurrency: "unbounded", discard: true })))
}
