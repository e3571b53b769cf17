/**
 * The operations of PPI DigiKhata, transfers out of a customer's prepaid wallet: its recipients, and paying one.
 *
 * `sendOtp` has a page in the seed documents and so two forms of request; `initiate` adds the user code that the seed
 * generation wants in every call. Of the others only the 2026-07 documents tell the parameters, sent so in both.
 *
 * @module
 */
import { Schema } from "effect"
import * as AnswerShape from "./AnswerShape.ts"
import { needed, told } from "./AnswerShape.ts"
import * as DebitOperation from "./DebitOperation.ts"
import * as EkoAnswer from "./EkoAnswer.ts"
import { requestShape, requests, sameRequests } from "./EkoOperation.ts"
import * as Id from "./Identifiers.ts"
import { PaiseFromRupees } from "./Money.ts"
import { OtpReference } from "./OtpSent.ts"
import * as Parameters from "./Parameters.ts"
import * as QueryOperation from "./QueryOperation.ts"
import * as Recipients from "./Recipients.ts"
import * as TransactionFacts from "./TransactionFacts.ts"
import { plainText } from "./Wire.ts"

const sender = "/customer/payment/ppi-digikhata/sender/{customer_id}"

const ofCustomer = { ...Parameters.optionalClientRefId, ...Parameters.customerId }

/** Lists a sender's recipients. */
export const getRecipients = QueryOperation.make({
  name: "ppi-digikhata/get-recipients",
  method: "GET",
  path: `${sender}/recipients`,
  repeats: "safely",
  requests: sameRequests(requestShape(ofCustomer)),
  succeeds: Recipients.digiKhata,
  rejections: ["CustomerNotEnrolled", "VerificationPending"]
})

/** Adds a recipient to a sender; the recipient's bank account is confirmed by an OTP of its own. */
export const addRecipient = QueryOperation.make({
  name: "ppi-digikhata/add-recipient",
  method: "POST",
  path: `${sender}/recipient`,
  repeats: "changes a record",
  requests: sameRequests(
    requestShape({
      ...ofCustomer,
      bankId: Id.BankId,
      recipientName: Id.PersonName,
      recipientMobile: Id.CustomerId,
      account: Id.AccountNumber,
      bankCode: Id.Ifsc
    })
  ),
  succeeds: [
    QueryOperation.plain(
      "RecipientAdded",
      { type: [43] },
      AnswerShape.make(
        { recipientId: needed(Id.RecipientId) },
        {
          ...AnswerShape.texts("initiator_id recipient_mobile recipient_id_type customer_id"),
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

/** Adds the recipient's bank account to the wallet, and sends the customer the OTP that confirms it. */
export const recipientBankOtp = QueryOperation.make({
  name: "ppi-digikhata/recipient-bank-otp",
  method: "POST",
  path: `${sender}/recipient/bank/otp`,
  repeats: "sends an OTP",
  requests: sameRequests(requestShape({ ...ofCustomer, recipientId: Parameters.recipientIdAsText })),
  succeeds: [
    QueryOperation.plain(
      "OtpSent",
      { type: [1741] },
      AnswerShape.make(
        { otpRefId: needed(Id.OtpRefId), beneficiaryId: needed(Id.BeneficiaryIdFromWire) },
        AnswerShape.texts("recipient_name ifsc account recipient_id")
      )
    )
  ],
  rejections: [
    "RecipientNotRegistered",
    "CustomerNotEnrolled",
    "VerificationPending",
    "AccountInvalid",
    "IfscInvalid",
    "BankNotSupported",
    "BankUnavailable",
    "RecipientNameNotFound"
  ]
})

/**
 * Verifies the OTP of a recipient's bank account. Its success has the status 2131, by which others say that an OTP is
 * wrong: it counts only where the finer status is 0 and no word names a cause.
 */
export const validateRecipientOtp = QueryOperation.make({
  name: "ppi-digikhata/validate-recipient-otp",
  method: "POST",
  path: `${sender}/recipient/bank/otp/verify`,
  repeats: "changes a record",
  requests: sameRequests(requestShape({ ...ofCustomer, ...Parameters.integerOtp })),
  succeeds: [
    QueryOperation.plain(
      "Verified",
      {
        status: [0, 2131],
        type: [2131],
        when: (envelope) => envelope.responseStatusId === 0 && EkoAnswer.reasonOfWords(envelope) === undefined
      },
      AnswerShape.make({ applicationId: told(plainText(100).check(Schema.isNonEmpty())) })
    )
  ],
  rejections: ["WrongOtp", "OtpExpired", "RecipientNotRegistered", "CustomerNotEnrolled"]
})

const otp = { ...Parameters.clientRefId, ...Parameters.order, ...Parameters.beneficiaryId }
const otpFixed = { service_code: 80 }

/** Sends the customer an OTP for one amount to one recipient; its success has status 2133, and not 0. */
export const sendOtp = QueryOperation.make({
  name: "ppi-digikhata/send-otp",
  method: "POST",
  path: "/customer/payment/ppi-digikhata/otp",
  repeats: "sends an OTP",
  requests: requests(requestShape({ ...Parameters.userCode, ...otp }, otpFixed), requestShape(otp, otpFixed)),
  succeeds: [QueryOperation.plain("OtpSent", { status: [2133, 0], type: [2133] }, OtpReference)],
  rejections: QueryOperation.orderRejections
})

const debit = {
  ...Parameters.clientRefId,
  ...Parameters.order,
  ...Parameters.otp,
  ...Parameters.beneficiaryId,
  ...Parameters.optionalLatlong,
  ...Parameters.timestamp
}
const debitFixed = { service_code: 80, currency: "INR", channel: 2, state: "1" }

/** Pays out of the customer's wallet by IMPS: the one call here that moves money to a bank. */
export const initiate = DebitOperation.make({
  name: "ppi-digikhata/initiate",
  method: "POST",
  path: "/customer/payment/ppi-digikhata",
  requests: requests(requestShape({ ...Parameters.userCode, ...debit }, debitFixed), requestShape(debit, debitFixed)),
  answers: AnswerShape.make(
    {
      ...TransactionFacts.fields,
      commissionPaise: told(PaiseFromRupees),
      balancePaise: told(PaiseFromRupees),
      tdsPaise: told(PaiseFromRupees),
      bankRefNum: told(Id.BankReference),
      utrnumber: told(Id.BankReference)
    },
    {
      ...AnswerShape.texts(
        "tx_status txstatus_desc debit_user_id channel txn_wallet utility_acc_no sender_name ekyc_enabled bank"
      ),
      ...AnswerShape.texts("insurance_acquired is_otp_required aadhar currency state timestamp pinNo gst_benefit"),
      ...AnswerShape.texts("payment_mode_desc channel_desc last_used_okekey npr paymentid customer_id account"),
      ...AnswerShape.sums("amount collectable_amount total_sent totalfee service_tax insurance_amount mdr"),
      ...AnswerShape.numbers("remaining_limit_before_pan_required next_allowed_limit pipe recipient_id"),
      ...AnswerShape.numbers("pan_required kyc_state")
    }
  )
})

export { loadWallet } from "./WalletLoad.ts"
