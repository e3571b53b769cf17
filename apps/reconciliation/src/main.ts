#!/usr/bin/env -S node --max-old-space-size=160 --max-semi-space-size=4
/**
 * `bhejo-reconcile`, as a process.
 *
 * @module
 */
// Journals are decoded by the million, in as much memory as the first line says.
import "effect/schema/SchemaJITCompiler/enable"
import * as NodeRuntime from "@effect/platform-node/NodeRuntime"
import * as NodeServices from "@effect/platform-node/NodeServices"
import { Console, Effect, Layer, Logger, References } from "effect"
import { Command } from "effect/cli"
import { command } from "./CommandLine.ts"
import { Ended, teardown } from "./Ended.ts"
import { Output } from "./Terminal.ts"

const output = Layer.succeed(Output, {
  isTerminal: process.stderr.isTTY === true,
  write: (text) => process.stderr.write(text)
})

command.pipe(
  Command.run({ version: "0.0.0" }),
  Effect.tapError((error) =>
    error instanceof Ended || error._tag === "ShowHelp" ? Effect.void : Console.error(error.message)
  ),
  Effect.provide(
    Layer.mergeAll(NodeServices.layer, output, Logger.layer([Logger.withConsoleError(Logger.formatLogFmt)]))
  ),
  Effect.provideService(References.MinimumLogLevel, "Warn"),
  NodeRuntime.runMain({ disableErrorReporting: true, teardown })
)
