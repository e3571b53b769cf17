import { assert, describe, it } from "@effect/vitest"
import { Redacted } from "effect"
import { ClientRefId } from "../src/ClientRefId.ts"
import * as DmtFino from "../src/DmtFino.ts"
import { encodeRequest, type Generation } from "../src/EkoOperation.ts"
import { KycRequestId, Otp, OtpRefId, RecipientId } from "../src/Identifiers.ts"
import { paise } from "../src/Money.ts"
import type { Reason } from "../src/Rejection.ts"
import {
  answer,
  assertDocumented,
  commonParams,
  errorExample,
  initiatorId,
  meaningOf,
  operation,
  seedPage,
  seedValues,
  sentBy
} from "./Examples.ts"

const kyc = {
  ...seedValues,
  otp: Redacted.make(Otp.make("784512")),
  otpRefId: Redacted.make(OtpRefId.make("OTPREF20240101001")),
  kycRequestId: KycRequestId.make("KYC20240101001")
}
/** The order of the 2026-07 examples. */
const later = { ...seedValues, recipientId: RecipientId.make(117015428), amountPaise: paise(100_00) }

const sendOtp = (generation: Generation) => encodeRequest(DmtFino.sendOtp, generation, initiatorId, seedValues)
const initiate = (generation: Generation) => encodeRequest(DmtFino.initiate, generation, initiatorId, seedValues)
const validate = (generation: Generation) => encodeRequest(DmtFino.validateEkycOtp, generation, initiatorId, kyc)

describe("requests of the seed generation", () => {
  it.each([
    ["dmt-send-otp", DmtFino.sendOtp, sendOtp("seed")],
    ["dmt-initiate-transfer", DmtFino.initiate, initiate("seed")],
    ["dmt-fino-validate-ekyc-otp", DmtFino.validateEkycOtp, validate("seed")]
  ] as const)("%s is exactly Eko's example", (name, { method, path }, encoded) => {
    const page = seedPage(name)
    assert.strictEqual(method, page.method)
    assert.strictEqual(path, page.path)
    assert.deepStrictEqual(JSON.parse(encoded.body ?? ""), page.request)
    assertDocumented(sentBy(path, encoded), page.params)
  })

  it("names the customer of an eKYC in the path alone", () => {
    const { path, body } = validate("seed")
    assert.strictEqual(path, "/customer/payment/dmt-fino/sender/9123456789/otp/verify")
    assert.notProperty(JSON.parse(body ?? ""), "customer_id")
  })
})

describe("requests of the 2026-07 generation", () => {
  it.each([
    ["dmt-send-otp", DmtFino.sendOtp, sendOtp("2026-07")],
    ["dmt-initiate-transfer", DmtFino.initiate, initiate("2026-07")],
    ["dmt-fino-validate-ekyc-otp", DmtFino.validateEkycOtp, validate("2026-07")]
  ] as const)("%s sends what is documented, and nothing else", (slug, { method, path }, encoded) => {
    const documented = operation(slug)
    assert.strictEqual(method, documented.method)
    assert.strictEqual(path, documented.path)
    assertDocumented(sentBy(path, encoded), [...commonParams, ...documented.params])
  })

  it("the debit is these fields with these values", () => {
    assert.deepStrictEqual(JSON.parse(initiate("2026-07").body ?? ""), {
      initiator_id: "9962981729",
      client_ref_id: "REQ-20260101-001",
      recipient_id: 98765,
      amount: 500,
      customer_id: "9123456789",
      otp: "251834",
      otp_ref_id: "TXNOTP20240101001"
    })
  })
})

