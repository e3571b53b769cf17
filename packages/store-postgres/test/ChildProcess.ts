/**
 * Starts `child.ts` and reads what it prints.
 *
 * @module
 */
import { type ChildProcessByStdio, spawn } from "node:child_process"
import { once } from "node:events"
import { createInterface } from "node:readline"
import type { Readable } from "node:stream"
import { fileURLToPath } from "node:url"
import { dataKey } from "@bhejo/embedded-postgres/testing"
import { Effect, Redacted } from "effect"

export interface Child {
  /** What it has printed so far, a line each. */
  readonly lines: ReadonlyArray<string>
  /** Waits until it has printed so many lines; fails the test if it ends before that. */
  readonly printed: (count: number) => Effect.Effect<void>
  readonly signal: (signal: NodeJS.Signals) => Effect.Effect<void>
  /** Waits for its end and gives its exit code. */
  readonly ended: Effect.Effect<number | null>
}

export const start = (url: Redacted.Redacted<string>, task: "hang" | "sign", ...options: ReadonlyArray<number>) =>
  Effect.map(
    Effect.acquireRelease(
      Effect.sync(() =>
        spawn(
          process.execPath,
          [fileURLToPath(new URL("./child.ts", import.meta.url)), Redacted.value(url), task, ...options.map(String)],
          { stdio: ["ignore", "pipe", "inherit"], env: { ...process.env, DATA_KEY: dataKey } }
        )
      ),
      (child) => Effect.promise(() => kill(child))
    ),
    (child): Child => {
      const lines: Array<string> = []
      const reader = createInterface(child.stdout).on("line", (line) => lines.push(line))
      const end = once(child, "close")
      return {
        lines,
        printed: (count) =>
          Effect.promise(async () => {
            while (lines.length < count) {
              const ended = await Promise.race([once(reader, "line").then(() => false), end.then(() => true)])
              if (ended && lines.length < count) throw new Error(`it ended after ${lines.length} lines`)
            }
          }),
        signal: (signal) => Effect.sync(() => child.kill(signal)),
        ended: Effect.promise(async () => {
          await end
          return child.exitCode
        })
      }
    }
  )

const kill = async (child: ChildProcessByStdio<null, Readable, null>) => {
  if (child.exitCode !== null || child.signalCode !== null) return
  const end = once(child, "close")
  child.kill("SIGKILL")
  await end
}
