/**
 * Posts what Eko calls back to the one address that it was given, each callback at its time, and keeps what it sent.
 *
 * @module
 */
import { Identifiers as Id } from "@bhejo/core"
import { Clock, Effect, Schema, type Scope } from "effect"
import * as Callback from "./Callback.ts"
import type { Engine } from "./Engine.ts"
import { TransactionStatus } from "./TransactionStatus.ts"

/** One callback that was posted, and how it was received. */
export const SentCallback = Schema.Struct({
  tid: Id.Tid,
  clientRefId: Schema.String,
  status: TransactionStatus,
  oldStatus: TransactionStatus,
  /** When it was posted, in epoch milliseconds. */
  atMillis: Schema.Int,
  /** What was answered; nothing where no answer came, or where there is no address to post to. */
  httpStatus: Schema.NullOr(Schema.Int)
}).pipe(Schema.encodeKeys({ clientRefId: "client_ref_id" }))
export type SentCallback = typeof SentCallback.Type

/** A callback's answer is waited for as long as this. */
const timeoutMillis = 10_000

/** How many are kept to be looked at; the oldest are forgotten. */
const capacity = 1_000

/**
 * Sends callbacks for as long as the scope is open. Nothing is sent twice that is not planned to be, and nothing again
 * after a failure: no retry of Eko's is published. Without an address, they are kept and not posted.
 */
export const start = Effect.fn("CallbackSender.start")(function* (
  engine: Engine,
  url: URL | undefined
): Effect.fn.Return<Effect.Effect<ReadonlyArray<SentCallback>>, never, Scope.Scope> {
  const sent: Array<SentCallback> = []

  const send = Effect.fnUntraced(function* (callback: Callback.Callback) {
    const { tid, clientRefId, status, oldStatus, deliverAtMillis } = callback
    yield* Effect.sleep(Math.max(0, deliverAtMillis - (yield* Clock.currentTimeMillis)))
    const atMillis = yield* Clock.currentTimeMillis
    const httpStatus =
      url === undefined ? null : yield* post(url, Callback.body(callback, engine.configuration.generation))
    sent.push({ tid, clientRefId, status, oldStatus, atMillis, httpStatus })
    if (sent.length > capacity) sent.shift()
  })

  yield* engine.takeCallbacks.pipe(
    Effect.flatMap((made) => Effect.all(made.map((callback) => Effect.forkScoped(send(callback))))),
    Effect.forever,
    Effect.forkScoped
  )
  return Effect.sync(() => [...sent])
})

const post = (url: URL, body: string): Effect.Effect<number | null> =>
  Effect.tryPromise((signal) =>
    fetch(url, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body,
      redirect: "manual",
      signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMillis)])
    }).then(async (response) => {
      await response.body?.cancel()
      return response.status
    })
  ).pipe(Effect.orElseSucceed(() => null))