describe("sendOtp's answers", () => {
  const interpret = (body: unknown) => DmtFino.sendOtp.interpret(answer(body), seedValues)

  it("takes Eko's reference from both generations", () => {
    assert.deepStrictEqual(meaningOf(interpret(seedPage("dmt-send-otp").answer)), {
      _tag: "Success",
      success: { otpRefId: OtpRefId.make("TXNOTP20240101001"), mobile: "XXXXXX6789" }
    })
    assert.deepStrictEqual(meaningOf(interpret(operation("dmt-send-otp").successExample)), {
      _tag: "Success",
      success: { otpRefId: OtpRefId.make("666902416") }
    })
  })

  it.each<[string, Reason, number]>([
    ["Sender monthly limit exhausted", "MonthlyLimitExhausted", 36],
    ["Beneficiary monthly limit exhausted", "BeneficiaryLimitExhausted", 945],
    ["Customer does not exist", "CustomerNotEnrolled", 463]
  ])("knows the documented refusal: %s", (words, reason, code) => {
    const { failure } = failed<unknown>(interpret(errorExample("dmt-send-otp", words)))
    assert.include(failure, { _tag: "Rejected", reason, code })
  })

  it("does not know whether an OTP was sent where the answer lacks its reference", () => {
    for (const data of [undefined, null, {}, { otp_ref_id: "" }, { otp_ref_id: null }, { otp_ref_id: 666902416 }]) {
      assert.strictEqual(failed(interpret({ status: 0, data })).failure._tag, "OutcomeUnknown")
    }
  })
})

describe("initiate's answers", () => {
  const interpret = (body: unknown, input = later) => DmtFino.initiate.interpret(answer(body), input)

  it("accepts the seed's example, although it echoes another client_ref_id", () => {
    const { answer: body } = seedPage("dmt-initiate-transfer")
    assert.deepInclude(body["data"], { client_ref_id: "REF-20240101-001" })
    assert.deepStrictEqual(meaningOf(interpret(body, seedValues)), {
      _tag: "Success",
      success: {
        txStatus: "0",
        facts: {
          tid: "2309876543",
          bankReference: "412345678901",
          feePaise: 5_00,
          commissionPaise: 3_00,
          balancePaise: 4495_00,
          recipientName: "Sunil Sharma"
        }
      }
    } as unknown)
  })

  it("accepts the example of the 2026-07 generation", () => {
    assert.deepStrictEqual(meaningOf(interpret(operation("dmt-initiate-transfer").successExample)), {
      _tag: "Success",
      success: {
        txStatus: "0",
        facts: {
          tid: "3570311831",
          bankReference: "620415011744",
          feePaise: 10_00,
          commissionPaise: 47,
          tdsPaise: 1,
          balancePaise: 10131_18,
          recipientName: "ASHA DEVI"
        }
      }
    } as unknown)
  })

  it("accepts an awaited transaction as awaited", () => {
    assert.deepStrictEqual(meaningOf(interpret(errorExample("dmt-initiate-transfer", "awaited"))), {
      _tag: "Success",
      success: { txStatus: "2", facts: { tid: "3570311831" } }
    } as unknown)
  })

  it.each<[string, Reason, string]>([
    ["insufficient balance", "InsufficientBalance", "Insufficient balance"],
    ["wrong OTP", "WrongOtp", "Wrong OTP"],
    ["monthly limit", "MonthlyLimitExhausted", "Sender/beneficiary monthly limit exhausted"]
  ])("knows the documented decline: %s", (words, reason, detail) => {
    const { failure } = failed<unknown>(interpret(errorExample("dmt-initiate-transfer", words)))
    assert.include(failure, { _tag: "Rejected", reason, detail, code: 55 })
    assert.notProperty(failure, "tid")
  })

  it("takes a consumed OTP for what it is, and never keeps the answer's tid", () => {
    const body = errorExample("dmt-initiate-transfer", "consumed")
    assert.deepInclude(body["data"], { tid: "3570311840" })
    const { failure } = failed(interpret(body))
    assert.strictEqual(failure._tag, "OtpConsumed")
    assert.notInclude(JSON.stringify(failure), "3570311840")
    assert.notProperty(failure, "tid")
  })

  it("covers every documented error", () => {
    assert.strictEqual(operation("dmt-initiate-transfer").errorExamples.length, 5)
    assert.strictEqual(operation("dmt-send-otp").errorExamples.length, 3)
    assert.strictEqual(operation("dmt-fino-validate-ekyc-otp").errorExamples.length, 3)
  })
})

