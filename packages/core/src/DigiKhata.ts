/**
 * The operations of PPI DigiKhata, transfers out of a customer's prepaid wallet.
 *
 * @module
 */
import * as DebitOperation from "./DebitOperation.ts"
import { requestShape, requests } from "./EkoOperation.ts"
import { OtpSent } from "./OtpSent.ts"
import * as Parameters from "./Parameters.ts"
import * as QueryOperation from "./QueryOperation.ts"

const otp = { ...Parameters.clientRefId, ...Parameters.order, ...Parameters.beneficiaryId }
const otpFixed = { service_code: 80 }

/** Sends the customer an OTP for one amount to one recipient; its success has status 2133, and not 0. */
export const sendOtp = QueryOperation.make({
  name: "ppi-digikhata/send-otp",
  method: "POST",
  path: "/customer/payment/ppi-digikhata/otp",
  requests: requests(requestShape({ ...Parameters.userCode, ...otp }, otpFixed), requestShape(otp, otpFixed)),
  succeeds: (envelope) => envelope.status === 2133 || envelope.status === 0,
  read: QueryOperation.readData(OtpSent)
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
  requests: requests(requestShape({ ...Parameters.userCode, ...debit }, debitFixed), requestShape(debit, debitFixed))
})
