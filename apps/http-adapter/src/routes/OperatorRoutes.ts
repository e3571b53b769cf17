/**
 * The routes by which a named person settles what no inquiry did, whatever team's transfer or wallet load it is.
 *
 * @module
 */
import {
  ClientRefId,
  Identifiers,
  Resolution,
  TransferFailure,
  TransferStore,
  Transfers,
  WalletLoadError,
  WalletLoadStore,
  WalletLoads
} from "@bhejo/core"
import { Effect, Schema } from "effect"
import type { CallerOf } from "../authentication/Authentication.ts"
import * as Route from "../http/Route.ts"
import * as EventView from "../views/EventView.ts"
import * as LoadView from "../views/LoadView.ts"
import * as TransferView from "../views/TransferView.ts"
import { text } from "../views/View.ts"
import * as ViewExamples from "../views/ViewExamples.ts"

const transfer = "/v1/operator/transfers/{id}"
const load = "/v1/operator/loads/{id}"

type Caller = CallerOf<"operator">

const ofAnyTeam = {
  access: "operator",
  params: Schema.Struct({ id: Identifiers.TransferId }),
  notFound: "There is no transfer by this id.",
  needsIdempotencyKey: false,
  status: 200
} as const

/** What a finding can be refused for; Eko is asked once more before "not moved" is believed. */
const settling = [
  "wrong-state",
  "resolution-too-early",
  "second-person-needed",
  "movement-found",
  "eko-unreachable",
  "conflict"
] as const

const get = Route.make({
  ...ofAnyTeam,
  method: "GET",
  path: transfer,
  operationId: "getAnyTransfer",
  summary: "Look at any team's transfer, with its journal.",
  answer: Schema.Struct({
    team: text("payments"),
    transfer: TransferView.TransferView,
    events: Schema.Array(EventView.EventView)
  }),
  examples: {
    answer: { succeeded: { team: "payments", transfer: ViewExamples.succeeded, events: ViewExamples.journal } }
  },
  handle: Effect.fnUntraced(function* ({ params: { id } }) {
    const store = yield* TransferStore.TransferStore
    const found = yield* store.load(id)
    if (found === undefined) return yield* new TransferFailure.TransferNotFound({ id })
    const events = yield* store.journal(id)
    return {
      team: found.terms.team,
      transfer: TransferView.of(found),
      events: events.map((event, index) => EventView.of(event, index + 1))
    }
  })
})

const { operator, evidence } = Resolution.Judgement.fields
const judgement = { operator, evidence }
const [Moved, NotMoved] = Resolution.Resolution.members

/** What a person found out about one attempt. */
const Found = Schema.Union([
  Schema.Struct({
    ...judgement,
    clientRefId: ClientRefId.ClientRefId,
    found: Schema.Literal("moved"),
    tid: Moved.fields.tid,
    bankReference: Moved.fields.bankReference
  }),
  Schema.Struct({
    ...judgement,
    clientRefId: ClientRefId.ClientRefId,
    found: Schema.Literal("not_moved"),
    ticket: NotMoved.fields.ticket
  })
]).annotate({ message: 'must say in "found" what was found: "moved" or "not_moved"' })

/** The journal names the person, and whose key it came by. */
const resolutionOf = ({ clientRefId, found: _, ...finding }: typeof Found.Type, { operator: key }: Caller) => {
  const resolution: Resolution.Resolution =
    "ticket" in finding ? { _tag: "NotMoved", ...finding, key } : { _tag: "Moved", ...finding, key }
  return { clientRefId, resolution }
}

const logged = (what: string, caller: Caller, id: Identifiers.TransferId | Identifiers.WalletLoadId) =>
  Effect.logInfo(what, { id, key: caller.operator })

const resolve = Route.make({
  ...ofAnyTeam,
  method: "POST",
  path: `${transfer}/resolution`,
  operationId: "resolveTransfer",
  summary: "Record what a named person found out about an attempt, on which evidence.",
  description:
    "\"moved\" needs Eko's tid or the bank's reference. \"not_moved\" needs the reference of Eko's ticket; it is refused before the attempt's settlement window has passed, and against any sign of movement when Eko is asked once more. Where two people are needed, the first one's finding is recorded and refused with second-person-needed; it stands once another operator has sent the same finding with a key of their own.",
  problems: settling,
  body: Found,
  answer: TransferView.TransferView,
  examples: { answer: { succeeded: ViewExamples.succeeded, failed: ViewExamples.failed } },
  handle: Effect.fnUntraced(function* ({ caller, params, body }) {
    const { resolve } = yield* Transfers.Transfers
    const resolved = yield* resolve({ ...params, ...resolutionOf(body, caller) })
    yield* logged("An operator settled an attempt", caller, params.id)
    return TransferView.of(resolved)
  })
})

const unblock = Route.make({
  ...ofAnyTeam,
  method: "POST",
  path: `${transfer}/unblock`,
  operationId: "unblockTransfer",
  summary: "Let a blocked transfer go on, once Eko says of each of its closed attempts that nothing moved.",
  description:
    "Every closed attempt is inquired afresh. Where Eko does not find one, or still says of a refund that the money waits, this is refused before the attempt's settlement window has passed. Where two people are needed, another operator sends the same with a key of their own.",
  problems: settling,
  body: Schema.Struct(judgement),
  answer: TransferView.TransferView,
  examples: { answer: { awaiting_otp: ViewExamples.awaitingOtp } },
  handle: Effect.fnUntraced(function* ({ caller, params, body }) {
    const { unblock } = yield* Transfers.Transfers
    const unblocked = yield* unblock(params.id, { ...body, key: caller.operator })
    yield* logged("An operator let a blocked transfer go on", caller, params.id)
    return TransferView.of(unblocked)
  })
})

const ofAnyTeamsLoad = {
  ...ofAnyTeam,
  params: Schema.Struct({ id: Identifiers.WalletLoadId }),
  notFound: "There is no wallet load by this id."
} as const

const getLoad = Route.make({
  ...ofAnyTeamsLoad,
  method: "GET",
  path: load,
  operationId: "getAnyWalletLoad",
  summary: "Look at any team's wallet load, with its journal.",
  answer: Schema.Struct({
    team: text("payments"),
    load: LoadView.LoadView,
    events: Schema.Array(LoadView.LoadEventView)
  }),
  handle: Effect.fnUntraced(function* ({ params: { id } }) {
    const store = yield* WalletLoadStore.WalletLoadStore
    const found = yield* store.load(id)
    if (found === undefined) return yield* new WalletLoadError.WalletLoadNotFound({ id })
    const events = yield* store.journal(id)
    return {
      team: found.terms.team,
      load: LoadView.of(found),
      events: events.map((event, index) => LoadView.eventOf(event, index + 1))
    }
  })
})

const resolveLoad = Route.make({
  ...ofAnyTeamsLoad,
  method: "POST",
  path: `${load}/resolution`,
  operationId: "resolveWalletLoad",
  summary: "Record what a named person found out about a wallet load's attempt, on which evidence.",
  problems: settling,
  body: Found,
  answer: LoadView.LoadView,
  examples: { answer: { loaded: ViewExamples.loaded, failed: ViewExamples.loadFailed } },
  handle: Effect.fnUntraced(function* ({ caller, params, body }) {
    const { resolve } = yield* WalletLoads.WalletLoads
    const resolved = yield* resolve({ ...params, ...resolutionOf(body, caller) })
    yield* logged("An operator settled a wallet load's attempt", caller, params.id)
    return LoadView.of(resolved)
  })
})

export const routes = [get, resolve, unblock, getLoad, resolveLoad]
