/**
 * The routes under /v1/transfers.
 *
 * @module
 */
import { Identifiers, Money, Transfer, TransferPolicy, Transfers } from "@bhejo/core"
import { Effect, Option, Schema } from "effect"
import * as EventView from "./EventView.ts"
import * as IdempotencyKey from "./IdempotencyKey.ts"
import { OwnAccount } from "./OwnAccount.ts"
import type * as Problem from "./Problem.ts"
import * as Route from "./Route.ts"
import * as Senders from "./Senders.ts"
import * as TransferView from "./TransferView.ts"

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
  summary: "Ask for a transfer; Eko sends the customer an OTP.",
  access: "transfers",
  needsIdempotencyKey: true,
  body: Schema.Struct({
    product: TransferPolicy.Product,
    customerId: Identifiers.CustomerId,
    recipientId: Identifiers.RecipientId,
    amountPaise: Money.PositivePaise,
    userCode: Schema.optionalKey(Identifiers.UserCode),
    beneficiaryId: Schema.optionalKey(Identifiers.BeneficiaryId),
    reference: Schema.optionalKey(
      Schema.String.check(Schema.isPattern(/^[\x21-\x7e]([\x20-\x7e]{0,62}[\x21-\x7e])?$/)).annotate({
        message: "must be 1 to 64 printable characters"
      })
    )
  }),
  alsoWrong: amountErrors,
  status: 201,
  answer: TransferView.TransferView,
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

/** What every route about one transfer declares. An id of another shape names nothing. */
export const ofTransfer = {
  params: Schema.Struct({ id: Identifiers.TransferId }),
  notFound: "You have no transfer by this id.",
  status: 200
} as const

const get = Route.make({
  ...ofTransfer,
  method: "GET",
  path: "/v1/transfers/{id}",
  summary: "Look a transfer up.",
  access: "read",
  needsIdempotencyKey: false,
  answer: TransferView.TransferView,
  handle: ({ caller, params }) =>
    Transfers.Transfers.use(({ find }) => Effect.map(find({ ...caller, ...params }), TransferView.of))
})

const resendOtp = Route.make({
  ...ofTransfer,
  method: "POST",
  path: "/v1/transfers/{id}/otp",
  summary: "Have Eko send the customer a new OTP.",
  access: "transfers",
  needsIdempotencyKey: false,
  answer: TransferView.TransferView,
  handle: ({ caller, params }) =>
    Transfers.Transfers.use(({ resendOtp }) => Effect.map(resendOtp({ ...caller, ...params }), TransferView.of))
})

const confirm = Route.make({
  ...ofTransfer,
  method: "POST",
  path: "/v1/transfers/{id}/confirm",
  summary: "Confirm with the customer's OTP: the money moves.",
  access: "transfers",
  needsIdempotencyKey: true,
  body: Schema.Struct({
    otp: Senders.Secret.Otp,
    latlong: Schema.optionalKey(Identifiers.LatLong)
  }),
  answer: TransferView.TransferView,
  handle: ({ caller, params, body, idempotencyKey }) =>
    Transfers.Transfers.use(({ confirm }) =>
      Effect.map(confirm({ ...caller, ...params, ...body, confirmationKey: idempotencyKey }), TransferView.of)
    )
})

const cancel = Route.make({
  ...ofTransfer,
  method: "POST",
  path: "/v1/transfers/{id}/cancel",
  summary: "Cancel a transfer that was not confirmed.",
  access: "transfers",
  needsIdempotencyKey: false,
  answer: TransferView.TransferView,
  handle: ({ caller, params }) =>
    Transfers.Transfers.use(({ cancel }) => Effect.map(cancel({ ...caller, ...params }), TransferView.of))
})

const events = Route.make({
  ...ofTransfer,
  method: "GET",
  path: "/v1/transfers/{id}/events",
  summary: "Read a transfer's journal.",
  access: "read",
  needsIdempotencyKey: false,
  answer: Schema.Struct({ events: Schema.Array(EventView.EventView) }),
  handle: ({ caller, params }) =>
    Transfers.Transfers.use(({ journal }) =>
      Effect.map(journal({ ...caller, ...params }), (events) => ({
        events: events.map((event, index) => EventView.of(event, index + 1))
      }))
    )
})

export const routes = [create, get, resendOtp, confirm, cancel, events]
