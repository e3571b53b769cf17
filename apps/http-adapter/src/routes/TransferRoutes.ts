/**
 * The routes under /v1/transfers.
 *
 * @module
 */
import { Identifiers, Money, Transfer, TransferPolicy, TransferState, Transfers } from "@bhejo/core"
import { RecordChanges, RecordListing } from "@bhejo/store-postgres"
import { Effect, Option, Schema } from "effect"
import * as EventStreams from "../following/EventStreams.ts"
import * as Listing from "../following/Listing.ts"
import * as Route from "../http/Route.ts"
import * as IdempotencyKey from "../idempotency/IdempotencyKey.ts"
import * as OtpUse from "../idempotency/OtpUse.ts"
import { OwnAccount } from "../OwnAccount.ts"
import type * as Problem from "../problems/Problem.ts"
import * as EventView from "../views/EventView.ts"
import * as TransferView from "../views/TransferView.ts"
import * as ViewExamples from "../views/ViewExamples.ts"
import * as Senders from "./Senders.ts"

/** What a command on a transfer can end in … */
export const changes = ["wrong-state", "otp-send-pending", "conflict"] as const

/** … one that calls Eko … */
export const sendsOtp = ["eko-unreachable", "eko-unavailable", "eko-credentials", "conflict"] as const

/** … and one that is confirmed by an OTP. */
export const spendsOtp = ["wrong-otp", "otp-expired", "otp-tries-used-up", "otp-limit-reached"] as const

const decodeAmount = Schema.decodeUnknownOption(
  Schema.Struct({ product: TransferPolicy.Product, amountPaise: Money.PositivePaise })
)

/** The amount is judged by its product's limits even where other fields are wrong, so that all are named at once. */
const amountErrors = (body: unknown): Effect.Effect<ReadonlyArray<Problem.FieldError>> =>
  Effect.map(TransferPolicy.TransferPolicy, (policy) =>
    Option.toArray(decodeAmount(body)).flatMap((terms) => {
      const problem = Transfer.amountProblem(terms, policy)
      return problem === undefined ? [] : [{ pointer: `/${problem.field}`, detail: problem.problem }]
    })
  )

const create = Route.make({
  method: "POST",
  path: "/v1/transfers",
  operationId: "createTransfer",
  summary: "Ask for a transfer; Eko sends the customer an OTP.",
  description:
    "The amount is in whole rupees (a multiple of 100 paise) and within the limits that the service sets for the product. The same Idempotency-Key with the same terms is the same transfer, for ever. A reference names one transfer of the team: a second create with it, under whichever key, is refused with the id of the first.",
  problems: ["reference-taken", "otp-limit-reached", ...sendsOtp],
  access: "transfers",
  needsIdempotencyKey: true,
  body: Schema.Struct({
    product: TransferPolicy.Product,
    customerId: Identifiers.CustomerId,
    recipientId: Identifiers.RecipientId,
    amountPaise: Money.PositivePaise,
    userCode: Schema.optionalKey(Identifiers.UserCode),
    beneficiaryId: Schema.optionalKey(Identifiers.BeneficiaryId),
    reference: Schema.optionalKey(TransferView.Reference)
  }),
  alsoWrong: amountErrors,
  status: 201,
  answer: TransferView.TransferView,
  examples: {
    body: {
      "dmt-fino": { product: "dmt-fino", customerId: "9123456789", recipientId: 98_765, amountPaise: 50_000 },
      "ppi-digikhata": {
        product: "ppi-digikhata",
        customerId: "8617567988",
        recipientId: 10_017_740,
        beneficiaryId: "4202888",
        amountPaise: 11_000
      }
    },
    answer: { awaiting_otp: ViewExamples.awaitingOtp, failed: ViewExamples.failed }
  },
  isUnderway: TransferView.isUnderway,
  location: ({ id }) => `/v1/transfers/${id}`,
  handle: Effect.fnUntraced(function* ({ caller, body, idempotencyKey }) {
    const { request } = yield* Transfers.Transfers
    const transfer = yield* request({
      ...body,
      defaultUserCode: (yield* OwnAccount).userCode,
      id: IdempotencyKey.transferId(caller.team, idempotencyKey),
      team: caller.team
    })
    return TransferView.of(transfer)
  })
})

const list = Route.make({
  method: "GET",
  path: "/v1/transfers",
  operationId: "listTransfers",
  summary: "List your transfers, page by page.",
  description: Listing.description,
  access: "read",
  needsIdempotencyKey: false,
  query: Schema.Struct({
    ...Listing.query(TransferState.StateName.literals, "in_doubt"),
    recipientId: Schema.optionalKey(
      Route.digits("must be the positive number that Eko gave the recipient", "98765").pipe(
        Schema.decodeTo(Identifiers.RecipientId)
      )
    )
  }),
  status: 200,
  answer: Schema.Struct({ transfers: Schema.Array(TransferView.TransferView), ...Listing.pages }),
  handle: Effect.fnUntraced(function* ({ caller, query }) {
    const { list } = yield* RecordListing.TransferListing
    const { records, cursors } = yield* Listing.page("transfers", list, caller, query)
    return { transfers: records.map(TransferView.of), ...cursors }
  })
})

