/**
 * What an Eko whose clock differs from ours is sent, and what is learnt from its answers.
 *
 * @module
 */
import { assert, describe, it } from "@effect/vitest"
import { Clock, Effect, Layer, Redacted, Result } from "effect"
import { TestClock } from "effect/testing"
import type { OpenDebit } from "../src/Attempt.ts"
import * as DmtFino from "../src/DmtFino.ts"
import { EkoClient } from "../src/EkoClient.ts"
import * as EkoClock from "../src/EkoClock.ts"
import { EkoTransport, NotSent, type SignedRequest } from "../src/EkoTransport.ts"
import { InitiatorId, Tid } from "../src/Identifiers.ts"
import { TimestampMillis } from "../src/Signing.ts"
import { SigningTimestamps, TimestampUnavailable } from "../src/SigningTimestamps.ts"
import { byTid, inquire } from "../src/TransactionInquiry.ts"
import { seedPage, seedValues } from "./Examples.ts"
import { permitFor } from "./Permit.ts"

const startMillis = 1_700_000_000_000

const found = { status: 0, data: { tx_status: "0", tid: "12971397" } }
const refused = { status: 2485, message: "Timestamp" }

const signedAt = (request: SignedRequest | undefined): number =>
  Number(request === undefined ? Number.NaN : Redacted.value(request.headers)["secret-key-timestamp"])

interface Answer {
  readonly httpStatus: number
  readonly body: unknown
}

interface Eko {
  offsetMillis: number
  readonly sent: Array<SignedRequest>
  /** Every timestamp is refused, as one that was used is. */
  refusesAll: boolean
  /** How far the `Date` of its answers is off its own clock; undefined where they have none. */
  dateMillis: number | undefined
  success: unknown
  refusalStatus: number
  readonly layer: Layer.Layer<EkoTransport>
}

/** An Eko that checks timestamps by a clock of its own, and answers in 200 ms. */
const ekoAhead = (offsetMillis: number): Eko => {
  const eko: Eko = {
    offsetMillis,
    sent: [],
    refusesAll: false,
    dateMillis: 0,
    success: found,
    refusalStatus: 401,
    layer: Layer.succeed(EkoTransport, {
      send: (request) =>
        Effect.gen(function* () {
          if ((yield* Clock.currentTimeMillis) > request.sendBeforeMillis) {
            return yield* new NotSent({ operation: request.operation, cause: "deadline" })
          }
          eko.sent.push(request)
          yield* TestClock.adjust(100)
          const nowMillis = (yield* Clock.currentTimeMillis) + eko.offsetMillis
          const isRefused = eko.refusesAll || Math.abs(nowMillis - signedAt(request)) > 120_000
          const answer: Answer = isRefused
            ? { httpStatus: eko.refusalStatus, body: refused }
            : { httpStatus: 200, body: eko.success }
          yield* TestClock.adjust(100)
          return {
            httpStatus: answer.httpStatus,
            dateMillis:
              eko.dateMillis === undefined ? undefined : Math.floor((nowMillis + eko.dateMillis) / 1_000) * 1_000,
            body: JSON.stringify(answer.body)
          }
        })
    })
  }
  return eko
}

const client = (eko: Eko, timestamps = SigningTimestamps.layerSingleProcess) =>
  EkoClient.layer({
    developerKey: Redacted.make("DEVELOPER-KEY"),
    accessKey: Redacted.make("ACCESS-KEY"),
    initiatorId: InitiatorId.make("9962981729"),
    generation: "seed"
  }).pipe(Layer.provide([eko.layer, timestamps]), Layer.provideMerge(EkoClock.layer))

const call = Effect.flatMap(EkoClient, ({ call }) =>
  call(inquire, { transactionReference: byTid(Tid.make("12971397")) })
)

