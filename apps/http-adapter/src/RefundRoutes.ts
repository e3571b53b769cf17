/**
 * The routes that give a transfer's money back: Eko holds it, and the customer consents by an OTP.
 *
 * @module
 */
import { Attempt, Transfers } from "@bhejo/core"
import { DateTime, Effect, Schema } from "effect"
import * as Route from "./Route.ts"
import * as Senders from "./Senders.ts"
import { ofTransfer } from "./TransferRoutes.ts"
import * as TransferView from "./TransferView.ts"

const sendOtp = Route.make({
  ...ofTransfer,
  method: "POST",
  path: "/v1/transfers/{id}/refund/otp",
  summary: "Have Eko send the customer the OTP that consents to the refund.",
  access: "transfers",
  needsIdempotencyKey: false,
  answer: TransferView.TransferView,
  handle: ({ caller, params }) =>
    Transfers.Transfers.use(({ sendRefundOtp }) => Effect.map(sendRefundOtp({ ...caller, ...params }), TransferView.of))
})

const instant = "must be an instant as ISO 8601, such as 2026-01-31T12:00:00Z"

/** An instant with its zone. */
const Instant = Schema.String.check(
  Schema.isPattern(/^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,3})?)?(Z|[+-]\d\d:\d\d)$/, { message: instant })
).pipe(Schema.decodeTo(Schema.DateTimeUtcFromString.annotate({ message: instant })))

const refund = Route.make({
  ...ofTransfer,
  method: "POST",
  path: "/v1/transfers/{id}/refund",
  summary:
    "Give the money back into the agent's wallet, with the customer's OTP and who handed the cash back, and when.",
  access: "transfers",
  needsIdempotencyKey: true,
  body: Schema.Struct({
    otp: Senders.Secret.Otp,
    cashReturned: Schema.Struct({ by: Attempt.CashReturned.fields.by, at: Instant })
  }),
  answer: TransferView.TransferView,
  handle: ({ caller, params, body: { otp, cashReturned }, idempotencyKey }) =>
    Transfers.Transfers.use(({ refund }) =>
      Effect.map(
        refund({
          ...caller,
          ...params,
          otp,
          cashReturned: { by: cashReturned.by, atMillis: DateTime.toEpochMillis(cashReturned.at) },
          confirmationKey: idempotencyKey
        }),
        TransferView.of
      )
    )
})

export const routes = [sendOtp, refund]
