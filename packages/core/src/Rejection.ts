/**
 * Eko's refusals as named reasons, each with advice for the caller, instead of codes.
 *
 * The codes are those that Eko calls common; an unlisted one keeps its number and message and is never a crash.
 *
 * @module
 */
import { Schema } from "effect"
import { Tid } from "./Identifiers.ts"

/** What each reason means, and what can be done about it. */
export const reasons = {
  WrongOtp: { title: "The OTP is wrong", advice: "Ask the customer for the OTP again." },
  OtpExpired: { title: "The OTP has expired", advice: "Send a new OTP and ask the customer for it." },
  InsufficientBalance: {
    title: "The agent's wallet does not hold enough",
    advice: "Top up the agent's wallet, then make a new transfer."
  },
  MonthlyLimitExhausted: {
    title: "The monthly limit of the sender or the beneficiary is used up",
    advice: "Send a smaller amount, complete the sender's eKYC, or wait for the next month."
  },
  BeneficiaryLimitExhausted: {
    title: "The beneficiary's monthly limit is used up",
    advice: "Send to another recipient, or wait for the next month."
  },
  CustomerNotEnrolled: { title: "Eko does not know this customer", advice: "Onboard the sender first." },
  VerificationPending: {
    title: "The customer's verification is not complete",
    advice: "Complete the sender's eKYC, then try again."
  },
  AlreadyVerified: { title: "The customer is verified already", advice: "Nothing is left to do: make the transfer." },
  RecipientNotRegistered: {
    title: "The recipient is not registered with this customer",
    advice: "Add the recipient to the customer, then make a new transfer."
  },
  RecipientAlreadyRegistered: {
    title: "The recipient is registered already",
    advice: "Look the recipient up and use its id."
  },
  TooManyRecipients: {
    title: "The customer has too many recipients",
    advice: "Remove a recipient before adding another."
  },
  AccountInvalid: {
    title: "The recipient's account is not valid",
    advice: "Check the account number with the customer and add the recipient again."
  },
  IfscInvalid: { title: "The IFSC is wrong or unknown", advice: "Check the IFSC and add the recipient again." },
  BankNotSupported: {
    title: "The recipient's bank cannot be reached by IMPS",
    advice: "Use another account of the recipient."
  },
  BankUnavailable: {
    title: "The recipient's bank is unavailable; the transaction was not processed",
    advice: "Wait a few minutes, then make a new transfer."
  },
  RecipientNameNotFound: {
    title: "The bank did not tell the recipient's name",
    advice: "Check the account with the customer."
  },
  AgentInvalid: {
    title: "The agent is not onboarded, or the user code is wrong",
    advice: "Check the user code, or onboard the agent at Eko."
  },
  InitiatorInvalid: {
    title: "The initiator or the sender is not valid",
    advice: "Check EKO_INITIATOR_ID and the customer's number."
  },
  AuthenticationFailed: {
    title: "Eko refuses our credentials, or our clock",
    advice: "Operations must check the developer key, the access key and the machine's clock; nothing moved."
  },
  ValidationFailed: {
    title: "Eko refuses the request as invalid",
    advice: "Check the fields that the message names, then make a new request."
  },
  TransactionNotFound: {
    title: "Eko does not find the transaction",
    advice: "This does not prove that nothing happened: wait, then inquire again."
  },
  EkycFailed: {
    title: "The customer's eKYC failed",
    advice: "Capture the fingerprint again and check the Aadhaar number with the customer."
  },
  ExistingBankRelationship: {
    title: "The bank knows this customer already, and refuses the eKYC for it",
    advice: "This customer cannot be enrolled here: offer another product, or call Eko's support."
  },
  DeclinedByBank: {
    title: "NPCI or the bank declined the transaction",
    advice: "Nothing moved. Wait a few minutes, then make a new transfer; if it repeats, call Eko's support."
  },
  UnlistedRejection: {
    title: "Eko refuses for a reason that it does not document",
    advice: "Call Eko's support with the code and the message."
  }
} as const satisfies Record<string, { readonly title: string; readonly advice: string }>

export const Reason = Schema.Literals(Object.keys(reasons) as ReadonlyArray<keyof typeof reasons>)
export type Reason = typeof Reason.Type

/** What every operation that moves no money can be refused for. */
export const common = [
  "AuthenticationFailed",
  "ValidationFailed",
  "InitiatorInvalid",
  "AgentInvalid",
  "UnlistedRejection"
] as const satisfies ReadonlyArray<Reason>
export type Common = (typeof common)[number]

