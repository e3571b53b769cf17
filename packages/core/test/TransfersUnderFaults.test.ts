/**
 * A store that fails at any commit, and processes that stop for a while: whatever happens, one transfer debits once.
 */
import { assert, describe, it } from "@effect/vitest"
import { Effect, Exit, Fiber, Result } from "effect"
import { TestClock } from "effect/testing"
import { defaults, inquiryDelayMillis } from "../src/TransferPolicy.ts"
import type { StateName } from "../src/TransferState.ts"
import { VersionConflict } from "../src/TransferStore.ts"
import { terms } from "./Given.ts"
import * as World from "./World.ts"

const { answersIn, confirmation, failureOf } = World

describe("a store that fails at the attempt's commit", () => {
  const started = World.has("DebitStarted")

  it.effect("after it was made: nothing is sent, the attempt is closed, and the key may be used again", () =>
    Effect.gen(function* () {
      const world = yield* World.awaitingOtp
      let failures = 1
      world.faults.append = (commit, write) => (started(commit) && failures-- > 0 ? World.losing.answer(write) : write)
      const failure = yield* failureOf(world.transfers.confirm(confirmation("key")))
      assert.strictEqual(failure._tag, "StoreUnavailable")
      assert.strictEqual(world.eko.debits.length, 0)
      const transfer = yield* world.current
      assert.strictEqual(transfer.state, "awaiting_otp")
      assert.strictEqual(transfer.closedAttempts[0]?.outcome._tag, "NotSent")
      world.eko.replies("debit", World.accepted())
      world.eko.replies("inquiry", World.notFound)
      assert.strictEqual((yield* world.transfers.confirm(confirmation("key"))).state, "succeeded")
      assert.deepStrictEqual(world.eko.order, ["otp", "inquiry", "debit"])
    })
  )

  it.effect("before it was made: nothing is sent, and it is withdrawn", () =>
    Effect.gen(function* () {
      const world = yield* World.awaitingOtp
      const before = yield* world.current
      world.faults.append = (commit, write) => (started(commit) ? World.losing.commit(write) : write)
      const failure = yield* failureOf(world.transfers.confirm(confirmation("key")))
      assert.strictEqual(failure._tag, "StoreUnavailable")
      assert.strictEqual(world.eko.debits.length, 0)
      assert.deepInclude(yield* world.current, {
        state: "awaiting_otp",
        closedAttempts: [],
        version: before.version + 1
      })
      assert.strictEqual((yield* world.journal).at(-1)?._tag, "AttemptWithdrawn")
    })
  )

  it.effect("and still hangs: nothing is sent, and it cannot arrive any more", () =>
    Effect.gen(function* () {
      const world = yield* World.awaitingOtp
      const late: Array<string> = []
      world.faults.append = (commit, write) =>
        started(commit)
          ? Effect.andThen(
              Effect.forkDetach(
                Effect.delay(Effect.result(write), "1 second").pipe(
                  Effect.map((result) => late.push(Result.isFailure(result) ? result.failure._tag : "committed"))
                )
              ),
              World.unavailable
            )
          : write
      const before = yield* world.current
      const failure = yield* failureOf(world.transfers.confirm(confirmation("key")))
      assert.strictEqual(failure._tag, "StoreUnavailable")
      yield* TestClock.adjust("2 seconds")
      assert.deepStrictEqual(late, ["VersionConflict"])
      assert.strictEqual(yield* world.state, "awaiting_otp")
      assert.deepStrictEqual(
        (yield* world.journal).slice(before.version).map(({ _tag }) => _tag),
        ["AttemptWithdrawn"]
      )
      world.faults.append = (_, write) => write
      world.eko.replies("debit", World.accepted())
      assert.strictEqual((yield* world.transfers.confirm(confirmation("key"))).state, "succeeded")
      assert.strictEqual(world.eko.debits.length, 1)
    })
  )

  it.effect("and stays down: nothing is sent, and the attempt is closed when it is back", () =>
    Effect.gen(function* () {
      const world = yield* World.awaitingOtp
      let isDown = false
      world.faults.append = (commit, write) => {
        if (isDown) return World.losing.commit(write)
        isDown = started(commit)
        return isDown ? World.losing.answer(write) : write
      }
      world.eko.replies("inquiry", World.notFound)
      const confirming = yield* Effect.forkChild(Effect.result(world.transfers.confirm(confirmation("key"))))
      yield* TestClock.adjust("20 seconds")
      const failure = yield* failureOf(Effect.flatMap(Fiber.join(confirming), Effect.fromResult))
      assert.strictEqual(failure._tag, "StoreUnavailable")
      assert.strictEqual(yield* world.state, "debiting")
      assert.isTrue(world.logs.some((line) => line.includes("may stay open")))
      yield* TestClock.adjust("1 minute")
      isDown = false
      world.faults.append = (_, write) => write
      // Settlement may come first: that nothing was sent is true all the same.
      yield* world.settle
      assert.strictEqual(yield* world.state, "in_doubt")
      yield* TestClock.adjust("20 seconds")
      assert.strictEqual(yield* world.state, "awaiting_otp")
      assert.strictEqual((yield* world.current).closedAttempts[0]?.outcome._tag, "NotSent")
      assert.strictEqual(world.eko.debits.length, 0)
    })
  )

  it.effect("by a conflict with itself: nothing is sent", () =>
    Effect.gen(function* () {
      const world = yield* World.awaitingOtp
      world.faults.append = (commit, write) =>
        started(commit)
          ? Effect.andThen(write, new VersionConflict({ id: terms.id, expectedVersion: commit.expectedVersion }))
          : write
      assert.strictEqual((yield* world.transfers.confirm(confirmation("key"))).state, "debiting")
      assert.strictEqual(world.eko.debits.length, 0)
    })
  )

  it.effect("by a defect: nothing is sent", () =>
    Effect.gen(function* () {
      const world = yield* World.awaitingOtp
      world.faults.append = (commit, write) =>
        started(commit) ? Effect.andThen(write, Effect.die(new Error("driver"))) : write
      assert.isTrue(Exit.isFailure(yield* Effect.exit(world.transfers.confirm(confirmation("key")))))
      assert.strictEqual(world.eko.debits.length, 0)
      assert.strictEqual(yield* world.state, "debiting")
    })
  )
})

