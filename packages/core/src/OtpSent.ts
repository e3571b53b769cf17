/**
 * The answer that says that an OTP is on its way to the customer.
 *
 * @module
 */
import { Schema } from "effect"
import { OtpRefId } from "./Identifiers.ts"
import { camelKeys, lenient, plainText } from "./Wire.ts"

/** Eko's reference goes into the debit; the masked mobile number, told by the seed generation alone, onto a screen. */
export const OtpSent = camelKeys({
  otpRefId: OtpRefId,
  mobile: lenient(plainText(32).check(Schema.isNonEmpty()))
})
export type OtpSent = typeof OtpSent.Type
