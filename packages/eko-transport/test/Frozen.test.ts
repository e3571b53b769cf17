/** A process that stands still sends nothing late, and reads what came meanwhile. */
import { type ChildProcess, fork } from "node:child_process"
import { once } from "node:events"
import { readFileSync } from "node:fs"
import { createServer } from "node:tls"
import { fileURLToPath } from "node:url"
import { describe, expect, it } from "@effect/vitest"
import { Effect } from "effect"
import { selfSigned } from "./certificate.ts"
import type { Message, Order } from "./child.ts"
import { answer, eventually, listening, observe, pause, rawServer } from "./support.ts"

/** A child process, ended with the scope, and what it says. */
const child = (environment: Readonly<Record<string, string>> = {}) =>
  Effect.acquireRelease(
    Effect.sync(() => {
      const process_ = fork(fileURLToPath(new URL("./child.ts", import.meta.url)), {
        env: { ...process.env, ...environment },
        execArgv: []
      })
      const messages: Array<Message> = []
      process_.on("message", (message: Message) => messages.push(message))
      return { process: process_, messages }
    }),
    ({ process }) =>
      Effect.promise(async () => {
        if (process.exitCode !== null || process.signalCode !== null) return
        const exited = once(process, "exit")
        process.kill("SIGKILL")
        await exited
      })
  )

const said = (messages: ReadonlyArray<Message>, tag: Message["_tag"]): boolean =>
  messages.some(({ _tag }) => _tag === tag)

const isStopped = ({ pid }: ChildProcess): boolean => readFileSync(`/proc/${pid}/stat`, "utf8").includes(") T ")

/** Sends from a child process, which is stopped by itself or by the server, and woken when `until` holds. */
const sendFrozen = (
  { process, messages }: { readonly process: ChildProcess; readonly messages: ReadonlyArray<Message> },
  order: Order,
  until: Effect.Effect<void>
) =>
  Effect.gen(function* () {
    yield* eventually(() => said(messages, "ready"))
    process.send(order)
    yield* eventually(() => said(messages, "sending"))
    const deadline =
      messages.flatMap((message) => (message._tag === "sending" ? [message.sendBeforeMillis] : []))[0] ?? 0
    yield* until
    if (order.halt === "stops") {
      yield* eventually(() => isStopped(process))
      yield* eventually(() => Date.now() > deadline)
      process.kill("SIGCONT")
    }
    yield* eventually(() => said(messages, "outcome"))
    return messages.flatMap((message) => (message._tag === "outcome" ? [message.outcome] : []))[0]
  })

const tlsServer = (certificate: ReturnType<typeof selfSigned>, onConnection: () => void) =>
  listening(
    (observed) =>
      createServer(certificate, (socket) => observe(observed, socket, () => socket.write(answer("{}"))))
        .on("connection", onConnection)
        .on("tlsClientError", () => {}),
    "https"
  )

const order = { authority: "", halt: "never", sendInMillis: 1_000, callTimeoutMillis: 20_000 } as const

describe("a process that comes to a halt between connecting and writing", () => {
  it.live.each(["never", "stops", "blocks"] as const)("sends nothing after the deadline: %s", (halt) =>
    Effect.gen(function* () {
      const server = yield* rawServer((socket) => socket.write(answer("{}")))
      const sender = yield* child()
      const sendInMillis = halt === "never" ? 20_000 : 1_000
      const outcome = yield* sendFrozen(sender, { ...order, url: server.url, halt, sendInMillis }, Effect.void)
      // The kernel connected all the same, and the process found a connection when it went on.
      expect(server.connections).toBe(1)
      expect(server.requests.length).toBe(halt === "never" ? 1 : 0)
      if (halt === "never") expect(outcome).toMatchObject({ httpStatus: 200 })
      else expect(outcome).toMatchObject({ _tag: "NotSent", cause: "deadline" })
      if (halt !== "never") expect(server.bytes).toBe(0)
    })
  )

  it.live.each(["never", "stops"] as const)("in the TLS handshake sends nothing after the deadline: %s", (halt) =>
    Effect.gen(function* () {
      const certificate = selfSigned()
      const sender = yield* child()
      let connected = false
      const server = yield* tlsServer(certificate, () => {
        // It may have written its first flight; what the server answers to that is not yet written.
        if (halt === "stops") sender.process.kill("SIGSTOP")
        connected = true
      })
      const sendInMillis = halt === "never" ? 20_000 : 1_000
      const outcome = yield* sendFrozen(
        sender,
        {
          ...order,
          url: server.url,
          authority: certificate.cert,
          halt: halt === "stops" ? "never" : halt,
          sendInMillis
        },
        halt === "never"
          ? Effect.void
          : Effect.gen(function* () {
              yield* eventually(() => connected && isStopped(sender.process))
              yield* pause(sendInMillis + 1)
              sender.process.kill("SIGCONT")
            })
      )
      if (halt === "never") expect(outcome).toMatchObject({ httpStatus: 200 })
      else expect(outcome).toMatchObject({ _tag: "NotSent", cause: "deadline" })
      expect(server.requests.length).toBe(halt === "never" ? 1 : 0)
      expect(server.bytes === 0).toBe(halt !== "never")
    })
  )
})

describe("a process that was stopped while it waited", () => {
  it.live("reads the answer that arrived meanwhile, though the call's time is over", () =>
    Effect.gen(function* () {
      const sender = yield* child()
      let answered = false
      const server = yield* rawServer((socket) => {
        sender.process.kill("SIGSTOP")
        socket.write(answer("in time"), () => {
          answered = true
        })
      })
      const callTimeoutMillis = 2_000
      const outcome = yield* sendFrozen(
        sender,
        { ...order, url: server.url, callTimeoutMillis, sendInMillis: 20_000 },
        Effect.gen(function* () {
          yield* eventually(() => answered && isStopped(sender.process))
          yield* pause(callTimeoutMillis + 50)
          sender.process.kill("SIGCONT")
        })
      )
      expect(outcome).toMatchObject({ httpStatus: 200, body: "in time" })
    })
  )
})

describe("a proxy in the environment", () => {
  it.live("sees nothing", () =>
    Effect.gen(function* () {
      const proxy = yield* rawServer((socket) => socket.write(answer("{}")))
      const server = yield* rawServer((socket) => socket.write(answer("{}")))
      const names = ["HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy", "all_proxy"]
      const sender = yield* child({
        ...Object.fromEntries(names.map((name) => [name, proxy.url])),
        NO_PROXY: "",
        no_proxy: "",
        NODE_USE_ENV_PROXY: "1"
      })
      const outcome = yield* sendFrozen(sender, { ...order, url: server.url, sendInMillis: 20_000 }, Effect.void)
      expect(outcome).toMatchObject({ httpStatus: 200 })
      expect(server.requests.length).toBe(1)
      expect(proxy.connections).toBe(0)
    })
  )
})
