/**
 * Core's `StepQueue` on PostgreSQL.
 *
 * @module
 */
import { TransferStore } from "@bhejo/core"
import { Effect, Layer } from "effect"
import * as QuietTake from "./QuietTake.ts"
import { Steps } from "./Steps.ts"

const make = Effect.map(Steps, (steps) => TransferStore.StepQueue.of({ take: QuietTake.from(steps) }))

export const layer: Layer.Layer<TransferStore.StepQueue, never, Steps> = Layer.effect(TransferStore.StepQueue, make)
