import { assert, describe, it } from "@effect/vitest"
import { Schema } from "effect"
import { ClientRefId } from "../src/ClientRefId.ts"
import { encodeRequest, Generation } from "../src/EkoOperation.ts"
import { Tid } from "../src/Identifiers.ts"
import type { Reason } from "../src/Rejection.ts"
import { byClientRefId, byTid, inquire } from "../src/TransactionInquiry.ts"
import { TxStatus } from "../src/TxStatus.ts"
import { answer, commonParams, initiatorId, operation, sentBy } from "./Examples.ts"

const tid = Tid.make("12971397")
const clientRefId = ClientRefId.make("REQ-20260101-001")

const interpret = (body: unknown, httpStatus = 200) => {
  const interpreted = inquire.interpret(answer(body, { httpStatus }), { transactionReference: byTid(tid) })
  if (interpreted._tag === "Success") return interpreted.success
  return interpreted.failure._tag === "Rejected" ? interpreted.failure.reason : interpreted.failure._tag
}

describe("the request", () => {
  it.each(Generation.literals)(
    "of the %s generation asks by id or by our reference, colon percent-encoded",
    (generation) => {
      const path = (transactionReference: string) =>
        encodeRequest(inquire, generation, initiatorId, { transactionReference })
      assert.deepStrictEqual(path(byTid(tid)), {
        path: "/tools/reference/transaction/12971397?initiator_id=9962981729",
        body: undefined
      })
      assert.deepStrictEqual(path(byClientRefId(clientRefId)), {
        path: "/tools/reference/transaction/client_ref_id%3AREQ-20260101-001?initiator_id=9962981729",
        body: undefined
      })
    }
  )

  it("is the documented one", () => {
    const documented = operation("transaction-inquiry")
    const ourPath = documented.path.replace("{transaction-reference}", "{transaction_reference}")
    assert.strictEqual(inquire.method, documented.method)
    assert.strictEqual(inquire.path, ourPath)
    const sent = sentBy(
      documented.path,
      encodeRequest(inquire, "2026-07", initiatorId, { transactionReference: byTid(tid) })
    )
    assert.deepStrictEqual(sent, { "transaction-reference": "12971397", initiator_id: initiatorId })
    const names = [...commonParams, ...documented.params]
    for (const { name, required } of names) if (required) assert.property(sent, name)
    for (const name of Object.keys(sent))
      assert.include(
        names.map((param) => param.name),
        name
      )
  })

  it("moves nothing", () => {
    assert.strictEqual(inquire.moves, "nothing")
  })
})

describe("an answer that found it", () => {
  it("is told in our words", () => {
    assert.deepStrictEqual(interpret(operation("transaction-inquiry").successExample), {
      _tag: "Found",
      txStatus: "0",
      facts: { tid: "12971397", bankReference: "8761099407", feePaise: 5_00, gstPaise: 76, recipientName: "ASHA DEVI" },
      clientRefId: "Settlemet7206123420",
      amountPaise: 1045_00,
      atMillis: Date.parse("2019-11-01T17:50:44+05:30")
    } as unknown)
  })

  it.each(["0", "1", "2", "3", "4", "5", "6", "99", ""])("with the tx_status %j keeps it as it came", (tx_status) => {
    const found = { _tag: "Found", txStatus: TxStatus.make(tx_status) } as const
    assert.include(interpret({ status: 0, data: { tx_status, tid: "7", amount: "100.00" } }), found)
    assert.include(interpret({ status: 0, tx_status, data: { tid: "7" } }), found)
  })

  it("proves nothing where it calls a failure a success, or something on its way", () => {
    for (const words of ["Success", "Response Awaited", "Refunded"]) {
      const data = { tx_status: "1", txstatus_desc: words, tid: "7", amount: "100.00" }
      assert.strictEqual(interpret({ status: 0, data }), "OutcomeUnknown")
    }
    const data = { tx_status: "1", txstatus_desc: "Failed", tid: "7", amount: "100.00" }
    assert.include(interpret({ status: 0, data }), { _tag: "Found", txStatus: TxStatus.make("1") })
  })

  it("may lack our reference and the amount, and may hold ones that cannot be read", () => {
    for (const unreadable of [undefined, null, "", [], {}, true]) {
      const found = interpret({
        status: 0,
        data: { tx_status: "0", tid: "7", client_ref_id: unreadable, amount: unreadable, timestamp: unreadable }
      })
      assert.deepStrictEqual(found, {
        _tag: "Found",
        txStatus: "0",
        facts: { tid: "7" },
        clientRefId: undefined,
        amountPaise: undefined,
        atMillis: undefined
      } as unknown)
    }
  })

  it("is found whatever else is unknown or has another type", () => {
    const drift = { message: { text: "ok" }, description: 5, invalid_params: [], response_type_id: "x" }
    const found = interpret({ ...drift, status: 0, data: { ...drift, reason: [], tx_status: "0", tid: "7" } })
    assert.include(found, { _tag: "Found", txStatus: TxStatus.make("0") })
  })

  it("proves nothing without a readable status and id of the transaction", () => {
    const found = { tx_status: "0", tid: "7", amount: "100.00" }
    for (const tx_status of [undefined, null, true, ["0"], {}]) {
      assert.strictEqual(interpret({ status: 0, data: { ...found, tx_status } }), "OutcomeUnknown")
    }
    for (const none of [undefined, null, "", "0", 0, "x"]) {
      assert.strictEqual(interpret({ status: 0, data: { ...found, tid: none } }), "OutcomeUnknown")
    }
    assert.strictEqual(interpret({ status: 0, tx_status: "1", data: found }), "OutcomeUnknown")
    assert.strictEqual(interpret({ status: 0, data: [found] }), "OutcomeUnknown")
    assert.strictEqual(interpret('{"status":0,"data":{"tx_status":"1","tx_status":"0","tid":"7"}}'), "OutcomeUnknown")
  })
})

