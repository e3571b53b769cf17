/**
 * The right to run the server of one folder: one process has it at a time, and loses it when it ends, however it ends.
 *
 * @module
 */
import { readFileSync, rmSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { DatabaseSync } from "node:sqlite"
import { setTimeout as sleep } from "node:timers/promises"
import { Failure } from "./Failure.ts"

const SQLITE_BUSY = 5

/**
 * Takes the lock of an existing folder.
 *
 * A holder whose owner is dead is about to stop, and is waited for until the signal aborts.
 *
 * @throws Failure `FolderInUse` when the holder's owner lives; the signal's reason when it aborts.
 */
export const acquire = async (folder: string, ownerPid: number, signal: AbortSignal): Promise<{ release(): void }> => {
  const ownerFile = join(folder, "owner.pid")
  // Node has no file locks of its own. An open transaction of SQLite holds one that the kernel drops with the process,
  // so there is no stale lock to recognise and no race in clearing it.
  const lock = new DatabaseSync(join(folder, "lock"))
  while (!begin(lock)) {
    const holder = readPid(ownerFile)
    if (holder !== undefined && isAlive(holder)) {
      lock.close()
      throw new Failure({ _tag: "FolderInUse", folder, ownerPid: holder })
    }
    await sleep(30, undefined, { signal })
  }
  // The first line is for the next one who asks, the second one for people.
  writeFileSync(ownerFile, `${ownerPid}\n${process.pid}\n`)
  return {
    release: () => {
      rmSync(ownerFile, { force: true })
      lock.close()
    }
  }
}

const begin = (lock: DatabaseSync): boolean => {
  try {
    lock.exec("BEGIN EXCLUSIVE")
    return true
  } catch (error) {
    if (error instanceof Error && "errcode" in error && error.errcode === SQLITE_BUSY) return false
    throw error
  }
}

const readPid = (file: string): number | undefined => {
  try {
    const pid = Number.parseInt(readFileSync(file, "utf8"), 10)
    return pid > 0 ? pid : undefined
  } catch {
    return undefined
  }
}

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM"
  }
}
