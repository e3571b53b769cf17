import type { Socket } from "node:net"
import { EkoTransport } from "@bhejo/core"
import { describe, expect, it } from "@effect/vitest"
import { Effect, Exit, Fiber, Layer, Redacted, Scope } from "effect"
import { TestClock } from "effect/testing"
import { UndiciTransport } from "../src/index.ts"
import { answer, deadPort, eventually, fullPort, pause, rawServer, request, using } from "./support.ts"

/** Sends one POST to a server and flips: the failure. */
const failureOf = (
  options: { readonly url: string } & Partial<UndiciTransport.Options>,
  overrides: Partial<EkoTransport.SignedRequest> = {}
) => Effect.flip(using(options, (transport) => transport.send(request("one", overrides))))

const stall = () => {}

describe("a request", () => {
  it.live("is written as it was signed, and its answer comes back as it was sent", () =>
    Effect.gen(function* () {
      const server = yield* rawServer((socket) =>
        socket.write(answer("नमस्ते {", "200 OK", ["Date: Sun, 06 Nov 1994 08:49:37 GMT"]))
      )
      const raw = yield* using({ url: `${server.url}/ekoapi/v3/` }, (transport) =>
        transport.send(
          request("one", {
            method: "PUT",
            path: "/a%3Ab/../c?x=%2F&y=ü".replace("ü", "%C3%BC"),
            body: Redacted.make('{"name":"आशा"}')
          })
        )
      )
      expect(raw).toEqual({ httpStatus: 200, dateMillis: Date.UTC(1994, 10, 6, 8, 49, 37), body: "नमस्ते {" })
      expect(server.requests).toEqual([
        {
          name: "ekoapi",
          requestLine: "PUT /ekoapi/v3/a%3Ab/../c?x=%2F&y=%C3%BC HTTP/1.1",
          headers: {
            host: `127.0.0.1:${server.port}`,
            connection: "close",
            developer_key: "developer-key-5b1f",
            "content-type": "application/json",
            "accept-encoding": "identity",
            "content-length": `${Buffer.byteLength('{"name":"आशा"}')}`
          },
          body: '{"name":"आशा"}'
        }
      ])
    })
  )

  const dates: ReadonlyArray<readonly [string, ReadonlyArray<string>]> = [
    ["none", []],
    ["one that is no date", ["Date: yesterday"]],
    ["one in another form", ["Date: 1994-11-06T08:49:37Z"]],
    ["two", ["Date: Sun, 06 Nov 1994 08:49:37 GMT", "Date: Sun, 06 Nov 1994 08:49:38 GMT"]]
  ]
  it.live.each(dates)("has no date where the answer's date header is unreadable: %s", ([, headers]) =>
    Effect.gen(function* () {
      const server = yield* rawServer((socket) => socket.write(answer("{}", "200 OK", headers)))
      const raw = yield* using(server, (transport) => transport.send(request("one")))
      expect(raw).toEqual({ httpStatus: 200, dateMillis: undefined, body: "{}" })
    })
  )

  it.live("that cannot be written over HTTP is not sent", () =>
    Effect.gen(function* () {
      const server = yield* rawServer((socket) => socket.write(answer("{}")))
      const bad: ReadonlyArray<Partial<EkoTransport.SignedRequest>> = [
        { path: "no-slash" },
        { path: "http://127.0.0.1:1/elsewhere" },
        { path: "/two\r\nx-header: 1" },
        { path: "/a b" },
        { headers: Redacted.make({ developer_key: "two\r\nlines" }) },
        { headers: Redacted.make({ "content-length": "1" }) },
        { headers: Redacted.make({ "transfer-encoding": "chunked" }) },
        { headers: Redacted.make({ expect: "100-continue" }) }
      ]
      for (const overrides of bad) {
        const failure = yield* failureOf(server, overrides)
        expect(failure).toMatchObject({ _tag: "NotSent", cause: "invalid request" })
      }
      expect(server.bytes).toBe(0)
    })
  )
})

