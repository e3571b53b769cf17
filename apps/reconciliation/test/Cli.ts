/**
 * `bhejo-reconcile` as a real process, and as a command within this one.
 *
 * @module
 */
import { spawn } from "node:child_process"
import { existsSync, readFileSync } from "node:fs"
import { dirname } from "node:path"
import { fileURLToPath } from "node:url"
import * as NodeServices from "@effect/platform-node/NodeServices"
import { ConfigProvider, Console, Effect, Layer } from "effect"
import { Command } from "effect/cli"
import { command } from "../src/commands/CommandLine.ts"
import { codeOf, explained } from "../src/commands/Ended.ts"
import { Output } from "../src/commands/Terminal.ts"

export interface Ended {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
  /** The most memory that it held, as Linux counts it; 0 elsewhere. */
  readonly peakBytes: number
}

/** The package's own bin, as whoever installs it starts it: how much memory it takes is said in its first line. */
const main = fileURLToPath(new URL("../src/main.ts", import.meta.url))

/** What a process is given of this one's environment: where Node is, and what is compiled already. */
const inherited = {
  PATH: `${dirname(process.execPath)}:${process.env["PATH"]}`,
  NODE_COMPILE_CACHE: process.env["NODE_COMPILE_CACHE"]
}

/** Starts a command; the process is killed when the scope closes. */
export const start = (args: ReadonlyArray<string>, env: Readonly<Record<string, string>>, cwd: string) =>
  Effect.map(
    Effect.acquireRelease(
      Effect.sync(() => spawn(main, args, { cwd, env: { ...inherited, ...env } })),
      (child) => Effect.sync(() => child.kill("SIGKILL"))
    ),
    (child) => {
      let [stdout, stderr] = ["", ""]
      child.stdout.on("data", (chunk) => {
        stdout += String(chunk)
      })
      child.stderr.on("data", (chunk) => {
        stderr += String(chunk)
      })
      let peakBytes = 0
      const watch = setInterval(() => {
        const path = `/proc/${child.pid}/status`
        const [, kilobytes] = /VmHWM:\s+(\d+)/.exec(existsSync(path) ? readFileSync(path, "utf8") : "") ?? []
        if (kilobytes !== undefined) peakBytes = Number(kilobytes) * 1_024
      }, 200)
      const ended = new Promise<Ended>((resolve) => {
        child.once("close", (code) => {
          clearInterval(watch)
          resolve({ code, stdout, stderr, peakBytes })
        })
      })
      return {
        kill: Effect.sync(() => child.kill("SIGKILL")),
        endInOrder: Effect.sync(() => child.kill("SIGTERM")),
        ended: Effect.promise(() => ended)
      }
    }
  )

/**
 * Runs a command to its end within this process: for all that has nothing to do with processes, whose starts would take
 * most of a test's time. Relative paths are this process's own, so there are none here.
 */
export const runHere = (args: ReadonlyArray<string>, env: Readonly<Record<string, string>>) =>
  Effect.gen(function* () {
    let [stdout, stderr] = ["", ""]
    const print = Object.assign(Object.create(globalThis.console) as Console.Console, {
      log: (...words: ReadonlyArray<unknown>) => {
        stdout += `${words.join(" ")}\n`
      },
      error: (...words: ReadonlyArray<unknown>) => {
        stderr += `${words.join(" ")}\n`
      }
    })
    const output = {
      isTerminal: false,
      write: (text: string) => {
        stderr += text
      }
    }
    const exit = yield* Command.runWith(command, { version: "0.0.0" })(args).pipe(
      explained,
      Effect.provide(Layer.mergeAll(NodeServices.layer, Layer.succeed(Output, output))),
      Effect.provideService(Console.Console, print),
      Effect.provideService(ConfigProvider.ConfigProvider, ConfigProvider.fromEnv({ env })),
      Effect.exit
    )
    return { code: codeOf(exit), stdout, stderr }
  })

/** Runs a command to its end, as a process. */
export const run = (args: ReadonlyArray<string>, env: Readonly<Record<string, string>>, cwd: string) =>
  Effect.scoped(Effect.flatMap(start(args, env, cwd), ({ ended }) => ended))
