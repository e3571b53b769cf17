/**
 * Problem details by RFC 9457: the one shape of every error that the adapter answers.
 *
 * @module
 */
import type {
  Admission,
  EkoTransport,
  Rejection,
  TransferError,
  TransferFailure,
  TransferStore,
  WalletLoadError
} from "@bhejo/core"
import * as TransferView from "../views/TransferView.ts"
import { iso } from "../views/View.ts"
import * as RejectionProblem from "./RejectionProblem.ts"
import * as UnknownOutcome from "./UnknownOutcome.ts"

/** Every type of problem: its HTTP status, its title, and what to do. Eko's refusals have theirs in {@link RejectionProblem}. */
const problemTypes = {
  ...RejectionProblem.types,
  "malformed-request": {
    status: 400,
    title: "This is not a request by HTTP",
    advice: "Check what stands between you and the service; nothing was done."
  },
  "malformed-json": {
    status: 400,
    title: "The body is not JSON",
    advice: "Send one JSON value, as UTF-8, with no name twice in an object."
  },
  "malformed-body": { status: 400, title: "The body cannot be read", advice: "Send the request again." },
  "idempotency-key-missing": {
    status: 400,
    title: "The header Idempotency-Key is missing or not usable",
    advice: "Send a new key with each new request, and the same one with a repetition."
  },
  unauthenticated: {
    status: 401,
    title: "The API key is missing or not known",
    advice: "Send a key that is in use as Authorization: Bearer."
  },
  forbidden: { status: 403, title: "The API key does not allow this", advice: "Use a key that is meant for this." },
  "not-found": { status: 404, title: "There is nothing here", advice: "Check the path and the id." },
  "method-not-allowed": {
    status: 405,
    title: "The method is not allowed here",
    advice: "Use one of the methods that the header Allow names."
  },
  "request-timeout": {
    status: 408,
    title: "The request did not arrive in time",
    advice: "Send it again, faster; nothing was done."
  },
  "headers-too-large": { status: 431, title: "The headers are too large", advice: "Send fewer and shorter headers." },
  "body-too-large": { status: 413, title: "The body is too large", advice: "Send less." },
  "unsupported-media-type": {
    status: 415,
    title: "The body must be application/json",
    advice: "Send the header content-type: application/json."
  },
  "wrong-state": {
    status: 409,
    title: "The transfer's state does not allow this",
    advice: "Look the transfer up and go on from its state."
  },
  "idempotency-key-in-use": {
    status: 409,
    title: "The first request with this Idempotency-Key is not answered yet",
    advice: "Wait a moment, then send it again with the same key."
  },
  "otp-send-pending": {
    status: 409,
    title: "An OTP is being sent",
    advice: "Wait until the OTP has arrived, then go on."
  },
  "otp-tries-used-up": {
    status: 409,
    title: "All tries of this OTP are used up",
    advice: "Send a new OTP, then confirm with it."
  },
  "transfer-blocked": {
    status: 409,
    title: "An earlier attempt may have moved money",
    advice: TransferView.adviceWhereBlocked
  },
  "callback-unreadable": {
    status: 400,
    title: "The callback cannot be read",
    advice: "Send Eko's flat JSON, with the tid or the client_ref_id of a transaction."
  },
  "too-many-requests": {
    status: 429,
    title: "Too many requests came in a while",
    advice: "Wait as long as retryAfterSeconds says."
  },
  "otp-limit-reached": {
    status: 429,
    title: "Too many OTPs were sent or tried",
    advice: "Wait as long as retryAfterSeconds says."
  },
  "reference-taken": {
    status: 409,
    title: "The reference names another record",
    advice:
      "Look the transfer or wallet load that has it up by its id and go on with that, or use a new reference for a new one."
  },
  "resolution-too-early": {
    status: 409,
    title: "The money of this attempt may still move",
    advice: "Wait until its settlement window has passed, then resolve it."
  },
  "second-person-needed": {
    status: 409,
    title: "A second person must confirm this",
    advice: "Have another operator send the same, with a key and a name of their own."
  },
  "movement-found": {
    status: 409,
    title: "Eko says that there is a transaction",
    advice: "What Eko says is recorded: look the transfer up and go on from there."
  },
  conflict: {
    status: 409,
    title: "Others changed the transfer at the same time",
    advice: "Look the transfer up and try again."
  },
  "webhook-endpoint-exists": {
    status: 409,
    title: "There is a webhook endpoint by this URL",
    advice: "Use the one that is there; have a new secret made where its secret was lost."
  },
  "too-many-webhook-endpoints": {
    status: 409,
    title: "There are as many webhook endpoints as there may be",
    advice: "Remove one that is not needed any more."
  },
  "webhook-endpoint-disabled": {
    status: 409,
    title: "The webhook endpoint is disabled",
    advice: "Mend what answers there, enable the endpoint, then ask again."
  },
  "invalid-request": {
    status: 422,
    title: "The request is not valid",
    advice: "Correct the fields that errors names."
  },
  "idempotency-key-reused": {
    status: 422,
    title: "The Idempotency-Key was used for another request",
    advice: "Use a new key for a new request."
  },
  internal: {
    status: 500,
    title: "The service failed",
    advice: "This is a fault of ours. What was asked may or may not be done: look it up."
  },
  "eko-outcome-unknown": {
    status: 502,
    title: "Eko's answer did not arrive or could not be read",
    advice: "We repeat nothing by ourselves; what may be done depends on the call."
  },
  "eko-unavailable": {
    status: 503,
    title: "Eko does not answer, and nothing new is begun",
    advice: "Nothing was recorded and nothing sent. Make the same request again after retryAfterSeconds."
  },
  "shutting-down": {
    status: 503,
    title: "This process is ending",
    advice: "Nothing was done. Make the same request again: another process takes it."
  },
  overloaded: {
    status: 503,
    title: "The service has as much to do as it can do well",
    advice: "Nothing was done. Make the same request again after retryAfterSeconds."
  },
  "eko-unreachable": {
    status: 503,
    title: "Nothing was sent to Eko",
    advice: "Nothing was sent. Try again in a moment."
  },
  "storage-unavailable": {
    status: 503,
    title: "The store is unavailable",
    advice: "What was asked may or may not be recorded: look it up before anything else."
  }
} as const satisfies Record<string, { readonly status: number; readonly title: string; readonly advice: string }>

