/** Repeated requests, before two services on one database. */
import { Identifiers } from "@bhejo/core"
import { PostgresIdempotency } from "@bhejo/store-postgres"
import { assert, describe, it } from "@effect/vitest"
import { Context, Effect, Fiber, Layer, Option, Tracer } from "effect"
import { SqlClient } from "effect/sql"
import {
  type Answer,
  apiKeys,
  assertProblem,
  type Client,
  client,
  digiKhata,
  dmtFino,
  environment,
  freePort,
  killed,
  newKey,
  serve,
  spawnServer,
  storeAt,
  surroundings
} from "./support.ts"

const customer = dmtFino.create.customerId

/** Two services on one database, in this process. */
const two = Effect.gen(function* () {
  const { simulator, databaseUrl } = yield* surroundings()
  const env = environment(simulator, databaseUrl, "seed")
  const services = yield* Layer.build(storeAt(databaseUrl))
  return {
    simulator,
    env,
    one: client(yield* serve(env), simulator),
    other: client(yield* serve(env), simulator),
    keys: Context.get(services, PostgresIdempotency.Idempotency),
    sql: Context.get(services, SqlClient.SqlClient)
  }
})

const isReplayed = ({ headers }: Answer) => headers.get("idempotent-replayed") === "true"

/** The same answer as one that was given before, and it says so. */
const assertReplayed = (answer: Answer, first: Answer) => {
  assert.isTrue(isReplayed(answer), JSON.stringify(answer.body))
  assert.isFalse(isReplayed(first))
  assert.strictEqual(answer.status, first.status)
  assert.strictEqual(answer.headers.get("location"), first.headers.get("location"))
  const { instance: _, ...told } = answer.body
  const { instance: __, ...before } = first.body
  assert.deepStrictEqual(told, before)
}

const attempts = (api: Client, id: string) =>
  Effect.map(api.send("GET", `/v1/transfers/${id}/events`), ({ body }) =>
    body.events.filter(({ type }: { type: string }) => type === "debit_started")
  )

const wrong = (otp: string) => (otp === "000000" ? "000001" : "000000")

