import { assert, describe, it } from "@effect/vitest"
import { Effect, Fiber, Layer, Redacted, Schema } from "effect"
import { TestClock } from "effect/testing"
import { EkoClient } from "../src/EkoClient.ts"
import * as Id from "../src/Identifiers.ts"
import { paise } from "../src/Money.ts"
import { SigningTimestamps, TimestampUnavailable } from "../src/SigningTimestamps.ts"
import { defaults, TransferPolicy } from "../src/TransferPolicy.ts"
import { earlier, terms, tid } from "./Given.ts"
import * as World from "./World.ts"

const { confirmation, failureOf } = World

describe("Transfers", () => {
  it.effect("does not start on a policy under which nothing could ever be sent", () =>
    Effect.gen(function* () {
      const policy = { ...defaults, callTimeoutMillis: defaults.inquiryFirstDelayMillis }
      const exit = yield* Effect.exit(Effect.provideService(World.make, TransferPolicy, policy))
      assert.include(String(exit), "inquiryFirstDelayMillis must exceed callTimeoutMillis")
    })
  )
})

describe("request", () => {
  it.effect("records the transfer and sends one OTP", () =>
    Effect.gen(function* () {
      const { eko, transfers, commits } = yield* World.make
      const transfer = yield* transfers.request(terms)
      assert.strictEqual(transfer.state, "awaiting_otp")
      assert.deepInclude(transfer.state === "awaiting_otp" ? transfer.otp : {}, {
        otpRefId: "TXNOTP1",
        maskedMobile: "XXXXXX3210",
        triesLeft: 3
      })
      assert.deepStrictEqual(eko.order, ["otp"])
      assert.deepInclude(eko.otps[0]?.body, { recipient_id: 98765, amount: 500, customer_id: "9123456789" })
      assert.deepStrictEqual(
        commits.map(({ step }) => step?.kind),
        ["expire", "expire"]
      )
    })
  )

  it.effect("is failed by an OTP that Eko refuses", () =>
    Effect.gen(function* () {
      const { eko, transfers } = yield* World.make
      eko.replies("otp", World.limitExhausted)
      const transfer = yield* transfers.request(terms)
      assert.deepInclude(transfer.state === "failed" ? transfer.failure : {}, { reason: "MonthlyLimitExhausted" })
    })
  )

  it.effect("stays requested while the OTP's fate is unknown", () =>
    Effect.gen(function* () {
      const { eko, transfers } = yield* World.make
      eko.replies("otp", World.lost)
      assert.strictEqual((yield* transfers.request(terms)).state, "requested")
    })
  )

  it.effect("says that nothing was sent, and stays requested", () =>
    Effect.gen(function* () {
      const { eko, transfers } = yield* World.make
      eko.replies("otp", World.notSent)
      const failure = yield* failureOf(transfers.request(terms))
      assert.strictEqual(failure._tag, "EkoUnreachable")
      assert.strictEqual(failure._tag === "EkoUnreachable" ? failure.transfer.state : "", "requested")
      eko.replies("otp", World.otpSent())
      assert.strictEqual((yield* transfers.resendOtp(terms)).state, "awaiting_otp")
    })
  )

  it.effect("is not failed by our own credentials", () =>
    Effect.gen(function* () {
      const { eko, transfers, logs } = yield* World.make
      eko.replies("otp", World.badSignature)
      const failure = yield* failureOf(transfers.request(terms))
      assert.strictEqual(failure._tag, "CredentialsRefused")
      assert.strictEqual(failure._tag === "CredentialsRefused" ? failure.transfer.state : "", "requested")
      assert.isTrue(logs.some((line) => line.includes("Eko refuses our credentials")))
    })
  )

  it.effect("with the same id and terms is the same transfer, with one OTP", () =>
    Effect.gen(function* () {
      const { eko, transfers } = yield* World.make
      const first = yield* transfers.request(terms)
      assert.deepStrictEqual(yield* transfers.request(terms), first)
      assert.strictEqual(eko.otps.length, 1)
    })
  )

  it.effect("made twice at the same time sends one OTP", () =>
    Effect.gen(function* () {
      const { eko, process, transfers } = yield* World.make
      const other = yield* process()
      yield* Effect.all(
        [transfers, other, transfers, other].map(({ request }) => request(terms)),
        { concurrency: "unbounded" }
      )
      assert.strictEqual(eko.otps.length, 1)
    })
  )

  it.effect("with the same id and other terms does nothing, and tells nothing of the other transfer", () =>
    Effect.gen(function* () {
      const { eko, transfers, current } = yield* World.awaitingOtp
      const before = yield* current
      for (const change of [
        { amountPaise: paise(501_00) },
        { recipientId: Id.RecipientId.make(1) },
        { team: Id.TeamId.make("other") },
        { reference: "new" }
      ]) {
        const failure = yield* failureOf(transfers.request({ ...terms, ...change }))
        assert.strictEqual(failure._tag, "TransferIdReused")
        assert.deepStrictEqual(Object.keys(failure).toSorted(), ["_tag", "id"])
      }
      assert.strictEqual(eko.otps.length, 1)
      assert.deepStrictEqual(yield* current, before)
    })
  )

  it.effect("by a reference that the team has used is told which transfer that is, and sends nothing", () =>
    Effect.gen(function* () {
      const { eko, transfers } = yield* World.make
      const named = { ...terms, reference: "INV-1" }
      yield* transfers.request(named)
      const another = { ...named, id: Id.TransferId.make("0192f0c1-2d3e-8a4b-8c5d-000000000001") }
      const failure = yield* failureOf(transfers.request(another))
      assert.deepInclude(failure, { _tag: "ReferenceTaken", id: terms.id })
      assert.strictEqual((yield* transfers.request(named)).terms.id, terms.id)
      assert.strictEqual(eko.otps.length, 1)
      assert.strictEqual((yield* failureOf(transfers.find(another)))._tag, "TransferNotFound")
    })
  )

  it.effect("that is not acceptable leaves no trace", () =>
    Effect.gen(function* () {
      const { eko, transfers, store } = yield* World.make
      const failure = yield* failureOf(transfers.request({ ...terms, amountPaise: paise(99_00) }))
      assert.strictEqual(failure._tag, "InvalidField")
      assert.isUndefined(yield* store.load(terms.id))
      assert.strictEqual(eko.calls.length, 0)
    })
  )

  it.effect("whose commit fails sends no OTP", () =>
    Effect.gen(function* () {
      for (const lose of [World.losing.commit, World.losing.answer]) {
        const { eko, transfers, faults } = yield* World.make
        faults.append = (_, write) => lose(write)
        assert.strictEqual((yield* failureOf(transfers.request(terms)))._tag, "StoreUnavailable")
        assert.strictEqual(eko.calls.length, 0)
      }
    })
  )
})

