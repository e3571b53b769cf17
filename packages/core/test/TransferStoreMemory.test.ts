import { describe, expect, it } from "@effect/vitest"
import { Effect, Fiber } from "effect"
import { TestClock } from "effect/testing"
import { type QueuedStep, StepQueue, TransferStore } from "../src/TransferStore.ts"
import * as TransferStoreMemory from "../src/TransferStoreMemory.ts"
import { newNumber, untilDebit } from "./TransferHistory.ts"
import { contract } from "./TransferStoreContract.ts"

contract("TransferStoreMemory", { layer: TransferStoreMemory.layer })

describe("TransferStoreMemory", () => {
  const appendDueIn = (delayMillis: number) => {
    const [{ step, ...requested }] = untilDebit(newNumber())
    return TransferStore.use((store) => store.append({ ...requested, step: step && { ...step, delayMillis } }))
  }

  it.effect("delivers by effect's clock", () =>
    Effect.gen(function* () {
      yield* appendDueIn(60_000)
      const { take } = yield* StepQueue
      const taker = yield* Effect.forkChild(take(() => Effect.void))
      yield* TestClock.adjust(59_999)
      expect(taker.pollUnsafe()).toBeUndefined()
      yield* TestClock.adjust(1)
      yield* Fiber.join(taker)
    }).pipe(Effect.provide(TransferStoreMemory.layer))
  )

  it.effect("delivers a failed step again after 1, 2, 4 … seconds, and at most a minute", () =>
    Effect.gen(function* () {
      yield* appendDueIn(0)
      const { take } = yield* StepQueue
      const fail = Effect.flip(take(() => Effect.fail("down")))
      yield* fail
      for (const waitMillis of [1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000]) {
        const taker = yield* Effect.forkChild(fail)
        yield* TestClock.adjust(waitMillis - 1)
        expect(taker.pollUnsafe()).toBeUndefined()
        yield* TestClock.adjust(1)
        yield* Fiber.join(taker)
      }
    }).pipe(Effect.provide(TransferStoreMemory.layer))
  )

  it.effect("delivers a step again whose taker never ends", () =>
    Effect.gen(function* () {
      yield* appendDueIn(0)
      const { take } = yield* StepQueue
      const steps: Array<QueuedStep> = []
      yield* Effect.forkChild(take(() => Effect.never))
      yield* TestClock.adjust(1)
      const second = yield* Effect.forkChild(take((step) => Effect.sync(() => steps.push(step))))
      yield* TestClock.adjust(119_998)
      expect(steps).toEqual([])
      yield* TestClock.adjust(1)
      yield* Fiber.join(second)
      expect(steps).toHaveLength(1)
    }).pipe(Effect.provide(TransferStoreMemory.layer))
  )
})
