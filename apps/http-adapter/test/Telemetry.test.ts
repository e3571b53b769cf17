/** What a process tells a collector and its log, from its first line to its last: routes as templates, and nobody's data. */
import { assert, layer } from "@effect/vitest"
import { Effect, Layer, Option, Redacted } from "effect"
import * as LocalServer from "./LocalServer.ts"
import * as Needles from "./leaks/Needles.ts"
import * as Support from "./support.ts"

interface Export {
  readonly path: string
  readonly headers: Readonly<Record<string, string | ReadonlyArray<string> | undefined>>
  readonly text: string
}

/** A collector that keeps what it is sent. */
const collector = Effect.gen(function* () {
  const exports: Array<Export> = []
  const { url } = yield* LocalServer.serve((request, response) => {
    const chunks: Array<Buffer> = []
    request.on("data", (chunk: Buffer) => chunks.push(chunk))
    request.on("end", () => {
      const { url: path = "", headers } = request
      exports.push({ path, headers, text: Buffer.concat(chunks).toString("utf8") })
      response.setHeader("content-type", "application/json").end("{}")
    })
  })
  return { exports, url }
})

interface Attribute {
  readonly key: string
  readonly value: { readonly stringValue?: string; readonly intValue?: number | string }
}
interface Span {
  readonly name: string
  readonly traceId: string
  readonly parentSpanId?: string
  readonly attributes: ReadonlyArray<Attribute>
}

/** Whatever lists of this name a message has, however deep. */
const listed = <Item>(value: unknown, name: string): ReadonlyArray<Item> => {
  if (typeof value !== "object" || value === null) return []
  return Object.entries(value).flatMap(([key, inner]) =>
    key === name && Array.isArray(inner) ? (inner as ReadonlyArray<Item>) : listed<Item>(inner, name)
  )
}

const attributesOf = ({ attributes }: Span) =>
  Object.fromEntries(attributes.map(({ key, value }) => [key, value.stringValue ?? Number(value.intValue)]))

const traceId = "4bf92f3577b34da6a3ce929d0e0e4736"

