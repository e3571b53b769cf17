/**
 * Requests under an Idempotency-Key, after the IETF's draft: the first one is answered by its handler, a repetition by what
 * was answered then.
 *
 * What keeps money safe is not here but in the journal, where an attempt has the key that started it. So a repetition of a
 * request whose process went away may go to the handler again: core answers it from what is recorded, and begins something
 * only where it is proven that nothing was sent under this key.
 *
 * @module
 */
import { TransferFailure, TransferPolicy } from "@bhejo/core"
import { PostgresIdempotency } from "@bhejo/store-postgres"
import { Cause, Clock, Effect, Exit, Option, Schema } from "effect"
import { Refusal } from "../http/Refusal.ts"
import * as Problem from "../problems/Problem.ts"

/** The header that says of an answer that it was given before. */
export const replayed = "idempotent-replayed"

const isReplayed = { [replayed]: "true" }

/** An answer to be, as JSON; a problem is one with the status of an error. */
export interface Answer<Body> {
  readonly status: number
  readonly body: Body
  readonly location?: string
}

/** The same as it is sent. */
export const told = <Body>({ body, location }: Answer<Body>, headers: Readonly<Record<string, string>> = {}) => ({
  body,
  headers: location === undefined ? headers : { ...headers, location }
})

const Kept = Schema.fromJsonString(
  Schema.Struct({
    status: Schema.Int,
    body: Schema.Record(Schema.String, Schema.Unknown),
    location: Schema.optionalKey(Schema.String)
  })
)
const decodeKept = Schema.decodeUnknownEffect(Kept)

/** What a call takes besides Eko's answer, where all is well. */
const marginMillis = 2_000

/**
 * For so long a repetition waits for the first request. One that takes longer is overtaken, which does no harm: whoever
 * comes second finds in the journal what the first has begun.
 */
const heldMillis = Effect.map(
  TransferPolicy.TransferPolicy,
  ({ callTimeoutMillis }) => callTimeoutMillis + marginMillis
)

/**
 * The failures that are answers to a key for good, because Eko was asked and has refused. All others say that nothing was
 * sent for this request, or leave it to the journal what was.
 */
const isFinal = (failure: unknown): failure is TransferFailure.WrongOtp | TransferFailure.RefundRefused =>
  failure instanceof TransferFailure.WrongOtp || failure instanceof TransferFailure.RefundRefused

/** A failure that is kept, as the problem that it is answered with; anything else stays what it is. */
const settled = Effect.fnUntraced(function* <E>(cause: Cause.Cause<E>) {
  const failure = Option.getOrUndefined(Cause.findErrorOption(cause))
  if (!isFinal(failure)) return undefined
  return Problem.ofError(failure, yield* Clock.currentTimeMillis)
})

/** The answer stands whether or not it can be kept; without it, a repetition is answered from what is recorded. */
const quietly = <E, R>(keeping: Effect.Effect<void, E, R>) =>
  Effect.catch(keeping, (error) => Effect.logWarning("What became of an Idempotency-Key could not be kept", error))

/**
 * Answers a request once: by `handle`, or by what was answered before under its key. `isUnderway` tells of an answer whether
 * its record is still about to change by itself: such a one is not kept, and a repetition is answered from the record.
 */
export const once = Effect.fnUntraced(function* <Body, E, R>(
  request: PostgresIdempotency.Request,
  handle: Effect.Effect<Answer<Body>, E, R>,
  isUnderway: (body: Body) => boolean
) {
  const table = yield* PostgresIdempotency.Idempotency
  const claimed = yield* table.claim(request, yield* heldMillis)
  switch (claimed._tag) {
    case "Reused":
      return yield* reused
    case "Running":
      return yield* running
    case "Answered": {
      const kept = yield* Effect.orDie(decodeKept(claimed.answer))
      if (kept.status < 400) return told<unknown>(kept, isReplayed)
      // A problem is answered anew, because it names the request that it is the answer to. We have written it ourselves.
      return yield* new Refusal({ problem: kept.body as unknown as Problem.Problem, headers: isReplayed })
    }
  }
  const { claim } = claimed
  const keep = (answer: Answer<unknown>) => quietly(table.answer(claim, JSON.stringify(answer)))
  const exit = yield* Effect.exit(handle)
  if (Exit.isFailure(exit)) {
    const problem = yield* settled(exit.cause)
    if (problem === undefined) {
      yield* quietly(table.release(claim))
      return yield* Effect.failCause(exit.cause)
    }
    yield* keep({ status: problem.status, body: problem })
    return yield* new Refusal({ problem })
  }
  const answer = exit.value
  yield* isUnderway(answer.body) ? quietly(table.leave(claim)) : keep(answer)
  return told<unknown>(answer)
}, Effect.uninterruptible)

const reused = new Refusal({
  problem: Problem.make(
    "idempotency-key-reused",
    "This Idempotency-Key was used for another request, or before another OTP was sent or tried. Use a new key."
  )
})

const running = new Refusal({
  problem: Problem.make("idempotency-key-in-use", "The first request with this Idempotency-Key is not answered yet.", {
    retryAfterSeconds: 1
  })
})
