/** Two instances on one PostgreSQL: what one of them had in hand when it was killed is told by the other. */
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { client, environment, killed, spawnServer, surroundings } from "./support.ts"
import * as Receiver from "./webhooks/Receiver.ts"

const lifeOf = ["requested", "awaiting_otp", "debiting", "succeeded"]

describe("webhooks of two instances", () => {
  it.live("are told each at least once and in their order, while one of the two is killed", () =>
    Effect.gen(function* () {
      const { simulator, databaseUrl } = yield* surroundings()
      const env = environment(simulator, databaseUrl, "seed", {
        WEBHOOK_ALLOWED_NETWORKS: "127.0.0.0/8",
        WEBHOOK_FIRST_RETRY: "1 millis",
        // Nothing is to be given up while it is held: in its place another message would be sent.
        WEBHOOK_TIMEOUT: "1 minute"
      })
      const [first, second] = yield* Effect.all([spawnServer(env), spawnServer(env)], { concurrency: 2 })
      const apis = [client(first.baseUrl, simulator), client(second.baseUrl, simulator)] as const
      const mine = yield* Receiver.make
      const { body: made } = yield* apis[0].send("POST", "/v1/webhook-endpoints", { body: { url: mine.url } })

      // While nothing is answered, both instances have as many messages in hand as they send to one endpoint.
      const held: Array<() => void> = []
      const holders = new Set<unknown>()
      mine.answer((response, received) => {
        holders.add(received.message.data.transfer.id)
        held.push(() => response.writeHead(204).end())
      })
      const transfers: Array<string> = []
      for (let number = 0; number < 6; number++) {
        const api = apis[number % 2 === 0 ? 0 : 1]
        const { body: created } = yield* api.create()
        const { body } = yield* api.confirm(created.id, yield* api.otpOf("9123456789"))
        assert.strictEqual(body.state, "succeeded")
        transfers.push(body.id)
      }
      yield* mine.until(4)
      assert.strictEqual(holders.size, 4)
      yield* Effect.promise(() => killed(first.child))
      mine.answer(Receiver.status(204))
      for (const answer of held) answer()

      for (const id of transfers) {
        yield* mine.until(1, ({ message: { data } }) => data.transfer.id === id && data.transfer.state === "succeeded")
      }
      for (const id of transfers) {
        const told = mine.received.filter(({ message }) => message.data.transfer.id === id)
        for (const one of told) Receiver.verified(one, made.secret)
        // Whoever takes each message once has them all, in their order.
        const once = [...new Map(told.map((one) => [one.id, one])).values()]
        assert.deepStrictEqual(
          once.map(({ message }) => message.data.transfer.state),
          lifeOf
        )
      }
      // What the killed one had in hand came again.
      assert.isAbove(mine.received.length, transfers.length * lifeOf.length)
      const { body } = yield* apis[1].send("GET", `/v1/webhook-endpoints/${made.endpoint.id}`)
      assert.isTrue(body.isEnabled)
      assert.isUndefined(body.failing)
    }).pipe(Effect.scoped)
  )
})
