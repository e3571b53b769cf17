/**
 * The routes that give a transfer's money back: Eko holds it, and the customer consents by an OTP.
 *
 * @module
 */
import { Attempt, Refund, Transfers } from "@bhejo/core"
import { DateTime, Effect, Schema } from "effect"
import * as Route from "../http/Route.ts"
import * as OtpUse from "../idempotency/OtpUse.ts"
import * as RejectionProblem from "../problems/RejectionProblem.ts"
import * as TransferView from "../views/TransferView.ts"
import * as ViewExamples from "../views/ViewExamples.ts"
import * as Senders from "./Senders.ts"
import { changes, find, ofTransfer, sendsOtp, spendsOtp } from "./TransferRoutes.ts"

const sendOtp = Route.make({
  ...ofTransfer,
  method: "POST",
  path: "/v1/transfers/{id}/refund/otp",
  operationId: "sendRefundOtp",
  summary: "Have Eko send the customer the OTP that consents to the refund.",
  problems: [
    "invalid-request",
    "transfer-blocked",
    "otp-limit-reached",
    ...changes,
    ...sendsOtp,
    ...RejectionProblem.typesOf(Refund.sendOtp.rejections)
  ],
  access: "transfers",
  needsIdempotencyKey: false,
  answer: TransferView.TransferView,
  examples: { answer: { refund_pending: ViewExamples.refundPending } },
  handle: ({ caller, params }) =>
    Transfers.Transfers.use(({ sendRefundOtp }) => Effect.map(sendRefundOtp({ ...caller, ...params }), TransferView.of))
})

const refund = Route.make({
  ...ofTransfer,
  method: "POST",
  path: "/v1/transfers/{id}/refund",
  operationId: "refundTransfer",
  summary:
    "Give the money back into the agent's wallet, with the customer's OTP and who handed the cash back, and when.",
  description:
    "Submitting the OTP certifies to Eko that the customer was handed the cash back. Where Eko's answer is lost the transfer is refunding until Eko says that the refund is done.",
  problems: [
    "transfer-blocked",
    ...spendsOtp,
    ...changes,
    ...sendsOtp,
    ...RejectionProblem.typesOf(Refund.initiate.rejections)
  ],
  access: "transfers",
  needsIdempotencyKey: true,
  body: Schema.Struct({
    otp: Senders.Secret.Otp,
    cashReturned: Schema.Struct({ by: Attempt.CashReturned.fields.by, at: Route.instant })
  }),
  answer: TransferView.TransferView,
  examples: { answer: { refunded: ViewExamples.refunded, refunding: ViewExamples.refunding } },
  find,
  otpUse: OtpUse.ofRefund,
  isUnderway: TransferView.isUnderway,
  handle: ({ caller, params, body: { otp, cashReturned }, idempotencyKey, found }) =>
    Transfers.Transfers.use(({ refund }) =>
      Effect.map(
        refund({
          ...caller,
          ...params,
          otp,
          cashReturned: { by: cashReturned.by, atMillis: DateTime.toEpochMillis(cashReturned.at) },
          confirmationKey: idempotencyKey,
          found
        }),
        TransferView.of
      )
    )
})

export const routes = [sendOtp, refund]
