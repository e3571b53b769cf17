import { assert, describe, it } from "@effect/vitest"
import { Option } from "effect"
import { Differences } from "../src/Drift.ts"
import { OtpSent } from "../src/OtpSent.ts"

const decode = (data: unknown) => Option.getOrUndefined(OtpSent.read(data, "data", new Differences("test/operation")))

describe("OtpSent", () => {
  it("holds Eko's reference, and the masked number where it is told", () => {
    assert.deepStrictEqual(decode({ otp_ref_id: "a", mobile: "XXXXXX6789" }), {
      otpRefId: "a",
      mobile: "XXXXXX6789"
    } as unknown)
    assert.deepStrictEqual(decode({ otp_ref_id: "a", other: 1 }), { otpRefId: "a" } as unknown)
  })

  it.each([undefined, null, "", 5, [], {}, "a\u0000", "x".repeat(33)])(
    "does without a mobile number of %j",
    (mobile) => {
      assert.deepStrictEqual(decode({ otp_ref_id: "a", mobile }), { otpRefId: "a" } as unknown)
    }
  )

  it.each([undefined, null, "", 5, [], {}, "a\u0000", "x".repeat(513)])(
    "does not do without a reference: %j",
    (otp_ref_id) => {
      assert.isUndefined(decode({ otp_ref_id, mobile: "XXXXXX6789" }))
    }
  )
})
