/**
 * One statement for all that is asked at the same time.
 *
 * Nothing waits for company: what finds room goes at once, alone. Only what comes while as many statements as may be are
 * under way is gathered, and goes together with the next. So one who comes alone waits for nobody, and the more come, the
 * fewer statements and commits each of them costs.
 *
 * @module
 */
import { type Array as Arr, Effect, Exit, Latch, Request, RequestResolver } from "effect"

/** So many statements of one kind are under way at a time: while the one waits for the disk, the other is made. */
const maxUnderway = 2

/**
 * Asks by the one statement that `run` makes of several items; it succeeds with what each of them is answered. Its failure
 * is the failure of all whose statement it was. Whoever is interrupted leaves the others alone; what is on its way goes on.
 */
export const make = <Item, Answer, E>(
  run: (items: Arr.NonEmptyReadonlyArray<Item>) => Effect.Effect<(item: Item) => Answer, E>
): ((item: Item) => Effect.Effect<Answer, E>) => {
  class Ask extends Request.Class<{ readonly item: Item }, Answer, E> {}
  let underway = 0
  const isRoom = Latch.makeUnsafe(true)

  const resolver = RequestResolver.make<Ask>((entries) =>
    Effect.suspend(() => {
      if (++underway >= maxUnderway) isRoom.closeUnsafe()
      const [first, ...rest] = entries
      return run([first.request.item, ...rest.map(({ request }) => request.item)])
    }).pipe(
      Effect.flatMap((answerTo) =>
        Effect.sync(() => {
          for (const entry of entries) entry.completeUnsafe(Exit.succeed(answerTo(entry.request.item)))
        })
      ),
      Effect.ensuring(
        Effect.sync(() => {
          underway--
          isRoom.openUnsafe()
        })
      )
    )
  ).pipe(RequestResolver.setDelayEffect(isRoom.await))

  return (item) => Effect.request(new Ask({ item }), resolver)
}
