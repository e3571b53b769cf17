/**
 * What became of a call that sends an OTP, as it is recorded and as its caller is told.
 *
 * @module
 */
import { Effect, Result } from "effect"
import type { NotSent } from "./EkoTransport.ts"
import type { OtpSent } from "./OtpSent.ts"
import type { QueryFailure } from "./QueryOperation.ts"
import type { OtpSendResult } from "./TransferEvent.ts"
import { CredentialsRefused, EkoUnreachable } from "./TransferFailure.ts"
import type { TransferState } from "./TransferState.ts"

/** The answer to any call that sends an OTP; a masked mobile number is not told by all. */
export type OtpAnswer = Result.Result<Pick<OtpSent, "otpRefId"> & Partial<OtpSent>, QueryFailure | NotSent>

/** The answer as an event keeps it. */
export const recordable = (answer: OtpAnswer, expiresAtMillis: number): OtpSendResult => {
  if (Result.isSuccess(answer)) {
    const { otpRefId, mobile } = answer.success
    return { _tag: "Sent", otpRefId, expiresAtMillis, ...(mobile === undefined ? {} : { maskedMobile: mobile }) }
  }
  const { failure } = answer
  if (failure._tag !== "Rejected") return { _tag: "Unresolved", cause: failure.cause }
  // Our credentials are nothing that the customer could fail by.
  if (failure.reason === "AuthenticationFailed") return { _tag: "Unresolved", cause: failure.reason }
  return { _tag: "Refused", reason: failure.reason, code: failure.code, detail: failure.detail }
}

/** The transfer that the answer led to, or what its caller must know besides. */
export const tell = Effect.fnUntraced(function* (answer: OtpAnswer, transfer: TransferState) {
  if (Result.isSuccess(answer)) return transfer
  const { failure } = answer
  if (failure._tag === "NotSent") return yield* new EkoUnreachable({ transfer, why: failure.cause })
  if (failure._tag === "Rejected" && failure.reason === "AuthenticationFailed") {
    yield* Effect.logError("Eko refuses our credentials or our clock", { code: failure.code })
    return yield* new CredentialsRefused({ transfer, code: failure.code })
  }
  return transfer
})
