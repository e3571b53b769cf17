/** What operations see, and nobody else. */
import { PostgresDriftLog } from "@bhejo/store-postgres"
import { assert, describe, it } from "@effect/vitest"
import { Context, Effect, Layer } from "effect"
import * as ScriptedEko from "./ScriptedEko.ts"
import { assertProblem, client, environment, operatorKey, serve, start, storeAt, surroundings } from "./support.ts"

const path = "/v1/operations/drift"

describe("an operator's routes", () => {
  it.live("are closed to teams and strangers, and a team's to operators", () =>
    Effect.gen(function* () {
      const { api } = yield* start()
      assertProblem(yield* api.send("GET", path), 403, "forbidden")
      assertProblem(yield* api.send("GET", path, { apiKey: "nobody's" }), 401, "unauthenticated")
      assertProblem(yield* api.send("GET", "/v1/transfers/x", { apiKey: operatorKey }), 403, "forbidden")
      assert.strictEqual((yield* api.send("GET", path, { apiKey: operatorKey })).status, 200)
    }).pipe(Effect.scoped)
  )

  it.live("list how Eko's answers drift, latest first", () =>
    Effect.gen(function* () {
      const { api, databaseUrl } = yield* start()
      const operator = { apiKey: operatorKey }
      assert.deepStrictEqual((yield* api.send("GET", path, operator)).body, { drift: [] })
      const log = Context.get(yield* Layer.build(storeAt(databaseUrl)), PostgresDriftLog.DriftLog)
      const fee = {
        operation: "dmt-fino/initiate",
        path: "data.fee",
        kind: "type",
        expected: "a text",
        count: 2,
        firstSeenAtMillis: 1_700_000_000_000,
        lastSeenAtMillis: 1_700_000_001_000
      }
      yield* log.add([fee, { ...fee, path: "data.tid", lastSeenAtMillis: 1_700_000_002_000 }])
      const { body } = yield* api.send("GET", path, operator)
      assert.deepStrictEqual(
        body.drift.map((drift: { path: string }) => drift.path),
        ["data.tid", "data.fee"]
      )
      assert.deepStrictEqual(body.drift[1], {
        operation: "dmt-fino/initiate",
        path: "data.fee",
        kind: "type",
        expected: "a text",
        count: 2,
        firstSeenAt: "2023-11-14T22:13:20.000Z",
        lastSeenAt: "2023-11-14T22:13:21.000Z"
      })
      assert.lengthOf((yield* api.send("GET", `${path}?limit=1`, operator)).body.drift, 1)
      for (const query of ["limit=0", "limit=1001", "limit=-1", "limit=1e2", "limit=", "other=1"]) {
        const refused = yield* api.send("GET", `${path}?${query}`, operator)
        assertProblem(refused, 422, "invalid-request")
        assert.match(refused.body.errors[0].detail, /^in the query /)
      }
    }).pipe(Effect.scoped)
  )

  it.live("have on record what drifted until the process ended, and no value of it", () =>
    Effect.gen(function* () {
      const eko = yield* ScriptedEko.start
      const { simulator, databaseUrl } = yield* surroundings()
      yield* Effect.scoped(
        Effect.gen(function* () {
          const env = environment(simulator, databaseUrl, "seed", { EKO_BASE_URL: eko.baseUrl })
          const api = client(yield* serve(env), simulator)
          const { httpStatus, body } = ScriptedEko.example("dmt-add-recipient")
          const { data, ...envelope } = body as { readonly data: object }
          eko.answers({ httpStatus, body: { ...envelope, data: { ...data, pipes: "918273", brand_new: "918273" } } })
          for (let time = 0; time < 3; time++) {
            const added = yield* api.send("POST", "/v1/dmt-fino/senders/9123456789/recipients", {
              body: { name: "ASHA DEVI", mobile: "9123456789", ifsc: "SBIN0007515", account: "012345678901" }
            })
            assert.strictEqual(added.status, 201)
          }
        })
      )
      const log = Context.get(yield* Layer.build(storeAt(databaseUrl)), PostgresDriftLog.DriftLog)
      const found = yield* log.latest(10)
      assert.deepInclude(
        found.map(({ operation, path, kind, count }) => ({ operation, path, kind, count })),
        { operation: "dmt-fino/add-recipient", path: "data.brand_new", kind: "unexpected field", count: 3 }
      )
      assert.notInclude(JSON.stringify(found), "918273")
    }).pipe(Effect.scoped)
  )

  it.live("tell how far Eko's clock is from ours, once answers agree", () =>
    Effect.gen(function* () {
      const { api } = yield* start()
      const clock = Effect.map(api.send("GET", "/v1/operations/clock", { apiKey: operatorKey }), ({ body }) => body)
      assert.deepStrictEqual(yield* clock, { offsetMillis: 0, isCertain: false, correctionMillis: 0 })
      for (let time = 0; time < 8; time++) yield* api.create()
      const { offsetMillis, uncertaintyMillis, isCertain, correctionMillis } = yield* clock
      assert.isTrue(isCertain)
      assert.isAtMost(Math.abs(offsetMillis), uncertaintyMillis)
      // The simulator lives by our clock: what is signed needs no correction.
      assert.strictEqual(correctionMillis, 0)
    }).pipe(Effect.scoped)
  )
})
