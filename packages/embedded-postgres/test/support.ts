/**
 * What the tests of this package share: folders, queries, and processes that are to be killed.
 *
 * @module
 */
import { type ChildProcess, fork } from "node:child_process"
import { once } from "node:events"
import { readFileSync } from "node:fs"
import { chmod, mkdtemp, readFile, realpath, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { PgClient } from "@effect/sql-pg"
import { Effect, Redacted, Schedule, Schema } from "effect"
import { Reactivity } from "effect/reactivity"

/** A new folder, removed in the end. */
export const scratch = Effect.acquireRelease(
  Effect.promise(async () => {
    const folder = await mkdtemp(join(await realpath(tmpdir()), "bhejo-test-"))
    await chmod(folder, 0o755)
    return folder
  }),
  (folder) => Effect.promise(() => rm(folder, { recursive: true, force: true }))
)

/** The rows of one statement, on a connection of its own. */
export const select = <Row extends object>(url: Redacted.Redacted<string>, statement: string) =>
  PgClient.makeClient({ url }).pipe(
    Effect.flatMap((sql) => sql.unsafe<Row>(statement)),
    Effect.scoped,
    Effect.provide(Reactivity.layer)
  )

/** The value of one setting, as the server shows it. */
export const show = (url: Redacted.Redacted<string>, setting: string) =>
  Effect.map(select<{ value: string }>(url, `SELECT current_setting('${setting}') AS value`), ([row]) => row?.value)

/** The process id of the server that `postmaster.pid` records. */
export const serverPid = (dataFolder: string) =>
  Effect.promise(async () => Number.parseInt(await readFile(join(dataFolder, "postmaster.pid"), "utf8"), 10))

/** The process id of the child that keeps the folder's server. */
export const childPid = (folder: string) =>
  Effect.promise(async () => Number((await readFile(join(folder, "owner.pid"), "utf8")).split("\n")[1]))

/** Whether the process lives; one that only waits to be reaped does not. */
export const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0)
    return process.platform !== "linux" || !/\) [ZX] /.test(readFileSync(`/proc/${pid}/stat`, "utf8"))
  } catch {
    return false
  }
}

export const kill = (pid: number) => Effect.sync(() => process.kill(pid, "SIGKILL"))

/** Waits until the condition holds, and fails when it does not within a minute. */
export const eventually = (condition: () => boolean) =>
  Effect.suspend(() => (condition() ? Effect.void : Effect.fail("not yet"))).pipe(
    Effect.retry(Schedule.spaced("20 millis")),
    Effect.timeout("1 minute")
  )

const Opened = Schema.Struct({ url: Schema.String, dataFolder: Schema.String })

/** Starts an owner in a process and a process group of its own; without a folder, of a temporary server. */
export const owner = Effect.fnUntraced(function* (folder?: string) {
  const process_ = yield* Effect.acquireRelease(
    Effect.sync(() =>
      fork(fileURLToPath(new URL("./owner.ts", import.meta.url)), folder === undefined ? [] : [folder], {
        detached: true,
        execArgv: []
      })
    ),
    (child) =>
      Effect.promise(async () => {
        if (child.exitCode !== null || child.signalCode !== null) return
        child.kill("SIGKILL")
        await once(child, "exit")
      })
  )
  const opened = Schema.decodeUnknownSync(Opened)(yield* nextMessage(process_))
  return { process: process_, pid: process_.pid ?? 0, url: Redacted.make(opened.url), dataFolder: opened.dataFolder }
})

/** What a process says next; one that ends instead is a defect. */
export const nextMessage = (child: ChildProcess) =>
  Effect.callback<unknown>((resume) => {
    const onMessage = (message: unknown) => resume(Effect.succeed(message))
    const onExit = (code: number | null, signal: string | null) =>
      resume(Effect.die(new Error(`The process ended without a word (${signal ?? code}).`)))
    child.once("message", onMessage).once("exit", onExit)
    return Effect.sync(() => child.off("message", onMessage).off("exit", onExit))
  })
