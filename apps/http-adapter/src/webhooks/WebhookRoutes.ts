/**
 * The routes by which a team says where it wants to be told of changes, and sees what became of what it was told.
 *
 * @module
 */
import { randomUUID } from "node:crypto"
import type { Identifiers } from "@bhejo/core"
import { WebhookAttempts, WebhookChains, WebhookEndpoints } from "@bhejo/store-postgres"
import { Effect, Redacted, Schema } from "effect"
import { Refusal } from "../http/Refusal.ts"
import * as Route from "../http/Route.ts"
import * as Problem from "../problems/Problem.ts"
import { int } from "../views/View.ts"
import * as WebhookAddress from "./WebhookAddress.ts"
import { WebhookPolicy } from "./WebhookPolicy.ts"
import * as WebhookSignature from "./WebhookSignature.ts"
import * as WebhookView from "./WebhookView.ts"

const optional = Schema.optionalKey

const uuid = (example: string) =>
  Schema.String.check(
    Schema.isPattern(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/u, { message: "must be a UUID in lower case" })
  ).annotate({ examples: [example] })

const endpointId = uuid("5b0f4f3e-90bb-4d5f-8b56-0c6a8f0a5a11")
const deliveryId = uuid("0f3f7c1e-6a0e-4a44-9a0e-3d1f5b1c2d3e")

const told = {
  url: Schema.String.check(
    Schema.isPattern(/^https?:\/\/[\x21-\x7e]{1,1990}$/u, {
      message: "must be a URL of https with at most 2000 characters"
    })
  ).annotate({ examples: ["https://payments.example.com/bhejo"] }),
  description: optional(
    Schema.String.check(
      Schema.isPattern(/^[^\p{Cc}\p{Cs}]{1,200}$/u, { message: "must be 1 to 200 characters of text" })
    ).annotate({ examples: ["Settlement ledger"] })
  )
}

const path = "/v1/webhook-endpoints"

const ofEndpoint = {
  params: Schema.Struct({ id: endpointId }),
  notFound: "You have no webhook endpoint by this id.",
  needsIdempotencyKey: false,
  status: 200
} as const

const notFound = new Refusal({ problem: Problem.make("not-found", ofEndpoint.notFound) })

/** The address is judged as far as it can be without asking where its name leads; that is asked at each delivery. */
const checked = Effect.fnUntraced(function* (url: string) {
  const { allowedNetworks } = yield* WebhookPolicy
  const detail = WebhookAddress.problemOf(url, allowedNetworks)
  if (detail !== undefined) {
    return yield* new Refusal({ problem: Problem.invalidRequest([{ pointer: "/url", detail }]) })
  }
})

const refused = ({ why }: WebhookEndpoints.EndpointRefused) =>
  Effect.fail(
    new Refusal({
      problem:
        why === "exists"
          ? Problem.make("webhook-endpoint-exists", "You have an endpoint by this URL.")
          : Problem.make("too-many-webhook-endpoints", `You have ${WebhookEndpoints.maxEndpoints} endpoints.`)
    })
  )

/** The endpoint that a store's answer holds, or that there is none. */
const found = (endpoint: WebhookEndpoints.Endpoint | undefined) =>
  endpoint === undefined ? Effect.fail(notFound) : Effect.succeed(endpoint)

const lookUp = (owned: { readonly team: Identifiers.TeamId; readonly id: string }) =>
  WebhookEndpoints.WebhookEndpoints.use(({ find }) => Effect.flatMap(find(owned), found))

const create = Route.make({
  method: "POST",
  path,
  operationId: "createWebhookEndpoint",
  summary: "Have changes told to an address of your own, from now on.",
  description:
    "The answer shows the secret that its messages are signed with, once. Lost it? Have another one made. Addresses that are not public are refused, at each delivery too.",
  problems: ["webhook-endpoint-exists", "too-many-webhook-endpoints", "invalid-request"],
  access: "transfers",
  needsIdempotencyKey: false,
  body: Schema.Struct(told),
  status: 201,
  answer: WebhookView.WithSecret,
  location: ({ endpoint }) => `${path}/${endpoint.id}`,
  handle: Effect.fnUntraced(function* ({ caller: { team }, body: { url, description } }) {
    yield* checked(url)
    const endpoints = yield* WebhookEndpoints.WebhookEndpoints
    const secret = WebhookSignature.newSecret()
    const created = yield* endpoints
      .create({ id: randomUUID(), team, url, description, secret })
      .pipe(Effect.catchTag("EndpointRefused", refused))
    return { endpoint: WebhookView.ofEndpoint(created), secret: Redacted.value(secret) }
  })
})

