/**
 * The operations of DMT-Fino, domestic money transfer over Fino Payments Bank.
 *
 * Four of them have a page in the seed documents and so two forms of request. Of the others only the 2026-07 documents
 * tell the parameters: they are sent so in both generations, with nothing that is not documented.
 *
 * @module
 */
import { Schema } from "effect"
import * as AnswerShape from "./AnswerShape.ts"
import { needed, told } from "./AnswerShape.ts"
import * as DebitOperation from "./DebitOperation.ts"
import { requestShape, requests, sameRequests } from "./EkoOperation.ts"
import * as Id from "./Identifiers.ts"
import { PaiseFromRupees } from "./Money.ts"
import { OtpSent } from "./OtpSent.ts"
import * as Parameters from "./Parameters.ts"
import * as QueryOperation from "./QueryOperation.ts"
import * as Recipients from "./Recipients.ts"
import * as SenderProfile from "./SenderProfile.ts"
import * as TransactionFacts from "./TransactionFacts.ts"

const sender = "/customer/payment/dmt-fino/sender/{customer_id}"

/** Eko knows the customer, whose KYC at Fino is to be done. */
const kycPending = QueryOperation.tagged(
  "KycPending",
  { type: [2134] },
  AnswerShape.make({ otpRefId: told(Id.OtpRefId) })
)

/** The reference to an eKYC in progress, with that to the OTP that ends it. */
const EkycOtpSent = AnswerShape.make(
  { kycRequestId: needed(Id.KycRequestId), otpRefId: needed(Id.OtpRefId) },
  AnswerShape.texts("user_code intent_id")
)

const registered = QueryOperation.tagged("Registered", { type: [309] }, SenderProfile.dmtFino)

/** Looks a sender up: registered, or how far the registration is. */
export const getSender = QueryOperation.make({
  name: "dmt-fino/get-sender",
  method: "GET",
  path: sender,
  repeats: "safely",
  requests: sameRequests(
    requestShape({ ...Parameters.userCode, ...Parameters.optionalClientRefId, ...Parameters.customerId })
  ),
  succeeds: [
    registered,
    kycPending,
    QueryOperation.tagged("OtpSent", { status: [0, 2129], type: [2129] }, EkycOtpSent)
  ],
  rejections: ["CustomerNotEnrolled"]
})

/** Where a customer lives, which Eko takes as JSON text within the JSON. */
const Address = Schema.fromJsonString(
  Schema.Struct({
    line: Schema.String,
    city: Schema.String,
    state: Schema.String,
    pincode: Schema.String,
    district: Schema.String,
    area: Schema.String
  })
)

/** Makes a customer known to Eko; the sender's eKYC is next. */
export const onboardSender = QueryOperation.make({
  name: "dmt-fino/onboard-sender",
  method: "POST",
  path: sender,
  repeats: "changes a record",
  requests: sameRequests(
    requestShape({ ...Parameters.optionalClientRefId, ...Parameters.person, residenceAddress: Address })
  ),
  succeeds: [
    kycPending,
    QueryOperation.tagged(
      "WalletOpened",
      { type: [300] },
      AnswerShape.make({}, AnswerShape.texts("customer_id_type state_desc state customer_id"))
    ),
    registered
  ],
  rejections: ["AlreadyVerified"]
})

/** Begins a sender's eKYC with the captured fingerprint, and sends the OTP that ends it. */
export const senderEkyc = QueryOperation.make({
  name: "dmt-fino/sender-ekyc",
  method: "PUT",
  path: `${sender}/otp`,
  repeats: "sends an OTP",
  requests: sameRequests(
    requestShape({
      ...Parameters.optionalClientRefId,
      ...Parameters.customerId,
      ...Parameters.aadhar,
      piddata: Schema.RedactedFromValue(Id.PidData)
    })
  ),
  succeeds: [QueryOperation.plain("OtpSent", { type: [2129] }, EkycOtpSent)],
  rejections: ["EkycFailed", "ExistingBankRelationship", "CustomerNotEnrolled", "AlreadyVerified"]
})

const ekyc = {
  ...Parameters.clientRefId,
  ...Parameters.customerId,
  ...Parameters.otp,
  kycRequestId: Id.KycRequestId
}

/** The customer's eKYC is complete; the generations tell different things about it. */
const KycVerified = AnswerShape.make(
  {
    kycVerified: told(Schema.Boolean, { only: "seed" }),
    availableLimitPaise: told(PaiseFromRupees, { only: "seed" })
  },
  {},
  { seed: AnswerShape.texts("customer_id"), "2026-07": AnswerShape.texts("user_code") }
)

