import { once } from "node:events"
import { existsSync, realpathSync, rmSync } from "node:fs"
import { chmod, mkdir, rm, symlink, writeFile } from "node:fs/promises"
import { createServer } from "node:net"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import { afterAll, describe, expect, it } from "@effect/vitest"
import { Effect, Fiber, Layer, Option, Redacted, Scope } from "effect"
import { EmbeddedPostgres } from "../src/EmbeddedPostgres.ts"
import { serverFolder } from "../src/testing.ts"
import { childPid, eventually, isAlive, kill, nextMessage, owner, scratch, select, serverPid, show } from "./support.ts"

/** Opens the folder for as long as the effect runs. */
const opened = <A, E>(
  options: { readonly folder: string; readonly port?: number },
  use: (server: EmbeddedPostgres["Service"]) => Effect.Effect<A, E>
) => Effect.flatMap(EmbeddedPostgres, use).pipe(Effect.provide(EmbeddedPostgres.layer(options)))

const remember = (server: { readonly url: Redacted.Redacted<string> }) =>
  Effect.andThen(
    select(server.url, "DROP TABLE IF EXISTS remembered"),
    select(server.url, "CREATE TABLE remembered AS SELECT 42 AS answer")
  )

const recall = (server: { readonly url: Redacted.Redacted<string> }) =>
  Effect.map(select<{ answer: number }>(server.url, "SELECT answer FROM remembered"), ([row]) => row?.answer)

/** One cluster for the tests that need no new one: making it takes longer than all else here. */
const folder = await Effect.runPromise(serverFolder)
afterAll(() => rmSync(folder, { recursive: true }))

/** A port on which somebody listens. */
const takenPort = Effect.acquireRelease(
  Effect.promise(async () => {
    const listener = createServer().listen(0, "127.0.0.1")
    await once(listener, "listening")
    return listener
  }),
  (listener) => Effect.promise(() => once(listener.close(), "close"))
).pipe(
  Effect.map((listener) => {
    const address = listener.address()
    return typeof address === "object" && address !== null ? address.port : 0
  })
)

describe("a new folder", () => {
  it.live("gets a PostgreSQL 18 whose commits are durable, on this machine alone", () =>
    Effect.gen(function* () {
      const parent = yield* scratch
      const stopped = yield* opened({ folder: join(parent, "below/that") }, (server) =>
        Effect.gen(function* () {
          expect(yield* show(server.url, "server_version")).toMatch(/^18\./)
          expect(yield* show(server.url, "fsync")).toBe("on")
          expect(yield* show(server.url, "synchronous_commit")).toBe("on")
          expect(yield* show(server.url, "full_page_writes")).toBe("on")
          expect(yield* show(server.url, "listen_addresses")).toBe("127.0.0.1")
          expect(yield* show(server.url, "unix_socket_directories")).toBe("")
          expect(yield* show(server.url, "server_encoding")).toBe("UTF8")
          expect(new URL(Redacted.value(server.url)).port).toBe(`${server.port}`)
          return yield* serverPid(server.dataFolder)
        })
      )
      expect(isAlive(stopped)).toBe(false)
    })
  )

  it.live("asks for a password", () =>
    Effect.gen(function* () {
      const error = yield* opened({ folder }, (server) => {
        const url = new URL(Redacted.value(server.url))
        url.password = "guess"
        return Effect.flip(select(Redacted.make(url.href), "SELECT 1"))
      })
      expect(error.reason._tag).toBe("AuthenticationError")
    })
  )

  it.live("has databases that are separate", () =>
    Effect.gen(function* () {
      yield* opened({ folder }, (server) =>
        Effect.gen(function* () {
          const first = yield* server.createDatabase("first")
          const second = yield* server.createDatabase("second")
          yield* select(first, "CREATE TABLE here (id int)")
          expect(yield* server.createDatabase("first")).toEqual(first)
          expect(yield* select(first, "SELECT * FROM here")).toEqual([])
          const missing = yield* Effect.flip(select(second, "SELECT * FROM here"))
          expect(missing.reason._tag).toBe("SqlSyntaxError")
          const refused = yield* Effect.flip(server.createDatabase("no-such; name"))
          expect(refused._tag).toBe("DatabaseError")
        })
      )
    })
  )
})

