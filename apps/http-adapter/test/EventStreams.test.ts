/** Streams of events by themselves: what a reader costs, and how a stream ends. */
import { connect } from "node:net"
import { Identifiers } from "@bhejo/core"
import { assert, describe, it } from "@effect/vitest"
import { Context, Effect, Exit, Latch, Layer } from "effect"
import { Hono } from "hono"
import * as EventStreams from "../src/following/EventStreams.ts"
import * as HttpServer from "../src/http/HttpServer.ts"
import type { Refusal } from "../src/http/Refusal.ts"
import { Underway } from "../src/http/Underway.ts"

const team = Identifiers.TeamId.make("payments")

/** A journal that grows when it is told to, and a path at which it is followed. */
const journal = Effect.fnUntraced(function* (options: Partial<EventStreams.Options> = {}) {
  const layer = EventStreams.layer({
    maxOpen: 3,
    maxOfTeam: 2,
    heartbeatMillis: 60_000,
    lifetimeMillis: 60_000,
    ...options
  })
  const streams = Context.get(yield* Layer.build(layer), EventStreams.EventStreams)
  const events: Array<{ readonly version: number; readonly text: string }> = []
  const grown = Latch.makeUnsafe(true)
  let reads = 0
  const key = { isGood: true }
  const source: EventStreams.Source<(typeof events)[number], never, never> = {
    journal: Effect.sync(() => {
      reads++
      return [...events]
    }),
    changes: Effect.succeed(Effect.andThen(grown.await, grown.close))
  }
  const app = new Hono()
  app.get("/:team", (c) => {
    const isAllowed = Effect.suspend(() => (key.isGood ? Effect.void : Effect.fail("no")))
    return Effect.runPromise(
      Effect.catch(
        streams.respond({ c, isAllowed }, Identifiers.TeamId.make(c.req.param("team")), source),
        ({ problem }: Refusal) => Effect.succeed(Response.json(problem, { status: problem.status }))
      )
    )
  })
  const grow = (count: number, length = 100) => {
    for (let more = 0; more < count; more++) events.push({ version: events.length + 1, text: "x".repeat(length) })
    grown.openUnsafe()
  }
  const get = (init: RequestInit = {}, path: string = team) =>
    Effect.promise(async () => {
      const response = await app.request(`/${path}`, init)
      const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader()
      return {
        response,
        read: Effect.promise(async () => (await reader?.read()) ?? { done: true as const, value: undefined }),
        stop: Effect.promise(async () => reader?.cancel())
      }
    })
  return { app, streams, grow, get, key, reads: () => reads }
})

const versions = (text: string | undefined) =>
  Array.from((text ?? "").matchAll(/^id: (\d+)$/gm), ([, id]) => Number(id))

