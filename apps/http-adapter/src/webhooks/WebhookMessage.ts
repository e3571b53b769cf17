/**
 * What teams are told by webhooks: every change of a transfer's or a wallet load's state, and that an endpoint was disabled.
 *
 * A message is read off the journal whenever it is sent, so it says the same each time: the record as the change left it.
 *
 * @module
 */
import {
  type Identifiers,
  Rejection,
  StateChange,
  Transfer,
  TransferState,
  TransferStore,
  WalletLoadDecider,
  WalletLoadState,
  WalletLoadStore
} from "@bhejo/core"
import type { WebhookEndpoints, WebhookQueue } from "@bhejo/store-postgres"
import { Effect, Schema } from "effect"
import * as LoadView from "../views/LoadView.ts"
import * as TransferView from "../views/TransferView.ts"
import { instant, iso, present, text } from "../views/View.ts"
import type { Webhook } from "./Webhook.ts"
import * as WebhookSignature from "./WebhookSignature.ts"

const optional = Schema.optionalKey

const payload = <const Type extends string, const Data extends Schema.Struct.Fields>(type: Type, data: Data) =>
  Schema.Struct({
    type: Schema.Literal(type),
    timestamp: instant("When it happened."),
    data: Schema.Struct(data)
  })

export const TransferStateChanged = payload("transfer.state_changed", {
  previousState: optional(TransferState.StateName),
  transfer: TransferView.TransferView
}).annotate({ identifier: "TransferStateChanged" })

export const LoadStateChanged = payload("wallet_load.state_changed", {
  previousState: optional(WalletLoadState.StateName),
  walletLoad: LoadView.LoadView
}).annotate({ identifier: "WalletLoadStateChanged" })

export const EndpointDisabled = payload("webhook_endpoint.disabled", {
  endpoint: Schema.Struct({
    id: text("5b0f4f3e-90bb-4d5f-8b56-0c6a8f0a5a11"),
    url: text("https://payments.example.com/bhejo")
  })
}).annotate({ identifier: "WebhookEndpointDisabled" })

/** Every kind of message, for the documentation. */
export const all: ReadonlyArray<Webhook> = [
  {
    name: "transfer.state_changed",
    operationId: "onTransferStateChanged",
    summary: "A transfer's state has changed.",
    description:
      "Each change is told at least once to each of the team's endpoints, and those of one transfer in their order: the next one is sent when the one before was taken, or was tried for three days in vain. Take a message once by its webhook-id, and answer 2xx within 15 seconds.",
    payload: TransferStateChanged,
    headers: WebhookSignature.headers
  },
  {
    name: "wallet_load.state_changed",
    operationId: "onWalletLoadStateChanged",
    summary: "A DigiKhata wallet load's state has changed.",
    description: "Told as a transfer's changes are.",
    payload: LoadStateChanged,
    headers: WebhookSignature.headers
  },
  {
    name: "webhook_endpoint.disabled",
    operationId: "onWebhookEndpointDisabled",
    summary: "Another endpoint of the team was disabled, because it failed for too long or said that it is gone.",
    description:
      "It goes to the team's other endpoints. What the disabled one was to be told is kept for three days, and told when it is enabled.",
    payload: EndpointDisabled,
    headers: WebhookSignature.headers
  }
]

/** A message as it is sent, and what it is about. */
export interface Message {
  readonly id: string
  readonly type: string
  readonly record: WebhookQueue.Single["record"]
  readonly recordId: string
  readonly version: number
  /** When what it tells happened. */
  readonly atMillis: number
  readonly body: string
}

const message = (
  about: Pick<Message, "record" | "recordId" | "version" | "atMillis">,
  { type, data }: { readonly type: string; readonly data: object }
): Message => ({
  ...about,
  id: `msg_${about.record}_${about.recordId}_${about.version}`,
  type,
  body: JSON.stringify({ type, timestamp: iso(about.atMillis), data })
})

/** A message goes over addresses of others', so Eko's free words, which could repeat an account number, stay here. */
const withoutFreeText = (view: TransferView.TransferView): TransferView.TransferView => {
  if (view.failure === undefined) return view
  const { reason } = view.failure
  const title = reason === "FoundUnmoved" ? "Operations found that nothing moved" : Rejection.reasons[reason].title
  return { ...view, failure: { ...view.failure, message: title } }
}

export const ofTransfer = ({ previous, record }: StateChange.StateChange<TransferState.TransferState>): Message => {
  const data: (typeof TransferStateChanged.Type)["data"] = present({
    previousState: previous?.state,
    transfer: withoutFreeText(TransferView.of(record))
  })
  const { version, updatedAtMillis: atMillis } = record
  const about = { record: "transfer", recordId: record.terms.id, version, atMillis } as const
  return message(about, { type: "transfer.state_changed", data })
}

export const ofLoad = ({ previous, record }: StateChange.StateChange<WalletLoadState.WalletLoadState>): Message => {
  const data: (typeof LoadStateChanged.Type)["data"] = present({
    previousState: previous?.state,
    walletLoad: LoadView.of(record)
  })
  const { version, updatedAtMillis: atMillis } = record
  const about = { record: "load", recordId: record.terms.id, version, atMillis } as const
  return message(about, { type: "wallet_load.state_changed", data })
}

/** That an endpoint was disabled at an instant. */
export const ofDisabled = ({ id, url }: WebhookEndpoints.Endpoint, atMillis: number): Message => {
  const data: (typeof EndpointDisabled.Type)["data"] = { endpoint: { id, url } }
  const about = { record: "endpoint", recordId: id, version: atMillis, atMillis } as const
  return message(about, { type: "webhook_endpoint.disabled", data })
}

/** Every message about a record so far, oldest first, and how far its journal goes. */
export const ofRecord = Effect.fnUntraced(function* (record: WebhookQueue.RecordKind, recordId: string) {
  if (record === "transfer") {
    const { journal } = yield* TransferStore.TransferStore
    const events = yield* journal(recordId as Identifiers.TransferId)
    const changes = StateChange.changesOf(undefined, events, Transfer.evolve)
    return { version: events.length, messages: changes.map(ofTransfer) }
  }
  const { journal } = yield* WalletLoadStore.WalletLoadStore
  const events = yield* journal(recordId as Identifiers.WalletLoadId)
  const changes = StateChange.changesOf(undefined, events, WalletLoadDecider.evolve)
  return { version: events.length, messages: changes.map(ofLoad) }
})
