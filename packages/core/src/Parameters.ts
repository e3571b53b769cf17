/**
 * The documented request parameters that operations share, by our names; the wire's are the same in snake case.
 *
 * @module
 */
import { Schema } from "effect"
import { ClientRefId } from "./ClientRefId.ts"
import * as Id from "./Identifiers.ts"
import { PaiseFromWholeRupees } from "./Money.ts"

export const userCode = { userCode: Id.UserCode }
export const clientRefId = { clientRefId: ClientRefId }
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

/** When the request was made, ISO 8601. */
export const timestamp = { timestamp: Schema.String }

export const latlong = { latlong: Id.LatLong }
export const optionalLatlong = { latlong: Schema.optionalKey(Id.LatLong) }
export const beneficiaryId = { beneficiaryId: Schema.optionalKey(Id.BeneficiaryId) }
