/**
 * The PostgreSQL server that runs on a data folder, as `postmaster.pid` tells it.
 *
 * It is known by its process id alone, so a server that an earlier child started is handled like one's own.
 *
 * @module
 */
import { execFile } from "node:child_process"
import { readFile, writeFile } from "node:fs/promises"
import { join } from "node:path"
import { setTimeout as sleep } from "node:timers/promises"
import { promisify } from "node:util"

export interface Postmaster {
  readonly pid: number
  readonly port: number
  /** Whether it accepts connections. */
  readonly ready: boolean
}

export const pollMillis = 15

/** What `postmaster.pid` records, whether or not that process still lives. */
export const recorded = async (dataFolder: string): Promise<Postmaster | undefined> => {
  const text = await readFile(join(dataFolder, "postmaster.pid"), "utf8").catch(() => "")
  const lines = text.split("\n")
  const pid = Number(lines[0])
  const port = Number(lines[3])
  return pid > 0 && port > 0 ? { pid, port, ready: lines[7]?.trim() === "ready" } : undefined
}

/**
 * Who a recorded process is today: the server of this data folder, gone, another program that was given the same id, or
 * a server of which it is not certain what it serves.
 */
export const identify = async (pid: number, dataFolder: string): Promise<"ours" | "gone" | "other" | "uncertain"> => {
  const command = await commandOf(pid)
  if (command === "") return "gone"
  if (command.includes(`/postgres -D ${dataFolder} `)) return "ours"
  return /(^|\/)postgres -D /.test(command) ? "uncertain" : "other"
}

/** The command line of a process; empty when it is gone or only waits to be reaped. */
const commandOf = async (pid: number): Promise<string> => {
  if (process.platform !== "linux") {
    const found = await promisify(execFile)("ps", ["-ww", "-o", "command=", "-p", `${pid}`]).catch(() => undefined)
    return found?.stdout.trim() ?? ""
  }
  const line = await readFile(`/proc/${pid}/cmdline`, "utf8").catch(() => "")
  return line.replaceAll("\0", " ")
}

/** Above every process id that a system gives out. */
const nobody = 2_147_483_647

/**
 * Makes a record name no process, because PostgreSQL takes any that has the recorded id for a server, even one that only
 * waits to be reaped.
 *
 * The record itself has to stay: by the shared memory that it also names, PostgreSQL waits for sessions that have outlived
 * their server.
 */
const disown = async (dataFolder: string): Promise<void> => {
  const file = join(dataFolder, "postmaster.pid")
  const text = await readFile(file, "utf8")
  await writeFile(file, text.replace(/^\d+/, `${nobody}`))
}

/**
 * The server that runs on the data folder and accepts connections, if there is one; one that is starting or stopping is
 * waited for. The record of one that is gone no longer keeps PostgreSQL from starting.
 *
 * @throws Error when it is not certain what the recorded process serves; the signal's reason when it aborts.
 */
export const running = async (dataFolder: string, signal: AbortSignal): Promise<Postmaster | undefined> => {
  while (true) {
    signal.throwIfAborted()
    const record = await recorded(dataFolder)
    if (record === undefined) return undefined
    switch (await identify(record.pid, dataFolder)) {
      case "ours":
        if (record.ready) return record
        await sleep(pollMillis, undefined, { signal })
        continue
      case "gone":
      case "other":
        await disown(dataFolder)
        return undefined
      case "uncertain":
        throw new Error(
          `Process ${record.pid} is a PostgreSQL server that may be running on these files, perhaps under a former name of the folder. Stop that process.`
        )
    }
  }
}

/** A server that has not stopped is pressed harder each time; each of these is safe for what was committed. */
const stopSteps = [
  { signal: "SIGINT", graceMillis: 20_000 },
  { signal: "SIGQUIT", graceMillis: 6_000 },
  { signal: "SIGKILL", graceMillis: 2_000 }
] as const

/** Stops the server, disconnecting its clients, and waits for its end. */
export const stop = async (pid: number, dataFolder: string): Promise<void> => {
  for (const { signal, graceMillis } of stopSteps) {
    const expired = AbortSignal.timeout(graceMillis)
    let sent = false
    while (!expired.aborted) {
      if ((await identify(pid, dataFolder)) !== "ours") return
      if (!sent) signalProcess(pid, signal)
      sent = true
      await sleep(pollMillis)
    }
  }
}

const signalProcess = (pid: number, signal: NodeJS.Signals) => {
  try {
    process.kill(pid, signal)
  } catch {
    // It ended in between.
  }
}
