/**
 * The documented request parameters that operations share, by our names; the wire's are the same in snake case.
 *
 * @module
 */
import { Schema, SchemaGetter } from "effect"
import { ClientRefId } from "./ClientRefId.ts"
import * as Id from "./Identifiers.ts"
import { PaiseFromWholeRupees } from "./Money.ts"

export const userCode = { userCode: Id.UserCode }
export const clientRefId = { clientRefId: ClientRefId }
export const optionalClientRefId = { clientRefId: Schema.optionalKey(ClientRefId) }
export const customerId = { customerId: Id.CustomerId }

/** Who is paid how much by whom. */
export const order = {
  recipientId: Id.RecipientId,
  amountPaise: PaiseFromWholeRupees,
  customerId: Id.CustomerId
}

/** The OTP as typed, with Eko's reference to the one it sent. */
export const otp = {
  otp: Schema.RedactedFromValue(Id.Otp),
  otpRefId: Schema.RedactedFromValue(Id.OtpRefId)
}

/**
 * Digits that some operations document as a JSON integer. A leading zero would be lost and Eko's own references are no
 * numbers, so what an integer cannot hold is sent as the text that it is.
 */
const integerOrText = <T extends string>(schema: Schema.Codec<T, string>) =>
  Schema.Union([Schema.Natural, Schema.String]).pipe(
    Schema.decodeTo(schema, {
      decode: SchemaGetter.String(),
      encode: SchemaGetter.transform((text) => (/^[1-9]\d{0,14}$/.test(text) ? Number(text) : text))
    })
  )

/** The OTP and its reference where the documents call both integers. */
export const integerOtp = {
  otp: Schema.RedactedFromValue(integerOrText(Id.Otp)),
  otpRefId: Schema.RedactedFromValue(integerOrText(Id.OtpRefId))
}

/** A recipient's number where the documents call it a text. */
export const recipientIdAsText = Schema.String.check(Schema.isPattern(/^[1-9]\d{0,14}$/)).pipe(
  Schema.decodeTo(Id.RecipientId, { decode: SchemaGetter.Number(), encode: SchemaGetter.String() })
)

/** An Aadhaar number, in Eko's spelling. */
export const aadhar = { aadhar: Schema.RedactedFromValue(Id.Aadhaar) }

/** Who a sender is. */
export const person = { ...customerId, name: Id.PersonName, dob: Id.DateOfBirth }

/** When the request was made, ISO 8601. */
export const timestamp = { timestamp: Schema.String }

export const latlong = { latlong: Id.LatLong }
export const optionalLatlong = { latlong: Schema.optionalKey(Id.LatLong) }
export const beneficiaryId = { beneficiaryId: Schema.optionalKey(Id.BeneficiaryId) }
