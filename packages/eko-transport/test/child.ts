/**
 * A process that sends one request, and may come to a halt right after it began to.
 *
 * @module
 */
import { setDefaultCACertificates } from "node:tls"
import { EkoTransport } from "@bhejo/core"
import { Effect, Fiber } from "effect"
import { UndiciTransport } from "../src/index.ts"
import { request } from "./support.ts"

export interface Order {
  readonly url: string
  readonly authority: string
  /** `stops` by its own SIGSTOP, or `blocks` its event loop until the deadline has passed; both before it can connect. */
  readonly halt: "never" | "stops" | "blocks"
  readonly sendInMillis: number
  readonly callTimeoutMillis: number
}

export type Message =
  | { readonly _tag: "ready" }
  | { readonly _tag: "sending"; readonly sendBeforeMillis: number }
  | { readonly _tag: "outcome"; readonly outcome: unknown }

const say = (message: Message): void => {
  process.send?.(message)
}

const run = ({ url, authority, halt, sendInMillis, callTimeoutMillis }: Order) =>
  Effect.gen(function* () {
    if (authority !== "") setDefaultCACertificates([authority])
    const transport = yield* EkoTransport.EkoTransport
    const sendBeforeMillis = Date.now() + sendInMillis
    yield* Effect.promise(() => new Promise((sent) => process.send?.({ _tag: "sending", sendBeforeMillis }, sent)))
    const fiber = yield* Effect.forkChild(transport.send(request("frozen", { sendBeforeMillis })), {
      startImmediately: true
    })
    if (halt === "stops") process.kill(process.pid, "SIGSTOP")
    if (halt === "blocks") while (Date.now() <= sendBeforeMillis);
    const outcome = yield* Effect.match(Fiber.join(fiber), {
      onFailure: (failure) => failure.toJSON(),
      onSuccess: (raw) => raw
    })
    say({ _tag: "outcome", outcome })
    process.disconnect()
  }).pipe(
    Effect.provide(UndiciTransport.layer({ baseUrl: url, callTimeoutMillis, connectTimeoutMillis: callTimeoutMillis }))
  )

process.once("message", (order: Order) => void Effect.runPromise(run(order)))
say({ _tag: "ready" })
