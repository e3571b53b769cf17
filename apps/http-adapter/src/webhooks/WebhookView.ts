/**
 * Webhook endpoints and deliveries as their team sees them; a secret is shown when it is made and never again.
 *
 * @module
 */
import type { WebhookAttempts, WebhookEndpoints } from "@bhejo/store-postgres"
import { Schema } from "effect"
import { instant, int, iso, present, text } from "../views/View.ts"

const optional = Schema.optionalKey

const Why = Schema.Literals(["team", "failing", "gone"]).annotate({
  description: "Your wish, failures for too long, or the endpoint's own word (410) that it is gone."
})

export const EndpointView = Schema.Struct({
  id: text("5b0f4f3e-90bb-4d5f-8b56-0c6a8f0a5a11"),
  url: text("https://payments.example.com/bhejo"),
  description: optional(text("Settlement ledger")),
  isEnabled: Schema.Boolean,
  disabled: optional(Schema.Struct({ at: instant(), why: Why })),
  failing: optional(
    Schema.Struct({
      since: instant(),
      failures: int(3, "How many attempts failed since the last that did not."),
      restingUntil: optional(instant("Until when nothing is tried."))
    })
  ),
  previousSecretUntil: optional(instant("Until when messages are signed by the secret before this one as well.")),
  createdAt: instant(),
  updatedAt: instant()
}).annotate({ identifier: "WebhookEndpoint" })
export type EndpointView = typeof EndpointView.Type

/** An endpoint with its new secret. */
export const WithSecret = Schema.Struct({
  endpoint: EndpointView,
  secret: text(
    "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=",
    "What this endpoint's messages are signed with. It is shown this once."
  )
})

export const ofEndpoint = (endpoint: WebhookEndpoints.Endpoint): EndpointView => {
  const { disabled, failingSinceMillis, restingUntilMillis, previousSecretUntilMillis: until } = endpoint
  return present({
    id: endpoint.id,
    url: endpoint.url,
    description: endpoint.description ?? undefined,
    isEnabled: disabled === null,
    disabled: disabled === null ? undefined : { at: iso(disabled.atMillis), why: disabled.why },
    failing:
      failingSinceMillis === null
        ? undefined
        : present({
            since: iso(failingSinceMillis),
            failures: endpoint.failures,
            restingUntil: restingUntilMillis === null ? undefined : iso(restingUntilMillis)
          }),
    previousSecretUntil: until === null ? undefined : iso(until),
    createdAt: iso(endpoint.createdAtMillis),
    updatedAt: iso(endpoint.updatedAtMillis)
  })
}

/** What became of an attempt. */
export const Outcome = Schema.Literals(["delivered", "retrying", "given_up"])

export const DeliveryView = Schema.Struct({
  id: text("0f3f7c1e-6a0e-4a44-9a0e-3d1f5b1c2d3e"),
  messageId: text("msg_transfer_0192f0c1-2d3e-8a4b-8c5d-6e7f80910a1b_5", "What the header webhook-id said."),
  type: text("transfer.state_changed"),
  recordId: text("0192f0c1-2d3e-8a4b-8c5d-6e7f80910a1b", "The transfer, wallet load or endpoint that it tells of."),
  attempt: int(1),
  isRedelivery: Schema.Boolean,
  at: instant(),
  durationMillis: int(84),
  outcome: Outcome,
  httpStatus: optional(int(200)),
  cause: optional(
    text(
      "timeout",
      "Why it was not taken: name_unresolved, address_refused, connection_failed, tls_failed, timeout, unreadable_answer, redirect, gone or status."
    )
  ),
  retryAt: optional(instant("When it is tried again."))
}).annotate({ identifier: "WebhookDelivery" })
export type DeliveryView = typeof DeliveryView.Type

export const ofDelivery = (delivery: WebhookAttempts.Delivery): DeliveryView =>
  present({
    id: delivery.id,
    messageId: delivery.messageId,
    type: delivery.type,
    recordId: delivery.recordId,
    attempt: delivery.attempt,
    isRedelivery: delivery.isRedelivery,
    at: iso(delivery.atMillis),
    durationMillis: delivery.durationMillis,
    outcome: delivery.outcome,
    httpStatus: delivery.httpStatus ?? undefined,
    cause: delivery.cause ?? undefined,
    retryAt: delivery.retryAtMillis === null ? undefined : iso(delivery.retryAtMillis)
  })
