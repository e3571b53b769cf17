/** What every `StepQueue` does with the steps of commits. */
import { describe, expect } from "@effect/vitest"
import { Clock, Deferred, Effect, Exit, Fiber, Queue } from "effect"
import { type Commit, type QueuedStep, StepQueue } from "../src/TransferStore.ts"
import * as Given from "./Given.ts"
import { append, appendAll, type Test } from "./StoreContract.ts"
import { commitOf, newNumber, untilDebit } from "./TransferHistory.ts"

/** Takes one step and lets it succeed. */
const takeOne = Effect.gen(function* () {
  const steps: Array<QueuedStep> = []
  yield* StepQueue.use((queue) => queue.take((step) => Effect.sync(() => steps.push(step))))
  return steps
})

/** The same commit with its step due after this time. */
const due = (commit: Commit, delayMillis: number): Commit => ({
  ...commit,
  step: commit.step && { ...commit.step, delayMillis }
})
const stepOf = ({ transfer, step }: Commit) => ({
  id: transfer.terms.id,
  version: transfer.version,
  kind: step?.kind
})

export const stepQueue = (name: string, test: Test): void => {
  describe.concurrent(`${name}: steps`, () => {
    test(
      "delivers the step of a commit once it is handled well",
      Effect.gen(function* () {
        const [requested, other] = [untilDebit(newNumber())[0], untilDebit(newNumber())[0]]
        yield* append(due(requested, 0))
        expect(yield* takeOne).toEqual([stepOf(requested)])
        yield* append(due(other, 0))
        expect(yield* takeOne).toEqual([stepOf(other)])
      })
    )

    test(
      "delivers a step when it is due, and not before",
      Effect.gen(function* () {
        const nowMillis = yield* Clock.currentTimeMillis
        const [later, soon] = [untilDebit(newNumber())[0], untilDebit(newNumber())[0]]
        yield* append(due(later, 3_000))
        yield* append(due(soon, 0))
        expect(yield* takeOne).toEqual([stepOf(soon)])
        expect(yield* takeOne).toEqual([stepOf(later)])
        expect(yield* Clock.currentTimeMillis).toBeGreaterThanOrEqual(nowMillis + 3_000)
      })
    )

    test(
      "delivers nothing of a commit that was refused",
      Effect.gen(function* () {
        const [number, otherNumber] = [newNumber(), newNumber()]
        const [commits, others] = [untilDebit(number), untilDebit(otherNumber)]
        yield* appendAll([...commits, ...others].map((commit) => due(commit, 0)))
        yield* append(commitOf(commits[2].transfer, Given.recordOutcome(number, Given.accepted("0", number))))
        const claim = commitOf(others[2].transfer, Given.recordOutcome(otherNumber, Given.accepted("2", number)))
        yield* Effect.flip(append(due(claim, 0)))
        yield* Effect.flip(append(due(others[0], 0)))
        const marker = untilDebit(newNumber())[0]
        yield* append(due(marker, 0))
        const delivered = yield* Effect.forEach(Array.from({ length: 7 }), () => takeOne)
        expect(delivered.flat()).toEqual([...commits, ...others, marker].map(stepOf))
      })
    )

    test(
      "delivers a step of a version that has passed all the same, with its version",
      Effect.gen(function* () {
        const [requested, sent] = untilDebit(newNumber())
        yield* appendAll([due(requested, 0), due(sent, 0)])
        expect([...(yield* takeOne), ...(yield* takeOne)]).toEqual([stepOf(requested), stepOf(sent)])
      })
    )

    test(
      "gives a handler's error to the taker, and delivers the step again",
      Effect.gen(function* () {
        const [requested] = untilDebit(newNumber())
        yield* append(due(requested, 0))
        const { take } = yield* StepQueue
        expect(yield* Effect.flip(take(() => Effect.fail("no network" as const)))).toBe("no network")
        const exit = yield* Effect.exit(take(() => Effect.die(new Error("a bug"))))
        expect(Exit.hasDies(exit)).toBe(true)
        expect(yield* takeOne).toEqual([stepOf(requested)])
      })
    )

    test(
      "delivers a step again whose taker was interrupted",
      Effect.gen(function* () {
        const [requested] = untilDebit(newNumber())
        yield* append(due(requested, 0))
        const { take } = yield* StepQueue
        const started = yield* Deferred.make<void>()
        const taker = yield* Effect.forkChild(
          take(() => Effect.andThen(Deferred.succeed(started, undefined), Effect.never))
        )
        yield* Deferred.await(started)
        yield* Fiber.interrupt(taker)
        expect(yield* takeOne).toEqual([stepOf(requested)])
      })
    )

    test(
      "gives each step to one of many takers",
      Effect.gen(function* () {
        const commits = Array.from({ length: 20 }, () => due(untilDebit(newNumber())[0], 0))
        const { take } = yield* StepQueue
        const taken = yield* Queue.unbounded<QueuedStep>()
        const takers = Array.from({ length: 5 }, () => Effect.forever(take((step) => Queue.offer(taken, step))))
        const working = yield* Effect.forkChild(Effect.all(takers, { concurrency: "unbounded" }))
        yield* appendAll(commits)
        const steps = yield* Queue.takeN(taken, commits.length)
        yield* Fiber.interrupt(working)
        expect(new Set(steps)).toEqual(new Set(commits.map(stepOf)))
        expect(yield* Queue.size(taken)).toBe(0)
      })
    )
  })
}
