/**
 * A real PostgreSQL 18 with zero set-up, for development and tests alone.
 *
 * The server lives under a small child process of its own and stops when the scope of its layer closes, or when this
 * process ends in any other way. It listens on 127.0.0.1 alone, asks for a password, and its commits are durable.
 *
 * @module
 */
import { type ChildProcess, fork } from "node:child_process"
import { resolve } from "node:path"
import { fileURLToPath } from "node:url"
import { Context, Effect, Layer, Redacted, Schema, type Scope, Semaphore } from "effect"
import * as Database from "./Database.ts"
import type { Disturbance } from "./Disturbance.ts"
import { Answer, type Order, type Ready } from "./Protocol.ts"
import { type StartError, StartFailed } from "./StartError.ts"

export { DatabaseError } from "./Database.ts"
export { FolderInUse, FolderUnusable, PortTaken, StartError, StartFailed } from "./StartError.ts"

/** Within this time a start has succeeded or failed. */
const startTimeoutMillis = 60_000
/** The child's own limit is shorter: it knows why it took so long. */
const childTimeoutMillis = 50_000
/** Longer than the child takes when it has to press the server. */
const closeTimeoutMillis = 35_000

/** The database that {@link EmbeddedPostgres} opens by default. */
const defaultDatabase = "bhejo"

/**
 * A running server.
 */
export class EmbeddedPostgres extends Context.Service<
  EmbeddedPostgres,
  {
    /** The superuser's address of the database `bhejo`: `postgres://postgres:…@127.0.0.1:<port>/bhejo`. */
    readonly url: Redacted.Redacted<string>
    readonly port: number
    /** Where PostgreSQL keeps its files: below the folder that was asked for, or where it had to go instead. */
    readonly dataFolder: string
    /**
     * Creates an empty database unless there is one of that name, and returns its address. A name has 1 to 63 of a-z,
     * 0-9 and _, and does not begin with a digit.
     */
    readonly createDatabase: (name: string) => Effect.Effect<Redacted.Redacted<string>, Database.DatabaseError>
    /**
     * Disturbs the server, for tests of those who use it, and succeeds when that is done: `fast`, `immediate` and `kill`
     * end it and start it again on its port; `freeze` makes all of its processes stand still until `thaw`.
     */
    readonly disturb: (how: Disturbance) => Effect.Effect<void, StartError>
  }
>()("@bhejo/embedded-postgres/EmbeddedPostgres") {
  /**
   * Starts the server of a folder, which is made if it is missing; data of earlier runs is there again.
   *
   * A folder has one owner at a time: a second one fails with `FolderInUse`. A server that was left behind, because
   * its child process was killed, is taken over. Without a port a free one is chosen. Fails within 60 seconds.
   */
  static readonly layer = (options: {
    /** Relative to the working directory, or absolute. */
    readonly folder: string
    readonly port?: number | undefined
  }): Layer.Layer<EmbeddedPostgres, StartError> =>
    Layer.effect(
      EmbeddedPostgres,
      make({ folder: resolve(options.folder), inMemory: false, port: options.port ?? null })
    )

  /** Starts a new, empty server in a temporary folder, which is removed in the end. */
  static readonly layerTemporary: Layer.Layer<EmbeddedPostgres, StartError> = Layer.effect(
    EmbeddedPostgres,
    Effect.suspend(() => make({ folder: null, inMemory: false, port: null }))
  )

  /**
   * Like {@link EmbeddedPostgres.layerTemporary}, with its files in memory where this machine has the room for them: it
   * flushes as every server does, and a flush costs nothing. What is measured on such a server says nothing of disks.
   */
  static readonly layerInMemory: Layer.Layer<EmbeddedPostgres, StartError> = Layer.effect(
    EmbeddedPostgres,
    Effect.suspend(() => make({ folder: null, inMemory: true, port: null }))
  )
}

