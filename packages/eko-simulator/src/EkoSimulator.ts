/**
 * A simulated Eko in this process, listening on 127.0.0.1 for as long as its scope is open.
 *
 * @module
 */
import * as NodeFileSystem from "@effect/platform-node/NodeFileSystem"
import { Context, Effect, Layer } from "effect"
import { makeApp } from "./App.ts"
import * as CallbackSender from "./CallbackSender.ts"
import type { Configuration } from "./Configuration.ts"
import * as Control from "./Control.ts"
import { controlPath } from "./ControlApi.ts"
import * as Engine from "./Engine.ts"
import * as Listener from "./Listener.ts"
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
  /** Where callbacks are posted; without an address they are not. */
  readonly callbackUrl?: URL | undefined
}

export type StartError = Listener.PortUnusable | StateFile.StateFileUnusable | StateFile.StateFileCorrupt

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

const make = Effect.fn("EkoSimulator.make")(function* (options: Options) {
  const { configuration, stateFile } = options
  const knownWorld = options.world ?? World.documented(configuration.generation)
  const journal =
    stateFile === undefined ? StateFile.inMemory(knownWorld) : yield* StateFile.open(stateFile, knownWorld)
  const engine = Engine.make(configuration, journal)
  const callbacks = yield* CallbackSender.start(engine, options.callbackUrl)
  yield* Effect.forkScoped(engine.keepTime)

  const listener = yield* Listener.make
  const control = Control.make(engine, { callbacks, refuseConnections: listener.refuse })
  const port = yield* listener.listen(yield* makeApp(engine, control), options.port ?? 0)
  const origin = `http://127.0.0.1:${port}`
  return EkoSimulator.of({
    ...control,
    baseUrl: origin + configuration.basePath,
    controlUrl: origin + controlPath,
    port
  })
})