/** The common codes by reason, as Eko's error table lists them. */
const reasonByCode: ReadonlyMap<number, Reason> = new Map<number, Reason>([
  [36, "MonthlyLimitExhausted"],
  [39, "TooManyRecipients"],
  [41, "IfscInvalid"],
  [44, "IfscInvalid"],
  [45, "IfscInvalid"],
  [46, "AccountInvalid"],
  [48, "BankNotSupported"],
  [53, "BankNotSupported"],
  [97, "ValidationFailed"],
  [102, "AccountInvalid"],
  [122, "ValidationFailed"],
  [131, "ValidationFailed"],
  [132, "ValidationFailed"],
  [136, "IfscInvalid"],
  [140, "ValidationFailed"],
  [145, "ValidationFailed"],
  [168, "TransactionNotFound"],
  [302, "WrongOtp"],
  [303, "OtpExpired"],
  [308, "CustomerNotEnrolled"],
  [313, "RecipientNotRegistered"],
  [314, "MonthlyLimitExhausted"],
  [319, "InitiatorInvalid"],
  [327, "VerificationPending"],
  [342, "RecipientAlreadyRegistered"],
  [344, "BankNotSupported"],
  [346, "AgentInvalid"],
  [347, "InsufficientBalance"],
  [350, "RecipientNameNotFound"],
  [460, "ValidationFailed"],
  [461, "ValidationFailed"],
  [463, "CustomerNotEnrolled"],
  [467, "AccountInvalid"],
  [508, "IfscInvalid"],
  [521, "IfscInvalid"],
  [544, "BankUnavailable"],
  [585, "AlreadyVerified"],
  [945, "BeneficiaryLimitExhausted"],
  [1297, "AgentInvalid"],
  [2135, "EkycFailed"],
  [2483, "AuthenticationFailed"],
  [2484, "AuthenticationFailed"],
  [2485, "AuthenticationFailed"],
  [2486, "AuthenticationFailed"],
  [2487, "AuthenticationFailed"]
])

/** The reason that Eko's table gives a code, if it lists it. */
export const reasonOf = (code: number): Reason | undefined => reasonByCode.get(code)

/** The code of a timestamp that is stale, ahead, or was used by an earlier request. */
export const timestampRefused = 2485

const reasonByText: ReadonlyMap<string, Reason> = new Map<string, Reason>([
  ["wrong otp", "WrongOtp"],
  ["otp expired", "OtpExpired"],
  ["insufficient balance", "InsufficientBalance"],
  ["sender/beneficiary monthly limit exhausted", "MonthlyLimitExhausted"],
  ["sender monthly limit exhausted", "MonthlyLimitExhausted"],
  ["beneficiary monthly limit exhausted", "BeneficiaryLimitExhausted"],
  // Eko's spelling.
  ["customer already registred", "AlreadyVerified"],
  ["customer already registered", "AlreadyVerified"],
  ["sorry! since you already have an existing relationship with the bank", "ExistingBankRelationship"]
])

const normalized = (text: string): string => text.trim().toLowerCase().replace(/\s+/g, " ")

/**
 * The reason behind the text in `data.reason`, the only place where a decline with status 55 names its cause.
 */
export const reasonOfText = (text: string): Reason | undefined => reasonByText.get(normalized(text))

/**
 * Whether a decline says that its OTP was used before: no decline at all, since that use may have paid.
 *
 * Eko documents "OTP already Consumed". Other words for the same are taken alike, and so is a repetition: our reference is
 * new with each attempt, so only a copy of the very request can have come before it.
 */
export const saysOtpConsumed = (text: string): boolean => {
  const words = text
    // Some texts are names run together: OTPAlreadyConsumed.
    .replace(/([a-z])(?=[A-Z])|([A-Z])(?=[A-Z][a-z])/g, "$1$2 ")
    .toLowerCase()
    .split(/[^a-z]+/)
  const says = (word: string) => words.includes(word)
  const isRepetition = says("already") && (says("transaction") || says("request")) && !says("limit")
  const isOfOtp = says("otp") || says("password") || says("passcode")
  return says("duplicate") || isRepetition || (isOfOtp && words.some((word) => usedBefore.has(word)))
}

const usedBefore: ReadonlySet<string> = new Set([
  "already",
  "before",
  "consumed",
  "earlier",
  "previously",
  "processed",
  "used",
  "reused",
  "utilised",
  "utilized",
  "redeemed"
])

const messageOf = ({ operation, reason, code }: Omit<Rejected, "message">): string =>
  `${operation}: ${reasons[reason].title} (${code}). ${reasons[reason].advice}`

/**
 * Eko refused, decisively: nothing moved. The reason names why, and {@link reasons} says what to do.
 *
 * Each operation declares its own union of reasons; a caller who handles those has handled all.
 */
export class Rejected<out R extends Reason = Reason> extends Schema.TaggedError<Rejected>("@bhejo/core/Rejected")(
  "Rejected",
  {
    operation: Schema.String,
    reason: Reason,
    /** Eko's status code. */
    code: Schema.Int,
    /** Eko's own words, with anything that may be personal masked. */
    detail: Schema.String,
    /** The transaction id that a decline can carry; it belongs to the attempt that was declined. */
    tid: Schema.optionalKey(Tid)
  }
) {
  declare readonly reason: R
  override readonly message = messageOf(this)
}

/**
 * Eko says that the OTP was used before. That earlier use may have moved money, so this is neither a refusal nor an
 * unknown answer: the attempt that used the OTP is inquired, and the answer's own tid is never looked at.
 */
export class OtpConsumed extends Schema.TaggedError<OtpConsumed>("@bhejo/core/OtpConsumed")("OtpConsumed", {
  operation: Schema.String
}) {
  override readonly message = `${this.operation}: the OTP was used before, and that use may have moved money.`
}
