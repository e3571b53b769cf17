/** What teams are told by webhooks, as they receive it. */
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { eventually } from "./Eventually.ts"
import { apiKeys, assertProblem, type Client, digiKhata, start } from "./support.ts"
import * as Receiver from "./webhooks/Receiver.ts"

const path = "/v1/webhook-endpoints"

/** Quick enough for a test, and allowed to call this machine. */
const environment = {
  WEBHOOK_ALLOWED_NETWORKS: "127.0.0.0/8",
  WEBHOOK_FIRST_RETRY: "1 millis",
  WEBHOOK_TIMEOUT: "1 second"
}

const create = (api: Client, url: string, apiKey = apiKeys.payments) =>
  Effect.map(api.send("POST", path, { apiKey, body: { url } }), ({ status, body }) => {
    assert.strictEqual(status, 201, JSON.stringify(body))
    return { id: String(body.endpoint.id), secret: String(body.secret) }
  })

/** A transfer that succeeds. */
const succeed = Effect.fnUntraced(function* (api: Client) {
  const { body: created } = yield* api.create()
  const { body } = yield* api.confirm(created.id, yield* api.otpOf("9123456789"))
  assert.strictEqual(body.state, "succeeded")
  return String(body.id)
})

const states = (received: ReadonlyArray<Receiver.Received>) =>
  received.map(({ message }) => message.data.transfer?.state ?? message.data.walletLoad?.state)

const lifeOf = ["requested", "awaiting_otp", "debiting", "succeeded"]

const ofTransfer = (id: string) => (received: Receiver.Received) => received.message.data.transfer?.id === id

interface Delivery {
  readonly id: string
  readonly messageId: string
  readonly recordId: string
  readonly attempt: number
  readonly outcome: string
  readonly cause?: string
  readonly httpStatus?: number
  readonly isRedelivery?: boolean
}

/** The log, once it has so many entries of a kind: a receiver has its message before its answer is logged. */
const deliveries = Effect.fnUntraced(function* (
  api: Client,
  id: string,
  {
    query = "",
    count = 1,
    which = () => true
  }: {
    readonly query?: string
    readonly count?: number
    readonly which?: (delivery: Delivery) => boolean
  } = {}
) {
  const logged = Effect.map(
    api.send("GET", `${path}/${id}/deliveries${query}`),
    ({ body }): ReadonlyArray<Delivery> => body.deliveries
  )
  yield* eventually(
    `${count} deliveries`,
    Effect.map(logged, (all) => all.filter(which).length >= count)
  )
  return yield* logged
})

