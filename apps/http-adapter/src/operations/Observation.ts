/**
 * What is told of each request: how long its answer took, a line in the log, and a span. Routes are told as templates, so
 * that no id and no number of anybody is in any of the three.
 *
 * @module
 */
import { Clock, Effect, Metric } from "effect"
import type { Context } from "hono"
import type { Access, CallerOf } from "../authentication/Authentication.ts"
import type { Route } from "../http/Route.ts"

declare module "hono" {
  interface ContextVariableMap {
    /** Who was found to call; nobody before that. */
    caller?: CallerOf<Access>
  }
}

const duration = Metric.histogram("bhejo_http_request_seconds", {
  description: "Requests, by route and by the status of their answer",
  boundaries: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60]
})

/** Made once for each route and status. */
const durations = new Map<string, Metric.Histogram<number>>()

const durationOf = (method: string, route: string, status: number): Metric.Histogram<number> => {
  const key = `${method} ${route} ${status}`
  const known = durations.get(key)
  if (known !== undefined) return known
  const made = Metric.withAttributes(duration, { method, route, status: String(status) })
  durations.set(key, made)
  return made
}

/** Which record of ours a request was about, or has made; nothing else that a path may hold. */
const recordOf = (c: Context, response: Response): string | undefined => {
  const id = c.req.param("id") ?? response.headers.get("location")?.split("/").at(-1)
  return id !== undefined && /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(id) ? id : undefined
}

/**
 * Observes the answer to a request. What changes something or is refused is worth a line at the level Info; a mere look is
 * one at Debug, and probes of the service's health have no span.
 */
export const observing =
  ({ method, path, isNeverShed = false }: Pick<Route<never>, "method" | "path" | "isNeverShed">) =>
  <R>(answer: Effect.Effect<Response, never, R>, c: Context): Effect.Effect<Response, never, R> => {
    const told = Effect.gen(function* () {
      const from = yield* Clock.currentTimeNanos
      const response = yield* answer
      const seconds = Number((yield* Clock.currentTimeNanos) - from) / 1e9
      const { status } = response
      yield* Metric.update(durationOf(method, path, status), seconds)
      const log = !isNeverShed && (method !== "GET" || status >= 400) ? Effect.logInfo : Effect.logDebug
      const recordId = recordOf(c, response)
      const keyId = c.get("keyId")
      yield* Effect.annotateLogs(log("Answered"), {
        method,
        route: path,
        status,
        ...(recordId === undefined ? {} : { recordId }),
        ...(keyId === undefined ? {} : { keyId }),
        millis: Math.round(seconds * 1_000),
        ...c.get("caller")
      })
      yield* Effect.annotateCurrentSpan("http.response.status_code", status)
      return response
    })
    return isNeverShed
      ? Effect.withTracerEnabled(told, false)
      : Effect.withSpan(told, `${method} ${path}`, {
          kind: "server",
          attributes: {
            "http.request.method": method,
            "http.route": path,
            "bhejo.request_id": c.get("requestId")
          }
        })
  }
