/**
 * The operations of DMT-Fino, domestic money transfer over Fino Payments Bank.
 *
 * @module
 */
import { Schema } from "effect"
import * as DebitOperation from "./DebitOperation.ts"
import { requestShape, requests } from "./EkoOperation.ts"
import { KycRequestId } from "./Identifiers.ts"
import { PaiseFromRupees } from "./Money.ts"
import { OtpSent } from "./OtpSent.ts"
import * as Parameters from "./Parameters.ts"
import * as QueryOperation from "./QueryOperation.ts"
import { camelKeys, lenient } from "./Wire.ts"

/** Sends the customer an OTP for one amount to one recipient. */
export const sendOtp = QueryOperation.make({
  name: "dmt-fino/send-otp",
  method: "POST",
  path: "/customer/payment/dmt-fino/otp",
  requests: requests(
    requestShape({ ...Parameters.userCode, ...Parameters.clientRefId, ...Parameters.order }),
    requestShape({ ...Parameters.clientRefId, ...Parameters.order })
  ),
  succeeds: (envelope) => envelope.status === 0,
  read: QueryOperation.readData(OtpSent)
})

const debit = { ...Parameters.clientRefId, ...Parameters.order, ...Parameters.otp }

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
  )
})

/** The customer's eKYC is complete; both fields are told by the seed generation alone. */
const KycVerified = camelKeys({
  kycVerified: Schema.optionalKey(Schema.Boolean),
  availableLimitPaise: lenient(PaiseFromRupees)
})

/** Verifies the OTP that ends a sender's eKYC. */
export const validateEkycOtp = QueryOperation.make({
  name: "dmt-fino/validate-ekyc-otp",
  method: "PUT",
  path: "/customer/payment/dmt-fino/sender/{customer_id}/otp/verify",
  requests: requests(
    requestShape({
      ...Parameters.userCode,
      ...Parameters.clientRefId,
      ...Parameters.customerId,
      ...Parameters.otp,
      kycRequestId: KycRequestId
    }),
    requestShape({
      ...Parameters.clientRefId,
      ...Parameters.customerId,
      ...Parameters.otp,
      kycRequestId: KycRequestId
    })
  ),
  // One that says outright that the customer is not verified is no success, whatever its status.
  succeeds: (envelope) => envelope.status === 0 && envelope.data["kyc_verified"] !== false,
  read: QueryOperation.readData(KycVerified)
})
