/**
 * A simulated Eko in this process, listening on 127.0.0.1 for as long as its scope is open.
 *
 * @module
 */
import { createServer, type Server } from "node:http"
import * as NodeFileSystem from "@effect/platform-node/NodeFileSystem"
import { getRequestListener } from "@hono/node-server"
import { Context, Effect, Layer, Schema, type Scope } from "effect"
import { controlPath, makeApp } from "./App.ts"
import type { Configuration } from "./Configuration.ts"
import * as Control from "./Control.ts"
import * as Engine from "./Engine.ts"
import * as StateFile from "./StateFile.ts"
import * as World from "./World.ts"

export interface Options {
  readonly configuration: Configuration
  /** The port to listen on; without one a free port is chosen. */
  readonly port?: number | undefined
  /** Where the state is kept; without a file it ends with the process. */
  readonly stateFile?: string | undefined
  /** Whom Eko knows at first: by default, everybody whom its documents name. A state file that exists has its own. */
  readonly world?: World.World | undefined
}

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

export type StartError = PortUnusable | StateFile.StateFileUnusable | StateFile.StateFileCorrupt

export class EkoSimulator extends Context.Service<
  EkoSimulator,
  Control.Control & {
    /** What stands before Eko's paths: `http://127.0.0.1:<port>/ekoapi/v3`. */
    readonly baseUrl: string
    /** Where the control API stands: `http://127.0.0.1:<port>/_simulator`. */
    readonly controlUrl: string
    readonly port: number
  }
>()("@bhejo/eko-simulator/EkoSimulator") {
  /**
   * Starts a simulated Eko. Closing its scope destroys every connection, those that wait for a lost answer included, and
   * finishes the state file.
   */
  static readonly layer = (options: Options): Layer.Layer<EkoSimulator, StartError> =>
    Layer.effect(EkoSimulator, make(options)).pipe(Layer.provide(NodeFileSystem.layer))
}

const make = Effect.fn("EkoSimulator.make")(function* ({ configuration, port, stateFile, world }: Options) {
  const knownWorld = world ?? World.documented(configuration.generation)
  const journal =
    stateFile === undefined ? StateFile.inMemory(knownWorld) : yield* StateFile.open(stateFile, knownWorld)
  const engine = Engine.make(configuration, journal)
  const server = yield* listen(yield* makeApp(engine), port ?? 0)
  const address = server.address()
  if (address === null || typeof address === "string") return yield* Effect.die(new Error("no TCP address"))
  const origin = `http://127.0.0.1:${address.port}`
  return EkoSimulator.of({
    ...Control.make(engine),
    baseUrl: origin + configuration.basePath,
    controlUrl: origin + controlPath,
    port: address.port
  })
})

const listen = (
  app: { readonly fetch: (request: Request, bindings: object) => Response | Promise<Response> },
  port: number
): Effect.Effect<Server, PortUnusable, Scope.Scope> =>
  Effect.acquireRelease(
    Effect.callback<Server, PortUnusable>((resume) => {
      const server = createServer(getRequestListener(app.fetch, { overrideGlobalObjects: false }))
      server.once("error", (error: NodeJS.ErrnoException) =>
        resume(Effect.fail(new PortUnusable({ port, code: error.code ?? error.name })))
      )
      server.listen(port, "127.0.0.1", () => resume(Effect.succeed(server)))
    }),
    (server) =>
      Effect.callback<void>((resume) => {
        server.close(() => resume(Effect.void))
        server.closeAllConnections()
      })
  )
