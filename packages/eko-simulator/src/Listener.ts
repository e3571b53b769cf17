/**
 * The HTTP server of a simulated Eko on 127.0.0.1, which can refuse its connections for a while.
 *
 * @module
 */
import { createServer, type Server } from "node:http"
import { getRequestListener } from "@hono/node-server"
import { Effect, FiberSet, Schema, type Scope } from "effect"
import { NotListening } from "./Control.ts"

/** The port cannot be listened on. */
export class PortUnusable extends Schema.TaggedError<PortUnusable>("@bhejo/eko-simulator/PortUnusable")(
  "PortUnusable",
  {
    port: Schema.Int,
    /** The system's code, such as `EADDRINUSE`. */
    code: Schema.String
  }
) {
  override readonly message =
    this.code === "EADDRINUSE"
      ? `Port ${this.port} on 127.0.0.1 is taken. Stop what listens there, or choose another port.`
      : `Port ${this.port} on 127.0.0.1 cannot be listened on (${this.code}).`
}

interface App {
  readonly fetch: (request: Request, bindings: object) => Response | Promise<Response>
}

export interface Listener {
  /** Listens until the scope ends, on the given port or, with 0, on a free one; succeeds with the port. */
  readonly listen: (app: App, port: number) => Effect.Effect<number, PortUnusable, Scope.Scope>
  /** Closes the port for as long as this, and resets the connections that are open; succeeds at once. */
  readonly refuse: (refusedMillis: number) => Effect.Effect<void, NotListening>
}

/** How long the answer to whoever asks for it has to leave before connections are closed, in milliseconds. */
const graceMillis = 20

export const make: Effect.Effect<Listener, never, Scope.Scope> = Effect.gen(function* () {
  const runInScope = yield* FiberSet.makeRuntime<never>()
  let listening: { readonly server: Server; readonly port: number } | undefined

  return {
    listen: Effect.fnUntraced(function* (app, port) {
      const server = createServer(getRequestListener(app.fetch, { overrideGlobalObjects: false }))
      yield* Effect.acquireRelease(open(server, port), () => close(server))
      const address = server.address()
      if (address === null || typeof address === "string") return yield* Effect.die(new Error("no TCP address"))
      listening = { server, port: address.port }
      return address.port
    }),
    refuse: (refusedMillis) =>
      Effect.suspend(() => {
        if (listening === undefined) return Effect.fail(new NotListening())
        const { server, port } = listening
        runInScope(
          Effect.sleep(graceMillis).pipe(
            Effect.andThen(close(server)),
            Effect.andThen(Effect.sleep(refusedMillis)),
            Effect.andThen(open(server, port)),
            // Somebody else took the port meanwhile: there is nothing left to serve.
            Effect.orDie
          )
        )
        return Effect.void
      })
  }
})

const open = (server: Server, port: number): Effect.Effect<void, PortUnusable> =>
  Effect.callback<void, PortUnusable>((resume) => {
    const failed = (error: NodeJS.ErrnoException) =>
      resume(Effect.fail(new PortUnusable({ port, code: error.code ?? error.name })))
    server.once("error", failed)
    server.listen(port, "127.0.0.1", () => {
      server.off("error", failed)
      resume(Effect.void)
    })
  })

const close = (server: Server): Effect.Effect<void> =>
  Effect.callback<void>((resume) => {
    server.close(() => resume(Effect.void))
    server.closeAllConnections()
  })
