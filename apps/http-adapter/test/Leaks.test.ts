/** Nothing secret leaves by any door, and nothing personal by any but the one that it was asked for. */
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import * as EkoTap from "./leaks/EkoTap.ts"
import * as Flows from "./leaks/Flows.ts"
import * as Needles from "./leaks/Needles.ts"
import * as Signals from "./leaks/Signals.ts"
import { client, environment, serve, surroundings } from "./support.ts"

/** Notes every answer of the adapter, told apart as what was asked for and what went wrong. */
const answersNoted = (add: Signals.Capture["add"]) =>
  Effect.acquireRelease(
    Effect.sync(() => {
      const { fetch } = globalThis
      globalThis.fetch = async (...request) => {
        const response = await fetch(...request)
        if (response.headers.get("content-type") === "text/event-stream") return response
        // Whoever onboards a customer is given Eko's reference, number and all, to send it back.
        const text = (await response.clone().text()).replaceAll(/"otpRefId":"[^"]*"/g, "")
        const headers = JSON.stringify([...response.headers])
        add(response.ok ? "answer" : "problem", `${response.status} ${headers} ${text}`)
        return response
      }
      return fetch
    }),
    (fetch) =>
      Effect.sync(() => {
        globalThis.fetch = fetch
      })
  )

describe("nothing secret or personal", () => {
  it.live(
    "leaves by a log, a span, a metric, a problem, a webhook, the queue, a report or, unsealed, the database",
    () =>
      Effect.gen(function* () {
        const captured = yield* Signals.capture
        const { simulator, databaseUrl } = yield* surroundings()
        const tap = yield* EkoTap.start(simulator.baseUrl)
        const env = environment(simulator, databaseUrl, "seed", {
          EKO_BASE_URL: tap.baseUrl,
          EKO_CALLBACK_TOKEN: Flows.callbackToken,
          INQUIRY_MAX_DELAY: "2 seconds",
          WEBHOOK_ALLOWED_NETWORKS: "127.0.0.0/8",
          WEBHOOK_FIRST_RETRY: "1 millis"
        })
        yield* answersNoted(captured.add)
        const api = client(yield* Effect.provide(serve(env, "All"), captured.layer), simulator)
        const world: Flows.World = { api, simulator, tap, databaseUrl, environment: env, note: captured.add }
        const { receiver, secret } = yield* Flows.listen(world)
        for (const flow of [
          Flows.transfers,
          Flows.refunds,
          Flows.loads,
          Flows.onboarding,
          Flows.echoes,
          Flows.mistakes,
          Flows.callbacks,
          Flows.operators,
          Flows.failures,
          Flows.reconciliation
        ]) {
          yield* flow(world)
        }
        yield* receiver.until(20)
        const scraped = yield* Effect.promise(() => fetch(`${api.baseUrl}/metrics`).then((answer) => answer.text()))
        for (const line of scraped.split("\n")) captured.add("metric", line)

        const signals = [...(yield* captured.all), ...(yield* Signals.dump(databaseUrl))]
        const counts = Object.fromEntries(
          Object.entries(Object.groupBy(signals, ({ source }) => source)).map(([source, some]) => [
            source,
            some?.length
          ])
        )
        for (const source of ["log", "span", "metric", "answer", "problem", "webhook", "database", "queue", "report"]) {
          assert.isAbove(counts[source] ?? 0, 4, `so little was captured: ${JSON.stringify(counts)}`)
        }
        const needles = [
          ...Flows.needles(world),
          { what: "a webhook's secret", text: secret, allowedIn: ["answer"] } as const
        ]
        // Whoever looks for what is not there finds nothing: each of these crossed the wire.
        assert.isAbove(tap.tapped.otps.size, 8)
        assert.isAbove(tap.tapped.otpRefIds.size, 5)
        assert.isAbove(tap.tapped.signatures.size, 40)
        assert.deepStrictEqual(Needles.find(needles, signals), [])
      }).pipe(Effect.scoped),
    300_000
  )
})
