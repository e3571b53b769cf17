/**
 * The PostgreSQL server that runs on a data folder, as `postmaster.pid` tells it.
 *
 * It is known by its process id alone, so a server that an earlier child started is handled like one's own.
 *
 * @module
 */
import { execFile } from "node:child_process"
import { readdir, readFile, writeFile } from "node:fs/promises"
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
const identify = async (pid: number, dataFolder: string): Promise<"ours" | "gone" | "other" | "uncertain"> => {
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
  // One that stands still would not hear it.
  if ((await identify(pid, dataFolder)) === "ours") await thaw(pid)
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

/** Ends the server by one signal and waits until it is gone, for however long that takes. */
export const end = async (
  pid: number,
  dataFolder: string,
  signal: NodeJS.Signals,
  expired: AbortSignal
): Promise<void> => {
  signalProcess(pid, signal)
  while ((await identify(pid, dataFolder)) === "ours") await sleep(pollMillis, undefined, { signal: expired })
}

/** Makes every process of the server stand still; the postmaster first, so that it makes no more of them. */
export const freeze = async (pid: number): Promise<void> => {
  signalProcess(pid, "SIGSTOP")
  for (const child of await childrenOf(pid)) signalProcess(child, "SIGSTOP")
}

/** Lets every process of the server go on. */
export const thaw = async (pid: number): Promise<void> => {
  for (const child of await childrenOf(pid)) signalProcess(child, "SIGCONT")
  signalProcess(pid, "SIGCONT")
}

/** PostgreSQL's processes have groups of their own, so they are known by their parent alone. */
const childrenOf = async (pid: number): Promise<ReadonlyArray<number>> => {
  const processes = await (process.platform === "linux" ? processesOfLinux() : processesByPs())
  return processes.flatMap(([child, parent]) => (parent === pid ? [child] : []))
}

const processesOfLinux = async (): Promise<ReadonlyArray<readonly [number, number]>> => {
  const pids = (await readdir("/proc")).filter((name) => /^\d+$/.test(name))
  return Promise.all(
    pids.map(async (pid) => {
      const stat = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => "")
      // Behind the name, which may hold anything: the state, and then the parent.
      return [Number(pid), Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[1])] as const
    })
  )
}

const processesByPs = async (): Promise<ReadonlyArray<readonly [number, number]>> => {
  const { stdout } = await promisify(execFile)("ps", ["-A", "-o", "pid=,ppid="])
  return stdout.split("\n").map((line) => {
    const [pid, parent] = line.trim().split(/\s+/).map(Number)
    return [pid ?? 0, parent ?? 0] as const
  })
}

const signalProcess = (pid: number, signal: NodeJS.Signals) => {
  try {
    process.kill(pid, signal)
  } catch {
    // It ended in between.
  }
}
