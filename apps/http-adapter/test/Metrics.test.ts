/** What Prometheus is told, and that dashboard and alert rules ask for nothing else. */
import { readFileSync } from "node:fs"
import { Break, BreakAdvice } from "@bhejo/core"
import { assert, describe, it, layer } from "@effect/vitest"
import { parser } from "@prometheus-io/lezer-promql"
import { Effect, Layer, Schema } from "effect"
import * as Yaml from "yaml"
import { type Family, parse, total } from "./PrometheusText.ts"
import * as Support from "./support.ts"

const root = new URL("../../../", import.meta.url)

const textOf = (baseUrl: string) =>
  Effect.promise(async () => {
    const response = await fetch(`${baseUrl}/metrics`)
    assert.strictEqual(response.status, 200)
    assert.strictEqual(response.headers.get("content-type"), "text/plain; version=0.0.4; charset=utf-8")
    return response.text()
  })

const scrape = (baseUrl: string) => Effect.map(textOf(baseUrl), parse)

/** Every series that there is. */
const seriesOf = (families: ReadonlyArray<Family>) =>
  new Set(families.flatMap(({ samples }) => samples.map(({ series }) => series)))

/** Parses a query, and tells which series it asks for. */
const asked = (query: string): ReadonlyArray<string> => {
  const text = query.replaceAll("$__rate_interval", "5m")
  const names: Array<string> = []
  parser.parse(text).iterate({
    enter: ({ type, from, to }) => {
      assert.isFalse(type.isError, `${query}\ncannot be read at ${from}`)
      if (type.name === "Identifier") names.push(text.slice(from, to))
    }
  })
  assert.isNotEmpty(names, query)
  return names
}

const Rules = Schema.Struct({
  groups: Schema.NonEmptyArray(
    Schema.Struct({
      name: Schema.NonEmptyString,
      rules: Schema.NonEmptyArray(
        Schema.Struct({
          alert: Schema.NonEmptyString,
          expr: Schema.NonEmptyString,
          for: Schema.optionalKey(Schema.String.check(Schema.isPattern(/^\d+[smh]$/))),
          labels: Schema.Struct({ severity: Schema.Literals(["page", "ticket"]) }),
          annotations: Schema.Struct({ summary: Schema.NonEmptyString, action: Schema.NonEmptyString })
        })
      )
    })
  )
})

const rules = Schema.decodeUnknownSync(Rules, { onExcessProperty: "error" })(
  Yaml.parse(readFileSync(new URL("deploy/prometheus/alerts.yaml", root), "utf8"))
).groups.flatMap(({ rules }) => rules)

const Dashboard = Schema.fromJsonString(
  Schema.Struct({
    uid: Schema.NonEmptyString,
    panels: Schema.Array(
      Schema.Struct({
        id: Schema.Int,
        title: Schema.NonEmptyString,
        gridPos: Schema.Struct({ x: Schema.Int, y: Schema.Int, w: Schema.Int, h: Schema.Int }),
        targets: Schema.optionalKey(
          Schema.NonEmptyArray(Schema.Struct({ refId: Schema.String, expr: Schema.NonEmptyString }))
        )
      })
    )
  })
)

const { panels } = Schema.decodeUnknownSync(Dashboard)(readFileSync(new URL("deploy/grafana/bhejo.json", root), "utf8"))

/** Every family that is promised, whether or not anything has happened. */
const promised = [
  "bhejo_open",
  "bhejo_in_doubt",
  "bhejo_in_doubt_oldest_seconds",
  "bhejo_state_transitions_total",
  "bhejo_alarms_total",
  "bhejo_eko_call_seconds",
  "bhejo_http_request_seconds",
  "bhejo_queue_depth",
  "bhejo_queue_lag_seconds",
  "bhejo_eko_breaker_state",
  "bhejo_eko_drift_total",
  "bhejo_eko_clock_offset_seconds"
]

