/**
 * The routes under /v1/dmt-fino/senders.
 *
 * @module
 */
import { ClientRefId, DmtFino, EkoClient, Identifiers } from "@bhejo/core"
import { Effect, Schema } from "effect"
import * as Authentication from "./Authentication.ts"
import * as Body from "./Body.ts"
import * as Problem from "./Problem.ts"
import { Refusal } from "./Refusal.ts"
import type { Handler, Method } from "./Routes.ts"
import type { Options } from "./TransferRoutes.ts"

/** `PUT /v1/dmt-fino/senders/{customerId}/ekyc` */
export const ValidateEkyc = Schema.Struct({
  otp: Schema.RedactedFromValue(Identifiers.Otp, { label: "otp" }),
  otpRefId: Schema.RedactedFromValue(Identifiers.OtpRefId, { label: "otpRefId" }),
  kycRequestId: Identifiers.KycRequestId,
  userCode: Schema.optionalKey(Identifiers.UserCode)
})

export const routes = ({
  teamKeys,
  defaultUserCode
}: Options): Readonly<Record<string, Partial<Record<Method, Handler<EkoClient.EkoClient>>>>> => {
  const decodeBody = Body.decode(ValidateEkyc)
  const decodeCustomerId = Schema.decodeUnknownEffect(Identifiers.CustomerId)

  const validateEkyc: Handler<EkoClient.EkoClient> = Effect.fn("PUT /v1/dmt-fino/senders/{customerId}/ekyc")(
    function* (c) {
      yield* Authentication.team(teamKeys, c)
      const customerId = yield* decodeCustomerId(c.req.param("customerId")).pipe(
        Effect.mapError(
          () =>
            new Refusal({
              problem: Problem.invalidRequest([
                { pointer: "/customerId", detail: "in the path must be a 10-digit Indian mobile number" }
              ])
            })
        )
      )
      const body = yield* Effect.fromResult(decodeBody(yield* Body.json(c)))
      const { call } = yield* EkoClient.EkoClient
      const verified = yield* call(DmtFino.validateEkycOtp, {
        ...body,
        userCode: body.userCode ?? defaultUserCode,
        clientRefId: yield* ClientRefId.next,
        customerId
      })
      return c.json({ kycVerified: true, monthlyLimitPaise: verified.availableLimitPaise })
    }
  )

  return { "/v1/dmt-fino/senders/:customerId/ekyc": { PUT: validateEkyc } }
}
