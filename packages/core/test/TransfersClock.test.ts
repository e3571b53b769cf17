/**
 * What a transfer records and keeps to where the time that is signed is not our own.
 *
 * @module
 */
import { assert, describe, it } from "@effect/vitest"
import { Clock, Effect, Fiber, Layer } from "effect"
import { TestClock } from "effect/testing"
import { TimestampMillis } from "../src/Signing.ts"
import { SigningTimestamps } from "../src/SigningTimestamps.ts"
import { defaults, sendWindowMillis } from "../src/TransferPolicy.ts"
import { nextStep } from "../src/TransferStep.ts"
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
      const due = nextStep(transfer, defaults)?.dueAtMillis ?? Number.NaN
      assert.isAtLeast(due, attempt.sendBeforeMillis + defaults.callTimeoutMillis)
    })
  )
})
