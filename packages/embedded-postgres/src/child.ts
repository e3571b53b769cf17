/**
 * The process between an owner and its PostgreSQL server: it starts the server, and stops it when the owner is gone.
 *
 * It runs detached, in a process group of its own, so that Ctrl-C in a terminal does not take the database away from an
 * owner that still drains. It ignores signals for the same reason: the end of the channel to the owner is the one order to
 * stop, and comes however the owner ends.
 *
 * @module
 */
import { access, constants, mkdir } from "node:fs/promises"
import * as Cluster from "./Cluster.ts"
import * as Disturbance from "./Disturbance.ts"
import { Failure } from "./Failure.ts"
import * as FolderLock from "./FolderLock.ts"
import * as Postmaster from "./Postmaster.ts"
import type { Answer, Order, Start, Stop } from "./Protocol.ts"

for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => {})

const ownerGone = new AbortController()
process.on("disconnect", () => ownerGone.abort())

const answer = (message: Answer) =>
  new Promise<void>((resolve) => {
    if (!process.connected || process.send === undefined) return resolve()
    // An owner that has just died does not hear it, and the channel's end says so.
    process.send(message, () => resolve())
  })

const untilOwnerIsGone = () =>
  new Promise<void>((resolve) => {
    if (ownerGone.signal.aborted) return resolve()
    ownerGone.signal.addEventListener("abort", () => resolve(), { once: true })
  })

const keep = async (order: Start, folder: string, signal: AbortSignal): Promise<void> => {
  const temporary = order.folder === null
  await mkdir(folder, { recursive: true })
  await access(folder, constants.W_OK)
  const lock = await FolderLock.acquire(folder, order.ownerPid, signal)
  try {
    const cluster = await Cluster.openOrCreate(folder, { sync: !temporary, signal })
    let server = await Cluster.start(cluster, order.port, signal)
    const { dataFolder, password } = cluster
    const ready = () => answer({ _tag: "Ready", folder, dataFolder, port: server.port, password })
    // One disturbance after the other, and the end after the last.
    let disturbed = Promise.resolve()
    process.on("message", (message) => {
      disturbed = disturbed.then(async () => {
        const expired = AbortSignal.any([ownerGone.signal, AbortSignal.timeout(order.timeoutMillis)])
        try {
          server = await Cluster.disturb(cluster, server, Disturbance.read(message), expired)
          await ready()
        } catch (error) {
          await answer(await explain(error, folder, expired.aborted))
        }
      })
    })
    await ready()
    await untilOwnerIsGone()
    await disturbed
    await Postmaster.stop(server.pid, dataFolder)
  } finally {
    if (temporary) await Cluster.remove(folder)
    lock.release()
  }
}

const stop = async (order: Stop, signal: AbortSignal): Promise<void> => {
  const dataFolder = await Cluster.existingDataFolder(order.folder)
  if (dataFolder === undefined && !order.remove) return
  const lock = await FolderLock.acquire(order.folder, order.ownerPid, signal)
  try {
    const server = dataFolder === undefined ? undefined : await Postmaster.running(dataFolder, signal)
    if (dataFolder !== undefined && server !== undefined) await Postmaster.stop(server.pid, dataFolder)
    if (order.remove) await Cluster.remove(order.folder)
  } finally {
    lock.release()
  }
}

const explain = async (error: unknown, folder: string, expired: boolean): Promise<Answer> => {
  if (error instanceof Failure) return { _tag: "Failed", error: error.error }
  const code = error instanceof Error && "code" in error ? error.code : undefined
  if (["EACCES", "EPERM", "EROFS", "ENOTDIR", "EEXIST"].some((known) => known === code)) {
    const reason = `${error instanceof Error ? error.message : code}. Take a folder that you may write to.`
    return { _tag: "Failed", error: { _tag: "FolderUnusable", folder, reason } }
  }
  const reason = expired
    ? "It was not ready in time. Is the machine very busy, or the recovery after a crash a long one? Try again."
    : error instanceof Error
      ? `${error.message}.`
      : String(error)
  return { _tag: "Failed", error: { _tag: "StartFailed", folder, reason, log: await Cluster.readLog(folder) } }
}

const order: Order = JSON.parse(process.argv[2] ?? "null")
const expired = AbortSignal.timeout(order.timeoutMillis)
if (order.action === "stop") {
  await stop(order, expired).catch((error: unknown) => {
    // A folder in use has another owner by now, whose server is not ours to stop.
    if (!(error instanceof Failure)) throw error
  })
} else {
  const folder = order.folder ?? (await Cluster.temporaryFolder(order.inMemory))
  await keep(order, folder, AbortSignal.any([ownerGone.signal, expired])).catch(async (error: unknown) => {
    if (!ownerGone.signal.aborted) return answer(await explain(error, folder, expired.aborted))
    // An owner that closes during the start is no failure; anything else is, and by the exit code the owner tries once more.
    if (!(error instanceof Error && error.name === "AbortError")) throw error
  })
}
process.exit(0)
