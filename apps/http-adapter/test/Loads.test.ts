/** Wallet loads over HTTP, against the simulator and a real PostgreSQL. */
import { assert, describe, it } from "@effect/vitest"
import { Effect, Fiber } from "effect"
import {
  apiKeys,
  assertProblem,
  type Client,
  client,
  environment,
  killed,
  newKey,
  operatorKey,
  serve,
  spawnServer,
  start,
  surroundings
} from "./support.ts"

const path = "/v1/ppi-digikhata/loads"
const body = { customerId: "8617567988", amountPaise: 50_000, reference: "R-1" }

describe("POST /v1/ppi-digikhata/loads", () => {
  it.live("moves the money once for one key, and shows it masked", () =>
    Effect.gen(function* () {
      const { api } = yield* start()
      const key = newKey()
      const first = yield* api.send("POST", path, { key, body })
      assert.strictEqual(first.status, 201, JSON.stringify(first.body))
      assert.deepInclude(first.body, { state: "loaded", customerId: "XXXXXX7988", amountPaise: 50_000 })
      assert.strictEqual(first.headers.get("location"), `${path}/${first.body.id}`)
      const again = yield* api.send("POST", path, { key, body })
      assert.deepStrictEqual(again.body, first.body)
      assert.deepStrictEqual((yield* api.send("GET", `${path}/${first.body.id}`)).body, first.body)
      const { events } = (yield* api.send("GET", `${path}/${first.body.id}/events`)).body
      assert.deepStrictEqual(
        events.map(({ type }: { type: string }) => type),
        ["load_started", "load_answered"]
      )
      const other = yield* api.send("POST", path, { key, body: { ...body, amountPaise: 60_000 } })
      assertProblem(other, 422, "idempotency-key-reused")
      const others = yield* api.send("GET", `${path}/${first.body.id}`, { apiKey: apiKeys.payouts })
      assertProblem(others, 404, "not-found")
      const dear = yield* api.send("POST", path, { key: newKey(), body: { ...body, amountPaise: 1_000_100 } })
      assertProblem(dear, 422, "invalid-request")
      assertProblem(yield* api.send("POST", path, { body }), 400, "idempotency-key-missing")
    }).pipe(Effect.scoped)
  )

  it.live("is one for one reference of a team, so that a lost answer is not paid for twice under another key", () =>
    Effect.gen(function* () {
      const { api, simulator } = yield* start()
      yield* simulator.planFault({ operation: eko, fault: "answer-never-arrives" })
      const [firstKey, key] = [newKey(), newKey()]
      const first = yield* api.send("POST", path, { key: firstKey, body })
      assert.strictEqual(first.body.state, "in_doubt")
      const again = yield* api.send("POST", path, { key, body })
      assertProblem(again, 409, "reference-taken")
      assert.strictEqual(again.body.id, first.body.id)
      assert.lengthOf(yield* simulator.ledger(), 1)
      // Another team's reference is another name, and its key another key.
      const others = yield* api.send("POST", path, { apiKey: apiKeys.payouts, key: firstKey, body })
      assert.strictEqual(others.body.state, "loaded")
      // The key that was refused is free for another request.
      const next = yield* api.send("POST", path, { key, body: { ...body, reference: "R-2" } })
      assert.strictEqual(next.body.state, "loaded")
    }).pipe(Effect.scoped)
  )
})

const eko = "ppi-digikhata/load-wallet"
const operator = { apiKey: operatorKey }

/** Looks until the load has the state; bounded. */
const until = (api: Client, id: string, state: string) =>
  Effect.gen(function* () {
    for (let look = 0; look < 500; look++) {
      const answer = yield* api.send("GET", `${path}/${id}`)
      if (answer.body.state === state) return answer.body
      yield* Effect.sleep("200 millis")
    }
    return yield* Effect.die(new Error(`${id} did not become ${state}`))
  })

const look = (api: Client, id: string) => api.send("GET", `/v1/operator/loads/${id}`, operator)
const resolve = (api: Client, id: string, body: unknown, key: { readonly apiKey?: string } = operator) =>
  api.send("POST", `/v1/operator/loads/${id}/resolution`, { ...key, body })

/** A load's movements in Eko's books, by the attempt in its journal. */
const attemptOf = (api: Client, id: string) =>
  Effect.map(look(api, id), (answer) => answer.body.events[0].clientRefId as string)

