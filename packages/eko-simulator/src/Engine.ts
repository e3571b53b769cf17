/**
 * One simulated Eko that lives: it lends the pure function a state, a clock and chance, one step at a time.
 *
 * @module
 */
import { Clock, Effect, Random } from "effect"
import type { Configuration } from "./Configuration.ts"
import * as Eko from "./Eko.ts"
import type { SimulatorState } from "./SimulatorState.ts"
import type { Journal } from "./StateFile.ts"

export interface Engine {
  /** Answers one request; what it did is durable before the answer is there. */
  readonly answer: (request: Eko.Request) => Effect.Effect<Eko.Answer>
  /** Changes the state by a step of {@link module:Eko} at the present time, once time itself has done its work. */
  readonly change: <A>(step: (state: SimulatorState, timeMillis: number) => Eko.Step<A>) => Effect.Effect<A>
  /** Looks at the state; what is seen is durable. */
  readonly read: <A>(view: (state: SimulatorState) => A) => Effect.Effect<A>
}

/**
 * Starts from a journal. A journal that cannot be written is a defect: from then on nothing is answered.
 */
export const make = (configuration: Configuration, journal: Journal): Engine => {
  const eko = Eko.make(configuration)
  let current = journal.state

  // A step and its place in the journal are taken in one go, so steps never overlap and are journaled in their order.
  const change: Engine["change"] = Effect.fnUntraced(function* (step) {
    const timeMillis = yield* Clock.currentTimeMillis
    const due = Eko.settleDue(current, timeMillis)
    const { state, events, value } = step(due.state, timeMillis)
    current = state
    yield* Effect.orDie(journal.append([...due.events, ...events]))
    return value
  })

  return {
    change,
    answer: (request) =>
      Effect.flatMap(Random.nextIntBetween(0, 1_000_000, { halfOpen: true }), (chance) =>
        change((state, timeMillis) => eko(state, request, timeMillis, chance))
      ),
    read: (view) => change((state) => ({ state, events: [], value: view(state) }))
  }
}
