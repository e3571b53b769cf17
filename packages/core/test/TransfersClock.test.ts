/**
 * What a transfer records and keeps to where the time that is signed is not our own, and where our own is wrong.
 *
 * @module
 */
import { assert, describe, it } from "@effect/vitest"
import { Clock, Effect, Fiber, Layer } from "effect"
import { TestClock } from "effect/testing"
import { Tid } from "../src/Identifiers.ts"
import { TimestampMillis } from "../src/Signing.ts"
import { SigningTimestamps } from "../src/SigningTimestamps.ts"
import { defaults, sendWindowMillis } from "../src/TransferPolicy.ts"
import { nextStep } from "../src/TransferStep.ts"
import { shifted } from "./ShiftedClock.ts"
import * as World from "./World.ts"

/** Timestamps so far ahead of our clock, each after a wait. */
const ahead = (leadMillis: number, waitMillis: number) =>
  Layer.succeed(SigningTimestamps, {
    next: Effect.andThen(
      Effect.sleep(waitMillis),
      Effect.map(Clock.currentTimeMillis, (nowMillis) => TimestampMillis.make(nowMillis + leadMillis))
    )
  })

describe("an attempt signed in Eko's time", () => {
  it.effect.each([600_000, -600_000, 0])("is held to a deadline of our own clock: %i ms off", (leadMillis) =>
    Effect.gen(function* () {
      const world = yield* World.awaitingOtp
      world.eko.replies("debit", World.lost)
      const fromMillis = yield* Clock.currentTimeMillis
      const transfers = yield* world.process(ahead(leadMillis, 2_000))
      const confirming = yield* Effect.forkChild(transfers.confirm(World.confirmation("key")))
      yield* TestClock.adjust(2_000)
      const transfer = yield* Fiber.join(confirming)
      assert.strictEqual(transfer.state, "in_doubt")
      if (transfer.state !== "in_doubt") return
      const { attempt } = transfer
      assert.strictEqual(attempt.signedAtMillis, fromMillis + 2_000 + leadMillis)
      // The wait for the timestamp is taken off: no signature is older than the window when its first byte leaves.
      assert.strictEqual(attempt.sendBeforeMillis, fromMillis + sendWindowMillis(defaults))
      assert.strictEqual(attempt.startedAtMillis, fromMillis + 2_000)
      assert.strictEqual(world.eko.debits[0]?.signedAtMillis, attempt.signedAtMillis)
      // The call is over before the first inquiry is due.
      const due = transfer.updatedAtMillis + (nextStep(transfer, defaults)?.delayMillis ?? Number.NaN)
      assert.isAtLeast(due, attempt.sendBeforeMillis + defaults.callTimeoutMillis)
    })
  )
})

describe("a worker whose clock is wrong", () => {
  const hour = 3_600_000
  const workers = [[hour], [-hour], [0, hour], [0, -hour], [hour, -hour]]
  const isNamed = (leads: ReadonlyArray<number>) => leads.map((lead) => `${lead / hour} h`).join(" and ")

  /** Works through the queue until the test ends, by as many workers, each with a clock so far ahead. */
  const work = Effect.fnUntraced(function* (world: World.World, leads: ReadonlyArray<number>) {
    const clock = yield* Clock.Clock
    let turn = 0
    const take = world.queue.take((step) =>
      World.transferSteps(world.transfers)(step).pipe(
        Effect.provideService(Clock.Clock, shifted(clock, leads[turn++ % leads.length] ?? 0))
      )
    )
    yield* Effect.forkScoped(Effect.forever(take))
  })
  /** When Eko was asked, in seconds from here on. */
  const asked = Effect.fnUntraced(function* (world: World.World, seconds: number) {
    const times: Array<number> = []
    for (let second = 0; second < seconds; second++) {
      const before = world.eko.inquiries.length
      yield* TestClock.adjust(1_000)
      for (let more = before; more < world.eko.inquiries.length; more++) times.push(second + 1)
    }
    return times
  })

  for (const leads of workers) {
    it.effect(`inquires when it should, never hot: ${isNamed(leads)}`, () =>
      Effect.gen(function* () {
        const world = yield* World.awaitingOtp
        world.eko.replies("debit", World.lost)
        world.eko.replies("inquiry", World.notFound)
        yield* work(world, leads)
        yield* world.transfers.confirm(World.confirmation("key"))
        assert.deepStrictEqual(yield* asked(world, 800), [45, 135, 315, 675])
        assert.strictEqual(yield* world.state, "in_doubt")
      })
    )

    it.effect(`follows a hint that Eko does not answer, never hot: ${isNamed(leads)}`, () =>
      Effect.gen(function* () {
        const world = yield* World.awaitingOtp
        world.eko.replies("debit", World.accepted("0"))
        world.eko.replies("inquiry", World.lost)
        yield* world.transfers.confirm(World.confirmation("key"))
        yield* work(world, leads)
        yield* world.transfers.hint({ tid: Tid.make("2309876541") })
        assert.deepStrictEqual(yield* asked(world, 800), [1, 45, 135, 315, 675])
      })
    )

    it.effect(`expires what nobody confirms in time or after that, never hot: ${isNamed(leads)}`, () =>
      Effect.gen(function* () {
        const world = yield* World.awaitingOtp
        yield* work(world, leads)
        yield* TestClock.adjust(defaults.idleLifetimeMillis - 1)
        assert.strictEqual(yield* world.state, "awaiting_otp")
        yield* TestClock.adjust(hour + 1)
        assert.strictEqual(yield* world.state, "expired")
        assert.isBelow((yield* world.journal).length, 8)
      })
    )
  }
})
