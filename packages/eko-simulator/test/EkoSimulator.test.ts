import { request as httpRequest } from "node:http"
import { DmtFino } from "@bhejo/core"
import { assert, describe, it } from "@effect/vitest"
import { Clock, Context, Effect, Exit, Layer, Option, Redacted, Scope } from "effect"
import { Configuration, EkoSimulator } from "../src/index.ts"
import { Bench, seedDmtOrder, seedInitiate, type Wire } from "./support.ts"

const configuration = Configuration.development("seed")

/** How a call over a real socket ended. */
type Ending =
  | { readonly _tag: "Answered"; readonly httpStatus: number; readonly body: string }
  | { readonly _tag: "Lost"; readonly code: string }

/** Calls over a real socket; `answered` resolves when the answer or the end of the connection is there. */
const callOver = (simulator: EkoSimulator.EkoSimulator["Service"], operation: "send" | "initiate", wire: Wire) =>
  Effect.map(Clock.currentTimeMillis, (timeMillis) => {
    const bench = new Bench("seed")
    // Every call of a test has a timestamp of its own.
    lastMillis = Math.max(lastMillis + 1, timeMillis)
    bench.timeMillis = lastMillis
    const { method, path, headers, body } =
      operation === "send" ? bench.request(DmtFino.sendOtp, wire) : bench.request(DmtFino.initiate, wire)
    const outgoing = httpRequest(`http://127.0.0.1:${simulator.port}${path}`, { method, headers })
    const ended = new Promise<Ending>((resolve) => {
      outgoing.on("error", (error: NodeJS.ErrnoException) => resolve({ _tag: "Lost", code: String(error.code) }))
      outgoing.on("response", (response) => {
        let text = ""
        response.setEncoding("utf8").on("data", (chunk: string) => {
          text += chunk
        })
        response.on("end", () => resolve({ _tag: "Answered", httpStatus: Number(response.statusCode), body: text }))
      })
    })
    outgoing.end(body)
    return { outgoing, ended: Effect.promise(() => ended) }
  })
let lastMillis = 0

const otpOf = (simulator: EkoSimulator.EkoSimulator["Service"]) =>
  Effect.gen(function* () {
    const { ended } = yield* callOver(simulator, "send", seedDmtOrder)
    const answer = yield* ended
    assert.deepInclude(answer, { _tag: "Answered", httpStatus: 200 })
    const sent = Option.getOrThrow(yield* simulator.latestOtp("9123456789"))
    return { ...seedInitiate, otp: Redacted.value(sent.otp), otp_ref_id: Redacted.value(sent.otpRefId) }
  })

/** Waits until a debit is in the ledger: what happens while nobody is answered. */
const untilDebited = (simulator: EkoSimulator.EkoSimulator["Service"]) =>
  simulator
    .ledger("REQ-20260101-001")
    .pipe(Effect.repeat({ until: (entries) => entries.length > 0 }), Effect.timeout("1 minute"))

const withSimulator = <A, E>(use: (simulator: EkoSimulator.EkoSimulator["Service"]) => Effect.Effect<A, E>) =>
  Effect.flatMap(EkoSimulator.EkoSimulator, use).pipe(
    Effect.provide(EkoSimulator.EkoSimulator.layer({ configuration }))
  )

