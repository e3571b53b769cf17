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
import { Clock, Effect, Exit, Metric, Random } from "effect"
import * as WebhookMessage from "./WebhookMessage.ts"
import { quickMillis, WebhookPace } from "./WebhookPace.ts"
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

/** How often one looks whether a place has come free, in the moment that it is waited for. */
const looks = 10

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
  const pace = new WebhookPace()

  /** Takes a place of the endpoint's; where there is none, or it rests, tells in how long to come again. */
  const placeAt = Effect.fnUntraced(function* ({ id, restingUntilMillis }: WebhookEndpoints.Endpoint) {
    const nowMillis = yield* Clock.currentTimeMillis
    if (restingUntilMillis !== null && restingUntilMillis > nowMillis) {
      return pace.book(id, nowMillis, restingUntilMillis)
    }
    for (let look = 0; !pace.enter(id); look++) {
      if (look === looks || !pace.isQuick(id)) return pace.book(id, yield* Clock.currentTimeMillis)
      yield* Effect.sleep(quickMillis / looks)
    }
    return undefined
  })

  /** Makes an attempt in a place of the endpoint's, or has it come later. */
  const inTurn = <E>(
    endpoint: WebhookEndpoints.Endpoint,
    make: Effect.Effect<
      WebhookAttempts.Attempt | undefined,
      E,
      TransferStore.TransferStore | WalletLoadStore.WalletLoadStore
    >,
    later: (delayMillis: number) => Effect.Effect<unknown, E>
  ) =>
    Effect.flatMap(placeAt(endpoint), (delayMillis) =>
      delayMillis === undefined
        ? Effect.onExit(make, (exit) =>
            Effect.sync(() => pace.leave(endpoint.id, Exit.isSuccess(exit) ? exit.value?.durationMillis : undefined))
          )
        : Effect.as(later(delayMillis), undefined)
    )

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

  /** Sends the next change of a chain, if the journal has it already. */
  const attemptNext = Effect.fnUntraced(function* (due: WebhookChains.Due) {
    const { version, messages } = yield* WebhookMessage.ofRecord(due.record, due.recordId)
    const message = messages.find((message) => message.version > due.doneVersion)
    // A commit and its chain are one, so a journal that is behind was looked up in a store that lags: not done yet.
    if (message === undefined || version < due.wantedVersion) return yield* behind
    const tried = { attempt: due.attempts + 1, sinceMillis: message.atMillis, isRedelivery: false }
    return yield* attempt(due.endpoint, message, tried)
  })

  /** The next change of a chain, in its order. */
  const next = Effect.fnUntraced(function* (element: WebhookQueue.Next) {
    const due = yield* chains.due(element)
    if (due === undefined) return
    const { endpoint } = due
    if (endpoint.disabled !== null) {
      yield* chains.advance(element, { _tag: "Park" })
      return
    }
    const made = yield* inTurn(endpoint, attemptNext(due), (delayMillis) =>
      chains.advance(element, { _tag: "Defer", delayMillis })
    )
    if (made === undefined) return
    const { version, retryAtMillis, atMillis, durationMillis } = made
    const how: WebhookChains.Advance =
      retryAtMillis === undefined
        ? { _tag: "Done", version }
        : { _tag: "Retry", delayMillis: retryAtMillis - (atMillis + durationMillis) }
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
    const made = yield* inTurn(
      endpoint,
      Effect.flatMap(messageOf(element), (message) =>
        message === undefined
          ? Effect.undefined
          : attempt(endpoint, message, { ...element, isRedelivery: element.record !== "endpoint" })
      ),
      (delayMillis) => attempts.defer(element, delayMillis)
    )
    if (made !== undefined) yield* judged(endpoint, made, yield* attempts.record(element, made))
  })

  return (element: WebhookQueue.Element) => Effect.asVoid(element.kind === "next" ? next(element) : single(element))
}) satisfies Effect.Effect<unknown, never, Needs>

const behind = Effect.suspend(() =>
  Effect.fail(
    new TransferStore.StoreUnavailable({ operation: "journal", cause: new Error("the store is behind its queue") })
  )
)
