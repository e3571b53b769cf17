/**
 * How many requests a caller may make in a while, for each process, told in the fields `RateLimit-Policy` and `RateLimit`
 * (draft-ietf-httpapi-ratelimit-headers, revision 11).
 *
 * @module
 */
import { Duration, Effect, Metric } from "effect"
import type { RateLimiter } from "effect/persistence"
import type { Access, CallerOf } from "../authentication/Authentication.ts"
import * as Problem from "../problems/Problem.ts"
import { Refusal } from "./Refusal.ts"

export interface Policy {
  /** So many requests may be made at once; they come back evenly over the window. */
  readonly requests: number
  readonly windowSeconds: number
}

/** The name of the policy, by which both fields refer to it. */
const name = '"caller"'

const refused = Metric.counter("bhejo_http_rate_limited_total", {
  description: "Requests beyond their caller's rate",
  incremental: true
})

/** Tells the count from the start. */
export const registered = Metric.update(refused, 0)

export type Headers = Readonly<Record<string, string>>

const none: Headers = {}

/** Teams and operators may have one name. */
const keyOf = (caller: CallerOf<Access>): string | undefined =>
  caller === undefined ? undefined : "team" in caller ? `team ${caller.team}` : `operator ${caller.operator}`

/**
 * Counts one request of an authenticated caller, whichever of its keys it was made with; succeeds with the fields that
 * tell how many are left, or refuses. Who is not known is not counted: nobody uses up what is another's.
 */
export const make = (limiter: RateLimiter.RateLimiter, { requests, windowSeconds }: Policy) => {
  const policy = `${name};q=${requests};w=${windowSeconds}`
  const fields = (remaining: number, seconds: number): Headers => ({
    "ratelimit-policy": policy,
    ratelimit: `${name};r=${remaining};t=${seconds}`
  })
  return (caller: CallerOf<Access>): Effect.Effect<Headers, Refusal> => {
    const key = keyOf(caller)
    if (key === undefined) return Effect.succeed(none)
    return limiter
      .consume({ key, algorithm: "token-bucket", limit: requests, window: Duration.seconds(windowSeconds) })
      .pipe(
        Effect.map(({ remaining, resetAfter }) => fields(Math.floor(remaining), wholeSeconds(resetAfter))),
        Effect.catch(({ reason }) => {
          // In memory nothing else fails; where something did, waiting is the safe advice.
          const seconds = reason._tag === "RateLimitExceeded" ? Math.max(1, wholeSeconds(reason.retryAfter)) : 1
          const problem = Problem.make(
            "too-many-requests",
            `At most ${requests} requests in ${windowSeconds} seconds are taken from one caller by one process.`,
            { retryAfterSeconds: seconds }
          )
          return Effect.andThen(
            Metric.update(refused, 1),
            Effect.fail(new Refusal({ problem, headers: fields(0, seconds) }))
          )
        })
      )
  }
}

export type RateLimit = ReturnType<typeof make>

const wholeSeconds = (duration: Duration.Duration): number => Math.ceil(Duration.toSeconds(duration))
