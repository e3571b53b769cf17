/**
 * Problem details by RFC 9457: the one shape of every error that the adapter answers.
 *
 * @module
 */
import { type EkoTransport, Rejection, type TransferError, type TransferFailure, type TransferStore } from "@bhejo/core"
import * as TransferView from "./TransferView.ts"

/** Every type of problem: its HTTP status and its title. */
const problemTypes = {
  "malformed-json": { status: 400, title: "The body is not JSON" },
  "idempotency-key-missing": { status: 400, title: "The header Idempotency-Key is missing or not usable" },
  unauthenticated: { status: 401, title: "The API key is missing or not known" },
  "not-found": { status: 404, title: "There is nothing here" },
  "method-not-allowed": { status: 405, title: "The method is not allowed here" },
  "body-too-large": { status: 413, title: "The body is too large" },
  "unsupported-media-type": { status: 415, title: "The body must be application/json" },
  "wrong-state": { status: 409, title: "The transfer's state does not allow this" },
  "otp-send-pending": { status: 409, title: "An OTP is being sent" },
  "otp-expired": { status: 409, title: "The OTP has expired" },
  "otp-tries-used-up": { status: 409, title: "All tries of this OTP are used up" },
  "transfer-blocked": { status: 409, title: "An earlier attempt may have moved money" },
  "resolution-too-early": { status: 409, title: "The money of this attempt may still move" },
  "second-person-needed": { status: 409, title: "A second person must confirm this" },
  "movement-found": { status: 409, title: "Eko says that there is a transaction" },
  conflict: { status: 409, title: "Others changed the transfer at the same time" },
  "invalid-request": { status: 422, title: "The request is not valid" },
  "idempotency-key-reused": { status: 422, title: "The Idempotency-Key was used for another request" },
  "wrong-otp": { status: 422, title: "The OTP is wrong" },
  "eko-rejected": { status: 422, title: "Eko refuses the request" },
  internal: { status: 500, title: "The service failed" },
  "eko-credentials": { status: 502, title: "Eko refuses our credentials" },
  "eko-outcome-unknown": { status: 502, title: "Eko's answer did not arrive or could not be read" },
  "eko-unreachable": { status: 503, title: "Nothing was sent to Eko" },
  "storage-unavailable": { status: 503, title: "The store is unavailable" }
} as const satisfies Record<string, { readonly status: number; readonly title: string }>

export type ProblemType = keyof typeof problemTypes

/** One field of a request that is not acceptable, by JSON Pointer. */
export interface FieldError {
  readonly pointer: string
  readonly detail: string
}

export interface Problem {
  readonly type: `/problems/${ProblemType}`
  readonly title: string
  readonly status: number
  readonly detail: string
  readonly [extension: string]: unknown
}

/** A problem with what is particular to this case; extensions never hold a secret. */
export const make = (
  type: ProblemType,
  detail: string,
  extensions: Readonly<Record<string, unknown>> = {}
): Problem => ({
  type: `/problems/${type}`,
  ...problemTypes[type],
  detail,
  ...extensions
})

export const toResponse = (problem: Problem, headers: Readonly<Record<string, string>> = {}): Response =>
  new Response(JSON.stringify(problem), {
    status: problem.status,
    headers: { "content-type": "application/problem+json", ...headers }
  })

export const invalidRequest = (errors: ReadonlyArray<FieldError>): Problem =>
  make("invalid-request", errors.map(({ pointer, detail }) => `${pointer} ${detail}`).join("; "), { errors })

/** Everything that the core's programs can fail with. */
export type DomainError =
  | TransferError.TransferError
  | TransferFailure.TransferNotFound
  | TransferFailure.TransferIdReused
  | TransferFailure.EkoUnreachable
  | TransferFailure.CredentialsRefused
  | TransferFailure.WrongOtp
  | TransferStore.StoreUnavailable
  | TransferStore.VersionConflict
  | Rejection.Rejected
  | EkoTransport.NotSent
  | EkoTransport.OutcomeUnknown

/** The problem that a failure of the core is to a team. */
export const ofError = (error: DomainError): Problem => {
  switch (error._tag) {
    case "InvalidField":
      return invalidRequest([{ pointer: `/${error.field}`, detail: error.problem }])
    case "WrongState":
      return make("wrong-state", `The transfer is ${error.state}. Look it up and go on from there.`, {
        state: error.state
      })
    case "OtpSendPending":
      return make("otp-send-pending", error.message)
    case "OtpUnusable":
      return make(error.why === "expired" ? "otp-expired" : "otp-tries-used-up", error.message)
    case "TransferBlocked":
      return make("transfer-blocked", error.message)
    case "RecheckUnanswered":
      return make("eko-unreachable", error.message)
    case "ResolutionTooEarly":
      return make("resolution-too-early", error.message, { untilMillis: error.untilMillis })
    case "SecondPersonNeeded":
      return make("second-person-needed", error.message)
    case "MovementFound":
      return make("movement-found", error.message, { txStatus: error.txStatus })
    case "TransferNotFound":
      return make("not-found", "You have no transfer by this id.")
    case "TransferIdReused":
      return make(
        "idempotency-key-reused",
        "This Idempotency-Key made a transfer with other terms. Use a new key for a new transfer."
      )
    case "EkoUnreachable":
      return make("eko-unreachable", "Nothing was sent to Eko, so nothing moved. Try again in a moment.", {
        ...standing(error.transfer)
      })
    case "CredentialsRefused":
      return make(
        "eko-credentials",
        "Eko refuses our credentials or our clock, so nothing moved. Operations must act.",
        {
          ...standing(error.transfer)
        }
      )
    case "WrongOtp":
      return make("wrong-otp", wrongOtpAdvice(error.triesLeft), {
        triesLeft: error.triesLeft,
        ...standing(error.transfer)
      })
    case "StoreUnavailable":
      return make("storage-unavailable", "What was asked may or may not be recorded. Look it up before anything else.")
    case "VersionConflict":
      return make("conflict", "Look the transfer up and try again.")
    case "NotSent":
      return make("eko-unreachable", "Nothing was sent to Eko. Try again in a moment.")
    case "OutcomeUnknown":
      return make("eko-outcome-unknown", "Whether Eko did it is not known. It moves no money: ask again in a moment.")
    case "Rejected":
      return ofRejection(error)
  }
}

const standing = (transfer: TransferFailure.EkoUnreachable["transfer"]) => ({
  id: transfer.terms.id,
  state: transfer.state,
  transfer: TransferView.of(transfer)
})

const wrongOtpAdvice = (triesLeft: number): string =>
  triesLeft > 0
    ? `Nothing moved. Ask the customer again; ${triesLeft} ${triesLeft === 1 ? "try is" : "tries are"} left.`
    : "Nothing moved, and no try is left. Send a new OTP."

const ofRejection = ({ reason, detail, code }: Rejection.Rejected): Problem => {
  const { title, advice } = Rejection.reasons[reason]
  switch (reason) {
    case "WrongOtp":
      return make("wrong-otp", advice)
    case "OtpExpired":
      return make("otp-expired", advice)
    case "AuthenticationFailed":
      return make("eko-credentials", advice)
    default:
      return make("eko-rejected", `${title}. ${advice}`, { reason, message: detail, advice, ekoStatus: code })
  }
}
