/**
 * A PostgreSQL cluster in a folder: made when it is missing, then started, or attached to when it runs already.
 *
 * The folder holds `data` (PostgreSQL's own files, or a link to them), `server.log`, `lock` and `owner.pid`.
 *
 * @module
 */
import { spawn } from "node:child_process"
import { randomBytes } from "node:crypto"
import { once } from "node:events"
import {
  chmod,
  chown,
  mkdir,
  mkdtemp,
  open,
  readFile,
  realpath,
  rename,
  rm,
  stat,
  statfs,
  symlink,
  writeFile
} from "node:fs/promises"
import { createServer } from "node:net"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import { setTimeout as sleep } from "node:timers/promises"
import * as Account from "./Account.ts"
import * as Binaries from "./Binaries.ts"
import type { Disturbance } from "./Disturbance.ts"
import { Failure } from "./Failure.ts"
import * as Postmaster from "./Postmaster.ts"

export interface Cluster {
  readonly folder: string
  /** Without symbolic links. */
  readonly dataFolder: string
  /** The account PostgreSQL runs as, where that is not the process's own. */
  readonly account: Account.Account | undefined
  readonly binaries: Binaries.Binaries
  readonly password: string
}

const passwordFile = "bhejo_password"

/** Linux keeps the files below this folder in memory. */
const memoryFolder = "/dev/shm"

/** Several times what a whole run of tests was seen to need. */
const memoryBytes = 2 ** 30

/** Containers often have this folder with a few megabytes, and other systems have none. */
const hasRoom = (folder: string): Promise<boolean> =>
  statfs(folder).then(
    ({ bavail, bsize }) => bavail * bsize >= memoryBytes,
    () => false
  )

/** A new folder for a cluster that is removed in the end; in memory if that is wanted and this machine has the room. */
export const temporaryFolder = async (inMemory = false): Promise<string> => {
  const parent = inMemory && (await hasRoom(memoryFolder)) ? memoryFolder : tmpdir()
  const folder = await mkdtemp(join(await realpath(parent), "bhejo-"))
  await chmod(folder, 0o711)
  return folder
}

/** The data folder of the cluster, if there is one. */
export const existingDataFolder = (folder: string): Promise<string | undefined> =>
  realpath(join(folder, "data")).catch((error: NodeJS.ErrnoException) => {
    // Data that is there but cannot be seen must not be taken for missing.
    if (error.code === "ENOENT") return undefined
    throw error
  })

/**
 * Opens the folder's cluster, and makes one if there is none.
 *
 * As root, PostgreSQL runs as the account that owns the data, or as `postgres`. Where that account cannot reach the
 * folder, the data goes to a new folder below `/var/tmp` and `data` becomes a link to it; there, a system that tidies up
 * may remove what nobody has used for a month.
 *
 * `sync: false` leaves out that a new cluster is flushed to disk before use; commits are flushed all the same.
 *
 * @throws Failure
 */
export const openOrCreate = async (
  folder: string,
  options: { readonly sync: boolean; readonly signal: AbortSignal }
): Promise<Cluster> => {
  const existing = await existingDataFolder(folder)
  const account = await chooseAccount(folder, existing)
  const binaries = await Binaries.locate(account)
  const dataFolder = existing ?? (await create(folder, account, binaries, options))
  return { folder, dataFolder, account, binaries, password: await readPassword(folder, dataFolder) }
}

const readPassword = async (folder: string, dataFolder: string): Promise<string> => {
  const text = await readFile(join(dataFolder, passwordFile), "utf8").catch(() => {
    const reason = `${dataFolder} was not made here: it has no ${passwordFile}. Take another folder.`
    throw new Failure({ _tag: "FolderUnusable", folder, reason })
  })
  return text.trim()
}

const chooseAccount = async (folder: string, existing: string | undefined): Promise<Account.Account | undefined> => {
  const ownUid = process.getuid?.()
  const owner = existing === undefined ? undefined : await stat(existing)
  if (ownUid !== 0) {
    if (owner === undefined || owner.uid === ownUid) return undefined
    throw new Failure({
      _tag: "FolderUnusable",
      folder,
      reason: `Its data belongs to user ${owner.uid}, as after a run as root. Run as that user or as root, or delete the folder.`
    })
  }
  if (existing === undefined || owner === undefined || owner.uid === 0) {
    return Account.postgres().catch((error: unknown) => {
      throw new Failure({
        _tag: "FolderUnusable",
        folder,
        reason: `PostgreSQL refuses to run as root, and no account "postgres" could be made (${messageOf(error)}). Make one with "useradd --system postgres", or run as another user.`
      })
    })
  }
  const account = { uid: owner.uid, gid: owner.gid }
  if (await Account.canEnter(account, existing)) return account
  throw new Failure({
    _tag: "FolderUnusable",
    folder: existing,
    reason: `PostgreSQL runs as user ${owner.uid}, who owns these files but cannot reach them. Give every folder above them the mode that lets others pass ("chmod o+x"), or delete the folder.`
  })
}

