/** How a transfer ends without its caller: settlement, expiry and cancellation. */
import { assert, describe, it } from "@effect/vitest"
import { Effect, Fiber } from "effect"
import { TestClock } from "effect/testing"
import * as Id from "../src/Identifiers.ts"
import { defaults } from "../src/TransferPolicy.ts"
import { earlier, terms, tid } from "./Given.ts"
import * as World from "./World.ts"

const { confirmation, failureOf } = World

describe("settlement", () => {
  it.effect("ends a wait", () =>
    Effect.gen(function* () {
      const { eko, transfers, current, work } = yield* World.awaitingOtp
      yield* work
      eko.replies("debit", World.accepted("2"))
      eko.replies(
        "inquiry",
        World.found("2"),
        World.found("6"),
        World.found("0", "2309876541", { bank_ref_num: "4123" })
      )
      assert.strictEqual((yield* transfers.confirm(confirmation("key"))).state, "awaited")
      yield* TestClock.adjust("10 minutes")
      const transfer = yield* current
      assert.deepInclude(transfer.state === "succeeded" ? transfer.facts : {}, {
        bankReference: Id.BankReference.make("4123")
      })
      assert.deepStrictEqual(
        eko.inquiries.map(({ reference }) => reference),
        [tid(1), tid(1), tid(1)]
      )
    })
  )

  it.effect("finds out what became of a lost answer", () =>
    Effect.gen(function* () {
      for (const [status, state] of [
        ["0", "succeeded"],
        ["1", "failed"],
        ["2", "awaited"],
        ["3", "refund_pending"],
        ["4", "refunded"]
      ] as const) {
        const world = yield* World.awaitingOtp
        world.eko.replies("debit", World.lost)
        world.eko.replies("inquiry", World.found(status))
        const transfer = yield* world.transfers.confirm(confirmation("key"))
        assert.strictEqual(transfer.state, "in_doubt")
        yield* world.settle
        assert.strictEqual(yield* world.state, state)
        assert.match(world.eko.inquiries[0]?.reference ?? "", /^client_ref_id:/)
      }
    })
  )

  it.effect("asks ever more seldom for a day, then leaves it to a person, and never fails what is not found", () =>
    Effect.gen(function* () {
      const { eko, transfers, current, settle, state, work, logs } = yield* World.awaitingOtp
      yield* work
      eko.replies("debit", World.lost)
      eko.replies("inquiry", World.notFound)
      yield* transfers.confirm(confirmation("key"))
      yield* TestClock.adjust("23 hours")
      assert.isUndefined((yield* current).handedOverAtMillis)
      yield* TestClock.adjust("7 days")
      const times = [earlier, ...eko.inquiries.map(({ atMillis }) => atMillis)]
      const waits = times.slice(1).map((time, index) => Math.round((time - (times[index] ?? 0)) / 1000))
      assert.deepStrictEqual(waits.slice(0, 9), [45, 90, 180, 360, 720, 1440, 2880, 3600, 3600])
      assert.strictEqual(times.at(-1), earlier + defaults.settlementWindowMillis)
      assert.deepInclude(yield* current, {
        state: "in_doubt",
        handedOverAtMillis: earlier + defaults.settlementWindowMillis,
        alarms: ["aged"]
      })
      assert.isTrue(logs.some((line) => line.includes("A transfer needs a person") && line.includes("aged")))
      // Whoever asks again, as reconciliation does, still finds it out.
      eko.replies("inquiry", World.found("0"))
      yield* settle
      assert.strictEqual(yield* state, "succeeded")
    })
  )

  it.effect("does not take another transaction for ours", () =>
    Effect.gen(function* () {
      for (const reply of [
        World.found("1", "5", { amount: 501 }),
        World.found("1", "5", { amount: undefined }),
        World.found("1", "5", { client_ref_id: "SOMETHING-ELSE" }),
        World.found("1", "5", { client_ref_id: undefined })
      ]) {
        const { eko, transfers, settle, state } = yield* World.awaitingOtp
        eko.replies("debit", World.lost)
        eko.replies("inquiry", reply)
        yield* transfers.confirm(confirmation("key"))
        yield* settle
        assert.strictEqual(yield* state, "in_doubt")
      }
    })
  )

  it.effect("finds an attempt whose process died, and waits for evidence", () =>
    Effect.gen(function* () {
      const { eko, transfers, current, state, work, faults } = yield* World.awaitingOtp
      // The outcome is never recorded, as if the process had ended before.
      faults.append = (commit, write) => (World.has("DebitAnswered")(commit) ? Effect.never : write)
      eko.replies("debit", World.accepted())
      eko.replies("inquiry", World.notFound, World.lost, World.found("0"))
      yield* Effect.forkDetach(transfers.confirm(confirmation("key")))
      yield* work
      yield* TestClock.adjust("44 seconds")
      assert.strictEqual(yield* state, "debiting")
      yield* TestClock.adjust("2 seconds")
      const transfer = yield* current
      assert.deepInclude(transfer, { state: "in_doubt", doubt: "abandoned", inquiries: 1 })
      yield* TestClock.adjust("10 minutes")
      assert.strictEqual(yield* state, "succeeded")
      assert.strictEqual(eko.debits.length, 1)
    })
  )

  it.effect("after a consumed OTP asks about every use of it, and a failure settles nothing", () =>
    Effect.gen(function* () {
      const { eko, transfers, settle, current } = yield* World.awaitingOtp
      eko.replies("debit", World.wrongOtp, World.otpConsumed)
      eko.replies("inquiry", World.notFound)
      yield* failureOf(transfers.confirm(confirmation("one")))
      const consumed = yield* transfers.confirm(confirmation("two"))
      assert.deepInclude(consumed, { state: "in_doubt", doubt: "otp_consumed" })
      const asked = eko.inquiries.length
      eko.replies("inquiry", World.found("1", "2"), World.notFound)
      yield* settle
      const [second, first] = eko.inquiries.slice(asked).map(({ reference }) => reference)
      assert.strictEqual(second, `client_ref_id:${eko.debits[1]?.body["client_ref_id"]}`)
      assert.strictEqual(first, `client_ref_id:${eko.debits[0]?.body["client_ref_id"]}`)
      assert.strictEqual((yield* current).state, "in_doubt")
      eko.replies("inquiry", World.notFound, World.found("0", "1"))
      yield* settle
      assert.deepInclude(yield* current, { state: "in_doubt", isBlocked: true })
      assert.include((yield* current).alarms, "closed_attempt_moved_money")
    })
  )

  it.effect("of a step that is not for the present version does nothing", () =>
    Effect.gen(function* () {
      const { eko, transfers, current } = yield* World.awaitingOtp
      eko.replies("debit", World.lost)
      eko.replies("inquiry", World.found("0"))
      yield* transfers.confirm(confirmation("key"))
      const before = yield* current
      for (const kind of ["settle", "expire"] as const) {
        for (const version of [0, before.version - 1]) yield* transfers.perform({ id: terms.id, version, kind })
        // A commit and its step are one: a step that is ahead was looked up in a store that lags, and comes again.
        const ahead = yield* failureOf(transfers.perform({ id: terms.id, version: before.version + 1, kind }))
        assert.strictEqual(ahead._tag, "StoreUnavailable")
      }
      assert.deepStrictEqual(yield* current, before)
      assert.strictEqual(eko.inquiries.length, 0)
    })
  )

  it.effect("of a step whose transfer moves meanwhile does nothing", () =>
    Effect.gen(function* () {
      const { eko, transfers, settle, process, journal, state } = yield* World.awaitingOtp
      const other = yield* process()
      eko.replies("debit", World.lost)
      yield* transfers.confirm(confirmation("key"))
      const before = yield* journal
      const step = { id: terms.id, version: before.length, kind: "settle" } as const
      eko.replies("inquiry", World.following(Effect.sleep("1 second"), World.found("1")), World.notFound)
      const slow = yield* Effect.forkChild(other.perform(step))
      yield* World.settleFibers
      yield* settle
      yield* TestClock.adjust("1 second")
      yield* Fiber.await(slow)
      assert.strictEqual((yield* journal).length, before.length + 1)
      assert.strictEqual(yield* state, "in_doubt")
    })
  )
})

