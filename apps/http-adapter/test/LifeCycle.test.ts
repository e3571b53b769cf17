/** A process from its start to its end: ready when it can serve, and gone within the time that it states. */
import { connect, createServer, type Socket } from "node:net"
import { assert, describe, it } from "@effect/vitest"
import { Effect, Fiber, Redacted } from "effect"
import { sqlOn } from "./DatabaseClient.ts"
import { eventually } from "./Eventually.ts"
import * as Support from "./support.ts"

const problemAt = (url: string) =>
  Effect.promise(async () => {
    const response = await fetch(url)
    const problem = (await response.json()) as { readonly type?: string; readonly detail?: string }
    return { ...problem, status: response.status }
  })

/** A connection, and all that is said on it by the time that it is closed. */
const talkingTo = (baseUrl: string) =>
  Effect.map(
    Effect.acquireRelease(
      Effect.sync(() => connect(Number(new URL(baseUrl).port), "127.0.0.1")),
      (socket) => Effect.sync(() => socket.destroy())
    ),
    (socket) => {
      const told = new Promise<string>((resolve) => {
        let text = ""
        socket.on("data", (chunk) => {
          text += String(chunk)
        })
        socket.on("close", () => resolve(text))
        socket.on("error", () => undefined)
      })
      return { socket, told }
    }
  )

/** A way to PostgreSQL that can be closed and opened again. */
const gateTo = (url: Redacted.Redacted<string>) =>
  Effect.gen(function* () {
    const target = new URL(Redacted.value(url))
    const sockets = new Set<Socket>()
    let isOpen = true
    const server = createServer((client) => {
      if (!isOpen) return void client.destroy()
      const upstream = connect(Number(target.port), target.hostname)
      const both = [client, upstream]
      const close = () => {
        for (const socket of both) socket.destroy()
      }
      for (const socket of both) {
        sockets.add(socket)
        socket.on("error", close).on("close", () => {
          sockets.delete(socket)
          close()
        })
      }
      client.pipe(upstream).pipe(client)
    })
    const cut = () => {
      for (const socket of sockets) socket.destroy()
    }
    yield* Effect.acquireRelease(
      Effect.promise(() => new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))),
      () =>
        Effect.sync(() => {
          cut()
          server.close()
        })
    )
    const address = server.address()
    const through = new URL(target)
    through.port = String(typeof address === "object" && address !== null ? address.port : 0)
    return {
      url: Redacted.make(through.href),
      close: () => {
        isOpen = false
        cut()
      },
      open: () => {
        isOpen = true
      }
    }
  })

describe("readiness", () => {
  it.live("follows PostgreSQL and its migrations, and does not wait for another version that migrates", () =>
    Effect.gen(function* () {
      const { simulator, databaseUrl } = yield* Support.surroundings()
      const gate = yield* gateTo(databaseUrl)
      const baseUrl = yield* Support.serve(Support.environment(simulator, gate.url, "seed"))
      const ready = problemAt(`${baseUrl}/readyz`)
      assert.strictEqual((yield* ready).status, 200)

      gate.close()
      assert.deepInclude(yield* ready, { status: 503, type: "/problems/storage-unavailable" })
      assert.strictEqual((yield* problemAt(`${baseUrl}/livez`)).status, 200)
      gate.open()
      yield* eventually(
        "ready again",
        Effect.map(ready, ({ status }) => status === 200)
      )

      const sql = yield* sqlOn(databaseUrl, 2)
      // As a later version has it for as long as it migrates.
      yield* sql.withTransaction(
        Effect.gen(function* () {
          yield* sql`LOCK TABLE bhejo_migrations IN ACCESS EXCLUSIVE MODE`
          assert.strictEqual((yield* ready).status, 200)
        })
      )
      // As after a restore of an older backup.
      yield* sql`DELETE FROM bhejo_migrations WHERE migration_id = (SELECT max(migration_id) FROM bhejo_migrations)`
      assert.deepInclude(yield* ready, {
        status: 503,
        detail: "The database lacks migrations of this version."
      })
    }).pipe(Effect.scoped)
  )
})

