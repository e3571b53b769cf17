/** One queued webhook: what is sent of it, when, and what is left of it in the queue. */
import { randomUUID } from "node:crypto"
import { TransferStore } from "@bhejo/core"
import { dataKey } from "@bhejo/embedded-postgres/testing"
import {
  DataKeys,
  PostgresStore,
  WebhookAttempts,
  WebhookChains,
  WebhookEndpoints,
  WebhookQueue
} from "@bhejo/store-postgres"
import { assert, layer } from "@effect/vitest"
import { Deferred, Effect, Fiber, Layer, Redacted, Schema } from "effect"
import { SqlClient } from "effect/sql"
import * as Given from "../../../packages/core/test/Given.ts"
import { newNumber, untilDebit } from "../../../packages/core/test/TransferHistory.ts"
import { migratedDatabase } from "../../../packages/store-postgres/test/MigratedDatabase.ts"
import { AllowedNetworks } from "../src/webhooks/WebhookAddress.ts"
import * as WebhookDelivery from "../src/webhooks/WebhookDelivery.ts"
import { WebhookPolicy } from "../src/webhooks/WebhookPolicy.ts"
import { type Post, type Sent, WebhookSender } from "../src/webhooks/WebhookSender.ts"

const store = Layer.unwrap(
  Effect.map(migratedDatabase, (url) =>
    PostgresStore.layer({
      url,
      dataKeys: Schema.decodeSync(DataKeys.FromText)(dataKey),
      steps: { pollIntervalMillis: 25, leaseMillis: 1_000 }
    })
  )
)

const policy = {
  timeoutMillis: 1_000,
  // What is told here happened at an instant of the tests, long ago.
  retryWindowMillis: 1_000 * 365 * 24 * 3_600_000,
  firstRetryMillis: 5_000,
  disableAfterMillis: 24 * 3_600_000,
  allowedNetworks: new AllowedNetworks([])
}

const team = Given.terms.team

/** Delivers with a sender that does what the test says, on a database that is clean. */
const delivering = Effect.fnUntraced(function* (send: (post: Post) => Effect.Effect<Sent>) {
  const sql = yield* SqlClient.SqlClient
  yield* sql`TRUNCATE webhook_endpoints, webhook_chains, webhook_attempts`
  yield* sql`DELETE FROM bhejo_steps WHERE queue_name = 'webhooks'`
  const deliver = yield* WebhookDelivery.make.pipe(
    Effect.provideService(WebhookSender, { send }),
    Effect.provideService(WebhookPolicy, policy)
  )
  const endpoints = yield* WebhookEndpoints.WebhookEndpoints
  const secret = Redacted.make("whsec_c2VjcmV0LW9mLXRoZS10ZXN0LXdoaWNoLWlzLWxvbmc=")
  const { id } = yield* endpoints.create({
    id: randomUUID(),
    team,
    url: "https://hooks.example/",
    description: undefined,
    secret
  })
  return { deliver, id }
})

const request = Effect.gen(function* () {
  const [requested] = untilDebit(newNumber())
  yield* TransferStore.TransferStore.use((transfers) => transfers.append(requested))
  return requested.transfer.terms.id
})

const pending = Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient
  const rows = yield* sql<{ readonly element: string; readonly delay: number }>`
    SELECT element, extract(epoch FROM visible_at - (now() AT TIME ZONE 'UTC'))::float8 AS delay
    FROM bhejo_steps WHERE queue_name = 'webhooks' AND state = 'pending' ORDER BY sequence`
  return rows.map(({ element, delay }) => ({ element: JSON.parse(element) as WebhookQueue.Element, delay }))
})

/** The element of each chain that is the live one. */
const live = Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient
  const rows = yield* sql<{
    readonly live: string
  }>`SELECT live::text AS live FROM webhook_chains WHERE live IS NOT NULL`
  const ids = rows.map(({ live }) => live)
  return (yield* pending).filter(({ element }) => element.kind === "next" && ids.includes(element.live))
})

const taken: Sent = { httpStatus: 204, cause: undefined }
const failed: Sent = { httpStatus: 500, cause: "status" }

