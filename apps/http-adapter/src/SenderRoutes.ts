/**
 * The routes under /v1/dmt-fino/senders.
 *
 * @module
 */
import { ClientRefId, DmtFino, EkoClient, Identifiers } from "@bhejo/core"
import { Effect, Schema } from "effect"
import { DefaultUserCode } from "./DefaultUserCode.ts"
import * as Route from "./Route.ts"

const validateEkyc = Route.make({
  method: "PUT",
  path: "/v1/dmt-fino/senders/{customerId}/ekyc",
  summary: "End a sender's eKYC with the OTP.",
  access: "transfers",
  needsIdempotencyKey: false,
  params: Schema.Struct({ customerId: Identifiers.CustomerId }),
  body: Schema.Struct({
    otp: Schema.RedactedFromValue(Identifiers.Otp, { label: "otp" }),
    otpRefId: Schema.RedactedFromValue(Identifiers.OtpRefId, { label: "otpRefId" }),
    kycRequestId: Identifiers.KycRequestId,
    userCode: Schema.optionalKey(Identifiers.UserCode)
  }),
  status: 200,
  answer: Schema.Struct({ kycVerified: Schema.Boolean, monthlyLimitPaise: Schema.optionalKey(Schema.Int) }),
  handle: Effect.fnUntraced(function* ({ params, body }) {
    const { call } = yield* EkoClient.EkoClient
    const { availableLimitPaise } = yield* call(DmtFino.validateEkycOtp, {
      ...body,
      ...params,
      userCode: body.userCode ?? (yield* DefaultUserCode),
      clientRefId: yield* ClientRefId.next
    })
    return {
      kycVerified: true,
      ...(availableLimitPaise === undefined ? {} : { monthlyLimitPaise: availableLimitPaise })
    }
  })
})

export const routes = [validateEkyc]