describe("a repeated request", () => {
  it.live("is answered as the first one was, by every process, whatever has become of its transfer since", () =>
    Effect.gen(function* () {
      const { simulator, one, other } = yield* two
      const { product, ...rest } = dmtFino.create
      const key = newKey()
      const created = yield* one.create({ product, ...rest }, key)
      assert.strictEqual(created.status, 201)
      const { id } = created.body
      const otp = yield* one.otpOf(customer)

      const confirmKey = newKey()
      const confirmed = yield* one.confirm(id, otp, confirmKey)
      assert.strictEqual(confirmed.body.state, "succeeded")
      for (const api of [other, one]) {
        // Names in another order, and white space, say the same.
        const body = JSON.stringify({ ...rest, product }, undefined, 2)
        assertReplayed(yield* api.send("POST", "/v1/transfers", { key: `"${key}"`, body }), created)
        assertReplayed(yield* api.confirm(id, otp, confirmKey), confirmed)
        // The OTP is no part of what a key is bound to.
        assertReplayed(yield* api.confirm(id, wrong(otp), confirmKey), confirmed)
      }
      assert.lengthOf(yield* attempts(one, id), 1)
      assert.lengthOf(yield* one.debits(id), 1)

      const load = { customerId: digiKhata.create.customerId, amountPaise: 20_000 }
      const loadKey = newKey()
      const loaded = yield* one.send("POST", "/v1/ppi-digikhata/loads", { key: loadKey, body: load })
      assert.strictEqual(loaded.body.state, "loaded")
      assertReplayed(yield* other.send("POST", "/v1/ppi-digikhata/loads", { key: loadKey, body: load }), loaded)
      assert.lengthOf(yield* simulator.ledger(), 2)
    }).pipe(Effect.scoped)
  )

  it.live("must have a key, and is refused under one that was used for another request", () =>
    Effect.gen(function* () {
      const { simulator, one, other } = yield* two
      const key = newKey()
      const { body: created } = yield* one.create(dmtFino.create, key)
      const confirm = `/v1/transfers/${created.id}/confirm`
      const otp = yield* one.otpOf(customer)
      const load = { customerId: digiKhata.create.customerId, amountPaise: 20_000 }
      const cashReturned = { by: "S. Patil", at: "2026-01-31T12:00:00Z" }
      const requests = [
        ["/v1/transfers", { ...dmtFino.create, amountPaise: 60_000 }],
        ["/v1/ppi-digikhata/loads", load],
        [confirm, { otp, latlong: dmtFino.latlong }],
        [`/v1/transfers/${created.id}/refund`, { otp, cashReturned }]
      ] as const
      for (const api of [one, other]) {
        for (const [path, body] of requests) {
          assertProblem(yield* api.send("POST", path, { body }), 400, "idempotency-key-missing")
          assertProblem(yield* api.send("POST", path, { key, body }), 422, "idempotency-key-reused")
        }
      }
      const confirmKey = newKey()
      assert.strictEqual((yield* one.confirm(created.id, otp, confirmKey)).body.state, "succeeded")
      const elsewhere = yield* other.confirm(created.id, otp, confirmKey, "19.0760,72.8777")
      assertProblem(elsewhere, 422, "idempotency-key-reused")
      // Another team's key by the same name is another key.
      const theirs = yield* other.send("POST", "/v1/transfers", { apiKey: apiKeys.payouts, key, body: dmtFino.create })
      assert.strictEqual(theirs.status, 201)
      assert.notStrictEqual(theirs.body.id, created.id)
      assert.lengthOf(yield* simulator.ledger(), 1)
    }).pipe(Effect.scoped)
  )

  it.live("waits for the first one, wherever that runs", () =>
    Effect.gen(function* () {
      const { simulator, one, other } = yield* two
      yield* simulator.planFault({ operation: "dmt-fino/send-otp", fault: "delay", millis: 800, effect: "at-once" })
      const key = newKey()
      const first = yield* Effect.forkChild(one.create(dmtFino.create, key))
      while (Option.isNone(yield* simulator.latestOtp(customer))) yield* Effect.sleep("10 millis")
      for (const api of [one, other]) {
        const early = yield* api.create(dmtFino.create, key)
        assertProblem(early, 409, "idempotency-key-in-use")
        assert.strictEqual(early.headers.get("retry-after"), "1")
        const another = yield* api.create({ ...dmtFino.create, amountPaise: 60_000 }, key)
        assertProblem(another, 422, "idempotency-key-reused")
      }
      const created = yield* Fiber.join(first)
      assert.strictEqual(created.status, 201)
      assertReplayed(yield* other.create(dmtFino.create, key), created)
    }).pipe(Effect.scoped)
  )

  it.live("tells a wrong OTP again, and asks for a new key to try another", () =>
    Effect.gen(function* () {
      const { one, other } = yield* two
      const { body: created } = yield* one.create()
      const otp = yield* one.otpOf(customer)
      const key = newKey()
      const refused = yield* one.confirm(created.id, wrong(otp), key)
      assertProblem(refused, 422, "wrong-otp")
      assert.match(refused.body.detail, /new Idempotency-Key; 2 tries are left/)
      for (const api of [other, one]) {
        const again = yield* api.confirm(created.id, otp, key)
        assertProblem(again, 422, "wrong-otp")
        assertReplayed(again, refused)
      }
      assert.lengthOf(yield* attempts(one, created.id), 1)
      assert.strictEqual((yield* other.confirm(created.id, otp)).body.state, "succeeded")
      assertReplayed(yield* other.confirm(created.id, otp, key), refused)
      assert.lengthOf(yield* one.debits(created.id), 1)
    }).pipe(Effect.scoped)
  )

  it.live("is a new try where it is proven that nothing was sent", () =>
    Effect.gen(function* () {
      const { simulator, env, one, other, sql } = yield* two
      const nowhere = { EKO_BASE_URL: `http://127.0.0.1:${yield* freePort}` }
      const unreaching = client(yield* serve({ ...env, ...nowhere }), simulator)
      const unsigned = client(yield* serve({ ...env, EKO_ACCESS_KEY: "another" }), simulator)
      const { body: created } = yield* one.create()
      const otp = yield* one.otpOf(customer)
      const path = `/v1/transfers/${created.id}/confirm`
      const key = newKey()
      // Without the place that this product needs.
      assertProblem(yield* one.send("POST", path, { key, body: { otp } }), 422, "invalid-request")
      assertProblem(yield* unreaching.confirm(created.id, otp, key), 503, "eko-unreachable")
      assertProblem(yield* unsigned.confirm(created.id, otp, key), 502, "eko-credentials")
      const kept = yield* sql`SELECT key FROM idempotency_keys WHERE key = ${key}`
      assert.deepStrictEqual(kept, [])
      const confirmed = yield* other.confirm(created.id, otp, key)
      assert.strictEqual(confirmed.body.state, "succeeded", JSON.stringify(confirmed.body))
      assert.isFalse(isReplayed(confirmed))
      assertReplayed(yield* one.confirm(created.id, otp, key), confirmed)
      assert.lengthOf(yield* one.debits(created.id), 1)
      // What its state refuses is told by the state each time.
      const late = newKey()
      assertProblem(yield* one.confirm(created.id, otp, late), 409, "wrong-state")
      assert.isFalse(isReplayed(yield* one.confirm(created.id, otp, late)))
      const rows = yield* sql<{ row: unknown }>`SELECT to_jsonb(idempotency_keys) AS row FROM idempotency_keys`
      const text = JSON.stringify(rows)
      for (const secret of [otp, customer, "Sunil Sharma", dmtFino.latlong]) assert.notInclude(text, secret)
    }).pipe(Effect.scoped)
  )
})

