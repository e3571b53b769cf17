/** Looks until something holds; bounded, by more time than a slow machine takes. */
import { Effect } from "effect"

export const eventually = <E, R>(what: string, holds: Effect.Effect<boolean, E, R>) =>
  Effect.gen(function* () {
    for (let look = 0; look < 2000; look++) {
      if (yield* holds) return
      yield* Effect.sleep("50 millis")
    }
    return yield* Effect.die(new Error(`never: ${what}`))
  })
