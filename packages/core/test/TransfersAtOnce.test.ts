/** Two programs on one transfer at a time, and callers that leave: it debits once, and its outcome is recorded. */
import { assert, describe, it } from "@effect/vitest"
import { Deferred, Effect, Exit, Fiber, Layer } from "effect"
import { TestClock } from "effect/testing"
import { TimestampMillis } from "../src/Signing.ts"
import { SigningTimestamps } from "../src/SigningTimestamps.ts"
import { VersionConflict } from "../src/TransferStore.ts"
import { earlier, terms } from "./Given.ts"
import * as World from "./World.ts"

const { answersIn, confirmation, failureOf } = World

/** A process whose next timestamp waits until it is let go, between what a confirm looks up and what it records. */
const heldProcess = (world: World.World) =>
  Effect.gen(function* () {
    const gate = yield* Deferred.make<void>()
    const next = Effect.as(Deferred.await(gate), TimestampMillis.make(earlier + 500))
    const transfers = yield* world.process(Layer.succeed(SigningTimestamps, SigningTimestamps.of({ next })))
    return { transfers, release: Deferred.succeed(gate, undefined) }
  })

describe("two confirms at the same time", () => {
  it.effect("with different keys debit once", () =>
    Effect.gen(function* () {
      const world = yield* World.awaitingOtp
      const other = yield* world.process()
      world.eko.replies("debit", World.following(Effect.sleep("1 second"), World.accepted()))
      const confirms = yield* Effect.forkChild(
        Effect.forEach(
          Array.from({ length: 10 }, (_, index) => index),
          (index) => Effect.result((index % 2 === 0 ? world.transfers : other).confirm(confirmation(`key-${index}`))),
          { concurrency: "unbounded" }
        )
      )
      yield* TestClock.adjust("2 seconds")
      const results = yield* Fiber.join(confirms)
      assert.strictEqual(results.filter(({ _tag }) => _tag === "Success").length, 1)
      assert.strictEqual(
        results.filter((result) => result._tag === "Failure" && result.failure._tag === "WrongState").length,
        9
      )
      assert.strictEqual(world.eko.debits.length, 1)
      assert.strictEqual(yield* world.state, "succeeded")
    })
  )

  it.effect("with one key debit once, and all see that transfer", () =>
    Effect.gen(function* () {
      const world = yield* World.awaitingOtp
      const other = yield* world.process()
      world.eko.replies("debit", World.following(Effect.sleep("1 second"), World.accepted()))
      const confirms = yield* Effect.forkChild(
        Effect.all(
          [world.transfers, other, world.transfers, other].map(({ confirm }) => confirm(confirmation("key"))),
          { concurrency: "unbounded" }
        )
      )
      yield* TestClock.adjust("2 seconds")
      const states = (yield* Fiber.join(confirms)).map(({ state }) => state)
      assert.strictEqual(world.eko.debits.length, 1)
      assert.deepStrictEqual(states.toSorted(), ["debiting", "debiting", "debiting", "succeeded"])
    })
  )

  it.effect("with one key debit once, though the first was over before the second recorded anything", () =>
    Effect.gen(function* () {
      for (const reply of [World.declined("Wrong OTP", "77"), World.wrongOtp]) {
        const world = yield* World.awaitingOtp
        world.eko.replies("debit", reply, World.accepted())
        world.eko.replies("inquiry", World.notFound)
        const held = yield* heldProcess(world)
        const slow = yield* Effect.forkChild(Effect.result(held.transfers.confirm(confirmation("key"))))
        yield* World.settleFibers
        const first = yield* failureOf(world.transfers.confirm(confirmation("key", "000000")))
        yield* held.release
        const second = yield* failureOf(Effect.flatMap(Fiber.join(slow), Effect.fromResult))
        assert.strictEqual(first._tag, "WrongOtp")
        assert.strictEqual(second._tag, "WrongOtp")
        assert.strictEqual(world.eko.debits.length, 1)
      }
    })
  )

  it.effect("each look at what the other has closed before they debit", () =>
    Effect.gen(function* () {
      const world = yield* World.awaitingOtp
      world.eko.replies("debit", World.wrongOtp, World.accepted())
      world.eko.replies("inquiry", World.found("0"))
      const held = yield* heldProcess(world)
      const slow = yield* Effect.forkChild(Effect.result(held.transfers.confirm(confirmation("two"))))
      yield* World.settleFibers
      yield* failureOf(world.transfers.confirm(confirmation("one", "000000")))
      yield* held.release
      const failure = yield* failureOf(Effect.flatMap(Fiber.join(slow), Effect.fromResult))
      assert.strictEqual(failure._tag, "TransferBlocked")
      assert.deepStrictEqual(world.eko.order, ["otp", "debit", "inquiry"])
    })
  )

  it.effect("and a cancel or an expiry: whichever was first", () =>
    Effect.gen(function* () {
      for (const end of ["cancelled", "expired"] as const) {
        const world = yield* World.awaitingOtp
        const held = yield* heldProcess(world)
        const slow = yield* Effect.forkChild(Effect.result(held.transfers.confirm(confirmation("key"))))
        yield* World.settleFibers
        if (end === "cancelled") yield* world.transfers.cancel(terms)
        else {
          yield* TestClock.adjust("30 minutes")
          const { version } = yield* world.current
          yield* world.transfers.perform({ id: terms.id, version, kind: "expire" })
        }
        yield* held.release
        const failure = yield* failureOf(Effect.flatMap(Fiber.join(slow), Effect.fromResult))
        // The OTP of a transfer that expired has expired before it.
        assert.strictEqual(failure._tag, end === "cancelled" ? "WrongState" : "OtpUnusable")
        assert.strictEqual(yield* world.state, end)
        assert.strictEqual(world.eko.debits.length, 0)
      }
    })
  )

  it.effect("stop when others keep moving the transfer", () =>
    Effect.gen(function* () {
      const world = yield* World.awaitingOtp
      world.faults.append = (commit) => new VersionConflict({ id: terms.id, expectedVersion: commit.expectedVersion })
      const failure = yield* failureOf(world.transfers.confirm(confirmation("key")))
      assert.strictEqual(failure._tag, "VersionConflict")
      assert.strictEqual(world.eko.debits.length, 0)
    })
  )
})

