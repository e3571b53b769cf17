/**
 * What a caller has to handle: exactly the reasons and the kinds of success that an operation declares, and no more.
 * Nothing here runs; `check` fails where a line with `@ts-expect-error` compiles, or another does not.
 */
import type * as DigiKhata from "../src/DigiKhata.ts"
import type * as DigiKhataOnboarding from "../src/DigiKhataOnboarding.ts"
import type * as DmtFino from "../src/DmtFino.ts"
import type { EkoOperation } from "../src/EkoOperation.ts"
import type { NotSent, OutcomeUnknown } from "../src/EkoTransport.ts"
import type { PaiseFromRupees } from "../src/Money.ts"
import type * as Refund from "../src/Refund.ts"
import type { Common, OtpConsumed, Rejected } from "../src/Rejection.ts"
import type * as TransactionInquiry from "../src/TransactionInquiry.ts"

type Failure<Operation> = Operation extends EkoOperation<infer _, unknown, infer F, "money" | "nothing"> ? F : never
type Success<Operation> = Operation extends EkoOperation<infer _, infer S, unknown, "money" | "nothing"> ? S : never
type Reasons<Operation> = Failure<Operation> extends infer F ? (F extends Rejected<infer R> ? R : never) : never
type Families<Operation> =
  Failure<Operation> extends infer F ? (F extends { readonly _tag: infer T } ? T : never) : never
type Tags<Operation> = Success<Operation> extends infer S ? (S extends { readonly _tag: infer T } ? T : never) : never

type Same<One, Other> = [One] extends [Other] ? ([Other] extends [One] ? "same" : "fewer") : "more"
declare const same: <One, Other>(verdict: Same<One, Other>) => void

export const reasonsAreThese = () => {
  same<Reasons<typeof DmtFino.getSender>, "CustomerNotEnrolled" | Common>("same")
  same<
    Reasons<typeof DmtFino.validateEkycOtp>,
    "WrongOtp" | "OtpExpired" | "AlreadyVerified" | "EkycFailed" | "CustomerNotEnrolled" | Common
  >("same")
  same<
    Reasons<typeof DmtFino.senderEkyc>,
    "EkycFailed" | "ExistingBankRelationship" | "CustomerNotEnrolled" | "AlreadyVerified" | Common
  >("same")
  same<
    Reasons<typeof Refund.initiate>,
    "WrongOtp" | "OtpExpired" | "TransactionNotFound" | "CustomerNotEnrolled" | Exclude<Common, "UnlistedRejection">
  >("same")
  same<
    Reasons<typeof DigiKhata.loadWallet>,
    | "InsufficientBalance"
    | "MonthlyLimitExhausted"
    | "VerificationPending"
    | "CustomerNotEnrolled"
    | Exclude<Common, "UnlistedRejection">
  >("same")
  // @ts-expect-error: a reason that the operation is refused for is missing
  same<Reasons<typeof DmtFino.getSender>, Common>("same")
  // @ts-expect-error: a reason that it is never refused for
  same<Reasons<typeof DmtFino.getSender>, "CustomerNotEnrolled" | "WrongOtp" | Common>("same")
  // @ts-expect-error: an unlisted refusal decides nothing where money moves
  const unlisted: Reasons<typeof DmtFino.initiate> = "UnlistedRejection"
  // @ts-expect-error
  const unlistedRefund: Reasons<typeof Refund.initiate> = "UnlistedRejection"
  return [unlisted, unlistedRefund]
}

export const familiesAreThese = () => {
  same<Families<typeof DmtFino.sendOtp>, "Rejected" | "OutcomeUnknown">("same")
  same<Families<typeof DmtFino.initiate>, "Rejected" | "OtpConsumed" | "OutcomeUnknown">("same")
  same<Families<typeof DigiKhata.initiate>, "Rejected" | "OtpConsumed" | "OutcomeUnknown">("same")
  same<Families<typeof Refund.initiate>, "Rejected" | "OtpConsumed" | "OutcomeUnknown">("same")
  // A load uses up no OTP, but a copy of the very request can have come before it.
  same<Families<typeof DigiKhata.loadWallet>, "Rejected" | "OtpConsumed" | "OutcomeUnknown">("same")
}

export const successesAreThese = () => {
  same<Tags<typeof DmtFino.getSender>, "Registered" | "KycPending" | "OtpSent">("same")
  same<Tags<typeof DmtFino.onboardSender>, "KycPending" | "WalletOpened" | "Registered">("same")
  same<Tags<typeof DigiKhataOnboarding.onboardSender>, "OtpSent" | "WalletOpened">("same")
  same<Tags<typeof DigiKhataOnboarding.verifyOtp>, "Complete" | "AadhaarPending">("same")
  same<Tags<typeof DigiKhataOnboarding.verifyAadhaarOtp>, "PanRequired">("same")
  same<Tags<typeof DigiKhataOnboarding.validatePan>, "Complete">("same")
  same<Tags<typeof TransactionInquiry.inquire>, "Found" | "NotFound">("same")
  same<Success<typeof Refund.initiate>, Refund.RefundDone>("same")
  same<Success<typeof Refund.initiate>["refundedPaise"], typeof PaiseFromRupees.Type>("same")
}

/** A caller who handles these has handled all: the compiler sees the end of the function as unreachable. */
export const advise = (failure: Failure<typeof DmtFino.getSender> | NotSent): string => {
  switch (failure._tag) {
    case "NotSent":
    case "OutcomeUnknown":
      return "again"
    case "Rejected":
      switch (failure.reason) {
        case "CustomerNotEnrolled":
          return "onboard"
        case "AuthenticationFailed":
        case "ValidationFailed":
        case "InitiatorInvalid":
        case "AgentInvalid":
        case "UnlistedRejection":
          return "call operations"
      }
  }
}

// @ts-expect-error: a reason is left out, so the function may come to its end
export const forgets = (failure: Failure<typeof DmtFino.getSender>): string => {
  switch (failure._tag) {
    case "OutcomeUnknown":
      return "again"
    case "Rejected":
      switch (failure.reason) {
        case "AuthenticationFailed":
        case "ValidationFailed":
        case "InitiatorInvalid":
        case "AgentInvalid":
        case "UnlistedRejection":
          return "call operations"
      }
  }
}

export const invents = (failure: Failure<typeof DmtFino.getSender>): string => {
  if (failure._tag === "OutcomeUnknown") return "again"
  switch (failure.reason) {
    // @ts-expect-error: getting a sender is never refused for a wrong OTP
    case "WrongOtp":
      return "ask again"
    default:
      return "call operations"
  }
}

export const aConsumedOtpIsNoReason = (consumed: OtpConsumed, unknown: OutcomeUnknown) => {
  // @ts-expect-error
  const refused: Failure<typeof DmtFino.getSender> = consumed
  const lost: Failure<typeof DmtFino.getSender> = unknown
  return [refused, lost]
}
