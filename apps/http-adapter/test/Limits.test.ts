/** How much is taken: of one caller in a while, of all at one time, and how slowly it may come. */
import { assert, describe, layer } from "@effect/vitest"
import { Effect, Fiber, Layer } from "effect"
import { parseList } from "structured-headers"
import * as RawHttp from "./RawHttp.ts"
import * as Support from "./support.ts"

/** Both fields as the draft has them: the policy's name, and what it says. */
const fieldsOf = ({ headers }: Pick<Support.Answer, "headers">) =>
  Object.fromEntries(
    ["ratelimit-policy", "ratelimit"].map((field) => {
      const [[name, parameters] = [undefined, new Map()]] = parseList(headers.get(field) ?? "")
      return [field, { name, ...Object.fromEntries(parameters) }]
    })
  )

const requestsAtOnce = 3
const underwayAtOnce = 4

layer(Layer.empty, { excludeTestServices: true })("limits", (it) => {
  describe("a caller's rate", () => {
    it.effect("is told with each answer, and kept", () =>
      Effect.gen(function* () {
        const { api } = yield* Support.start({
          environment: { CALLER_RATE_LIMIT: String(requestsAtOnce), CALLER_RATE_WINDOW: "600 seconds" }
        })
        const look = (apiKey = Support.apiKeys.payments) =>
          api.send("GET", "/v1/transfers/0192f0c1-2d3e-8a4b-8c5d-6e7f80910a1b", { apiKey })
        const policy = { name: "caller", q: requestsAtOnce, w: 600 }
        for (const left of [2, 1, 0]) {
          const answer = yield* look()
          assert.strictEqual(answer.status, 404)
          const fields = fieldsOf(answer)
          assert.deepStrictEqual(fields["ratelimit-policy"], policy)
          assert.deepInclude(fields["ratelimit"], { name: "caller", r: left })
        }
        const refused = yield* look()
        Support.assertProblem(refused, 429, "too-many-requests")
        const { ratelimit, "ratelimit-policy": told } = fieldsOf(refused)
        assert.deepStrictEqual(told, policy)
        // Retry-After is no earlier than the end of the window that RateLimit tells.
        assert.deepStrictEqual(ratelimit, { name: "caller", r: 0, t: Number(refused.headers.get("retry-after")) })
        assert.strictEqual(refused.body.retryAfterSeconds, ratelimit?.["t"])
        assert.isAtMost(ratelimit?.["t"] as number, 200)

        // Another team has its own, and so has an operator.
        assert.deepInclude(fieldsOf(yield* look(Support.apiKeys.payouts))["ratelimit"], { r: 2 })
        const drift = yield* api.send("GET", "/v1/operations/drift", { apiKey: Support.operatorKey })
        assert.deepInclude(fieldsOf(drift)["ratelimit"], { r: 2 })

        // Whose key is not known uses nothing up, and learns nothing.
        const stranger = yield* look("key-of-nobody")
        Support.assertProblem(stranger, 401, "unauthenticated")
        assert.isNull(stranger.headers.get("ratelimit"))
        // Nor is a probe of the service's health anybody's request.
        assert.strictEqual((yield* api.send("GET", "/readyz")).status, 200)
      }).pipe(Effect.scoped)
    )
  })

  describe("under overload", () => {
    it.effect("requests on top are refused at once, those under way are answered as ever, and nothing slows down", () =>
      Effect.gen(function* () {
        const { api, simulator } = yield* Support.start({
          environment: { MAX_REQUESTS_UNDERWAY: String(underwayAtOnce) }
        })
        const timed = Effect.gen(function* () {
          const from = performance.now()
          const answer = yield* api.create()
          return { ...answer, millis: performance.now() - from }
        })
        const slow = (times: number) =>
          simulator.planFault({ operation: "dmt-fino/send-otp", fault: "delay", millis: 600, effect: "at-once", times })
        const slowest = (answers: ReadonlyArray<{ readonly millis: number }>) =>
          Math.max(...answers.map(({ millis }) => millis))

        yield* slow(underwayAtOnce)
        const alone = yield* Effect.all(
          Array.from({ length: underwayAtOnce }, () => timed),
          { concurrency: "unbounded" }
        )
        assert.isTrue(alone.every(({ status }) => status === 201))

        // Sixteen times what it can do, three times over.
        yield* slow(1_000_000)
        const rounds = yield* Effect.forEach([1, 2, 3], () =>
          Effect.all(
            Array.from({ length: 16 * underwayAtOnce }, () => timed),
            { concurrency: "unbounded" }
          )
        )
        for (const round of rounds) {
          const taken = round.filter(({ status }) => status === 201)
          const shed = round.filter(({ status }) => status !== 201)
          assert.isAtLeast(taken.length, underwayAtOnce)
          assert.isAbove(shed.length, 4 * taken.length)
          for (const answer of shed) {
            Support.assertProblem(answer, 503, "overloaded")
            assert.strictEqual(answer.headers.get("retry-after"), "1")
          }
          // Nobody who is refused has waited for those who are served.
          assert.isBelow(slowest(shed), Math.min(...taken.map(({ millis }) => millis)))
        }
        const served = rounds.flat().filter(({ status }) => status === 201)
        assert.isBelow(slowest(served), 5 * slowest(alone))

        // While it is full, its health is still told.
        const full = yield* Effect.forkChild(
          Effect.all(
            Array.from({ length: underwayAtOnce }, () => timed),
            { concurrency: "unbounded" }
          )
        )
        yield* Effect.sleep("100 millis")
        Support.assertProblem(yield* api.get(String(alone[0]?.body.id)), 503, "overloaded")
        assert.strictEqual((yield* api.send("GET", "/livez")).status, 200)
        assert.strictEqual((yield* api.send("GET", "/readyz")).status, 200)
        yield* Fiber.join(full)
        assert.strictEqual((yield* api.get(String(alone[0]?.body.id))).status, 200)
      }).pipe(Effect.scoped)
    )
  })

  describe("a request that comes too slowly", () => {
    it.effect("is refused when its headers are late, and its connection closed when its body is", () =>
      Effect.gen(function* () {
        const { api } = yield* Support.start({
          environment: { HEADERS_TIMEOUT: "400 millis", REQUEST_TIMEOUT: "800 millis" }
        })
        const headers = yield* RawHttp.send(api.baseUrl, "GET /livez HTTP/1.1\r\nHost: a\r\nX-Slow: ", 5_000)
        assert.isTrue(headers.isClosed)
        assert.strictEqual(headers.answers[0]?.status, 408)
        assert.deepInclude(JSON.parse(headers.answers[0]?.body ?? "{}"), { type: "/problems/request-timeout" })

        const body = yield* RawHttp.send(
          api.baseUrl,
          `POST /v1/transfers HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer ${Support.apiKeys.payments}\r\n` +
            'Idempotency-Key: slow\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{"product":',
          5_000
        )
        assert.isTrue(body.isClosed)
        // Nothing was begun, and the service goes on.
        assert.strictEqual((yield* api.create(Support.dmtFino.create, "slow")).status, 201)
      }).pipe(Effect.scoped)
    )
  })
})
