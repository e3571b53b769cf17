/** What is written, and what an answer that arrived whole is. */
import { EkoTransport } from "@bhejo/core"
import { describe, expect, it } from "@effect/vitest"
import { Effect, Exit, Fiber, Layer, Redacted, Scope } from "effect"
import { UndiciTransport } from "../src/index.ts"
import { answer, deadPort, eventually, failureOf, rawServer, request, using } from "./support.ts"

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