describe("a folder with data", () => {
  it.live("leaves nothing running when its start is interrupted", () =>
    Effect.gen(function* () {
      for (const delay of ["20 millis", "100 millis", "150 millis"] as const) {
        const never = yield* Effect.option(
          Effect.timeout(
            opened({ folder }, () => Effect.void),
            delay
          )
        )
        expect(existsSync(join(folder, "owner.pid"))).toBe(false)
        expect(existsSync(join(folder, "data", "postmaster.pid"))).toBe(false)
        if (delay === "20 millis") expect(Option.isNone(never)).toBe(true)
      }
      yield* opened({ folder }, () => Effect.void)
    })
  )

  it.live("has it again at the next start", () =>
    Effect.gen(function* () {
      yield* opened({ folder }, remember)
      expect(yield* opened({ folder }, recall)).toBe(42)
    })
  )

  it.live("is refused to a second owner, who is told the first one", () =>
    Effect.gen(function* () {
      yield* opened({ folder }, () =>
        Effect.gen(function* () {
          const error = yield* Effect.flip(opened({ folder }, () => Effect.void))
          expect(error).toMatchObject({ _tag: "FolderInUse", folder, ownerPid: process.pid })
        })
      )
    })
  )
})

describe("a port", () => {
  it.live("is the one that was asked for", () =>
    Effect.gen(function* () {
      const port = yield* Effect.scoped(takenPort)
      yield* opened({ folder, port }, (server) => Effect.sync(() => expect(server.port).toBe(port)))
    })
  )

  it.live("that is taken fails with a message that names it", () =>
    Effect.gen(function* () {
      const port = yield* takenPort
      const error = yield* Effect.flip(opened({ folder, port }, () => Effect.void))
      expect(error).toMatchObject({ _tag: "PortTaken", port })
      expect(error.message).toContain(`${port}`)
      yield* opened({ folder }, () => Effect.void)
    })
  )
})

