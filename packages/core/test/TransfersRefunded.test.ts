/** The programs after a debit: refunds, and callbacks' hints. */
import { assert, describe, it } from "@effect/vitest"
import { Effect, Fiber, Result } from "effect"
import { TestClock } from "effect/testing"
import * as Id from "../src/Identifiers.ts"
import { defaults, TransferPolicy } from "../src/TransferPolicy.ts"
import type { TransferState } from "../src/TransferState.ts"
import { earlier, terms } from "./Given.ts"
import * as World from "./World.ts"

const { confirmation, failureOf, refundRequest, refundPending } = World

const reference = ({ eko }: World.World) => String(eko.debits[0]?.body["client_ref_id"])

const tags = (world: World.World) => Effect.map(world.journal, (journal) => journal.map(({ _tag }) => _tag))

describe("a refund", () => {
  it.effect("is recorded with who returned the cash, sent once, and done by Eko's word", () =>
    Effect.gen(function* () {
      const world = yield* refundPending
      world.eko.replies("refund", World.refunded())
      const transfer = yield* world.transfers.refund(refundRequest("refund"))
      if (transfer.state !== "refunded") throw new Error(transfer.state)
      assert.deepInclude(transfer.refundFacts, { tid: Id.Tid.make("2147591637"), refundedPaise: 505_00 as never })
      assert.deepInclude(transfer.refund?.cashReturned, { by: "Agent 20810200", atMillis: earlier })
      assert.deepStrictEqual(world.eko.order, ["otp", "debit", "refundOtp", "refund"])
      assert.strictEqual(world.eko.refunds[0]?.reference, "2309876541")
      assert.deepInclude(world.eko.refunds[0]?.body, { service_code: 80, state: 1 })
      assert.deepStrictEqual((yield* tags(world)).slice(-4), [
        "RefundOtpSendStarted",
        "RefundOtpSendAnswered",
        "RefundStarted",
        "RefundAnswered"
      ])
      // The OTP was recorded as sent before it was.
      const [, sending] = world.commits.slice(-4).map(({ transfer }) => "refunds" in transfer && transfer.refunds)
      assert.isTrue(sending !== undefined)
      assert.deepStrictEqual(yield* world.transfers.refund(refundRequest("refund")), transfer)
      assert.strictEqual(world.eko.refunds.length, 1)
    })
  )

  it.effect("outlives a caller who leaves, and claims the id that Eko gives it", () =>
    Effect.gen(function* () {
      const world = yield* refundPending
      world.eko.replies("refund", World.following(Effect.sleep("1 second"), World.refunded()))
      const refund = yield* Effect.forkChild(world.transfers.refund(refundRequest("refund")))
      yield* World.settleFibers
      assert.strictEqual(world.eko.refunds.length, 1)
      const leaving = yield* Effect.forkChild(Fiber.interrupt(refund))
      yield* TestClock.adjust("2 seconds")
      yield* Fiber.join(leaving)
      const transfer = yield* world.current
      if (transfer.state !== "refunded") throw new Error(transfer.state)
      const owner = yield* world.store.findByAttempt({ tid: Id.Tid.make("2147591637") })
      assert.strictEqual(owner?.clientRefId, transfer.refund?.clientRefId)
    })
  )

  it.effect("is sent once by many callers at the same time", () =>
    Effect.gen(function* () {
      const world = yield* refundPending
      const other = yield* world.process()
      world.eko.replies("refund", World.following(Effect.sleep("1 second"), World.refunded()))
      const refunds = yield* Effect.forkChild(
        Effect.forEach(
          Array.from({ length: 8 }, (_, index) => index),
          (index) =>
            Effect.result((index % 2 === 0 ? world.transfers : other).refund(refundRequest(`key-${index % 4}`))),
          { concurrency: "unbounded" }
        )
      )
      yield* TestClock.adjust("2 seconds")
      const results = yield* Fiber.join(refunds)
      assert.strictEqual(world.eko.refunds.length, 1)
      assert.isTrue(results.some((result) => Result.isSuccess(result) && result.success.state === "refunded"))
    })
  )

  it.effect("whose answer is lost is asked about by the debit, and never sent again while Eko says 3", () =>
    Effect.gen(function* () {
      const world = yield* refundPending
      yield* world.work
      world.eko.replies("refund", World.lost)
      world.eko.replies("inquiry", World.found("3"), World.found("3"), World.found("4"))
      const transfer = yield* world.transfers.refund(refundRequest("one"))
      assert.deepInclude(transfer, { state: "refunding" as const, doubt: "unknown_outcome" as const })
      assert.strictEqual((yield* failureOf(world.transfers.sendRefundOtp(terms)))._tag, "WrongState")
      assert.strictEqual((yield* failureOf(world.transfers.refund(refundRequest("two"))))._tag, "WrongState")
      yield* TestClock.adjust("46 seconds")
      assert.strictEqual(yield* world.state, "refunding")
      assert.strictEqual((yield* failureOf(world.transfers.refund(refundRequest("two"))))._tag, "WrongState")
      yield* TestClock.adjust("10 minutes")
      assert.strictEqual(yield* world.state, "refunded")
      assert.deepStrictEqual(new Set(world.eko.inquiries.map((call) => call.reference)), new Set(["2309876541"]))
      assert.strictEqual(world.eko.refunds.length, 1)
    })
  )

  it.effect("is made a second time only when Eko still says 3 after the window, and once more before it", () =>
    Effect.gen(function* () {
      const world = yield* refundPending
      yield* world.work
      world.eko.replies("refund", World.lost, World.refunded())
      world.eko.replies("inquiry", World.found("3"))
      yield* world.transfers.refund(refundRequest("one"))
      yield* TestClock.adjust("23 hours")
      assert.strictEqual(yield* world.state, "refunding")
      yield* TestClock.adjust("1 hour")
      assert.deepInclude(yield* world.current, { state: "refund_pending" as const, alarms: ["refund_unsettled"] })
      yield* world.transfers.sendRefundOtp(terms)
      world.eko.replies("inquiry", World.lost)
      assert.strictEqual((yield* failureOf(world.transfers.refund(refundRequest("two"))))._tag, "RecheckUnanswered")
      assert.strictEqual(world.eko.refunds.length, 1)
      world.eko.replies("inquiry", World.found("3"))
      assert.strictEqual((yield* world.transfers.refund(refundRequest("two"))).state, "refunded")
      assert.strictEqual(world.eko.refunds.length, 2)
    })
  )

  it.effect("with a wrong OTP may be tried again, and Eko's 4 in between ends it", () =>
    Effect.gen(function* () {
      for (const [status, state, sends] of [
        ["3", "refunded", 2],
        ["4", "refunded", 1],
        ["0", "refund_pending", 1]
      ] as const) {
        const world = yield* refundPending
        world.eko.replies("refund", World.refundWrongOtp, World.refunded())
        world.eko.replies("inquiry", World.found(status))
        const failure = yield* failureOf(world.transfers.refund(refundRequest("one", "000000")))
        assert.deepInclude(failure, { _tag: "WrongOtp", triesLeft: 2 })
        assert.strictEqual((yield* failureOf(world.transfers.refund(refundRequest("one"))))._tag, "WrongOtp")
        assert.strictEqual((yield* world.transfers.refund(refundRequest("two"))).state, state)
        assert.strictEqual(world.eko.refunds.length, sends)
      }
    })
  )

  it.effect("that never left us is closed, and its key may be used again", () =>
    Effect.gen(function* () {
      const world = yield* refundPending
      world.eko.replies("refund", World.notSent, World.refunded())
      world.eko.replies("inquiry", World.found("3"))
      assert.strictEqual((yield* failureOf(world.transfers.refund(refundRequest("one"))))._tag, "EkoUnreachable")
      assert.strictEqual((yield* world.transfers.refund(refundRequest("one"))).state, "refunded")
    })
  )

  it.effect("whose commit fails is not sent, and is withdrawn", () =>
    Effect.gen(function* () {
      for (const way of ["commit", "answer"] as const) {
        const world = yield* refundPending
        let failures = 1
        world.faults.append = (commit, write) =>
          World.has("RefundStarted")(commit) && failures-- > 0 ? World.losing[way](write) : write
        assert.strictEqual((yield* failureOf(world.transfers.refund(refundRequest("one"))))._tag, "StoreUnavailable")
        assert.strictEqual(yield* world.state, "refund_pending")
        assert.strictEqual((yield* tags(world)).at(-1), way === "commit" ? "AttemptWithdrawn" : "RefundAnswered")
        assert.strictEqual(world.eko.refunds.length, 0)
      }
    })
  )

  it.effect("keeps its OTP out of everything that is kept", () =>
    Effect.gen(function* () {
      for (const reply of [World.lost, World.refundWrongOtp, World.http502, World.declined(`OTP ${World.otp}`)]) {
        const world = yield* refundPending
        world.eko.replies("refund", reply)
        const answer = yield* Effect.exit(world.transfers.refund(refundRequest("one")))
        assert.include(JSON.stringify(world.eko.refunds[0]?.body), World.otp)
        const kept = [yield* world.journal, yield* world.current, world.commits, world.logs, answer]
        assert.notInclude(JSON.stringify(kept), World.otp)
      }
    })
  )

  it.effect("needs an OTP that Eko agrees to send", () =>
    Effect.gen(function* () {
      const world = yield* World.awaitingOtp
      world.eko.replies("debit", World.accepted("3"))
      yield* world.transfers.confirm(confirmation("key"))
      assert.strictEqual((yield* failureOf(world.transfers.refund(refundRequest("one"))))._tag, "OtpUnusable")
      world.eko.replies("refundOtp", World.limitExhausted, World.notSent, World.refundOtpSent())
      assert.strictEqual((yield* failureOf(world.transfers.sendRefundOtp(terms)))._tag, "RefundRefused")
      assert.strictEqual((yield* failureOf(world.transfers.sendRefundOtp(terms)))._tag, "EkoUnreachable")
      assert.strictEqual((yield* world.transfers.sendRefundOtp(terms)).state, "refund_pending")
    })
  )
})