describe("a request under a key", () => {
  it.live("costs two statements more than one without, and a repetition three at most", () =>
    Effect.gen(function* () {
      const { simulator, databaseUrl } = yield* surroundings()
      let statements: Array<string> = []
      const tracer = Tracer.make({
        span: (options) => {
          const span = new Tracer.NativeSpan(options)
          const { end } = span
          span.end = (time, exit) => {
            const text = span.attributes.get("db.query.text")
            if (typeof text === "string") statements.push(text)
            end.call(span, time, exit)
          }
          return span
        }
      })
      const env = environment(simulator, databaseUrl, "seed", { RUN_WORKER: "false" })
      const api = client(yield* Effect.withTracer(serve(env), tracer), simulator)
      /** What a request costs, by the names of tables as its statements write them; metrics are read beside it. */
      const costOf = (request: Effect.Effect<Answer>) =>
        Effect.gen(function* () {
          statements = []
          const answer = yield* request
          const own = statements.filter((text) => /"transfers"|"wallet_loads"|idempotency_keys/.test(text))
          return [answer, own.length] as const
        })
      const [key, confirmKey, loadKey] = [newKey(), newKey(), newKey()]
      const [created, creating] = yield* costOf(api.create(dmtFino.create, key))
      assert.strictEqual(creating, 4)
      const otp = yield* api.otpOf(customer)
      const [, confirming] = yield* costOf(api.confirm(created.body.id, otp, confirmKey))
      assert.strictEqual(confirming, 5)
      const body = { customerId: digiKhata.create.customerId, amountPaise: 20_000 }
      const load = api.send("POST", "/v1/ppi-digikhata/loads", { key: loadKey, body })
      const [, loading] = yield* costOf(load)
      assert.strictEqual(loading, 5)
      for (const [repetition, cost] of [
        [api.create(dmtFino.create, key), 2],
        [api.confirm(created.body.id, otp, confirmKey), 3],
        [load, 2]
      ] as const) {
        const [answer, repeating] = yield* costOf(repetition)
        assert.isTrue(isReplayed(answer))
        assert.strictEqual(repeating, cost)
      }
    }).pipe(Effect.scoped)
  )
})