layer(Layer.empty, { excludeTestServices: true })("metrics", (it) => {
  it.effect("tell what became of transfers and of calls, and all that dashboard and rules ask for", () =>
    Effect.gen(function* () {
      const { api, simulator } = yield* Support.start({ environment: { RUN_WORKER: "false" } })
      const before = yield* scrape(api.baseUrl)
      assert.strictEqual(total(before, "bhejo_in_doubt"), 0)
      assert.strictEqual(total(before, "bhejo_alarms_total"), 0)

      const begin = Effect.gen(function* () {
        const { body } = yield* api.create()
        return { id: String(body.id), otp: yield* api.otpOf(Support.dmtFino.create.customerId) }
      })
      const paid = yield* begin
      assert.strictEqual((yield* api.confirm(paid.id, paid.otp)).body.state, "succeeded")
      yield* simulator.planFault({ operation: "dmt-fino/initiate", fault: "reset", effect: true })
      const lost = yield* begin
      assert.strictEqual((yield* api.confirm(lost.id, lost.otp)).body.state, "in_doubt")
      // A place that Eko does not document.
      yield* simulator.planFault({ operation: "dmt-fino/initiate", fault: "garbled", as: "wrong-types" })
      const odd = yield* begin
      yield* api.confirm(odd.id, odd.otp)
      assert.strictEqual((yield* api.get("0192f0c1-2d3e-8a4b-8c5d-6e7f80910a1b")).status, 404)

      // What was told a moment ago is not counted again for each who asks.
      yield* Effect.sleep("2100 millis")
      const families = yield* scrape(api.baseUrl)
      const names = families.map(({ name }) => name)
      for (const name of promised) assert.include(names, name)
      for (const { name, help, type } of families.filter(({ name }) => name.startsWith("bhejo_"))) {
        assert.isNotEmpty(help, name)
        assert.strictEqual(type === "counter", name.endsWith("_total"), name)
      }

      const dmtFino = { product: "dmt-fino" }
      assert.isAtLeast(total(families, "bhejo_in_doubt", dmtFino), 1)
      assert.isAbove(total(families, "bhejo_in_doubt_oldest_seconds", dmtFino), 2)
      assert.isAtLeast(total(families, "bhejo_open", { ...dmtFino, record: "transfer", state: "in_doubt" }), 1)
      assert.strictEqual(total(families, "bhejo_open", { state: "succeeded" }), 0)
      assert.isAtLeast(total(families, "bhejo_state_transitions_total", { from: "debiting", to: "succeeded" }), 1)
      assert.strictEqual(
        total(families, "bhejo_state_transitions_total", { to: "awaiting_otp" }) -
          total(families, "bhejo_state_transitions_total", { from: "none" }),
        0
      )
      const debit = { operation: "dmt-fino/initiate" }
      assert.isAtLeast(total(families, "bhejo_eko_call_seconds_count", { ...debit, outcome: "answered" }), 1)
      assert.isAtLeast(total(families, "bhejo_eko_call_seconds_count", { ...debit, outcome: "unknown" }), 1)
      const confirm = { method: "POST", route: "/v1/transfers/{id}/confirm", status: "200" }
      assert.isAtLeast(total(families, "bhejo_http_request_seconds_count", confirm), 3)
      assert.isAtLeast(
        total(families, "bhejo_http_request_seconds_count", { route: "/v1/transfers/{id}", status: "404" }),
        1
      )
      // Nothing works here, and two steps wait for their time.
      assert.isAtLeast(total(families, "bhejo_queue_depth", { queue: "transfer-steps" }), 2)
      assert.strictEqual(total(families, "bhejo_database_up"), 1)
      assert.strictEqual(total(families, "bhejo_eko_breaker_state", { ...dmtFino, state: "closed" }), 1)
      assert.isAbove(total(families, "process_resident_memory_bytes"), 1e6)

      const series = seriesOf(families)
      for (const { alert, expr } of rules) {
        for (const name of asked(expr)) assert.isTrue(series.has(name), `${alert} asks for ${name}`)
      }
      for (const { title, targets = [] } of panels) {
        for (const name of targets.flatMap(({ expr }) => asked(expr))) {
          assert.isTrue(series.has(name), `${title} asks for ${name}`)
        }
      }
      // What nobody looks at need not be told.
      const looked = new Set(
        [...rules, ...panels.flatMap(({ targets = [] }) => targets)].flatMap(({ expr }) => asked(expr))
      )
      for (const { name, type } of families.filter(({ name }) => name.startsWith("bhejo_"))) {
        const ends = type === "histogram" ? ["_bucket", "_count"] : [""]
        const isLooked = ends.some((end) => looked.has(`${name}${end}`))
        assert.isTrue(isLooked, `${name} is in neither dashboard nor rules`)
      }

      // Nobody is named.
      const text = yield* textOf(api.baseUrl)
      const { customerId } = Support.dmtFino.create
      for (const word of [customerId, lost.id, lost.otp, "payments", "9962981729"]) assert.notInclude(text, word)
    }).pipe(Effect.scoped)
  )

  it.effect("are told on a port of their own where there is one, by a worker too", () =>
    Effect.gen(function* () {
      const metricsPort = yield* Support.freePort
      const { api, env } = yield* Support.start({ environment: { METRICS_PORT: String(metricsPort) } })
      const operations = `http://127.0.0.1:${metricsPort}`
      assert.isAbove(total(yield* scrape(operations), "process_start_time_seconds"), 0)
      const statuses = (baseUrl: string) =>
        Effect.promise(() =>
          Promise.all(
            ["/metrics", "/livez", "/readyz", "/docs", "/v1/transfers/0192f0c1-2d3e-8a4b-8c5d-6e7f80910a1b"].map(
              (path) => fetch(baseUrl + path).then(({ status }) => status)
            )
          )
        )
      assert.deepStrictEqual(yield* statuses(operations), [200, 200, 200, 404, 404])
      assert.deepStrictEqual(yield* statuses(api.baseUrl), [404, 200, 200, 200, 401])

      const workersPort = yield* Support.freePort
      const worker = yield* Support.spawnWorker({ ...env, METRICS_PORT: String(workersPort) })
      assert.deepStrictEqual(yield* statuses(worker.baseUrl), [200, 200, 200, 404, 404])
    }).pipe(Effect.scoped)
  )
})

