/**
 * `bhejo-reconcile` as a real process.
 *
 * @module
 */
import { spawn } from "node:child_process"
import { existsSync, readFileSync } from "node:fs"
import { dirname } from "node:path"
import { fileURLToPath } from "node:url"
import { Effect } from "effect"

export interface Ended {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
  /** The most memory that it held, as Linux counts it; 0 elsewhere. */
  readonly peakBytes: number
}

/** The package's own bin, as whoever installs it starts it: how much memory it takes is said in its first line. */
const main = fileURLToPath(new URL("../src/main.ts", import.meta.url))

/** Starts a command; the process is killed when the scope closes. */
export const start = (args: ReadonlyArray<string>, env: Readonly<Record<string, string>>, cwd: string) =>
  Effect.map(
    Effect.acquireRelease(
      Effect.sync(() =>
        spawn(main, args, { cwd, env: { PATH: `${dirname(process.execPath)}:${process.env["PATH"]}`, ...env } })
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
      return { kill: Effect.sync(() => child.kill("SIGKILL")), ended: Effect.promise(() => ended) }
    }
  )

/** Runs a command to its end. */
export const run = (args: ReadonlyArray<string>, env: Readonly<Record<string, string>>, cwd: string) =>
  Effect.scoped(Effect.flatMap(start(args, env, cwd), ({ ended }) => ended))