const make = Effect.fn("EmbeddedPostgres.make")(function* (options: {
  readonly folder: string | null
  readonly inMemory: boolean
  readonly port: number | null
}): Effect.fn.Return<EmbeddedPostgres["Service"], StartError, Scope.Scope> {
  const folder = options.folder ?? "a temporary folder"
  // Each answer belongs to the disturbance that was ordered last.
  const disturbances = Semaphore.makeUnsafe(1)
  const started = Effect.gen(function* () {
    const child = yield* Effect.acquireRelease(
      Effect.sync(() =>
        spawnChild({ action: "start", ...options, ownerPid: process.pid, timeoutMillis: childTimeoutMillis })
      ),
      (child) => close(child, options.folder)
    )
    const ready = yield* Effect.flatten(Effect.sync(() => answerOf(child, folder)))
    const server = Redacted.make(`postgres://postgres:${ready.password}@127.0.0.1:${ready.port}/${defaultDatabase}`)
    // Signing in proves that the server answers and knows our password, and this that it serves our files.
    const served = yield* Database.dataFolderOf(server)
    if (served !== ready.dataFolder) {
      const reason = `The server on port ${ready.port} serves ${served} instead. Stop it.`
      return yield* new StartFailed({ folder: ready.folder, reason, log: "" })
    }
    const url = yield* Database.create(server, defaultDatabase)
    return EmbeddedPostgres.of({
      url,
      port: ready.port,
      dataFolder: ready.dataFolder,
      createDatabase: (name) => Database.create(server, name),
      disturb: (how) =>
        Effect.asVoid(
          Effect.suspend(() => {
            const done = answerOf(child, folder)
            child.process.send(how)
            return done
          })
        ).pipe(disturbances.withPermit)
    })
  })
  return yield* started.pipe(
    Effect.catchTag("DatabaseError", (error) =>
      Effect.fail(new StartFailed({ folder, reason: error.message, log: "" }))
    ),
    Effect.timeoutOrElse({
      duration: startTimeoutMillis,
      orElse: () => Effect.fail(new StartFailed({ folder, reason: "It was not ready within 60 seconds.", log: "" }))
    })
  )
})

interface Child {
  readonly process: ChildProcess
  /** Resolves when the process has ended, or could not be started. */
  readonly ended: Promise<void>
  /** The end of what it printed, which is nothing unless it crashed. */
  printed: string
  ready: Ready | undefined
}

const spawnChild = (order: Order): Child => {
  const child = fork(fileURLToPath(new URL("./child.ts", import.meta.url)), [JSON.stringify(order)], {
    cwd: "/",
    detached: true,
    execArgv: [],
    stdio: ["ignore", "ignore", "pipe", "ipc"]
  })
  const ended = new Promise<void>((resolve) => {
    child.once("exit", () => resolve())
    // One that could not be started has no id, and no exit either.
    child.on("error", (error) => {
      note(error.message)
      if (child.pid === undefined) resolve()
    })
  })
  const self: Child = { process: child, ended, printed: "", ready: undefined }
  const note = (text: string) => {
    self.printed = (self.printed + text).slice(-2_000)
  }
  child.stderr?.setEncoding("utf8").on("data", note)
  return self
}

const decodeAnswer = Schema.decodeUnknownSync(Answer)

/** Hears the child's next answer, from now on. */
const answerOf = (child: Child, folder: string): Effect.Effect<Ready, StartError> => {
  const heard = new Promise<Effect.Effect<Ready, StartError>>((resolve) => {
    child.process.once("message", (message) => {
      const answer = decodeAnswer(message)
      if (answer._tag === "Failed") return resolve(Effect.fail(answer.error))
      child.ready = answer
      resolve(Effect.succeed(answer))
    })
    child.ended.then(() => {
      const reason = `The process that starts it ended before it was ready, with ${child.process.exitCode ?? child.process.signalCode ?? "an error"}.`
      resolve(Effect.fail(new StartFailed({ folder, reason, log: child.printed })))
    })
  })
  return Effect.flatten(Effect.promise(() => heard))
}

/** Stops the server and waits until nothing of it is left; without a folder it is a temporary one. */
const close = (child: Child, ordered: string | null): Effect.Effect<void> =>
  Effect.gen(function* () {
    yield* endOf(child)
    const folder = child.ready?.folder ?? ordered
    if (child.process.exitCode === 0 || child.process.pid === undefined || folder === null) return
    // The child was killed and has left its server behind: another one stops that, unless it has a new owner by now.
    const remove = ordered === null
    const successor = spawnChild({
      action: "stop",
      folder,
      remove,
      ownerPid: process.pid,
      timeoutMillis: childTimeoutMillis
    })
    yield* endOf(successor)
    if (successor.process.exitCode === 0) return
    yield* Effect.logError(`The PostgreSQL server in ${folder} could not be stopped. ${successor.printed}`)
  })

/** Ends the channel to a child, which is the order to stop, and waits for its end. */
const endOf = (child: Child): Effect.Effect<void> =>
  Effect.promise(async () => {
    if (child.process.connected) child.process.disconnect()
    const timer = setTimeout(() => child.process.kill("SIGKILL"), closeTimeoutMillis)
    await child.ended
    clearTimeout(timer)
  })
