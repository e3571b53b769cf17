import { DmtFino, TransactionInquiry } from "@bhejo/core"
import { assert, describe, it } from "@effect/vitest"
import type { Eko } from "../src/index.ts"
import { Bench, dmtOrder, seedDmtOrder, seedInitiate } from "./support.ts"

const withBody = (request: Eko.Request, change: (body: Record<string, unknown>) => void): Eko.Request => {
  const body = JSON.parse(request.body)
  change(body)
  return { ...request, body: JSON.stringify(body) }
}

describe("routes", () => {
  const bench = new Bench("seed")
  const request = () => bench.request(DmtFino.sendOtp, seedDmtOrder)

  it("an unknown path or version is answered 404", () => {
    for (const path of ["/", "/ekoapi/v2/customer/payment/dmt-fino/otp", "/ekoapi/v3/customer/payment/dmt-fino/otp/"]) {
      const answer = bench.send({ ...request(), path })
      assert.deepStrictEqual([answer.httpStatus, answer.body], [404, '{"message":"No mapping rule matched"}'])
    }
  })

  it("another method is answered 405, another content type 415", () => {
    assert.strictEqual(bench.send({ ...request(), method: "GET" }).httpStatus, 405)
    const plain = { ...request(), headers: { ...request().headers, "content-type": "text/plain" } }
    assert.strictEqual(bench.send(plain).httpStatus, 415)
    const charset = {
      ...request(),
      headers: { ...request().headers, "content-type": "application/json; charset=utf-8" }
    }
    assert.strictEqual(bench.send(charset).httpStatus, 200)
  })

  it("stand below the configured base path", () => {
    const elsewhere = new Bench("seed", {}, { basePath: "/ekoicici/v3" })
    const { path } = elsewhere.request(DmtFino.sendOtp, seedDmtOrder)
    assert.strictEqual(path, "/ekoicici/v3/customer/payment/dmt-fino/otp")
    assert.strictEqual(elsewhere.send(elsewhere.request(DmtFino.sendOtp, seedDmtOrder)).httpStatus, 200)
  })

  it("every answer has Eko's date", () => {
    const { headers } = bench.send(request())
    assert.strictEqual(headers.date, "Mon, 01 Jan 2024 10:30:05 GMT")
  })
})

describe("what a request may hold", () => {
  it("a field that is not documented in the configured generation is answered without a status", () => {
    const seed = new Bench("seed")
    const surprised = withBody(seed.request(DmtFino.sendOtp, seedDmtOrder), (body) => {
      body["surprise"] = 1
    })
    assert.deepStrictEqual(seed.body(surprised), { message: "No key for Response" })

    const later = new Bench("2026-07")
    const order = { client_ref_id: "REQ-20260101-001", ...dmtOrder }
    const withAgent = withBody(later.request(DmtFino.sendOtp, order), (body) => {
      body["user_code"] = "20810200"
    })
    assert.deepStrictEqual(later.body(withAgent), { message: "No key for Response" })
  })

  it("a path parameter belongs into the path, and a query to a GET", () => {
    const bench = new Bench("seed")
    const wire = {
      user_code: "20810200",
      client_ref_id: "REQ-20260101-001",
      customer_id: "9123456789",
      otp: "784512",
      otp_ref_id: "OTPREF20240101001",
      kyc_request_id: "KYC20240101001"
    }
    const twice = withBody(bench.request(DmtFino.validateEkycOtp, wire), (body) => {
      body["customer_id"] = "9123456789"
    })
    assert.deepStrictEqual(bench.body(twice), { message: "No key for Response" })
    const asked = { ...bench.request(DmtFino.sendOtp, seedDmtOrder), query: { initiator_id: "9962981729" } }
    assert.deepStrictEqual(bench.body(asked), { message: "No key for Response" })
  })

  it("missing fields are named, with status 97", () => {
    const bench = new Bench("seed")
    const incomplete = withBody(bench.request(DmtFino.initiate, seedInitiate), (body) => {
      for (const name of ["initiator_id", "otp", "recipient_id_type"]) delete body[name]
    })
    assert.deepStrictEqual(bench.body(incomplete), {
      status: 97,
      response_status_id: 1,
      message: "A required field is missing",
      response_type_id: -1,
      invalid_params: {
        initiator_id: "is required",
        recipient_id_type: "is required",
        otp: "is required"
      }
    })
  })

  it("invalid fields are named, with status 461, and without what they held", () => {
    const bench = new Bench("seed")
    const invalid = withBody(bench.request(DmtFino.initiate, seedInitiate), (body) => {
      Object.assign(body, { recipient_id: "98765", amount: 500.5, otp: "12345x", latlong: "here" })
    })
    const { body } = bench.send(invalid)
    assert.deepInclude(JSON.parse(body), { status: 461, response_type_id: -1 })
    assert.sameMembers(Object.keys(JSON.parse(body).invalid_params), ["recipient_id", "amount", "otp", "latlong"])
    assert.notInclude(body, "12345x")
  })

  it("a fixed parameter has its one value, and an amount is more than nothing", () => {
    const bench = new Bench("seed")
    const other = withBody(bench.request(DmtFino.initiate, seedInitiate), (body) => {
      body["state"] = 1
    })
    assert.deepStrictEqual(bench.body(other)["invalid_params"], { state: 'must be "1"' })
    for (const amount of [0, -500]) {
      const order = bench.request(DmtFino.sendOtp, { ...seedDmtOrder, amount })
      assert.deepStrictEqual(bench.body(order)["invalid_params"], { amount: "must be more than 0" })
    }
  })

  it("what is no JSON object is refused, not crashed on", () => {
    const bench = new Bench("seed")
    for (const body of ["", "{", "null", "[]", '"text"', "7"]) {
      assert.strictEqual(bench.body({ ...bench.request(DmtFino.sendOtp, seedDmtOrder), body })["status"], 461)
    }
    const garbled = { ...bench.request(TransactionInquiry.inquire, { transaction_reference: "1" }) }
    const path = garbled.path.replace(/\/1$/, "/%E0%A4%A")
    assert.strictEqual(bench.body({ ...garbled, path })["status"], 461)
  })

  it("only our initiator and known agents are served", () => {
    const bench = new Bench("seed")
    assert.strictEqual(bench.body(bench.request(DmtFino.sendOtp, seedDmtOrder, "9962981720"))["status"], 319)
    const stranger = { ...seedDmtOrder, user_code: "99999999" }
    assert.strictEqual(bench.body(bench.request(DmtFino.sendOtp, stranger))["status"], 346)
  })
})
