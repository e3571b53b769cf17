/** Lists over HTTP: what a team asks of them, and what it is told. */
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { apiKeys, assertProblem, type Client, digiKhata, dmtFino, newKey, start } from "./support.ts"

const listOf = (api: Client, path = "/v1/transfers") =>
  Effect.fnUntraced(function* (query: Readonly<Record<string, string>> = {}, apiKey = apiKeys.payments) {
    const answer = yield* api.send("GET", `${path}?${new URLSearchParams(query)}`, { apiKey })
    const ids: ReadonlyArray<string> = (answer.body.transfers ?? answer.body.loads ?? []).map(
      ({ id }: { id: string }) => id
    )
    return { ...answer, ids, next: answer.body.next as string | undefined, newer: answer.body.newer as string }
  })

describe("GET /v1/transfers", () => {
  it.live("lists what is the team's own, page by page and by each filter", () =>
    Effect.gen(function* () {
      const { api } = yield* start()
      const list = listOf(api)
      const { body: first } = yield* api.create({ ...dmtFino.create, reference: "order-1" })
      yield* api.confirm(first.id, yield* api.otpOf("9123456789"))
      const { body: second } = yield* api.create(digiKhata.create)
      const { body: third } = yield* api.create()
      yield* api.send("POST", `/v1/transfers/${third.id}/cancel`)
      const { body: other } = yield* api.send("POST", "/v1/transfers", {
        key: newKey(),
        apiKey: apiKeys.payouts,
        body: { ...dmtFino.create, reference: "order-1" }
      })

      const all = yield* list()
      assert.deepStrictEqual(all.ids, [third.id, second.id, first.id])
      assert.isUndefined(all.next)
      assert.deepStrictEqual(all.body.transfers[2], (yield* api.get(first.id)).body)
      assert.deepStrictEqual((yield* list({}, apiKeys.payouts)).ids, [other.id])

      const page = yield* list({ limit: "2" })
      assert.deepStrictEqual(page.ids, [third.id, second.id])
      const { body: late } = yield* api.create()
      const last = yield* list({ limit: "2", cursor: page.next ?? "" })
      assert.deepStrictEqual([last.ids, last.next], [[first.id], undefined])
      const newer = yield* list({ cursor: last.newer })
      assert.deepStrictEqual(newer.ids, [late.id])
      assert.deepStrictEqual((yield* list({ cursor: newer.newer })).ids, [])

      const { body: journal } = yield* api.send("GET", `/v1/transfers/${first.id}/events`)
      const { clientRefId } = journal.events.find((event: { type: string }) => event.type === "debit_started")
      const { tid } = all.body.transfers[2].eko
      const filters: ReadonlyArray<[Readonly<Record<string, string>>, ReadonlyArray<string>]> = [
        [{ state: "succeeded" }, [first.id]],
        [{ state: "succeeded,cancelled,succeeded" }, [third.id, first.id]],
        [{ state: "in_doubt" }, []],
        [{ customerId: digiKhata.create.customerId }, [second.id]],
        [{ recipientId: String(digiKhata.create.recipientId) }, [second.id]],
        [{ reference: "order-1" }, [first.id]],
        [{ clientRefId }, [first.id]],
        [{ tid }, [first.id]],
        [{ createdFrom: second.createdAt, createdBefore: third.createdAt }, [second.id]],
        [{ tid, state: "failed" }, []],
        [{ createdFrom: "2999-01-01T00:00:00+05:30" }, []]
      ]
      for (const [query, expected] of filters) {
        assert.deepStrictEqual((yield* list(query)).ids, expected, JSON.stringify(query))
      }
      // Another team finds nothing by names that are not its own.
      for (const query of [{ clientRefId }, { tid }]) {
        assert.deepStrictEqual((yield* list(query, apiKeys.payouts)).ids, [])
      }
    }).pipe(Effect.scoped)
  )

  it.live("takes a cursor for the question that it came from, and for no other", () =>
    Effect.gen(function* () {
      const { api } = yield* start()
      const list = listOf(api)
      yield* api.create()
      yield* api.create()
      const { next = "", newer } = yield* list({ limit: "1" })
      assert.lengthOf((yield* list({ cursor: next })).ids, 1)
      const held = (change: (position: Record<string, unknown>) => unknown) => {
        const [name, position] = JSON.parse(Buffer.from(next, "base64url").toString())
        return Buffer.from(JSON.stringify([name, change(position)])).toString("base64url")
      }
      const [asOf, after] = ["5:5:", { createdAtMillis: 1, id: "0192f0c1-2d3e-8a4b-8c5d-6e7f80910a1b" }]
      for (const [query, apiKey] of [
        [{ cursor: next, state: "failed" }],
        [{ cursor: next }, apiKeys.payouts],
        [{ cursor: newer, reference: "order-1" }],
        [{ cursor: "x" }],
        [{ cursor: Buffer.from("[1,2]").toString("base64url") }],
        // What PostgreSQL would stumble over.
        [{ cursor: held(() => ({ asOf: "9:5:" })) }],
        [{ cursor: held(() => ({ asOf: "5:9:7,6" })) }],
        [{ cursor: held(() => ({ asOf, after: { ...after, createdAtMillis: 8.64e15 } })) }],
        [{ cursor: held(() => ({ asOf, after: { ...after, id: "x" } })) }],
        [{ cursor: held((position) => ({ ...position, since: "0:0:" })) }]
      ] as ReadonlyArray<[Readonly<Record<string, string>>, string?]>) {
        const refused = yield* list(query, apiKey)
        assertProblem(refused, 422, "invalid-request")
        assert.strictEqual(refused.body.errors[0].pointer, "/cursor")
      }
      const loads = yield* listOf(api, "/v1/ppi-digikhata/loads")({ cursor: next })
      assertProblem(loads, 422, "invalid-request")
      for (const [name, value] of [
        ["state", "done"],
        ["limit", "101"],
        ["limit", "0"],
        ["recipientId", "0"],
        ["createdFrom", "0000-01-01T00:00:00Z"],
        ["createdBefore", "2026-02-30T25:00:00Z"],
        ["team", "payouts"]
      ] as const) {
        assertProblem(yield* list({ [name]: value }), 422, "invalid-request")
      }
    }).pipe(Effect.scoped)
  )
})

describe("GET /v1/ppi-digikhata/loads", () => {
  it.live("lists the team's own loads", () =>
    Effect.gen(function* () {
      const { api } = yield* start()
      const list = listOf(api, "/v1/ppi-digikhata/loads")
      const load = (reference: string) =>
        api.send("POST", "/v1/ppi-digikhata/loads", {
          key: newKey(),
          body: { customerId: digiKhata.create.customerId, amountPaise: 100_000, reference }
        })
      const [{ body: first }, { body: second }] = [yield* load("load-1"), yield* load("load-2")]
      const page = yield* list({ limit: "1" })
      assert.deepStrictEqual(page.ids, [second.id])
      assert.deepStrictEqual((yield* list({ cursor: page.next ?? "" })).ids, [first.id])
      assert.deepStrictEqual((yield* list({ reference: "load-1", state: "loaded" })).ids, [first.id])
      assert.deepStrictEqual((yield* list({ tid: second.eko.tid })).ids, [second.id])
      assert.deepStrictEqual((yield* list({}, apiKeys.payouts)).ids, [])
    }).pipe(Effect.scoped)
  )
})