describe("a callback's hint", () => {
  it.effect("finds a reversal of what had succeeded, and moves nothing by itself", () =>
    Effect.gen(function* () {
      const world = yield* World.awaitingOtp
      yield* world.work
      world.eko.replies("debit", World.accepted("0"))
      yield* world.transfers.confirm(confirmation("key"))
      world.eko.replies("inquiry", World.found("0"), World.found("3"))
      // Whatever it claims: only the inquiry counts.
      const hint = { tid: Id.Tid.make("2309876541"), clientRefId: reference(world), txStatus: "1" as never }
      assert.strictEqual(yield* world.transfers.hint(hint), true)
      yield* world.transfers.hint(hint)
      yield* TestClock.adjust("1 second")
      assert.strictEqual(yield* world.state, "succeeded")
      assert.strictEqual(world.eko.inquiries.length, 1)
      yield* world.transfers.hint({ tid: Id.Tid.make("2309876541") })
      yield* TestClock.adjust("1 second")
      assert.deepInclude(yield* world.current, { state: "refund_pending" as const, alarms: ["reversed"] })
    })
  )

  it.effect("while the call is on the wire waits for its first inquiry", () =>
    Effect.gen(function* () {
      const world = yield* World.awaitingOtp
      yield* world.work
      world.eko.replies("debit", World.following(Effect.sleep("20 seconds"), World.accepted("0")))
      world.eko.replies("inquiry", World.found("0"))
      const confirming = yield* Effect.forkChild(world.transfers.confirm(confirmation("key")))
      yield* World.settleFibers
      assert.strictEqual(yield* world.transfers.hint({ clientRefId: reference(world) }), true)
      yield* TestClock.adjust("19 seconds")
      assert.strictEqual(world.eko.inquiries.length, 0)
      yield* TestClock.adjust("1 second")
      assert.strictEqual((yield* Fiber.join(confirming)).state, "succeeded")
    })
  )
})

