/** What Eko posts when a transaction changes: taken for a hint, whoever posts it and whatever it says. */
import { CallbackStore } from "@bhejo/core"
import { assert, describe, it } from "@effect/vitest"
import { Clock, Context, Effect, Layer, Logger, Metric, type Redacted } from "effect"
import * as CallbackRoutes from "../src/routes/CallbackRoutes.ts"
import { assertProblem, client, environment, freePort, newKey, serve, start, storeAt, surroundings } from "./support.ts"

const token = "0123456789abcdef0123456789abcdef-now"
const older = "fedcba9876543210fedcba9876543210-old"
const withToken = { environment: { EKO_CALLBACK_TOKEN: `${token},${older}` } }
const path = `/v1/eko/callback/${token}`

const post = (baseUrl: string, path: string, body: string | Uint8Array<ArrayBuffer>, type = "application/json") =>
  Effect.promise(async () => {
    const response = await fetch(baseUrl + path, { method: "POST", headers: { "content-type": type }, body })
    return { status: response.status, headers: response.headers, body: JSON.parse(await response.text()) }
  })

const said = (fields: object) => JSON.stringify({ tx_status: 0, txstatus_desc: "Success", amount: 500, ...fields })

const kept = (url: Redacted.Redacted<string>) =>
  Effect.gen(function* () {
    const services = yield* Layer.build(storeAt(url))
    return yield* Context.get(services, CallbackStore.CallbackStore).since(0)
  }).pipe(Effect.scoped)

const counted = (result: string) =>
  Effect.map(Metric.snapshot, (all) =>
    all
      .filter(({ id, attributes }) => id === "bhejo_eko_callbacks_total" && attributes?.["result"] === result)
      .reduce((sum, metric) => sum + (metric.type === "Counter" ? Number(metric.state.count) : 0), 0)
  )

