import { describe, expect, it } from "@effect/vitest"
import { Clock, Effect, Fiber } from "effect"
import { TestClock } from "effect/testing"
import { Client, type Dispatcher } from "undici"
import { Connection } from "../src/Connection.ts"
import * as Connector from "../src/Connector.ts"
import { Exchange } from "../src/Exchange.ts"
import { answer, eventually, pause, rawServer, request } from "./support.ts"

/** What undici hands to the gate; tells whether the gate refused. */
class Controller implements Dispatcher.DispatchController {
  aborted = false
  readonly paused = false
  readonly reason = null
  abort(): void {
    this.aborted = true
  }
  pause(): void {}
  resume(): void {}
}

const passes = (exchange: Exchange): boolean => {
  const controller = new Controller()
  exchange.onRequestStart(controller)
  return !controller.aborted
}

const exchangeOf = (overrides: Parameters<typeof request>[1] = {}) =>
  Effect.map(Clock.Clock, (clock) => new Exchange(request("one", overrides), clock, 1_000))

describe("the gate", () => {
  it.effect("opens once", () =>
    Effect.gen(function* () {
      const exchange = yield* exchangeOf()
      expect(passes(exchange)).toBe(true)
      expect(passes(exchange)).toBe(false)
      expect(passes(exchange)).toBe(false)
      expect(exchange.end("whatever")).toMatchObject({ _tag: "OutcomeUnknown", phase: "sending" })
    })
  )

  it.effect("stays closed once the call has ended", () =>
    Effect.gen(function* () {
      const exchange = yield* exchangeOf()
      expect(exchange.end("timeout")).toMatchObject({ _tag: "NotSent", cause: "timeout" })
      expect(passes(exchange)).toBe(false)
      expect(exchange.end("timeout")).toMatchObject({ _tag: "NotSent" })
    })
  )

  it.effect("opens up to the deadline, and not a millisecond later", () =>
    Effect.gen(function* () {
      const now = yield* Clock.currentTimeMillis
      const [inTime, late] = yield* Effect.all([
        exchangeOf({ sendBeforeMillis: now + 10 }),
        exchangeOf({ sendBeforeMillis: now + 10 })
      ])
      yield* TestClock.adjust(10)
      expect(passes(inTime)).toBe(true)
      yield* TestClock.adjust(1)
      expect(passes(late)).toBe(false)
      expect(late.phase).toBe("not sent")
    })
  )

  it.effect.each([
    ["the clock was set back meanwhile", -3_600_000, 20],
    ["the machine slept meanwhile", 20, 0]
  ] as const)("does not open after the deadline where %s", ([, wallMillis, monotonicMillis]) =>
    Effect.gen(function* () {
      const passed = { wallMillis: 1_700_000_000_000, monotonicMillis: 5_000 }
      const wallNanos = () => BigInt(passed.wallMillis) * 1_000_000n
      const monotonicNanos = () => BigInt(passed.monotonicMillis) * 1_000_000n
      const divided: Clock.Clock = {
        currentTimeMillisUnsafe: () => passed.wallMillis,
        currentTimeMillis: Effect.sync(() => passed.wallMillis),
        currentTimeNanosUnsafe: wallNanos,
        currentTimeNanos: Effect.sync(wallNanos),
        monotonicTimeNanosUnsafe: monotonicNanos,
        monotonicTimeNanos: Effect.sync(monotonicNanos),
        sleep: () => Effect.void
      }
      const exchange = yield* Effect.provideService(
        exchangeOf({ sendBeforeMillis: passed.wallMillis + 10 }),
        Clock.Clock,
        divided
      )
      passed.wallMillis += wallMillis
      passed.monotonicMillis += monotonicMillis
      expect(passes(exchange)).toBe(false)
      expect(exchange.phase).toBe("not sent")
    })
  )

  it.live("is closed by interruption, even while the connection goes on", () =>
    Effect.gen(function* () {
      const server = yield* rawServer((socket) => socket.write(answer("{}")))
      const connection = yield* Effect.acquireRelease(
        Effect.sync(() => new Connection(server.url, Connector.make(1_000))),
        (connection) => Effect.promise(() => connection.close())
      )
      const exchange = yield* exchangeOf()
      const fiber = yield* Effect.forkChild(exchange.over(connection, ""), { startImmediately: true })
      yield* Fiber.interrupt(fiber)
      yield* eventually(() => server.connections === 1)
      yield* pause(50)
      expect(server.bytes).toBe(0)
    })
  )

  it.live("stops a request that undici writes again", () =>
    Effect.gen(function* () {
      const server = yield* rawServer((socket, { name }) => {
        // Headers let undici pipeline the next request; then the connection breaks under both.
        if (name === "first") socket.write(answer("{}").slice(0, -1))
        if (name === "second") socket.resetAndDestroy()
      })
      const pipelining = Effect.acquireRelease(
        Effect.sync(() => new Client(server.url, { pipelining: 2 })),
        (client) => Effect.promise(() => client.destroy())
      )
      const send = (client: Client, name: string) =>
        Effect.gen(function* () {
          const exchange = new Exchange(request(name, { method: "GET" }), yield* Clock.Clock, 1_000)
          return yield* Effect.flip(exchange.over({ client, socket: undefined, close: () => client.destroy() }, ""))
        })

      const client = yield* pipelining
      const both = Effect.all([send(client, "first"), send(client, "second")], { concurrency: 2 })
      const [first, second] = yield* both
      expect(first).toMatchObject({ _tag: "OutcomeUnknown", phase: "answer" })
      expect(second).toMatchObject({ _tag: "OutcomeUnknown", phase: "waiting", cause: "written before" })
      expect(server.requests.map(({ name }) => name)).toEqual(["first", "second"])
    })
  )
})