const create = async (
  folder: string,
  account: Account.Account | undefined,
  binaries: Binaries.Binaries,
  options: { readonly sync: boolean; readonly signal: AbortSignal }
): Promise<string> => {
  const home = await reachableHome(folder, account)
  const dataFolder = join(home, "data")
  // A cluster appears under its name only when it is whole: what a start left unfinished is begun anew.
  const unfinished = `${dataFolder}.new`
  await rm(unfinished, { recursive: true, force: true })
  await mkdir(unfinished, { mode: 0o700 })
  const password = randomBytes(24).toString("hex")
  const passwordTemporary = join(home, "password.new")
  try {
    await writeFile(passwordTemporary, `${password}\n`, { mode: 0o600 })
    if (account !== undefined) {
      await chown(unfinished, account.uid, account.gid)
      await chown(passwordTemporary, account.uid, account.gid)
    }
    await initialise(folder, unfinished, passwordTemporary, account, binaries, options)
    await rename(passwordTemporary, join(unfinished, passwordFile))
    // A link to data that somebody has deleted is in the way.
    await rm(join(folder, "data"), { force: true })
    await rename(unfinished, dataFolder)
  } finally {
    await rm(passwordTemporary, { force: true })
  }
  if (home !== folder) await symlink(dataFolder, join(folder, "data"))
  return realpath(dataFolder)
}

const reachableHome = async (folder: string, account: Account.Account | undefined): Promise<string> => {
  if (account === undefined || (await Account.canEnter(account, folder))) return folder
  try {
    const home = await mkdtemp(join(Binaries.sharedFolder, "bhejo-data-"))
    await chmod(home, 0o711)
    if (await Account.canEnter(account, home)) return home
    await rm(home, { recursive: true, force: true })
  } catch {
    // The failure below says what to do.
  }
  throw new Failure({
    _tag: "FolderUnusable",
    folder,
    reason: `As root, PostgreSQL runs as user ${account.uid}, who can reach neither this folder nor one below ${Binaries.sharedFolder}. Take a folder whose parents let others pass ("chmod o+x"), or run as another user than root.`
  })
}