describe("a wallet load whose answer is lost", () => {
  it.live("is in doubt, then settled by asking Eko; a repetition of the request never loads again", () =>
    Effect.gen(function* () {
      const { api, simulator } = yield* start()
      yield* simulator.planFault({ operation: eko, fault: "reset", effect: true })
      const key = newKey()
      const lost = yield* api.send("POST", path, { key, body })
      assert.strictEqual(lost.status, 201, JSON.stringify(lost.body))
      assert.strictEqual(lost.body.state, "in_doubt")
      assert.deepStrictEqual((yield* api.send("POST", path, { key, body })).body.id, lost.body.id)
      const settled = yield* until(api, lost.body.id, "loaded")
      assert.deepStrictEqual((yield* api.send("POST", path, { key, body })).body, lost.body)
      assert.deepStrictEqual((yield* api.send("GET", `${path}/${lost.body.id}`)).body, settled)
      const entries = yield* simulator.ledger(yield* attemptOf(api, lost.body.id))
      assert.lengthOf(entries, 1)
      assert.lengthOf(yield* simulator.ledger(), 1)
    }).pipe(Effect.scoped)
  )

  it.live("because the process was killed is settled by another one", () =>
    Effect.gen(function* () {
      const { simulator, databaseUrl } = yield* surroundings()
      const env = environment(simulator, databaseUrl, "seed", {
        EKO_CALL_TIMEOUT: "5 seconds",
        INQUIRY_FIRST_DELAY: "6 seconds"
      })
      yield* simulator.planFault({ operation: eko, fault: "delay", millis: 4_000, effect: "at-once" })
      const first = yield* spawnServer(env)
      const key = newKey()
      const sent = yield* Effect.forkChild(
        Effect.exit(client(first.baseUrl, simulator).send("POST", path, { key, body }))
      )
      while ((yield* simulator.ledger()).length === 0) yield* Effect.sleep("50 millis")
      yield* Effect.promise(() => killed(first.child))
      yield* Fiber.join(sent)
      const api = client(yield* serve(env), simulator)
      let again = yield* api.send("POST", path, { key, body })
      assertProblem(again, 409, "idempotency-key-in-use")
      for (let time = 0; time < 60 && again.status === 409; time++) {
        yield* Effect.sleep("250 millis")
        again = yield* api.send("POST", path, { key, body })
      }
      assert.include(["loading", "in_doubt", "loaded"], again.body.state)
      yield* until(api, again.body.id, "loaded")
      assert.lengthOf(yield* simulator.ledger(), 1)
    }).pipe(Effect.scoped)
  )

  it.live("and that Eko does not know is settled by an operator with evidence", () =>
    Effect.gen(function* () {
      const { api, simulator } = yield* start({
        environment: {
          INQUIRY_FIRST_DELAY: "2 seconds",
          INQUIRY_MAX_DELAY: "2 seconds",
          SETTLEMENT_WINDOW: "4 seconds"
        }
      })
      yield* simulator.planFault({ operation: eko, fault: "reset", effect: false })
      const { body: load } = yield* api.send("POST", path, { key: newKey(), body })
      assert.strictEqual(load.state, "in_doubt")
      const clientRefId = yield* attemptOf(api, load.id)
      const judgement = { operator: "A. Nair", evidence: "Eko's statement of 31 January, line 12", clientRefId }
      const notMoved = { ...judgement, found: "not_moved", ticket: "EKO-4711" }
      assertProblem(yield* resolve(api, load.id, notMoved, {}), 403, "forbidden")
      assertProblem(yield* resolve(api, load.id, { ...judgement, found: "moved" }), 422, "invalid-request")
      let resolved = yield* resolve(api, load.id, notMoved)
      assertProblem(resolved, 409, "resolution-too-early")
      for (let time = 0; time < 40 && resolved.status === 409; time++) {
        yield* Effect.sleep("500 millis")
        resolved = yield* resolve(api, load.id, notMoved)
      }
      assert.strictEqual(resolved.status, 200, JSON.stringify(resolved.body))
      assert.deepInclude(resolved.body, { state: "failed" })
      assert.strictEqual(resolved.body.failure.reason, "FoundUnmoved")
      assertProblem(yield* resolve(api, load.id, notMoved), 409, "wrong-state")
      const looked = yield* look(api, load.id)
      assert.strictEqual(looked.body.team, "payments")
      assert.deepInclude(looked.body.events.at(-1), {
        type: "load_resolved",
        resolution: "not_moved",
        operator: "A. Nair"
      })
      assertProblem(yield* look(api, "00000000-0000-4000-8000-000000000000"), 404, "not-found")
      assert.deepStrictEqual(yield* simulator.ledger(), [])
    }).pipe(Effect.scoped)
  )
})

describe("a wallet load's limits", () => {
  it.live("are configuration", () =>
    Effect.gen(function* () {
      const { api } = yield* start({ environment: { WALLET_LOAD_MAX_AMOUNT_PAISE: "40000" } })
      assertProblem(yield* api.send("POST", path, { key: newKey(), body }), 422, "invalid-request")
    }).pipe(Effect.scoped)
  )
})