/** A debit as the programs make one: signed now, and sent within 15 seconds of our own clock. */
const debit = (signedAtMillis?: number) =>
  Effect.gen(function* () {
    const nowMillis = yield* Clock.currentTimeMillis
    const attempt: OpenDebit = {
      kind: "debit",
      clientRefId: seedValues.clientRefId,
      number: 1,
      otpSend: 1,
      confirmationKey: "key",
      startedAtMillis: nowMillis,
      signedAtMillis: TimestampMillis.make(signedAtMillis ?? nowMillis),
      sendBeforeMillis: nowMillis + 15_000
    }
    const { submit } = yield* EkoClient
    return yield* Effect.result(submit(DmtFino.initiate, seedValues, permitFor(attempt)))
  })

const offset = Effect.flatMap(EkoClock.EkoClock, ({ offset }) => offset)

const using = <A, E>(
  eko: Eko,
  program: Effect.Effect<A, E, EkoClient>,
  timestamps = SigningTimestamps.layerSingleProcess
) => Effect.andThen(TestClock.setTime(startMillis), Effect.provide(program, client(eko, timestamps)))

describe("a query to an Eko whose clock is off ours", () => {
  it.effect.each([600_000, -600_000, 86_400_000])(
    "is refused once, signed in Eko's time, and answered; from then on at once: %i ms",
    (offsetMillis) => {
      const eko = ekoAhead(offsetMillis)
      return using(
        eko,
        Effect.gen(function* () {
          assert.include(yield* call, { _tag: "Found" })
          assert.strictEqual(eko.sent.length, 2)
          assert.strictEqual(signedAt(eko.sent[0]), startMillis)
          assert.closeTo(signedAt(eko.sent[1]), startMillis + offsetMillis, 2_000)
          // What is kept here is kept in our own time.
          assert.isAtMost(eko.sent[1]?.sendBeforeMillis ?? Number.NaN, startMillis + 60_000)
          assert.isAtLeast(eko.sent[1]?.sendBeforeMillis ?? Number.NaN, startMillis)
          assert.include(yield* offset, { isCertain: true })
          yield* call
          yield* call
          assert.strictEqual(eko.sent.length, 4)
          for (const request of eko.sent.slice(2)) {
            assert.isAbove(request.sendBeforeMillis, startMillis)
            assert.isAtMost(request.sendBeforeMillis, startMillis + 61_000)
          }
        })
      )
    }
  )

  it.effect("is corrected before it is refused, by three answers that agree", () => {
    const eko = ekoAhead(50_000)
    return using(
      eko,
      Effect.gen(function* () {
        for (let nth = 0; nth < 5; nth++) yield* call
        const leads = eko.sent.map((request, nth) => signedAt(request) - startMillis - nth * 200)
        assert.deepStrictEqual(leads.slice(0, 3), [0, 0, 0])
        for (const lead of leads.slice(3)) assert.closeTo(lead, 50_000, 2_000)
      })
    )
  })

  it.effect("is signed in our own time where it differs by no more than noise, or where nothing tells", () =>
    Effect.gen(function* () {
      for (const [offsetMillis, dateMillis] of [
        [4_000, 0],
        [50_000, undefined]
      ] as const) {
        const eko = ekoAhead(offsetMillis)
        eko.dateMillis = dateMillis
        yield* using(
          eko,
          Effect.gen(function* () {
            for (let nth = 0; nth < 8; nth++) yield* call
            assert.strictEqual((yield* offset).correctionMillis, 0)
            assert.deepStrictEqual(
              eko.sent.map(signedAt),
              eko.sent.map((_, nth) => startMillis + nth * 200)
            )
          })
        )
      }
    })
  )

  it.effect("does not follow a gateway's date that Eko's acceptance contradicts, however often it comes", () => {
    const eko = ekoAhead(0)
    eko.dateMillis = 3_600_000
    return using(
      eko,
      Effect.gen(function* () {
        for (let nth = 0; nth < 8; nth++) yield* call
        assert.include(yield* offset, { isCertain: false, correctionMillis: 0 })
      })
    )
  })

  it.effect(
    "does not follow such a date where a timestamp is refused, either, nor takes it for the refusal's cause",
    () => {
      const eko = ekoAhead(0)
      eko.dateMillis = 180_000
      return using(
        eko,
        Effect.gen(function* () {
          yield* call
          // A copy of the debit was taken: its timestamp is used.
          eko.refusesAll = true
          const result = yield* debit()
          assert.include(Result.isFailure(result) ? result.failure : {}, { _tag: "OutcomeUnknown" })
          assert.include(yield* offset, { isCertain: false, correctionMillis: 0 })
        })
      )
    }
  )

  it.effect("learns nothing from an answer that may be a gateway's", () => {
    const eko = ekoAhead(50_000)
    eko.success = "<html>"
    return using(
      eko,
      Effect.gen(function* () {
        for (let nth = 0; nth < 8; nth++) yield* Effect.flip(call)
        assert.isFalse((yield* offset).isCertain)
      })
    )
  })
})