describe("processes that are killed", () => {
  it.live("the owner: the server stops within seconds, and what was committed is there", () =>
    Effect.gen(function* () {
      const first = yield* owner(folder)
      const server = yield* serverPid(first.dataFolder)
      const child = yield* childPid(folder)
      yield* remember(first)
      yield* kill(first.pid)
      // Without waiting: a start right after a crash waits for the old server's end.
      expect(yield* opened({ folder }, recall)).toBe(42)
      expect([server, child].filter(isAlive)).toEqual([])
    })
  )

  it.live("the owner of a temporary server: its folder is removed all the same", () =>
    Effect.gen(function* () {
      const first = yield* owner()
      expect(existsSync(first.dataFolder)).toBe(true)
      yield* kill(first.pid)
      yield* eventually(() => !existsSync(dirname(first.dataFolder)))
    })
  )

  it.live("the child: the next start attaches to the server that it left", () =>
    Effect.gen(function* () {
      const left = yield* opened({ folder }, (first) =>
        Effect.gen(function* () {
          yield* remember(first)
          const server = yield* serverPid(first.dataFolder)
          yield* kill(yield* childPid(folder))
          yield* opened({ folder }, (second) =>
            Effect.gen(function* () {
              expect(second.port).toBe(first.port)
              expect(yield* serverPid(second.dataFolder)).toBe(server)
              expect(yield* recall(second)).toBe(42)
            })
          )
          expect(isAlive(server)).toBe(false)
          return server
        })
      )
      expect(isAlive(left)).toBe(false)
      expect(yield* opened({ folder }, recall)).toBe(42)
    })
  )

  it.live("the child: an owner that closes stops the server that it left", () =>
    Effect.gen(function* () {
      const server = yield* opened({ folder }, ({ dataFolder }) =>
        Effect.gen(function* () {
          yield* kill(yield* childPid(folder))
          return yield* serverPid(dataFolder)
        })
      )
      expect(isAlive(server)).toBe(false)
    })
  )

  it.live("the child: an owner that closes leaves the server to its new owner", () =>
    Effect.gen(function* () {
      const scope = yield* Scope.Scope
      const second = yield* opened({ folder }, (first) =>
        Effect.gen(function* () {
          yield* remember(first)
          yield* kill(yield* childPid(folder))
          return yield* Layer.buildWithScope(EmbeddedPostgres.layer({ folder }), scope)
        })
      )
      expect(yield* Effect.provide(Effect.flatMap(EmbeddedPostgres, recall), second)).toBe(42)
    })
  )

  it.live("the child, and another port is asked for: the server moves there", () =>
    Effect.gen(function* () {
      const port = yield* Effect.scoped(takenPort)
      yield* opened({ folder }, (first) =>
        Effect.gen(function* () {
          yield* remember(first)
          const server = yield* serverPid(first.dataFolder)
          yield* kill(yield* childPid(folder))
          expect(yield* opened({ folder, port }, recall)).toBe(42)
          expect(isAlive(server)).toBe(false)
        })
      )
    })
  )

  it.live("the child and the server: the next start recovers what was committed", () =>
    Effect.gen(function* () {
      yield* opened({ folder }, (first) =>
        Effect.gen(function* () {
          yield* remember(first)
          yield* kill(yield* childPid(folder))
          yield* kill(yield* serverPid(first.dataFolder))
          expect(yield* opened({ folder }, recall)).toBe(42)
        })
      )
    })
  )

  it.live("the server, and its process id is another program's now: the stale record is cleared", () =>
    Effect.gen(function* () {
      yield* opened({ folder }, remember)
      const record = [process.pid, join(folder, "data"), 1, 5432, "", "127.0.0.1", "", "ready   "].join("\n")
      yield* Effect.promise(() => writeFile(join(folder, "data", "postmaster.pid"), `${record}\n`))
      expect(yield* opened({ folder }, recall)).toBe(42)
    })
  )
})

describe("Ctrl-C", () => {
  it.live("leaves the database to the owner until it has drained", () =>
    Effect.gen(function* () {
      const first = yield* owner(folder)
      const server = yield* serverPid(first.dataFolder)
      const child = yield* childPid(folder)
      // As a terminal does it: to every process of the group.
      yield* Effect.sync(() => process.kill(-first.pid, "SIGINT"))
      expect(yield* nextMessage(first.process)).toEqual({ drained: [{ one: 1 }] })
      yield* eventually(() => first.process.exitCode !== null)
      expect(first.process.exitCode).toBe(0)
      expect([server, child].filter(isAlive)).toEqual([])
    })
  )

  it.live("does not end the child that keeps the server, even sent to it alone", () =>
    Effect.gen(function* () {
      yield* opened({ folder }, (server) =>
        Effect.gen(function* () {
          const child = yield* childPid(folder)
          yield* Effect.sync(() => process.kill(child, "SIGINT"))
          yield* Effect.sync(() => process.kill(child, "SIGTERM"))
          yield* Effect.sleep("300 millis")
          expect(isAlive(child)).toBe(true)
          expect(yield* show(server.url, "fsync")).toBe("on")
        })
      )
    })
  )
})

describe("a folder that cannot be used", () => {
  it.live("is named, with what to do", () =>
    Effect.gen(function* () {
      const folder = join(yield* scratch, "file")
      yield* Effect.promise(() => writeFile(folder, ""))
      const error = yield* Effect.flip(opened({ folder }, () => Effect.void))
      expect(error).toMatchObject({ _tag: "FolderUnusable", folder })
      expect(error.message).toContain(folder)
    })
  )

  it.live("holds data that was not made here", () =>
    Effect.gen(function* () {
      const folder = yield* scratch
      yield* Effect.promise(() => mkdir(join(folder, "data")))
      const error = yield* Effect.flip(opened({ folder }, () => Effect.void))
      expect(error).toMatchObject({ _tag: "FolderUnusable", folder })
    })
  )

  it.live("whose data was deleted behind its link begins anew", () =>
    Effect.gen(function* () {
      const folder = yield* scratch
      yield* Effect.promise(() => symlink(join(folder, "nowhere"), join(folder, "data")))
      yield* opened({ folder }, () => Effect.void)
    })
  )
})