describe("any answer whose body arrived whole is an answer", () => {
  const statuses = [
    200, 204, 301, 302, 303, 304, 307, 308, 400, 401, 403, 404, 408, 409, 421, 422, 425, 429, 499, 500, 502, 503, 504
  ]
  it.live.each(
    statuses.flatMap((status) => (["GET", "POST", "PUT"] as const).map((method) => [status, method] as const))
  )("%d to a %s, and nothing is followed or sent again", ([status, method]) =>
    Effect.gen(function* () {
      const elsewhere = yield* rawServer((socket) => socket.write(answer("{}")))
      const dead = yield* deadPort
      const server = yield* rawServer((socket, { name }) => {
        const location = name === "alive" ? elsewhere.url : `http://127.0.0.1:${dead}`
        const body = status === 204 || status === 304 ? "" : '{"status":1}'
        socket.write(answer(body, `${status} Whatever`, [`location: ${location}/new`, "retry-after: 0"]))
      })
      yield* using(server, (transport) =>
        Effect.gen(function* () {
          for (const name of ["alive", "dead"]) {
            const raw = yield* transport.send(request(name, { method }))
            expect(raw.httpStatus).toBe(status)
          }
        })
      )
      expect(server.requests.map(({ name }) => name)).toEqual(["alive", "dead"])
      expect(elsewhere.connections).toBe(0)
    })
  )

  it.live("whatever its text", () =>
    Effect.gen(function* () {
      const bodies = [
        Buffer.from("<html>Gateway</html>"),
        Buffer.from([0x7b, 0xff, 0xfe, 0x7d]),
        Buffer.from("\ufeff{}"),
        Buffer.alloc(0)
      ]
      const server = yield* rawServer((socket, _, nth) => {
        const body = bodies[nth - 1] ?? Buffer.alloc(0)
        socket.end(Buffer.concat([Buffer.from(`HTTP/1.1 200 OK\r\ncontent-length: ${body.length}\r\n\r\n`), body]))
      })
      const texts = yield* using(server, (transport) =>
        Effect.forEach(bodies, (_, index) => Effect.map(transport.send(request(`${index}`)), ({ body }) => body))
      )
      expect(texts).toEqual(["<html>Gateway</html>", "{\ufffd\ufffd}", "{}", ""])
    })
  )

  it.live("in chunks, byte by byte, after early hints, or up to the end of the connection", () =>
    Effect.gen(function* () {
      const texts = [
        'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n4\r\n{"a"\r\n3\r\n:1}\r\n0\r\n\r\n',
        `HTTP/1.1 103 Early Hints\r\nlink: </x>\r\n\r\n${answer('{"a":1}')}`,
        'HTTP/1.0 200 OK\r\n\r\n{"a":1}'
      ]
      const server = yield* rawServer((socket, _, nth) => {
        const text = texts[nth - 1] ?? ""
        const write = (index: number) => {
          if (index < text.length) socket.write(text.charAt(index), () => setImmediate(write, index + 1))
          else socket.end()
        }
        write(0)
      })
      yield* using(server, (transport) =>
        Effect.forEach(texts, (_, index) =>
          Effect.map(transport.send(request(`${index}`)), (raw) => expect(raw.body).toBe('{"a":1}'))
        )
      )
      expect(server.requests.length).toBe(texts.length)
    })
  )
})

