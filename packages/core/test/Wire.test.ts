import { assert, describe, it } from "@effect/vitest"
import { Option, Schema } from "effect"
import { PaiseFromRupees } from "../src/Money.ts"
import { camelKeys, lenient, plainText, wireName } from "../src/Wire.ts"

describe("wireName", () => {
  it.each([
    ["otp", "otp"],
    ["otpRefId", "otp_ref_id"],
    ["clientRefId", "client_ref_id"],
    ["customerId", "customer_id"],
    ["amountPaise", "amount"],
    ["availableLimitPaise", "available_limit"],
    ["bankRefNum", "bank_ref_num"],
    ["kycRequestId", "kyc_request_id"],
    ["latlong", "latlong"],
    ["transactionReference", "transaction_reference"]
  ])("%s is %s at Eko", (name, wire) => {
    assert.strictEqual(wireName(name), wire)
  })
})

describe("camelKeys", () => {
  const schema = camelKeys({ amountPaise: PaiseFromRupees, otpRefId: Schema.optionalKey(Schema.String) })

  it("renames in both directions", () => {
    assert.deepStrictEqual(Schema.decodeUnknownSync(schema)({ amount: "1.50", otp_ref_id: "a" }), {
      amountPaise: 150,
      otpRefId: "a"
    } as unknown)
    assert.deepStrictEqual(Schema.encodeUnknownSync(schema)({ amountPaise: 150, otpRefId: "a" }), {
      amount: "1.50",
      otp_ref_id: "a"
    })
    assert.deepStrictEqual(Schema.encodeUnknownSync(schema)({ amountPaise: 150 }), { amount: "1.50" })
  })

  it("drops what it does not know, in both directions", () => {
    assert.deepStrictEqual(Schema.decodeUnknownSync(schema)({ amount: 1, otpRefId: "a", more: 1 }), {
      amountPaise: 100
    } as unknown)
    assert.deepStrictEqual(Schema.encodeUnknownSync(schema)({ amountPaise: 100, more: 1 }), { amount: "1.00" })
  })

  it("is strict", () => {
    for (const refused of [{}, { amount: null }, { amount: "x" }, { amount: 1, otp_ref_id: 5 }, null, []]) {
      assert.isTrue(Option.isNone(Schema.decodeUnknownOption(schema)(refused)))
    }
  })
})

describe("lenient", () => {
  const schema = camelKeys({
    feePaise: lenient(PaiseFromRupees),
    bankRefNum: lenient(plainText(4).check(Schema.isNonEmpty()))
  })
  const decode = Schema.decodeUnknownSync(schema)

  it("reads what can be read", () => {
    assert.deepStrictEqual(decode({ fee: "1.50", bank_ref_num: "abcd" }), {
      feePaise: 150,
      bankRefNum: "abcd"
    } as unknown)
  })

  it.each([[undefined], [null], [""], ["abcde"], ["\u0000"], [true], [[]], [{}], [{ fee: 1 }]])(
    "leaves %j out, and the rest untouched",
    (unreadable) => {
      assert.deepStrictEqual(decode({ fee: 1, bank_ref_num: unreadable }), { feePaise: 100 } as unknown)
      assert.deepStrictEqual(decode({ fee: unreadable, bank_ref_num: "a" }), { bankRefNum: "a" } as unknown)
    }
  )

  it.prop("never fails", [Schema.Unknown, Schema.Unknown], ([fee, bank_ref_num]) => {
    decode({ fee, bank_ref_num })
  })
})

describe("plainText", () => {
  const is = Schema.is(plainText(8))

  it("takes text in any script, and nothing that a database refuses", () => {
    for (const text of ["", "a", "आशा देवी", "😀", " ", "a\u00a0b"]) assert.isTrue(is(text), text)
    for (const text of ["\u0000", "a\nb", "\u007f", "\u0085", "\ud83d", "\ude00a", "123456789"])
      assert.isFalse(is(text), JSON.stringify(text))
  })
})
