/**
 * The metrics of this process for Prometheus, as `GET /metrics` answers them.
 *
 * @module
 */
import { RecordMetrics } from "@bhejo/core"
import { Effect } from "effect"
import { PrometheusMetrics } from "effect/observability"
import type { Hono } from "hono"
import * as DriftRecorder from "../eko/DriftRecorder.ts"
import * as EkoGate from "../eko/EkoGate.ts"
import * as RateLimit from "../http/RateLimit.ts"
import * as Router from "../http/Router.ts"
import * as Problem from "../problems/Problem.ts"
import * as CallbackRoutes from "../routes/CallbackRoutes.ts"
import * as WebhookDelivery from "../webhooks/WebhookDelivery.ts"

/** Counters that are told from the start: one that appears with its first event hides that event from every rate. */
export const registered = Effect.all(
  [
    RecordMetrics.registered,
    CallbackRoutes.registered,
    DriftRecorder.registered,
    EkoGate.registered,
    RateLimit.registered,
    WebhookDelivery.registered,
    Router.registered
  ],
  { discard: true }
)

export const path = "/metrics"

/** Registers the page; its text is made anew each time. */
export const register = (app: Hono, text: () => Promise<string>): void => {
  app.get(path, async (c) => c.body(await text(), 200, { "content-type": "text/plain; version=0.0.4; charset=utf-8" }))
  app.all(path, (c) => {
    const problem = Problem.make("method-not-allowed", "Use GET, HEAD.")
    return Problem.toResponse(problem, c.get("requestId"), { allow: "GET, HEAD" })
  })
}

/** All metrics as text, the gauges brought up to date first. */
export const text = <R>(refresh: Effect.Effect<void, never, R>): Effect.Effect<string, never, R> =>
  Effect.andThen(refresh, PrometheusMetrics.format())
