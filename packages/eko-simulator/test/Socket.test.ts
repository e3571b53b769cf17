/** The simulator on a real socket: its faults, odd requests, and callbacks that it posts. */
import { createServer, request as httpRequest } from "node:http"
import { DmtFino } from "@bhejo/core"
import { assert, describe, it } from "@effect/vitest"
import { Clock, Effect, Option, Redacted } from "effect"
import { Configuration, EkoSimulator, type Fault } from "../src/index.ts"
import { Bench, seedDmtOrder, seedInitiate } from "./support.ts"

const configuration = Configuration.development("seed")
const operation = "dmt-fino/initiate"

type Simulator = EkoSimulator.EkoSimulator["Service"]

const withSimulator = <A, E>(use: (simulator: Simulator) => Effect.Effect<A, E>, callbackUrl?: URL) =>
  Effect.flatMap(EkoSimulator.EkoSimulator, use).pipe(
    Effect.provide(EkoSimulator.EkoSimulator.layer({ configuration, callbackUrl }))
  )

let lastMillis = 0

/** A call over a socket, without any library between that would follow or repeat it. */
const call = (simulator: Simulator, make: (bench: Bench) => ReturnType<Bench["request"]>) =>
  Effect.gen(function* () {
    const bench = new Bench("seed")
    // Every call of a test has a timestamp of its own.
    lastMillis = Math.max(lastMillis + 1, yield* Clock.currentTimeMillis)
    bench.timeMillis = lastMillis
    const { method, path, headers, body } = make(bench)
    const url = `http://127.0.0.1:${simulator.port}${path}`
    return yield* Effect.promise(async () => {
      try {
        const response = await fetch(url, { method, headers, body, redirect: "manual" })
        return { status: response.status, headers: response.headers, body: await response.text() }
      } catch (error) {
        const { cause } = error as { readonly cause?: { readonly code?: string } }
        return { lost: cause?.code ?? String(error) }
      }
    })
  })

/** Sends an OTP, plans a fault for the debit, and sends the debit. */
const debit = (simulator: Simulator, fault: Fault.Fault) =>
  Effect.gen(function* () {
    yield* call(simulator, (bench) => bench.request(DmtFino.sendOtp, seedDmtOrder))
    const sent = Option.getOrThrow(yield* simulator.latestOtp("9123456789"))
    yield* simulator.planFault({ operation, ...fault })
    const wire = { ...seedInitiate, otp: Redacted.value(sent.otp), otp_ref_id: Redacted.value(sent.otpRefId) }
    const answer = yield* call(simulator, (bench) => bench.request(DmtFino.initiate, wire))
    return { answer, debits: (yield* simulator.ledger()).length }
  })