/** What every route about one transfer declares. An id of another shape names nothing. */
export const ofTransfer = {
  params: Schema.Struct({ id: Identifiers.TransferId }),
  notFound: "You have no transfer by this id.",
  status: 200
} as const

/** Looks up what a route of its team's is about. */
export const find = ({
  caller,
  params
}: {
  readonly caller: { readonly team: Identifiers.TeamId }
  readonly params: { readonly id: Identifiers.TransferId }
}) => Transfers.Transfers.use(({ find }) => find({ ...caller, ...params }))

const get = Route.make({
  ...ofTransfer,
  method: "GET",
  path: "/v1/transfers/{id}",
  operationId: "getTransfer",
  summary: "Look a transfer up.",
  access: "read",
  needsIdempotencyKey: false,
  answer: TransferView.TransferView,
  examples: {
    answer: {
      succeeded: ViewExamples.succeeded,
      awaiting_otp: ViewExamples.awaitingOtp,
      in_doubt: ViewExamples.inDoubt,
      awaited: ViewExamples.awaited,
      failed: ViewExamples.failed,
      refund_pending: ViewExamples.refundPending,
      refunding: ViewExamples.refunding,
      refunded: ViewExamples.refunded
    }
  },
  handle: (asked) => Effect.map(find(asked), TransferView.of)
})

const resendOtp = Route.make({
  ...ofTransfer,
  method: "POST",
  path: "/v1/transfers/{id}/otp",
  operationId: "resendTransferOtp",
  summary: "Have Eko send the customer a new OTP.",
  description:
    "The OTP that was sent before is of no use any more. How many are sent in a while is limited, for the transfer and for its customer.",
  problems: ["transfer-blocked", "otp-limit-reached", ...changes, ...sendsOtp],
  access: "transfers",
  needsIdempotencyKey: false,
  answer: TransferView.TransferView,
  examples: { answer: { awaiting_otp: ViewExamples.awaitingOtp } },
  handle: ({ caller, params }) =>
    Transfers.Transfers.use(({ resendOtp }) => Effect.map(resendOtp({ ...caller, ...params }), TransferView.of))
})

const confirm = Route.make({
  ...ofTransfer,
  method: "POST",
  path: "/v1/transfers/{id}/confirm",
  operationId: "confirmTransfer",
  summary: "Confirm with the customer's OTP: the money moves.",
  description:
    "Succeeds with the transfer whatever Eko answered: look at its state. A wrong OTP is an answer, too: the next OTP needs a new Idempotency-Key. dmt-fino needs latlong.",
  problems: ["transfer-blocked", ...spendsOtp, ...changes, ...sendsOtp],
  access: "transfers",
  needsIdempotencyKey: true,
  body: Schema.Struct({
    otp: Senders.Secret.Otp,
    latlong: Schema.optionalKey(Identifiers.LatLong)
  }),
  answer: TransferView.TransferView,
  examples: {
    answer: {
      succeeded: ViewExamples.succeeded,
      in_doubt: ViewExamples.inDoubt,
      awaited: ViewExamples.awaited,
      failed: ViewExamples.failed
    }
  },
  find,
  otpUse: OtpUse.ofDebit,
  isUnderway: TransferView.isUnderway,
  handle: ({ caller, params, body, idempotencyKey, found }) =>
    Transfers.Transfers.use(({ confirm }) =>
      Effect.map(confirm({ ...caller, ...params, ...body, confirmationKey: idempotencyKey, found }), TransferView.of)
    )
})

const cancel = Route.make({
  ...ofTransfer,
  method: "POST",
  path: "/v1/transfers/{id}/cancel",
  operationId: "cancelTransfer",
  summary: "Cancel a transfer that was not confirmed.",
  problems: ["transfer-blocked", ...changes],
  access: "transfers",
  needsIdempotencyKey: false,
  answer: TransferView.TransferView,
  examples: { answer: { cancelled: ViewExamples.cancelled } },
  handle: ({ caller, params }) =>
    Transfers.Transfers.use(({ cancel }) => Effect.map(cancel({ ...caller, ...params }), TransferView.of))
})

const journalOf = (request: { readonly team: Identifiers.TeamId; readonly id: Identifiers.TransferId }) =>
  Transfers.Transfers.use(({ journal }) =>
    Effect.map(journal(request), (events) => events.map((event, index) => EventView.of(event, index + 1)))
  )

const events = Route.make({
  ...ofTransfer,
  method: "GET",
  path: "/v1/transfers/{id}/events",
  operationId: "listTransferEvents",
  summary: "Read a transfer's journal, or follow it.",
  description: EventStreams.description,
  access: "read",
  needsIdempotencyKey: false,
  answer: Schema.Struct({ events: Schema.Array(EventView.EventView) }),
  examples: { answer: { "an answer that was lost": { events: ViewExamples.journal } } },
  handle: ({ caller, params }) => Effect.map(journalOf({ ...caller, ...params }), (events) => ({ events })),
  stream: ({ caller, params }, reader) =>
    RecordChanges.RecordChanges.use(({ follow }) =>
      EventStreams.respond(reader, caller.team, {
        journal: journalOf({ ...caller, ...params }),
        changes: follow("transfers", params.id)
      })
    )
})

export const routes = [create, list, get, resendOtp, confirm, cancel, events]
