/**
 * The routes of DigiKhata's wallet loads.
 *
 * @module
 */
import { Identifiers, Money, WalletLoadState, WalletLoads } from "@bhejo/core"
import { RecordChanges, RecordListing } from "@bhejo/store-postgres"
import { Effect, Schema } from "effect"
import * as EventStreams from "../following/EventStreams.ts"
import * as Listing from "../following/Listing.ts"
import * as Route from "../http/Route.ts"
import * as IdempotencyKey from "../idempotency/IdempotencyKey.ts"
import * as LoadView from "../views/LoadView.ts"
import { Reference } from "../views/TransferView.ts"
import * as ViewExamples from "../views/ViewExamples.ts"

const load = Route.make({
  method: "POST",
  path: "/v1/ppi-digikhata/loads",
  operationId: "createWalletLoad",
  summary: "Move money from the agent's wallet into the customer's, once for each Idempotency-Key.",
  description:
    "The same Idempotency-Key with the same terms is the same load, for ever. A reference names one load of the team: a second one with it, under whichever key, is refused with the id of the first.",
  problems: ["reference-taken", "eko-unreachable", "eko-unavailable", "conflict"],
  access: "transfers",
  needsIdempotencyKey: true,
  body: Schema.Struct({
    customerId: Identifiers.CustomerId,
    amountPaise: Money.PositivePaise,
    reference: Schema.optionalKey(Reference)
  }),
  status: 201,
  answer: LoadView.LoadView,
  examples: {
    answer: {
      loaded: ViewExamples.loaded,
      in_doubt: ViewExamples.loadInDoubt,
      failed: ViewExamples.loadFailed
    }
  },
  isUnderway: ({ state }) => state === "loading",
  location: ({ id }) => `/v1/ppi-digikhata/loads/${id}`,
  handle: ({ caller, body, idempotencyKey }) =>
    WalletLoads.WalletLoads.use(({ load }) =>
      Effect.map(
        load({ ...body, team: caller.team, id: IdempotencyKey.walletLoadId(caller.team, idempotencyKey) }),
        LoadView.of
      )
    )
})

const list = Route.make({
  method: "GET",
  path: "/v1/ppi-digikhata/loads",
  operationId: "listWalletLoads",
  summary: "List your wallet loads, page by page.",
  description: Listing.description,
  access: "read",
  needsIdempotencyKey: false,
  query: Schema.Struct(Listing.query(WalletLoadState.StateName.literals, "in_doubt")),
  status: 200,
  answer: Schema.Struct({ loads: Schema.Array(LoadView.LoadView), ...Listing.pages }),
  handle: Effect.fnUntraced(function* ({ caller, query }) {
    const { list } = yield* RecordListing.WalletLoadListing
    const { records, cursors } = yield* Listing.page("wallet loads", list, caller, query)
    return { loads: records.map(LoadView.of), ...cursors }
  })
})

const ofLoad = {
  params: Schema.Struct({ id: Identifiers.WalletLoadId }),
  notFound: "You have no wallet load by this id.",
  status: 200
} as const

const get = Route.make({
  ...ofLoad,
  method: "GET",
  path: "/v1/ppi-digikhata/loads/{id}",
  operationId: "getWalletLoad",
  summary: "Look a wallet load up.",
  access: "read",
  needsIdempotencyKey: false,
  answer: LoadView.LoadView,
  examples: { answer: { loaded: ViewExamples.loaded, in_doubt: ViewExamples.loadInDoubt } },
  handle: ({ caller, params }) =>
    WalletLoads.WalletLoads.use(({ find }) => Effect.map(find({ ...caller, ...params }), LoadView.of))
})

const journalOf = (request: { readonly team: Identifiers.TeamId; readonly id: Identifiers.WalletLoadId }) =>
  WalletLoads.WalletLoads.use(({ journal }) =>
    Effect.map(journal(request), (events) => events.map((event, index) => LoadView.eventOf(event, index + 1)))
  )

const events = Route.make({
  ...ofLoad,
  method: "GET",
  path: "/v1/ppi-digikhata/loads/{id}/events",
  operationId: "listWalletLoadEvents",
  summary: "Read a wallet load's journal, or follow it.",
  description: EventStreams.description,
  access: "read",
  needsIdempotencyKey: false,
  answer: Schema.Struct({ events: Schema.Array(LoadView.LoadEventView) }),
  handle: ({ caller, params }) => Effect.map(journalOf({ ...caller, ...params }), (events) => ({ events })),
  stream: ({ caller, params }, reader) =>
    RecordChanges.RecordChanges.use(({ follow }) =>
      EventStreams.respond(reader, caller.team, {
        journal: journalOf({ ...caller, ...params }),
        changes: follow("wallet_loads", params.id)
      })
    )
})

export const routes = [load, list, get, events]
