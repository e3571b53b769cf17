/**
 * A product team's side: calls the adapter's public HTTP API and keeps what was said.
 *
 * @module
 */
import { Data, Effect } from "effect"
import type { Exchange } from "./Timeline.ts"

/** The adapter or the simulator did not answer as the walkthrough needs it. */
export class Unexpected extends Data.TaggedError("Unexpected")<{ readonly message: string }> {}

export interface Call {
  readonly method: "GET" | "POST" | "PUT"
  readonly path: string
  readonly idempotencyKey?: string
  readonly body?: unknown
}

/** Sends one request to `baseUrl` and reads its JSON, whatever the status. */
export const call = (
  baseUrl: string,
  apiKey: string | undefined,
  { method, path, idempotencyKey, body }: Call
): Effect.Effect<Exchange & { readonly answer: Readonly<Record<string, unknown>> }, Unexpected> =>
  Effect.gen(function* () {
    const headers: Record<string, string> = {
      ...(apiKey === undefined ? {} : { authorization: `Bearer ${apiKey}` }),
      ...(idempotencyKey === undefined ? {} : { "idempotency-key": idempotencyKey }),
      ...(body === undefined ? {} : { "content-type": "application/json" })
    }
    const response = yield* Effect.tryPromise({
      try: () =>
        fetch(baseUrl + path, { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) }),
      catch: () => new Unexpected({ message: `${method} ${path}: no answer from ${baseUrl}` })
    })
    const answer = yield* Effect.tryPromise({
      try: async () => (await response.json()) as Readonly<Record<string, unknown>>,
      catch: () => new Unexpected({ message: `${method} ${path}: the answer is not JSON` })
    })
    return { method, path, headers, body, status: response.status, answer }
  })
