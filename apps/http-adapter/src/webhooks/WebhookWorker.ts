/**
 * Takes the webhooks that wait, and delivers them.
 *
 * @module
 */
import { WebhookAttempts, WebhookChains, WebhookQueue } from "@bhejo/store-postgres"
import { Effect, Schedule } from "effect"
import * as WebhookDelivery from "./WebhookDelivery.ts"
import { WebhookPolicy } from "./WebhookPolicy.ts"

/** Messages that one process sends at a time. */
const lanes = 8

/** Works until its scope closes: then nothing further is taken, and what is being sent ends first. */
export const run = Effect.gen(function* () {
  const { take } = yield* WebhookQueue.WebhookQueue
  const { adopt, clean } = yield* WebhookChains.WebhookChains
  const attempts = yield* WebhookAttempts.WebhookAttempts
  const { retryWindowMillis } = yield* WebhookPolicy
  const deliver = yield* WebhookDelivery.make
  // The wait for an element may be interrupted; an attempt that was begun may not.
  const work = take((element) => Effect.uninterruptible(deliver(element))).pipe(
    Effect.catchCause((cause) => Effect.logError("A webhook failed here and will be done again", cause)),
    Effect.forever
  )
  // As one, so that all of them end at once: one after the other, those that are left would go on taking.
  const all = Array.from({ length: lanes }, () => work)
  yield* Effect.forkScoped(Effect.all(all, { concurrency: "unbounded", discard: true }))
  yield* adopt.pipe(
    Effect.tap((offered) => (offered > 0 ? Effect.logInfo("Webhooks had no live element", { offered }) : Effect.void)),
    Effect.andThen(clean(retryWindowMillis)),
    Effect.andThen(attempts.clean),
    Effect.catch((error) => Effect.logWarning("Webhooks could not be swept and will be again", error)),
    Effect.repeat(Schedule.spaced("1 minute")),
    Effect.forkScoped
  )
})
