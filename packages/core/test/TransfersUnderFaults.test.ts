/**
 * The programs among others: two at a time, callers that leave, a store that fails, answers that come late, processes
 * that stop for a while. Whatever happens, one transfer debits once.
 */
import { assert, describe, it } from "@effect/vitest"
import { Deferred, Effect, Exit, Fiber, Layer, Result } from "effect"
import { TestClock } from "effect/testing"
import * as Id from "../src/Identifiers.ts"
import { TimestampMillis } from "../src/Signing.ts"
import { SigningTimestamps } from "../src/SigningTimestamps.ts"
import type { AlarmKind } from "../src/TransferEvent.ts"
import { defaults, inquiryDelayMillis } from "../src/TransferPolicy.ts"
import type { StateName } from "../src/TransferState.ts"
import { VersionConflict } from "../src/TransferStore.ts"
import { earlier, terms } from "./Given.ts"
import * as World from "./World.ts"

const { confirmation, failureOf } = World

/** A process whose next timestamp waits until it is let go, between what a confirm looks up and what it records. */
const heldProcess = (world: World.World) =>
  Effect.gen(function* () {
    const gate = yield* Deferred.make<void>()
    const next = Effect.as(Deferred.await(gate), TimestampMillis.make(earlier + 500))
    const transfers = yield* world.process(Layer.succeed(SigningTimestamps, SigningTimestamps.of({ next })))
    return { transfers, release: Deferred.succeed(gate, undefined) }
  })

const answersIn = (world: World.World) =>
  Effect.map(world.journal, (journal) => journal.filter(({ _tag }) => _tag === "DebitAnswered").length)

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

