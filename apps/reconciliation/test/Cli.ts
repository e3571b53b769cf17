/**
 * `bhejo-reconcile` as a real process.
 *
 * @module
 */
import { spawn } from "node:child_process"
import { fileURLToPath } from "node:url"
import { Effect } from "effect"

export interface Ended {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

const main = fileURLToPath(new URL("../src/main.ts", import.meta.url))

/** Starts a command; the process is killed when the scope closes. */
export const start = (args: ReadonlyArray<string>, env: Readonly<Record<string, string>>, cwd: string) =>
  Effect.map(
    Effect.acquireRelease(
      Effect.sync(() =>
        spawn(process.execPath, [main, ...args], { cwd, env: { PATH: process.env["PATH"] ?? "", ...env } })
      ),
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
      const ended = new Promise<Ended>((resolve) => {
        child.once("close", (code) => resolve({ code, stdout, stderr }))
      })
      return { kill: Effect.sync(() => child.kill("SIGKILL")), ended: Effect.promise(() => ended) }
    }
  )

/** Runs a command to its end. */
export const run = (args: ReadonlyArray<string>, env: Readonly<Record<string, string>>, cwd: string) =>
  Effect.scoped(Effect.flatMap(start(args, env, cwd), ({ ended }) => ended))
