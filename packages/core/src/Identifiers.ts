/**
 * The branded identifiers of the domain, so that one cannot stand where another is meant.
 *
 * @module
 */
import { Option, Predicate, Schema, SchemaGetter } from "effect"
import { matching, plainText, readBy } from "./Wire.ts"

const text = (maxLength: number, example: string) =>
  plainText(maxLength)
    .check(Schema.isNonEmpty())
    .annotate({ examples: [example] })

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

const uuid = matching(
  /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/u,
  "must be a UUID in lower case",
  "0192f0c1-2d3e-8a4b-8c5d-6e7f80910a1b"
)

/** A UUID that names one transfer; the caller may choose it, and choosing the same one twice is the same transfer. */
export const TransferId = uuid.pipe(Schema.brand("TransferId"))
export type TransferId = typeof TransferId.Type

/** A UUID that names one wallet load, as a {@link TransferId} names a transfer. */
export const WalletLoadId = uuid.pipe(Schema.brand("WalletLoadId"))
export type WalletLoadId = typeof WalletLoadId.Type

/** A product team: the owner of its transfers. */
export const TeamId = matching(/^[a-z0-9][a-z0-9-]{0,62}$/u, "must be 1 to 63 of a-z, 0-9 and -", "payments").pipe(
  Schema.brand("TeamId")
)
export type TeamId = typeof TeamId.Type

/** The sender's 10-digit Indian mobile number, which is how Eko names a customer. */
export const CustomerId = matching(/^[6-9]\d{9}$/u, "must be a 10-digit Indian mobile number", "9123456789").pipe(
  Schema.brand("CustomerId")
)
export type CustomerId = typeof CustomerId.Type

/** Eko's number for one registered recipient. */
export const RecipientId = Schema.Int.check(
  Schema.isGreaterThan(0, { message: "must be the positive number that Eko gave the recipient" })
)
  .annotate({ message: "must be the positive number that Eko gave the recipient", examples: [98765] })
  .pipe(Schema.brand("RecipientId"))
export type RecipientId = typeof RecipientId.Type

/** DigiKhata's number for one bank account of a recipient. */
export const BeneficiaryId = matching(/^\d{1,20}$/u, "must be 1 to 20 digits", "4202888").pipe(
  Schema.brand("BeneficiaryId")
)
export type BeneficiaryId = typeof BeneficiaryId.Type

/** The same, which some answers carry as a number. */
export const BeneficiaryIdFromWire = numberOrText(BeneficiaryId)

/** The code of a bank's branch in India. */
export const Ifsc = matching(
  /^[A-Z]{4}0[A-Z0-9]{6}$/u,
  "must be 4 letters, a 0 and 6 letters or digits",
  "SBIN0007515"
).pipe(Schema.brand("Ifsc"))
export type Ifsc = typeof Ifsc.Type

/** The number of a bank account. */
export const AccountNumber = matching(
  /^[A-Za-z0-9]{5,35}$/u,
  "must be 5 to 35 letters and digits",
  "012345678901"
).pipe(Schema.brand("AccountNumber"))
export type AccountNumber = typeof AccountNumber.Type

/** Eko's code for the agent on whose behalf a call is made. */
export const UserCode = matching(/^[A-Za-z0-9]{1,20}$/u, "must be 1 to 20 letters and digits", "20810200").pipe(
  Schema.brand("UserCode")
)
export type UserCode = typeof UserCode.Type

/** The registered mobile number of the API user, sent with every call. */
export const InitiatorId = matching(/^\d{10}$/u, "must be 10 digits", "9962981729").pipe(Schema.brand("InitiatorId"))
export type InitiatorId = typeof InitiatorId.Type

/**
 * Eko's transaction id; it belongs to one attempt.
 *
 * Answers carry it as a string, callbacks as a number: both decode to the same text. A zero is no id: taken for one, it
 * would be the same for every transaction that has none.
 */
export const Tid = matching(/^[1-9]\d{0,31}$/u, "must be 1 to 32 digits, the first of them not 0", "2147591595").pipe(
  Schema.brand("Tid")
)
export type Tid = typeof Tid.Type