describe("resendOtp", () => {
  it.effect("sends another OTP with new tries, and confirm uses its reference", () =>
    Effect.gen(function* () {
      const { eko, transfers } = yield* World.awaitingOtp
      eko.replies("otp", World.otpSent("TXNOTP2"))
      const transfer = yield* transfers.resendOtp(terms)
      assert.deepInclude(transfer.state === "awaiting_otp" ? transfer.otp : {}, { send: 2, otpRefId: "TXNOTP2" })
      eko.replies("debit", World.accepted())
      yield* transfers.confirm(confirmation("key"))
      assert.strictEqual(eko.debits[0]?.body["otp_ref_id"], "TXNOTP2")
    })
  )

  it.effect("blocks confirm and another resend until it is answered", () =>
    Effect.gen(function* () {
      const { eko, transfers, state } = yield* World.awaitingOtp
      eko.replies("otp", World.following(Effect.sleep("10 seconds"), World.otpSent("TXNOTP2")))
      const resending = yield* Effect.forkChild(transfers.resendOtp(terms))
      yield* World.settleFibers
      assert.strictEqual((yield* failureOf(transfers.confirm(confirmation("key"))))._tag, "OtpSendPending")
      assert.strictEqual((yield* failureOf(transfers.resendOtp(terms)))._tag, "OtpSendPending")
      assert.strictEqual(eko.debits.length, 0)
      yield* TestClock.adjust("10 seconds")
      yield* Fiber.await(resending)
      eko.replies("debit", World.accepted())
      yield* transfers.confirm(confirmation("key"))
      assert.strictEqual(yield* state, "succeeded")
    })
  )

  it.effect("is recorded even when its caller leaves", () =>
    Effect.gen(function* () {
      const { eko, transfers, current } = yield* World.awaitingOtp
      eko.replies("otp", World.following(Effect.sleep("10 seconds"), World.otpSent("TXNOTP2")))
      const resending = yield* Effect.forkChild(transfers.resendOtp(terms))
      yield* World.settleFibers
      yield* Effect.forkChild(Fiber.interrupt(resending))
      yield* TestClock.adjust("10 seconds")
      const transfer = yield* current
      assert.strictEqual(transfer.state === "awaiting_otp" ? transfer.otp.otpRefId : "", "TXNOTP2")
    })
  )

  it.effect("is another team's business, if it is that", () =>
    Effect.gen(function* () {
      const { transfers, current } = yield* World.awaitingOtp
      const lookup = { id: terms.id, team: Id.TeamId.make("other") }
      const failures = [
        yield* failureOf(transfers.resendOtp(lookup)),
        yield* failureOf(transfers.confirm({ ...confirmation("key"), ...lookup })),
        // Whatever its caller says to have found.
        yield* failureOf(transfers.confirm({ ...confirmation("key"), ...lookup, found: yield* current })),
        yield* failureOf(transfers.cancel(lookup)),
        yield* failureOf(transfers.find(lookup)),
        yield* failureOf(transfers.journal(lookup))
      ]
      for (const { _tag } of failures) assert.strictEqual(_tag, "TransferNotFound")
    })
  )
})