describe.runIf(process.getuid?.() === 0)("as root, below a folder that is closed to others", () => {
  it.live("keeps the data where PostgreSQL's account can reach it, and finds it again", () =>
    Effect.gen(function* () {
      const closed = join(yield* scratch, "closed")
      const folder = join(closed, "database")
      yield* Effect.promise(() => mkdir(closed).then(() => chmod(closed, 0o700)))
      const dataFolder = yield* opened({ folder }, (server) => Effect.as(remember(server), server.dataFolder))
      yield* Effect.addFinalizer(() => Effect.promise(() => rm(dirname(dataFolder), { recursive: true })))
      expect(dataFolder.startsWith(closed)).toBe(false)
      expect(yield* opened({ folder }, recall)).toBe(42)
    })
  )
})

describe("a server that is disturbed", () => {
  for (const how of ["fast", "immediate", "kill"] as const) {
    it.live(`is the same one after a restart: ${how}`, () =>
      opened({ folder }, (server) =>
        Effect.gen(function* () {
          yield* remember(server)
          const before = yield* serverPid(server.dataFolder)
          const query = yield* Effect.forkChild(Effect.exit(select(server.url, "SELECT pg_sleep(60)")))
          yield* Effect.sleep("100 millis")
          yield* server.disturb(how)
          expect((yield* Fiber.join(query))._tag).toBe("Failure")
          expect(yield* serverPid(server.dataFolder)).not.toBe(before)
          expect(yield* recall(server)).toBe(42)
        })
      )
    )
  }

  it.live("answers nobody while it stands still, and everybody afterwards", () =>
    opened({ folder }, (server) =>
      Effect.gen(function* () {
        yield* remember(server)
        let answered = false
        yield* server.disturb("freeze")
        const query = yield* Effect.forkChild(
          Effect.tap(recall(server), () =>
            Effect.sync(() => {
              answered = true
            })
          )
        )
        yield* Effect.sleep("300 millis")
        expect(answered).toBe(false)
        yield* server.disturb("thaw")
        expect(yield* Fiber.join(query)).toBe(42)
      })
    )
  )

  it.live("stops while it stands still", () =>
    Effect.gen(function* () {
      const pid = yield* opened({ folder }, (server) =>
        Effect.andThen(server.disturb("freeze"), serverPid(server.dataFolder))
      )
      expect(isAlive(pid)).toBe(false)
    })
  )
})

describe("a temporary server", () => {
  for (const [where, layer] of [
    ["on disk", EmbeddedPostgres.layerTemporary],
    ["in memory where there is room", EmbeddedPostgres.layerInMemory]
  ] as const) {
    it.live(`starts empty and leaves nothing behind, ${where}`, () =>
      Effect.gen(function* () {
        const folder = yield* Effect.gen(function* () {
          const server = yield* EmbeddedPostgres
          expect(yield* show(server.url, "fsync")).toBe("on")
          expect(yield* show(server.url, "synchronous_commit")).toBe("on")
          return dirname(server.dataFolder)
        }).pipe(Effect.provide(layer))
        const inMemory = layer === EmbeddedPostgres.layerInMemory && existsSync("/dev/shm")
        const parents = inMemory ? ["/dev/shm", realpathSync(tmpdir())] : [realpathSync(tmpdir())]
        expect(parents).toContain(dirname(folder))
        expect(existsSync(folder)).toBe(false)
      })
    )
  }

  it.live("is removed even when its child was killed", () =>
    Effect.gen(function* () {
      const folder = yield* Effect.gen(function* () {
        const { dataFolder } = yield* EmbeddedPostgres
        yield* kill(yield* childPid(dirname(dataFolder)))
        return dirname(dataFolder)
      }).pipe(Effect.provide(EmbeddedPostgres.layerTemporary))
      expect(existsSync(folder)).toBe(false)
    })
  )
})
