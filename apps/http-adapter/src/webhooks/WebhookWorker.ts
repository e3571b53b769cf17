/**
 * Takes the webhooks that wait, and delivers them.
 *
 * @module
 */
import { WebhookAttempts, WebhookChains, WebhookQueue } from "@bhejo/store-postgres"
import { Effect, Schedule } from "effect"
import * as Lanes from "../operations/Lanes.ts"
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
  yield* Lanes.run({
    lanes,
    take,
    perform: deliver,
    about: ({ endpointId, recordId }) => ({ endpointId, recordId }),
    failed: "A webhook failed here and will be done again"
  })
  yield* adopt.pipe(
    Effect.tap((offered) => (offered > 0 ? Effect.logInfo("Webhooks had no live element", { offered }) : Effect.void)),
    Effect.andThen(clean(retryWindowMillis)),
    Effect.andThen(attempts.clean),
    Effect.catch((error) => Effect.logWarning("Webhooks could not be swept and will be again", error)),
    Effect.repeat(Schedule.spaced("1 minute")),
    Effect.forkScoped
  )
})