describe("a request whose process went away", () => {
  it.live("before it recorded anything is begun by its repetition, unless another OTP was sent or tried since", () =>
    Effect.gen(function* () {
      const { one, other, keys } = yield* two
      const { body: created } = yield* one.create()
      const team = Identifiers.TeamId.make("payments")
      const path = `/v1/transfers/${created.id}/confirm`
      const claim = (key: string, send: number, nth: number) =>
        keys.claim(
          {
            team,
            key,
            method: "POST",
            path,
            body: JSON.stringify({ latlong: dmtFino.latlong }),
            otpUse: { send, try: nth, isMade: false }
          },
          0
        )
      const [key, later] = [newKey(), newKey()]
      assert.strictEqual((yield* claim(key, 1, 1))._tag, "New")
      yield* one.send("POST", `/v1/transfers/${created.id}/otp`)
      const otp = yield* one.otpOf(customer)
      assertProblem(yield* other.confirm(created.id, otp, key), 422, "idempotency-key-reused")
      assert.lengthOf(yield* attempts(one, created.id), 0)
      assert.strictEqual((yield* claim(later, 2, 1))._tag, "New")
      const confirmed = yield* other.confirm(created.id, otp, later)
      assert.strictEqual(confirmed.body.state, "succeeded", JSON.stringify(confirmed.body))
      assertReplayed(yield* one.confirm(created.id, otp, later), confirmed)
      assert.lengthOf(yield* one.debits(created.id), 1)
    }).pipe(Effect.scoped)
  )

  it.live("or takes too long is overtaken, or begun anew, and no answer is kept that is about to change", () =>
    Effect.gen(function* () {
      const { simulator, one, other, sql } = yield* two
      const { body: created } = yield* one.create()
      const otp = yield* one.otpOf(customer)
      yield* simulator.planFault({ operation: "dmt-fino/initiate", fault: "answer-never-arrives" })
      const key = newKey()
      const first = yield* Effect.forkChild(one.confirm(created.id, otp, key))
      while ((yield* simulator.ledger()).length === 0) yield* Effect.sleep("10 millis")
      yield* sql`UPDATE idempotency_keys SET held_until = clock_timestamp() WHERE key = ${key}`
      const overtaking = yield* other.confirm(created.id, otp, key)
      // As by a first request that could not record what became of its debit, which the journal knows.
      yield* sql`DELETE FROM idempotency_keys WHERE key = ${key}`
      const anew = yield* other.confirm(created.id, otp, key)
      for (const answer of [overtaking, anew]) {
        assert.strictEqual(answer.status, 200, JSON.stringify(answer.body))
        assert.strictEqual(answer.body.state, "debiting")
      }
      assert.strictEqual((yield* Fiber.join(first)).body.state, "in_doubt")
      const later = yield* other.confirm(created.id, otp, key)
      assert.include(["in_doubt", "succeeded"], later.body.state)
      assert.isFalse([overtaking, anew, later].some(isReplayed))
      assertReplayed(yield* one.confirm(created.id, otp, key), later)
      assert.lengthOf(yield* attempts(one, created.id), 1)
      assert.lengthOf(yield* simulator.ledger(), 1)
    }).pipe(Effect.scoped)
  )

  it.live("with its debit on the way is answered from what is recorded, and never pays again", () =>
    Effect.gen(function* () {
      const { simulator, databaseUrl } = yield* surroundings()
      const env = environment(simulator, databaseUrl, "seed", {
        EKO_CALL_TIMEOUT: "2 seconds",
        INQUIRY_FIRST_DELAY: "3 seconds"
      })
      const first = yield* spawnServer(env)
      const api = client(yield* serve(env), simulator)
      const { body: created } = yield* api.create()
      const otp = yield* api.otpOf(customer)
      yield* simulator.planFault({ operation: "dmt-fino/initiate", fault: "answer-never-arrives" })
      const key = newKey()
      const lost = client(first.baseUrl, simulator).confirm(created.id, otp, key)
      yield* Effect.forkScoped(Effect.ignoreCause(lost))
      while ((yield* simulator.ledger()).length === 0) yield* Effect.sleep("20 millis")
      yield* Effect.promise(() => killed(first.child))

      assertProblem(yield* api.confirm(created.id, otp, key), 409, "idempotency-key-in-use")
      let answer = yield* api.confirm(created.id, otp, key)
      for (let time = 0; time < 60 && answer.status === 409; time++) {
        yield* Effect.sleep("250 millis")
        answer = yield* api.confirm(created.id, otp, key)
      }
      assert.strictEqual(answer.status, 200, JSON.stringify(answer.body))
      assert.include(["debiting", "in_doubt", "succeeded"], answer.body.state)
      yield* api.until(created.id, "succeeded")
      const settled = yield* api.confirm(created.id, otp, key)
      assert.strictEqual(settled.status, 200)
      assert.notStrictEqual(settled.body.state, "debiting")
      assertProblem(yield* api.confirm(created.id, otp), 409, "wrong-state")
      assert.lengthOf(yield* attempts(api, created.id), 1)
      assert.lengthOf(yield* simulator.ledger(), 1)
    }).pipe(Effect.scoped)
  )
})