const list = Route.make({
  method: "GET",
  path,
  operationId: "listWebhookEndpoints",
  summary: "List your webhook endpoints.",
  access: "read",
  needsIdempotencyKey: false,
  status: 200,
  answer: Schema.Struct({ endpoints: Schema.Array(WebhookView.EndpointView) }),
  handle: ({ caller }) =>
    WebhookEndpoints.WebhookEndpoints.use(({ list }) =>
      Effect.map(list(caller.team), (all) => ({ endpoints: all.map(WebhookView.ofEndpoint) }))
    )
})

const get = Route.make({
  ...ofEndpoint,
  method: "GET",
  path: `${path}/{id}`,
  operationId: "getWebhookEndpoint",
  summary: "Look a webhook endpoint up, and how it fares.",
  access: "read",
  answer: WebhookView.EndpointView,
  handle: ({ caller, params }) => Effect.map(lookUp({ ...caller, ...params }), WebhookView.ofEndpoint)
})

const update = Route.make({
  ...ofEndpoint,
  method: "PUT",
  path: `${path}/{id}`,
  operationId: "updateWebhookEndpoint",
  summary: "Replace what a webhook endpoint is; enable one that is disabled.",
  description:
    "What a disabled endpoint was to be told is kept for three days, and told in its order once it is enabled.",
  problems: ["webhook-endpoint-exists", "invalid-request"],
  access: "transfers",
  body: Schema.Struct({ ...told, isEnabled: Schema.Boolean }),
  answer: WebhookView.EndpointView,
  handle: Effect.fnUntraced(function* ({ caller, params, body: { url, description, isEnabled } }) {
    yield* checked(url)
    const { update } = yield* WebhookEndpoints.WebhookEndpoints
    const { wake } = yield* WebhookChains.WebhookChains
    const before = yield* lookUp({ ...caller, ...params })
    const updated = yield* update({ ...caller, ...params }, { url, description, isEnabled }).pipe(
      Effect.catchTag("EndpointRefused", refused),
      Effect.flatMap(found)
    )
    if (isEnabled && (before.disabled !== null || before.url !== url)) yield* wake(params.id)
    return WebhookView.ofEndpoint(updated)
  })
})

const remove = Route.make({
  ...ofEndpoint,
  method: "DELETE",
  path: `${path}/{id}`,
  operationId: "deleteWebhookEndpoint",
  summary: "Remove a webhook endpoint, with its secrets and what it was still to be told.",
  access: "transfers",
  answer: WebhookView.EndpointView,
  handle: ({ caller, params }) =>
    WebhookEndpoints.WebhookEndpoints.use(({ remove }) => remove({ ...caller, ...params })).pipe(
      Effect.flatMap(found),
      Effect.map(WebhookView.ofEndpoint)
    )
})

const maxOverlapSeconds = 7 * 24 * 3_600

const rotate = Route.make({
  ...ofEndpoint,
  method: "POST",
  path: `${path}/{id}/secret`,
  operationId: "rotateWebhookSecret",
  summary: "Have a new secret made for a webhook endpoint.",
  description:
    "Until the overlap is over, a day unless you say otherwise, messages carry a signature by each of the two secrets. Say 0 where the earlier one is in wrong hands.",
  problems: ["invalid-request"],
  access: "transfers",
  body: Schema.Struct({
    overlapSeconds: optional(
      Schema.Int.check(
        Schema.isBetween(
          { minimum: 0, maximum: maxOverlapSeconds },
          { message: `must be a whole number from 0 to ${maxOverlapSeconds}` }
        )
      ).annotate({ examples: [86_400] })
    )
  }),
  answer: WebhookView.WithSecret,
  handle: Effect.fnUntraced(function* ({ caller, params, body: { overlapSeconds = 86_400 } }) {
    const { rotate } = yield* WebhookEndpoints.WebhookEndpoints
    const secret = WebhookSignature.newSecret()
    const rotated = yield* Effect.flatMap(rotate({ ...caller, ...params }, secret, overlapSeconds * 1_000), found)
    return { endpoint: WebhookView.ofEndpoint(rotated), secret: Redacted.value(secret) }
  })
})

