/** What the client signs and sends, once for each permit, and what it makes of the answer. */
import { inspect } from "node:util"
import { assert, describe, it } from "@effect/vitest"
import { Cause, Clock, Effect, Exit, Fiber, Layer, Redacted, Schema } from "effect"
import { TestClock } from "effect/testing"
import { ClientRefId } from "../src/ClientRefId.ts"
import * as DmtFino from "../src/DmtFino.ts"
import { EkoClient } from "../src/EkoClient.ts"
import * as EkoClock from "../src/EkoClock.ts"
import { NotSent, OutcomeUnknown, type SignedRequest } from "../src/EkoTransport.ts"
import { type Otp, Tid } from "../src/Identifiers.ts"
import { paise } from "../src/Money.ts"
import { verify } from "../src/Signing.ts"
import { TimestampUnavailable } from "../src/SigningTimestamps.ts"
import { byTid, inquire } from "../src/TransactionInquiry.ts"
import {
  accepted,
  accessKey,
  answers,
  attempt,
  harness,
  nowMillis,
  only,
  type Send,
  submit
} from "./EkoClientHarness.ts"
import { seedPage, seedValues } from "./Examples.ts"
import { permitFor } from "./Permit.ts"

const inquiry = { transactionReference: byTid(Tid.make("12971397")) }
const call = Effect.flatMap(EkoClient, (client) => client.call(inquire, inquiry))
const found = { status: 0, data: { tx_status: "0", tid: "12971397" } }
const neverTimestamp = Effect.die("a recorded attempt is not signed anew")

describe("call", () => {
  it.effect("signs a fresh timestamp and sends it in the header", () => {
    const { sent, client } = harness(answers(found))
    return Effect.gen(function* () {
      yield* TestClock.setTime(nowMillis)
      yield* call
      const request = only(sent)
      assert.include(request, {
        operation: "transaction/inquire",
        method: "GET",
        path: "/tools/reference/transaction/12971397?initiator_id=9962981729",
        body: undefined,
        sendBeforeMillis: nowMillis + 60_000
      })
      const headers = Redacted.value(request.headers)
      assert.deepStrictEqual(Object.keys(headers).sort(), [
        "content-type",
        "developer_key",
        "secret-key",
        "secret-key-timestamp"
      ])
      assert.strictEqual(headers["developer_key"], "the-developer-key-itself")
      assert.strictEqual(headers["content-type"], "application/json")
      assert.strictEqual(headers["secret-key-timestamp"], String(nowMillis))
      assert.isTrue(verify(accessKey, headers["secret-key-timestamp"] ?? "", headers["secret-key"] ?? ""))
    }).pipe(Effect.provide(client))
  })

  it.effect("never signs two calls with one timestamp", () => {
    const { sent, client } = harness(answers(found))
    return Effect.gen(function* () {
      yield* TestClock.setTime(nowMillis)
      const fiber = yield* Effect.forkChild(
        Effect.all(
          Array.from({ length: 50 }, () => call),
          { concurrency: "unbounded" }
        )
      )
      for (let step = 0; step < 60; step++) yield* TestClock.adjust(1)
      yield* Fiber.join(fiber)
      const timestamps = sent.map(({ headers }) => Redacted.value(headers)["secret-key-timestamp"])
      assert.strictEqual(new Set(timestamps).size, 50)
    }).pipe(Effect.provide(client))
  })

  it.effect("may be made again: each time is a request of its own", () => {
    const { sent, client } = harness(answers("", { httpStatus: 502 }))
    return Effect.gen(function* () {
      yield* TestClock.setTime(nowMillis)
      const first = yield* Effect.flip(call)
      yield* TestClock.adjust(1)
      const second = yield* Effect.flip(call)
      assert.deepStrictEqual([first._tag, second._tag], ["OutcomeUnknown", "OutcomeUnknown"])
      assert.strictEqual(sent.length, 2)
    }).pipe(Effect.provide(client))
  })

  it.effect("sends nothing where no timestamp can be had", () => {
    const { sent, client } = harness(answers(found), {
      next: Effect.fail(new TimestampUnavailable({ message: "clock" }))
    })
    return Effect.gen(function* () {
      assert.deepInclude(yield* Effect.flip(call), { _tag: "NotSent", cause: "timestamp" })
      assert.strictEqual(sent.length, 0)
    }).pipe(Effect.provide(client))
  })

  it.effect("sends the configured generation", () => {
    const seed = harness(answers({ status: 0, data: { otp_ref_id: "a" } }))
    const later = harness(answers({ status: 0, data: { otp_ref_id: "a" } }), { generation: "2026-07" })
    const sendOtp = Effect.flatMap(EkoClient, (client) => client.call(DmtFino.sendOtp, seedValues))
    const bodyOf = (sent: ReadonlyArray<SignedRequest>) =>
      JSON.parse(Redacted.value(only(sent).body ?? Redacted.make("")))
    return Effect.gen(function* () {
      yield* TestClock.setTime(nowMillis)
      yield* Effect.provide(sendOtp, seed.client)
      yield* Effect.provide(sendOtp, later.client)
      assert.deepStrictEqual(bodyOf(seed.sent), seedPage("dmt-send-otp").request)
      assert.notProperty(bodyOf(later.sent), "user_code")
    })
  })
})

