/** Which connection a call takes, and that none of them leads to a second request, whatever the server does. */
import type { Socket } from "node:net"
import { describe, expect, it } from "@effect/vitest"
import { Effect, Exit, Fiber, Random, Schema } from "effect"
import { answer, eventually, pause, rawServer, request, using } from "./support.ts"

const names = (count: number): ReadonlyArray<string> => Array.from({ length: count }, (_, index) => `${index}`)

describe("connections", () => {
  it.live("are reused by GETs, and new for each POST and PUT", () =>
    Effect.gen(function* () {
      const server = yield* rawServer((socket) => socket.write(answer("{}")))
      const connectionsAfter = (method: "GET" | "POST" | "PUT") =>
        Effect.gen(function* () {
          yield* transport.send(request(method, { method }))
          // Undici reuses a connection in the turn after the answer.
          yield* pause(5)
          return server.connections
        })
      let transport: Parameters<Parameters<typeof using>[1]>[0]
      yield* using(server, (opened) => {
        transport = opened
        return Effect.gen(function* () {
          const counts = yield* Effect.forEach(
            ["GET", "GET", "POST", "GET", "PUT", "POST", "GET"] as const,
            connectionsAfter
          )
          expect(counts).toEqual([1, 1, 2, 2, 3, 4, 4])
        })
      })
      expect(server.requests.map(({ headers }) => headers["connection"])).toEqual([
        "keep-alive",
        "keep-alive",
        "close",
        "keep-alive",
        "close",
        "close",
        "keep-alive"
      ])
    })
  )

  it.live("are closed after a short idle time, and before the server would", () =>
    Effect.gen(function* () {
      const server = yield* rawServer((socket) => socket.write(answer("{}", "200 OK", ["keep-alive: timeout=75"])))
      yield* using(server, (transport) =>
        Effect.gen(function* () {
          yield* transport.send(request("one", { method: "GET" }))
          expect(server.open.size).toBe(1)
          yield* eventually(() => server.open.size === 0)
        })
      )
    })
  )

  it.live("are never more than allowed", () =>
    Effect.gen(function* () {
      let most = 0
      const server = yield* rawServer((socket) => {
        most = Math.max(most, server.open.size)
        setTimeout(() => socket.write(answer("{}")), 10)
      })
      yield* using({ ...server, maxConnections: 3 }, (transport) =>
        Effect.forEach(names(20), (name) => transport.send(request(name, { method: "GET" })), {
          concurrency: "unbounded"
        })
      )
      expect(most).toBe(3)
      expect(server.requests.length).toBe(20)
    })
  )

  it.live("that the server closes just when they are used again lead to no second request", () =>
    Effect.gen(function* () {
      const ways: ReadonlyArray<(socket: Socket) => void> = [
        (socket) => socket.end(),
        (socket) => socket.destroy(),
        (socket) => socket.resetAndDestroy()
      ]
      const server = yield* rawServer((socket, _, nth) => {
        socket.write(answer("{}"))
        // From at once to several turns later: the next request is chosen to meet it.
        const close = () => ways[nth % ways.length]?.(socket)
        if (nth % 5 === 0) setImmediate(close)
        else setTimeout(close, nth % 4)
      })
      const calls = 800
      const outcomes = yield* using(server, (transport) =>
        Effect.forEach(
          names(calls),
          (name) =>
            Effect.gen(function* () {
              yield* Effect.sleep(yield* Random.nextIntBetween(0, 5))
              return [name, yield* Effect.exit(transport.send(request(name, { method: "GET" })))] as const
            }),
          { concurrency: 8 }
        )
      )
      const times = (name: string) => server.requests.filter((received) => received.name === name).length
      const count = { answered: 0, notSent: 0, unknownAndSeen: 0, unknownAndUnseen: 0 }
      for (const [name, outcome] of outcomes) {
        const seen = times(name)
        expect(seen).toBeLessThanOrEqual(1)
        if (Exit.isSuccess(outcome)) {
          expect(seen).toBe(1)
          count.answered++
        } else {
          const failure = yield* Effect.flip(outcome)
          if (failure._tag === "NotSent") {
            expect(seen).toBe(0)
            count.notSent++
          } else if (seen === 1) count.unknownAndSeen++
          else count.unknownAndUnseen++
        }
      }
      expect(count.notSent + count.unknownAndUnseen + server.requests.length).toBe(calls)
      // The race took place: connections were reused, and some were lost.
      expect(server.connections).toBeLessThan(calls)
      expect(count.answered).toBeGreaterThan(calls / 2)
    })
  )
})