describe("initiate's drift", () => {
  const accepted = seedPage("dmt-initiate-transfer").answer
  const drift = (body: object) =>
    DmtFino.initiate
      .interpret(answer(body), { ...seedValues, clientRefId: ClientRefId.make("REF-20240101-001") })
      .drift.map(({ kind, path }) => `${kind} ${path}`)
  const withData = (change: object) => ({ ...accepted, data: { ...(accepted["data"] as object), ...change } })

  it("is none where everything is as documented", () => {
    assert.deepStrictEqual(drift(accepted), [])
  })

  it("tells a status that no page lists", () => {
    assert.deepStrictEqual(drift({ ...withData({ tx_status: "9" }), tx_status: "9" }), [
      "unknown tx_status data.tx_status"
    ])
  })

  it("tells another type than a debit's", () => {
    for (const response_type_id of [55, -1]) {
      assert.deepStrictEqual(drift({ ...accepted, response_type_id }), ["unknown code response_type_id"])
    }
  })

  it("asks for every figure of what is final, and for none of what is not", () => {
    assert.deepStrictEqual(drift(withData({ fee: undefined })), ["missing data.fee"])
    assert.deepStrictEqual(drift({ ...withData({ fee: undefined, tx_status: "2" }), tx_status: "2" }), [])
  })

  it("looks at the payload of a decline as well", () => {
    const declined = { ...accepted, status: 55, tx_status: "1", data: { tx_status: "1", reason: "Wrong OTP", more: 1 } }
    assert.deepStrictEqual(drift(declined), ["unexpected field data.more"])
  })
})

describe("validateEkycOtp's answers", () => {
  const interpret = (body: unknown) => DmtFino.validateEkycOtp.interpret(answer(body), kyc)

  it("knows the success of both generations", () => {
    assert.deepStrictEqual(meaningOf(interpret(seedPage("dmt-fino-validate-ekyc-otp").answer)), {
      _tag: "Success",
      success: { kycVerified: true, availableLimitPaise: paise(25_000_00) }
    })
    assert.deepStrictEqual(meaningOf(interpret(operation("dmt-fino-validate-ekyc-otp").successExample)), {
      _tag: "Success",
      success: {}
    })
  })

  it.each<[string, Reason]>([
    ["Incorrect OTP", "WrongOtp"],
    ["expired", "OtpExpired"],
    ["already registered", "AlreadyVerified"]
  ])("knows the documented refusal: %s", (words, reason) => {
    const { failure } = failed<unknown>(interpret(errorExample("dmt-fino-validate-ekyc-otp", words)))
    assert.include(failure, { _tag: "Rejected", reason, code: 2131 })
  })

  it("finds the cause in the finer status where the words are missing", () => {
    const reasonOf = (response_status_id: number) =>
      failed(interpret({ status: 2131, response_status_id, response_type_id: 2131, data: {} })).failure
    assert.include(reasonOf(302), { reason: "WrongOtp" })
    assert.include(reasonOf(303), { reason: "OtpExpired" })
    assert.include(reasonOf(1), { reason: "UnlistedRejection" })
  })

  it("calls nobody verified whom the answer does not call so", () => {
    assert.include(failed(interpret({ status: 0, data: { kyc_verified: false } })).failure, { _tag: "Rejected" })
    for (const kyc_verified of ["false", "true", 0, 1, null, {}]) {
      assert.include(failed(interpret({ status: 0, response_type_id: 1388, data: { kyc_verified } })).failure, {
        _tag: "OutcomeUnknown"
      })
    }
  })
})

const failed = <Failure>(
  interpretation: { readonly _tag: "Success" } | { readonly _tag: "Failure"; readonly failure: Failure }
) => {
  if (interpretation._tag === "Success") return assert.fail("a success")
  return interpretation
}