describe("faults on a real socket", () => {
  it.live("a body that is torn ends within itself", () =>
    withSimulator((simulator) =>
      Effect.gen(function* () {
        const { answer, debits } = yield* debit(simulator, { fault: "garbled", as: "torn" })
        assert.deepStrictEqual(answer, { lost: "UND_ERR_SOCKET" })
        assert.strictEqual(debits, 1)
      })
    )
  )

  it.live("a refused call and a reset one end without an answer, and nothing happened", () =>
    withSimulator((simulator) =>
      Effect.gen(function* () {
        for (const fault of [{ fault: "refuse" }, { fault: "reset", effect: false }] as const) {
          const { answer, debits } = yield* debit(simulator, fault)
          assert.deepStrictEqual(answer, { lost: "ECONNRESET" })
          assert.strictEqual(debits, 0)
        }
        assert.deepStrictEqual(
          (yield* simulator.calls).filter((counted) => counted.operation === operation),
          [{ operation, count: 2 }]
        )
      })
    )
  )

  it.live("a late answer is late, and a gateway's answer has its status, page and place", () =>
    withSimulator((simulator) =>
      Effect.gen(function* () {
        const never = debit(simulator, { fault: "delay", millis: 3_600_000, effect: "at-once" })
        assert.isTrue(Option.isNone(yield* Effect.timeoutOption(never, "300 millis")))
        assert.strictEqual((yield* simulator.ledger()).length, 1)
        const late = yield* debit(simulator, { fault: "delay", millis: 50, effect: "at-once" })
        assert.strictEqual("body" in late.answer && JSON.parse(String(late.answer.body)).tx_status, "0")
        const location = "http://127.0.0.1:1/elsewhere"
        const { answer } = yield* debit(simulator, { fault: "http", status: 308, effect: false, location })
        assert.isTrue("status" in answer && answer.status === 308 && answer.headers.get("location") === location)
      })
    )
  )

  it.live("what is held is executed in its time, though nobody asks", () =>
    withSimulator((simulator) =>
      Effect.gen(function* () {
        const { debits } = yield* debit(simulator, { fault: "delay", millis: 150, effect: "none" })
        assert.strictEqual(debits, 0)
        yield* Effect.raceFirst(
          debit(simulator, { fault: "delay", millis: 150, effect: "late" }),
          simulator.ledger().pipe(Effect.repeat({ until: (entries) => entries.length > 0 }))
        ).pipe(Effect.timeout("1 minute"))
      })
    )
  )

  it.live("connections are refused for a while, and then no longer", () =>
    withSimulator((simulator) =>
      Effect.gen(function* () {
        const send = call(simulator, (bench) => bench.request(DmtFino.sendOtp, seedDmtOrder))
        yield* simulator.refuseConnections(200)
        const refused = yield* send.pipe(
          Effect.repeat({ until: (answer) => "lost" in answer && answer.lost === "ECONNREFUSED" }),
          Effect.timeout("1 minute")
        )
        assert.deepStrictEqual(refused, { lost: "ECONNREFUSED" })
        const answer = yield* send.pipe(
          Effect.repeat({ until: (again) => "status" in again }),
          Effect.timeout("1 minute")
        )
        assert.strictEqual("status" in answer && answer.status, 200)
      })
    )
  )
})

/** An address that takes callbacks for as long as the scope is open. */
const recipient = Effect.fnUntraced(function* (...statuses: ReadonlyArray<number>) {
  const received: Array<Record<string, unknown>> = []
  const server = createServer((request, response) => {
    let body = ""
    request.on("data", (chunk) => {
      body += chunk
    })
    request.on("end", () => {
      received.push({ ...JSON.parse(body), method: request.method, type: request.headers["content-type"] })
      response.writeHead(statuses[received.length - 1] ?? 200, { location: "/elsewhere" }).end()
    })
  })
  yield* Effect.acquireRelease(
    Effect.promise(() => new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))),
    () => Effect.promise(() => new Promise<void>((resolve) => server.close(() => resolve())))
  )
  const address = server.address()
  if (address === null || typeof address === "string") throw new Error("no address")
  return { url: new URL(`http://127.0.0.1:${address.port}/callback/token`), received }
})

describe("requests on a real socket", () => {
  it.live("whose body comes in chunks, without its length, are read; too long ones are not", () =>
    withSimulator((simulator) =>
      Effect.gen(function* () {
        const bench = new Bench("seed")
        lastMillis = Math.max(lastMillis + 1, yield* Clock.currentTimeMillis)
        bench.timeMillis = lastMillis
        const { method, path, headers, body } = bench.request(DmtFino.sendOtp, seedDmtOrder)
        const post = (...chunks: ReadonlyArray<string>) =>
          Effect.promise(
            () =>
              new Promise<number | undefined>((resolve, reject) => {
                const options = { method, headers: { ...headers, "transfer-encoding": "chunked" } }
                const outgoing = httpRequest(`http://127.0.0.1:${simulator.port}${path}`, options)
                outgoing.on("response", (response) => {
                  response.resume()
                  resolve(response.statusCode)
                })
                outgoing.on("error", reject)
                for (const chunk of chunks) outgoing.write(chunk)
                outgoing.end()
              })
          )
        assert.strictEqual(yield* post(body.slice(0, 10), body.slice(10)), 200)
        assert.isTrue(Option.isSome(yield* simulator.latestOtp("9123456789")))
        assert.strictEqual(yield* post("x".repeat(40_000), "x".repeat(40_000)), 413)
      })
    )
  )

  it.live("without a body, such as a DELETE, are answered", () =>
    withSimulator((simulator) =>
      Effect.gen(function* () {
        yield* simulator.seedFaults({ seed: 1, perMille: 10 })
        const url = `${simulator.controlUrl}/faults/seed`
        const response = yield* Effect.promise(() => fetch(url, { method: "DELETE" }))
        assert.strictEqual(response.status, 200)
        assert.isNull(yield* simulator.faultSeed)
      })
    )
  )
})

