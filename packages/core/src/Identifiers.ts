/**
 * The branded identifiers of the domain, so that one cannot stand where another is meant.
 *
 * @module
 */
import { Schema, SchemaGetter } from "effect"
import { plainText } from "./Wire.ts"

const text = (maxLength: number) => plainText(maxLength).check(Schema.isNonEmpty())

/** A UUID that names one transfer; the caller may choose it, and choosing the same one twice is the same transfer. */
export const TransferId = Schema.String.check(
  Schema.isPattern(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/, { message: "must be a UUID in lower case" })
).pipe(Schema.brand("TransferId"))
export type TransferId = typeof TransferId.Type

/** A product team: the owner of its transfers. */
export const TeamId = Schema.String.check(
  Schema.isPattern(/^[a-z0-9][a-z0-9-]{0,62}$/, { message: "must be 1 to 63 of a-z, 0-9 and -" })
).pipe(Schema.brand("TeamId"))
export type TeamId = typeof TeamId.Type

/** The sender's 10-digit Indian mobile number, which is how Eko names a customer. */
export const CustomerId = Schema.String.check(
  Schema.isPattern(/^[6-9]\d{9}$/, { message: "must be a 10-digit Indian mobile number" })
).pipe(Schema.brand("CustomerId"))
export type CustomerId = typeof CustomerId.Type

/** Eko's number for one registered recipient. */
export const RecipientId = Schema.Int.check(
  Schema.isGreaterThan(0, { message: "must be the positive number that Eko gave the recipient" })
)
  .annotate({ message: "must be the positive number that Eko gave the recipient" })
  .pipe(Schema.brand("RecipientId"))
export type RecipientId = typeof RecipientId.Type

/** DigiKhata's number for one bank account of a recipient. */
export const BeneficiaryId = Schema.String.check(
  Schema.isPattern(/^\d{1,20}$/, { message: "must be 1 to 20 digits" })
).pipe(Schema.brand("BeneficiaryId"))
export type BeneficiaryId = typeof BeneficiaryId.Type

/** Eko's code for the agent on whose behalf a call is made. */
export const UserCode = Schema.String.check(
  Schema.isPattern(/^[A-Za-z0-9]{1,20}$/, { message: "must be 1 to 20 letters and digits" })
).pipe(Schema.brand("UserCode"))
export type UserCode = typeof UserCode.Type

/** The registered mobile number of the API user, sent with every call. */
export const InitiatorId = Schema.String.check(Schema.isPattern(/^\d{10}$/, { message: "must be 10 digits" })).pipe(
  Schema.brand("InitiatorId")
)
export type InitiatorId = typeof InitiatorId.Type

/**
 * Eko's transaction id; it belongs to one attempt.
 *
 * Answers carry it as a string, callbacks as a number: both decode to the same text. A zero is no id: taken for one, it
 * would be the same for every transaction that has none.
 */
export const Tid = Schema.String.check(
  Schema.isPattern(/^[1-9]\d{0,31}$/, { message: "must be 1 to 32 digits, the first of them not 0" })
).pipe(Schema.brand("Tid"))
export type Tid = typeof Tid.Type

export const TidFromWire = Schema.Union([Schema.Natural, Schema.String]).pipe(
  Schema.decodeTo(Tid, { decode: SchemaGetter.String(), encode: SchemaGetter.passthrough() })
)

/** The bank's reference of a credit (UTR), as the IMPS network names it. */
export const BankReference = text(64).pipe(Schema.brand("BankReference"))
export type BankReference = typeof BankReference.Type

/** Eko's reference to one OTP that it sent; DigiKhata's can contain the customer's number, so it is never shown. */
export const OtpRefId = text(512).pipe(Schema.brand("OtpRefId"))
export type OtpRefId = typeof OtpRefId.Type

/** Eko's reference to one eKYC in progress. */
export const KycRequestId = text(64).pipe(Schema.brand("KycRequestId"))
export type KycRequestId = typeof KycRequestId.Type

/** An OTP as the customer typed it; lives in memory for the length of one call. */
export const Otp = Schema.String.check(Schema.isPattern(/^\d{4,10}$/, { message: "must be 4 to 10 digits" })).pipe(
  Schema.brand("Otp")
)
export type Otp = typeof Otp.Type

/** Where the agent's device is, `latitude,longitude` in decimal degrees. */
export const LatLong = Schema.String.check(
  Schema.isPattern(/^-?([1-8]?\d(\.\d{1,10})?|90(\.0{1,10})?),-?((1[0-7]\d|\d{1,2})(\.\d{1,10})?|180(\.0{1,10})?)$/, {
    message: "must be latitude,longitude in decimal degrees, such as 28.6139,77.2090"
  })
).pipe(Schema.brand("LatLong"))
export type LatLong = typeof LatLong.Type
