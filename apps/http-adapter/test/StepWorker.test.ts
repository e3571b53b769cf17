import { Identifiers, TransferStore, Transfers, WalletLoads } from "@bhejo/core"
import { assert, describe, it } from "@effect/vitest"
import { Deferred, Effect, Exit, Fiber, Logger, Queue, References, Scope } from "effect"
import * as StepWorker from "../src/StepWorker.ts"

const step = (version: number): TransferStore.QueuedStep => ({
  id: Identifiers.TransferId.make("00000000-0000-4000-8000-000000000000"),
  version,
  kind: "settle"
})

/** A worker over a queue in memory, whose steps do what the test says. */
const working = Effect.fnUntraced(function* (perform: Transfers.Transfers["Service"]["perform"]) {
  const steps = yield* Queue.make<TransferStore.QueuedStep>()
  const logged: Array<Readonly<Record<string, unknown>>> = []
  const unused = () => Effect.die(new Error("a worker does steps alone"))
  const scope = yield* Scope.make()
  yield* StepWorker.run.pipe(
    Scope.provide(scope),
    Effect.provideService(
      TransferStore.StepQueue,
      TransferStore.StepQueue.of({ take: (handler) => Effect.flatMap(Queue.take(steps), handler) })
    ),
    Effect.provideService(
      Transfers.Transfers,
      Transfers.Transfers.of({
        request: unused,
        resendOtp: unused,
        confirm: unused,
        cancel: unused,
        sendRefundOtp: unused,
        refund: unused,
        hint: unused,
        resolve: unused,
        unblock: unused,
        find: unused,
        journal: unused,
        absorb: unused,
        perform
      })
    ),
    Effect.provideService(
      WalletLoads.WalletLoads,
      WalletLoads.WalletLoads.of({
        load: unused,
        hint: unused,
        resolve: unused,
        find: unused,
        journal: unused,
        perform: unused,
        absorb: unused
      })
    ),
    Effect.provideService(References.MinimumLogLevel, "Error"),
    Effect.provide(
      Logger.layer([Logger.make(({ fiber }) => logged.push(fiber.getRef(References.CurrentLogAnnotations)))])
    )
  )
  return { steps, logged, stop: Scope.close(scope, Exit.void) }
})

describe("StepWorker", () => {
  it.live("goes on after any number of steps that fail or die, and says which they were", () =>
    Effect.gen(function* () {
      const done = yield* Deferred.make<number>()
      const { steps, logged, stop } = yield* working(({ version }) =>
        version === 20
          ? Effect.asVoid(Deferred.succeed(done, version))
          : version % 2 === 0
            ? new TransferStore.StoreUnavailable({ operation: "load", cause: new Error("down") })
            : Effect.die(new Error("a defect"))
      )
      for (let version = 1; version <= 20; version++) yield* Queue.offer(steps, step(version))
      assert.strictEqual(yield* Deferred.await(done), 20)
      yield* stop
      assert.sameDeepMembers(
        logged,
        Array.from({ length: 19 }, (_, before) => ({ recordId: step(0).id, version: before + 1, step: "settle" }))
      )
    })
  )

  it.live("finishes the step in hand when it is stopped, and takes no other", () =>
    Effect.gen(function* () {
      const begun = yield* Deferred.make<void>()
      const release = yield* Deferred.make<void>()
      const finished: Array<number> = []
      const { steps, stop } = yield* working(({ version }) =>
        Effect.gen(function* () {
          yield* Deferred.succeed(begun, undefined)
          yield* Deferred.await(release)
          finished.push(version)
        })
      )
      yield* Queue.offer(steps, step(1))
      yield* Deferred.await(begun)
      const stopping = yield* Effect.forkChild(stop)
      yield* Effect.sleep("50 millis")
      yield* Queue.offer(steps, step(2))
      yield* Deferred.succeed(release, undefined)
      yield* Fiber.join(stopping)
      assert.deepStrictEqual(finished, [1])
    })
  )

  it.live("takes no other while several in hand end one after the other", () =>
    Effect.gen(function* () {
      const begun: Array<number> = []
      const releases = new Map<number, Deferred.Deferred<void>>()
      for (let version = 1; version <= 4; version++) releases.set(version, yield* Deferred.make<void>())
      const { steps, stop } = yield* working(({ version }) =>
        Effect.gen(function* () {
          begun.push(version)
          const released = releases.get(version)
          if (released !== undefined) yield* Deferred.await(released)
        })
      )
      for (let version = 1; version <= 4; version++) yield* Queue.offer(steps, step(version))
      yield* Effect.repeat(Effect.sleep("2 millis"), { until: () => begun.length === 4 })
      const stopping = yield* Effect.forkChild(stop)
      yield* Effect.sleep("20 millis")
      for (let version = 5; version <= 12; version++) yield* Queue.offer(steps, step(version))
      for (const released of releases.values()) {
        yield* Deferred.succeed(released, undefined)
        yield* Effect.sleep("2 millis")
      }
      yield* Fiber.join(stopping)
      assert.lengthOf(begun, 4)
    })
  )
})