describe("confirm", () => {
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

describe("every call", () => {
  it.effect("is signed with a timestamp of its own, and none ahead of the clock", () =>
    Effect.gen(function* () {
      const { eko, process } = yield* World.make
      const transfers = yield* process(SigningTimestamps.layerSingleProcess)
      eko.replies("debit", World.wrongOtp, World.accepted())
      eko.replies("inquiry", World.notFound)
      const life = yield* Effect.forkChild(
        Effect.gen(function* () {
          yield* transfers.request(terms)
          yield* failureOf(transfers.confirm(confirmation("one", "000000")))
          return yield* transfers.confirm(confirmation("two"))
        })
      )
      yield* TestClock.adjust("1 second")
      assert.strictEqual((yield* Fiber.join(life)).state, "succeeded")
      const timestamps = eko.calls.map(({ signedAtMillis }) => signedAtMillis)
      assert.strictEqual(new Set(timestamps).size, 4)
      for (const { atMillis, signedAtMillis } of eko.calls) assert.isAtMost(signedAtMillis, atMillis)
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

/** Everything that a world has kept, and what it answered, as text. */
const everythingOf = (world: World.World, answers: ReadonlyArray<unknown>) =>
  Effect.map(Effect.all([world.journal, world.current]), ([journal, current]) => {
    const spans = world.spans.map(({ name, attributes, status }) => [
      name,
      [...attributes],
      status._tag === "Ended" ? String(status.exit) : ""
    ])
    const everything = [journal, current, world.commits, world.logs, spans, answers]
    return JSON.stringify([...everything, ...answers.map(String)], (_, value: unknown) =>
      value instanceof Error ? { ...value, text: value.message, stack: value.stack } : value
    )
  })

describe("secrets", () => {
  const replies: ReadonlyArray<readonly [string, World.Reply]> = [
    ["wrong OTP", World.declined(`Wrong OTP ${World.otp}`)],
    ["declined", World.declined(`OTP ${World.otp} rejected by bank`, "77")],
    ["lost", World.lost],
    ["http 502", World.http502],
    ["credentials refused", World.badSignature],
    ["not sent", World.notSent],
    ["OTP consumed", World.otpConsumed],
    ["accepted", World.accepted("0")],
    ["accepted, for a name with it", World.acceptedWith({ recipient_name: `Ram ${World.otp} Kumar` })],
    ["accepted, with it for the bank's reference", World.acceptedWith({ bank_ref_num: `IMPS${World.otp}` })],
    ["unreadable", () => Effect.succeed({ httpStatus: 200, dateMillis: undefined, body: `{"otp":"${World.otp}"` })],
    ["a crash", () => Effect.die(new Error(`the request with otp ${World.otp} crashed`))]
  ]
  for (const [name, reply] of replies) {
    it.effect(`the OTP is nowhere but on the wire: ${name}`, () =>
      Effect.gen(function* () {
        const world = yield* World.awaitingOtp
        const { eko, transfers, faults } = world
        eko.replies("debit", reply)
        const answer = yield* Effect.exit(transfers.confirm(confirmation("key")))
        faults.append = () => World.unavailable
        const refused = yield* Effect.exit(transfers.cancel(terms))
        const text = yield* everythingOf(world, [answer, refused])
        assert.strictEqual(eko.debits[0]?.body["otp"], World.otp)
        assert.notInclude(text, World.otp)
        assert.include(text, "DebitAnswered")
      })
    )
  }

  it.effect("the OTP is not in what is kept of a client that crashes, and the attempt is in doubt", () =>
    Effect.gen(function* () {
      const world = yield* World.awaitingOtp
      const crash = Effect.die(new Error(`the input with otp ${World.otp} crashed`))
      const client = Layer.succeed(EkoClient, EkoClient.of({ call: () => crash, submit: () => crash }))
      const transfers = yield* world.process(undefined, client)
      const transfer = yield* transfers.confirm(confirmation("key"))
      assert.deepInclude(transfer, { state: "in_doubt", doubt: "unknown_outcome" })
      assert.notInclude(yield* everythingOf(world, [transfer]), World.otp)
    })
  )

  it("an OTP in a confirmation does not show", () => {
    const { otp } = confirmation("key")
    assert.isTrue(Redacted.isRedacted(otp))
    assert.notInclude(`${JSON.stringify(confirmation("key"))} ${String(otp)}`, World.otp)
    assert.isTrue(Schema.is(Id.Otp)(Redacted.value(otp)))
  })
})
