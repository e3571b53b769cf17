/**
 * The answer that says that an OTP is on its way to the customer.
 *
 * @module
 */
import { Schema } from "effect"
import * as AnswerShape from "./AnswerShape.ts"
import { needed, told } from "./AnswerShape.ts"
import { OtpRefId } from "./Identifiers.ts"
import { plainText } from "./Wire.ts"

/** Eko's reference goes into the debit; the masked mobile number, told by the seed generation alone, onto a screen. */
export const OtpSent = AnswerShape.make({
  otpRefId: needed(OtpRefId),
  mobile: told(plainText(32).check(Schema.isNonEmpty()), { only: "seed" })
})
export type OtpSent = typeof OtpSent.codec.Type

/** The same where no generation tells the number. */
export const OtpReference = AnswerShape.make({
  otpRefId: needed(OtpRefId),
  mobile: told(plainText(32).check(Schema.isNonEmpty()), { mayLack: true })
})
