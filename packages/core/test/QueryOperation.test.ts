import { assert, describe, it } from "@effect/vitest"
import { Schema } from "effect"
import * as AnswerShape from "../src/AnswerShape.ts"
import { requestShape, sameRequests } from "../src/EkoOperation.ts"
import * as QueryOperation from "../src/QueryOperation.ts"
import type { Reason } from "../src/Rejection.ts"
import { answer } from "./Examples.ts"

const shape = requestShape({ customerId: Schema.String })
const operation = QueryOperation.make({
  name: "test/query",
  method: "GET",
  path: "/x/{customer_id}",
  repeats: "safely",
  requests: sameRequests(shape),
  succeeds: [QueryOperation.plain("Value", { type: [7] }, AnswerShape.make({ value: AnswerShape.needed(Schema.Int) }))],
  rejections: ["MonthlyLimitExhausted", "CustomerNotEnrolled", "TransactionNotFound", "OtpExpired"]
})

const interpret = (body: unknown, about?: Parameters<typeof answer>[1]) => {
  const interpreted = operation.interpret(answer(body, about), { customerId: "1" })
  if (interpreted._tag === "Success") return interpreted.success.value
  return interpreted.failure._tag === "Rejected" ? interpreted.failure.reason : interpreted.failure._tag
}

describe("QueryOperation", () => {
  it("moves nothing", () => {
    assert.strictEqual(operation.moves, "nothing")
  })

  it("succeeds with HTTP 200 and its own success alone", () => {
    const body = { status: 0, data: { value: 7 } }
    assert.strictEqual(interpret(body), 7)
    for (const httpStatus of [201, 202, 301, 400, 404, 408, 429, 499, 500, 502]) {
      assert.strictEqual(interpret(body, { httpStatus }), "OutcomeUnknown")
    }
  })

  it("does not guess at a success whose payload cannot be read", () => {
    for (const data of [undefined, null, "", [], {}, { value: "7" }, { value: 7.5 }]) {
      assert.strictEqual(interpret({ status: 0, data }), "OutcomeUnknown")
    }
  })

  it.each<[unknown, Reason]>([
    [{ status: 36 }, "MonthlyLimitExhausted"],
    [{ status: 308 }, "CustomerNotEnrolled"],
    [{ status: 168 }, "TransactionNotFound"],
    [{ status: 2131, response_status_id: 303 }, "OtpExpired"],
    [{ status: 2485 }, "AuthenticationFailed"],
    [{ status: 9999, message: "?" }, "UnlistedRejection"]
  ])("HTTP 200 with %j refuses as %s", (body, reason) => {
    assert.strictEqual<unknown>(interpret(body), reason)
  })

  it("keeps the number and the masked words of a refusal that no page lists", () => {
    const interpreted = operation.interpret(answer({ status: 9999, message: "no 9123456789 here" }), {
      customerId: "1"
    })
    if (interpreted._tag === "Success" || interpreted.failure._tag !== "Rejected") return assert.fail("not a refusal")
    assert.include(interpreted.failure, { reason: "UnlistedRejection", code: 9999, detail: "no ••• here" })
  })

  it.each([400, 401, 403, 404])("HTTP %d refuses only with a listed cause", (httpStatus) => {
    assert.strictEqual(interpret({ status: 2484 }, { httpStatus }), "AuthenticationFailed")
    assert.strictEqual(interpret({ status: 9999 }, { httpStatus }), "OutcomeUnknown")
    assert.strictEqual(interpret({ status: httpStatus, error: "Forbidden" }, { httpStatus }), "OutcomeUnknown")
    assert.strictEqual(interpret("<html>", { httpStatus }), "OutcomeUnknown")
    assert.strictEqual(interpret({ message: "No mapping rule matched" }, { httpStatus }), "OutcomeUnknown")
  })

  it.prop("never throws", [Schema.Unknown, Schema.Unknown, Schema.String], ([any, data, text]) => {
    interpret(any)
    interpret(text)
    interpret({ status: 0, data })
    interpret({ status: 461, response_status_id: any, message: data, invalid_params: any, data })
  })
})