layer(store, { excludeTestServices: true })("a queued webhook", (it) => {
  it.effect("waits a second where its endpoint has two in hand already, and counts no attempt", () =>
    Effect.gen(function* () {
      const release = yield* Deferred.make<void>()
      const sent: Array<string> = []
      const { deliver } = yield* delivering(({ headers }) =>
        Effect.suspend(() => {
          sent.push(headers["webhook-id"] ?? "")
          return Effect.as(Deferred.await(release), taken)
        })
      )
      for (let number = 0; number < 3; number++) yield* request
      const elements = (yield* live).map(({ element }) => element)
      const [one, two, three] = elements
      if (one === undefined || two === undefined || three === undefined) throw new Error("no elements")
      const first = yield* Effect.forkChild(deliver(one))
      const second = yield* Effect.forkChild(deliver(two))
      yield* Effect.repeat(Effect.sleep("5 millis"), { until: () => sent.length === 2 })
      yield* deliver(three)
      assert.lengthOf(sent, 2)
      const [deferred] = (yield* live).filter(
        ({ element }) => element.kind === "next" && three.kind === "next" && element.recordId === three.recordId
      )
      if (deferred === undefined) throw new Error("nothing deferred")
      assert.closeTo(deferred.delay, 1, 0.5)
      yield* Deferred.succeed(release, undefined)
      yield* Fiber.join(first)
      yield* Fiber.join(second)
      yield* deliver(deferred.element)
      assert.lengthOf(sent, 3)
      const attempts = yield* WebhookAttempts.WebhookAttempts
      const endpoint = one.endpointId
      assert.deepStrictEqual(
        (yield* attempts.list(endpoint, { limit: 9 })).map(({ attempt, outcome }) => [attempt, outcome]),
        Array.from({ length: 3 }, () => [1, "delivered"])
      )
    })
  )

  it.effect("is not sent while its endpoint rests, nor when it is stale, and waits ever longer", () =>
    Effect.gen(function* () {
      const sent: Array<string> = []
      const { deliver, id } = yield* delivering(({ headers }) =>
        Effect.sync(() => {
          sent.push(headers["webhook-id"] ?? "")
          return failed
        })
      )
      const transfer = yield* request
      const delays: Array<number> = []
      let element = (yield* live)[0]?.element
      for (let attempt = 1; attempt <= 5; attempt++) {
        if (element === undefined) throw new Error("no element")
        yield* deliver(element)
        // The element that was done is stale now.
        yield* deliver(element)
        const [next] = yield* live
        element = next?.element
        delays.push(next?.delay ?? 0)
      }
      assert.lengthOf(sent, 5)
      for (const [index, wait] of [5, 20, 80, 320, 1_280].entries()) {
        assert.closeTo(delays[index] ?? 0, wait, 0.1 * wait + 1.5)
      }
      const endpoints = yield* WebhookEndpoints.WebhookEndpoints
      assert.isNotNull((yield* endpoints.get(id))?.restingUntilMillis)
      if (element === undefined) return
      yield* deliver(element)
      assert.lengthOf(sent, 5)
      const chains = yield* WebhookChains.WebhookChains
      const [rested] = yield* live
      if (rested?.element.kind !== "next") throw new Error("no element")
      assert.include(yield* chains.due(rested.element), { recordId: transfer, attempts: 5 })
    })
  )

  it.effect("fails, and so stays in the queue, where the journal is behind it", () =>
    Effect.gen(function* () {
      const { deliver } = yield* delivering(() => Effect.succeed(taken))
      yield* request
      const [element] = yield* live
      const sql = yield* SqlClient.SqlClient
      yield* sql`UPDATE webhook_chains SET wanted_version = 9`
      if (element === undefined) throw new Error("no element")
      const error = yield* Effect.flip(deliver(element.element))
      assert.strictEqual(error._tag, "StoreUnavailable")
      // The queue says that it failed, and nothing of why.
      const { take } = yield* WebhookQueue.WebhookQueue
      yield* Effect.exit(take(deliver))
      const rows = yield* sql<{ readonly failure: string }>`
        SELECT last_failure AS failure FROM bhejo_steps WHERE queue_name = 'webhooks' AND state = 'pending'`
      assert.match(rows[0]?.failure ?? "", /HandlerFailed: The handler failed/)
      assert.notInclude(rows[0]?.failure ?? "", "behind")
    })
  )
})
