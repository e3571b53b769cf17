import { assert, describe, it } from "@effect/vitest"
import { Arbitrary, Redacted, Schema } from "effect"
import { encodeRequest } from "../src/EkoOperation.ts"
import { CustomerId, Otp, OtpRefId, Tid } from "../src/Identifiers.ts"
import * as Refund from "../src/Refund.ts"
import { answer, initiatorId, operation, signedAtMillis } from "./Examples.ts"

const tid = Tid.make("13192443")
const input = { tid, otp: Redacted.make(Otp.make("123456")), otpRefId: Redacted.make(OtpRefId.make("a+b/c==")) }
const { successExample } = operation("initiate-refund")
const example = successExample as { readonly data: Readonly<Record<string, unknown>> }

const proves = (body: unknown, about?: Parameters<typeof answer>[1]): string => {
  const interpreted = Refund.initiate.interpret(answer(body, about), input)
  if (interpreted._tag === "Success") return `refunded ${interpreted.success.refundTid}`
  const { failure } = interpreted
  return failure._tag === "Rejected" ? failure.reason : failure._tag
}
const withData = (change: Readonly<Record<string, unknown>>) => ({ ...example, data: { ...example.data, ...change } })
const unknown = "OutcomeUnknown"

describe("the request", () => {
  it("names the transaction in the path, and sends the OTP as the integer that it is", () => {
    const { path, body } = encodeRequest(Refund.initiate, "seed", initiatorId, input)
    assert.strictEqual(path, "/customer/payment/refund/13192443")
    assert.deepStrictEqual(JSON.parse(body ?? ""), {
      initiator_id: initiatorId,
      service_code: 80,
      state: 1,
      otp: 123456,
      otp_ref_id: "a+b/c=="
    })
  })

  it.each(["0123", "000000"])("does not lose the leading zero of %s", (otp) => {
    const { body } = encodeRequest(Refund.initiate, "seed", initiatorId, {
      ...input,
      otp: Redacted.make(Otp.make(otp))
    })
    assert.deepInclude(JSON.parse(body ?? ""), { otp })
  })
})

describe("a refund is done", () => {
  it("only by status 0, its type, an id of its own, our transaction and an amount", () => {
    assert.strictEqual(proves(example), "refunded 2147591637")
    assert.strictEqual(proves({ ...example, status: "0" }), "refunded 2147591637")
    for (const body of [
      { ...example, response_type_id: 325 },
      { ...example, response_type_id: undefined },
      { ...example, status: 1 },
      { ...example, status: 55 },
      { ...example, data: undefined },
      { ...example, data: [example.data] },
      withData({ refund_tid: undefined }),
      withData({ refund_tid: "" }),
      withData({ refund_tid: "0" }),
      withData({ refund_tid: tid }),
      withData({ refunded_amount: undefined }),
      withData({ refunded_amount: "" }),
      withData({ refunded_amount: "much" }),
      withData({ refunded_amount: "0.00" }),
      withData({ refunded_amount: "-5050.00" }),
      withData({ refunded_amount: "0.001" }),
      withData({ tx_status: "1" }),
      withData({ tx_status: "3" }),
      withData({ tx_status: {} })
    ]) {
      assert.strictEqual(proves(body), unknown, JSON.stringify(body))
    }
    for (const httpStatus of [201, 204, 302, 307, 400, 401, 403, 404, 408, 421, 429, 500, 502, 504]) {
      assert.strictEqual(proves(example, { httpStatus }), unknown)
    }
  })

  it("proves nothing about our transaction where it is about another", () => {
    for (const other of ["13192444", 13192444, "", null, undefined, "x", {}]) {
      assert.strictEqual(proves(withData({ tid: other })), unknown)
    }
    assert.strictEqual(proves(withData({ tid: 13192443 })), "refunded 2147591637")
    // Nor does a refusal.
    assert.strictEqual(proves({ status: 302, message: "Wrong OTP", data: { tid: "13192444" } }), unknown)
    assert.strictEqual(proves({ status: 302, message: "Wrong OTP", data: { tid } }), "WrongOtp")
  })
})

