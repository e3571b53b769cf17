/** A client that is generated from the document, against the service that the document is of. */
import { make } from "@bhejo/http-client"
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { apiKeys, dmtFino, newKey, start } from "./support.ts"

const terms = { ...dmtFino.create, product: "dmt-fino" } as const

describe("the generated client", () => {
  it.live("pays, looks up and follows a transfer, and is told a problem by its type", () =>
    Effect.gen(function* () {
      const { api } = yield* start()
      const client = make({ baseUrl: api.baseUrl, apiKey: apiKeys.payments })
      const idempotent = () => ({ header: { "Idempotency-Key": newKey() } })
      const made = yield* Effect.promise(() => client.POST("/v1/transfers", { params: idempotent(), body: terms }))
      assert.strictEqual(made.data?.state, "awaiting_otp")
      const id = made.data?.id ?? ""
      const confirm = (otp: string) =>
        Effect.promise(() =>
          client.POST("/v1/transfers/{id}/confirm", {
            params: { path: { id }, ...idempotent() },
            body: { otp, latlong: dmtFino.latlong }
          })
        )
      const { error } = yield* confirm("000000")
      assert.strictEqual(error?.type, "/problems/wrong-otp")
      if (error?.type === "/problems/wrong-otp") assert.strictEqual(error.triesLeft, 2)
      const paid = yield* confirm(yield* api.otpOf(terms.customerId))
      assert.strictEqual(paid.data?.state, "succeeded")
      const found = yield* Effect.promise(() => client.GET("/v1/transfers/{id}", { params: { path: { id } } }))
      assert.deepStrictEqual(found.data, paid.data)
      const journal = yield* Effect.promise(() => client.GET("/v1/transfers/{id}/events", { params: { path: { id } } }))
      assert.strictEqual(journal.data?.events.at(-1)?.type, "debit_answered")
      assert.lengthOf(yield* api.debits(id), 1)
    }).pipe(Effect.scoped)
  )

  it.live("reads queries, and refuses nothing that the service takes", () =>
    Effect.gen(function* () {
      const { api } = yield* start()
      const client = make({ baseUrl: api.baseUrl, apiKey: apiKeys.payments })
      const sender = yield* Effect.promise(() =>
        client.GET("/v1/dmt-fino/senders/{customerId}", {
          params: { path: { customerId: terms.customerId }, query: { userCode: "20810200" } }
        })
      )
      assert.strictEqual(sender.response.status, 200)
      const { error } = yield* Effect.promise(() =>
        client.GET("/v1/transfers/{id}", { params: { path: { id: "not-an-id" } } })
      )
      assert.strictEqual(error?.type, "/problems/not-found")
    }).pipe(Effect.scoped)
  )
})
