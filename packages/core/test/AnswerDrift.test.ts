import { assert, describe, it } from "@effect/vitest"
import { Option } from "effect"
import { compareEchoes, compareEnvelope, compareRefusal } from "../src/AnswerDrift.ts"
import { Differences } from "../src/Drift.ts"
import type { Envelope } from "../src/Envelope.ts"
import { answer } from "./Examples.ts"

const found = (body: unknown, compare: (envelope: Envelope, differences: Differences) => void) => {
  const differences = new Differences("test/operation")
  compare(Option.getOrThrow(answer(body).envelope), differences)
  return differences.records.map(({ kind, path }) => `${kind} ${path}`)
}

describe("an envelope", () => {
  const whole = { status: 0, message: "ok", response_status_id: 0, response_type_id: 7, data: {} }
  const drift = (body: unknown, about: "transaction" | "anything" = "anything") =>
    found(body, (envelope, differences) => compareEnvelope(envelope, about, differences))

  it("as documented has no drift, with the type or without", () => {
    assert.deepStrictEqual(drift(whole), [])
    const { response_type_id: _, ...untyped } = whole
    assert.deepStrictEqual(drift(untyped), [])
    assert.deepStrictEqual(drift({ ...whole, invalid_params: { amount: "too much" } }), [])
  })

  it.each([
    [{ status: "0" }, "type status"],
    [{ message: undefined }, "missing message"],
    [{ message: 5 }, "type message"],
    [{ response_status_id: undefined }, "missing response_status_id"],
    [{ response_status_id: "x" }, "type response_status_id"],
    [{ response_type_id: [] }, "type response_type_id"],
    [{ surprise: 1 }, "unexpected field surprise"],
    [{ "RAVI KUMAR": 1 }, "unexpected field *"]
  ])("with %j differs: %s", (change, expected) => {
    assert.deepStrictEqual(drift({ ...whole, ...change }), [expected])
  })

  it("tells a transaction's status beside its payload only where it is about one", () => {
    const seed = { ...whole, tx_status: "0", txstatus_desc: "Success" }
    assert.deepStrictEqual(drift(seed, "transaction"), [])
    assert.deepStrictEqual(drift(seed), ["unexpected field tx_status", "unexpected field txstatus_desc"])
    assert.deepStrictEqual(drift({ ...whole, data: { tx_status: {} } }), ["unreadable tx_status"])
  })

  it("leaves the payload to whoever reads it", () => {
    for (const data of [[], "", 5, "text"]) assert.deepStrictEqual(drift({ ...whole, data }), [])
  })
})

describe("an echo", () => {
  const input = { clientRefId: "REQ-20260101-001", customerId: "9123456789", recipientId: 7, tid: "13192443" }
  const drift = (data: unknown, sent: unknown = input) =>
    found({ status: 0, data }, (envelope, differences) => compareEchoes(envelope, sent, differences))

  it("of what was sent has no drift, as a number or a text, nor has an empty one", () => {
    const same = { client_ref_id: "REQ-20260101-001", customer_id: 9123456789, recipient_id: "7", tid: "13192443" }
    assert.deepStrictEqual(drift(same), [])
    assert.deepStrictEqual(drift({ client_ref_id: "", customer_id: null }), [])
    assert.deepStrictEqual(drift({ ...same, tid: "7" }, {}), [])
    assert.deepStrictEqual(drift({ ...same, tid: "7" }, null), [])
  })

  it.each(["client_ref_id", "customer_id", "recipient_id", "tid"])("of another %s is told", (name) => {
    assert.deepStrictEqual(drift({ [name]: "8" }), [`differing echo data.${name}`])
    assert.deepStrictEqual(drift({ [name]: 8 }), [`differing echo data.${name}`])
  })
})

describe("a refusal's payload", () => {
  const drift = (body: unknown) => found(body, compareRefusal)

  it("as documented has no drift", () => {
    assert.deepStrictEqual(drift({ status: 55, data: { tx_status: "1", reason: "Wrong OTP", amount: "1.00" } }), [])
    assert.deepStrictEqual(drift({ status: 308, data: { ekyc_enabled: "" } }), [])
    assert.deepStrictEqual(drift({ status: 463, invalid_params: { customer_id: "unknown" } }), [])
    assert.deepStrictEqual(drift({ status: 463 }), [])
  })

  it.each([
    [{ data: { reason: 5 } }, "type data.reason"],
    [{ data: { surprise: 5 } }, "unexpected field data.surprise"],
    [{ data: [] }, "type data"],
    [{ invalid_params: { customer_id: 5 } }, "type invalid_params"],
    [{ invalid_params: 5 }, "type invalid_params"]
  ])("of %j differs: %s", (change, expected) => {
    assert.deepStrictEqual(drift({ status: 55, ...change }), [expected])
  })
})