describe("a caller that leaves", () => {
  /** Where the confirm stands when its caller leaves: it waits there for a second. */
  const points: Record<string, (world: World.World) => void> = {
    "before the attempt's commit": ({ faults }) => {
      faults.append = (commit, write) =>
        World.has("DebitStarted")(commit) ? Effect.andThen(Effect.sleep("1 second"), write) : write
    },
    "after the attempt's commit": ({ faults }) => {
      faults.append = (commit, write) =>
        World.has("DebitStarted")(commit) ? Effect.tap(write, Effect.sleep("1 second")) : write
    },
    "while Eko works": ({ eko }) => {
      eko.replies("debit", World.following(Effect.sleep("1 second"), World.accepted()))
    },
    "before the outcome's commit": ({ faults }) => {
      faults.append = (commit, write) =>
        World.has("DebitAnswered")(commit) ? Effect.andThen(Effect.sleep("1 second"), write) : write
    },
    "after the outcome's commit": ({ faults }) => {
      faults.append = (commit, write) =>
        World.has("DebitAnswered")(commit) ? Effect.tap(write, Effect.sleep("1 second")) : write
    },
    "while the store is down for the outcome": ({ faults }) => {
      let failures = 3
      faults.append = (commit, write) =>
        World.has("DebitAnswered")(commit) && failures-- > 0 ? World.unavailable : write
    }
  }
  for (const [name, hold] of Object.entries(points)) {
    for (const leave of ["interruption", "timeout"] as const) {
      it.effect(`${name}, by ${leave}: the outcome is recorded all the same`, () =>
        Effect.gen(function* () {
          const world = yield* World.awaitingOtp
          world.eko.replies("debit", World.accepted())
          hold(world)
          const confirm = world.transfers.confirm(confirmation("key"))
          const confirming = yield* Effect.forkDetach(
            leave === "timeout" ? Effect.timeout(confirm, "10 millis") : confirm
          )
          yield* World.settleFibers
          if (leave === "interruption") yield* Effect.forkDetach(Fiber.interrupt(confirming))
          yield* TestClock.adjust("5 seconds")
          assert.strictEqual(yield* world.state, "succeeded")
          assert.strictEqual(world.eko.debits.length, 1)
          assert.strictEqual(yield* answersIn(world), 1)
          assert.isTrue(Exit.isFailure(yield* Fiber.await(confirming)))
        })
      )
    }
  }

  it.effect("over a transport that stops with it: the attempt is in doubt", () =>
    Effect.gen(function* () {
      const world = yield* World.awaitingOtp
      world.eko.replies("debit", () => Effect.interruptible(Effect.never))
      const confirming = yield* Effect.forkDetach(world.transfers.confirm(confirmation("key")))
      yield* World.settleFibers
      yield* Fiber.interrupt(confirming)
      assert.deepInclude(yield* world.current, { state: "in_doubt", doubt: "unknown_outcome" })
    })
  )

  it.effect("before anything is recorded leaves nothing behind", () =>
    Effect.gen(function* () {
      const world = yield* World.awaitingOtp
      world.eko.replies("debit", World.wrongOtp, World.accepted())
      world.eko.replies("inquiry", World.following(Effect.never, World.notFound))
      yield* failureOf(world.transfers.confirm(confirmation("one", "000000")))
      const before = yield* world.current
      const rechecking = yield* Effect.forkChild(world.transfers.confirm(confirmation("two")))
      yield* World.settleFibers
      assert.strictEqual(world.eko.inquiries.length, 1)
      yield* Fiber.interrupt(rechecking)
      const held = yield* heldProcess(world)
      world.eko.replies("inquiry", World.notFound)
      const signing = yield* Effect.forkChild(held.transfers.confirm(confirmation("three")))
      yield* World.settleFibers
      yield* Fiber.interrupt(signing)
      assert.deepStrictEqual(yield* world.current, before)
      assert.strictEqual(world.eko.debits.length, 1)
    })
  )
})
