import { once } from "node:events"
import { connect, createServer, type Server, type Socket } from "node:net"
import { Worker } from "node:worker_threads"
import { EkoTransport } from "@bhejo/core"
import { Effect, Redacted, type Scope } from "effect"
import type { InvalidOptions } from "../src/InvalidOptions.ts"
import { UndiciTransport } from "../src/index.ts"

/** Texts that must not be found in any error, span or log. */
export const secrets = {
  header: "developer-key-5b1f",
  body: "otp-918273",
  path: "9123456789",
  answer: "answer-of-eko-77"
}

export const farFuture = 9_999_999_999_999

export const request = (
  name: string,
  overrides: Partial<EkoTransport.SignedRequest> = {}
): EkoTransport.SignedRequest => ({
  operation: "test-operation",
  method: "POST",
  path: `/${name}/${secrets.path}?user_code=1`,
  headers: Redacted.make({ developer_key: secrets.header, "content-type": "application/json" }),
  body: overrides.method === "GET" ? undefined : Redacted.make(JSON.stringify({ otp: secrets.body })),
  sendBeforeMillis: farFuture,
  ...overrides
})

/** A request that arrived whole. */
export interface Received {
  /** The first part of the path: the name that the test gave it. */
  readonly name: string
  readonly requestLine: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

export interface RawServer {
  readonly url: string
  readonly port: number
  /** Connections that were accepted. */
  connections: number
  /** Connections that are open at this moment. */
  readonly open: Set<Socket>
  /** Bytes that arrived on any connection. */
  bytes: number
  readonly requests: Array<Received>
}

const readRequest = (data: Buffer): { readonly request: Received; readonly rest: Buffer } | undefined => {
  const end = data.indexOf("\r\n\r\n")
  if (end < 0) return undefined
  const [requestLine = "", ...lines] = data.subarray(0, end).toString("latin1").split("\r\n")
  const headers = Object.fromEntries(
    lines.map((line) => [line.slice(0, line.indexOf(":")).toLowerCase(), line.slice(line.indexOf(":") + 1).trim()])
  )
  const bodyEnd = end + 4 + Number(headers["content-length"] ?? 0)
  if (data.length < bodyEnd) return undefined
  const name = requestLine.split(" ")[1]?.split("/")[1] ?? ""
  const body = data.subarray(end + 4, bodyEnd).toString("utf8")
  return { request: { name, requestLine, headers, body }, rest: data.subarray(bodyEnd) }
}

/** Counts what arrives, and lets a test do what it likes with each connection and each whole request. */
export const observe = (
  server: RawServer,
  socket: Socket,
  onRequest: (socket: Socket, request: Received, nth: number) => void
): void => {
  let pending: Buffer = Buffer.alloc(0)
  server.connections++
  server.open.add(socket)
  socket.on("error", () => {})
  socket.on("close", () => server.open.delete(socket))
  socket.on("data", (chunk) => {
    server.bytes += chunk.length
    pending = Buffer.concat([pending, chunk])
    for (let read = readRequest(pending); read !== undefined; read = readRequest(pending)) {
      pending = read.rest
      server.requests.push(read.request)
      onRequest(socket, read.request, server.requests.length)
    }
  })
}

/** Listens on a free port of 127.0.0.1 until the scope closes. */
export const listening = <S extends Server>(make: (observed: RawServer) => S, scheme = "http") =>
  Effect.acquireRelease(
    Effect.promise(async () => {
      const observed = { url: "", port: 0, connections: 0, open: new Set<Socket>(), bytes: 0, requests: [] }
      const listener = make(observed).listen(0, "127.0.0.1")
      await once(listener, "listening")
      const address = listener.address()
      const port = typeof address === "object" && address !== null ? address.port : 0
      const server: RawServer = Object.assign(observed, { port, url: `${scheme}://127.0.0.1:${port}` })
      return { server, listener }
    }),
    ({ server, listener }) =>
      Effect.promise(async () => {
        const closed = once(listener, "close")
        listener.close()
        for (const socket of server.open) socket.destroy()
        await closed
      })
  ).pipe(Effect.map(({ server }) => server))

export const rawServer = (
  onRequest: (socket: Socket, request: Received, nth: number) => void,
  onConnection: (socket: Socket) => void = () => {}
): Effect.Effect<RawServer, never, Scope.Scope> =>
  listening((observed) =>
    createServer((socket) => {
      observe(observed, socket, onRequest)
      onConnection(socket)
    })
  )

/** A port on which nobody listens. */
export const deadPort = Effect.scoped(
  Effect.map(
    rawServer(() => {}),
    ({ port }) => port
  )
)

/** A port whose listener accepts nothing, and whose queue is full: the kernel answers no further connection. */
export const fullPort = Effect.acquireRelease(
  Effect.promise(async () => {
    const listener = new Worker(
      `const { createServer } = require("node:net")
       const server = createServer().listen({ port: 0, host: "127.0.0.1", backlog: 1 }, () => {
         require("node:worker_threads").parentPort.postMessage(server.address().port)
         Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)
       })`,
      { eval: true }
    )
    const [port] = await once(listener, "message")
    const sockets: Array<Socket> = []
    for (let connected = true; connected; ) {
      const socket = connect(port, "127.0.0.1")
      sockets.push(socket)
      const waiting = new Promise<boolean>((resolve) => setTimeout(resolve, 200, false))
      connected = await Promise.race([once(socket, "connect").then(() => true), waiting])
    }
    return { listener, sockets, port: Number(port) }
  }),
  ({ listener, sockets }) =>
    Effect.promise(() => {
      for (const socket of sockets) socket.on("error", () => {}).destroy()
      return listener.terminate()
    })
).pipe(Effect.map(({ port }) => port))

export const answer = (body: string, status = "200 OK", headers: ReadonlyArray<string> = []): string =>
  [`HTTP/1.1 ${status}`, `content-length: ${Buffer.byteLength(body)}`, ...headers, "", body].join("\r\n")

/** Opens a transport for as long as the effect runs. */
export const using = <A, E>(
  options: { readonly url: string } & Partial<UndiciTransport.Options>,
  use: (transport: EkoTransport.EkoTransport["Service"]) => Effect.Effect<A, E, Scope.Scope>
): Effect.Effect<A, E | InvalidOptions, Scope.Scope> =>
  Effect.flatMap(EkoTransport.EkoTransport, use).pipe(
    Effect.provide(UndiciTransport.layer({ baseUrl: options.url, callTimeoutMillis: 10_000, ...options }))
  )

/** Waits until a condition holds, in real time; the test's own timeout bounds it. */
export const eventually = (condition: () => boolean): Effect.Effect<void> =>
  Effect.suspend(() => (condition() ? Effect.void : Effect.andThen(pause(5), eventually(condition))))

/** Waits in real time, whatever the clock says. */
export const pause = (millis: number): Effect.Effect<void> =>
  Effect.promise(() => new Promise((resolve) => setTimeout(resolve, millis)))

/** The failure of one POST to a server. */
export const failureOf = (
  options: { readonly url: string } & Partial<UndiciTransport.Options>,
  overrides: Partial<EkoTransport.SignedRequest> = {}
) => Effect.flip(using(options, (transport) => transport.send(request("one", overrides))))