const deliveries = Route.make({
  ...ofEndpoint,
  method: "GET",
  path: `${path}/{id}/deliveries`,
  operationId: "listWebhookDeliveries",
  summary: "List what was tried to be delivered to a webhook endpoint in the last 30 days, latest first.",
  access: "read",
  query: Schema.Struct({
    recordId: optional(uuid("0192f0c1-2d3e-8a4b-8c5d-6e7f80910a1b")),
    outcome: optional(WebhookView.Outcome),
    before: optional(deliveryId.annotate({ description: "Only those before this one: the last of the page before." })),
    limit: optional(Route.countBetween(1, 100))
  }),
  answer: Schema.Struct({ deliveries: Schema.Array(WebhookView.DeliveryView) }),
  handle: Effect.fnUntraced(function* ({ caller, params, query }) {
    yield* lookUp({ ...caller, ...params })
    const { list } = yield* WebhookAttempts.WebhookAttempts
    const found = yield* list(params.id, { ...query, limit: query.limit ?? 50 })
    return { deliveries: found.map(WebhookView.ofDelivery) }
  })
})

const Queued = Schema.Struct({ queued: int(1, "How many messages are sent once more.") })

/** An endpoint of the caller's that messages can be sent to. */
const enabled = Effect.fnUntraced(function* (owned: Parameters<typeof lookUp>[0]) {
  const { disabled } = yield* lookUp(owned)
  if (disabled !== null) {
    return yield* new Refusal({ problem: Problem.make("webhook-endpoint-disabled", "The endpoint is disabled.") })
  }
})

const redeliver = Route.make({
  ...ofEndpoint,
  method: "POST",
  path: `${path}/{id}/deliveries/{deliveryId}/redeliver`,
  operationId: "redeliverWebhook",
  summary: "Send a message once more, whether it was delivered or not.",
  description: "It comes out of turn, with the webhook-id that it had.",
  problems: ["webhook-endpoint-disabled"],
  access: "transfers",
  params: Schema.Struct({ id: endpointId, deliveryId }),
  notFound: "You have no webhook endpoint or no delivery by this id.",
  answer: Queued,
  handle: Effect.fnUntraced(function* ({ caller, params: { id, deliveryId } }) {
    yield* enabled({ ...caller, id })
    const { redeliver } = yield* WebhookAttempts.WebhookAttempts
    if ((yield* redeliver(id, deliveryId)) === undefined) {
      return yield* new Refusal({ problem: Problem.make("not-found", "You have no delivery by this id.") })
    }
    return { queued: 1 }
  })
})

const recover = Route.make({
  ...ofEndpoint,
  method: "POST",
  path: `${path}/{id}/redeliver`,
  operationId: "redeliverWebhooksGivenUp",
  summary: "Send each message once more that was given up since an instant, at most 1000 of them.",
  problems: ["webhook-endpoint-disabled", "invalid-request"],
  access: "transfers",
  body: Schema.Struct({
    from: Schema.String.check(
      Schema.isPattern(/^20\d\d-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])T([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d{1,3})?Z$/u, {
        message: "must be an instant such as 2026-01-31T12:00:00.000Z"
      })
    ).annotate({ examples: ["2026-01-31T12:00:00.000Z"] })
  }),
  answer: Queued,
  handle: Effect.fnUntraced(function* ({ caller, params: { id }, body: { from } }) {
    yield* enabled({ ...caller, id })
    const { redeliverGivenUp } = yield* WebhookAttempts.WebhookAttempts
    return { queued: yield* redeliverGivenUp(id, Date.parse(from)) }
  })
})

export const routes = [create, list, get, update, remove, rotate, deliveries, redeliver, recover]
