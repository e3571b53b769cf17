/** Answers that come after settlement, and transaction ids that are another attempt's. */
import { assert, describe, it } from "@effect/vitest"
import { Effect, Fiber } from "effect"
import { TestClock } from "effect/testing"
import * as Id from "../src/Identifiers.ts"
import type { AlarmKind } from "../src/TransferEvent.ts"
import type { StateName } from "../src/TransferState.ts"
import { terms } from "./Given.ts"
import * as World from "./World.ts"

const { confirmation, failureOf } = World

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
