/**
 * What calls to Eko come to, as operations and the breaker see it: how long each took, and whether Eko answered.
 *
 * @module
 */
import { EkoClient, EkoTransport, TransactionInquiry } from "@bhejo/core"
import { Clock, Context, Effect, Layer, Metric, Option, Semaphore } from "effect"

/** What a call came to: an answer that says yes, one that says no, none that can be read, or no call at all. */
export type Outcome = "answered" | "refused" | "unknown" | "not_sent"

const boundaries = [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20, 30, 60]

const duration = Metric.histogram("bhejo_eko_call_seconds", {
  description: "Calls to Eko, by operation and by what they came to",
  boundaries
})

const memoized = <Made>(make: (key: string) => Made) => {
  const made = new Map<string, Made>()
  return (key: string): Made => {
    const known = made.get(key)
    if (known !== undefined) return known
    const value = make(key)
    made.set(key, value)
    return value
  }
}

const durationOf = memoized((key) => {
  const [operation = "", outcome = ""] = key.split(" ")
  return Metric.withAttributes(duration, { operation, outcome })
})

/** What the calls of one piece of work came to. */
export interface Tally {
  answered: number
  failed: number
}

/** Where the calls of new work are counted; other calls are not. */
export const TallyOfWork = Context.Reference<Tally | undefined>("@bhejo/http-adapter/TallyOfWork", {
  defaultValue: () => undefined
})

/** Why a call was not sent though Eko may be well: these are troubles of ours, or of the request. */
const ours: ReadonlySet<string> = new Set(["deadline", "timestamp", "invalid input", "invalid request", "busy"])

const outcomeOf = (failure: unknown): Outcome =>
  failure instanceof EkoTransport.NotSent
    ? "not_sent"
    : failure instanceof EkoTransport.OutcomeUnknown
      ? "unknown"
      : "refused"

/** A refusal is an answer: Eko is well. */
const count = (tally: Tally, outcome: Outcome, failure: unknown): void => {
  if (outcome === "answered" || outcome === "refused") tally.answered++
  else if (!(failure instanceof EkoTransport.NotSent && ours.has(failure.cause))) tally.failed++
}

const observed = <A, E>(operation: string, call: Effect.Effect<A, E>): Effect.Effect<A, E> =>
  Effect.flatMap(Effect.all([Clock.currentTimeNanos, TallyOfWork]), ([from, tally]) => {
    const end = (outcome: Outcome, failure?: unknown) =>
      Effect.flatMap(Clock.currentTimeNanos, (until) => {
        if (tally !== undefined) count(tally, outcome, failure)
        return Metric.update(durationOf(`${operation} ${outcome}`), Number(until - from) / 1e9)
      })
    return call.pipe(
      Effect.tap(() => end("answered")),
      Effect.tapError((failure) => end(outcomeOf(failure), failure)),
      // What ended in a defect or was interrupted has no answer that anybody has read.
      Effect.tapDefect(() => end("unknown"))
    )
  })

/**
 * The client with each call counted and timed, and with room kept for what must not wait: so many calls that only look
 * something up or change a sender's record are under way at one time, and further ones are not sent. Inquiries, and the
 * calls of work that was admitted, have no such bound but the transport's.
 */
export const layer = ({
  maxQueries
}: {
  readonly maxQueries: number
}): Layer.Layer<EkoClient.EkoClient, never, EkoClient.EkoClient> =>
  Layer.effect(
    EkoClient.EkoClient,
    Effect.gen(function* () {
      const client = yield* EkoClient.EkoClient
      const room = yield* Semaphore.make(maxQueries)
      return EkoClient.EkoClient.of({
        call: (operation, input) => {
          const call = client.call(operation, input)
          if (operation.name === TransactionInquiry.inquire.name) return observed(operation.name, call)
          const bounded = Effect.flatMap(TallyOfWork, (tally) =>
            tally !== undefined
              ? call
              : Effect.flatMap(
                  room.withPermitsIfAvailable(1)(call),
                  Option.match({
                    onNone: () => Effect.fail(new EkoTransport.NotSent({ operation: operation.name, cause: "busy" })),
                    onSome: Effect.succeed
                  })
                )
          )
          return observed(operation.name, bounded)
        },
        submit: (operation, input, permit) => observed(operation.name, client.submit(operation, input, permit))
      })
    })
  )
