/** A worker that is stopped ends with what it has in hand, all of it at once, and takes nothing more. */
import { TransferStore, WalletLoadStore } from "@bhejo/core"
import { WebhookAttempts, WebhookChains, WebhookEndpoints, WebhookQueue } from "@bhejo/store-postgres"
import { assert, describe, it } from "@effect/vitest"
import { Deferred, Effect, Exit, Fiber, Queue, References, Scope } from "effect"
import { AllowedNetworks } from "../src/webhooks/WebhookAddress.ts"
import { WebhookPolicy } from "../src/webhooks/WebhookPolicy.ts"
import { WebhookSender } from "../src/webhooks/WebhookSender.ts"
import * as WebhookWorker from "../src/webhooks/WebhookWorker.ts"

const element = (number: number): WebhookQueue.Element => ({
  kind: "next",
  endpointId: `endpoint-${number}`,
  record: "transfer",
  recordId: `record-${number}`,
  live: `live-${number}`
})

const unused = () => Effect.die(new Error("is not asked for"))

describe("WebhookWorker", () => {
  it.live("ends with what it has in hand, and takes nothing more", () =>
    Effect.gen(function* () {
      const elements = yield* Queue.make<WebhookQueue.Element>()
      const release = new Map<string, Deferred.Deferred<void>>()
      for (let number = 1; number <= 20; number++) release.set(`record-${number}`, yield* Deferred.make<void>())
      const begun: Array<string> = []
      const ended: Array<string> = []
      const scope = yield* Scope.make()
      yield* WebhookWorker.run.pipe(
        Scope.provide(scope),
        Effect.provideService(WebhookQueue.WebhookQueue, {
          offer: unused,
          take: (handler) => Effect.flatMap(Queue.take(elements), handler)
        }),
        // An element that is looked up is in hand; that it is stale ends it.
        Effect.provideService(WebhookChains.WebhookChains, {
          due: ({ recordId }) =>
            Effect.gen(function* () {
              begun.push(recordId)
              if (recordId === "record-0")
                return yield* new TransferStore.StoreUnavailable({ operation: "due", cause: 0 })
              const released = release.get(recordId)
              if (released !== undefined) yield* Deferred.await(released)
              ended.push(recordId)
              return undefined
            }),
          advance: unused,
          wake: unused,
          adopt: Effect.succeed(0),
          clean: () => Effect.void
        }),
        Effect.provideService(WebhookAttempts.WebhookAttempts, {
          list: unused,
          redeliver: unused,
          redeliverGivenUp: unused,
          record: unused,
          defer: unused,
          clean: Effect.void
        }),
        Effect.provideService(WebhookEndpoints.WebhookEndpoints, {
          create: unused,
          list: unused,
          find: unused,
          update: unused,
          remove: unused,
          rotate: unused,
          secretsOf: unused,
          get: unused
        }),
        Effect.provideService(WebhookSender, { send: unused }),
        Effect.provideService(WebhookPolicy, {
          timeoutMillis: 1,
          retryWindowMillis: 1,
          firstRetryMillis: 1,
          disableAfterMillis: 1,
          allowedNetworks: new AllowedNetworks([])
        }),
        Effect.provideService(
          TransferStore.TransferStore,
          TransferStore.make({ load: unused, journal: unused, findByAttempt: unused, append: unused })
        ),
        Effect.provideService(
          WalletLoadStore.WalletLoadStore,
          WalletLoadStore.make({ load: unused, journal: unused, findByAttempt: unused, append: unused })
        ),
        Effect.provideService(References.MinimumLogLevel, "None")
      )
      // A failure ends no lane.
      for (let number = 0; number < 8; number++) yield* Queue.offer(elements, element(0))
      for (let number = 1; number <= 8; number++) yield* Queue.offer(elements, element(number))
      yield* Effect.repeat(Effect.sleep("2 millis"), { until: () => begun.length === 16 })
      const stopping = yield* Effect.forkChild(Scope.close(scope, Exit.void))
      yield* Effect.sleep("20 millis")
      for (let number = 9; number <= 20; number++) yield* Queue.offer(elements, element(number))
      // One after the other: none that has ended begins another while the rest is awaited.
      for (const released of [...release.values()].slice(0, 8)) {
        yield* Deferred.succeed(released, undefined)
        yield* Effect.sleep("2 millis")
      }
      yield* Fiber.join(stopping)
      assert.lengthOf(begun, 16)
      assert.lengthOf(ended, 8)
    })
  )
})
