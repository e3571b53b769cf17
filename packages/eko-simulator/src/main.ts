/**
 * Runs a simulated Eko alone, configured by the environment, until it is interrupted.
 *
 * @module
 */

import { EkoOperation, Signing } from "@bhejo/core"
import * as NodeRuntime from "@effect/platform-node/NodeRuntime"
import { Config, Effect, Layer, Option, Runtime, Schema } from "effect"
import * as Configuration from "./Configuration.ts"
import { EkoSimulator } from "./EkoSimulator.ts"

/** Callbacks hold customers' numbers: they do not leave this machine. */
const LoopbackUrl = Schema.URLFromString.check(
  Schema.makeFilter(({ protocol, hostname }) =>
    protocol === "http:" && ["127.0.0.1", "localhost", "[::1]"].includes(hostname)
      ? undefined
      : "must be an http URL of this machine, such as http://127.0.0.1:8080/v1/eko/callback/token"
  )
)

const settings = Config.all({
  port: Config.withDefault(Config.Port("SIMULATOR_PORT"), 8081),
  stateFile: Config.option(Config.NonEmptyString("SIMULATOR_STATE_FILE")),
  generation: Config.withDefault(Config.schema(EkoOperation.Generation, "EKO_GENERATION"), "seed"),
  basePath: Config.option(Config.schema(Configuration.BasePath, "SIMULATOR_BASE_PATH")),
  developerKey: Config.option(Config.Redacted("EKO_DEVELOPER_KEY")),
  accessKey: Config.option(Config.schema(Signing.AccessKey, "EKO_ACCESS_KEY")),
  callbackUrl: Config.option(Config.schema(LoopbackUrl, "SIMULATOR_CALLBACK_URL")),
  amounts: Config.withDefault(Config.schema(Schema.Literals(["any", "documented"]), "SIMULATOR_AMOUNTS"), "any")
})

const simulator = Layer.unwrap(
  Effect.map(settings, ({ port, stateFile, generation, basePath, developerKey, accessKey, callbackUrl, amounts }) => {
    const development = Configuration.development(generation)
    return EkoSimulator.layer({
      configuration: {
        ...development,
        basePath: Option.getOrElse(basePath, () => development.basePath),
        developerKey: Option.getOrElse(developerKey, () => development.developerKey),
        accessKey: Option.getOrElse(accessKey, () => development.accessKey),
        ...(amounts === "documented" ? { amounts: Configuration.documentedAmounts } : {})
      },
      callbackUrl: Option.getOrUndefined(callbackUrl),
      port,
      stateFile: Option.getOrUndefined(stateFile)
    })
  })
)

/** The exit code that effect gives an interrupted program. */
const interrupted = 130

const program = Effect.gen(function* () {
  const { baseUrl, controlUrl } = yield* EkoSimulator
  yield* Effect.logInfo(`Simulated Eko at ${baseUrl}, its control API at ${controlUrl}`)
  return yield* Effect.never
})

program.pipe(
  Effect.provide(simulator),
  Effect.tapError((error) => Effect.logFatal(error.message)),
  NodeRuntime.runMain({
    disableErrorReporting: true,
    // An interrupt is how it is meant to end, so it is no failure.
    teardown: (exit, onExit) => Runtime.defaultTeardown(exit, (code) => onExit(code === interrupted ? 0 : code))
  })
)