describe("a store that fails at the outcome's commit", () => {
  const outcomes: ReadonlyArray<readonly [string, World.Reply, StateName]> = [
    ["accepted 0", World.accepted("0"), "succeeded"],
    ["accepted 2", World.accepted("2"), "awaited"],
    ["accepted 3", World.accepted("3"), "refund_pending"],
    ["declined", World.declined("Insufficient balance"), "failed"],
    ["wrong OTP", World.wrongOtp, "awaiting_otp"],
    ["not sent", World.notSent, "awaiting_otp"],
    ["lost", World.lost, "in_doubt"],
    ["OTP consumed", World.otpConsumed, "in_doubt"]
  ]
  for (const [name, reply, state] of outcomes) {
    for (const way of ["commit", "answer"] as const) {
      it.effect(`${name}: it is recorded once, though the ${way} was lost`, () =>
        Effect.gen(function* () {
          const world = yield* World.awaitingOtp
          world.eko.replies("debit", reply)
          let failures = 2
          world.faults.append = (commit, write) =>
            World.has("DebitAnswered")(commit) && failures-- > 0 ? World.losing[way](write) : write
          const confirming = yield* Effect.forkChild(Effect.result(world.transfers.confirm(confirmation("key"))))
          yield* TestClock.adjust("2 seconds")
          yield* Fiber.join(confirming)
          assert.strictEqual(yield* world.state, state)
          assert.strictEqual(yield* answersIn(world), 1)
          assert.strictEqual(world.eko.debits.length, 1)
        })
      )
    }
  }

  it.effect("because others keep moving the transfer: it is recorded when they stop", () =>
    Effect.gen(function* () {
      const world = yield* World.awaitingOtp
      world.eko.replies("debit", World.accepted())
      let conflicts = 30
      world.faults.append = (commit, write) =>
        World.has("DebitAnswered")(commit) && conflicts-- > 0
          ? new VersionConflict({ id: terms.id, expectedVersion: commit.expectedVersion })
          : write
      const confirming = yield* Effect.forkChild(world.transfers.confirm(confirmation("key")))
      yield* TestClock.adjust("2 seconds")
      assert.strictEqual((yield* Fiber.join(confirming)).state, "succeeded")
    })
  )

  it.effect("for long: the caller is told, and settlement finds it out", () =>
    Effect.gen(function* () {
      const world = yield* World.awaitingOtp
      world.eko.replies("debit", World.accepted())
      world.eko.replies("inquiry", World.found("0"))
      world.faults.append = (commit, write) => (World.has("DebitAnswered")(commit) ? World.losing.commit(write) : write)
      const confirming = yield* Effect.forkChild(Effect.result(world.transfers.confirm(confirmation("key"))))
      yield* TestClock.adjust("20 seconds")
      const failure = yield* failureOf(Effect.flatMap(Fiber.join(confirming), Effect.fromResult))
      assert.strictEqual(failure._tag, "StoreUnavailable")
      const reference = String(world.eko.debits[0]?.body["client_ref_id"])
      const isNamed = (line: string) =>
        line.includes("could not be recorded") && line.includes(reference) && line.includes("Accepted")
      assert.isTrue(world.logs.some(isNamed))
      assert.strictEqual((yield* world.transfers.confirm(confirmation("key"))).state, "debiting")
      yield* world.work
      yield* TestClock.adjust("1 minute")
      assert.strictEqual((yield* world.transfers.confirm(confirmation("key"))).state, "succeeded")
      assert.strictEqual(world.eko.debits.length, 1)
    })
  )
})