layer(Layer.empty, { excludeTestServices: true })("telemetry", (it) => {
  it.effect("is sent by OTLP and written as JSON lines, and tells nobody's data", () =>
    Effect.gen(function* () {
      const { exports, url } = yield* collector
      const { simulator, databaseUrl } = yield* Support.surroundings()
      const env = Support.environment(simulator, databaseUrl, "seed", {
        OTEL_EXPORTER_OTLP_ENDPOINT: url,
        OTEL_EXPORTER_OTLP_PROTOCOL: "http/json",
        OTEL_EXPORTER_OTLP_HEADERS: "x-collector-key=of-the-collector",
        OTEL_RESOURCE_ATTRIBUTES: "deployment.environment.name=test",
        LOG_LEVEL: "Debug"
      })
      const server = yield* Support.spawnServer(env)
      const api = Support.client(server.baseUrl, simulator)
      const { customerId } = Support.dmtFino.create

      // Everything that a transfer can meet: a wrong OTP, a lost answer, an answer that Eko does not document.
      const begin = Effect.suspend(() => Effect.map(api.create(), ({ body }) => String(body.id)))
      const first = yield* begin
      Support.assertProblem(yield* api.confirm(first, "000001"), 422, "wrong-otp")
      const otp = yield* api.otpOf(customerId)
      assert.strictEqual((yield* api.confirm(first, otp)).body.state, "succeeded")
      yield* simulator.planFault({ operation: "dmt-fino/initiate", fault: "reset", effect: true })
      const second = yield* begin
      const secondOtp = yield* api.otpOf(customerId)
      assert.strictEqual((yield* api.confirm(second, secondOtp)).body.state, "in_doubt")
      yield* api.until(second, "succeeded")
      yield* api.send("GET", `/v1/dmt-fino/customers/${customerId}`)
      yield* Effect.promise(() =>
        fetch(`${server.baseUrl}/v1/transfers/${first}`, {
          headers: {
            authorization: `Bearer ${Support.apiKeys.payments}`,
            traceparent: `00-${traceId}-00f067aa0ba902b7-01`
          }
        })
      )
      const answered = yield* api.get(first)
      const sent = yield* Effect.map(simulator.latestOtp(customerId), Option.getOrThrow)

      // The gauges are brought up to date every 15 seconds, or when somebody asks.
      yield* Effect.promise(() => fetch(`${server.baseUrl}/metrics`))

      // What is left is sent at the end.
      const ended = new Promise((resolve) => server.child.once("exit", resolve))
      server.child.kill("SIGTERM")
      assert.strictEqual(yield* Effect.promise(() => ended), 0, server.log())

      /* What the collector has */
      const paths = new Set(exports.map(({ path }) => path))
      assert.deepStrictEqual([...paths].toSorted(), ["/v1/metrics", "/v1/traces"])
      assert.isTrue(exports.every(({ headers }) => headers["x-collector-key"] === "of-the-collector"))
      const messages = exports.map(({ text }) => JSON.parse(text))
      const resources = listed<Attribute>(messages[0], "attributes").map(({ key, value }) => [key, value.stringValue])
      assert.deepInclude(resources, ["service.name", "bhejo-http-adapter"])
      assert.deepInclude(resources, ["deployment.environment.name", "test"])

      const spans = messages.flatMap((message) => listed<Span>(message, "spans"))
      const confirm = spans.filter(({ name }) => name === "POST /v1/transfers/{id}/confirm")
      assert.sameMembers(
        confirm.map((span) => attributesOf(span)["http.response.status_code"]),
        [422, 200, 200]
      )
      assert.deepInclude(attributesOf(confirm[0] as Span), {
        "http.request.method": "POST",
        "http.route": "/v1/transfers/{id}/confirm"
      })
      // What calls Eko hangs below the request that asked for it.
      const debits = spans.filter((span) => attributesOf(span)["eko.operation"] === "dmt-fino/initiate")
      assert.isNotEmpty(debits)
      const traces = new Set(confirm.map((span) => span.traceId))
      assert.isTrue(debits.every((span) => traces.has(span.traceId)))
      const ofCaller = spans.filter((span) => span.traceId === traceId)
      assert.deepInclude(
        ofCaller.map(({ name, parentSpanId }) => [name, parentSpanId]),
        ["GET /v1/transfers/{id}", "00f067aa0ba902b7"]
      )
      assert.isFalse(spans.some(({ name }) => /livez|readyz/.test(name)))

      const metrics = new Set(
        messages.flatMap((message) => listed<{ name: string }>(message, "metrics")).map(({ name }) => name)
      )
      for (const name of [
        "bhejo_eko_call_seconds",
        "bhejo_http_request_seconds",
        "bhejo_in_doubt",
        "bhejo_queue_lag_seconds"
      ]) {
        assert.isTrue(metrics.has(name), name)
      }

      /* What the log has */
      const lines = server
        .log()
        .trim()
        .split("\n")
        .map((line) => JSON.parse(line))
      const [listening] = lines.filter(({ message }) => JSON.stringify(message).includes("Listening"))
      const database = new URL(Redacted.value(databaseUrl))
      assert.deepInclude(listening.message[1], {
        url: server.baseUrl,
        metrics: `${server.baseUrl}/metrics`,
        database: `127.0.0.1:${database.port}${database.pathname}`,
        eko: new URL(simulator.baseUrl).origin,
        generation: "seed",
        collector: url,
        worker: true
      })
      const answers = lines.filter(({ message }) => message === "Answered")
      const own = answers.find(({ annotations }) => annotations.requestId === answered.headers.get("x-request-id"))
      assert.deepInclude(own?.annotations, {
        method: "GET",
        route: "/v1/transfers/{id}",
        status: 200,
        team: "payments",
        recordId: first
      })
      // Whoever made it, and all that came of it, is found by the one id.
      const routes = answers.flatMap(({ annotations }) => (annotations.recordId === first ? annotations.route : []))
      assert.includeMembers(routes, ["/v1/transfers", "/v1/transfers/{id}/confirm"])
      assert.isTrue(answers.every(({ annotations }) => typeof annotations.requestId === "string"))
      assert.isTrue(answers.some(({ annotations }) => annotations.traceId === traceId))
      assert.isTrue(lines.some(({ message }) => JSON.stringify(message).includes("Ending")))

      /* What neither has */
      const signals = [
        { source: "span" as const, text: exports.map(({ text }) => text).join("\n") },
        { source: "log" as const, text: server.log() }
      ]
      const secrets = {
        customerId,
        otp,
        secondOtp,
        otpRefId: Redacted.value(sent.otpRefId),
        apiKey: Support.apiKeys.payments,
        developerKey: env["EKO_DEVELOPER_KEY"],
        accessKey: env["EKO_ACCESS_KEY"],
        initiatorId: env["EKO_INITIATOR_ID"],
        databasePassword: database.password
      }
      const needles = Object.entries(secrets).map(([what, text = ""]) => ({ what, text, isHashed: true }))
      for (const { what, text } of needles) assert.isNotEmpty(text, what)
      assert.deepStrictEqual(Needles.find(needles, signals), [])
    }).pipe(Effect.scoped)
  )
})