describe("a refused timestamp", () => {
  it.effect("is replaced once for a query, and then the refusal stands", () => {
    const eko = ekoAhead(0)
    eko.refusesAll = true
    return using(
      eko,
      Effect.gen(function* () {
        assert.include(yield* Effect.flip(call), { _tag: "Rejected", reason: "AuthenticationFailed", code: 2485 })
        assert.strictEqual(eko.sent.length, 2)
        assert.notStrictEqual(signedAt(eko.sent[0]), signedAt(eko.sent[1]))
      })
    )
  })

  it.effect.each([
    ["safely", 2],
    ["sends an OTP", 2],
    ["changes a record", 1]
  ] as const)("is replaced by what an operation that is repeated %s would do: %i requests", ([repeats, requests]) => {
    const eko = ekoAhead(600_000)
    return using(
      eko,
      Effect.gen(function* () {
        const { call } = yield* EkoClient
        const reference = { transactionReference: byTid(Tid.make("12971397")) }
        const answer = yield* Effect.result(call({ ...inquire, repeats }, reference))
        assert.strictEqual(answer._tag, requests === 2 ? "Success" : "Failure")
        assert.strictEqual(eko.sent.length, requests)
        // Whoever asks again then asks in Eko's time.
        assert.include(yield* call({ ...inquire, repeats }, reference), { _tag: "Found" })
        assert.strictEqual(eko.sent.length, requests + 1)
      })
    )
  })

  it.effect.each([
    ["safely", 2],
    ["sends an OTP", 1],
    ["changes a record", 1]
  ] as const)(
    "that a copy may have used is replaced where a second %s costs nothing: %i requests",
    ([repeats, requests]) => {
      // The answer's date agrees with ours, so only "already used" explains the refusal.
      const eko = ekoAhead(0)
      eko.refusesAll = true
      return using(
        eko,
        Effect.gen(function* () {
          const { call } = yield* EkoClient
          const reference = { transactionReference: byTid(Tid.make("12971397")) }
          assert.include(yield* Effect.flip(call({ ...inquire, repeats }, reference)), { _tag: "Rejected" })
          assert.strictEqual(eko.sent.length, requests)
        })
      )
    }
  )

  it.effect("in an answer that proves nothing is replaced for nobody", () => {
    const eko = ekoAhead(600_000)
    eko.refusalStatus = 503
    return using(
      eko,
      Effect.gen(function* () {
        assert.include(yield* Effect.flip(call), { _tag: "OutcomeUnknown" })
        assert.strictEqual(eko.sent.length, 1)
      })
    )
  })

  it.effect("stands where no other timestamp is to be had, or not in time", () =>
    Effect.gen(function* () {
      const eko = ekoAhead(0)
      eko.refusesAll = true
      const expectRefusal = Effect.gen(function* () {
        eko.sent.length = 0
        assert.include(yield* Effect.flip(call), { _tag: "Rejected", code: 2485 })
        assert.strictEqual(eko.sent.length, 1)
      })
      const only = (then: SigningTimestamps["Service"]["next"]) =>
        Layer.sync(SigningTimestamps, () => {
          let isFirst = true
          const next = Effect.suspend(() => {
            if (!isFirst) return then
            isFirst = false
            return Effect.succeed(TimestampMillis.make(startMillis))
          })
          return { next }
        })
      yield* using(eko, expectRefusal, only(Effect.fail(new TimestampUnavailable({ message: "clock" }))))
      const late = Effect.as(TestClock.adjust(31_000), TimestampMillis.make(startMillis + 31_000))
      yield* using(eko, expectRefusal, only(late))
    })
  )

  const refusals: ReadonlyArray<readonly [string, number, number | undefined, boolean, string]> = [
    ["its date and others before it show our clock to be behind", 600_000, 0, true, "Rejected"],
    ["its date and others before it show our clock to be ahead", -600_000, 0, true, "Rejected"],
    // One wrong date would turn "used by a copy" into a refusal, and the customer would pay twice.
    ["its date alone shows our clock to be behind", 600_000, 0, false, "OutcomeUnknown"],
    ["its date alone shows our clock to be ahead", -600_000, 0, false, "OutcomeUnknown"],
    ["it has no date", 600_000, undefined, true, "OutcomeUnknown"],
    ["its date shows our clock to be right", 0, 0, true, "OutcomeUnknown"]
  ]

  it.effect.each(refusals)("is never replaced for a debit: %s", ([, offsetMillis, dateMillis, isKnown, tag]) => {
    const eko = ekoAhead(offsetMillis)
    return using(
      eko,
      Effect.gen(function* () {
        if (isKnown) for (let nth = 0; nth < 3; nth++) yield* call
        eko.refusesAll = true
        eko.dateMillis = dateMillis
        eko.sent.length = 0
        // Signed before the clock was known to be wrong.
        const outcome = yield* debit()
        assert.strictEqual(outcome._tag === "Failure" ? outcome.failure._tag : "Success", tag)
        assert.strictEqual(eko.sent.length, 1)
      })
    )
  })

  it.effect("of a debit corrects the debits that follow", () => {
    const eko = ekoAhead(600_000)
    eko.success = seedPage("dmt-initiate-transfer").answer
    const timestamps = Effect.flatMap(EkoClock.EkoClock, ({ now }) => now)
    return using(
      eko,
      Effect.gen(function* () {
        assert.include(yield* debit(), { _tag: "Failure" })
        assert.strictEqual(eko.sent.length, 1)
        const { nowMillis } = yield* timestamps
        assert.closeTo(nowMillis, startMillis + 600_000, 2_000)
        assert.include(yield* debit(nowMillis), { _tag: "Success" })
        assert.strictEqual(eko.sent.length, 2)
        // Signed in Eko's time, held to a deadline of ours.
        assert.isBelow(eko.sent[1]?.sendBeforeMillis ?? Number.NaN, startMillis + 16_000)
      })
    )
  })

  it.effect("of a debit that was signed in Eko's time is judged by that time", () => {
    const eko = ekoAhead(600_000)
    return using(
      eko,
      Effect.gen(function* () {
        yield* call
        eko.refusesAll = true
        // Eko's date agrees with what was signed, though not with our clock: the timestamp was used, perhaps by a copy.
        const { nowMillis } = yield* Effect.flatMap(EkoClock.EkoClock, ({ now }) => now)
        const outcome = yield* debit(nowMillis)
        assert.strictEqual(outcome._tag === "Failure" ? outcome.failure._tag : "Success", "OutcomeUnknown")
      })
    )
  })

  it.effect("of a debit is not put down to our clock by one date that the answers before it contradict", () => {
    const eko = ekoAhead(0)
    return using(
      eko,
      Effect.gen(function* () {
        for (let nth = 0; nth < 3; nth++) yield* call
        eko.refusesAll = true
        eko.dateMillis = 200_000
        const outcome = yield* debit()
        assert.strictEqual(outcome._tag === "Failure" ? outcome.failure._tag : "Success", "OutcomeUnknown")
        assert.strictEqual((yield* offset).correctionMillis, 0)
      })
    )
  })
})
