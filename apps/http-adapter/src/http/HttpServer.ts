/**
 * Listening for HTTP, and stopping without leaving anything half done.
 *
 * @module
 */
import { createServer, type Server } from "node:http"
import { Server as Listener } from "node:net"
import { setTimeout as setTimeoutPromise } from "node:timers/promises"
import { getRequestListener, type Http2Bindings, type HttpBindings } from "@hono/node-server"
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

/** So long at least an ending process hears on idle connections what was on its way to it. */
const lastRequestsMillis = 250

/** So often Node looks for requests that are late. */
const lookEveryMillis = (timeoutMillis: number) => Math.max(100, Math.min(5_000, Math.floor(timeoutMillis / 4)))

/**
 * Whether somebody before us may have read it as another: a path that is another once it is tidied up ("/a/%2e%2e/b") could
 * be meant to pass a guard, and of two hosts one proxy goes by the first, another by the last.
 */
const isAmbiguous = (
  request: Request,
  { url = "/", rawHeaders }: (HttpBindings | Http2Bindings)["incoming"]
): boolean =>
  !request.url.endsWith(url) ||
  rawHeaders.filter((name, at) => at % 2 === 0 && name.toLowerCase() === "host").length > 1

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
          isAmbiguous(request, env.incoming) ? ProtocolErrors.malformedRequest() : app.fetch(request, env),
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
        const closed = new Promise((resolve) => server.once("close", resolve))
        // Not as HTTP's own close does it, which cuts idle connections off at once: a client that has just had its answer
        // may have sent its next request on one by then, and would hear nothing. Told that we are ending, it goes elsewhere.
        Listener.prototype.close.call(server)
        // A handler goes on when its client has hung up, so connections alone do not tell when all is done. A client
        // that never finishes its request, on the other hand, must not hold the end up: its handler has begun nothing.
        const patience = setTimeout(() => server.closeAllConnections(), drainMillis)
        await Promise.all([underway.end(), Promise.race([closed, setTimeoutPromise(lastRequestsMillis)])])
        server.close()
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
