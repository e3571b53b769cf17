/** A message goes to the very address that was judged, once, and nothing of an answer is followed or read. */
import { createServer as createTlsServer } from "node:https"
import { createServer as createTcpServer, type Socket } from "node:net"
import { assert, describe, it } from "@effect/vitest"
import { Context, Effect, Layer } from "effect"
import { selfSigned } from "../../../packages/eko-transport/test/certificate.ts"
import { AllowedNetworks } from "../src/webhooks/WebhookAddress.ts"
import { type Options, WebhookSender } from "../src/webhooks/WebhookSender.ts"
import * as Receiver from "./webhooks/Receiver.ts"

const loopback = new AllowedNetworks([["127.0.0.1", 32]])
const none = new AllowedNetworks([])

const send = (url: string, options: Partial<Options> = {}) =>
  Effect.gen(function* () {
    const services = yield* Layer.build(WebhookSender.layer({ timeoutMillis: 600, allowed: loopback, ...options }))
    return yield* Context.get(services, WebhookSender).send({ url, headers: { "webhook-id": "msg_1" }, body: '"é"' })
  }).pipe(Effect.scoped)

const leadingTo =
  (...answers: ReadonlyArray<ReadonlyArray<string>>) =>
  (asked: Array<string> = []): NonNullable<Options["resolve"]> =>
  async (name) => {
    asked.push(name)
    return answers[Math.min(asked.length, answers.length) - 1] ?? []
  }

/** A server that does with a connection what the test says. */
const tcp = (onConnection: (socket: Socket) => void) =>
  Effect.map(
    Effect.acquireRelease(
      Effect.promise(
        () =>
          new Promise<{ readonly port: number; readonly close: () => void }>((resolve) => {
            const sockets = new Set<Socket>()
            const server = createTcpServer((socket) => {
              sockets.add(socket)
              socket.on("error", () => undefined)
              onConnection(socket)
            }).listen(0, "127.0.0.1", () => {
              const address = server.address()
              const close = () => {
                for (const socket of sockets) socket.destroy()
                server.close()
              }
              resolve({ port: typeof address === "object" && address !== null ? address.port : 0, close })
            })
          })
      ),
      ({ close }) => Effect.sync(close)
    ),
    ({ port }) => port
  )

