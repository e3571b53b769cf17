/** What a confirmation debits, and what the same one again is told. */
import { assert, describe, it } from "@effect/vitest"
import { Effect, Fiber, Layer } from "effect"
import { TestClock } from "effect/testing"
import * as Id from "../src/Identifiers.ts"
import { SigningTimestamps, TimestampUnavailable } from "../src/SigningTimestamps.ts"
import { defaults } from "../src/TransferPolicy.ts"
import { terms, tid } from "./Given.ts"
import * as World from "./World.ts"

const { confirmation, failureOf } = World

describe("confirm", () => {
  it.effect("is about the transfer that it names, whichever its caller has found", () =>
    Effect.gen(function* () {
      const { eko, transfers, state } = yield* World.awaitingOtp
      const other = yield* transfers.request({
        ...terms,
        id: Id.TransferId.make("5f0c2d1e-7a4b-8c5d-9e6f-102132435499")
      })
      eko.replies("debit", World.accepted())
      const confirmed = yield* transfers.confirm({ ...confirmation("key"), found: other })
      assert.deepStrictEqual([confirmed.terms.id, yield* state], [terms.id, "succeeded"])
      assert.deepStrictEqual(yield* transfers.find(other.terms), other)
    })
  )

  it.effect("debits once and succeeds", () =>
    Effect.gen(function* () {
      const { eko, transfers, commits, journal } = yield* World.awaitingOtp
      eko.replies("debit", World.accepted())
      const transfer = yield* transfers.confirm(confirmation("key"))
      if (transfer.state !== "succeeded") throw new Error(transfer.state)
      assert.strictEqual(transfer.attempt.tid, tid(1))
      assert.deepStrictEqual(eko.order, ["otp", "debit"])
      const [debit] = eko.debits
      assert.deepInclude(debit?.body, {
        amount: 500,
        recipient_id: 98765,
        customer_id: "9123456789",
        otp: World.otp,
        otp_ref_id: "TXNOTP1",
        client_ref_id: transfer.attempt.clientRefId,
        latlong: "28.6139,77.2090",
        timestamp: new Date(transfer.attempt.signedAtMillis).toISOString()
      })
      assert.strictEqual(debit?.signedAtMillis, transfer.attempt.signedAtMillis)
      // The attempt was recorded, with the step that settles it, before it was sent.
      assert.deepStrictEqual(
        commits.map(({ transfer: { state }, step }) => [state, step?.kind]),
        [
          ["requested", "expire"],
          ["awaiting_otp", "expire"],
          ["debiting", "settle"],
          ["succeeded", undefined]
        ]
      )
      assert.deepStrictEqual(
        (yield* journal).map(({ _tag }) => _tag),
        ["TransferRequested", "OtpSendStarted", "OtpSendAnswered", "DebitStarted", "DebitAnswered"]
      )
    })
  )

  it.effect("needs a place for DMT-Fino", () =>
    Effect.gen(function* () {
      const { eko, transfers } = yield* World.awaitingOtp
      const failure = yield* failureOf(transfers.confirm({ ...confirmation("key"), latlong: undefined }))
      assert.deepInclude(failure, { _tag: "InvalidField", field: "latlong" })
      assert.strictEqual(eko.debits.length, 0)
    })
  )

  it.effect("needs none for DigiKhata", () =>
    Effect.gen(function* () {
      const { eko, transfers } = yield* World.make
      const beneficiaryId = Id.BeneficiaryId.make("4202888")
      yield* transfers.request({ ...terms, product: "ppi-digikhata", beneficiaryId })
      eko.replies("debit", World.accepted())
      const transfer = yield* transfers.confirm({ ...confirmation("key"), latlong: undefined })
      assert.strictEqual(transfer.state, "succeeded")
      assert.deepInclude(eko.debits[0]?.body, { beneficiary_id: beneficiaryId, service_code: 80 })
    })
  )

  it.effect("after a wrong OTP asks about that attempt, and then debits", () =>
    Effect.gen(function* () {
      const { eko, transfers, current } = yield* World.awaitingOtp
      eko.replies("debit", World.wrongOtp, World.accepted())
      eko.replies("inquiry", World.notFound)
      const failure = yield* failureOf(transfers.confirm(confirmation("one", "000000")))
      assert.deepInclude(failure, { _tag: "WrongOtp", triesLeft: 2 })
      assert.strictEqual((yield* current).state, "awaiting_otp")
      assert.strictEqual((yield* transfers.confirm(confirmation("two"))).state, "succeeded")
      assert.deepStrictEqual(eko.order, ["otp", "debit", "inquiry", "debit"])
      const [first, second] = eko.debits
      assert.strictEqual(eko.inquiries[0]?.reference, `client_ref_id:${first?.body["client_ref_id"]}`)
      assert.notStrictEqual(first?.body["client_ref_id"], second?.body["client_ref_id"])
    })
  )

  it.effect("does not ask about an attempt that was declined under an id of its own", () =>
    Effect.gen(function* () {
      const { eko, transfers } = yield* World.awaitingOtp
      eko.replies("debit", World.declined("Wrong OTP", "77"), World.accepted())
      yield* failureOf(transfers.confirm(confirmation("one", "000000")))
      assert.strictEqual((yield* transfers.confirm(confirmation("two"))).state, "succeeded")
      assert.deepStrictEqual(eko.order, ["otp", "debit", "debit"])
    })
  )

  it.effect("is blocked for good by a sign that an earlier attempt moved money", () =>
    Effect.gen(function* () {
      for (const status of ["0", "2", "3", "4", ""]) {
        const { eko, transfers, current, logs } = yield* World.awaitingOtp
        eko.replies("debit", World.wrongOtp, World.accepted())
        eko.replies("inquiry", World.found(status), World.notFound)
        yield* failureOf(transfers.confirm(confirmation("one", "000000")))
        for (const key of ["two", "three"]) {
          assert.strictEqual((yield* failureOf(transfers.confirm(confirmation(key))))._tag, "TransferBlocked")
        }
        assert.strictEqual((yield* failureOf(transfers.resendOtp(terms)))._tag, "TransferBlocked")
        assert.strictEqual((yield* failureOf(transfers.cancel(terms)))._tag, "TransferBlocked")
        assert.strictEqual(eko.debits.length, 1)
        assert.include((yield* current).alarms, "closed_attempt_moved_money")
        assert.isTrue(logs.some((line) => line.includes("closed_attempt_moved_money")))
      }
    })
  )

  it.effect("goes on where Eko says that the earlier attempt failed", () =>
    Effect.gen(function* () {
      const { eko, transfers } = yield* World.awaitingOtp
      eko.replies("debit", World.wrongOtp, World.accepted("0", "2309876542"))
      eko.replies("inquiry", World.found("1"))
      yield* failureOf(transfers.confirm(confirmation("one", "000000")))
      assert.strictEqual((yield* transfers.confirm(confirmation("two"))).state, "succeeded")
    })
  )

  it.effect("is refused while Eko does not say what became of the earlier attempt", () =>
    Effect.gen(function* () {
      for (const reply of [
        World.lost,
        World.notSent,
        World.http502,
        World.badSignature,
        World.found("0", "5", { amount: 501 }),
        World.found("1", "5", { client_ref_id: "SOMETHING-ELSE" })
      ]) {
        const { eko, transfers, state } = yield* World.awaitingOtp
        eko.replies("debit", World.wrongOtp, World.accepted())
        eko.replies("inquiry", reply)
        yield* failureOf(transfers.confirm(confirmation("one", "000000")))
        assert.strictEqual(
          (yield* failureOf(transfers.confirm(confirmation("two"))))._tag,
          reply === World.badSignature ? "CredentialsRefused" : "RecheckUnanswered"
        )
        assert.strictEqual(eko.debits.length, 1)
        assert.strictEqual(yield* state, "awaiting_otp")
        eko.replies("inquiry", World.notFound)
        assert.strictEqual((yield* transfers.confirm(confirmation("two"))).state, "succeeded")
      }
    })
  )

  it.effect("has three tries for one OTP", () =>
    Effect.gen(function* () {
      const { eko, transfers } = yield* World.awaitingOtp
      eko.replies("debit", World.wrongOtp, World.wrongOtp, World.wrongOtp, World.accepted())
      eko.replies("inquiry", World.notFound)
      for (const [key, triesLeft] of [
        ["one", 2],
        ["two", 1],
        ["three", 0]
      ] as const) {
        assert.deepInclude(yield* failureOf(transfers.confirm(confirmation(key, "000000"))), { triesLeft })
      }
      const asked = eko.inquiries.length
      const failure = yield* failureOf(transfers.confirm(confirmation("four")))
      assert.deepInclude(failure, { _tag: "OtpUnusable", why: "tries_used_up" })
      assert.strictEqual(eko.debits.length, 3)
      // What the state refuses anyway costs Eko nothing.
      assert.strictEqual(eko.inquiries.length, asked)
      yield* transfers.resendOtp(terms)
      assert.strictEqual((yield* transfers.confirm(confirmation("five"))).state, "succeeded")
      assert.strictEqual(eko.inquiries.length, asked + 3)
    })
  )

  it.effect("with an OTP that Eko calls expired needs a new one", () =>
    Effect.gen(function* () {
      const { eko, transfers } = yield* World.awaitingOtp
      eko.replies("debit", World.otpExpired, World.accepted())
      eko.replies("inquiry", World.notFound)
      const transfer = yield* transfers.confirm(confirmation("one"))
      assert.strictEqual(transfer.state, "awaiting_otp")
      const failure = yield* failureOf(transfers.confirm(confirmation("two")))
      assert.deepInclude(failure, { _tag: "OtpUnusable", why: "expired" })
      yield* transfers.resendOtp(terms)
      assert.strictEqual((yield* transfers.confirm(confirmation("three"))).state, "succeeded")
    })
  )

  it.effect("with an OTP older than its lifetime needs a new one", () =>
    Effect.gen(function* () {
      const { eko, transfers } = yield* World.awaitingOtp
      yield* TestClock.adjust(defaults.otpLifetimeMillis)
      const failure = yield* failureOf(transfers.confirm(confirmation("one")))
      assert.deepInclude(failure, { _tag: "OtpUnusable", why: "expired" })
      assert.strictEqual(eko.debits.length, 0)
    })
  )

  it.effect("is failed by a decline", () =>
    Effect.gen(function* () {
      const { eko, transfers } = yield* World.awaitingOtp
      eko.replies("debit", World.declined("Insufficient balance", "77"))
      const transfer = yield* transfers.confirm(confirmation("key"))
      if (transfer.state !== "failed") throw new Error(transfer.state)
      assert.deepInclude(transfer.failure, { reason: "InsufficientBalance", code: 55 })
      assert.strictEqual(transfer.closedAttempts[0]?.tid, "77")
    })
  )

  it.effect("that was not sent may be made again with the same key", () =>
    Effect.gen(function* () {
      const { eko, transfers, current } = yield* World.awaitingOtp
      eko.replies("debit", World.notSent, World.accepted())
      eko.replies("inquiry", World.notFound)
      const failure = yield* failureOf(transfers.confirm(confirmation("key")))
      assert.strictEqual(failure._tag, "EkoUnreachable")
      assert.strictEqual((yield* current).state, "awaiting_otp")
      assert.strictEqual((yield* transfers.confirm(confirmation("key"))).state, "succeeded")
      assert.deepStrictEqual(eko.order, ["otp", "debit", "inquiry", "debit"])
    })
  )

  it.effect("that our credentials failed may be made again with the same key, and raises an alarm", () =>
    Effect.gen(function* () {
      const { eko, transfers, current } = yield* World.awaitingOtp
      eko.replies("debit", World.badSignature, World.accepted())
      eko.replies("inquiry", World.notFound)
      const failure = yield* failureOf(transfers.confirm(confirmation("key")))
      assert.deepInclude(failure, { _tag: "CredentialsRefused", code: 2484 })
      assert.include((yield* current).alarms, "credentials_refused")
      assert.strictEqual((yield* transfers.confirm(confirmation("key"))).state, "succeeded")
    })
  )

  it.effect(
    "that our credentials failed says so again where the recheck is refused for the same, and sends nothing",
    () =>
      Effect.gen(function* () {
        const { eko, transfers, state } = yield* World.awaitingOtp
        eko.replies("debit", World.badSignature)
        eko.replies("inquiry", World.badSignature)
        yield* failureOf(transfers.confirm(confirmation("one")))
        const failure = yield* failureOf(transfers.confirm(confirmation("two")))
        assert.strictEqual(failure._tag, "CredentialsRefused")
        assert.strictEqual(eko.debits.length, 1)
        assert.strictEqual(yield* state, "awaiting_otp")
      })
  )

  it.effect("without a timestamp records nothing", () =>
    Effect.gen(function* () {
      const { eko, process, state } = yield* World.awaitingOtp
      const none = Layer.succeed(
        SigningTimestamps,
        SigningTimestamps.of({ next: new TimestampUnavailable({ message: "behind" }) })
      )
      const transfers = yield* process(none)
      const failure = yield* failureOf(transfers.confirm(confirmation("key")))
      assert.deepInclude(failure, { _tag: "EkoUnreachable", why: "timestamp" })
      assert.strictEqual(yield* state, "awaiting_otp")
      assert.strictEqual(eko.debits.length, 0)
    })
  )

  it.effect("is signed after the recheck, however long that took", () =>
    Effect.gen(function* () {
      const { eko, transfers } = yield* World.awaitingOtp
      eko.replies("debit", World.notSent, World.notSent, World.notSent, World.notSent, World.accepted())
      eko.replies("inquiry", World.following(Effect.sleep("29 seconds"), World.notFound))
      for (let attempt = 0; attempt < 5; attempt++) {
        const confirming = yield* Effect.forkChild(Effect.result(transfers.confirm(confirmation("key"))))
        yield* TestClock.adjust(`${29 * attempt} seconds`)
        yield* Fiber.await(confirming)
      }
      const last = eko.debits.at(-1)
      assert.strictEqual(eko.debits.length, 5)
      assert.isAtMost((last?.atMillis ?? 0) - (last?.signedAtMillis ?? 0), 1_000)
    })
  )
})