describe("a store that fails under settlement", () => {
  it.effect("has the step again", () =>
    Effect.gen(function* () {
      const world = yield* World.awaitingOtp
      world.eko.replies("debit", World.lost)
      world.eko.replies("inquiry", World.found("0"))
      yield* world.transfers.confirm(confirmation("key"))
      world.faults.append = () => World.unavailable
      assert.strictEqual((yield* failureOf(world.settle))._tag, "StoreUnavailable")
      world.faults.append = (_, write) => write
      yield* world.settle
      assert.strictEqual(yield* world.state, "succeeded")
    })
  )

  it.effect("after it was done: doing the step again does nothing", () =>
    Effect.gen(function* () {
      const world = yield* World.awaitingOtp
      world.eko.replies("debit", World.lost)
      world.eko.replies("inquiry", World.notFound)
      yield* world.transfers.confirm(confirmation("key"))
      const { version } = yield* world.current
      const step = { id: terms.id, version, kind: "settle" } as const
      world.faults.append = (_, write) => World.losing.answer(write)
      assert.strictEqual((yield* failureOf(world.transfers.perform(step)))._tag, "StoreUnavailable")
      const settled = yield* world.current
      yield* world.transfers.perform(step)
      assert.deepStrictEqual(yield* world.current, settled)
      assert.strictEqual(settled.version, version + 1)
    })
  )
})

describe("a process that stops between its commit and its request", () => {
  it.effect("sends nothing once it is too late, and settlement does not overtake it", () =>
    Effect.gen(function* () {
      for (const frozenMillis of [16_000, 44_000, 10 * 60_000]) {
        const world = yield* World.awaitingOtp
        world.eko.replies("debit", World.accepted())
        world.eko.replies("inquiry", World.notFound)
        world.faults.append = (commit, write) =>
          World.has("DebitStarted")(commit) ? Effect.tap(write, Effect.sleep(frozenMillis)) : write
        yield* world.work
        const confirming = yield* Effect.forkChild(Effect.result(world.transfers.confirm(confirmation("key"))))
        yield* TestClock.adjust(frozenMillis - 1)
        const before = yield* world.state
        assert.strictEqual(before, frozenMillis > inquiryDelayMillis(defaults, 0) ? "in_doubt" : "debiting")
        yield* TestClock.adjust("1 second")
        const failure = yield* failureOf(Effect.flatMap(Fiber.join(confirming), Effect.fromResult))
        assert.deepInclude(failure, { _tag: "EkoUnreachable", why: "deadline" })
        assert.strictEqual(yield* world.state, "awaiting_otp")
        assert.strictEqual(world.eko.debits.length, 0)
      }
    })
  )

  it.effect("still sends while it is in time", () =>
    Effect.gen(function* () {
      const world = yield* World.awaitingOtp
      world.eko.replies("debit", World.accepted())
      world.faults.append = (commit, write) =>
        World.has("DebitStarted")(commit) ? Effect.tap(write, Effect.sleep("14 seconds")) : write
      const confirming = yield* Effect.forkChild(world.transfers.confirm(confirmation("key")))
      yield* TestClock.adjust("14 seconds")
      assert.strictEqual((yield* Fiber.join(confirming)).state, "succeeded")
    })
  )
})
