import { assert, describe, it } from "@effect/vitest"
import { Tid } from "../src/Identifiers.ts"
import {
  OtpConsumed,
  Reason,
  Rejected,
  reasonOf,
  reasonOfText,
  reasons,
  saysOtpConsumed,
  timestampRefused
} from "../src/Rejection.ts"

// The table of common codes that Eko publishes.
const table: Readonly<Record<string, ReadonlyArray<number>>> = {
  MonthlyLimitExhausted: [36, 314],
  BeneficiaryLimitExhausted: [945],
  TooManyRecipients: [39],
  IfscInvalid: [41, 44, 45, 136, 508, 521],
  AccountInvalid: [46, 102, 467],
  BankNotSupported: [48, 53, 344],
  ValidationFailed: [97, 122, 131, 132, 140, 145, 460, 461],
  TransactionNotFound: [168],
  WrongOtp: [302],
  OtpExpired: [303],
  CustomerNotEnrolled: [308, 463],
  RecipientNotRegistered: [313],
  InitiatorInvalid: [319],
  VerificationPending: [327],
  RecipientAlreadyRegistered: [342],
  AgentInvalid: [346, 1297],
  InsufficientBalance: [347],
  RecipientNameNotFound: [350],
  BankUnavailable: [544],
  AlreadyVerified: [585],
  EkycFailed: [2135],
  AuthenticationFailed: [2483, 2484, 2485, 2486, 2487]
}

describe("reasonOf", () => {
  it("is Eko's table, and nothing beyond it", () => {
    const listed = new Map(
      Object.entries(table).flatMap(([reason, codes]) => codes.map((code) => [code, reason] as const))
    )
    for (let code = -10; code < 3_000; code++)
      assert.strictEqual(reasonOf(code), listed.get(code) as Reason | undefined, String(code))
  })

  it("leaves 55 to its words, and 0, 1 and 2133 unlisted", () => {
    for (const code of [55, 0, 1, 2131, 2133, -1, Number.NaN]) assert.isUndefined(reasonOf(code))
    assert.strictEqual(timestampRefused, 2485)
  })
})

describe("reasonOfText", () => {
  it.each([
    ["Wrong OTP", "WrongOtp"],
    ["Insufficient balance", "InsufficientBalance"],
    ["Sender/beneficiary monthly limit exhausted", "MonthlyLimitExhausted"],
    [" WRONG\totp\n", "WrongOtp"]
  ])("knows %j", (text, reason) => {
    assert.strictEqual(reasonOfText(text), reason as Reason)
  })

  it.each(["", "Wrong", "Not a wrong OTP", "OTP already Consumed", "constructor", "toString", "__proto__"])(
    "does not guess at %j",
    (text) => {
      assert.isUndefined(reasonOfText(text))
    }
  )
})

describe("saysOtpConsumed", () => {
  it.each([
    "OTP already Consumed",
    "OTPAlreadyConsumed",
    "otpAlreadyUsed",
    "One time password already used",
    "OTP has been processed earlier",
    "The passcode was previously utilised",
    "OTP earlier validated"
  ])("is said by %j", (text) => {
    assert.isTrue(saysOtpConsumed(text))
  })

  it.each([
    "Wrong OTP",
    "OTP expired",
    "OTP sent successfully",
    "Insufficient balance",
    "Monthly limit already consumed",
    "Daily transaction limit already reached",
    "Transaction successful",
    "Customer Already registred",
    ""
  ])("is not said by %j", (text) => {
    assert.isFalse(saysOtpConsumed(text))
  })

  it("is not lost in a long text, and a hostile one costs no time", () => {
    for (const text of ["otp ", "transaction ", "already ", " ", "\u2028"]) {
      assert.isFalse(saysOtpConsumed(text.repeat(200_000)))
      assert.isTrue(saysOtpConsumed(`${text.repeat(200_000)} OTP already consumed`))
    }
  })
})

describe("Rejected", () => {
  it.each(Reason.literals)("%s has a title, advice and a message made of both", (reason) => {
    const error = new Rejected({ operation: "test/operation", reason, code: 7, detail: "detail" })
    assert.strictEqual(error.message, `test/operation: ${reasons[reason].title} (7). ${reasons[reason].advice}`)
    assert.match(reasons[reason].title, /^[A-Z].*\w$/)
    assert.match(reasons[reason].advice, /^[A-Z].*\.$/)
  })

  it("keeps the id of the declined transaction where there is one", () => {
    const error = new Rejected({ operation: "o", reason: "WrongOtp", code: 55, detail: "", tid: Tid.make("7") })
    assert.include(error, { _tag: "Rejected", tid: Tid.make("7") })
  })
})

describe("OtpConsumed", () => {
  it("holds nothing of the answer that said so", () => {
    assert.deepStrictEqual(Object.keys(OtpConsumed.fields), ["_tag", "operation"])
  })
})
