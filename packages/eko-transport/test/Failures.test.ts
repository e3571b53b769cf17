/** Which failures mean that nothing was sent, and which leave the outcome unknown. */
import type { Socket } from "node:net"
import { describe, expect, it } from "@effect/vitest"
import { Effect, Fiber, Redacted } from "effect"
import { TestClock } from "effect/testing"
import { answer, deadPort, eventually, failureOf, fullPort, pause, rawServer, request, using } from "./support.ts"

const stall = () => {}

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