describe("WebhookSender", () => {
  it.live("asks once where a name leads, and connects to what it was told, whatever is told next", () =>
    Effect.gen(function* () {
      const receiver = yield* Receiver.make
      const asked: Array<string> = []
      const url = `http://hooks.example:${receiver.port}/in`
      const resolve = leadingTo(["127.0.0.1"], ["127.0.0.2"])(asked)
      assert.deepStrictEqual(yield* send(url, { resolve }), { httpStatus: 204, cause: undefined })
      assert.deepStrictEqual(asked, ["hooks.example"])
      assert.deepStrictEqual(
        receiver.received.map(({ id, body }) => [id, body]),
        [["msg_1", '"é"']]
      )
      // The next time the name leads elsewhere, and is judged anew.
      assert.deepStrictEqual(yield* send(url, { resolve }), { httpStatus: undefined, cause: "address_refused" })
      assert.lengthOf(receiver.received, 1)
    }).pipe(Effect.scoped)
  )

  it.live("calls no address of a name that leads to one which it must not call", () =>
    Effect.gen(function* () {
      const receiver = yield* Receiver.make
      for (const addresses of [
        ["127.0.0.1", "10.0.0.1"],
        ["169.254.169.254"],
        ["::1", "127.0.0.1"],
        ["8.8.8.8", "127.0.0.1"]
      ]) {
        const sent = yield* send(`http://hooks.example:${receiver.port}/`, { resolve: leadingTo(addresses)() })
        assert.strictEqual(sent.cause, "address_refused", addresses.join())
      }
      for (const host of ["127.0.0.1", "[::ffff:127.0.0.1]", "2130706433", "[::1]"]) {
        const sent = yield* send(`http://${host}:${receiver.port}/`, { allowed: none })
        assert.strictEqual(sent.cause, "address_refused", host)
      }
      assert.lengthOf(receiver.received, 0)
      const unknown = yield* send("https://hooks.example/", { resolve: leadingTo([])() })
      assert.strictEqual(unknown.cause, "name_unresolved")
      const broken = yield* send("https://hooks.example/", { resolve: () => Promise.reject(new Error("SERVFAIL")) })
      assert.strictEqual(broken.cause, "name_unresolved")
      const silent = yield* send("https://hooks.example/", { resolve: () => new Promise(() => undefined) })
      assert.strictEqual(silent.cause, "timeout")
    }).pipe(Effect.scoped)
  )

  it.live("follows no redirect, of any kind, to anywhere", () =>
    Effect.gen(function* () {
      const [receiver, elsewhere] = [yield* Receiver.make, yield* Receiver.make]
      for (const status of [300, 301, 302, 303, 304, 307, 308]) {
        receiver.answer((response) => response.writeHead(status, { location: elsewhere.url }).end())
        assert.deepStrictEqual(yield* send(receiver.url), { httpStatus: status, cause: "redirect" })
      }
      assert.lengthOf(elsewhere.received, 0)
      for (const [status, cause] of [
        [200, undefined],
        [202, undefined],
        [204, undefined],
        [400, "status"],
        [401, "status"],
        [410, "gone"],
        [421, "status"],
        [429, "status"],
        [500, "status"]
      ] as const) {
        receiver.answer(Receiver.status(status))
        assert.deepStrictEqual(yield* send(receiver.url), { httpStatus: status, cause })
      }
      // Once each: nothing is sent again by anybody's own accord.
      assert.lengthOf(receiver.received, 16)
    }).pipe(Effect.scoped)
  )

  it.live("ends in time, whatever a receiver does instead of answering", () =>
    Effect.gen(function* () {
      const end = (socket: Socket, text: string) => socket.once("data", () => socket.write(text))
      const cases: ReadonlyArray<readonly [string, (socket: Socket) => void]> = [
        ["timeout", () => undefined],
        ["timeout", (socket) => end(socket, "HTTP/1.1 200 OK\r\nx-slow: ")],
        ["timeout", (socket) => end(socket, "HTTP/1.1 100 Continue\r\n\r\n")],
        ["connection_failed", (socket) => void socket.destroy()],
        ["unreadable_answer", (socket) => end(socket, "SSH-2.0-OpenSSH_9.6\r\n")],
        ["unreadable_answer", (socket) => end(socket, `HTTP/1.1 200 OK\r\nx: ${"y".repeat(100_000)}\r\n\r\n`)],
        [
          "connection_failed",
          (socket) => end(socket, "HTTP/1.1 101 Switching Protocols\r\nupgrade: h2c\r\nconnection: upgrade\r\n\r\n")
        ]
      ]
      for (const [cause, onConnection] of cases) {
        const port = yield* tcp(onConnection)
        const began = Date.now()
        assert.strictEqual((yield* send(`http://127.0.0.1:${port}/`)).cause, cause)
        assert.isBelow(Date.now() - began, 5_000)
      }
      const port = yield* tcp((socket) => void socket.write("no TLS here\r\n"))
      assert.strictEqual((yield* send(`https://127.0.0.1:${port}/`)).cause, "tls_failed")
      assert.strictEqual((yield* send("http://127.0.0.1:9/")).cause, "connection_failed")
    }).pipe(Effect.scoped)
  )

  it.live("believes no certificate that nobody vouches for, whatever the environment says", () =>
    Effect.gen(function* () {
      const server = createTlsServer(selfSigned(), (_, response) => response.writeHead(204).end())
      yield* Effect.acquireRelease(
        Effect.promise(() => new Promise<void>((resolve) => server.listen(0, "127.0.0.1", () => resolve()))),
        () => Effect.sync(() => server.close())
      )
      const address = server.address()
      const port = typeof address === "object" && address !== null ? address.port : 0
      process.env["NODE_TLS_REJECT_UNAUTHORIZED"] = "0"
      yield* Effect.addFinalizer(() => Effect.sync(() => delete process.env["NODE_TLS_REJECT_UNAUTHORIZED"]))
      assert.strictEqual((yield* send(`https://127.0.0.1:${port}/`)).cause, "tls_failed")
    }).pipe(Effect.scoped)
  )

  it.live("reads no body, however long it is, and believes a status that came before it", () =>
    Effect.gen(function* () {
      let written = 0
      const port = yield* tcp((socket) => {
        socket.once("data", () => {
          socket.write("HTTP/1.1 200 OK\r\ncontent-length: 1000000000000\r\n\r\n")
          const more = () => {
            while (!socket.destroyed && written < 1e9) {
              written += 65_536
              if (!socket.write(Buffer.alloc(65_536))) break
            }
          }
          socket.on("drain", more)
          more()
        })
      })
      assert.deepStrictEqual(yield* send(`http://127.0.0.1:${port}/`), { httpStatus: 200, cause: undefined })
      const before = written
      yield* Effect.sleep("100 millis")
      assert.isBelow(before, 50_000_000)
      assert.isBelow(written - before, 5_000_000)
    }).pipe(Effect.scoped)
  )
})