describe("a team's webhooks", () => {
  it.live("tell each change once and in its order, signed, masked, and to nobody else's endpoint", () =>
    Effect.gen(function* () {
      const { api } = yield* start({ environment })
      const [mine, others] = [yield* Receiver.make, yield* Receiver.make]
      const { id: endpoint, secret } = yield* create(api, mine.url)
      yield* create(api, others.url, apiKeys.payouts)
      const id = yield* succeed(api)
      const received = yield* mine.until(4)
      assert.deepStrictEqual(states(received), lifeOf)
      assert.deepStrictEqual(
        received.map(({ message }) => message.data.previousState),
        [undefined, ...lifeOf.slice(0, -1)]
      )
      const { body: transfer } = yield* api.get(id)
      for (const one of received) {
        assert.deepStrictEqual(Receiver.verified(one, secret), one.message)
        assert.match(one.id, new RegExp(`^msg_transfer_${id}_\\d+$`))
        assert.notInclude(one.body, "9123456789")
        assert.strictEqual(one.message.timestamp, one.message.data.transfer.updatedAt)
      }
      assert.deepStrictEqual(received.at(-1)?.message.data.transfer, transfer)
      assert.throws(() => Receiver.verified({ ...(received[0] as Receiver.Received), body: "{}" }, secret))

      const told = yield* deliveries(api, endpoint, { count: 4 })
      assert.deepStrictEqual(
        told.map(({ outcome, httpStatus, attempt }) => [outcome, httpStatus, attempt]),
        Array.from({ length: 4 }, () => ["delivered", 204, 1])
      )
      assert.lengthOf(others.received, 0)
      assertProblem(yield* api.send("GET", `${path}/${endpoint}`, { apiKey: apiKeys.payouts }), 404, "not-found")

      // A wallet load is told as well.
      const load = { customerId: digiKhata.create.customerId, amountPaise: 10_000 }
      const { body: loaded } = yield* api.send("POST", "/v1/ppi-digikhata/loads", { key: "load", body: load })
      const loads = yield* mine.until(2, ({ message }) => message.type === "wallet_load.state_changed")
      assert.deepStrictEqual(states(loads), ["loading", loaded.state])
      assert.deepStrictEqual(Receiver.verified(loads[1] as Receiver.Received, secret), loads[1]?.message)
      assert.notInclude(JSON.stringify(loads), load.customerId)
    }).pipe(Effect.scoped)
  )

  it.live(
    "come again in their order from a receiver that fails, redirects, is slow, or says more than anybody reads",
    () =>
      Effect.gen(function* () {
        const { api } = yield* start({ environment })
        const [mine, elsewhere] = [yield* Receiver.make, yield* Receiver.make]
        const { id: endpoint, secret } = yield* create(api, mine.url)
        const answers: Array<Receiver.Answer> = [
          Receiver.status(500),
          (response) => response.writeHead(307, { location: elsewhere.url }).end(),
          // It never answers.
          () => undefined,
          (_response, _, request) => request.socket.destroy(),
          Receiver.status(204),
          (response) => {
            // A body without an end, after a 200 that counts.
            response.writeHead(200, { "content-type": "text/plain" })
            const more = () => {
              while (!response.destroyed && response.write("x".repeat(65_536)));
            }
            response.on("drain", more)
            more()
          }
        ]
        mine.answer((response, received, request) =>
          (answers.shift() ?? Receiver.status(204))(response, received, request)
        )
        const id = yield* succeed(api)
        const received = yield* mine.until(8)
        assert.deepStrictEqual(states(received), [
          ...["requested", "requested", "requested", "requested", "requested"],
          ...lifeOf.slice(1)
        ])
        // A repetition is the same message, and signed anew.
        assert.lengthOf(new Set(received.slice(0, 5).map((one) => one.id)), 1)
        assert.lengthOf(new Set(received.slice(0, 5).map((one) => one.body)), 1)
        for (const one of received) Receiver.verified(one, secret)
        assert.lengthOf(elsewhere.received, 0)
        const told = yield* deliveries(api, endpoint, { query: `?recordId=${id}&limit=100`, count: 8 })
        assert.deepStrictEqual(
          told
            .toReversed()
            .slice(0, 6)
            .map(({ outcome, cause, httpStatus }) => [outcome, cause ?? httpStatus]),
          [
            ["retrying", "status"],
            ["retrying", "redirect"],
            ["retrying", "timeout"],
            ["retrying", "connection_failed"],
            ["delivered", 204],
            ["delivered", 200]
          ]
        )
      }).pipe(Effect.scoped)
  )

  it.live("are signed by both secrets while one replaces the other, and each is shown once", () =>
    Effect.gen(function* () {
      const { api } = yield* start({ environment })
      const mine = yield* Receiver.make
      const { id, secret: first } = yield* create(api, mine.url)
      const { body: rotated } = yield* api.send("POST", `${path}/${id}/secret`, { body: { overlapSeconds: 3_600 } })
      assert.match(rotated.secret, /^whsec_[A-Za-z0-9+/]{43}=$/)
      assert.notStrictEqual(rotated.secret, first)
      yield* api.create()
      const [one] = yield* mine.until(2)
      if (one === undefined) return
      assert.deepStrictEqual(Receiver.verified(one, first), one.message)
      assert.deepStrictEqual(Receiver.verified(one, rotated.secret), one.message)
      const { body: again } = yield* api.send("POST", `${path}/${id}/secret`, { body: { overlapSeconds: 0 } })
      yield* api.create()
      const last = (yield* mine.until(4)).at(-1)
      if (last === undefined) return
      assert.deepStrictEqual(Receiver.verified(last, again.secret), last.message)
      for (const old of [first, rotated.secret]) assert.throws(() => Receiver.verified(last, old))
      for (const where of [path, `${path}/${id}`, `${path}/${id}/deliveries`]) {
        const { body } = yield* api.send("GET", where)
        assert.notInclude(JSON.stringify(body), "whsec")
      }
    }).pipe(Effect.scoped)
  )

  it.live(
    "are kept while an endpoint is disabled that kept failing; the others are told, and it is told all when enabled",
    () =>
      Effect.gen(function* () {
        const { api } = yield* start({ environment: { ...environment, WEBHOOK_DISABLE_AFTER: "1 second" } })
        const [failing, healthy] = [yield* Receiver.make, yield* Receiver.make]
        failing.answer(Receiver.status(503))
        const { id } = yield* create(api, failing.url)
        const { secret } = yield* create(api, healthy.url)
        const before = yield* succeed(api)
        const [notice] = yield* healthy.until(1, ({ message }) => message.type === "webhook_endpoint.disabled")
        if (notice === undefined) return
        assert.deepStrictEqual(Receiver.verified(notice, secret), notice.message)
        assert.deepStrictEqual(notice.message.data.endpoint, { id, url: failing.url })
        const { body: disabled } = yield* api.send("GET", `${path}/${id}`)
        assert.isFalse(disabled.isEnabled)
        assert.strictEqual(disabled.disabled.why, "failing")
        const [attempt] = yield* deliveries(api, id)
        assert.isDefined(attempt)
        const again = `${path}/${id}/deliveries/${attempt.id}/redeliver`
        assertProblem(yield* api.send("POST", again), 409, "webhook-endpoint-disabled")

        const attempts = failing.received.length
        const meanwhile = yield* succeed(api)
        yield* healthy.until(4, ofTransfer(meanwhile))
        failing.answer(Receiver.status(200))
        assert.strictEqual(failing.received.length, attempts)
        const { status, body } = yield* api.send("PUT", `${path}/${id}`, {
          body: { url: failing.url, isEnabled: true }
        })
        assert.strictEqual(status, 200)
        assert.isTrue(body.isEnabled)
        for (const transfer of [before, meanwhile]) {
          const taken = yield* failing.until(
            4,
            (one) => ofTransfer(transfer)(one) && failing.received.indexOf(one) >= attempts
          )
          assert.deepStrictEqual(states(taken), lifeOf)
        }
      }).pipe(Effect.scoped)
  )

  it.live("are given up when their time is over, go on with the next, and come once more where a team asks", () =>
    Effect.gen(function* () {
      const { api } = yield* start({ environment: { ...environment, WEBHOOK_RETRY_WINDOW: "1 second" } })
      const mine = yield* Receiver.make
      const { id, secret } = yield* create(api, mine.url)
      const from = new Date().toISOString()
      mine.answer((response, { message }) =>
        Receiver.status(message.data.transfer.state === "requested" ? 500 : 204)(response, {} as never, {} as never)
      )
      const transfer = yield* succeed(api)
      yield* mine.until(1, ({ message }) => message.data.transfer.state === "succeeded")
      const [lost] = yield* deliveries(api, id, { query: "?outcome=given_up" })
      assert.isDefined(lost)
      assert.isAtLeast(lost.attempt, 2)
      assert.strictEqual(lost.recordId, transfer)
      mine.answer(Receiver.status(204))
      const { body } = yield* api.send("POST", `${path}/${id}/redeliver`, { body: { from } })
      assert.deepStrictEqual(body, { queued: 1 })
      const { body: one } = yield* api.send("POST", `${path}/${id}/deliveries/${lost.id}/redeliver`)
      assert.deepStrictEqual(one, { queued: 1 })
      const all = yield* mine.until(lost.attempt + 2, ({ id }) => id === lost.messageId)
      assert.lengthOf(new Set(all.map(({ body }) => body)), 1)
      Receiver.verified(all.at(-1) as Receiver.Received, secret)
      const [latest] = yield* deliveries(api, id, {
        query: `?recordId=${transfer}&limit=100`,
        count: 2,
        which: ({ messageId, outcome }) => messageId === lost.messageId && outcome === "delivered"
      })
      assert.isTrue(latest?.isRedelivery)
      assert.deepStrictEqual((yield* api.send("POST", `${path}/${id}/redeliver`, { body: { from } })).body, {
        queued: 0
      })
    }).pipe(Effect.scoped)
  )

  it.live("go to endpoints that a team makes, sees, changes and removes, each by its own rules", () =>
    Effect.gen(function* () {
      const { api } = yield* start({})
      const body = { url: "https://payments.example.com/hooks", description: "Ledger" }
      const { body: created, headers } = yield* api.send("POST", path, { body })
      const { id } = created.endpoint
      assert.strictEqual(headers.get("location"), `${path}/${id}`)
      assertProblem(yield* api.send("POST", path, { body }), 409, "webhook-endpoint-exists")
      for (const url of [
        "http://payments.example.com/",
        "https://user:secret@payments.example.com/",
        "https://payments.example.com/#part",
        "https://127.0.0.1/",
        "https://2130706433/",
        "https://0x7f.1/",
        "https://[::ffff:169.254.169.254]/latest/meta-data",
        "ftp://payments.example.com/",
        "https://[::1]:8080/"
      ]) {
        const refused = yield* api.send("POST", path, { body: { url } })
        assertProblem(refused, 422, "invalid-request")
        assert.deepStrictEqual(
          refused.body.errors.map(({ pointer }: { pointer: string }) => pointer),
          ["/url"]
        )
        assertProblem(
          yield* api.send("PUT", `${path}/${id}`, { body: { url, isEnabled: true } }),
          422,
          "invalid-request"
        )
      }
      for (let more = 1; more < 5; more++) yield* create(api, `${body.url}/${more}`)
      assertProblem(
        yield* api.send("POST", path, { body: { url: `${body.url}/5` } }),
        409,
        "too-many-webhook-endpoints"
      )
      const { body: changed } = yield* api.send("PUT", `${path}/${id}`, {
        body: { url: `${body.url}/0`, isEnabled: false }
      })
      assert.deepStrictEqual([changed.url, changed.description, changed.isEnabled], [`${body.url}/0`, undefined, false])
      assert.strictEqual(changed.disabled.why, "team")
      const strange = { apiKey: apiKeys.payouts }
      const nobody = "00000000-0000-4000-8000-000000000000"
      for (const [method, at, sent] of [
        ["GET", "", undefined],
        ["PUT", "", { ...body, isEnabled: true }],
        ["DELETE", "", undefined],
        ["POST", "/secret", {}],
        ["GET", "/deliveries", undefined],
        ["POST", "/redeliver", { from: "2026-01-31T12:00:00Z" }],
        ["POST", `/deliveries/${nobody}/redeliver`, undefined]
      ] as const) {
        for (const [where, by] of [
          [id, strange],
          [nobody, {}],
          ["of-another-shape", {}]
        ] as const) {
          assertProblem(yield* api.send(method, `${path}/${where}${at}`, { ...by, body: sent }), 404, "not-found")
        }
      }
      const { body: removed } = yield* api.send("DELETE", `${path}/${id}`)
      assert.strictEqual(removed.id, id)
      assertProblem(yield* api.send("GET", `${path}/${id}`), 404, "not-found")
      const { body: left } = yield* api.send("GET", path)
      assert.lengthOf(left.endpoints, 4)
    }).pipe(Effect.scoped)
  )
})
