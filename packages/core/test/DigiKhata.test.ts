import { assert, describe, it } from "@effect/vitest"
import { Redacted, Struct } from "effect"
import * as DigiKhata from "../src/DigiKhata.ts"
import { encodeRequest, type Generation } from "../src/EkoOperation.ts"
import { BeneficiaryId, CustomerId, OtpRefId, RecipientId } from "../src/Identifiers.ts"
import { paise } from "../src/Money.ts"
import {
  answer,
  assertDocumented,
  commonParams,
  initiatorId,
  meaningOf,
  operation,
  seedPage,
  seedValues,
  sentBy
} from "./Examples.ts"

const otpRefId = "zCISyglexo0Pjqp4YrS2ssweuD9v1c3aLKGxjTW8wU7An8Wem1UyNws5830yh7q/sf5J4R3BY="
const values = {
  ...seedValues,
  recipientId: RecipientId.make(10017740),
  amountPaise: paise(110_00),
  customerId: CustomerId.make("8617567988"),
  beneficiaryId: BeneficiaryId.make("4202888"),
  otpRefId: Redacted.make(OtpRefId.make(otpRefId))
}

const sendOtp = (generation: Generation) => encodeRequest(DigiKhata.sendOtp, generation, initiatorId, values)
const initiate = (generation: Generation) => encodeRequest(DigiKhata.initiate, generation, initiatorId, values)

describe("requests", () => {
  it("sendOtp of the seed generation is exactly Eko's example", () => {
    const page = seedPage("ppi-digikhata-send-transaction-otp")
    assert.strictEqual(DigiKhata.sendOtp.method, page.method)
    assert.strictEqual(sendOtp("seed").path, page.path)
    assert.deepStrictEqual(JSON.parse(sendOtp("seed").body ?? ""), page.request)
    assertDocumented(sentBy(page.path, sendOtp("seed")), page.params)
  })

  it.each([
    ["ppi-digikhata-send-transaction-otp", DigiKhata.sendOtp, sendOtp("2026-07")],
    ["ppi-digikhata-initiate-transaction", DigiKhata.initiate, initiate("2026-07")]
  ] as const)(
    "%s of the 2026-07 generation sends what is documented, and nothing else",
    (slug, { method, path }, encoded) => {
      const documented = operation(slug)
      assert.strictEqual(method, documented.method)
      assert.strictEqual(path, documented.path)
      assertDocumented(sentBy(path, encoded), [...commonParams, ...documented.params])
    }
  )

  it("the debit is these fields with these values; the seed generation adds the user code", () => {
    const later = {
      initiator_id: "9962981729",
      client_ref_id: "REQ-20260101-001",
      recipient_id: 10017740,
      amount: 110,
      customer_id: "8617567988",
      otp: "251834",
      otp_ref_id: otpRefId,
      beneficiary_id: "4202888",
      latlong: "28.6139,77.2090",
      timestamp: "2024-01-01T10:30:00Z",
      service_code: 80,
      currency: "INR",
      channel: 2,
      state: "1"
    }
    assert.deepStrictEqual(JSON.parse(initiate("2026-07").body ?? ""), later)
    assert.deepStrictEqual(JSON.parse(initiate("seed").body ?? ""), { ...later, user_code: "20810200" })
  })

  it("leaves out what the caller does not know", () => {
    const known = Struct.omit(values, ["beneficiaryId", "latlong"])
    const { body } = encodeRequest(DigiKhata.initiate, "2026-07", initiatorId, known)
    assert.notProperty(JSON.parse(body ?? ""), "beneficiary_id")
    assert.notProperty(JSON.parse(body ?? ""), "latlong")
  })
})

describe("sendOtp's answers", () => {
  const interpret = (body: unknown, httpStatus = 200) =>
    DigiKhata.sendOtp.interpret(answer(body, { httpStatus }), values)

  it("takes status 2133 for an OTP that was sent, as the examples of both generations show", () => {
    for (const body of [
      seedPage("ppi-digikhata-send-transaction-otp").answer,
      operation("ppi-digikhata-send-transaction-otp").successExample
    ]) {
      assert.strictEqual(body["status"], 2133)
      assert.deepStrictEqual(meaningOf(interpret(body)), {
        _tag: "Success",
        success: { otpRefId: OtpRefId.make(otpRefId) }
      })
    }
  })

  it("takes status 0 for one as well", () => {
    assert.deepStrictEqual(meaningOf(interpret({ status: 0, data: { otp_ref_id: "a" } })), {
      _tag: "Success",
      success: { otpRefId: OtpRefId.make("a") }
    })
  })

  it("takes neither another status nor another HTTP status for one", () => {
    const page = seedPage("ppi-digikhata-send-transaction-otp").answer
    assert.strictEqual(interpret({ ...page, status: 2131 })._tag, "Failure")
    assert.strictEqual(interpret(page, 400)._tag, "Failure")
    assert.strictEqual(interpret(page, 502)._tag, "Failure")
  })
})

describe("initiate's answers", () => {
  it("accepts the documented success, and takes the bank's reference that is not empty", () => {
    assert.deepStrictEqual(
      meaningOf(
        DigiKhata.initiate.interpret(answer(operation("ppi-digikhata-initiate-transaction").successExample), values)
      ),
      {
        _tag: "Success",
        success: {
          txStatus: "0",
          facts: {
            tid: "2886522975",
            bankReference: "250121123714472002",
            feePaise: 4_00,
            commissionPaise: 0,
            tdsPaise: 0,
            balancePaise: 814_00,
            recipientName: "ASHA DEVI"
          }
        }
      } as unknown
    )
  })

  it("takes status 2133 for no debit at all", () => {
    const interpreted = DigiKhata.initiate.interpret(
      answer(seedPage("ppi-digikhata-send-transaction-otp").answer),
      values
    )
    assert.deepInclude(interpreted, { _tag: "Failure" })
    if (interpreted._tag === "Failure") assert.strictEqual(interpreted.failure._tag, "OutcomeUnknown")
  })

  it("has no documented errors to know", () => {
    assert.deepStrictEqual(operation("ppi-digikhata-initiate-transaction").errorExamples, [])
    assert.deepStrictEqual(operation("ppi-digikhata-send-transaction-otp").errorExamples, [])
  })
})

describe("validateRecipientOtp's answers", () => {
  const otp = { customerId: values.customerId, otp: values.otp, otpRefId: values.otpRefId }
  const means = (change: object) => {
    const body = { ...operation("ppi-digikhata-validate-recipient-otp").successExample, ...change }
    const interpreted = DigiKhata.validateRecipientOtp.interpret(answer(body), otp)
    if (interpreted._tag === "Success") return "Verified"
    return interpreted.failure._tag === "Rejected" ? interpreted.failure.reason : interpreted.failure._tag
  }

  it("has verified nothing where the finer status or a word says that it failed", () => {
    assert.strictEqual(means({}), "Verified")
    assert.strictEqual(means({ response_status_id: 302 }), "WrongOtp")
    assert.strictEqual(means({ response_status_id: 303 }), "OtpExpired")
    assert.strictEqual(means({ response_status_id: 1 }), "UnlistedRejection")
    assert.strictEqual(means({ response_status_id: undefined }), "UnlistedRejection")
    assert.strictEqual(means({ data: { description: "Wrong OTP" } }), "WrongOtp")
  })
})
