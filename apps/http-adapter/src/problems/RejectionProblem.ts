/**
 * The problem that each of Eko's typed reasons is to a caller: its HTTP status and its type. Title and advice are the
 * reason's own.
 *
 * @module
 */
import { Rejection } from "@bhejo/core"

/**
 * 404 where Eko does not know what the request names, 409 where things must change first, 422 where the request must, 502
 * where operations must act, and 503 where waiting helps.
 */
const problems = {
  WrongOtp: { type: "wrong-otp", status: 422 },
  OtpExpired: { type: "otp-expired", status: 409 },
  InsufficientBalance: { type: "insufficient-balance", status: 409 },
  MonthlyLimitExhausted: { type: "monthly-limit-exhausted", status: 409 },
  BeneficiaryLimitExhausted: { type: "beneficiary-limit-exhausted", status: 409 },
  CustomerNotEnrolled: { type: "customer-not-enrolled", status: 404 },
  VerificationPending: { type: "verification-pending", status: 409 },
  AlreadyVerified: { type: "already-verified", status: 409 },
  RecipientNotRegistered: { type: "recipient-not-registered", status: 404 },
  RecipientAlreadyRegistered: { type: "recipient-already-registered", status: 409 },
  TooManyRecipients: { type: "too-many-recipients", status: 409 },
  AccountInvalid: { type: "account-invalid", status: 422 },
  IfscInvalid: { type: "ifsc-invalid", status: 422 },
  BankNotSupported: { type: "bank-not-supported", status: 422 },
  BankUnavailable: { type: "bank-unavailable", status: 503 },
  RecipientNameNotFound: { type: "recipient-name-not-found", status: 422 },
  AgentInvalid: { type: "agent-invalid", status: 422 },
  InitiatorInvalid: { type: "initiator-invalid", status: 502 },
  AuthenticationFailed: { type: "eko-credentials", status: 502 },
  ValidationFailed: { type: "eko-validation-failed", status: 422 },
  TransactionNotFound: { type: "transaction-not-found", status: 404 },
  EkycFailed: { type: "ekyc-failed", status: 422 },
  ExistingBankRelationship: { type: "existing-bank-relationship", status: 409 },
  DeclinedByBank: { type: "declined-by-bank", status: 422 },
  UnlistedRejection: { type: "eko-rejected", status: 422 }
} as const satisfies Record<Rejection.Reason, { readonly type: string; readonly status: number }>

export type RejectionProblemType = (typeof problems)[Rejection.Reason]["type"]

/** What a caller is told for a reason, whatever the case. */
export const of = (reason: Rejection.Reason) => ({ ...problems[reason], ...Rejection.reasons[reason] })

/** The types that some reasons are told by. */
export const typesOf = (reasons: ReadonlyArray<Rejection.Reason>): ReadonlyArray<RejectionProblemType> =>
  reasons.map((reason) => problems[reason].type)

/** How each type is told, by its name. */
export const types = Object.fromEntries(
  Rejection.Reason.literals.map((reason) => [problems[reason].type, of(reason)])
) as Readonly<Record<RejectionProblemType, ReturnType<typeof of>>>
