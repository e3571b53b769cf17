/**
 * What names a request: an id of ours, in its answer and in each line that is logged about it, and the trace of its
 * caller where `traceparent` tells one.
 *
 * @module
 */
import { randomUUID } from "node:crypto"
import { Effect, Option } from "effect"
import * as Headers from "effect/http/Headers"
import * as HttpTraceContext from "effect/http/HttpTraceContext"
import type { Context } from "hono"

declare module "hono" {
  interface ContextVariableMap {
    requestId: string
  }
}

/** The header of every answer that tells the request's id. */
export const header = "x-request-id"

/** A new id. It is ours alone: one that a caller sends could be anything, and could be sent twice. */
export const make = (): string => randomUUID()

/** The caller's span, by the W3C's Trace Context; a header of another form is none. */
const callerSpan = (c: Context) => {
  const traceparent = c.req.header("traceparent")
  return traceparent === undefined ? Option.none() : HttpTraceContext.w3c(Headers.fromInput({ traceparent }))
}

/** Runs the answer to a request so that its logs and spans are found by the request's id and in its caller's trace. */
export const within =
  (c: Context) =>
  <A, E, R>(effect: Effect.Effect<A, E, R>): Effect.Effect<A, E, R> => {
    const requestId = c.get("requestId")
    return Option.match(callerSpan(c), {
      onNone: () => Effect.annotateLogs(effect, { requestId }),
      onSome: (span) =>
        effect.pipe(Effect.withParentSpan(span), Effect.annotateLogs({ requestId, traceId: span.traceId }))
    })
  }
