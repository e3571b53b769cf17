/**
 * Does one queued webhook: finds what is to be told, sends it, and records what became of it.
 *
 * That a receiver does not take a message is no failure of ours: it is recorded, and the next attempt is queued. A failure
 * is what keeps us from knowing or recording, and the queue brings the element again.
 *
 * @module
 */
import { TransferStore, type WalletLoadStore } from "@bhejo/core"
import { WebhookAttempts, WebhookChains, WebhookEndpoints, type WebhookQueue } from "@bhejo/store-postgres"
import { Clock, Effect, Metric, Random } from "effect"
import * as WebhookMessage from "./WebhookMessage.ts"
import { retryAtMillis, WebhookPolicy } from "./WebhookPolicy.ts"
import { WebhookSender } from "./WebhookSender.ts"
import * as WebhookSignature from "./WebhookSignature.ts"

const attemptsMade = Metric.counter("bhejo_webhook_attempts_total", {
  description: "Attempts to deliver a webhook, by what became of them",
  incremental: true
})

const endpointsDisabled = Metric.counter("bhejo_webhook_endpoints_disabled_total", {
  description: "Webhook endpoints that were disabled because they failed for too long or said that they are gone",
  incremental: true
})

/** Tells every count from the start. */
export const registered = Effect.all(
  [
    ...["delivered", "retrying", "given_up"].map((outcome) =>
      Metric.update(Metric.withAttributes(attemptsMade, { outcome }), 0)
    ),
    ...["failing", "gone"].map((why) => Metric.update(Metric.withAttributes(endpointsDisabled, { why }), 0))
  ],
  { discard: true }
)

/** How many messages one process sends to one endpoint at a time, so that a slow one leaves lanes to the others. */
export const maxAtOnce = 2

/** How soon an element comes again whose endpoint is busy. */
const busyMillis = 1_000

type Needs =
  | WebhookChains.WebhookChains
  | WebhookAttempts.WebhookAttempts
  | WebhookEndpoints.WebhookEndpoints
  | WebhookSender
  | WebhookPolicy
  | TransferStore.TransferStore
  | WalletLoadStore.WalletLoadStore

