/** How a transfer begins: its record, its OTPs, and what each of its calls is signed with. */
import { assert, describe, it } from "@effect/vitest"
import { Effect, Fiber } from "effect"
import { TestClock } from "effect/testing"
import * as Id from "../src/Identifiers.ts"
import { paise } from "../src/Money.ts"
import { SigningTimestamps } from "../src/SigningTimestamps.ts"
import { defaults, TransferPolicy } from "../src/TransferPolicy.ts"
import { terms } from "./Given.ts"
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