describe("submit", () => {
  it.effect("signs the timestamp that was recorded with the attempt, and keeps its deadline", () => {
    const { sent, client } = harness(answers(accepted), { next: neverTimestamp })
    return Effect.gen(function* () {
      yield* TestClock.setTime(nowMillis)
      const outcome = yield* submit(permitFor(attempt))
      assert.strictEqual(outcome.txStatus, "0")
      const request = only(sent)
      assert.include(request, {
        method: "POST",
        path: "/customer/payment/dmt-fino",
        sendBeforeMillis: attempt.sendBeforeMillis
      })
      const headers = Redacted.value(request.headers)
      assert.strictEqual(headers["secret-key-timestamp"], String(attempt.signedAtMillis))
      assert.isTrue(verify(accessKey, headers["secret-key-timestamp"] ?? "", headers["secret-key"] ?? ""))
      assert.deepStrictEqual(
        JSON.parse(Redacted.value(request.body ?? Redacted.make(""))),
        seedPage("dmt-initiate-transfer").request
      )
    }).pipe(Effect.provide(client))
  })

  it.effect("dies on a permit that was used before, and sends nothing", () => {
    const { sent, client } = harness(answers(accepted))
    return Effect.gen(function* () {
      const permit = permitFor(attempt)
      const once = submit(permit)
      yield* once
      const exit = yield* Effect.exit(once)
      assert.isTrue(Exit.isFailure(exit) && Cause.hasDies(exit.cause) && !Cause.hasFails(exit.cause))
      assert.strictEqual(sent.length, 1)
    }).pipe(Effect.provide(client))
  })

  it.effect("takes a permit once, whatever the first sending came to", () => {
    const sendings: ReadonlyArray<Send> = [
      answers("", { httpStatus: 502 }),
      answers({ status: 347 }),
      () => Effect.fail(new NotSent({ operation: "o", cause: "connect" })),
      () => Effect.fail(new OutcomeUnknown({ operation: "o", phase: "waiting", cause: "timeout" })),
      () => Effect.die("defect"),
      () => Effect.interrupt
    ]
    return Effect.forEach(sendings, (send) => {
      const { sent, client } = harness(send)
      return Effect.gen(function* () {
        const permit = permitFor(attempt)
        yield* Effect.exit(submit(permit))
        yield* Effect.exit(submit(permit))
        yield* Effect.exit(Effect.retry(submit(permit), { times: 3 }))
        assert.strictEqual(sent.length, 1)
      }).pipe(Effect.provide(client))
    })
  })

  it.effect("sends once where two fibers hold one permit", () => {
    const { sent, client } = harness((request) => Effect.andThen(Effect.yieldNow, answers(accepted)(request)))
    return Effect.gen(function* () {
      const permit = permitFor(attempt)
      const exits = yield* Effect.all(
        Array.from({ length: 20 }, () => Effect.exit(submit(permit))),
        { concurrency: "unbounded" }
      )
      assert.strictEqual(exits.filter(Exit.isSuccess).length, 1)
      assert.strictEqual(sent.length, 1)
    }).pipe(Effect.provide(client))
  })

  it.effect("dies where the permit is for another reference, and leaves the permit unused", () => {
    const { sent, client } = harness(answers(accepted))
    return Effect.gen(function* () {
      const permit = permitFor(attempt)
      const exit = yield* Effect.exit(
        submit(permit, { ...seedValues, clientRefId: ClientRefId.make("REQ-20260101-002") })
      )
      assert.isTrue(Exit.isFailure(exit) && Cause.hasDies(exit.cause))
      assert.strictEqual(sent.length, 0)
      assert.isTrue(permit.take())
    }).pipe(Effect.provide(client))
  })

  it.effect("sends nothing of an input that cannot be laid out, and says so", () => {
    const { sent, client } = harness(answers(accepted))
    const wrongOtp: Redacted.Redacted<Otp> = Redacted.make(JSON.parse('"25x834"'))
    return Effect.gen(function* () {
      for (const wrong of [{ amountPaise: paise(100_01) }, { otp: wrongOtp }]) {
        const failure = yield* Effect.flip(submit(permitFor(attempt), { ...seedValues, ...wrong }))
        assert.deepInclude(failure, { _tag: "NotSent", cause: "invalid input" })
        assert.notInclude(inspect(failure, { depth: 9 }), "25x834")
      }
      assert.strictEqual(sent.length, 0)
    }).pipe(Effect.provide(client))
  })
})

