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
import { Effect, Layer } from "effect"
import { Command } from "effect/cli"
import { command } from "./commands/CommandLine.ts"
import { explained, teardown } from "./commands/Ended.ts"
import { Output } from "./commands/Terminal.ts"

const output = Layer.succeed(Output, {
  isTerminal: process.stderr.isTTY === true,
  write: (text) => process.stderr.write(text)
})

command.pipe(
  Command.run({ version: "0.0.0" }),
  explained,
  Effect.provide(Layer.mergeAll(NodeServices.layer, output)),
  NodeRuntime.runMain({ disableErrorReporting: true, teardown })
)
