/**
 * The branded identifiers of the domain, so that one cannot stand where another is meant.
 *
 * @module
 */
import { Option, Predicate, Schema, SchemaGetter } from "effect"
import { plainText, readBy } from "./Wire.ts"

const text = (maxLength: number) => plainText(maxLength).check(Schema.isNonEmpty())

/** An id of digits that some answers carry as a number. */
const numberOrText = <Id extends string>(id: Schema.Codec<Id, string>) => {
  const isId = Schema.is(id)
  return readBy(
    Schema.Union([Schema.Natural, Schema.String]).pipe(
      Schema.decodeTo(id, { decode: SchemaGetter.String(), encode: SchemaGetter.passthrough() })
    ),
    (value) => {
      if (Predicate.isNumber(value) && !(Number.isSafeInteger(value) && value >= 0)) return Option.none()
      const written = Predicate.isNumber(value) ? String(value) : value
      return isId(written) ? Option.some(written) : Option.none()
    }
  )
}

const uuid = Schema.String.check(
  Schema.isPattern(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/, { message: "must be a UUID in lower case" })
)

/** A UUID that names one transfer; the caller may choose it, and choosing the same one twice is the same transfer. */
export const TransferId = uuid.pipe(Schema.brand("TransferId"))
export type TransferId = typeof TransferId.Type

/** A UUID that names one wallet load, as a {@link TransferId} names a transfer. */
export const WalletLoadId = uuid.pipe(Schema.brand("WalletLoadId"))
export type WalletLoadId = typeof WalletLoadId.Type

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

/** The same, which some answers carry as a number. */
export const BeneficiaryIdFromWire = numberOrText(BeneficiaryId)

/** The code of a bank's branch in India. */
export const Ifsc = Schema.String.check(
  Schema.isPattern(/^[A-Z]{4}0[A-Z0-9]{6}$/, { message: "must be 4 letters, a 0 and 6 letters or digits" })
).pipe(Schema.brand("Ifsc"))
export type Ifsc = typeof Ifsc.Type

/** The number of a bank account. */
export const AccountNumber = Schema.String.check(
  Schema.isPattern(/^[A-Za-z0-9]{5,35}$/, { message: "must be 5 to 35 letters and digits" })
).pipe(Schema.brand("AccountNumber"))
export type AccountNumber = typeof AccountNumber.Type

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

export const TidFromWire = numberOrText(Tid)

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

/** A 12-digit Aadhaar number; lives in memory for the length of one call. */
export const Aadhaar = Schema.String.check(Schema.isPattern(/^\d{12}$/, { message: "must be 12 digits" })).pipe(
  Schema.brand("Aadhaar")
)
export type Aadhaar = typeof Aadhaar.Type

/** A permanent account number of the income tax; lives in memory for the length of one call. */
export const Pan = Schema.String.check(
  Schema.isPattern(/^[A-Z]{5}\d{4}[A-Z]$/, { message: "must be 5 letters, 4 digits and a letter" })
).pipe(Schema.brand("Pan"))
export type Pan = typeof Pan.Type

/** What a fingerprint reader captured, as its XML; lives in memory for the length of one call. */
export const PidData = Schema.String.check(
  Schema.isPattern(/^\s*<[\s\S]*>\s*$/, { message: "must be the reader's XML" }),
  Schema.isMaxLength(100_000)
).pipe(Schema.brand("PidData"))
export type PidData = typeof PidData.Type

/** A person's name as it is on the papers. */
export const PersonName = text(100).pipe(Schema.brand("PersonName"))
export type PersonName = typeof PersonName.Type

/** A day of birth, `1990-05-15`. */
export const DateOfBirth = Schema.String.check(
  Schema.isPattern(/^(19|20)\d{2}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/, { message: "must be year-month-day" })
).pipe(Schema.brand("DateOfBirth"))
export type DateOfBirth = typeof DateOfBirth.Type

/** Eko's number for one bank. */
export const BankId = Schema.Int.check(Schema.isGreaterThan(0, { message: "must be a positive number" })).pipe(
  Schema.brand("BankId")
)
export type BankId = typeof BankId.Type

/** DigiKhata's number for the organisation that offers its wallets; Eko's examples have `1`. */
export const OrgId = Schema.String.check(Schema.isPattern(/^\d{1,10}$/, { message: "must be 1 to 10 digits" })).pipe(
  Schema.brand("OrgId")
)
export type OrgId = typeof OrgId.Type

/** DigiKhata's number for a language of the Aadhaar consent. */
export const ConsentLanguageId = Schema.String.check(
  Schema.isPattern(/^\d{1,5}$/, { message: "must be 1 to 5 digits" })
).pipe(Schema.brand("ConsentLanguageId"))
export type ConsentLanguageId = typeof ConsentLanguageId.Type
