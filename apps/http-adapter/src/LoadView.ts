/**
 * A wallet load and its journal as teams see them: no full customer number.
 *
 * @module
 */
import {
  type WalletLoadEvent as Event,
  Outcome,
  Rejection,
  WalletLoadState as State,
  WalletLoadEvent
} from "@bhejo/core"
import { Schema, String as Text } from "effect"
import { iso, masked, present } from "./View.ts"

const optional = Schema.optionalKey

/** The load as JSON. */
export const LoadView = Schema.Struct({
  id: Schema.String,
  state: State.StateName,
  product: Schema.Literal("ppi-digikhata"),
  customerId: Schema.String,
  amountPaise: Schema.Int,
  reference: optional(Schema.String),
  eko: optional(
    Schema.Struct({
      tid: Schema.String,
      txStatus: optional(Schema.String),
      bankReference: optional(Schema.String),
      feePaise: optional(Schema.Int)
    })
  ),
  doubt: optional(Schema.Struct({ reason: State.Doubt, inquiries: Schema.Int })),
  failure: optional(Schema.Struct({ reason: Schema.String, advice: Schema.String })),
  alarms: optional(Schema.Array(WalletLoadEvent.AlarmKind)),
  createdAt: Schema.String,
  updatedAt: Schema.String,
  version: Schema.Int
}).annotate({ identifier: "WalletLoad" })
export type LoadView = typeof LoadView.Type

export const of = (load: State.WalletLoadState): LoadView => {
  const { id, customerId, amountPaise, reference } = load.terms
  return present({
    id,
    state: load.state,
    product: "ppi-digikhata" as const,
    customerId: masked(customerId),
    amountPaise,
    reference,
    eko: eko(load),
    doubt: load.state === "in_doubt" ? { reason: load.doubt, inquiries: load.inquiries } : undefined,
    failure: load.state === "failed" ? failure(load) : undefined,
    alarms: load.alarms.length > 0 ? load.alarms : undefined,
    createdAt: iso(load.createdAtMillis),
    updatedAt: iso(load.updatedAtMillis),
    version: load.version
  })
}

const eko = (load: State.WalletLoadState) => {
  const { tid } = load.attempt
  if (tid === undefined) return undefined
  const facts = "facts" in load ? load.facts : undefined
  return present({
    tid,
    txStatus: load.state === "awaited" ? load.txStatus : undefined,
    bankReference: facts?.bankReference,
    feePaise: facts?.feePaise
  })
}

const failure = ({ attempt: { outcome } }: State.Failed) =>
  outcome._tag === "Declined"
    ? { reason: outcome.reason, advice: Rejection.reasons[outcome.reason].advice }
    : { reason: outcome._tag, advice: "Nothing moved. Make a new load with a new Idempotency-Key." }

/** One entry of the journal. */
export const LoadEventView = Schema.Struct({
  version: Schema.Int,
  type: Schema.String,
  at: Schema.String,
  clientRefId: optional(Schema.String),
  amountPaise: optional(Schema.Int),
  outcome: optional(Schema.String),
  finding: optional(Schema.String),
  txStatus: optional(Schema.String),
  tid: optional(Schema.String),
  kind: optional(WalletLoadEvent.AlarmKind),
  resolution: optional(Schema.Literals(["moved", "not_moved"])),
  operator: optional(Schema.String)
}).annotate({ identifier: "WalletLoadEvent" })

const snake = (tag: string): string => Text.camelToSnake(tag).replace(/^_/, "")

/** One entry of the journal, numbered by the version that it made. */
export const eventOf = (event: Event.WalletLoadEvent, version: number): typeof LoadEventView.Type => {
  const outcome = event._tag === "LoadAnswered" ? event.outcome : undefined
  const finding = event._tag === "LoadInquired" ? event.finding : undefined
  const resolution = event._tag === "LoadResolved" ? event.resolution : undefined
  const proven = finding?._tag === "Proven" ? finding : undefined
  return present({
    version,
    type: snake(event._tag),
    at: iso(event.atMillis),
    clientRefId:
      event._tag === "LoadStarted" ? event.attempt.clientRefId : "clientRefId" in event ? event.clientRefId : undefined,
    amountPaise: event._tag === "LoadStarted" ? event.terms.amountPaise : undefined,
    outcome: outcome && snake(outcome._tag),
    finding: finding && snake(finding._tag),
    txStatus: proven?.txStatus,
    tid: proven?.facts.tid ?? (outcome && Outcome.tidOf(outcome)),
    kind: event._tag === "AlarmRaised" ? event.kind : undefined,
    resolution: resolution && (resolution._tag === "Moved" ? ("moved" as const) : ("not_moved" as const)),
    operator: resolution?.operator
  })
}