describe("nothing was sent", () => {
  it.live.each(["GET", "POST"] as const)("when the connection is refused (%s)", (method) =>
    Effect.gen(function* () {
      const port = yield* deadPort
      const failure = yield* failureOf({ url: `http://127.0.0.1:${port}` }, { method })
      expect(failure).toMatchObject({ _tag: "NotSent", operation: "test-operation", cause: "refused" })
    })
  )

  it.live("when the connection is not accepted in the connect timeout, or in the call timeout", () =>
    Effect.gen(function* () {
      const url = `http://127.0.0.1:${yield* fullPort}`
      const connect = yield* failureOf({ url, connectTimeoutMillis: 50 })
      expect(connect).toMatchObject({ _tag: "NotSent", cause: "connect timeout" })
      const call = yield* failureOf({ url, callTimeoutMillis: 60, connectTimeoutMillis: 5_000 })
      expect(call).toMatchObject({ _tag: "NotSent", cause: "timeout" })
    })
  )

  it.live("when the TLS handshake is not answered in the connect timeout, or in the call timeout", () =>
    Effect.gen(function* () {
      const server = yield* rawServer(stall)
      const url = `https://127.0.0.1:${server.port}`
      const connect = yield* failureOf({ url, connectTimeoutMillis: 50 })
      expect(connect).toMatchObject({ _tag: "NotSent", cause: "connect timeout" })
      const call = yield* failureOf({ url, callTimeoutMillis: 60, connectTimeoutMillis: 5_000 })
      expect(call).toMatchObject({ _tag: "NotSent", cause: "timeout" })
      const byDefault = yield* failureOf({ url, callTimeoutMillis: 150 })
      expect(byDefault).toMatchObject({ _tag: "NotSent", cause: "connect timeout" })
      // Neither is left behind to connect later.
      yield* eventually(() => server.open.size === 0)
      expect(server.requests).toEqual([])
    })
  )

  it.live("when the other side breaks off the TLS handshake", () =>
    Effect.gen(function* () {
      const closes = yield* rawServer(stall, (socket) => socket.once("data", () => socket.end()))
      const resets = yield* rawServer(stall, (socket) => socket.once("data", () => socket.resetAndDestroy()))
      const talksHttp = yield* rawServer(stall, (socket) => socket.write(answer("{}")))
      for (const server of [closes, resets, talksHttp]) {
        const failure = yield* failureOf({ url: `https://127.0.0.1:${server.port}` })
        expect(failure).toMatchObject({ _tag: "NotSent", cause: "tls" })
        expect(server.connections).toBe(1)
      }
    })
  )

  it.live("when the deadline has passed, before it connects or by the time a connection is there", () =>
    Effect.gen(function* () {
      const server = yield* rawServer((socket) => socket.write(answer("{}")))
      const past = yield* failureOf(server, { sendBeforeMillis: Date.now() - 1 })
      expect(past).toMatchObject({ _tag: "NotSent", cause: "deadline" })
      expect(server.connections).toBe(0)
      yield* using(server, (transport) =>
        Effect.gen(function* () {
          const sendBeforeMillis = Date.now() + 20
          const connecting = transport.send(request("one", { sendBeforeMillis }))
          const fiber = yield* Effect.forkChild(Effect.flip(connecting), { startImmediately: true })
          while (Date.now() <= sendBeforeMillis);
          expect(yield* Fiber.join(fiber)).toMatchObject({ _tag: "NotSent", cause: "deadline" })
        })
      )
      yield* eventually(() => server.connections === 1 && server.open.size === 0)
      expect(server.bytes).toBe(0)
    })
  )

  it.live("when the deadline or the call's time has passed while it waited for a free connection", () =>
    Effect.gen(function* () {
      let first: Socket | undefined
      const server = yield* rawServer((socket, { name }) => {
        if (name === "first") first = socket
        else socket.write(answer("{}"))
      })
      yield* using({ ...server, maxConnections: 1, callTimeoutMillis: 5_000 }, (transport) =>
        Effect.gen(function* () {
          const stalled = yield* Effect.forkChild(transport.send(request("first")))
          yield* eventually(() => first !== undefined)
          const late = yield* Effect.forkChild(
            Effect.flip(transport.send(request("late", { sendBeforeMillis: Date.now() + 50 })))
          )
          const inTime = yield* Effect.forkChild(transport.send(request("in-time")))
          const interrupted = yield* Effect.forkChild(transport.send(request("interrupted")))
          yield* Effect.sleep(100)
          yield* Fiber.interrupt(interrupted)
          first?.write(answer("{}"))
          expect((yield* Fiber.join(stalled)).httpStatus).toBe(200)
          expect(yield* Fiber.join(late)).toMatchObject({ _tag: "NotSent", cause: "deadline" })
          expect((yield* Fiber.join(inTime)).httpStatus).toBe(200)
          // And now one that never gets its turn.
          yield* Effect.forkChild(transport.send(request("first")))
          yield* eventually(() => server.requests.length === 3)
          const waits = transport
            .send(request("waits"))
            .pipe(Effect.timeoutOrElse({ duration: 100, orElse: () => Effect.succeed("left") }))
          expect(yield* waits).toBe("left")
        })
      )
      expect(server.requests.map(({ name }) => name)).toEqual(["first", "in-time", "first"])
    })
  )

  it.effect("when a call's time ends in the queue", () =>
    Effect.gen(function* () {
      const server = yield* rawServer(stall)
      yield* using({ ...server, maxConnections: 1, callTimeoutMillis: 1_000 }, (transport) =>
        Effect.gen(function* () {
          const [first, second] = yield* Effect.forEach(["first", "second"], (name) =>
            Effect.forkChild(Effect.flip(transport.send(request(name))), { startImmediately: true })
          )
          yield* eventually(() => server.requests.length === 1)
          yield* TestClock.adjust(1_000)
          expect(first && (yield* Fiber.join(first))).toMatchObject({ _tag: "OutcomeUnknown", phase: "waiting" })
          expect(second && (yield* Fiber.join(second))).toMatchObject({ _tag: "NotSent", cause: "timeout" })
          yield* pause(50)
        })
      )
      expect(server.requests.map(({ name }) => name)).toEqual(["first"])
    })
  )
})