describe("a listening simulator", () => {
  it.live("listens on a free port of 127.0.0.1 and pays over it", () =>
    withSimulator((simulator) =>
      Effect.gen(function* () {
        assert.strictEqual(simulator.baseUrl, `http://127.0.0.1:${simulator.port}/ekoapi/v3`)
        assert.strictEqual(simulator.controlUrl, `http://127.0.0.1:${simulator.port}/_simulator`)
        const { ended } = yield* callOver(simulator, "initiate", yield* otpOf(simulator))
        const answer = yield* ended
        assert.strictEqual(answer._tag === "Answered" && JSON.parse(answer.body).data.tx_status, "0")
        assert.deepEqual(yield* simulator.arrivals("REQ-20260101-001"), [
          { operation: "dmt-fino/send-otp", count: 1 },
          { operation: "dmt-fino/initiate", count: 1 }
        ])
        const [wallet] = yield* simulator.wallets
        assert.deepEqual<unknown>(wallet, { userCode: "20810200", balancePaise: 1_000_000_000_000 - 50_500 })
        assert.isTrue(Option.getOrThrow(yield* simulator.latestOtp("9123456789")).isConsumed)
      })
    )
  )

  it.live("an answer that never arrives: the debit is in the ledger, the connection open and silent", () =>
    withSimulator((simulator) =>
      Effect.gen(function* () {
        const wire = yield* otpOf(simulator)
        yield* simulator.planFault({ operation: "dmt-fino/initiate", fault: "answer-never-arrives" })
        const { outgoing, ended } = yield* callOver(simulator, "initiate", wire)
        const [debit] = yield* untilDebited(simulator)
        assert.deepInclude<unknown>(debit, { kind: "debit", amountPaise: 50_000 })
        assert.isTrue(Option.isNone(yield* Effect.timeoutOption(ended, "200 millis")))
        // The client goes, and the simulator serves on.
        outgoing.destroy()
        assert.deepInclude(yield* ended, { _tag: "Lost", code: "ECONNRESET" })
        const again = yield* callOver(simulator, "initiate", wire)
        const answer = yield* again.ended
        assert.strictEqual(answer._tag === "Answered" && JSON.parse(answer.body).data.reason, "OTP already Consumed")
        assert.strictEqual((yield* simulator.ledger()).length, 1)
      })
    )
  )

  it.live("a reset connection: the debit is in the ledger", () =>
    withSimulator((simulator) =>
      Effect.gen(function* () {
        const wire = yield* otpOf(simulator)
        const plan = { operation: "dmt-fino/initiate", fault: "reset", effect: true } as const
        yield* simulator.planFault(plan)
        const { ended } = yield* callOver(simulator, "initiate", wire)
        assert.deepInclude(yield* ended, { _tag: "Lost", code: "ECONNRESET" })
        assert.strictEqual((yield* simulator.ledger("REQ-20260101-001")).length, 1)
      })
    )
  )

  it.live("closing destroys connections that wait for a lost answer, and frees the port", () =>
    Effect.gen(function* () {
      const scope = yield* Scope.make()
      const simulator = Context.get(
        yield* Layer.buildWithScope(EkoSimulator.EkoSimulator.layer({ configuration }), scope),
        EkoSimulator.EkoSimulator
      )
      const wire = yield* otpOf(simulator)
      yield* simulator.planFault({ operation: "dmt-fino/initiate", fault: "answer-never-arrives" })
      const { ended } = yield* callOver(simulator, "initiate", wire)
      yield* untilDebited(simulator)
      yield* Effect.timeout(Scope.close(scope, Exit.void), "1 minute")
      assert.strictEqual((yield* ended)._tag, "Lost")
      const { port } = simulator
      const next = EkoSimulator.EkoSimulator.layer({ configuration, port })
      assert.strictEqual((yield* Effect.provide(EkoSimulator.EkoSimulator, next)).port, port)
    })
  )

  it.live("a taken port is an error that names it", () =>
    withSimulator(({ port }) =>
      Effect.gen(function* () {
        const error = yield* Effect.flip(
          Effect.provide(EkoSimulator.EkoSimulator, EkoSimulator.EkoSimulator.layer({ configuration, port }))
        )
        assert.strictEqual(
          error.message,
          `Port ${port} on 127.0.0.1 is taken. Stop what listens there, or choose another port.`
        )
      })
    )
  )

  it.live("a fault for an operation that is not simulated is refused", () =>
    withSimulator((simulator) =>
      Effect.gen(function* () {
        const plan = { operation: "dmt-fino/refund", fault: "answer-never-arrives" } as const
        const error = yield* Effect.flip(simulator.planFault(plan))
        assert.strictEqual(error._tag, "UnknownOperation")
        const unsettled = yield* Effect.flip(simulator.settle({ tid: "1", as: "success" }))
        assert.deepInclude(unsettled, { _tag: "NotSettled", why: "unknown" })
      })
    )
  )
})
