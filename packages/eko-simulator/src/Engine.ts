/**
 * One simulated Eko that lives: it lends the pure function a state, a clock and chance, one step at a time.
 *
 * @module
 */
import { Clock, Effect, Queue, Random } from "effect"
import type { Callback } from "./Callback.ts"
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
  /**
   * Lets time pass by itself, for ever: what is due happens when it is due, though nobody asks. One fiber runs this.
   */
  readonly keepTime: Effect.Effect<never>
  /** The callbacks that were made since they were last taken; waits for one. They are lost with the process. */
  readonly takeCallbacks: Effect.Effect<ReadonlyArray<Callback>>
  readonly configuration: Configuration
}

/** How long the engine sleeps at most before it looks whether something is due. */
const longestSleepMillis = 100

/** How many callbacks wait for somebody who takes them; the oldest are forgotten. */
const callbackCapacity = 10_000

/**
 * Starts from a journal. A journal that cannot be written is a defect: from then on nothing is answered.
 */
export const make = (configuration: Configuration, journal: Journal): Engine => {
  const eko = Eko.make(configuration)
  const callbacks = Effect.runSync(Queue.sliding<Callback>(callbackCapacity))
  let current = journal.state

  // A step and its place in the journal are taken in one go, so steps never overlap and are journaled in their order.
  const change: Engine["change"] = Effect.fnUntraced(function* (step) {
    const timeMillis = yield* Clock.currentTimeMillis
    const due = eko.passTime(current, timeMillis)
    const { state, events, callbacks: made, value } = step(due.state, timeMillis)
    current = state
    yield* Effect.orDie(journal.append([...due.events, ...events]))
    // What is called back is durable, too.
    yield* Queue.offerAll(callbacks, [...due.callbacks, ...made])
    return value
  })

  return {
    configuration,
    change,
    answer: (request) =>
      Effect.flatMap(Random.nextIntBetween(0, 1_000_000, { halfOpen: true }), (chance) =>
        change((state, timeMillis) => eko(state, request, timeMillis, chance))
      ),
    read: (view) => change((state) => ({ state, events: [], callbacks: [], value: view(state) })),
    keepTime: Effect.forever(
      Effect.gen(function* () {
        const timeMillis = yield* Clock.currentTimeMillis
        const next = Eko.nextAtMillis(current)
        if (next !== undefined && next <= timeMillis) {
          yield* change((state) => ({ state, events: [], callbacks: [], value: undefined }))
        } else {
          yield* Effect.sleep(Math.min(longestSleepMillis, (next ?? Number.POSITIVE_INFINITY) - timeMillis))
        }
      })
    ),
    takeCallbacks: Queue.takeAll(callbacks)
  }
}