describe("the outcome is unknown", () => {
  const cases: ReadonlyArray<readonly [string, (socket: Socket) => void, string, string]> = [
    ["closes after reading", (socket) => socket.end(), "waiting", "closed"],
    ["resets after reading", (socket) => socket.resetAndDestroy(), "waiting", "reset"],
    ["stalls before the headers", stall, "waiting", "timeout"],
    ["stalls within the headers", (socket) => socket.write("HTTP/1.1 200 OK\r\ncontent-le"), "waiting", "timeout"],
    ["closes within the headers", (socket) => socket.end("HTTP/1.1 200 OK\r\ncontent-le"), "waiting", "closed"],
    ["gives a hint and closes", (socket) => socket.end("HTTP/1.1 103 Hints\r\n\r\n"), "waiting", "closed"],
    ["asks to continue", (socket) => socket.write("HTTP/1.1 100 Continue\r\n\r\n"), "waiting", "closed"],
    [
      "switches protocols",
      (socket) => socket.write("HTTP/1.1 101 Up\r\nconnection: upgrade\r\nupgrade: h2c\r\n\r\n"),
      "waiting",
      "closed"
    ],
    ["talks something else", (socket) => socket.write("220 smtp ready\r\n\r\n"), "waiting", "not http"],
    [
      "has endless headers",
      (socket) => socket.write(`HTTP/1.1 200 OK\r\nx: ${"x".repeat(100_000)}`),
      "waiting",
      "headers too large"
    ],
    ["stalls in the body", (socket) => socket.write(answer("{}").slice(0, -1)), "answer", "timeout"],
    ["truncates a body of known length", (socket) => socket.end(answer("{}").slice(0, -1)), "answer", "closed"],
    [
      "truncates a body and says close",
      (socket) => socket.end(answer("{}", "200 OK", ["connection: close"]).slice(0, -1)),
      "answer",
      "truncated"
    ],
    [
      "truncates chunks",
      (socket) => socket.end("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\n{}"),
      "answer",
      "closed"
    ],
    [
      "leaves out the last chunk",
      (socket) => socket.end("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n2\r\n{}\r\n"),
      "answer",
      "closed"
    ],
    [
      "resets in the body",
      (socket) => socket.write(answer("{}").slice(0, -1), () => setTimeout(() => socket.resetAndDestroy(), 20)),
      "answer",
      "reset"
    ],
    [
      "breaks its chunks",
      (socket) => socket.write("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nxyz\r\n"),
      "answer",
      "not http"
    ],
    ["sends a body without end", (socket) => socket.write(answer("x".repeat(1_048_577))), "answer", "body too large"]
  ]
  it.live.each(cases.flatMap((each) => (["GET", "POST"] as const).map((method) => [...each, method] as const)))(
    "when Eko %s",
    ([, act, phase, cause, method]) =>
      Effect.gen(function* () {
        const server = yield* rawServer(act)
        const failure = yield* failureOf(
          { ...server, callTimeoutMillis: cause === "timeout" ? 300 : 10_000 },
          { method }
        )
        expect(failure).toMatchObject({ _tag: "OutcomeUnknown", operation: "test-operation", phase, cause })
        expect(server.requests.length).toBe(1)
        yield* eventually(() => server.open.size === 0)
        expect(server.connections).toBe(1)
      })
  )

  it.live("or nothing was sent, when the connection is reset as soon as it is accepted", () =>
    Effect.gen(function* () {
      const server = yield* rawServer(stall, (socket) => socket.resetAndDestroy())
      for (let round = 0; round < 20; round++) {
        const failure = yield* failureOf(server, { method: round % 2 === 0 ? "GET" : "POST" })
        expect(failure.cause).toMatch(/reset|closed/)
        expect(server.connections).toBe(round + 1)
      }
      expect(server.requests).toEqual([])
    })
  )

  it.live("when only a part could be written", () =>
    Effect.gen(function* () {
      const server = yield* rawServer(stall, (socket) => socket.pause())
      const body = Redacted.make("x".repeat(20_000_000))
      const failure = yield* failureOf({ ...server, callTimeoutMillis: 600 }, { body })
      expect(failure).toMatchObject({ _tag: "OutcomeUnknown", phase: "sending", cause: "timeout" })
      expect(server.requests).toEqual([])
    })
  )

  it.live("and a body of just the allowed size is an answer", () =>
    Effect.gen(function* () {
      const server = yield* rawServer((socket) => socket.write(answer("x".repeat(1_000))))
      const fits = yield* using({ ...server, maxBodyBytes: 1_000 }, (transport) => transport.send(request("one")))
      expect(fits.body.length).toBe(1_000)
      const failure = yield* failureOf({ ...server, maxBodyBytes: 999 })
      expect(failure).toMatchObject({ _tag: "OutcomeUnknown", phase: "answer", cause: "body too large" })
    })
  )
})