export const make = Effect.gen(function* () {
  const chains = yield* WebhookChains.WebhookChains
  const attempts = yield* WebhookAttempts.WebhookAttempts
  const endpoints = yield* WebhookEndpoints.WebhookEndpoints
  const { send } = yield* WebhookSender
  const policy = yield* WebhookPolicy
  const underway = new Map<string, number>()

  /** How long an endpoint is left alone; nothing where it may be called. */
  const waitFor = Effect.fnUntraced(function* ({ id, restingUntilMillis }: WebhookEndpoints.Endpoint) {
    const restMillis = (restingUntilMillis ?? 0) - (yield* Clock.currentTimeMillis)
    if (restMillis > 0) return restMillis
    return (underway.get(id) ?? 0) >= maxAtOnce ? busyMillis : undefined
  })

  const busy =
    (id: string) =>
    <A, E, R>(work: Effect.Effect<A, E, R>) =>
      Effect.suspend(() => {
        underway.set(id, (underway.get(id) ?? 0) + 1)
        return Effect.ensuring(
          work,
          Effect.sync(() => {
            const left = (underway.get(id) ?? 1) - 1
            if (left > 0) underway.set(id, left)
            else underway.delete(id)
          })
        )
      })

  /** Sends a message, and tells the attempt as it is to be recorded. */
  const attempt = Effect.fn("WebhookDelivery.attempt")(function* (
    { id: endpointId, url }: WebhookEndpoints.Endpoint,
    message: WebhookMessage.Message,
    tried: { readonly attempt: number; readonly sinceMillis: number; readonly isRedelivery: boolean }
  ): Effect.fn.Return<WebhookAttempts.Attempt, TransferStore.StoreUnavailable> {
    yield* Effect.annotateCurrentSpan({ "webhook.endpoint": endpointId, "webhook.message": message.id })
    const secrets = yield* endpoints.secretsOf(endpointId)
    const atMillis = yield* Clock.currentTimeMillis
    const headers = {
      ...WebhookSignature.sign(secrets, message.id, atMillis, message.body),
      "content-type": "application/json",
      "user-agent": "Bhejo"
    }
    const { httpStatus, cause } = yield* send({ url, headers, body: message.body })
    const nowMillis = yield* Clock.currentTimeMillis
    const spread = yield* Random.next
    const { record, recordId, version, type, id: messageId } = message
    return {
      endpointId,
      messageId,
      type,
      record,
      recordId,
      version,
      attempt: tried.attempt,
      isRedelivery: tried.isRedelivery,
      atMillis,
      durationMillis: Math.max(0, nowMillis - atMillis),
      httpStatus,
      cause,
      retryAtMillis: cause === undefined ? undefined : retryAtMillis(policy, { ...tried, nowMillis, spread }),
      disableAfterMillis: policy.disableAfterMillis,
      isGone: cause === "gone"
    }
  })

  const judged = Effect.fnUntraced(function* (
    { id, team }: WebhookEndpoints.Endpoint,
    made: WebhookAttempts.Attempt,
    { disabled }: WebhookAttempts.Verdict
  ) {
    const outcome = made.cause === undefined ? "delivered" : made.retryAtMillis === undefined ? "given_up" : "retrying"
    yield* Metric.update(Metric.withAttributes(attemptsMade, { outcome }), 1)
    if (outcome === "given_up") {
      yield* Effect.logWarning("A webhook was given up", { endpointId: id, team, message: made.messageId })
    }
    if (disabled === undefined) return
    yield* Metric.update(Metric.withAttributes(endpointsDisabled, { why: disabled }), 1)
    yield* Effect.logWarning("A webhook endpoint was disabled", { endpointId: id, team, why: disabled })
  })

  /** The next change of a chain, in its order. */
  const next = Effect.fnUntraced(function* (element: WebhookQueue.Next) {
    const due = yield* chains.due(element)
    if (due === undefined) return
    const { endpoint, record, recordId, doneVersion, wantedVersion } = due
    const delayMillis = yield* waitFor(endpoint)
    if (endpoint.disabled !== null || delayMillis !== undefined) {
      yield* chains.advance(
        element,
        endpoint.disabled === null && delayMillis !== undefined ? { _tag: "Defer", delayMillis } : { _tag: "Park" }
      )
      return
    }
    const { version, messages } = yield* WebhookMessage.ofRecord(record, recordId)
    const message = messages.find((message) => message.version > doneVersion)
    // A commit and its chain are one, so a journal that is behind was looked up in a store that lags: not done yet.
    if (message === undefined || version < wantedVersion) return yield* behind
    const { atMillis: sinceMillis } = message
    const made = yield* attempt(endpoint, message, {
      attempt: due.attempts + 1,
      sinceMillis,
      isRedelivery: false
    }).pipe(busy(endpoint.id))
    const delay =
      made.retryAtMillis === undefined ? undefined : made.retryAtMillis - (made.atMillis + made.durationMillis)
    const how =
      delay === undefined
        ? ({ _tag: "Done", version: message.version } as const)
        : ({ _tag: "Retry", delayMillis: delay } as const)
    yield* judged(endpoint, made, yield* chains.advance(element, how, made))
  })

  const messageOf = Effect.fnUntraced(function* ({ record, recordId, version }: WebhookQueue.Single) {
    if (record === "endpoint") {
      const disabled = yield* endpoints.get(recordId)
      return disabled && WebhookMessage.ofDisabled(disabled, version)
    }
    const { messages } = yield* WebhookMessage.ofRecord(record, recordId)
    return messages.find((message) => message.version === version)
  })

  /** A message out of turn. An endpoint that was disabled since is not called: what it is to be told can be asked for again. */
  const single = Effect.fnUntraced(function* (element: WebhookQueue.Single) {
    const endpoint = yield* endpoints.get(element.endpointId)
    if (endpoint === undefined || endpoint.disabled !== null) return
    const delayMillis = yield* waitFor(endpoint)
    const message = delayMillis === undefined ? yield* messageOf(element) : undefined
    if (delayMillis !== undefined) yield* attempts.defer(element, delayMillis)
    if (message === undefined) return
    const isRedelivery = element.record !== "endpoint"
    const made = yield* attempt(endpoint, message, { ...element, isRedelivery }).pipe(busy(endpoint.id))
    yield* judged(endpoint, made, yield* attempts.record(element, made))
  })

  return (element: WebhookQueue.Element) => Effect.asVoid(element.kind === "next" ? next(element) : single(element))
}) satisfies Effect.Effect<unknown, never, Needs>

const behind = Effect.suspend(() =>
  Effect.fail(
    new TransferStore.StoreUnavailable({ operation: "journal", cause: new Error("the store is behind its queue") })
  )
)