describe("an answer that did not find it", () => {
  it.each([
    [{ status: 1, response_status_id: 463, message: "Transaction not found." }],
    [{ status: 1, response_status_id: 463 }],
    [{ status: 1, response_status_id: -1, message: "No transaction found for the given reference" }],
    [{ status: 1, message: "TRANSACTION NOT FOUND" }],
    [{ status: 168, message: "tid does not exist" }],
    [{ status: 168 }]
  ])("has no agreed shape: %j", (body) => {
    assert.deepStrictEqual(interpret(body), { _tag: "NotFound" })
  })

  it.each<[unknown, Reason]>([
    // The customer or the initiator, and not the transaction.
    [{ status: 463, message: "customer_id does not exist in system" }, "CustomerNotEnrolled"],
    [{ status: 1, message: "User not found" }, "UnlistedRejection"],
    [{ status: 1, message: "Failure" }, "UnlistedRejection"],
    [{ status: 346, message: "Agent not found" }, "AgentInvalid"],
    // It speaks of a transaction after all.
    [{ status: 168, data: { tx_status: "0", tid: "7" } }, "TransactionNotFound"],
    [{ status: 168, data: [{ tx_status: "0" }] }, "TransactionNotFound"],
    [{ status: 1, response_status_id: 463, tx_status: "0" }, "CustomerNotEnrolled"]
  ])("is not meant by %j", (body, reason) => {
    assert.strictEqual<unknown>(interpret(body), reason)
  })

  it("is Eko's, and not a gateway's", () => {
    for (const httpStatus of [404, 403, 400]) {
      assert.strictEqual(interpret({ message: "Not Found" }, httpStatus), "OutcomeUnknown")
      assert.strictEqual(interpret({ status: 404, message: "Transaction not found" }, httpStatus), "OutcomeUnknown")
      assert.strictEqual(interpret({ status: 168 }, httpStatus), "TransactionNotFound")
    }
    for (const httpStatus of [302, 408, 500, 503])
      assert.strictEqual(interpret({ status: 168 }, httpStatus), "OutcomeUnknown")
  })
})

describe("any answer", () => {
  it.prop(
    "is read without a throw, and found only with status 0 and an id",
    [Schema.Unknown, Schema.Unknown, Schema.String],
    ([any, data, text]) => {
      for (const body of [
        any,
        text,
        { status: 168, data },
        { status: 1, message: any, data },
        { status: 0, data },
        { status: any, data: { tx_status: "0", tid: "7" } }
      ]) {
        const found = interpret(body)
        if (typeof found === "object" && found._tag === "Found") assert.strictEqual(found.facts.tid, "7")
      }
    },
    { arbitrary: { runs: 200 } }
  )
})