describe("the call timeout", () => {
  it.live("ends a call within an uninterruptible region", () =>
    Effect.gen(function* () {
      const server = yield* rawServer(stall)
      const failure = yield* Effect.uninterruptible(failureOf({ ...server, callTimeoutMillis: 300 }))
      expect(failure).toMatchObject({ _tag: "OutcomeUnknown", phase: "waiting", cause: "timeout" })
      const dead = yield* Effect.uninterruptible(
        failureOf({ url: `https://127.0.0.1:${server.port}`, callTimeoutMillis: 100, connectTimeoutMillis: 5_000 })
      )
      expect(dead).toMatchObject({ _tag: "NotSent", cause: "timeout" })
    })
  )
})

describe("interruption", () => {
  it.live("before the write leaves nothing to be written later", () =>
    Effect.gen(function* () {
      const server = yield* rawServer((socket) => socket.write(answer("{}")))
      yield* using(server, (transport) =>
        Effect.gen(function* () {
          for (let round = 0; round < 20; round++) {
            // The connection is being made: no turn of the event loop has passed.
            const fiber = yield* Effect.forkChild(transport.send(request("never")), { startImmediately: true })
            yield* Fiber.interrupt(fiber)
          }
          yield* transport.send(request("after"))
          yield* Effect.sleep(50)
        })
      )
      expect(server.requests.map(({ name }) => name)).toEqual(["after"])
    })
  )

  it.live("after the write closes the connection, and nothing is sent again", () =>
    Effect.gen(function* () {
      const server = yield* rawServer(stall)
      yield* using(server, (transport) =>
        Effect.gen(function* () {
          for (const method of ["GET", "POST"] as const) {
            const fiber = yield* Effect.forkChild(transport.send(request(method, { method })))
            yield* eventually(() => server.requests.at(-1)?.name === method)
            yield* Fiber.interrupt(fiber)
            yield* eventually(() => server.open.size === 0)
          }
          yield* Effect.sleep(50)
        })
      )
      expect(server.requests.map(({ name }) => name)).toEqual(["GET", "POST"])
    })
  )
})

describe("closing the transport", () => {
  it.live("ends every call as what it is, and refuses new ones", () =>
    Effect.gen(function* () {
      const server = yield* rawServer((socket, { name }) => {
        if (name === "idle") socket.write(answer("{}"))
      })
      const scope = yield* Scope.make()
      const context = yield* Layer.buildWithScope(
        UndiciTransport.layer({ baseUrl: server.url, callTimeoutMillis: 10_000, maxConnections: 2 }),
        scope
      )
      yield* Effect.gen(function* () {
        const transport = yield* EkoTransport.EkoTransport
        yield* transport.send(request("idle", { method: "GET" }))
        const [written, other, waiting] = yield* Effect.forEach(["written", "other", "waiting"], (name) =>
          Effect.forkChild(Effect.flip(transport.send(request(name))), { startImmediately: true })
        )
        yield* eventually(() => server.requests.length === 3)
        yield* Scope.close(scope, Exit.void)
        for (const fiber of [written, other]) {
          const failure = fiber && (yield* Fiber.join(fiber))
          expect(failure).toMatchObject({ _tag: "OutcomeUnknown", phase: "waiting", cause: "transport closed" })
        }
        expect(waiting && (yield* Fiber.join(waiting))).toMatchObject({ _tag: "NotSent", cause: "transport closed" })
        const late = yield* Effect.flip(transport.send(request("late")))
        expect(late).toMatchObject({ _tag: "NotSent", cause: "transport closed" })
        yield* eventually(() => server.open.size === 0)
      }).pipe(Effect.provideContext(context))
      expect(server.requests.map(({ name }) => name)).toEqual(["idle", "written", "other"])
    })
  )
})