describe("an answer that comes after settlement", () => {
  type Late = readonly [
    name: string,
    settled: World.Reply,
    answer: World.Reply,
    state: StateName,
    alarms: ReadonlyArray<AlarmKind>
  ]
  const other = "55555"
  const rows: ReadonlyArray<Late> = [
    ["not found, then accepted 0", World.notFound, World.accepted("0"), "succeeded", []],
    ["not found, then accepted 2", World.notFound, World.accepted("2"), "awaited", []],
    ["not found, then accepted 3", World.notFound, World.accepted("3"), "refund_pending", []],
    ["not found, then declined", World.notFound, World.declined("Insufficient balance"), "failed", []],
    ["not found, then wrong OTP", World.notFound, World.wrongOtp, "awaiting_otp", []],
    ["not found, then not sent", World.notFound, World.notSent, "awaiting_otp", []],
    ["not found, then OTP consumed", World.notFound, World.otpConsumed, "in_doubt", ["otp_consumed"]],
    ["not found, then lost", World.notFound, World.lost, "in_doubt", []],
    ["0, then accepted 0", World.found("0"), World.accepted("0"), "succeeded", []],
    ["0, then accepted 2", World.found("0"), World.accepted("2"), "succeeded", []],
    ["0, then accepted 3", World.found("0"), World.accepted("3"), "succeeded", ["contradiction"]],
    ["0, then another transaction", World.found("0"), World.accepted("0", other), "succeeded", ["contradiction"]],
    ["0, then declined", World.found("0"), World.declined("Insufficient balance"), "succeeded", ["contradiction"]],
    ["0, then wrong OTP", World.found("0"), World.wrongOtp, "succeeded", ["contradiction"]],
    ["0, then OTP consumed", World.found("0"), World.otpConsumed, "succeeded", ["contradiction"]],
    ["0, then not sent", World.found("0"), World.notSent, "succeeded", ["contradiction"]],
    ["0, then lost", World.found("0"), World.lost, "succeeded", []],
    ["1, then accepted 0", World.found("1"), World.accepted("0"), "failed", ["closed_attempt_moved_money"]],
    [
      "1, then another transaction",
      World.found("1"),
      World.accepted("2", other),
      "failed",
      ["closed_attempt_moved_money"]
    ],
    ["1, then declined", World.found("1"), World.declined("Insufficient balance"), "failed", []],
    ["1, then wrong OTP", World.found("1"), World.wrongOtp, "failed", []],
    ["1, then OTP consumed", World.found("1"), World.otpConsumed, "failed", ["contradiction"]],
    ["1, then not sent", World.found("1"), World.notSent, "failed", ["contradiction"]],
    ["1, then lost", World.found("1"), World.lost, "failed", []],
    ["2, then accepted 0", World.found("2"), World.accepted("0"), "succeeded", []],
    ["2, then accepted 2", World.found("2"), World.accepted("2"), "awaited", []],
    ["2, then another transaction", World.found("2"), World.accepted("0", other), "awaited", ["contradiction"]],
    ["2, then declined", World.found("2"), World.declined("Insufficient balance"), "awaited", ["contradiction"]],
    ["2, then wrong OTP", World.found("2"), World.wrongOtp, "awaited", ["contradiction"]],
    ["2, then OTP consumed", World.found("2"), World.otpConsumed, "awaited", ["otp_consumed"]],
    ["2, then not sent", World.found("2"), World.notSent, "awaited", ["contradiction"]],
    ["2, then lost", World.found("2"), World.lost, "awaited", []],
    ["3, then accepted 0", World.found("3"), World.accepted("0"), "refund_pending", []],
    ["3, then accepted 4", World.found("3"), World.accepted("4"), "refund_pending", ["contradiction"]],
    ["4, then accepted 0", World.found("4"), World.accepted("0"), "refunded", []],
    ["4, then accepted 3", World.found("4"), World.accepted("3"), "refunded", []],
    ["4, then declined", World.found("4"), World.declined("Insufficient balance"), "refunded", ["contradiction"]]
  ]
  for (const [name, settled, answer, state, alarms] of rows) {
    it.effect(name, () =>
      Effect.gen(function* () {
        const world = yield* World.awaitingOtp
        world.eko.replies("debit", World.following(Effect.sleep("1 minute"), answer))
        world.eko.replies("inquiry", settled)
        const confirming = yield* Effect.forkChild(Effect.result(world.transfers.confirm(confirmation("key"))))
        yield* World.settleFibers
        assert.strictEqual(yield* world.state, "debiting")
        yield* world.settle
        yield* TestClock.adjust("1 minute")
        yield* Fiber.join(confirming)
        const transfer = yield* world.current
        assert.strictEqual(transfer.state, state)
        assert.deepStrictEqual(transfer.alarms, alarms)
        assert.strictEqual(world.eko.debits.length, 1)
      })
    )
  }

  it.effect("and says that the OTP was consumed: a failure does not settle it, whichever came first", () =>
    Effect.gen(function* () {
      const world = yield* World.awaitingOtp
      world.eko.replies("debit", World.following(Effect.sleep("1 minute"), World.otpConsumed))
      world.eko.replies("inquiry", World.found("2"), World.found("1"))
      const confirming = yield* Effect.forkChild(Effect.result(world.transfers.confirm(confirmation("key"))))
      yield* World.settleFibers
      yield* world.settle
      yield* TestClock.adjust("1 minute")
      yield* Fiber.join(confirming)
      yield* world.settle
      assert.deepInclude(yield* world.current, { state: "in_doubt", doubt: "otp_consumed" })
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

describe("a transaction id that belongs to another attempt", () => {
  const id = Id.TransferId.make("5a0d9a3e-6c11-4b7c-8f57-2f6a3f0e7a22")
  /** Another transfer, which owns these transaction ids. */
  const owned = (...tids: ReadonlyArray<string>) =>
    Effect.gen(function* () {
      const world = yield* World.awaitingOtp
      for (const [index, tid] of tids.entries()) {
        const other = Id.TransferId.make(id.replace(/^./, String(index)))
        yield* world.transfers.request({ ...terms, id: other })
        world.eko.replies("debit", World.accepted("0", tid))
        yield* world.transfers.confirm({ ...confirmation(`other-${tid}`), id: other })
      }
      return { ...world, debitsBefore: tids.length }
    })

  it.effect("in the answer: nothing is proven, and an alarm is raised", () =>
    Effect.gen(function* () {
      for (const reply of [
        World.accepted("0", "5"),
        World.accepted("2", "5"),
        World.declined("Wrong OTP", "5"),
        World.declined("Insufficient balance", "5")
      ]) {
        const world = yield* owned("5")
        world.eko.replies("debit", reply)
        const transfer = yield* world.transfers.confirm(confirmation("key"))
        assert.deepInclude(transfer, { state: "in_doubt", doubt: "unknown_outcome" })
        assert.deepStrictEqual(transfer.alarms, ["tid_claimed_twice"])
        assert.isFalse("attempt" in transfer && transfer.attempt.tid !== undefined)
      }
    })
  )

  it.effect("in an inquiry: nothing is proven, and an alarm is raised", () =>
    Effect.gen(function* () {
      for (const status of ["0", "1", "2"]) {
        const world = yield* owned("5")
        world.eko.replies("debit", World.lost)
        world.eko.replies("inquiry", World.found(status, "5"))
        yield* world.transfers.confirm(confirmation("key"))
        yield* world.settle
        assert.deepInclude(yield* world.current, { state: "in_doubt", inquiries: 1 })
        assert.deepStrictEqual((yield* world.current).alarms, ["tid_claimed_twice"])
      }
    })
  )

  it.effect("in a recheck: the new attempt is refused, and an alarm is raised", () =>
    Effect.gen(function* () {
      const world = yield* owned("5")
      world.eko.replies("debit", World.wrongOtp, World.accepted())
      world.eko.replies("inquiry", World.found("0", "5"))
      yield* failureOf(world.transfers.confirm(confirmation("one", "000000")))
      const failure = yield* failureOf(world.transfers.confirm(confirmation("two")))
      assert.strictEqual(failure._tag, "RecheckUnanswered")
      assert.deepStrictEqual((yield* world.current).alarms, ["tid_claimed_twice"])
      assert.strictEqual(world.eko.debits.length, world.debitsBefore + 1)
    })
  )

  it.effect("in several findings at once: the step still ends", () =>
    Effect.gen(function* () {
      const world = yield* owned("5", "6")
      world.eko.replies("debit", World.wrongOtp, World.otpConsumed)
      world.eko.replies("inquiry", World.notFound)
      yield* failureOf(world.transfers.confirm(confirmation("one", "000000")))
      yield* world.transfers.confirm(confirmation("two"))
      world.eko.replies("inquiry", World.found("0", "5"), World.found("0", "6"))
      yield* world.settle
      assert.deepInclude(yield* world.current, { state: "in_doubt", isBlocked: false, inquiries: 1 })
      assert.include((yield* world.current).alarms, "tid_claimed_twice")
    })
  )

  it.effect("that Eko names for two attempts of one transfer proves neither", () =>
    Effect.gen(function* () {
      const world = yield* World.awaitingOtp
      world.eko.replies("debit", World.wrongOtp, World.otpConsumed)
      world.eko.replies("inquiry", World.notFound)
      yield* failureOf(world.transfers.confirm(confirmation("one", "000000")))
      yield* world.transfers.confirm(confirmation("two"))
      world.eko.replies("inquiry", World.found("0", "5"))
      yield* world.settle
      assert.deepInclude(yield* world.current, { state: "in_doubt", doubt: "otp_consumed" })
      assert.include((yield* world.current).alarms, "tid_claimed_twice")
    })
  )

  it.effect("in a late answer about a closed attempt is not lost", () =>
    Effect.gen(function* () {
      const world = yield* owned("5")
      world.eko.replies("debit", World.following(Effect.sleep("1 minute"), World.accepted("0", "5")))
      world.eko.replies("inquiry", World.found("1", "7"))
      const confirming = yield* Effect.forkChild(world.transfers.confirm(confirmation("key")))
      yield* World.settleFibers
      yield* world.settle
      assert.strictEqual(yield* world.state, "failed")
      yield* TestClock.adjust("1 minute")
      yield* Fiber.join(confirming)
      assert.deepStrictEqual((yield* world.current).alarms, ["tid_claimed_twice"])
    })
  )
})