export const TidFromWire = numberOrText(Tid)

/** The bank's reference of a credit (UTR), as the IMPS network names it. */
export const BankReference = text(64, "402217654321").pipe(Schema.brand("BankReference"))
export type BankReference = typeof BankReference.Type

/** Eko's reference to one OTP that it sent; DigiKhata's can contain the customer's number, so it is never shown. */
export const OtpRefId = text(512, "OTPREF20240101001").pipe(Schema.brand("OtpRefId"))
export type OtpRefId = typeof OtpRefId.Type

/** Eko's reference to one eKYC in progress. */
export const KycRequestId = text(64, "KYC20240101001").pipe(Schema.brand("KycRequestId"))
export type KycRequestId = typeof KycRequestId.Type

/** An OTP as the customer typed it; lives in memory for the length of one call. */
export const Otp = matching(/^\d{4,10}$/u, "must be 4 to 10 digits", "251834").pipe(Schema.brand("Otp"))
export type Otp = typeof Otp.Type

/** Where the agent's device is, `latitude,longitude` in decimal degrees. */
export const LatLong = matching(
  /^-?([1-8]?\d(\.\d{1,10})?|90(\.0{1,10})?),-?((1[0-7]\d|\d{1,2})(\.\d{1,10})?|180(\.0{1,10})?)$/u,
  "must be latitude,longitude in decimal degrees, such as 28.6139,77.2090",
  "28.6139,77.2090"
).pipe(Schema.brand("LatLong"))
export type LatLong = typeof LatLong.Type

/** A 12-digit Aadhaar number; lives in memory for the length of one call. */
export const Aadhaar = matching(/^\d{12}$/u, "must be 12 digits", "234567890123").pipe(Schema.brand("Aadhaar"))
export type Aadhaar = typeof Aadhaar.Type

/** A permanent account number of the income tax; lives in memory for the length of one call. */
export const Pan = matching(/^[A-Z]{5}\d{4}[A-Z]$/u, "must be 5 letters, 4 digits and a letter", "ABCDE1234F").pipe(
  Schema.brand("Pan")
)
export type Pan = typeof Pan.Type

/** What a fingerprint reader captured, as its XML; lives in memory for the length of one call. */
export const PidData = Schema.String.check(
  Schema.isPattern(/^\s*<[\s\S]*>\s*$/u, { message: "must be the reader's XML" }),
  Schema.isMaxLength(100_000)
)
  .annotate({ examples: ['<PidData><Resp errCode="0"/></PidData>'] })
  .pipe(Schema.brand("PidData"))
export type PidData = typeof PidData.Type

/** A person's name as it is on the papers. */
export const PersonName = text(100, "RAVI KUMAR").pipe(Schema.brand("PersonName"))
export type PersonName = typeof PersonName.Type

/** A day of birth, `1990-05-15`. */
export const DateOfBirth = matching(
  /^(19|20)\d{2}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/u,
  "must be year-month-day",
  "1990-05-15"
).pipe(Schema.brand("DateOfBirth"))
export type DateOfBirth = typeof DateOfBirth.Type

/** Eko's number for one bank. */
export const BankId = Schema.Int.check(Schema.isGreaterThan(0, { message: "must be a positive number" }))
  .annotate({ examples: [11] })
  .pipe(Schema.brand("BankId"))
export type BankId = typeof BankId.Type

/** DigiKhata's number for the organisation that offers its wallets; Eko's examples have `1`. */
export const OrgId = matching(/^\d{1,10}$/u, "must be 1 to 10 digits", "1").pipe(Schema.brand("OrgId"))
export type OrgId = typeof OrgId.Type

/** DigiKhata's number for a language of the Aadhaar consent. */
export const ConsentLanguageId = matching(/^\d{1,5}$/u, "must be 1 to 5 digits", "1").pipe(
  Schema.brand("ConsentLanguageId")
)
export type ConsentLanguageId = typeof ConsentLanguageId.Type
