import { assert, describe, it } from "@effect/vitest"
import { Arbitrary, Schema } from "effect"
import { ClientRefId } from "../src/ClientRefId.ts"
import { encodeRequest } from "../src/EkoOperation.ts"
import { CustomerId, OrgId } from "../src/Identifiers.ts"
import { paise } from "../src/Money.ts"
import { loadWallet } from "../src/WalletLoad.ts"
import { answer, initiatorId, operation, signedAtMillis } from "./Examples.ts"

const input = {
  clientRefId: ClientRefId.make("REQ-20260101-001"),
  customerId: CustomerId.make("8617567988"),
  amountPaise: paise(500_00),
  orgId: OrgId.make("1")
}
const { successExample } = operation("ppi-digikhata-load-wallet")
const example = successExample as { readonly data: Readonly<Record<string, unknown>> }

const proves = (body: unknown, about?: Parameters<typeof answer>[1]): string => {
  const interpreted = loadWallet.interpret(answer(body, about), input)
  if (interpreted._tag === "Success") return `loaded ${interpreted.success.tid}`
  const { failure } = interpreted
  return failure._tag === "Rejected" ? failure.reason : failure._tag
}
const withData = (change: Readonly<Record<string, unknown>>) => ({ ...example, data: { ...example.data, ...change } })
const unknown = "OutcomeUnknown"
const loaded = "loaded 355419717321"

describe("the request", () => {
  it("asks for whole rupees, as a text", () => {
    const { path, body } = encodeRequest(loadWallet, "2026-07", initiatorId, input)
    assert.strictEqual(path, "/customer/payment/ppi-digikhata/sender/8617567988/wallet/loadwallet")
    assert.deepStrictEqual(JSON.parse(body ?? ""), {
      initiator_id: initiatorId,
      client_ref_id: "REQ-20260101-001",
      amount: "500",
      org_id: "1"
    })
    const odd = { ...input, amountPaise: paise(500_50) }
    assert.throws(() => encodeRequest(loadWallet, "2026-07", initiatorId, odd))
  })
})

describe("a wallet is loaded", () => {
  it("only by status 0, its type and an id", () => {
    assert.strictEqual(proves(example), loaded)
    assert.strictEqual(proves(withData({ amount: "500.00", client_ref_id: "REQ-20260101-001" })), loaded)
    for (const body of [
      { ...example, response_type_id: 325 },
      { ...example, response_type_id: undefined },
      { ...example, status: 1 },
      { ...example, status: 2447 },
      { ...example, data: undefined },
      { ...example, data: "" },
      withData({ tid: undefined }),
      withData({ tid: "" }),
      withData({ tid: "0" }),
      withData({ tid: 0 }),
      withData({ tx_status: "1" }),
      withData({ tx_status: "2" }),
      withData({ tx_status: [] })
    ]) {
      assert.strictEqual(proves(body), unknown, JSON.stringify(body))
    }
    for (const httpStatus of [201, 302, 308, 400, 403, 404, 421, 500, 503]) {
      assert.strictEqual(proves(example, { httpStatus }), unknown)
    }
  })

  it("proves nothing about our load where reference, customer or amount are another's", () => {
    for (const change of [
      { amount: "501.00" },
      { amount: "" },
      { amount: "x" },
      { client_ref_id: "REQ-20260101-002" },
      { client_ref_id: 5 },
      { customer_id: "8617567989" },
      { customer_id: {} }
    ]) {
      assert.strictEqual(proves(withData(change)), unknown, JSON.stringify(change))
      assert.strictEqual(proves({ status: 347, message: "no", data: change }), unknown, JSON.stringify(change))
    }
  })
})

describe("a load is refused", () => {
  it.each([
    [347, "InsufficientBalance"],
    [36, "MonthlyLimitExhausted"],
    [314, "MonthlyLimitExhausted"],
    [327, "VerificationPending"],
    [308, "CustomerNotEnrolled"],
    [97, "ValidationFailed"],
    [346, "AgentInvalid"],
    [319, "InitiatorInvalid"],
    [2483, "AuthenticationFailed"]
  ])("by the listed code %d alone: %s", (status, reason) => {
    assert.strictEqual(proves({ status, message: "no", data: {} }), reason)
    for (const sign of [
      { tid: "355419717321" },
      { bank_ref_num: "412345678901" },
      { fee: "5.0" },
      { balance: "10.0" },
      { tx_status: "1" },
      { tx_status: "" }
    ]) {
      assert.strictEqual(proves({ status, message: "no", data: sign }), unknown, JSON.stringify(sign))
    }
  })

  it("by no other code, and by no words", () => {
    for (const status of [1, 55, 302, 303, 544, 945, 168, 999]) {
      assert.strictEqual(proves({ status, response_status_id: 347, message: "Insufficient balance" }), unknown)
    }
  })

  it("not by a timestamp that a copy of the request may have used, nor where it may have been done before", () => {
    assert.strictEqual(proves({ status: 2485 }), unknown)
    assert.strictEqual(proves({ status: 2485 }, { dateMillis: signedAtMillis - 600_000 }), "AuthenticationFailed")
    assert.strictEqual(proves({ status: 347, message: "Duplicate transaction" }), "OtpConsumed")
  })
})

describe("every answer to a load", () => {
  const some = <const Values extends ReadonlyArray<unknown>>(...values: Values) =>
    Arbitrary.schema(Schema.Literals(Array.from(values, (_, at) => at))).pipe(Arbitrary.map((at) => values[at]))
  const kinds = new Set<string>()

  it.prop(
    "is done only with all its proofs, refused only by a listed code without a sign of a transaction, or else unknown",
    {
      status: some(0, 0, 0, "0", 347, 314, 2484, 55, 1, null),
      type: some(2447, 2447, 2447, 325, undefined),
      httpStatus: some(200, 200, 200, 401, 404, 502),
      tid: some("7", "7", 7, undefined, "", "0"),
      amount: some(undefined, undefined, "500.00", "5.00"),
      reference: some(undefined, "", "REQ-20260101-001", "REQ-20260101-002"),
      txStatus: some(undefined, undefined, undefined, "0", "1")
    },
    ({ status, type, httpStatus, tid, amount, reference, txStatus }) => {
      const data = { tid, amount, client_ref_id: reference, tx_status: txStatus }
      const proven = proves({ status, response_type_id: type, message: "?", data }, { httpStatus: Number(httpStatus) })
      kinds.add(proven)
      if (proven === unknown) return
      assert.notStrictEqual(reference, "REQ-20260101-002")
      assert.notStrictEqual(amount, "5.00")
      if (proven === "loaded 7") {
        assert.strictEqual(httpStatus, 200)
        assert.strictEqual(String(status), "0")
        assert.strictEqual(type, 2447)
        assert.strictEqual(String(tid), "7")
        assert.include<unknown>([undefined, "0"], txStatus)
      } else {
        assert.include<unknown>([347, 314, 2484], status)
        assert.include<unknown>([undefined, "", "0"], tid)
        assert.isUndefined(txStatus)
      }
    },
    { arbitrary: { runs: 5_000 } }
  )

  it("above was of every kind", () => {
    assert.includeMembers(
      [...kinds],
      [unknown, "loaded 7", "InsufficientBalance", "MonthlyLimitExhausted", "AuthenticationFailed"]
    )
  })
})
