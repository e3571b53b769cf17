/**
 * Where Eko reports that a transaction has changed. What it says proves nothing, so it moves nothing: it is a hint that
 * the transaction be inquired, acknowledged once that is committed.
 *
 * @module
 */
import { Callback, Hints } from "@bhejo/core"
import { Context, Effect, Metric, Result, Schema } from "effect"
import { RateLimiter } from "effect/persistence"
import { type CallbackTokens, isKnown } from "../authentication/CallbackToken.ts"
import { Refusal } from "../http/Refusal.ts"
import * as Route from "../http/Route.ts"
import * as Problem from "../problems/Problem.ts"
import { text } from "../views/View.ts"

/** The tokens that the address may hold. */
export class Tokens extends Context.Service<Tokens, CallbackTokens>()("@bhejo/http-adapter/CallbackTokens") {}

/** So many callbacks are taken a second by one process; settlement finds out what a refused one would have told. */
export const maxPerSecond = 100

const received = Metric.counter("bhejo_eko_callbacks_total", {
  description: "Callbacks under a token of ours, by what became of them",
  incremental: true
})

const results = ["inquiring", "unknown", "unreadable", "refused"] as const

const count = (result: (typeof results)[number], by = 1) =>
  Metric.update(Metric.withAttributes(received, { result }), by)

/** Tells every count from the start. */
export const registered = Effect.forEach(results, (result) => count(result, 0), { discard: true })

/** Without a token of ours it is as if there were no route. */
const nothingHere = new Refusal({ problem: Problem.make("not-found", "No route has this path.") })

const withinRate = Effect.gen(function* () {
  const limiter = yield* RateLimiter.RateLimiter
  yield* limiter
    .consume({ key: "eko-callbacks", algorithm: "token-bucket", limit: maxPerSecond, window: "1 second" })
    .pipe(
      Effect.catch(() =>
        Effect.andThen(
          count("refused"),
          new Refusal({
            problem: Problem.make("too-many-requests", `At most ${maxPerSecond} callbacks a second are taken.`, {
              retryAfterSeconds: 1
            })
          })
        )
      )
    )
})

const callback = Route.make({
  method: "POST",
  path: "/v1/eko/callback/{token}",
  operationId: "receiveEkoCallback",
  summary: "Where Eko reports a change; the transaction is inquired, and what the report says moves nothing.",
  problems: ["not-found", "callback-unreadable", "too-many-requests", "conflict", "storage-unavailable"],
  access: "anyone",
  needsIdempotencyKey: false,
  params: Schema.Struct({ token: text("k3J9…") }),
  body: text('{"tx_status":0,"tid":2147591595,"client_ref_id":"01JD9Z6W0K7Q2M4X8TBV","amount":"500.0"}'),
  reads: "text",
  maxBodyBytes: Callback.maxBytes,
  status: 200,
  answer: Schema.Struct({ status: Schema.Literal("ok") }),
  handle: Effect.fnUntraced(function* ({ params, body }) {
    if (!isKnown(yield* Tokens, params.token)) return yield* nothingHere
    yield* withinRate
    const hint = Callback.parse(body)
    if (Result.isFailure(hint)) {
      yield* count("unreadable")
      yield* Effect.logWarning("A callback cannot be read", { why: hint.failure.why })
      return yield* new Refusal({ problem: Problem.make("callback-unreadable", hint.failure.message) })
    }
    yield* count(yield* Hints.take(hint.success))
    return { status: "ok" as const }
  })
})

export const routes = [callback]
