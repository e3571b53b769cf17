import { assert, describe, it } from "@effect/vitest"
import { Schema } from "effect"
import { encodeRequest, requestShape, requests } from "../src/EkoOperation.ts"
import { initiatorId } from "./Examples.ts"

const shape = requestShape({
  customerId: Schema.String,
  recipientId: Schema.Int,
  clientRefId: Schema.optionalKey(Schema.String)
})
const lean = requestShape({ customerId: Schema.String })
const at = <const Method extends "GET" | "POST" | "PUT">(method: Method, path: `/${string}`) => ({
  method,
  path,
  requests: requests(
    requestShape(
      { customerId: Schema.String, recipientId: Schema.Int, clientRefId: Schema.optionalKey(Schema.String) },
      { state: "1", channel: 2 }
    ),
    lean
  )
})

describe("encodeRequest", () => {
  it("puts the parameters of the path into the path, and nowhere else", () => {
    const { path, body } = encodeRequest(at("PUT", "/sender/{customer_id}/otp/{recipient_id}"), "seed", initiatorId, {
      customerId: "9123456789",
      recipientId: 7
    })
    assert.strictEqual(path, "/sender/9123456789/otp/7")
    assert.deepStrictEqual(JSON.parse(body ?? ""), { initiator_id: initiatorId, state: "1", channel: 2 })
  })

  it.each([
    ["client_ref_id:REQ-20260101-001", "client_ref_id%3AREQ-20260101-001"],
    ["a/b?c=d&e#f", "a%2Fb%3Fc%3Dd%26e%23f"],
    ["é %", "%C3%A9%20%25"]
  ])("encodes the path parameter %j", (customerId, encoded) => {
    assert.strictEqual(
      encodeRequest(at("POST", "/x/{customer_id}"), "2026-07", initiatorId, { customerId, recipientId: 7 }).path,
      `/x/${encoded}`
    )
  })

  it("puts the rest of a GET into the query, and sends no body", () => {
    const encoded = encodeRequest(at("GET", "/x/{customer_id}"), "seed", initiatorId, {
      customerId: "1",
      recipientId: 7,
      clientRefId: "a&b=c"
    })
    assert.strictEqual(
      encoded.path,
      "/x/1?initiator_id=9962981729&state=1&channel=2&recipient_id=7&client_ref_id=a%26b%3Dc"
    )
    assert.isUndefined(encoded.body)
  })

  it("sends the configured generation and nothing that only the other one knows", () => {
    const input = { customerId: "9123456789", recipientId: 7, clientRefId: "REQ-20260101-001" }
    assert.deepStrictEqual(JSON.parse(encodeRequest(at("POST", "/x"), "2026-07", initiatorId, input).body ?? ""), {
      initiator_id: initiatorId,
      customer_id: "9123456789"
    })
  })

  it("leaves an absent parameter out", () => {
    const { body } = encodeRequest(at("POST", "/x"), "seed", initiatorId, { customerId: "1", recipientId: 7 })
    assert.notProperty(JSON.parse(body ?? ""), "client_ref_id")
  })

  it("sends no input that its schema refuses", () => {
    assert.throws(() => encodeRequest(at("POST", "/x"), "seed", initiatorId, { customerId: "1", recipientId: 1.5 }))
  })
})

describe("requestShape", () => {
  it("decodes what it encodes, as the other side of the wire does", () => {
    const input = { customerId: "9123456789", recipientId: 7, clientRefId: "REQ-20260101-001" }
    const wire = Schema.encodeSync(shape.schema)(input)
    assert.deepStrictEqual(wire, { customer_id: "9123456789", recipient_id: 7, client_ref_id: "REQ-20260101-001" })
    assert.deepStrictEqual(Schema.decodeUnknownSync(shape.schema)(wire), input)
  })
})
