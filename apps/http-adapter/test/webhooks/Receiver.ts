/** A team's own side of its webhooks: a server that does what the test says, and checks what it is sent as a team would. */
import type { IncomingMessage, ServerResponse } from "node:http"
import { Effect, type Scope } from "effect"
import { Webhook } from "standardwebhooks"
import * as LocalServer from "../LocalServer.ts"

export interface Received {
  readonly id: string
  readonly signature: string
  readonly timestamp: string
  readonly body: string
  // biome-ignore lint/suspicious/noExplicitAny: the shape is what the tests assert
  readonly message: any
}

/** Answers a message; by default with 204. */
export type Answer = (response: ServerResponse, received: Received, request: IncomingMessage) => void

export interface Receiver {
  readonly url: string
  readonly port: number
  /** Everything that arrived, in its order, taken or not. */
  readonly received: ReadonlyArray<Received>
  readonly answer: (answer: Answer) => void
  /** Waits until so many have arrived that are told by the test; bounded. */
  readonly until: (count: number, which?: (received: Received) => boolean) => Effect.Effect<ReadonlyArray<Received>>
}

/** What a team does with a message and its secret; throws where the signature is none of this secret's. */
export const verified = ({ id, timestamp, signature, body }: Received, secret: string): unknown =>
  new Webhook(secret).verify(body, {
    "webhook-id": id,
    "webhook-timestamp": timestamp,
    "webhook-signature": signature
  })

export const status =
  (code: number): Answer =>
  (response) =>
    response.writeHead(code).end()

export const make: Effect.Effect<Receiver, never, Scope.Scope> = Effect.gen(function* () {
  const received: Array<Received> = []
  let answer: Answer = status(204)
  const { port, url } = yield* LocalServer.serve((request, response) => {
    const chunks: Array<Buffer> = []
    request.on("data", (chunk) => chunks.push(chunk))
    request.on("end", () => {
      const body = Buffer.concat(chunks).toString("utf8")
      const header = (name: string) => String(request.headers[name] ?? "")
      const arrived: Received = {
        id: header("webhook-id"),
        signature: header("webhook-signature"),
        timestamp: header("webhook-timestamp"),
        body,
        message: body === "" ? undefined : JSON.parse(body)
      }
      received.push(arrived)
      answer(response, arrived, request)
    })
  })
  const until: Receiver["until"] = (count, which = () => true) =>
    Effect.gen(function* () {
      for (let look = 0; look < 2000; look++) {
        const found = received.filter(which)
        if (found.length >= count) return found
        yield* Effect.sleep("50 millis")
      }
      const seen = received.map(({ id, message }) => `${id} ${message?.data?.transfer?.state ?? message?.type}`)
      return yield* Effect.die(new Error(`never ${count} of:\n${seen.join("\n")}`))
    })
  return {
    url: `${url}/hooks`,
    port,
    received,
    answer: (next) => {
      answer = next
    },
    until
  }
})