export type ProblemType = keyof typeof problemTypes

/** Every type, in the order of their HTTP statuses. */
export const types: ReadonlyArray<ProblemType> = (Object.keys(problemTypes) as ReadonlyArray<ProblemType>).toSorted(
  (one, other) => problemTypes[one].status - problemTypes[other].status || one.localeCompare(other)
)

/** What is true of every problem of a type. */
export const describe = (
  type: ProblemType
): { readonly status: number; readonly title: string; readonly advice: string } => problemTypes[type]

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
  /** What the caller can do. */
  readonly advice: string
  /** When asking again makes sense, where waiting helps; the header Retry-After says the same. */
  readonly retryAfterSeconds?: number
  readonly [extension: string]: unknown
}

/** A problem with what is particular to this case; extensions never hold a secret. */
export const make = (
  type: ProblemType,
  detail: string,
  extensions: Readonly<Record<string, unknown>> & Pick<Problem, "retryAfterSeconds"> = {}
): Problem => {
  const { status, title, advice } = problemTypes[type]
  return {
    type: `/problems/${type}`,
    title,
    status,
    detail,
    advice,
    ...(status === 503 ? { retryAfterSeconds: 5 } : {}),
    ...extensions
  }
}

/** The media type of every problem. */
export const contentType = "application/problem+json"

/** A problem as it is sent: it names the request that it came of. */
export const toJson = (problem: Problem, requestId: string): string =>
  JSON.stringify({ ...problem, instance: `urn:uuid:${requestId}` })

export const toResponse = (
  problem: Problem,
  requestId: string,
  headers: Readonly<Record<string, string>> = {}
): Response =>
  new Response(toJson(problem, requestId), {
    status: problem.status,
    headers: {
      "content-type": contentType,
      ...(problem.retryAfterSeconds === undefined ? {} : { "retry-after": String(problem.retryAfterSeconds) }),
      ...headers
    }
  })

export const invalidRequest = (errors: ReadonlyArray<FieldError>): Problem =>
  make("invalid-request", errors.map(({ pointer, detail }) => `${pointer} ${detail}`.trim()).join("; "), { errors })

