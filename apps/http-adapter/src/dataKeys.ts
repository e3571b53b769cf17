/**
 * The rotation of `DATA_KEY`, as a process: `node src/dataKeys.ts status|reseal|retire`.
 *
 * @module
 */
import * as NodeRuntime from "@effect/platform-node/NodeRuntime"
import * as NodeServices from "@effect/platform-node/NodeServices"
import { Effect, Layer, Logger, References } from "effect"
import * as DataKeysCommand from "./DataKeysCommand.ts"

DataKeysCommand.run(process.argv.slice(2)).pipe(
  // The standard output is for what was asked for.
  Effect.provide(Layer.merge(NodeServices.layer, Logger.layer([Logger.withConsoleError(Logger.formatLogFmt)]))),
  Effect.provideService(References.MinimumLogLevel, "Warn"),
  NodeRuntime.runMain({ disableErrorReporting: true })
)