describe("a stream", () => {
  it.live("reads on when its reader has taken what there was, and gathers nothing meanwhile", () =>
    Effect.gen(function* () {
      const { get, grow, reads } = yield* journal()
      grow(2)
      const { response, read } = yield* get()
      assert.strictEqual(response.headers.get("content-type"), "text/event-stream")
      assert.strictEqual((yield* read).value, "retry: 2000\n\n")
      const first = yield* read
      assert.strictEqual(
        first.value,
        [1, 2].map((version) => `id: ${version}\ndata: {"version":${version},"text":"${"x".repeat(100)}"}\n\n`).join("")
      )
      const before = reads()
      for (let round = 0; round < 50; round++) {
        grow(5)
        yield* Effect.sleep(1)
      }
      assert.isAtMost(reads() - before, 1)
      const told: Array<number> = []
      while (told.length < 250) {
        const some = versions((yield* read).value)
        assert.isAtMost(some.length, 100)
        told.push(...some)
      }
      assert.deepStrictEqual(
        told,
        Array.from({ length: 250 }, (_, index) => index + 3)
      )
      assert.isAtMost(reads() - before, 6)
    }).pipe(Effect.scoped)
  )

  it.live("goes on after the event that its reader has, and refuses one that there is not", () =>
    Effect.gen(function* () {
      const { get, grow } = yield* journal()
      grow(3)
      const { read } = yield* get({ headers: { "last-event-id": "2" } })
      yield* read
      assert.deepStrictEqual(versions((yield* read).value), [3])
      for (const id of ["4", "-1", "1.5", "x", "9".repeat(20)]) {
        assert.strictEqual((yield* get({ headers: { "last-event-id": id } })).response.status, 422, id)
      }
    }).pipe(Effect.scoped)
  )

  it.live("says that it lives, and ends when its time is over", () =>
    Effect.gen(function* () {
      const { get } = yield* journal({ heartbeatMillis: 10, lifetimeMillis: 100 })
      const { read } = yield* get()
      const all: Array<string | undefined> = []
      for (let chunk = yield* read; !chunk.done; chunk = yield* read) all.push(chunk.value)
      assert.isAtLeast(all.filter((text) => text === ":\n\n").length, 2)
    }).pipe(Effect.scoped)
  )

  it.live("ends when its key is none any more", () =>
    Effect.gen(function* () {
      const { get, grow, key } = yield* journal({ heartbeatMillis: 10 })
      grow(1)
      const { read } = yield* get()
      yield* read
      assert.deepStrictEqual(versions((yield* read).value), [1])
      key.isGood = false
      grow(1)
      for (let chunk = yield* read; !chunk.done; chunk = yield* read) assert.deepStrictEqual(versions(chunk.value), [])
    }).pipe(Effect.scoped)
  )

  it.live("takes a place, of which there are so many for a team and for all, until its reader leaves", () =>
    Effect.gen(function* () {
      const { get } = yield* journal()
      const [first, second] = [yield* get(), yield* get()]
      const refused = yield* get()
      assert.strictEqual(refused.response.status, 429)
      // A look at the headers takes none.
      for (let look = 0; look < 5; look++)
        assert.strictEqual((yield* get({ method: "HEAD" }, "payouts")).response.status, 200)
      const other = yield* get({}, "payouts")
      assert.strictEqual(other.response.status, 200)
      yield* first.stop
      const again = yield* get()
      assert.strictEqual(again.response.status, 200)
      assert.strictEqual((yield* get({}, "third")).response.status, 503)
      yield* second.read
      for (const { stop } of [second, other, again]) yield* stop
      assert.strictEqual((yield* get({}, "third")).response.status, 200)
    }).pipe(Effect.scoped)
  )

  it.live("keeps no place for a reader who takes nothing when its time is over", () =>
    Effect.gen(function* () {
      const { get } = yield* journal({ maxOpen: 1, heartbeatMillis: 20, lifetimeMillis: 400 })
      const idle = yield* get()
      assert.strictEqual(idle.response.status, 200)
      assert.strictEqual((yield* get()).response.status, 503)
      const until = Effect.repeat(Effect.delay(get(), 5), { until: ({ response }) => response.status === 200 })
      assert.strictEqual((yield* until).response.status, 200)
      // Leaving afterwards gives back nothing that is another's by now.
      yield* idle.stop
      assert.strictEqual((yield* get()).response.status, 503)
    }).pipe(Effect.scoped)
  )

  it.live("waits for a socket that nobody reads from, and cuts it off when its time is over", () =>
    Effect.gen(function* () {
      const { app, grow, reads } = yield* journal({ heartbeatMillis: 100, lifetimeMillis: 400 })
      // In chunks of a megabyte, more than the buffers of both ends hold.
      grow(10_000, 10_000)
      const limits = { drainMillis: 100, headersTimeoutMillis: 1_000, requestTimeoutMillis: 1_000 }
      const url = new URL(yield* HttpServer.listen(app, new Underway(), { host: "127.0.0.1", port: 0, ...limits }))
      const socket = connect(Number(url.port), url.hostname).pause()
      yield* Effect.addFinalizer(() => Effect.sync(() => socket.destroy()))
      const closed = new Promise((resolve) => socket.once("error", resolve).once("close", resolve))
      socket.write(`GET /${team} HTTP/1.1\r\nhost: ${url.host}\r\n\r\n`)
      yield* Effect.repeat(Effect.sleep(10), { until: () => reads() > 1 })
      yield* Effect.sleep(200)
      // Of a hundred reads that the journal would take.
      assert.isBelow(reads(), 50)
      yield* Effect.sleep(400)
      let end = ""
      socket.on("data", (data) => {
        end = (end + data.toString("latin1")).slice(-5)
      })
      socket.resume()
      yield* Effect.promise(() => closed)
      assert.isBelow(reads(), 50)
      // It was not ended, which a reader who takes nothing would never see.
      assert.notStrictEqual(end, "0\r\n\r\n")
    }).pipe(Effect.scoped)
  )

  it.live("ends with its process, which opens no other", () =>
    Effect.gen(function* () {
      const { get, streams } = yield* journal()
      const { read } = yield* get()
      yield* read
      const [exit, last] = yield* Effect.all([Effect.exit(streams.end), read], { concurrency: 2 })
      assert.isTrue(Exit.isSuccess(exit))
      assert.isTrue(last.done)
      assert.strictEqual((yield* get()).response.status, 503)
    }).pipe(Effect.scoped)
  )
})
