/**
 * Listening for HTTP, and stopping without leaving anything half done.
 *
 * @module
 */
import { createServer, type Server } from "node:http"
import { getRequestListener } from "@hono/node-server"
import { Data, Effect, type Scope } from "effect"
import type { Hono } from "hono"
import * as ProtocolErrors from "./ProtocolErrors.ts"
import type { Underway } from "./Underway.ts"

/** The address cannot be listened on. */
export class ListenError extends Data.TaggedError("ListenError")<{
  readonly host: string
  readonly port: number
  readonly code: string
}> {
  override get message() {
    const where = `${this.host}:${this.port}`
    return this.code === "EADDRINUSE"
      ? `Port ${this.port} is taken: something else listens on ${where}. Stop it, or set PORT to another port.`
      : `Cannot listen on ${where} (${this.code}). Set HOST and PORT to an address of this machine.`
  }
}

export interface Options {
  readonly host: string
  readonly port: number
  /** Clients that still send are waited for so long at the end. */
  readonly drainMillis: number
  /** In this time a request's headers must have arrived, and in that time all of it. */
  readonly headersTimeoutMillis: number
  readonly requestTimeoutMillis: number
}

/** How long an idle connection is kept; longer than load balancers keep theirs, who must be the ones to close. */
const keepAliveMillis = 75_000

/** So often Node looks for requests that are late. */
const lookEveryMillis = (timeoutMillis: number) => Math.max(100, Math.min(5_000, Math.floor(timeoutMillis / 4)))

/**
 * Listens until the scope closes; then stops accepting, waits for what is under way, and closes the connections. Clients
 * that are still sending after `drainMillis` are cut off; whatever they had begun goes on to its end.
 * Succeeds with the base URL.
 */
export const listen = (
  app: Hono,
  underway: Underway,
  { host, port, drainMillis, headersTimeoutMillis, requestTimeoutMillis }: Options
): Effect.Effect<string, ListenError, Scope.Scope> =>
  Effect.acquireRelease(
    Effect.callback<Server, ListenError>((resume) => {
      const answer = getRequestListener(
        (request, env) =>
          // A path that is another once it is tidied up ("/a/%2e%2e/b") could be meant to pass a guard before us.
          request.url.endsWith(env.incoming.url ?? "/") ? app.fetch(request, env) : ProtocolErrors.malformedRequest(),
        { overrideGlobalObjects: false, errorHandler: ProtocolErrors.toResponse }
      )
      // A missing host is refused with a problem, as every other mistake is.
      const server = createServer(
        {
          requireHostHeader: false,
          headersTimeout: headersTimeoutMillis,
          requestTimeout: requestTimeoutMillis,
          connectionsCheckingInterval: lookEveryMillis(headersTimeoutMillis),
          keepAliveTimeout: keepAliveMillis
        },
        answer
      )
      ProtocolErrors.answerOn(server)
      server.once("error", (error: NodeJS.ErrnoException) =>
        resume(Effect.fail(new ListenError({ host, port, code: error.code ?? "unknown" })))
      )
      server.listen(port, host, () => resume(Effect.succeed(server)))
    }),
    (server) =>
      Effect.promise(async () => {
        const closed = new Promise((resolve) => server.close(resolve))
        // A handler goes on when its client has hung up, so connections alone do not tell when all is done. A client
        // that never finishes its request, on the other hand, must not hold the end up: its handler has begun nothing.
        const patience = setTimeout(() => server.closeAllConnections(), drainMillis)
        await underway.end()
        server.closeIdleConnections()
        const flush = setTimeout(() => server.closeAllConnections(), 1_000)
        await closed
        clearTimeout(patience)
        clearTimeout(flush)
        // A request that was still arriving when the end began may have become a debit since.
        await underway.end()
      })
  ).pipe(
    Effect.map((server) => {
      const address = server.address()
      const bound = typeof address === "object" && address !== null ? address.port : port
      return `http://${host.includes(":") ? `[${host}]` : host}:${bound}`
    })
  )