const initialise = async (
  folder: string,
  dataFolder: string,
  passwordSource: string,
  account: Account.Account | undefined,
  binaries: Binaries.Binaries,
  options: { readonly sync: boolean; readonly signal: AbortSignal }
): Promise<void> => {
  // The same cluster on every machine, whatever its language: UTF-8, compared byte by byte.
  const locale = ["--encoding=UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
  const access = ["--username=postgres", "--auth=scram-sha-256", `--pwfile=${passwordSource}`]
  const speed = options.sync ? [] : ["--no-sync"]
  const initdb = spawn(
    binaries.initdb,
    [`--pgdata=${dataFolder}`, "--no-instructions", ...locale, ...access, ...speed],
    {
      ...account,
      cwd: "/",
      env: { LC_ALL: "C" },
      stdio: ["ignore", "pipe", "pipe"],
      signal: options.signal
    }
  )
  let output = ""
  for (const stream of [initdb.stdout, initdb.stderr]) {
    stream.setEncoding("utf8").on("data", (text: string) => {
      output += text
    })
  }
  const [code, signal] = await once(initdb, "close")
  if (code === 0) return
  throw new Failure({
    _tag: "StartFailed",
    folder,
    reason: `initdb ended with ${code ?? signal}. What it printed tells why.`,
    log: tail(output)
  })
}

/**
 * Starts the cluster's server, or attaches to the one that an earlier child left behind. One that runs on another port
 * than the one asked for is stopped and started anew.
 *
 * @throws Failure; the signal's reason when it aborts, with nothing left running.
 */
export const start = async (
  cluster: Cluster,
  port: number | null,
  signal: AbortSignal
): Promise<{ readonly pid: number; readonly port: number }> => {
  const found = await Postmaster.running(cluster.dataFolder, signal).catch((error: unknown) => {
    if (signal.aborted) throw error
    throw new Failure({ _tag: "StartFailed", folder: cluster.folder, reason: messageOf(error), log: "" })
  })
  if (found !== undefined) {
    if (port === null || port === found.port) return found
    await Postmaster.stop(found.pid, cluster.dataFolder)
  }
  while (true) {
    const candidate = port ?? (await freePort())
    const attempt = await launch(cluster, candidate, signal)
    if (attempt.started) return { pid: attempt.pid, port: candidate }
    if (/Address already in use/.test(attempt.log)) {
      if (port !== null) throw new Failure({ _tag: "PortTaken", port })
      // Somebody took the free port before PostgreSQL did: take the next one.
      continue
    }
    // The sessions of a server that was killed end on their own, a moment after it.
    const lingering = /pre-existing shared memory block .* is still in use/.test(attempt.log)
    if (!lingering) {
      throw new Failure({
        _tag: "StartFailed",
        folder: cluster.folder,
        reason: `The server ended at once. The end of ${logFile(cluster.folder)} tells why.`,
        log: tail(attempt.log)
      })
    }
    await sleep(200, undefined, { signal })
  }
}

/** How a server is ended before it is started again, for each kind of restart. */
const endings = { fast: "SIGINT", immediate: "SIGQUIT", kill: "SIGKILL" } as const

/**
 * Disturbs a server that runs, and says which process it is afterwards; its port stays the same.
 *
 * @throws Failure; the signal's reason when it aborts.
 */
export const disturb = async (
  cluster: Cluster,
  server: { readonly pid: number; readonly port: number },
  how: Disturbance,
  signal: AbortSignal
): Promise<{ readonly pid: number; readonly port: number }> => {
  switch (how) {
    case "freeze":
      await Postmaster.freeze(server.pid)
      return server
    case "thaw":
      await Postmaster.thaw(server.pid)
      return server
    default:
      await Postmaster.end(server.pid, cluster.dataFolder, endings[how], signal)
      while (true) {
        try {
          return await start(cluster, server.port, signal)
        } catch (error) {
          // A client that looked for the server may hold its port for a moment, as its own.
          if (!(error instanceof Failure && error.error._tag === "PortTaken")) throw error
          await sleep(200, undefined, { signal })
        }
      }
  }
}

/** The end of what the server printed since its last start. */
export const readLog = (folder: string): Promise<string> => wholeLog(folder).then(tail)

const wholeLog = (folder: string): Promise<string> => readFile(logFile(folder), "utf8").catch(() => "")

const logFile = (folder: string) => join(folder, "server.log")

const tail = (text: string) => text.trim().slice(-2_000)

const launch = async (
  cluster: Cluster,
  port: number,
  signal: AbortSignal
): Promise<{ readonly started: true; readonly pid: number } | { readonly started: false; readonly log: string }> => {
  // Given on the command line, these win over the configuration file and over ALTER SYSTEM.
  const settings = {
    listen_addresses: "127.0.0.1",
    port: `${port}`,
    unix_socket_directories: "",
    fsync: "on",
    synchronous_commit: "on",
    full_page_writes: "on",
    max_connections: "200",
    timezone: "UTC",
    log_timezone: "UTC"
  }
  // A file, and not a pipe: the server outlives this process when that is killed. Emptied and appended to, because sessions
  // of a server that was killed still write to it, and must not write over what the new one says.
  const log = await open(logFile(cluster.folder), "a", 0o600)
  await log.truncate(0)
  const flags = Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`])
  const server = spawn(cluster.binaries.postgres, ["-D", cluster.dataFolder, ...flags], {
    ...cluster.account,
    cwd: "/",
    env: { LC_ALL: "C" },
    stdio: ["ignore", log.fd, log.fd]
  })
  let ended = false
  server.once("exit", () => {
    ended = true
  })
  try {
    await once(server, "spawn")
    const pid = server.pid ?? 0
    while (!ended) {
      const record = await Postmaster.recorded(cluster.dataFolder)
      if (record?.pid === pid && record.ready) {
        server.unref()
        return { started: true, pid }
      }
      await sleep(Postmaster.pollMillis, undefined, { signal })
    }
    // The whole of it: the last words of many sessions stand behind the reason.
    return { started: false, log: await wholeLog(cluster.folder) }
  } catch (error) {
    if (server.pid !== undefined) await Postmaster.stop(server.pid, cluster.dataFolder)
    throw error
  } finally {
    await log.close()
  }
}

const freePort = async (): Promise<number> => {
  const listener = createServer().listen(0, "127.0.0.1")
  await once(listener, "listening")
  const address = listener.address()
  listener.close()
  await once(listener, "close")
  if (address === null || typeof address === "string") throw new Error("a TCP listener has a port")
  return address.port
}

/** Removes a folder and its data, wherever that is. The server must have stopped. */
export const remove = async (folder: string): Promise<void> => {
  const dataFolder = await existingDataFolder(folder)
  const home = dataFolder === undefined ? folder : dirname(dataFolder)
  for (const path of new Set([home, folder])) await rm(path, { recursive: true, force: true, maxRetries: 3 })
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message.trim() : String(error))
