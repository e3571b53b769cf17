/**
 * The keys, as a process: `node src/keys.ts create|list|revoke`.
 *
 * @module
 */
import * as NodeRuntime from "@effect/platform-node/NodeRuntime"
import * as NodeServices from "@effect/platform-node/NodeServices"
import { Effect, Layer, Logger, References } from "effect"
import * as KeysCommand from "./authentication/KeysCommand.ts"

KeysCommand.run(process.argv.slice(2)).pipe(
  // The standard output is for what was asked for.
  Effect.provide(Layer.merge(NodeServices.layer, Logger.layer([Logger.withConsoleError(Logger.formatLogFmt)]))),
  Effect.provideService(References.MinimumLogLevel, "Warn"),
  NodeRuntime.runMain({ disableErrorReporting: true })
)
