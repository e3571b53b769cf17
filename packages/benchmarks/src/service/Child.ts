/**
 * A process of the measurement: started, awaited until it says where it listens, and ended with the scope.
 *
 * @module
 */
import { type ChildProcess, spawn } from "node:child_process"
import { once } from "node:events"
import { readFileSync } from "node:fs"
import { fileURLToPath } from "node:url"
import { Data, Effect, Schedule } from "effect"

export class ChildFailed extends Data.TaggedError("ChildFailed")<{ readonly entry: string; readonly log: string }> {
  override get message() {
    return `${this.entry} did not start:\n${this.log}`
  }
}

const startTimeoutMillis = 60_000
const endTimeoutMillis = 60_000

export interface Child {
  readonly pid: number
  /** What it said when it was up. */
  readonly word: string
}

/** Starts a program of ours; `isUp` finds in its output what tells that it serves. */
export const start = (
  entry: URL,
  env: Readonly<Record<string, string>>,
  isUp: RegExp,
  nodeOptions: ReadonlyArray<string> = []
) =>
  Effect.acquireRelease(
    Effect.sync(() =>
      spawn(process.execPath, [...nodeOptions, fileURLToPath(entry)], {
        env: { PATH: process.env["PATH"], ...env },
        stdio: ["ignore", "pipe", "pipe"]
      })
    ),
    (child) => Effect.promise(() => end(child))
  ).pipe(
    Effect.flatMap((child) => {
      let log = ""
      for (const stream of [child.stdout, child.stderr]) {
        stream.setEncoding("utf8").on("data", (text: string) => {
          log = (log + text).slice(-10_000)
        })
      }
      const failed = () => new ChildFailed({ entry: fileURLToPath(entry), log })
      return Effect.suspend((): Effect.Effect<Child | undefined, ChildFailed> => {
        const word = isUp.exec(log)?.[0]
        if (word !== undefined && child.pid !== undefined) return Effect.succeed({ pid: child.pid, word })
        return child.exitCode === null ? Effect.succeed(undefined) : Effect.fail(failed())
      }).pipe(
        Effect.repeat({ schedule: Schedule.spaced("20 millis"), until: (up) => up !== undefined }),
        Effect.timeoutOrElse({ duration: startTimeoutMillis, orElse: () => Effect.fail(failed()) }),
        Effect.flatMap((up) => (up === undefined ? Effect.fail(failed()) : Effect.succeed(up)))
      )
    })
  )

const end = async (child: ChildProcess): Promise<void> => {
  if (child.exitCode !== null || child.signalCode !== null) return
  const exit = once(child, "exit", { signal: AbortSignal.timeout(endTimeoutMillis) })
  child.kill("SIGTERM")
  await exit.catch(() => child.kill("SIGKILL"))
}

/** Clock ticks of Linux, of which `/proc` counts a hundred in a second. */
const ticksPerSecond = 100

/** The CPU time that a process has had, in milliseconds; nothing where the system does not tell. */
export const cpuMillis = (pid: number): number | undefined => {
  if (process.platform !== "linux") return undefined
  const stat = readFileSync(`/proc/${pid}/stat`, "utf8")
  // The name, in parentheses, may hold anything; behind it, fields 14 and 15 are the 12th and 13th.
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ")
  return ((Number(fields[11]) + Number(fields[12])) * 1_000) / ticksPerSecond
}