describe("expiry and cancellation", () => {
  it.effect("end what nobody confirmed", () =>
    Effect.gen(function* () {
      const expiring = yield* World.awaitingOtp
      yield* expiring.work
      yield* TestClock.adjust("29 minutes")
      assert.strictEqual(yield* expiring.state, "awaiting_otp")
      yield* TestClock.adjust("2 minutes")
      assert.strictEqual(yield* expiring.state, "expired")
      const cancelling = yield* World.awaitingOtp
      assert.strictEqual((yield* cancelling.transfers.cancel(terms)).state, "cancelled")
      assert.strictEqual((yield* cancelling.transfers.cancel(terms)).state, "cancelled")
      for (const { transfers, eko } of [expiring, cancelling]) {
        assert.strictEqual((yield* failureOf(transfers.confirm(confirmation("key"))))._tag, "WrongState")
        assert.strictEqual(eko.debits.length, 0)
      }
    })
  )

  it.effect("leave what is blocked to a person, and ask every day", () =>
    Effect.gen(function* () {
      const { eko, transfers, current, journal, work } = yield* World.awaitingOtp
      yield* work
      eko.replies("debit", World.wrongOtp)
      eko.replies("inquiry", World.found("0"))
      yield* failureOf(transfers.confirm(confirmation("one", "000000")))
      yield* failureOf(transfers.confirm(confirmation("two")))
      yield* TestClock.adjust("73 hours")
      assert.deepInclude(yield* current, { state: "awaiting_otp", isBlocked: true })
      assert.strictEqual((yield* journal).filter(({ _tag }) => _tag === "ExpiryHeld").length, 3)
    })
  )

  it.effect("never touch an open attempt", () =>
    Effect.gen(function* () {
      const { eko, transfers, state, work } = yield* World.awaitingOtp
      yield* work
      eko.replies("debit", World.lost)
      eko.replies("inquiry", World.notFound)
      yield* transfers.confirm(confirmation("key"))
      assert.strictEqual((yield* failureOf(transfers.cancel(terms)))._tag, "WrongState")
      yield* TestClock.adjust("1 day")
      assert.strictEqual(yield* state, "in_doubt")
    })
  )
})
