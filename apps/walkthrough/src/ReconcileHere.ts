/**
 * The command line of the reconciliation, within this process and on this machine's data.
 *
 * @module
 */

import { IndiaTime } from "@bhejo/core"
import { CommandLine, Ended, Terminal } from "@bhejo/reconciliation"
import * as NodeServices from "@effect/platform-node/NodeServices"
import { Clock, ConfigProvider, Effect, Layer } from "effect"
import { Command } from "effect/cli"
import type { Environment } from "./Development.ts"

/** Today in India: the walkthrough's transfers were made today, and not yesterday as those of a night's run. */
export const today = Effect.map(Clock.currentTimeMillis, IndiaTime.dayOf)

/** Runs one command. That breaks were found is a result and no failure; succeeds with the code that it would end with. */
export const run = Effect.fnUntraced(function* (
  args: ReadonlyArray<string>,
  environment: Environment,
  output: Terminal.Output["Service"]
) {
  const exit = yield* Command.runWith(CommandLine.command, { version: "0.0.0" })(args).pipe(
    Effect.provide(Layer.mergeAll(NodeServices.layer, Layer.succeed(Terminal.Output, output))),
    Effect.provideService(ConfigProvider.ConfigProvider, ConfigProvider.fromUnknown(environment)),
    Effect.exit
  )
  const code = Ended.codeOf(exit)
  return code === 2 ? yield* exit : code
})
