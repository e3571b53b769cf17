/** What is asked at the same time goes together, and nobody's trouble is another's. */
import { describe, expect, it } from "@effect/vitest"
import { Cause, Deferred, Effect, Exit, Fiber } from "effect"
import * as Gathering from "../src/Gathering.ts"

/** Statements that end when they are told to, and what each of them was made of. */
const statements = () => {
  const begun: Array<{ readonly items: ReadonlyArray<number>; readonly end: Deferred.Deferred<void, string> }> = []
  const ask = Gathering.make((items: ReadonlyArray<number>) =>
    Effect.suspend(() => {
      const end = Deferred.makeUnsafe<void, string>()
      begun.push({ items, end })
      return Effect.as(Deferred.await(end), (item: number) => item * 10)
    })
  )
  const end = (index: number, exit: Exit.Exit<void, string> = Exit.void) =>
    Effect.gen(function* () {
      const statement = begun[index]
      if (statement === undefined) throw new Error(`${index} has not begun`)
      yield* Deferred.done(statement.end, exit)
      yield* settled
    })
  const asked = (item: number) => Effect.tap(Effect.forkChild(ask(item)), () => settled)
  return { asked, end, made: () => begun.map(({ items }) => items) }
}

/** All that can go on has. */
const settled = Effect.repeat(Effect.yieldNow, { times: 20 })

describe("Gathering", () => {
  it.effect("sends at once what finds room, and together what comes meanwhile", () =>
    Effect.gen(function* () {
      const { asked, end, made } = statements()
      const fibers = yield* Effect.forEach([1, 2, 3, 4, 5], asked)
      expect(made()).toEqual([[1], [2]])
      yield* end(1)
      expect(made()).toEqual([[1], [2], [3, 4, 5]])
      fibers.push(yield* asked(6))
      expect(made()).toHaveLength(3)
      yield* end(2)
      yield* end(0)
      expect(made()).toEqual([[1], [2], [3, 4, 5], [6]])
      yield* end(3)
      expect(yield* Effect.forEach(fibers, (fiber) => Fiber.join(fiber))).toEqual([10, 20, 30, 40, 50, 60])
      // All room is there again.
      yield* Effect.forEach([7, 8], asked)
      expect(made().slice(4)).toEqual([[7], [8]])
    })
  )

  it.effect("tells a failure and a defect to all whose statement it was, and to nobody else", () =>
    Effect.gen(function* () {
      const { asked, end, made } = statements()
      const fibers = yield* Effect.forEach([1, 2, 3, 4], asked)
      yield* end(0, Exit.fail("lost"))
      yield* end(1)
      expect(made()).toEqual([[1], [2], [3, 4]])
      yield* end(2, Exit.die("broken"))
      const exits = yield* Effect.forEach(fibers, (fiber) => Fiber.await(fiber))
      expect(exits[0]).toEqual(Exit.fail("lost"))
      expect(exits[1]).toEqual(Exit.succeed(20))
      for (const exit of exits.slice(2)) expect(Exit.isFailure(exit) && Cause.hasDies(exit.cause)).toBe(true)
      yield* Effect.forEach([5, 6], asked)
      expect(made().slice(3)).toEqual([[5], [6]])
    })
  )

  it.effect("leaves others alone when one is interrupted, whether it waits or is on its way", () =>
    Effect.gen(function* () {
      const { asked, end, made } = statements()
      const [first, second, third, fourth] = yield* Effect.forEach([1, 2, 3, 4] as const, asked)
      if (!first || !second || !third || !fourth) return
      yield* Fiber.interrupt(third)
      yield* Fiber.interrupt(first)
      yield* end(0)
      expect(made()).toEqual([[1], [2], [4]])
      yield* end(1)
      yield* end(2)
      expect(yield* Fiber.join(second)).toBe(20)
      expect(yield* Fiber.join(fourth)).toBe(40)
      // Nobody is left to wait: nothing is sent, and the next finds room.
      yield* Effect.forEach([5, 6], asked)
      const last = yield* asked(7)
      yield* Fiber.interrupt(last)
      yield* end(3)
      yield* asked(8)
      expect(made().slice(3)).toEqual([[5], [6], [8]])
    })
  )
})
