/** What every answer has, whatever was asked: a name for the request, and headers that keep browsers from doing harm. */
import { assert, describe, it } from "@effect/vitest"
import { Effect, Layer, Logger, References, Schema, type Tracer } from "effect"
import * as Authentication from "../src/authentication/Authentication.ts"
import * as App from "../src/http/App.ts"
import { Refusal } from "../src/http/Refusal.ts"
import * as Route from "../src/http/Route.ts"
import { Underway } from "../src/http/Underway.ts"
import * as Problem from "../src/problems/Problem.ts"

const declared = {
  access: "anyone",
  operationId: "ask",
  summary: "Is there for a test.",
  needsIdempotencyKey: false,
  status: 200,
  answer: Schema.Struct({})
} as const

const spans: Array<Tracer.Span> = []
const lines: Array<{ readonly message: unknown; readonly annotations: Readonly<Record<string, unknown>> }> = []

const routes = [
  Route.make({
    ...declared,
    method: "GET",
    path: "/fine",
    handle: () =>
      Effect.gen(function* () {
        spans.push(yield* Effect.currentSpan)
        yield* Effect.logInfo("Answering")
        return {}
      }).pipe(Effect.orDie)
  }),
  Route.make({ ...declared, method: "POST", path: "/fine", body: Schema.Struct({}), handle: () => Effect.succeed({}) }),
  Route.make({ ...declared, method: "GET", path: "/broken", handle: () => Effect.die(new Error("a mistake")) }),
  Route.make({
    ...declared,
    method: "GET",
    path: "/refused",
    handle: () => Effect.fail(new Refusal({ problem: Problem.make("conflict", "Others were first.") }))
  })
]

const log = Logger.make(({ message, fiber }) => {
  lines.push({ message, annotations: fiber.getRef(References.CurrentLogAnnotations) })
})

const app = App.make(routes, {
  services: Effect.runSync(Effect.scoped(Layer.build(Logger.layer([log])))),
  authenticate: Authentication.make({ holderOf: () => Effect.undefined }),
  underway: new Underway()
})

const ask = async (method: string, path: string, headers: Record<string, string> = {}) => {
  const response = await app.request(path, { method, headers })
  const text = await response.text()
  return { status: response.status, headers: response.headers, body: text === "" ? undefined : JSON.parse(text) }
}

const everyKind = [
  ["GET", "/fine", 200],
  ["HEAD", "/fine", 200],
  ["GET", "/refused", 409],
  ["GET", "/nowhere", 404],
  ["DELETE", "/fine", 405],
  ["POST", "/fine", 415],
  ["GET", "/broken", 500]
] as const

describe("every answer", () => {
  it("names its request anew, and a problem names it, too", async () => {
    const seen = new Set<string>()
    for (const [method, path, status] of [...everyKind, ...everyKind]) {
      // An id that is sent is not ours.
      const answer = await ask(method, path, { "x-request-id": "theirs" })
      assert.strictEqual(answer.status, status, path)
      const id = answer.headers.get("x-request-id") ?? ""
      assert.match(id, /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/)
      if (status >= 400) assert.strictEqual(answer.body.instance, `urn:uuid:${id}`)
      seen.add(id)
    }
    assert.strictEqual(seen.size, 2 * everyKind.length)
  })

  it("tells a browser to keep, show, frame and guess nothing", async () => {
    for (const [method, path] of everyKind) {
      const { headers } = await ask(method, path)
      assert.strictEqual(headers.get("cache-control"), "no-store")
      assert.strictEqual(headers.get("x-content-type-options"), "nosniff")
      assert.strictEqual(headers.get("x-frame-options"), "DENY")
      assert.strictEqual(headers.get("referrer-policy"), "no-referrer")
      assert.match(headers.get("content-security-policy") ?? "", /default-src 'none'.*frame-ancestors 'none'/)
      assert.match(headers.get("strict-transport-security") ?? "", /max-age=\d{8}/)
      assert.strictEqual(headers.get("cross-origin-resource-policy"), "same-origin")
      assert.isNull(headers.get("x-powered-by"))
      assert.isNull(headers.get("access-control-allow-origin"))
    }
  })

  it("names GET's methods where another is tried", async () => {
    assert.strictEqual((await ask("DELETE", "/fine")).headers.get("allow"), "GET, HEAD, POST")
    assert.strictEqual((await ask("OPTIONS", "/refused")).headers.get("allow"), "GET, HEAD")
  })
})

describe("what is logged and traced", () => {
  const traceId = "4bf92f3577b34da6a3ce929d0e0e4736"
  const traceparent = `00-${traceId}-00f067aa0ba902b7-01`

  it("is found by the request's id, and goes on with the caller's trace", async () => {
    for (const [path, message] of [
      ["/fine", "Answering"],
      ["/broken", "A request ended in a defect"]
    ] as const) {
      lines.length = 0
      const { headers } = await ask("GET", path, { traceparent })
      const line = lines.find((line) => String(line.message).startsWith(message))
      assert.deepStrictEqual(line?.annotations, { requestId: headers.get("x-request-id"), traceId })
    }
    assert.strictEqual(spans.at(-1)?.traceId, traceId)
  })

  it("begins a trace of its own where the header is missing or is none", async () => {
    for (const header of [
      undefined,
      "",
      "00-0-0-00",
      `00-${"0".repeat(32)}-00f067aa0ba902b7-01`,
      `${traceparent}\t;x`
    ]) {
      lines.length = 0
      const { headers, status } = await ask("GET", "/fine", header === undefined ? {} : { traceparent: header })
      assert.strictEqual(status, 200)
      assert.deepStrictEqual(lines[0]?.annotations, { requestId: headers.get("x-request-id") })
      assert.notStrictEqual(spans.at(-1)?.traceId, traceId)
    }
  })
})
