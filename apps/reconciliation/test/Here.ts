/**
 * `bhejo-reconcile` within this process, for what needs no process of its own.
 *
 * @module
 */
import * as NodeServices from "@effect/platform-node/NodeServices"
import { ConfigProvider, Console, Effect, Layer } from "effect"
import { Command } from "effect/cli"
import { command } from "../src/CommandLine.ts"
import * as Ended from "../src/Ended.ts"
import { Output } from "../src/Terminal.ts"

export interface Said {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

/** Runs a command to its end. */
export const run = Effect.fnUntraced(function* (
  args: ReadonlyArray<string>,
  env: Readonly<Record<string, string>> = {}
) {
  let [stdout, stderr] = ["", ""]
  const console: Console.Console = {
    ...globalThis.console,
    log: (...words) => {
      stdout += `${words.join(" ")}\n`
    },
    error: (...words) => {
      stderr += `${words.join(" ")}\n`
    }
  }
  const exit = yield* Command.runWith(command, { version: "0.0.0" })(args).pipe(
    Effect.tapError((error) =>
      error instanceof Ended.Ended || error._tag === "ShowHelp" ? Effect.void : Console.error(error.message)
    ),
    Effect.provide(Layer.mergeAll(NodeServices.layer, Layer.succeed(Output, { isTerminal: false, write: () => {} }))),
    Effect.provideService(Console.Console, console),
    Effect.provideService(ConfigProvider.ConfigProvider, ConfigProvider.fromUnknown(env)),
    Effect.exit
  )
  return { code: Ended.codeOf(exit), stdout, stderr } satisfies Said as Said
})
