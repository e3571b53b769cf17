/** What begins something new at Eko is refused while Eko does not answer, before it is recorded; nothing else is. */
import { Admission, EkoClient, EkoTransport, Identifiers, Refund, TransactionInquiry } from "@bhejo/core"
import { assert, describe, it, layer } from "@effect/vitest"
import { Context, Deferred, Effect, Fiber, Layer, Metric, Result } from "effect"
import { TestClock } from "effect/testing"
import * as EkoCalls from "../src/eko/EkoCalls.ts"
import { TallyOfWork } from "../src/eko/EkoCalls.ts"
import * as EkoGate from "../src/eko/EkoGate.ts"
import * as Support from "./support.ts"

const gateOf = (rooms: { readonly maxNewWork: number; readonly maxNewWorkOfTeam: number }) =>
  EkoGate.layer({ breakerCalls: 4, breakerOpenMillis: 1_000, ...rooms })
const gate = gateOf({ maxNewWork: 2, maxNewWorkOfTeam: 3 })

const team = Identifiers.TeamId.make("payments")
const fino = { team, product: "dmt-fino" } as const

/** Work whose calls came to this. */
const work = (outcome: "answered" | "failed") =>
  Effect.flatMap(TallyOfWork, (tally) =>
    Effect.sync(() => {
      if (tally !== undefined) tally[outcome]++
    })
  )

const admit = (outcome: "answered" | "failed", product: "dmt-fino" | "ppi-digikhata" = "dmt-fino") =>
  Effect.result(Admission.admitted({ team, product }, work(outcome)))

const refusalOf = <A>(result: Result.Result<A, Admission.NotAdmitted>) =>
  Result.isFailure(result) ? [result.failure.why, result.failure.retryAfterMillis] : undefined

const stateOf = (product: string) =>
  EkoGate.EkoGate.use(({ states }) => Effect.map(states, (all) => all.find((each) => each.product === product)?.state))

describe("the breaker", () => {
  it.effect("opens for a product where half of the latest calls had no answer, and for no other", () =>
    Effect.gen(function* () {
      yield* admit("answered")
      yield* admit("answered")
      yield* admit("failed")
      assert.strictEqual(yield* stateOf("dmt-fino"), "closed")
      yield* admit("failed")
      assert.strictEqual(yield* stateOf("dmt-fino"), "open")
      yield* TestClock.adjust("400 millis")
      assert.deepStrictEqual(refusalOf(yield* admit("answered")), ["eko does not answer", 600])
      assert.isUndefined(refusalOf(yield* admit("answered", "ppi-digikhata")))
    }).pipe(Effect.provide(gate))
  )

  it.effect("lets one piece of work find out whether Eko answers again, and waits longer where it does not", () =>
    Effect.gen(function* () {
      yield* Effect.repeat(admit("failed"), { times: 1 })
      yield* TestClock.adjust("1 second")
      const answer = yield* Deferred.make<void>()
      const probe = yield* Effect.forkChild(
        Admission.admitted(fino, Effect.andThen(Deferred.await(answer), work("failed"))),
        { startImmediately: true }
      )
      assert.strictEqual(yield* stateOf("dmt-fino"), "half_open")
      assert.deepStrictEqual(refusalOf(yield* admit("answered")), ["eko does not answer", 2_000])
      yield* Deferred.succeed(answer, undefined)
      yield* Fiber.join(probe)
      assert.deepStrictEqual(refusalOf(yield* admit("answered")), ["eko does not answer", 2_000])
      yield* TestClock.adjust("2 seconds")
      assert.isUndefined(refusalOf(yield* admit("answered")))
      assert.strictEqual(yield* stateOf("dmt-fino"), "closed")
    }).pipe(Effect.provide(gate))
  )

  it.effect("lets what it has let begin come to its end", () =>
    Effect.gen(function* () {
      const answer = yield* Deferred.make<void>()
      const begun = yield* Effect.forkChild(
        Admission.admitted(fino, Effect.andThen(Deferred.await(answer), Effect.as(work("answered"), "done"))),
        { startImmediately: true }
      )
      yield* Effect.repeat(admit("failed"), { times: 1 })
      assert.strictEqual(yield* stateOf("dmt-fino"), "open")
      yield* Deferred.succeed(answer, undefined)
      assert.strictEqual(yield* Fiber.join(begun), "done")
    }).pipe(Effect.provide(gate))
  )

  it.effect("learns nothing from work that called nobody, as a refused state", () =>
    Effect.gen(function* () {
      for (let turn = 0; turn < 8; turn++) yield* Effect.result(Admission.admitted(fino, Effect.fail("no")))
      assert.strictEqual(yield* stateOf("dmt-fino"), "closed")
    }).pipe(Effect.provide(gate))
  )
})