describe("whatever the server does", () => {
  const Call = Schema.Struct({
    method: Schema.Literals(["GET", "POST", "PUT"]),
    server: Schema.Literals([
      "answers",
      "answers slowly",
      "redirects",
      "says 421",
      "answers and closes",
      "answers and resets",
      "closes",
      "resets",
      "stalls",
      "truncates",
      "hints"
    ]),
    client: Schema.Literals(["waits", "waits", "waits", "is late", "is interrupted"]),
    delayMillis: Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 6 }))
  })
  const act = (socket: Socket, what: string): void => {
    if (what === "answers") socket.write(answer("{}"))
    if (what === "answers-slowly") setTimeout(() => socket.write(answer("{}")), 15)
    if (what === "redirects") socket.write(answer("", "307 Elsewhere", ["location: /again"]))
    if (what === "says-421") socket.write(answer("", "421 Misdirected"))
    if (what === "answers-and-closes") socket.end(answer("{}"))
    if (what === "answers-and-resets") socket.write(answer("{}"), () => socket.resetAndDestroy())
    if (what === "closes") socket.end()
    if (what === "resets") socket.resetAndDestroy()
    if (what === "truncates") socket.end(answer("{}").slice(0, -1))
    if (what === "hints") socket.write(`HTTP/1.1 103 Hints\r\n\r\n${answer("{}")}`)
  }

  it.live.prop(
    "each request arrives once at most, once if it was answered, and never if it was not sent",
    [Schema.Array(Call).check(Schema.isMinLength(1), Schema.isMaxLength(24))],
    ([calls]) =>
      Effect.gen(function* () {
        const server = yield* rawServer((socket, { name }) => act(socket, name.slice(name.indexOf("-") + 1)))
        const outcomes = yield* using({ ...server, callTimeoutMillis: 60, maxConnections: 4 }, (transport) =>
          Effect.forEach(
            calls,
            ({ method, server, client, delayMillis }, index) =>
              Effect.gen(function* () {
                const name = `${index}-${server.replaceAll(" ", "-")}`
                const sendBeforeMillis = client === "is late" ? Date.now() + delayMillis : Number.MAX_SAFE_INTEGER
                yield* Effect.sleep(delayMillis)
                const fiber = yield* Effect.forkChild(transport.send(request(name, { method, sendBeforeMillis })))
                if (client === "is interrupted") {
                  yield* Effect.sleep(delayMillis)
                  yield* Fiber.interrupt(fiber)
                }
                return [name, yield* Fiber.await(fiber)] as const
              }),
            { concurrency: 8 }
          )
        )
        yield* eventually(() => server.open.size === 0)
        for (const [name, outcome] of outcomes) {
          const seen = server.requests.filter((received) => received.name === name).length
          expect(seen).toBeLessThanOrEqual(1)
          if (Exit.isSuccess(outcome)) expect(seen).toBe(1)
          else if (!Exit.hasInterrupts(outcome)) {
            const failure = yield* Effect.flip(outcome)
            if (failure._tag === "NotSent") expect(seen).toBe(0)
            if (failure._tag === "OutcomeUnknown" && failure.phase === "answer") expect(seen).toBe(1)
          }
        }
      }),
    { timeout: 120_000, arbitrary: { runs: 25 } }
  )
})