/** Everything that the core's programs can fail with. */
export type DomainError =
  | TransferError.TransferError
  | TransferFailure.TransferNotFound
  | TransferFailure.TransferIdReused
  | TransferFailure.EkoUnreachable
  | TransferFailure.CredentialsRefused
  | TransferFailure.WrongOtp
  | TransferFailure.RefundRefused
  | WalletLoadError.WrongLoadState
  | WalletLoadError.LoadReferenceTaken
  | WalletLoadError.WalletLoadNotFound
  | WalletLoadError.WalletLoadIdReused
  | WalletLoadError.WalletLoadNotBegun
  | TransferStore.StoreUnavailable
  | TransferStore.VersionConflict
  | Rejection.Rejected
  | EkoTransport.NotSent
  | EkoTransport.OutcomeUnknown
  | Admission.NotAdmitted

const notAdmitted = ({ why, retryAfterMillis }: Admission.NotAdmitted): Problem => {
  const retryAfterSeconds = Math.max(1, Math.ceil(retryAfterMillis / 1_000))
  switch (why) {
    case "busy":
      return make("overloaded", "As many calls to Eko are under way as may be.", { retryAfterSeconds })
    case "team busy":
      return make("overloaded", "As many of your calls to Eko are under way as may be.", { retryAfterSeconds })
    case "eko does not answer":
      return make("eko-unavailable", "Eko did not answer lately. What is under way is settled meanwhile.", {
        retryAfterSeconds
      })
  }
}

/** The problem that a failure of the core is to a caller; the time tells how long to wait, where waiting helps. */
export const ofError = (error: DomainError, nowMillis: number): Problem => {
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
    case "LimitReached":
      return make("otp-limit-reached", error.message, {
        limit: error.limit,
        scope: error.scope,
        retryAt: iso(nowMillis + error.waitMillis),
        retryAfterSeconds: Math.max(1, Math.ceil(error.waitMillis / 1_000))
      })
    case "ReferenceTaken":
      return make("reference-taken", "You have a transfer by this reference. Nothing was recorded and nothing sent.", {
        id: error.id
      })
    case "LoadReferenceTaken":
      return make(
        "reference-taken",
        "You have a wallet load by this reference. Nothing was recorded and nothing sent.",
        { id: error.id }
      )
    case "ResolutionTooEarly":
      return make("resolution-too-early", error.message, { until: iso(error.untilMillis) })
    case "SecondPersonNeeded":
      return make("second-person-needed", error.message)
    case "MovementFound":
      return make("movement-found", error.message, { txStatus: error.txStatus })
    case "TransferNotFound":
      return make("not-found", "You have no transfer by this id.")
    case "WrongLoadState":
      return make("wrong-state", error.message, { state: error.state })
    case "WalletLoadNotFound":
      return make("not-found", "You have no wallet load by this id.")
    case "WalletLoadIdReused":
      return make(
        "idempotency-key-reused",
        "This Idempotency-Key made a wallet load with other terms. Use a new key for a new load."
      )
    case "WalletLoadNotBegun":
      return make("eko-unreachable", "Nothing was recorded and nothing sent to Eko. Try again with the same key.")
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
    case "RefundRefused":
      return ofRejection(error, standing(error.transfer))
    case "StoreUnavailable":
      return make("storage-unavailable", "What was asked may or may not be recorded. Look it up before anything else.")
    case "VersionConflict":
      return make("conflict", "Look the transfer up and try again.")
    case "NotAdmitted":
      return notAdmitted(error)
    case "NotSent":
      return make("eko-unreachable", "Nothing was sent to Eko. Try again in a moment.")
    case "OutcomeUnknown":
      return make("eko-outcome-unknown", "Whether Eko did it is not known.", {
        advice: UnknownOutcome.advice(error.operation)
      })
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
    ? `Nothing moved. Ask the customer again, and send the OTP with a new Idempotency-Key; ${triesLeft} ${triesLeft === 1 ? "try is" : "tries are"} left.`
    : "Nothing moved, and no try is left. Send a new OTP, and confirm with it under a new Idempotency-Key."

/** An unlisted refusal keeps Eko's number, which its support asks for; the others are told in our words alone. */
const ofRejection = (
  { reason, detail, code }: Pick<Rejection.Rejected | TransferFailure.RefundRefused, "reason" | "detail" | "code">,
  extensions: Readonly<Record<string, unknown>> = {}
): Problem => {
  const { type, title, advice } = RejectionProblem.of(reason)
  return make(type, detail === "" ? `${title}.` : `Eko says: ${detail}`, {
    reason,
    advice,
    ...(reason === "UnlistedRejection" ? { ekoStatus: code } : {}),
    ...(reason === "BankUnavailable" ? { retryAfterSeconds: 300 } : {}),
    ...extensions
  })
}
