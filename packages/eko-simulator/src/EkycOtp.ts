/**
 * The OTP that ends a sender's eKYC.
 *
 * @module
 */
import { DmtFino, type EkoOperation, type Identifiers as Id } from "@bhejo/core"
import { HashMap, Option, Redacted } from "effect"
import * as Handler from "./Handler.ts"
import * as Refusal from "./Refusal.ts"
import { rupeesNumber } from "./WireFormat.ts"
import type * as World from "./World.ts"

interface Input {
  readonly customerId: Id.CustomerId
  readonly otp: Redacted.Redacted<Id.Otp>
  readonly otpRefId: Redacted.Redacted<Id.OtpRefId>
  readonly kycRequestId: Id.KycRequestId
}

const handle = (input: Input, { configuration, state, timeMillis }: Handler.Call): Handler.Reply => {
  const customer = Option.getOrUndefined(HashMap.get(state.customers, input.customerId))
  if (customer === undefined) return Handler.refuse(Refusal.customerUnknown)
  if (customer.isVerified) return Handler.refuse(Refusal.otpNotValidated(1, "Customer Already registred"))
  const { kyc } = customer
  const isRight =
    kyc !== undefined &&
    kyc.kycRequestId === input.kycRequestId &&
    kyc.otpRefId === Redacted.value(input.otpRefId) &&
    kyc.otp === Redacted.value(input.otp)
  if (!isRight) return Handler.refuse(Refusal.otpNotValidated(302, "Wrong OTP"))
  if (kyc.expiresAtMillis !== undefined && timeMillis > kyc.expiresAtMillis) {
    return Handler.refuse(Refusal.otpNotValidated(303, "OTP expired"))
  }
  const { otpRefId } = kyc
  return {
    events: [
      // An eKYC that the world began has no OTP that was sent.
      ...(HashMap.has(state.consents, otpRefId) ? [{ _tag: "ConsentGiven", otpRefId } as const] : []),
      { _tag: "SenderVerified", customerId: customer.customerId }
    ],
    body: answers[configuration.generation](customer)
  }
}

const answers: Readonly<Record<EkoOperation.Generation, (customer: World.Customer) => Refusal.Body>> = {
  seed: ({ customerId, verifiedMonthlyLimitPaise }) => ({
    status: 0,
    response_status_id: 0,
    message: "eKYC verification successful",
    response_type_id: 1388,
    data: {
      customer_id: customerId,
      kyc_verified: true,
      available_limit: rupeesNumber(verifiedMonthlyLimitPaise)
    }
  }),
  "2026-07": ({ userCode }) => ({
    status: 0,
    response_status_id: 0,
    message: "Customer Registration Completed",
    response_type_id: 2132,
    data: { user_code: userCode }
  })
}

export const dmtFino = Handler.make(DmtFino.validateEkycOtp, handle)