describe("callbacks over HTTP", () => {
  it.live("are posted when a transaction settles by itself, and kept with what was answered", () =>
    Effect.scoped(
      Effect.gen(function* () {
        const { url, received } = yield* recipient(200, 503)
        yield* withSimulator(
          (simulator) =>
            Effect.gen(function* () {
              yield* simulator.planFault({ operation: "callback", fault: "callback", how: "duplicate", millis: 50 })
              yield* debit(simulator, { fault: "awaited", settlesAs: "success", afterMillis: 100 })
              const sent = yield* simulator.callbacks.pipe(
                Effect.repeat({ until: (all) => all.length === 2 }),
                Effect.timeout("1 minute")
              )
              const [ledger] = yield* simulator.ledger()
              assert.strictEqual(received.length, 2)
              for (const body of received) {
                assert.deepInclude(body, {
                  method: "POST",
                  type: "application/json",
                  tid: ledger?.tid,
                  tx_status: "0",
                  old_tx_status: "2",
                  client_ref_id: "REQ-20260101-001"
                })
              }
              // Nothing is sent again for an answer that is none.
              assert.deepStrictEqual(
                sent.map(({ tid, httpStatus }) => [String(tid), httpStatus]),
                [
                  [String(ledger?.tid), 200],
                  [String(ledger?.tid), 503]
                ]
              )
            }),
          url
        )
      })
    )
  )

  it.live("are posted to no other address, wherever the first one points", () =>
    Effect.scoped(
      Effect.gen(function* () {
        const { url, received } = yield* recipient(307)
        yield* withSimulator(
          (simulator) =>
            Effect.gen(function* () {
              yield* debit(simulator, { fault: "awaited", settlesAs: "success", afterMillis: 0 })
              const [sent] = yield* simulator.callbacks.pipe(
                Effect.repeat({ until: (all) => all.length === 1 }),
                Effect.timeout("1 minute")
              )
              assert.strictEqual(sent?.httpStatus, 307)
              assert.strictEqual(received.length, 1)
            }),
          url
        )
      })
    )
  )

  it.live("are kept without being posted where there is no address", () =>
    withSimulator((simulator) =>
      Effect.gen(function* () {
        yield* debit(simulator, { fault: "awaited", settlesAs: "failed", afterMillis: 0 })
        const [sent] = yield* simulator.callbacks.pipe(
          Effect.repeat({ until: (all) => all.length === 1 }),
          Effect.timeout("1 minute")
        )
        assert.deepInclude(sent, { status: "failed", oldStatus: "awaited", httpStatus: null })
      })
    )
  )

  it.live("whose address is dead are lost, and the simulator serves on", () =>
    withSimulator(
      (simulator) =>
        Effect.gen(function* () {
          yield* debit(simulator, { fault: "awaited", settlesAs: "failed", afterMillis: 0 })
          const [sent] = yield* simulator.callbacks.pipe(
            Effect.repeat({ until: (all) => all.length === 1 }),
            Effect.timeout("1 minute")
          )
          assert.strictEqual(sent?.httpStatus, null)
          const answer = yield* call(simulator, (bench) => bench.request(DmtFino.sendOtp, seedDmtOrder))
          assert.strictEqual("status" in answer && answer.status, 200)
        }),
      new URL("http://127.0.0.1:1/")
    )
  )
})