describe("Eko's callback", () => {
  for (const generation of ["seed", "2026-07"] as const) {
    it.live(`in the form of ${generation} settles a transfer long before its next inquiry is due`, () =>
      Effect.gen(function* () {
        const port = yield* freePort
        const { simulator, databaseUrl } = yield* surroundings(generation, new URL(`http://127.0.0.1:${port}${path}`))
        const env = environment(simulator, databaseUrl, generation, {
          ...withToken.environment,
          PORT: String(port),
          INQUIRY_FIRST_DELAY: "10 minutes",
          INQUIRY_MAX_DELAY: "1 hour"
        })
        const api = client(yield* serve(env), simulator)
        yield* simulator.planFault({ operation: "dmt-fino/initiate", fault: "awaited", settlesAs: "success" })
        const { body: created } = yield* api.create()
        const { body: awaited } = yield* api.confirm(created.id, yield* api.otpOf("9123456789"))
        assert.strictEqual(awaited.state, "awaited")
        yield* simulator.settle({ tid: awaited.eko.tid, as: "success" })
        const settled = yield* api.until(created.id, "succeeded")
        assert.strictEqual(settled.eko.tid, awaited.eko.tid)
        const { body } = yield* api.send("GET", `/v1/transfers/${created.id}/events`)
        assert.include(
          body.events.map(({ type }: { type: string }) => type),
          "inquiry_requested"
        )
        // A success that Eko reverses, too.
        yield* simulator.settle({ tid: awaited.eko.tid, as: "refund_pending" })
        yield* api.until(created.id, "refund_pending")
        assert.deepStrictEqual(yield* kept(databaseUrl), [])
      }).pipe(Effect.scoped)
    )
  }

  it.live("about a wallet load settles that long before its next inquiry is due, by Eko's word and not its own", () =>
    Effect.gen(function* () {
      const { api, simulator, databaseUrl } = yield* start({
        environment: { ...withToken.environment, INQUIRY_FIRST_DELAY: "10 minutes", INQUIRY_MAX_DELAY: "1 hour" }
      })
      const loads = "/v1/ppi-digikhata/loads"
      const load = api.send("POST", loads, {
        key: newKey(),
        body: { customerId: "8617567988", amountPaise: 50_000 }
      })
      const isLost = { operation: "ppi-digikhata/load-wallet", fault: "reset" } as const
      yield* simulator.planFault({ ...isLost, effect: true })
      const { body: lost } = yield* load
      assert.strictEqual(lost.state, "in_doubt")
      const { events } = (yield* api.send("GET", `${loads}/${lost.id}/events`)).body
      const { clientRefId } = events[0]
      // Whatever it says of the load: Eko is asked.
      const lie = said({ client_ref_id: clientRefId, tid: "", tx_status: 1 })
      assert.strictEqual((yield* post(api.baseUrl, path, lie)).status, 200)
      let settled = lost
      for (let looks = 0; looks < 100 && settled.state !== "loaded"; looks++) {
        yield* Effect.sleep("100 millis")
        settled = (yield* api.send("GET", `${loads}/${lost.id}`)).body
      }
      assert.strictEqual(settled.state, "loaded")
      // By Eko's id, too, in any state.
      const before = settled.version
      assert.strictEqual((yield* post(api.baseUrl, path, said({ tid: Number(settled.eko.tid) }))).status, 200)
      for (let looks = 0; looks < 100 && settled.version < before + 2; looks++) {
        yield* Effect.sleep("100 millis")
        settled = (yield* api.send("GET", `${loads}/${lost.id}`)).body
      }
      const journal = (yield* api.send("GET", `${loads}/${lost.id}/events`)).body.events
      assert.deepStrictEqual(
        journal.map(({ type }: { type: string }) => type),
        ["load_started", "load_answered", "inquiry_requested", "load_inquired", "inquiry_requested", "load_inquired"]
      )
      assert.deepStrictEqual(yield* kept(databaseUrl), [])
      assert.lengthOf(yield* simulator.ledger(), 1)
    }).pipe(Effect.scoped)
  )

  it.live("moves nothing by what it says, however often it says so", () =>
    Effect.gen(function* () {
      const { api, simulator } = yield* start({
        environment: { ...withToken.environment, INQUIRY_FIRST_DELAY: "2 seconds", INQUIRY_MAX_DELAY: "1 hour" }
      })
      yield* simulator.planFault({ operation: "dmt-fino/initiate", fault: "awaited", settlesAs: "success" })
      const { body: created } = yield* api.create()
      const { body: awaited } = yield* api.confirm(created.id, yield* api.otpOf("9123456789"))
      const { tid } = awaited.eko
      for (const tx_status of [0, "1", 3, 4]) {
        const { status, body } = yield* post(api.baseUrl, path, said({ tid: Number(tid), tx_status }))
        assert.strictEqual(status, 200)
        assert.deepStrictEqual(body, { status: "ok" })
      }
      yield* Effect.sleep("3 seconds")
      assert.strictEqual((yield* api.get(created.id)).body.state, "awaited")
      const succeeded = yield* Effect.andThen(
        simulator.settle({ tid, as: "success" }),
        Effect.andThen(post(api.baseUrl, path, said({ tid })), api.until(created.id, "succeeded"))
      )
      assert.strictEqual(succeeded.eko.tid, tid)
      // The one that says "failed" about a success is asked about, and believed no more.
      assert.strictEqual((yield* post(api.baseUrl, path, said({ tid, tx_status: 1 }))).status, 200)
      yield* Effect.sleep("2 seconds")
      assert.strictEqual((yield* api.get(created.id)).body.state, "succeeded")
    }).pipe(Effect.scoped)
  )

  it.live("is kept for reconciliation where it names no attempt of ours, without what is personal", () =>
    Effect.gen(function* () {
      const { api, databaseUrl } = yield* start(withToken)
      const before = yield* counted("unknown")
      const foreign = said({ tid: 2886601782, client_ref_id: "ORD-20240601-9871", account: "918273645546" })
      assert.strictEqual((yield* post(api.baseUrl, path, foreign, "text/plain")).status, 200)
      assert.strictEqual((yield* post(api.baseUrl, path.replace(token, older), foreign)).status, 200)
      const callbacks = yield* kept(databaseUrl)
      assert.deepStrictEqual(
        callbacks.map(({ hint }) => [hint.tid, hint.clientRefId]),
        // What is repeated word for word is counted, and kept once.
        [["2886601782", "ORD-20240601-9871"]]
      )
      assert.notInclude(JSON.stringify(callbacks), "918273645546")
      assert.strictEqual((yield* counted("unknown")) - before, 2)
    }).pipe(Effect.scoped)
  )

  it.live("that cannot be read is refused, counted, and logged without its content", () =>
    Effect.gen(function* () {
      const logged: Array<string> = []
      const logger = Logger.make(({ message, cause }) => {
        logged.push(JSON.stringify([message, cause]))
      })
      yield* Effect.gen(function* () {
        const { simulator, databaseUrl } = yield* surroundings()
        const env = environment(simulator, databaseUrl, "seed", withToken.environment)
        const baseUrl = yield* serve(env, "All")
        const before = yield* counted("unreadable")
        for (const body of ["", "918273", '{"otp":"918273"', '["918273"]', '{"account":"918273"}']) {
          const answer = yield* post(baseUrl, path, body)
          assertProblem(answer, 400, "callback-unreadable")
          assert.notInclude(JSON.stringify(answer.body), "918273")
        }
        assertProblem(yield* post(baseUrl, path, new Uint8Array([0xff, 0xfe, 0x00])), 400, "callback-unreadable")
        assertProblem(yield* post(baseUrl, path, `{"tid":1,"x":"${"9".repeat(17_000)}"}`), 413, "body-too-large")
        assert.strictEqual((yield* counted("unreadable")) - before, 6)
      }).pipe(Effect.provide(Logger.layer([logger])))
      assert.isTrue(logged.some((line) => line.includes("A callback cannot be read")))
      for (const secret of ["918273", token]) assert.notInclude(logged.join("\n"), secret)
    }).pipe(Effect.scoped)
  )

  it.live("finds no route without a token, nor under another one", () =>
    Effect.gen(function* () {
      const { api } = yield* start(withToken)
      const { api: without } = yield* start()
      const body = said({ tid: 1 })
      for (const [baseUrl, at] of [
        [without.baseUrl, path],
        [without.baseUrl, "/v1/eko/callback/"],
        [api.baseUrl, `${path}x`],
        [api.baseUrl, path.slice(0, -1)],
        [api.baseUrl, "/v1/eko/callback/%00"]
      ] as const) {
        const answer = yield* post(baseUrl, at, body)
        assertProblem(answer, 404, "not-found")
        assert.strictEqual(answer.body.detail, "No route has this path.")
      }
      assert.strictEqual((yield* without.send("GET", path)).status, 404)
    }).pipe(Effect.scoped)
  )

  it.live("is taken so many times a second, and no more", () =>
    Effect.gen(function* () {
      const { simulator, databaseUrl } = yield* surroundings()
      const clock = yield* Clock.Clock
      const [millis, nanos] = [clock.currentTimeMillisUnsafe(), clock.currentTimeNanosUnsafe()]
      // However long they take, it is the same second.
      const standing: Clock.Clock = {
        monotonicTimeNanosUnsafe: () => clock.monotonicTimeNanosUnsafe(),
        monotonicTimeNanos: clock.monotonicTimeNanos,
        currentTimeMillisUnsafe: () => millis,
        currentTimeMillis: Effect.succeed(millis),
        currentTimeNanosUnsafe: () => nanos,
        currentTimeNanos: Effect.succeed(nanos),
        sleep: (duration) => clock.sleep(duration)
      }
      const baseUrl = yield* serve(environment(simulator, databaseUrl, "seed", withToken.environment)).pipe(
        Effect.provideService(Clock.Clock, standing)
      )
      const answers = yield* Effect.all(
        Array.from({ length: CallbackRoutes.maxPerSecond + 20 }, () => post(baseUrl, path, "unreadable")),
        { concurrency: 20 }
      )
      const refused = answers.filter(({ status }) => status === 429)
      assert.lengthOf(refused, 20)
      assert.lengthOf(
        answers.filter(({ status }) => status === 400),
        CallbackRoutes.maxPerSecond
      )
      for (const answer of refused) {
        assertProblem(answer, 429, "too-many-requests")
        assert.strictEqual(answer.headers.get("retry-after"), "1")
      }
    }).pipe(Effect.scoped)
  )
})
