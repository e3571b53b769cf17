import { assert, describe, it } from "@effect/vitest"
import { Redacted, Result, Schema } from "effect"
import { requestShape } from "../src/EkoOperation.ts"
import { Otp, OtpRefId } from "../src/Identifiers.ts"
import { paise } from "../src/Money.ts"
import * as Parameters from "../src/Parameters.ts"
import { seedValues } from "./Examples.ts"

const { schema } = requestShape({ ...Parameters.order, ...Parameters.otp })
const order = { recipientId: seedValues.recipientId, amountPaise: paise(100_00), customerId: seedValues.customerId }
const otp = Redacted.make(Otp.make("251834"))
const otpRefId = Redacted.make(OtpRefId.make("ref-of-the-otp"))

describe("Parameters", () => {
  it("encode to Eko's names and whole rupees", () => {
    assert.deepStrictEqual(Schema.encodeSync(schema)({ ...order, otp, otpRefId }), {
      recipient_id: 98765,
      amount: 100,
      customer_id: "9123456789",
      otp: "251834",
      otp_ref_id: "ref-of-the-otp"
    })
  })

  it("take a secret under any label, or none", () => {
    const labelled = { otp: Redacted.make(Otp.make("251834"), { label: "what the customer typed" }), otpRefId }
    assert.strictEqual(Schema.encodeSync(schema)({ ...order, ...labelled })["otp"], "251834")
  })

  it("decode to redacted secrets, as the other side of the wire does", () => {
    const decoded = Schema.decodeUnknownSync(schema)({
      recipient_id: 98765,
      amount: 100,
      customer_id: "9123456789",
      otp: "251834",
      otp_ref_id: "a"
    })
    assert.strictEqual(Redacted.value(decoded.otp), "251834")
    assert.notInclude(`${JSON.stringify(decoded)} ${decoded.otp} ${decoded.otpRefId}`, "251834")
  })

  it("never repeat a secret that they refuse", () => {
    const wrongOtp: Redacted.Redacted<Otp> = Redacted.make(JSON.parse('"25x834"'))
    const wrongReference: Redacted.Redacted<OtpRefId> = Redacted.make(JSON.parse('"ref\\u0000erence"'))
    for (const secrets of [
      { otp: wrongOtp, otpRefId },
      { otp, otpRefId: wrongReference }
    ]) {
      const refusal = Schema.encodeResult(schema)({ ...order, ...secrets })
      assert.isTrue(Result.isFailure(refusal))
      const shown = Result.isFailure(refusal)
        ? `${refusal.failure} ${refusal.failure.message} ${JSON.stringify(refusal.failure)}`
        : ""
      for (const secret of ["25x834", "erence", "251834", "ref-of-the-otp"]) assert.notInclude(shown, secret)
    }
  })

  it("send no part of a rupee", () => {
    assert.isTrue(
      Result.isFailure(Schema.encodeResult(schema)({ ...order, amountPaise: paise(100_01), otp, otpRefId }))
    )
  })
})
