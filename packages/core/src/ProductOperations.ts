/**
 * The operations of each product, called in the words of a transfer.
 *
 * @module
 */
import { type Effect, type Redacted, Result } from "effect"
import type { ClientRefId } from "./ClientRefId.ts"
import type { Accepted, DebitFailure } from "./DebitOperation.ts"
import * as DigiKhata from "./DigiKhata.ts"
import * as DmtFino from "./DmtFino.ts"
import type { EkoClient } from "./EkoClient.ts"
import type { NotSent } from "./EkoTransport.ts"
import type { LatLong, Otp, OtpRefId, Tid } from "./Identifiers.ts"
import type { OtpSent } from "./OtpSent.ts"
import type { QueryFailure } from "./QueryOperation.ts"
import * as Refund from "./Refund.ts"
import type { SendPermit } from "./SendPermit.ts"
import { InvalidField } from "./TransferError.ts"
import type { Terms } from "./TransferEvent.ts"

type Client = EkoClient["Service"]

/** What a debit needs beyond its transfer's terms. */
export interface DebitDetails {
  readonly clientRefId: ClientRefId
  readonly otp: Redacted.Redacted<Otp>
  readonly otpRefId: Redacted.Redacted<OtpRefId>
  /** When the request is made, ISO 8601. */
  readonly timestamp: string
}

/** Sends one debit, with its permit. */
export type SendDebit = (
  terms: Terms,
  details: DebitDetails,
  permit: SendPermit<"debit">
) => Effect.Effect<Accepted, DebitFailure | NotSent>

const order = (terms: Terms) => ({
  userCode: terms.userCode,
  recipientId: terms.recipientId,
  amountPaise: terms.amountPaise,
  customerId: terms.customerId
})

const beneficiary = ({ beneficiaryId }: Terms) => (beneficiaryId === undefined ? {} : { beneficiaryId })

/** Sends the customer an OTP for the transfer. */
export const sendOtp = (
  client: Client,
  terms: Terms,
  clientRefId: ClientRefId
): Effect.Effect<OtpSent, QueryFailure | NotSent> => {
  switch (terms.product) {
    case "dmt-fino":
      return client.call(DmtFino.sendOtp, { ...order(terms), clientRefId })
    case "ppi-digikhata":
      return client.call(DigiKhata.sendOtp, { ...order(terms), ...beneficiary(terms), clientRefId })
  }
}

/** The debit of a product from a place, or which field it lacks. */
export const debitFrom = (
  client: Client,
  product: Terms["product"],
  latlong: LatLong | undefined
): Result.Result<SendDebit, InvalidField> => {
  switch (product) {
    case "dmt-fino":
      return latlong === undefined
        ? Result.fail(new InvalidField({ field: "latlong", problem: "is required for dmt-fino" }))
        : Result.succeed((terms, details, permit) =>
            client.submit(DmtFino.initiate, { ...order(terms), ...details, latlong }, permit)
          )
    case "ppi-digikhata":
      return Result.succeed((terms, details, permit) =>
        client.submit(
          DigiKhata.initiate,
          { ...order(terms), ...beneficiary(terms), ...details, ...(latlong === undefined ? {} : { latlong }) },
          permit
        )
      )
  }
}

/** Sends the customer the OTP that consents to a refund. */
export const sendRefundOtp = (
  client: Client,
  tid: Tid
): Effect.Effect<{ readonly otpRefId: OtpRefId }, QueryFailure | NotSent> => client.call(Refund.sendOtp, { tid })

/** What a refund needs; it has no reference of ours. */
export interface RefundDetails {
  /** The transaction that is refunded. */
  readonly tid: Tid
  readonly otp: Redacted.Redacted<Otp>
  readonly otpRefId: Redacted.Redacted<OtpRefId>
}

/** Sends one refund, with its permit. */
export const refund = (
  client: Client,
  details: RefundDetails,
  permit: SendPermit<"refund">
): Effect.Effect<Refund.RefundDone, Refund.RefundFailure | NotSent> => client.submit(Refund.initiate, details, permit)