describe("a refund is refused", () => {
  it.each([
    [302, "WrongOtp"],
    [303, "OtpExpired"],
    [168, "TransactionNotFound"],
    [97, "ValidationFailed"],
    [461, "ValidationFailed"],
    [319, "InitiatorInvalid"],
    [346, "AgentInvalid"],
    [463, "CustomerNotEnrolled"],
    [2483, "AuthenticationFailed"],
    [2484, "AuthenticationFailed"]
  ])("by the listed code %d alone: %s", (status, reason) => {
    assert.strictEqual(proves({ status, message: "no" }), reason)
    assert.strictEqual(proves({ status, message: "no", data: { refund_tid: "7" } }), unknown)
    assert.strictEqual(proves({ status, message: "no", data: { tx_status: "1" } }), unknown)
    assert.strictEqual(proves({ status, message: "no", data: { balance: "10.0" } }), unknown)
  })

  it("by no other code, whatever the finer status or the words say", () => {
    for (const status of [1, -1, 55, 347, 36, 544, 999, 2133]) {
      assert.strictEqual(proves({ status, response_status_id: 302, message: "Wrong OTP" }), unknown)
    }
  })

  it("not by a timestamp that a copy of the request may have used", () => {
    assert.strictEqual(proves({ status: 2485 }), unknown)
    assert.strictEqual(proves({ status: 2485 }, { dateMillis: signedAtMillis + 60_000 }), unknown)
    assert.strictEqual(proves({ status: 2485 }, { dateMillis: signedAtMillis + 600_000 }), "AuthenticationFailed")
  })

  it("is not what an OTP that was used before means", () => {
    assert.strictEqual(proves({ status: 55, data: { reason: "OTP already Consumed" } }), "OtpConsumed")
    assert.strictEqual(proves({ status: 302, message: "OTP already used" }), "OtpConsumed")
  })
})

describe("every answer to a refund", () => {
  const some = <const Values extends ReadonlyArray<unknown>>(...values: Values) =>
    Arbitrary.schema(Schema.Literals(Array.from(values, (_, at) => at))).pipe(Arbitrary.map((at) => values[at]))
  const kinds = new Set<string>()

  it.prop(
    "is done only with all its proofs, refused only by a listed code without a sign of a refund, or else unknown",
    {
      status: some(0, 0, 0, "0", 302, 303, 461, 2484, 2485, 55, 1, 999, null),
      type: some(74, 74, 74, 325, undefined, "74"),
      httpStatus: some(200, 200, 200, 401, 404, 500),
      tid: some(tid, tid, tid, 13192443, "7", undefined, ""),
      refundTid: some("2147591637", "2147591637", undefined, "", tid),
      refunded: some("5050.00", "5050.00", 5050, undefined, "", "x", "-1"),
      txStatus: some(undefined, undefined, undefined, "1", "4", ""),
      message: some("Refund done", "Wrong OTP", "OTP already Consumed", undefined)
    },
    ({ status, type, httpStatus, tid: echoed, refundTid, refunded, txStatus, message }) => {
      const data = { tid: echoed, refund_tid: refundTid, refunded_amount: refunded, tx_status: txStatus }
      const body = { status, response_type_id: type, message, data }
      const proven = proves(body, { httpStatus: Number(httpStatus) })
      kinds.add(proven)
      if (proven.startsWith("refunded")) {
        assert.strictEqual(httpStatus, 200)
        assert.strictEqual(String(status), "0")
        assert.strictEqual(String(type), "74")
        assert.strictEqual(String(echoed), tid)
        assert.strictEqual(refundTid, "2147591637")
        assert.include<unknown>(["5050.00", 5050], refunded)
        assert.include<unknown>([undefined, "4"], txStatus)
        assert.notStrictEqual(message, "OTP already Consumed")
      } else if (proven !== unknown && proven !== "OtpConsumed") {
        assert.include<unknown>([302, 303, 461, 2484], status)
        assert.include<unknown>([undefined, ""], refundTid)
        assert.include<unknown>([undefined, ""], refunded)
        assert.isUndefined(txStatus)
        assert.include<unknown>([tid, 13192443, undefined, ""], echoed)
      }
    },
    { arbitrary: { runs: 5_000 } }
  )

  it("above was of every kind", () => {
    assert.includeMembers(
      [...kinds],
      [unknown, "OtpConsumed", "refunded 2147591637", "WrongOtp", "OtpExpired", "ValidationFailed"]
    )
  })
})

describe("pending refunds", () => {
  const listed = (data: unknown) => {
    const interpreted = Refund.pending.interpret(answer({ status: 0, message: "ok", response_status_id: 0, data }), {
      customerId: CustomerId.make("9123456789")
    })
    const drift = interpreted.drift.map(({ kind }) => kind)
    return interpreted._tag === "Success" ? { refunds: interpreted.success, drift } : interpreted.failure._tag
  }

  it("are taken out of whatever list there is, by their ids", () => {
    const refunds = [{ tid: "13192443", amountPaise: 5000_00 }, { tid: "7" }] as unknown
    const list = [
      { tid: "13192443", amount: "5000.00", name: "?" },
      { tid: 7, amount: "much" }
    ]
    for (const data of [list, { refunds: list }, { count: 2, transaction_list: list }]) {
      assert.deepStrictEqual(listed(data), { refunds, drift: [] } as unknown)
    }
    assert.deepStrictEqual(listed([]), { refunds: [], drift: [] } as unknown)
  })

  it("without an id are left out, and told", () => {
    assert.deepStrictEqual(listed([{ tid: "7" }, { tid: "" }, 5, null]), {
      refunds: [{ tid: "7" }],
      drift: ["unreadable"]
    } as unknown)
  })

  it("without a list prove nothing", () => {
    for (const data of [undefined, null, {}, "", "none", { count: 0 }]) assert.strictEqual(listed(data), unknown)
  })
})