describe("a process that is told to end", () => {
  it.live("is not ready, takes nothing new from whom it already hears, and tells its metrics until it has ended", () =>
    Effect.gen(function* () {
      const { simulator, databaseUrl } = yield* Support.surroundings()
      const metricsPort = yield* Support.freePort
      const server = yield* Support.spawnServer(
        Support.environment(simulator, databaseUrl, "seed", {
          EKO_CALL_TIMEOUT: "3 seconds",
          INQUIRY_FIRST_DELAY: "1 minute",
          METRICS_PORT: String(metricsPort)
        })
      )
      const api = Support.client(server.baseUrl, simulator)
      const { body: created } = yield* api.create()
      const otp = yield* api.otpOf(Support.dmtFino.create.customerId)

      // A client that is slow: half of its request is here before the end begins, and the rest comes afterwards.
      const body = JSON.stringify(Support.dmtFino.create)
      const { socket: slow, told: answer } = yield* talkingTo(server.baseUrl)
      slow.write("POST /v1/transfers HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n")
      // And one that has had an answer, and sends its next request on the same connection when the end has begun.
      const next = yield* talkingTo(server.baseUrl)
      next.socket.write("GET /livez HTTP/1.1\r\nHost: a\r\n\r\n")
      yield* Effect.promise(() => new Promise<void>((resolve) => next.socket.once("data", () => resolve())))

      yield* simulator.planFault({ operation: "dmt-fino/initiate", fault: "answer-never-arrives" })
      const confirming = yield* Effect.forkScoped(api.confirm(created.id, otp))
      yield* eventually(
        "the debit",
        Effect.map(simulator.ledger(), (entries) => entries.length === 1)
      )
      const ended = new Promise((resolve) => server.child.once("exit", resolve))
      server.child.kill("SIGTERM")
      const operations = `http://127.0.0.1:${metricsPort}`
      yield* eventually(
        "not ready",
        Effect.map(problemAt(`${operations}/readyz`), ({ type }) => type === "/problems/shutting-down")
      )
      slow.write(
        `Authorization: Bearer ${Support.apiKeys.payments}\r\nIdempotency-Key: slow\r\n` +
          `Content-Length: ${body.length}\r\n\r\n${body}`
      )
      next.socket.write("GET /v1/transfers HTTP/1.1\r\nHost: a\r\n\r\n")
      for (const told of [answer, next.told]) {
        const refused = yield* Effect.promise(() => told)
        assert.match(refused, /HTTP\/1\.1 503 /)
        assert.match(refused, /\r\nconnection: close\r\n/i)
        assert.include(refused, "/problems/shutting-down")
      }
      const metrics = yield* Effect.promise(() => fetch(`${operations}/metrics`).then((response) => response.text()))
      assert.include(metrics, "bhejo_eko_new_work")
      assert.strictEqual((yield* Fiber.join(confirming)).body.state, "in_doubt")
      assert.strictEqual(yield* Effect.promise(() => ended), 0, server.log())
      const sql = yield* sqlOn(databaseUrl, 2)
      assert.lengthOf(yield* sql`SELECT 1 FROM transfers`, 1)
    }).pipe(Effect.scoped)
  )

  it.live("ends within the time that it states, and leaves to settlement what it could not finish", () =>
    Effect.gen(function* () {
      const { simulator, databaseUrl } = yield* Support.surroundings()
      const env = Support.environment(simulator, databaseUrl, "seed", { SHUTDOWN_TIMEOUT: "2 seconds" })
      const server = yield* Support.spawnServer(env)
      const api = Support.client(server.baseUrl, simulator)
      const { body: created } = yield* api.create()
      const otp = yield* api.otpOf(Support.dmtFino.create.customerId)

      const sql = yield* sqlOn(databaseUrl, 2)
      yield* simulator.planFault({ operation: "dmt-fino/initiate", fault: "delay", millis: 400, effect: "at-once" })
      yield* Effect.forkScoped(Effect.ignoreCause(api.confirm(created.id, otp)))
      yield* eventually(
        "the debit",
        Effect.map(simulator.ledger(), (entries) => entries.length === 1)
      )
      // Its outcome cannot be recorded: somebody holds the journal.
      yield* sql.withTransaction(
        Effect.gen(function* () {
          yield* sql`LOCK TABLE transfer_events IN ACCESS EXCLUSIVE MODE`
          const ended = new Promise((resolve) => server.child.once("exit", resolve))
          server.child.kill("SIGTERM")
          assert.strictEqual(yield* Effect.promise(() => ended), 1, server.log())
        })
      )
      const lines = server
        .log()
        .trim()
        .split("\n")
        .map((line) => JSON.parse(line))
      const told = lines.map(({ message }) => (Array.isArray(message) ? message[0] : message))
      assert.includeMembers(told, [
        "Ending: nothing new is taken",
        "Ended before all was done; what is open is left to settlement"
      ])

      const next = yield* Support.spawnServer(env)
      const after = Support.client(next.baseUrl, simulator)
      yield* after.until(created.id, "succeeded")
      assert.lengthOf(yield* after.debits(created.id), 1)
    }).pipe(Effect.scoped)
  )
})
