/**
 * The port to the one place that talks to Eko, and the two ways in which it can come back without an answer.
 *
 * @module
 */
import { Context, type Effect, type Redacted, Schema } from "effect"

/**
 * One request, signed and ready to be written.
 *
 * It carries secrets (the signature, and an OTP in the body), so everything beyond method and path is redacted.
 */
export interface SignedRequest {
  /** The operation's name, for logs and spans: paths hold customers' numbers. */
  readonly operation: string
  readonly method: "GET" | "POST" | "PUT"
  /** Path and query below Eko's base URL, beginning with a slash. */
  readonly path: string
  readonly headers: Redacted.Redacted<Readonly<Record<string, string>>>
  /** JSON text, or nothing for a GET. */
  readonly body: Redacted.Redacted<string> | undefined
  /** Epoch milliseconds by our own clock after which the first byte must not be written: a process that was frozen sends nothing. */
  readonly sendBeforeMillis: number
}

/**
 * What came back: any HTTP answer whose body arrived whole, whatever its status.
 */
export interface RawAnswer {
  readonly httpStatus: number
  /** Eko's clock in epoch milliseconds, from the `Date` header, where it is readable. */
  readonly dateMillis: number | undefined
  readonly body: string
}

/**
 * No byte of the request left us, as the transport itself observed: nothing happened at Eko, and calling again is safe.
 */
export class NotSent extends Schema.TaggedError<NotSent>("@bhejo/core/NotSent")("NotSent", {
  operation: Schema.String,
  /** Why, in a word that holds nothing personal: `connect`, `deadline`, `timestamp`, … */
  cause: Schema.String
}) {
  override readonly message = `${this.operation}: nothing was sent to Eko (${this.cause}). It is safe to try again.`
}

/**
 * The request, or a part of it, may have reached Eko, and its effect is not known.
 */
export class OutcomeUnknown extends Schema.TaggedError<OutcomeUnknown>("@bhejo/core/OutcomeUnknown")("OutcomeUnknown", {
  operation: Schema.String,
  /** Where it was lost: while writing, while waiting, or in an answer that proves nothing. */
  phase: Schema.Literals(["sending", "waiting", "answer"]),
  /** Why, in a few words that hold nothing personal: `timeout`, `reset`, `http 502`, `unreadable data`, … */
  cause: Schema.String
}) {
  override readonly message =
    `${this.operation}: the outcome is unknown (${this.phase}: ${this.cause}). Inquire before anything else.`
}

/**
 * Sends one request once: no redirect is followed and nothing is sent again, by it or by any library below it.
 */
export class EkoTransport extends Context.Service<
  EkoTransport,
  {
    readonly send: (request: SignedRequest) => Effect.Effect<RawAnswer, NotSent | OutcomeUnknown>
  }
>()("@bhejo/core/EkoTransport") {}