describe("confirm again with the same key", () => {
  const cases: ReadonlyArray<readonly [string, World.Reply, string]> = [
    ["succeeded", World.accepted(), "succeeded"],
    ["awaited", World.accepted("2"), "awaited"],
    ["in doubt", World.lost, "in_doubt"],
    ["in doubt, OTP consumed", World.otpConsumed, "in_doubt"],
    ["failed", World.declined("Insufficient balance"), "failed"],
    ["OTP expired", World.otpExpired, "awaiting_otp"]
  ]
  for (const [name, reply, state] of cases) {
    it.effect(`${name}: the same answer, and no second debit`, () =>
      Effect.gen(function* () {
        const { eko, process, transfers } = yield* World.awaitingOtp
        eko.replies("debit", reply)
        const first = yield* transfers.confirm(confirmation("key"))
        assert.strictEqual(first.state, state)
        assert.deepStrictEqual(yield* transfers.confirm(confirmation("key")), first)
        const other = yield* process()
        assert.deepStrictEqual(yield* other.confirm(confirmation("key", "999999")), first)
        assert.strictEqual(eko.debits.length, 1)
        assert.strictEqual(eko.inquiries.length, 0)
      })
    )
  }

  it.effect("wrong OTP: the same error, whatever OTP comes with the key", () =>
    Effect.gen(function* () {
      const { eko, transfers } = yield* World.awaitingOtp
      eko.replies("debit", World.wrongOtp, World.accepted())
      const first = yield* failureOf(transfers.confirm(confirmation("key", "000000")))
      const again = yield* failureOf(transfers.confirm(confirmation("key")))
      assert.deepStrictEqual({ ...again }, { ...first })
      assert.strictEqual(eko.calls.length, 2)
    })
  )

  it.effect("with a transfer that was found before it moved: what holds now, and another team finds nothing", () =>
    Effect.gen(function* () {
      const { eko, transfers, current } = yield* World.awaitingOtp
      eko.replies("debit", World.accepted())
      const found = yield* current
      const first = yield* transfers.confirm({ ...confirmation("one"), found })
      assert.strictEqual(first.state, "succeeded")
      assert.deepStrictEqual(yield* transfers.confirm({ ...confirmation("one"), found }), first)
      const second = yield* failureOf(transfers.confirm({ ...confirmation("two"), found }))
      assert.strictEqual(second._tag, "WrongState")
      const theirs = { ...confirmation("three"), team: Id.TeamId.make("other"), found }
      assert.strictEqual((yield* failureOf(transfers.confirm(theirs)))._tag, "TransferNotFound")
      assert.strictEqual(eko.debits.length, 1)
    })
  )

  it.effect("after another key has succeeded: that transfer, and nothing sent", () =>
    Effect.gen(function* () {
      const { eko, transfers } = yield* World.awaitingOtp
      eko.replies("debit", World.otpExpired, World.accepted())
      eko.replies("inquiry", World.notFound)
      yield* transfers.confirm(confirmation("one"))
      yield* transfers.resendOtp(terms)
      yield* transfers.confirm(confirmation("two"))
      assert.strictEqual((yield* transfers.confirm(confirmation("one"))).state, "succeeded")
      assert.strictEqual((yield* failureOf(transfers.confirm(confirmation("three"))))._tag, "WrongState")
      assert.strictEqual(eko.debits.length, 2)
    })
  )
})