describe("the outcome", () => {
  const outcomeOf = (send: Send) =>
    Effect.gen(function* () {
      yield* TestClock.setTime(nowMillis)
      return yield* Effect.flip(submit(permitFor(attempt)))
    }).pipe(Effect.provide(harness(send).client))

  it.effect("is what the transport says where there is no answer", () =>
    Effect.gen(function* () {
      const notSent = new NotSent({ operation: "o", cause: "deadline" })
      const lost = new OutcomeUnknown({ operation: "o", phase: "sending", cause: "reset" })
      assert.strictEqual(yield* outcomeOf(() => Effect.fail(notSent)), notSent)
      assert.strictEqual(yield* outcomeOf(() => Effect.fail(lost)), lost)
    })
  )

  it.effect("is unknown where the transport ends in a defect", () =>
    Effect.gen(function* () {
      const failure = yield* outcomeOf(() => Effect.die(new Error("of any kind")))
      assert.include(failure, {
        _tag: "OutcomeUnknown",
        operation: "dmt-fino/initiate",
        phase: "waiting",
        cause: "defect"
      })
    })
  )

  it.effect("is unknown where the answer proves nothing, and refused where it does", () =>
    Effect.gen(function* () {
      for (const body of [
        "",
        "<html>",
        "{}",
        '{"message":"No key for Response"}',
        { status: 55 },
        { ...accepted, status: 1 }
      ]) {
        assert.include(yield* outcomeOf(answers(body)), {
          _tag: "OutcomeUnknown",
          operation: "dmt-fino/initiate",
          phase: "answer"
        })
      }
      assert.include(yield* outcomeOf(answers(accepted, { httpStatus: 503 })), {
        _tag: "OutcomeUnknown",
        cause: "http 503"
      })
      assert.include(yield* outcomeOf(answers({ status: 347 })), { _tag: "Rejected", reason: "InsufficientBalance" })
      assert.include(yield* outcomeOf(answers({ status: 55, message: "OTP already Consumed" })), {
        _tag: "OtpConsumed"
      })
    })
  )
})

describe("a refused timestamp", () => {
  // Where Eko's time is not known from other answers, no date explains a debit's refusal.
  const provenTime = Layer.succeed(EkoClock.EkoClock, {
    ...EkoClock.uncorrected,
    observe: () => Effect.succeed("proven")
  })
  const refusedAfter =
    (waitMillis: number, offsetMillis: number): Send =>
    () =>
      Effect.gen(function* () {
        yield* Effect.sleep(waitMillis)
        const dateMillis = attempt.signedAtMillis + offsetMillis
        return { httpStatus: 403, dateMillis, body: '{"status":2485}' }
      })
  const outcome = (send: Send, whileWaiting: Effect.Effect<void>) =>
    Effect.gen(function* () {
      yield* TestClock.setTime(nowMillis)
      const fiber = yield* Effect.forkChild(Effect.flip(submit(permitFor(attempt))))
      yield* whileWaiting
      return (yield* Fiber.join(fiber))._tag
    }).pipe(Effect.provide(Layer.provide(harness(send).client, provenTime)))

  it.effect("is our clock's fault only where the answer's Date shows it, the call's duration taken off", () =>
    Effect.gen(function* () {
      assert.strictEqual(yield* outcome(refusedAfter(5_000, 200_000), TestClock.adjust(5_000)), "Rejected")
      assert.strictEqual(yield* outcome(refusedAfter(100_000, 200_000), TestClock.adjust(100_000)), "OutcomeUnknown")
    })
  )

  it.effect.each([
    ["the clock was set back meanwhile", { wallMillis: 0, monotonicMillis: 100_000 }],
    ["the machine was suspended meanwhile", { wallMillis: 100_000, monotonicMillis: 0 }]
  ] as const)("is not taken for it where %s", ([, passing]) => {
    // Two clocks of which one missed the 100 seconds that the call took.
    const clock = { wallMillis: nowMillis, monotonicMillis: 0 }
    const wallNanos = () => BigInt(clock.wallMillis) * 1_000_000n
    const monotonicNanos = () => BigInt(clock.monotonicMillis) * 1_000_000n
    const divided: Clock.Clock = {
      currentTimeMillisUnsafe: () => clock.wallMillis,
      currentTimeMillis: Effect.sync(() => clock.wallMillis),
      currentTimeNanosUnsafe: wallNanos,
      currentTimeNanos: Effect.sync(wallNanos),
      monotonicTimeNanosUnsafe: monotonicNanos,
      monotonicTimeNanos: Effect.sync(monotonicNanos),
      sleep: () =>
        Effect.sync(() => {
          clock.wallMillis += passing.wallMillis
          clock.monotonicMillis += passing.monotonicMillis
        })
    }
    return Effect.gen(function* () {
      const failure = yield* Effect.flip(submit(permitFor(attempt)))
      assert.strictEqual(failure._tag, "OutcomeUnknown")
      assert.isAbove(clock.wallMillis - nowMillis + clock.monotonicMillis, 0)
    }).pipe(Effect.provide(harness(refusedAfter(100_000, 200_000)).client), Effect.provideService(Clock.Clock, divided))
  })
})

describe("SendPermit", () => {
  it.prop(
    "is taken by the first of any number of takers",
    [Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 20 }))],
    ([takers]) => {
      const permit = permitFor(attempt)
      const taken = Array.from({ length: takers }, () => permit.take())
      assert.deepStrictEqual(taken, [true, ...Array.from({ length: takers - 1 }, () => false)])
    }
  )
})
