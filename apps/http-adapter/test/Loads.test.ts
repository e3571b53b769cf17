/** Wallet loads over HTTP, against the simulator and a real PostgreSQL. */
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { apiKeys, assertProblem, newKey, start } from "./support.ts"

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
})
