/**
 * Listening for HTTP, and stopping without leaving anything half done.
 *
 * @module
 */
import type { Server } from "node:http"
import { createAdaptorServer } from "@hono/node-server"
import { Data, Effect, type Scope } from "effect"
import type { Hono } from "hono"
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

/**
 * Listens until the scope closes; then stops accepting, waits for what is under way, and closes the connections. Clients
 * that are still sending after `drainMillis` are cut off; whatever they had begun goes on to its end.
 * Succeeds with the base URL.
 */
export const listen = (
  app: Hono,
  underway: Underway,
  { host, port, drainMillis }: { readonly host: string; readonly port: number; readonly drainMillis: number }
): Effect.Effect<string, ListenError, Scope.Scope> =>
  Effect.acquireRelease(
    Effect.callback<Server, ListenError>((resume) => {
      const server = createAdaptorServer({ fetch: app.fetch, overrideGlobalObjects: false }) as Server
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
