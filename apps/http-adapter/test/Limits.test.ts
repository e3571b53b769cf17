/** How much is taken: of one caller in a while, of all at one time, and how slowly it may come. */
import { request } from "node:http"
import { assert, describe, layer } from "@effect/vitest"
import { Effect, Fiber, Layer } from "effect"
import { parseList } from "structured-headers"
import * as LocalServer from "./LocalServer.ts"
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

/** A way to Eko that can be shut: what comes then waits until it is open again. */
const doorOf = Effect.fnUntraced(function* (ekoBaseUrl: string) {
  const waiting: Array<() => void> = []
  let isShut = false
  const { url } = yield* LocalServer.serve((asked, response) => {
    const pass = () => {
      const { method, headers } = asked
      const passed = request(new URL(asked.url ?? "/", ekoBaseUrl), { method, headers }, (answer) => {
        response.writeHead(answer.statusCode ?? 502, answer.headers)
        answer.pipe(response)
      })
      asked.pipe(passed)
    }
    if (isShut) waiting.push(pass)
    else pass()
  })
  return {
    baseUrl: url + new URL(ekoBaseUrl).pathname,
    waiting: () => waiting.length,
    shut: () => {
      isShut = true
    },
    open: () => {
      isShut = false
      for (const pass of waiting.splice(0)) pass()
    }
  }
})

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
    it.effect("requests on top are refused at once, while those under way wait for Eko and are answered as ever", () =>
      Effect.gen(function* () {
        const { simulator, databaseUrl } = yield* Support.surroundings()
        const door = yield* doorOf(simulator.baseUrl)
        const patient = {
          EKO_CALL_TIMEOUT: "80 seconds",
          INQUIRY_FIRST_DELAY: "90 seconds",
          SHUTDOWN_TIMEOUT: "90 seconds"
        }
        const env = Support.adapterEnvironment(door.baseUrl, databaseUrl, "seed", {
          ...patient,
          SETTLEMENT_WINDOW: "100 seconds",
          MAX_REQUESTS_UNDERWAY: String(underwayAtOnce)
        })
        const api = Support.client(yield* Support.serve(env), simulator)
        const { body: first } = yield* api.create()

        /** So many at once while Eko lets nobody in; it does when all others are answered, and something was looked at. */
        const overload = Effect.fnUntraced(function* <E>(requests: number, look: Effect.Effect<void, E>) {
          door.shut()
          const refused: Array<Support.Answer> = []
          const one = Effect.tap(
            Effect.suspend(() => api.create()),
            (answer) => {
              if (answer.status !== 201) refused.push(answer)
              return Effect.void
            }
          )
          const all = yield* Effect.forkChild(
            Effect.all(
              Array.from({ length: requests }, () => one),
              { concurrency: "unbounded" }
            )
          )
          yield* Effect.repeat(Effect.sleep("5 millis"), {
            until: () => door.waiting() === underwayAtOnce && refused.length === requests - underwayAtOnce
          })
          yield* look
          door.open()
          const served = (yield* Fiber.join(all)).filter(({ status }) => status === 201)
          assert.lengthOf(served, underwayAtOnce)
          return refused
        })

        // Sixteen times what it can do, three times over.
        for (const _ of [1, 2, 3]) {
          for (const answer of yield* overload(16 * underwayAtOnce, Effect.void)) {
            Support.assertProblem(answer, 503, "overloaded")
            assert.strictEqual(answer.headers.get("retry-after"), "1")
          }
        }

        // While it is full, its health is still told.
        yield* overload(
          underwayAtOnce,
          Effect.gen(function* () {
            Support.assertProblem(yield* api.get(first.id), 503, "overloaded")
            assert.strictEqual((yield* api.send("GET", "/livez")).status, 200)
            assert.strictEqual((yield* api.send("GET", "/readyz")).status, 200)
          })
        )
        assert.strictEqual((yield* api.get(first.id)).status, 200)
      }).pipe(Effect.scoped)
    )
  })

  describe("a request that comes too slowly", () => {
    it.effect("is refused when its headers are late, and its connection closed when its body is", () =>
      Effect.gen(function* () {
        const { api } = yield* Support.start({
          environment: { HEADERS_TIMEOUT: "400 millis", REQUEST_TIMEOUT: "800 millis" }
        })
        const headers = yield* RawHttp.send(api.baseUrl, "GET /livez HTTP/1.1\r\nHost: a\r\nX-Slow: ", 60_000)
        assert.isTrue(headers.isClosed)
        assert.strictEqual(headers.answers[0]?.status, 408)
        assert.deepInclude(JSON.parse(headers.answers[0]?.body ?? "{}"), { type: "/problems/request-timeout" })

        const body = yield* RawHttp.send(
          api.baseUrl,
          `POST /v1/transfers HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer ${Support.apiKeys.payments}\r\n` +
            'Idempotency-Key: slow\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{"product":',
          60_000
        )
        assert.isTrue(body.isClosed)
        // Nothing was begun, and the service goes on.
        assert.strictEqual((yield* api.create(Support.dmtFino.create, "slow")).status, 201)
      }).pipe(Effect.scoped)
    )
  })
})
