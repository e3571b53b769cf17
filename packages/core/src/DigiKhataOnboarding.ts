/**
 * The operations by which a customer gets a DigiKhata wallet: the mobile number by OTP, Aadhaar by consent and OTP, PAN.
 *
 * Only the 2026-07 documents tell their parameters; they are sent so in both generations.
 *
 * @module
 */
import { Schema } from "effect"
import * as AnswerShape from "./AnswerShape.ts"
import { needed, told } from "./AnswerShape.ts"
import { requestShape, sameRequests } from "./EkoOperation.ts"
import * as Id from "./Identifiers.ts"
import * as Parameters from "./Parameters.ts"
import * as QueryOperation from "./QueryOperation.ts"
import * as SenderProfile from "./SenderProfile.ts"
import { plainText } from "./Wire.ts"

const sender = "/customer/payment/ppi-digikhata/sender/{customer_id}"

const text = (maxLength: number) => plainText(maxLength).check(Schema.isNonEmpty())

const ofCustomer = { ...Parameters.optionalClientRefId, ...Parameters.customerId }

/** An OTP is on its way to the customer. */
const CustomerOtpSent = AnswerShape.make(
  { otpRefId: needed(Id.OtpRefId) },
  { ...AnswerShape.numbers("intent_id"), ...AnswerShape.texts("kyc_request_id") }
)

const otpSent = QueryOperation.plain("OtpSent", { status: [0, 2129], type: [2129] }, CustomerOtpSent)

/** The wallet is there and verified. */
const complete = QueryOperation.tagged("Complete", { type: [309] }, SenderProfile.digiKhata)

/** Looks a sender up, which sends the customer an OTP each time although it is a GET. */
export const getSender = QueryOperation.make({
  name: "ppi-digikhata/get-sender",
  method: "GET",
  path: sender,
  repeats: "sends an OTP",
  requests: sameRequests(requestShape(ofCustomer)),
  succeeds: [otpSent],
  rejections: ["CustomerNotEnrolled"]
})

/** Makes a customer known to DigiKhata and sends the first OTP, or says that there is a wallet already. */
export const onboardSender = QueryOperation.make({
  name: "ppi-digikhata/onboard-sender",
  method: "POST",
  path: sender,
  repeats: "sends an OTP",
  requests: sameRequests(
    requestShape({
      ...Parameters.optionalClientRefId,
      ...Parameters.person,
      residenceAddress: Schema.Array(Schema.String)
    })
  ),
  succeeds: [
    QueryOperation.tagged("OtpSent", { status: [0, 2129], type: [2129] }, CustomerOtpSent),
    QueryOperation.tagged(
      "WalletOpened",
      { type: [300] },
      AnswerShape.make({}, AnswerShape.texts("customer_id_type state_desc state customer_id"))
    )
  ],
  rejections: ["AlreadyVerified"]
})

/** Sends the customer another OTP for the mobile number. */
export const generateSenderOtp = QueryOperation.make({
  name: "ppi-digikhata/generate-sender-otp",
  method: "POST",
  path: `${sender}/otp`,
  repeats: "sends an OTP",
  requests: sameRequests(requestShape(ofCustomer)),
  succeeds: [otpSent],
  rejections: ["CustomerNotEnrolled"]
})

/** Verifies the mobile number's OTP: the sender is complete, or Aadhaar is next. */
export const verifyOtp = QueryOperation.make({
  name: "ppi-digikhata/verify-otp",
  method: "POST",
  path: `${sender}/otp/verify`,
  repeats: "changes a record",
  requests: sameRequests(requestShape({ ...ofCustomer, ...Parameters.integerOtp })),
  succeeds: [
    complete,
    QueryOperation.tagged(
      "AadhaarPending",
      { status: [0, 2136], type: [2136] },
      AnswerShape.make({ otpRefId: told(Id.OtpRefId) })
    )
  ],
  rejections: ["WrongOtp", "OtpExpired", "CustomerNotEnrolled"]
})

const consent = {
  ...Parameters.clientRefId,
  ...Parameters.customerId,
  orgId: Id.OrgId
}

/** The languages in which a customer can read the Aadhaar consent. */
export const consentLanguages = QueryOperation.make({
  name: "ppi-digikhata/consent-languages",
  method: "GET",
  path: `${sender}/aadhaar/consent/languages`,
  repeats: "safely",
  requests: sameRequests(requestShape(consent)),
  succeeds: [
    QueryOperation.plain(
      "ConsentLanguages",
      { type: [2444] },
      AnswerShape.make({
        languages: AnswerShape.list(
          "needed",
          AnswerShape.make({
            id: needed(Id.ConsentLanguageId, { wire: "pkid" }),
            language: needed(text(100), { wire: "consentLanguage" })
          }),
          { wire: "consent_language_list" }
        )
      })
    )
  ],
  rejections: ["CustomerNotEnrolled"]
})

/** The words to which a customer consents, in one language. */
export const consentDetails = QueryOperation.make({
  name: "ppi-digikhata/consent-details",
  method: "GET",
  path: `${sender}/aadhaar/consent/details`,
  repeats: "safely",
  requests: sameRequests(requestShape({ ...consent, consentLanguage: Id.ConsentLanguageId })),
  succeeds: [
    QueryOperation.plain(
      "ConsentDetails",
      { type: [2446] },
      AnswerShape.make({
        consentDetail: AnswerShape.object(
          "needed",
          AnswerShape.make({
            consent: needed(Schema.NonEmptyString),
            content: needed(Schema.NonEmptyString, { wire: "consentContent" }),
            language: told(text(100), { wire: "consentLanguage" }),
            audioUrl: told(text(2_000), { wire: "audioUrl" }),
            consentId: told(Schema.Int, { wire: "consentId" })
          })
        )
      })
    )
  ],
  rejections: ["CustomerNotEnrolled"]
})

/** Sends an OTP to the mobile number that Aadhaar holds for the customer. */
export const generateAadhaarOtp = QueryOperation.make({
  name: "ppi-digikhata/generate-aadhaar-otp",
  method: "POST",
  path: `${sender}/aadhaar/otp`,
  repeats: "sends an OTP",
  requests: sameRequests(requestShape({ ...ofCustomer, ...Parameters.aadhar })),
  succeeds: [otpSent],
  rejections: ["CustomerNotEnrolled", "EkycFailed", "AlreadyVerified"]
})

/** Verifies Aadhaar's OTP; the PAN is next. */
export const verifyAadhaarOtp = QueryOperation.make({
  name: "ppi-digikhata/verify-aadhaar-otp",
  method: "POST",
  path: `${sender}/aadhaar/otp/verify`,
  repeats: "changes a record",
  requests: sameRequests(requestShape({ ...ofCustomer, ...Parameters.integerOtp })),
  succeeds: [
    QueryOperation.tagged("PanRequired", { type: [2147] }, AnswerShape.make({ applicationId: told(text(100)) }))
  ],
  rejections: ["WrongOtp", "OtpExpired", "CustomerNotEnrolled", "EkycFailed", "AlreadyVerified"]
})

/** Validates the customer's PAN, which completes the wallet. */
export const validatePan = QueryOperation.make({
  name: "ppi-digikhata/validate-pan",
  method: "POST",
  path: `${sender}/pan`,
  repeats: "changes a record",
  requests: sameRequests(requestShape({ ...ofCustomer, panNumber: Schema.RedactedFromValue(Id.Pan) })),
  succeeds: [complete],
  rejections: ["CustomerNotEnrolled", "EkycFailed", "AlreadyVerified"]
})