describe("the bulkhead", () => {
  it.effect("refuses new work on top at once, whatever the product", () =>
    Effect.gen(function* () {
      const answer = yield* Deferred.make<void>()
      const begin = (product: "dmt-fino" | "ppi-digikhata") =>
        Effect.forkChild(Admission.admitted({ team, product }, Deferred.await(answer)), { startImmediately: true })
      const begun = [yield* begin("dmt-fino"), yield* begin("ppi-digikhata")]
      assert.strictEqual(yield* EkoGate.EkoGate.use(({ underway }) => underway), 2)
      assert.deepStrictEqual(refusalOf(yield* admit("answered")), ["busy", 1_000])
      yield* Deferred.succeed(answer, undefined)
      yield* Effect.forEach(begun, Fiber.join)
      assert.isUndefined(refusalOf(yield* admit("answered")))
      assert.strictEqual(yield* EkoGate.EkoGate.use(({ underway }) => underway), 0)
    }).pipe(Effect.provide(gate))
  )
})

describe("a team's part of the bulkhead", () => {
  it.effect("is all that it gets, so that others find room while Eko lets one wait", () =>
    Effect.gen(function* () {
      const answer = yield* Deferred.make<void>()
      const other = { ...fino, team: Identifiers.TeamId.make("payouts") }
      const begin = (newWork: Admission.NewWork) =>
        Effect.forkChild(Admission.admitted(newWork, Deferred.await(answer)), { startImmediately: true })
      const begun = [yield* begin(fino), yield* begin({ ...fino, product: "ppi-digikhata" })]
      assert.deepStrictEqual(refusalOf(yield* admit("answered")), ["team busy", 1_000])
      assert.deepStrictEqual(refusalOf(yield* admit("answered", "ppi-digikhata")), ["team busy", 1_000])
      begun.push(yield* begin(other))
      assert.strictEqual(yield* EkoGate.EkoGate.use(({ underway }) => underway), 3)
      // No room is left for anybody.
      assert.deepStrictEqual(refusalOf(yield* Effect.result(Admission.admitted(other, Effect.void))), ["busy", 1_000])
      // One that was called off gives its place back as well.
      const [first] = begun
      if (first !== undefined) yield* Fiber.interrupt(first)
      assert.isUndefined(refusalOf(yield* admit("answered")))
      yield* Deferred.succeed(answer, undefined)
      yield* Effect.forEach(begun.slice(1), Fiber.join)
      assert.strictEqual(yield* EkoGate.EkoGate.use(({ underway }) => underway), 0)
    }).pipe(Effect.provide(gateOf({ maxNewWork: 3, maxNewWorkOfTeam: 2 })))
  )
})

