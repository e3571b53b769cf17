/**
 * One request on its way, and the gate that lets it be written once at most.
 *
 * Undici calls `onRequestStart` synchronously, right before each time that it hands a request to a socket (`writeH1` in
 * its `client-h1.js`), and writes nothing when it comes back aborted. That is the one place where bytes can begin to
 * flow, whatever undici does before: queueing, connecting, reconnecting, taking a request up again. So the gate stands
 * there, and what it has seen is the truth: as long as nothing passed, no byte was written; once it is closed, none
 * ever is; and it opens once. The bytes leave in the same turn, over TLS too.
 *
 * Error codes tell none of that: `ECONNRESET` comes before a request and after it. A request that passed may still have
 * failed to leave, on a socket that was dead already; a socket's `bytesWritten` cannot tell that reliably, since for
 * `writev` it counts what was tried. The outcome is unknown then.
 *
 * @module
 */
import { EkoTransport } from "@bhejo/core"
import { type Clock, Effect, Redacted } from "effect"
import type { Dispatcher } from "undici"
import type { Connection } from "./Connection.ts"
import * as FailureCause from "./FailureCause.ts"

export type Failure = EkoTransport.NotSent | EkoTransport.OutcomeUnknown

type Header = string | string[] | undefined

/** `sending`: it may be written in part; `waiting`: all of it was written; `answer`: the answer's headers are here. */
export type Phase = "not sent" | EkoTransport.OutcomeUnknown["phase"]

export class Exchange implements Dispatcher.DispatchHandler {
  readonly #request: EkoTransport.SignedRequest
  readonly #clock: Clock.Clock
  readonly #maxBodyBytes: number
  /** The deadline by the clock that cannot be set. */
  readonly #sendBeforeNanos: bigint
  #connection: Connection | undefined
  #settle: (outcome: Effect.Effect<EkoTransport.RawAnswer, Failure>) => void = () => {}
  #phase: Phase = "not sent"
  #ended = false
  #httpStatus: number | undefined
  #dateMillis: number | undefined
  #bodyBytes = 0
  readonly #body: Array<Uint8Array> = []

  constructor(request: EkoTransport.SignedRequest, clock: Clock.Clock, maxBodyBytes: number) {
    this.#request = request
    this.#clock = clock
    this.#maxBodyBytes = maxBodyBytes
    const leftMillis = request.sendBeforeMillis - clock.currentTimeMillisUnsafe()
    this.#sendBeforeNanos = clock.monotonicTimeNanosUnsafe() + BigInt(Math.floor(leftMillis)) * 1_000_000n
  }

  get phase(): Phase {
    return this.#phase
  }

  get httpStatus(): number | undefined {
    return this.#httpStatus
  }

  /**
   * Sends the request over a connection that nobody else uses. Interruption closes the gate; the connection is the
   * caller's to close.
   */
  over(connection: Connection, pathPrefix: string): Effect.Effect<EkoTransport.RawAnswer, Failure> {
    return Effect.callback((resume) => {
      const { method, path, headers, body } = this.#request
      this.#connection = connection
      // The caller goes on in a turn of its own: we are called from within undici's parser, which is not reentrant.
      this.#settle = (outcome) => queueMicrotask(() => resume(outcome))
      if (this.#isLate()) {
        this.#fail("deadline")
      } else if (!path.startsWith("/")) {
        this.#fail("invalid request")
      } else {
        connection.client.dispatch(
          {
            method,
            path: pathPrefix + path,
            headers: { ...Redacted.value(headers), "accept-encoding": "identity" },
            body: body === undefined ? null : Redacted.value(body),
            // Only a GET leaves its connection to others.
            reset: method !== "GET"
          },
          this
        )
      }
      return Effect.sync(() => {
        this.end("interrupted")
      })
    })
  }

  /**
   * Closes the gate for good, and says what that means for the request at this moment.
   */
  end(cause: string, error?: NodeJS.ErrnoException): Failure {
    this.#ended = true
    const { operation } = this.#request
    if (this.#phase === "not sent") return new EkoTransport.NotSent({ operation, cause })
    // What the kernel did not take is still in the socket's own buffer, or failed to be written.
    const unwritten = (this.#connection?.socket?.writableLength ?? 0) > 0 || error?.syscall === "write"
    if (this.#phase === "waiting" && unwritten) this.#phase = "sending"
    return new EkoTransport.OutcomeUnknown({ operation, phase: this.#phase, cause })
  }

  /**
   * By either clock: the wall's may have been set back while the call waited, and the monotonic one stands still while the
   * machine sleeps. Of the latter, the millisecond in which the deadline falls is still in time.
   */
  #isLate(): boolean {
    return (
      this.#clock.currentTimeMillisUnsafe() > this.#request.sendBeforeMillis ||
      this.#clock.monotonicTimeNanosUnsafe() >= this.#sendBeforeNanos + 1_000_000n
    )
  }

  #fail(cause: string, error?: Error): void {
    if (!this.#ended) this.#settle(Effect.fail(this.end(cause, error)))
  }

  /** The gate. After it returns, undici writes in the same synchronous turn. */
  onRequestStart(controller: Dispatcher.DispatchController): void {
    if (this.#phase !== "not sent") this.#fail("written before")
    if (this.#isLate()) this.#fail("deadline")
    if (this.#ended) controller.abort(new Error("Refused: the call has ended."))
    else this.#phase = "sending"
  }

  onRequestSent(): void {
    this.#phase = "waiting"
  }

  onResponseStart(_: Dispatcher.DispatchController, status: number, { date }: Record<string, Header>): void {
    if (status < 200 || this.#ended) return
    this.#phase = "answer"
    this.#httpStatus = status
    this.#dateMillis = readDate(date)
  }

  onResponseData(_: Dispatcher.DispatchController, chunk: Uint8Array): void {
    this.#bodyBytes += chunk.byteLength
    if (this.#bodyBytes > this.#maxBodyBytes) this.#fail("body too large")
    if (!this.#ended) this.#body.push(chunk)
  }

  onResponseEnd(): void {
    if (this.#ended || this.#httpStatus === undefined) return
    this.#ended = true
    const body = new TextDecoder().decode(Buffer.concat(this.#body))
    this.#settle(Effect.succeed({ httpStatus: this.#httpStatus, dateMillis: this.#dateMillis, body }))
  }

  onResponseError(_: Dispatcher.DispatchController | null, error: Error): void {
    this.#fail(FailureCause.of(error), error)
  }
}

/** Reads the one form of date that a server may send: `Sun, 06 Nov 1994 08:49:37 GMT`. */
const readDate = (text: Header): number | undefined => {
  if (typeof text !== "string") return undefined
  const millis = Date.parse(text)
  return Number.isFinite(millis) && new Date(millis).toUTCString() === text ? millis : undefined
}
