/**
 * How Eko refuses, in its envelope: by a code of its own, by the fields that are wrong, or as a declined transaction.
 *
 * @module
 */
import type { Schema } from "effect"

/** An answer's body, as JSON values by Eko's names. */
export type Body = Readonly<Record<string, Schema.Json>>

/** A refusal by one of Eko's codes. */
export const byCode = (status: number, message: string): Body => ({
  status,
  response_type_id: status,
  response_status_id: 1,
  message,
  data: {}
})

/** A request whose fields are missing or wrong, each with its own message. */
export const byFields = (status: number, message: string, invalidParams: Readonly<Record<string, string>>): Body => ({
  status,
  response_status_id: 1,
  message,
  response_type_id: -1,
  invalid_params: invalidParams
})

/** What was answered to a field that no page documents; it has no status at all. */
export const noKey: Body = { message: "No key for Response" }

export const initiatorInvalid = byCode(319, "Invalid sender/initiator")
export const agentInvalid = byCode(346, "Agent not onboarded or wrong user_code")
export const recipientNotRegistered = byCode(313, "Recipient not registered")
export const monthlyLimitExhausted = byCode(36, "Sender/beneficiary monthly limit exhausted")
export const beneficiaryLimitExhausted = byCode(945, "Beneficiary monthly limit exhausted")
export const monthlyLimitExceeded = byCode(314, "Monthly limit exceeded")
export const accountInvalid = byCode(46, "Account details invalid")
export const impsNotAllowed = byCode(53, "IMPS not allowed")
export const bankWithoutImps = byCode(344, "Bank has no IMPS")
export const bankUnavailable = byCode(544, "Bank unavailable, transaction not processed")
export const customerNotEnrolled = (data: Body): Body => ({
  status: 308,
  response_status_id: 1,
  message: "Failure!Customer Not Enrolled",
  response_type_id: 308,
  data
})
export const verificationPending = byCode(327, "Enrolled, verification pending")
export const kycApprovedAlready = byCode(585, "Already KYC approved")
export const transactionUnknown = byCode(168, "TID does not exist")
export const insufficientBalance = byCode(347, "Insufficient balance")
export const wrongOtp = byCode(302, "Wrong OTP")
export const otpExpired = byCode(303, "OTP expired")
export const ifscUnknown = byCode(41, "IFSC wrong or unknown")
export const bankUnknown = byCode(48, "Recipient bank not found")
export const tooManyRecipients = byCode(39, "Too many recipients")
export const recipientRegisteredAlready: Body = {
  status: 342,
  response_status_id: 1,
  message: "Recipient already registered",
  response_type_id: -1,
  data: {}
}
export const customerUnknown = byFields(463, "customer_id does not exist in system", {
  customer_id: "Customer does not exist in System"
})

/** A transaction that the bank partner declined; its cause is a text in `data.reason` alone. */
export const declined = (reason: string, data: Body = {}): Body => ({
  status: 55,
  response_status_id: 1,
  message: "Transaction declined. Please try after sometime.",
  response_type_id: 55,
  data: { tx_status: "1", txstatus_desc: "Failed", reason, ...data }
})

/** An eKYC that was refused, with its cause in words. */
export const ekycFailed = (description: string): Body => ({
  status: 2135,
  response_status_id: 1,
  message: "Customer KYC Pending",
  response_type_id: 2135,
  data: { description }
})

/** An OTP of an eKYC that was refused, with the finer status behind it. */
export const otpNotValidated = (responseStatusId: number, description: string): Body => ({
  status: 2131,
  response_status_id: responseStatusId,
  message: "Validate OTP Failed",
  response_type_id: 2131,
  data: { description }
})