describe("a call to Eko", () => {
  const tid = Identifiers.Tid.make("2147591595")

  /** A client of which every call ends like this. */
  const clientThat = (ends: Effect.Effect<never, EkoTransport.NotSent | EkoTransport.OutcomeUnknown>) =>
    Effect.map(
      Layer.build(
        EkoCalls.layer({ maxQueries: 1 }).pipe(
          Layer.provide(
            Layer.succeed(EkoClient.EkoClient, EkoClient.EkoClient.of({ call: () => ends, submit: () => ends }))
          )
        )
      ),
      (services) => Context.get(services, EkoClient.EkoClient)
    )

  const notSent = (cause: string) => new EkoTransport.NotSent({ operation: "any", cause })
  const unknown = new EkoTransport.OutcomeUnknown({ operation: "any", phase: "waiting", cause: "timeout" })

  it.effect.each([
    ["an answer that was lost", unknown, { answered: 0, failed: 1 }],
    ["a connection that was refused", notSent("refused"), { answered: 0, failed: 1 }],
    ["a deadline that we missed", notSent("deadline"), { answered: 0, failed: 0 }],
    ["a timestamp that we lacked", notSent("timestamp"), { answered: 0, failed: 0 }]
  ] as const)("counts for the breaker by whose trouble it was: %s", ([, failure, expected]) =>
    Effect.gen(function* () {
      const client = yield* clientThat(Effect.fail(failure))
      const tally = { answered: 0, failed: 0 }
      yield* client.call(Refund.sendOtp, { tid }).pipe(Effect.ignore, Effect.provideService(TallyOfWork, tally))
      assert.deepStrictEqual(tally, expected)
    }).pipe(Effect.scoped)
  )

  it.effect("is not sent where as many are under way, unless it inquires or was admitted", () =>
    Effect.gen(function* () {
      const answer = yield* Deferred.make<never, EkoTransport.OutcomeUnknown>()
      const client = yield* clientThat(Deferred.await(answer))
      const lookUp = client.call(Refund.sendOtp, { tid })
      const first = yield* Effect.forkChild(lookUp, { startImmediately: true })
      const failure = yield* Effect.flip(lookUp)
      assert.deepInclude(failure, { _tag: "NotSent", cause: "busy" })
      const others = yield* Effect.forEach(
        [
          client.call(TransactionInquiry.inquire, { transactionReference: TransactionInquiry.byTid(tid) }),
          Effect.provideService(lookUp, TallyOfWork, { answered: 0, failed: 0 })
        ],
        (call) => Effect.forkChild(call, { startImmediately: true })
      )
      yield* Deferred.fail(answer, unknown)
      for (const call of [first, ...others]) {
        assert.strictEqual((yield* Effect.flip(Fiber.join(call)))._tag, "OutcomeUnknown")
      }
    }).pipe(Effect.scoped)
  )
})

layer(Layer.empty, { excludeTestServices: true })("the service while Eko does not answer", (it) => {
  it.effect("begins nothing, repeats what it did, and settles what it began", () =>
    Effect.gen(function* () {
      const { api, simulator } = yield* Support.start({
        environment: { EKO_BREAKER_CALLS: "4", EKO_BREAKER_OPEN: "1 hour" }
      })
      const ready = Effect.gen(function* () {
        const { body } = yield* api.create()
        return { id: String(body.id), otp: yield* api.otpOf(Support.dmtFino.create.customerId) }
      })
      const [first, second, third] = [yield* ready, yield* ready, yield* ready]
      yield* simulator.planFault({ operation: "dmt-fino/initiate", fault: "reset", effect: true, times: 2 })
      const key = Support.newKey()
      assert.strictEqual((yield* api.confirm(first.id, first.otp, key)).body.state, "in_doubt")
      assert.strictEqual((yield* api.confirm(second.id, second.otp)).body.state, "in_doubt")

      const calls = yield* simulator.calls
      const unasked = Support.newKey()
      const refusals = [
        yield* api.create(Support.dmtFino.create, unasked),
        yield* api.confirm(third.id, third.otp),
        yield* api.send("POST", `/v1/transfers/${third.id}/otp`)
      ]
      for (const refusal of refusals) {
        Support.assertProblem(refusal, 503, "eko-unavailable")
        assert.strictEqual(refusal.headers.get("retry-after"), String(refusal.body.retryAfterSeconds))
      }
      const { body } = yield* api.send("GET", `/v1/transfers/${third.id}/events`)
      assert.notInclude(JSON.stringify(body), "debit_started")
      const sent = (all: typeof calls) => all.filter(({ operation }) => operation !== "transaction/inquire")
      assert.deepStrictEqual(sent(yield* simulator.calls), sent(calls))
      // The other product goes on.
      assert.strictEqual((yield* api.create(Support.digiKhata.create)).status, 201)

      // What was begun is answered from its record, and Eko is asked about it.
      assert.include(["in_doubt", "succeeded"], (yield* api.confirm(first.id, first.otp, key)).body.state)
      for (const { id } of [first, second]) assert.strictEqual((yield* api.until(id, "succeeded")).state, "succeeded")
      assert.lengthOf(yield* api.debits(first.id), 1)
      Support.assertProblem(yield* api.create(Support.dmtFino.create, unasked), 503, "eko-unavailable")
      assert.lengthOf(yield* api.debits(third.id), 0)

      const refused = (yield* Metric.snapshot).filter(({ id }) => id === "bhejo_eko_work_refused_total")
      assert.deepInclude(
        refused.map(({ attributes }) => attributes),
        { why: "breaker" }
      )
    }).pipe(Effect.scoped)
  )
})
