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
import { instant, int, iso, masked, maskedNumber, present, text } from "./View.ts"

const optional = Schema.optionalKey

/** The load as JSON. */
export const LoadView = Schema.Struct({
  id: text("0192f0c1-2d3e-8a4b-8c5d-6e7f80910a1c"),
  state: State.StateName,
  product: Schema.Literal("ppi-digikhata"),
  customerId: maskedNumber(),
  amountPaise: int(100_000, "₹1 is 100 paise."),
  reference: optional(text("LOAD-2026-0131", "The team's own.")),
  eko: optional(
    Schema.Struct({
      tid: text("2147591595", "Eko's transaction id."),
      txStatus: optional(text("2", "Eko's status while the load is awaited.")),
      bankReference: optional(text("402217654321")),
      feePaise: optional(int(0))
    })
  ),
  doubt: optional(Schema.Struct({ reason: State.Doubt, inquiries: int(1) })),
  failure: optional(
    Schema.Struct({
      reason: text("InsufficientBalance"),
      advice: text("Top up the agent's wallet, then make a new transfer.")
    })
  ),
  alarms: optional(Schema.Array(WalletLoadEvent.AlarmKind)),
  createdAt: instant(),
  updatedAt: instant(),
  version: int(3, "How many entries its journal has.")
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
  version: int(1),
  type: text("load_started"),
  at: instant(),
  clientRefId: optional(text("01JD9Z6W0K7Q2M4X8TBV", "Our reference to the attempt at Eko.")),
  amountPaise: optional(int(100_000)),
  outcome: optional(text("accepted")),
  finding: optional(text("proven")),
  txStatus: optional(text("0")),
  tid: optional(text("2147591595")),
  kind: optional(WalletLoadEvent.AlarmKind),
  resolution: optional(Schema.Literals(["moved", "not_moved"])),
  bankReference: optional(text("402217654321")),
  ticket: optional(text("EKO-48213")),
  operator: optional(text("A. Rao")),
  confirmedBy: optional(text("M. Iyer", "The second person, where two are needed."))
}).annotate({ identifier: "WalletLoadEvent" })

const snake = (tag: string): string => Text.camelToSnake(tag).replace(/^_/, "")

/** One entry of the journal, numbered by the version that it made. */
export const eventOf = (event: Event.WalletLoadEvent, version: number): typeof LoadEventView.Type => {
  const outcome = event._tag === "LoadAnswered" ? event.outcome : undefined
  const finding = event._tag === "LoadInquired" ? event.finding : undefined
  const resolution = "resolution" in event ? event.resolution : undefined
  const moved = resolution?._tag === "Moved" ? resolution : undefined
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
    tid: proven?.facts.tid ?? (outcome && Outcome.tidOf(outcome)) ?? moved?.tid,
    kind: event._tag === "AlarmRaised" ? event.kind : undefined,
    resolution: resolution && (resolution._tag === "Moved" ? ("moved" as const) : ("not_moved" as const)),
    bankReference: moved?.bankReference,
    ticket: resolution?._tag === "NotMoved" ? resolution.ticket : undefined,
    operator: resolution?.operator,
    confirmedBy: resolution?.confirmedBy
  })
}