describe("rules and dashboard", () => {
  it("look at nothing that other services tell, too: one that is there would hide that ours is not", () => {
    const queries = [
      ...rules.map(({ expr }) => expr),
      ...panels.flatMap(({ targets = [] }) => targets.map(({ expr }) => expr))
    ]
    for (const query of queries)
      assert.isTrue(
        asked(query).some((name) => name.startsWith("bhejo_")),
        query
      )
  })
})

describe("the reconciliation's rules", () => {
  it("can be read", () => {
    const { groups } = Yaml.parse(readFileSync(new URL("apps/reconciliation/alerts.yml", root), "utf8"))
    const queries: ReadonlyArray<string> = groups.flatMap(({ rules }: { rules: ReadonlyArray<{ expr: string }> }) =>
      rules.map(({ expr }) => expr)
    )
    assert.isNotEmpty(queries)
    for (const query of queries) asked(query)
  })

  it("wake somebody for every class in which money may be lost, and leave none in which somebody waits to chance", () => {
    const { groups } = Yaml.parse(readFileSync(new URL("apps/reconciliation/alerts.yml", root), "utf8"))
    type Rule = { readonly expr: string; readonly labels: { readonly severity: string } }
    const classesOf = (severity: string) =>
      groups
        .flatMap(({ rules }: { readonly rules: ReadonlyArray<Rule> }) => rules)
        .filter(({ labels }: Rule) => labels.severity === severity)
        .flatMap(({ expr }: Rule) => /open_breaks\{class=~"([a-z_|]+)"\}/.exec(expr)?.[1]?.split("|") ?? [])
    const bySeverity = (severity: BreakAdvice.Advice["severity"]) =>
      Break.BreakClass.literals.filter((name) => BreakAdvice.of(name).severity === severity)
    assert.sameMembers(classesOf("page"), bySeverity("critical"))
    assert.sameMembers(classesOf("ticket"), bySeverity("serious"))
  })
})