/** Verifies the OTP that ends a sender's eKYC. */
export const validateEkycOtp = QueryOperation.make({
  name: "dmt-fino/validate-ekyc-otp",
  method: "PUT",
  path: `${sender}/otp/verify`,
  repeats: "changes a record",
  requests: requests(requestShape({ ...Parameters.userCode, ...ekyc }), requestShape(ekyc)),
  succeeds: [
    QueryOperation.plain(
      "Verified",
      {
        type: [1388, 2132],
        // One that says outright that the customer is not verified is no success, whatever its status.
        when: ({ data }) => data["kyc_verified"] !== false,
        proven: ({ data }) => data["kyc_verified"] === undefined || data["kyc_verified"] === true
      },
      KycVerified
    )
  ],
  rejections: ["WrongOtp", "OtpExpired", "AlreadyVerified", "EkycFailed", "CustomerNotEnrolled"]
})

/** Lists a sender's recipients. */
export const getRecipients = QueryOperation.make({
  name: "dmt-fino/get-recipients",
  method: "GET",
  path: `${sender}/recipients`,
  repeats: "safely",
  requests: sameRequests(requestShape({ ...Parameters.optionalClientRefId, ...Parameters.customerId })),
  succeeds: Recipients.dmtFino,
  rejections: ["CustomerNotEnrolled", "VerificationPending"]
})

/** Adds a recipient's bank account to a sender. */
export const addRecipient = QueryOperation.make({
  name: "dmt-fino/add-recipient",
  method: "POST",
  path: `${sender}/recipient`,
  repeats: "changes a record",
  requests: sameRequests(
    requestShape({
      ...Parameters.optionalClientRefId,
      ...Parameters.customerId,
      recipientMobile: Id.CustomerId,
      recipientName: Id.PersonName,
      ifsc: Id.Ifsc,
      account: Id.AccountNumber
    })
  ),
  succeeds: [
    QueryOperation.plain(
      "RecipientAdded",
      { type: [43] },
      AnswerShape.make(
        { recipientId: needed(Id.RecipientId) },
        {
          ...AnswerShape.texts("customer_id recipient_mobile initiator_id otp_ref_id"),
          ...AnswerShape.values("pipes")
        }
      )
    )
  ],
  rejections: [
    "RecipientAlreadyRegistered",
    "TooManyRecipients",
    "CustomerNotEnrolled",
    "VerificationPending",
    "AccountInvalid",
    "IfscInvalid",
    "BankNotSupported",
    "BankUnavailable",
    "RecipientNameNotFound"
  ]
})

const otp = { ...Parameters.clientRefId, ...Parameters.order }

/** Sends the customer an OTP for one amount to one recipient. */
export const sendOtp = QueryOperation.make({
  name: "dmt-fino/send-otp",
  method: "POST",
  path: "/customer/payment/dmt-fino/otp",
  repeats: "sends an OTP",
  requests: requests(requestShape({ ...Parameters.userCode, ...otp }), requestShape(otp)),
  succeeds: [QueryOperation.plain("OtpSent", { type: [1388, 2133] }, OtpSent)],
  rejections: QueryOperation.orderRejections
})

const debit = { ...otp, ...Parameters.otp }

/** Debits the agent's wallet and credits the recipient by IMPS: the one call of this product that moves money. */
export const initiate = DebitOperation.make({
  name: "dmt-fino/initiate",
  method: "POST",
  path: "/customer/payment/dmt-fino",
  requests: requests(
    requestShape(
      { ...Parameters.userCode, ...debit, ...Parameters.latlong, ...Parameters.timestamp },
      { state: "1", recipient_id_type: "1", channel: 2, currency: "INR" }
    ),
    requestShape(debit)
  ),
  answers: AnswerShape.make(
    {
      ...TransactionFacts.fields,
      commissionPaise: told(PaiseFromRupees),
      balancePaise: told(PaiseFromRupees),
      tdsPaise: told(PaiseFromRupees, { only: "2026-07" }),
      bankRefNum: told(Id.BankReference, { only: "2026-07" }),
      utrnumber: told(Id.BankReference, { only: "seed" })
    },
    { ...AnswerShape.texts("tx_status account client_ref_id timestamp"), ...AnswerShape.sums("amount") },
    {
      seed: AnswerShape.texts("ifsc"),
      "2026-07": {
        ...AnswerShape.texts("txstatus_desc sender_name bank channel_desc currency"),
        ...AnswerShape.sums("collectable_amount service_tax"),
        ...AnswerShape.numbers("recipient_id")
      }
    }
  )
})