describe("a recheck", () => {
  it.effect("leaves a trace, whatever it finds", () =>
    Effect.gen(function* () {
      const world = yield* World.awaitingOtp
      world.eko.replies("debit", World.wrongOtp, World.accepted())
      world.eko.replies("inquiry", World.lost, World.notFound)
      yield* failureOf(world.transfers.confirm(confirmation("one", "000000")))
      assert.strictEqual((yield* failureOf(world.transfers.confirm(confirmation("two"))))._tag, "RecheckUnanswered")
      yield* world.transfers.confirm(confirmation("two"))
      const findings = (yield* world.journal).flatMap((event) =>
        event._tag === "DebitInquired" ? [event.finding._tag] : []
      )
      assert.deepStrictEqual(findings, ["Unanswered", "NotFound"])
    })
  )
})

describe("a repeated request", () => {
  const withoutAgent = ({ userCode: _, ...others }: typeof terms) => others

  it.effect("is the same transfer after the default agent or a limit has changed", () =>
    Effect.gen(function* () {
      const { transfers, eko } = yield* World.make
      const asked = withoutAgent(terms)
      const first = yield* transfers.request({ ...asked, defaultUserCode: terms.userCode })
      const other = Id.UserCode.make("20810299")
      assert.deepStrictEqual(yield* transfers.request({ ...asked, defaultUserCode: other }), first)
      const narrow = {
        ...defaults,
        amountLimits: { ...defaults.amountLimits, "dmt-fino": { minPaise: 100_00, maxPaise: 400_00 } as never }
      }
      const repeated = Effect.provideService(transfers.request({ ...terms }), TransferPolicy, narrow)
      assert.deepStrictEqual(yield* repeated, first)
      const failure = yield* failureOf(transfers.request({ ...terms, userCode: other }))
      assert.strictEqual(failure._tag, "TransferIdReused")
      assert.strictEqual(eko.otps.length, 1)
    })
  )

  it.effect("without any agent is not acceptable", () =>
    Effect.gen(function* () {
      const { transfers } = yield* World.make
      const failure = yield* failureOf<TransferState, unknown, never>(transfers.request(withoutAgent(terms)))
      assert.deepInclude(failure, { _tag: "InvalidField", field: "userCode" })
    })
  )
})
