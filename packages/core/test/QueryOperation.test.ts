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

describe("the kinds of success", () => {
  const tagged = <const Tag extends string>(
    tag: Tag,
    type: ReadonlyArray<number>,
    status: ReadonlyArray<number> = [0]
  ) => QueryOperation.tagged(tag, { type, status }, AnswerShape.make({ note: AnswerShape.told(Schema.NonEmptyString) }))
  const several = QueryOperation.make({
    name: "test/several",
    method: "GET",
    path: "/x/{customer_id}",
    repeats: "safely",
    requests: sameRequests(shape),
    succeeds: [tagged("One", [1]), tagged("Other", [2]), tagged("Third", [3], [3])]
  })
  const envelope = { status: 0, message: "ok", response_status_id: 0, data: { note: "" } }
  const means = (change: object, httpStatus = 200) => {
    const { drift, ...meaning } = several.interpret(answer({ ...envelope, ...change }, { httpStatus }), {
      customerId: "1"
    })
    const kind = meaning._tag === "Success" ? meaning.success._tag : meaning.failure._tag
    return [kind, ...drift.map(({ kind, path }) => `${kind} ${path}`)]
  }

  it("are told apart by the type, or else not at all", () => {
    assert.deepStrictEqual(means({ response_type_id: 1 }), ["One"])
    assert.deepStrictEqual(means({ response_type_id: 2 }), ["Other"])
    assert.deepStrictEqual(means({ response_type_id: 3, status: 3 }), ["Third"])
    assert.deepStrictEqual(means({ response_type_id: 3 }), ["OutcomeUnknown", "unknown code response_type_id"])
    assert.deepStrictEqual(means({ response_type_id: 9 }), ["OutcomeUnknown", "unknown code response_type_id"])
    assert.deepStrictEqual(means({}), ["OutcomeUnknown", "missing response_type_id"])
  })

  it("are not guessed from the status alone where the payload proves nothing", () => {
    assert.deepStrictEqual(means({ status: 3, response_type_id: 9 }), [
      "OutcomeUnknown",
      "unknown code response_type_id"
    ])
  })

  it("are taken by their payload where the status leaves one alone that it proves, and the type is told as drift", () => {
    const value = (type: number | undefined) =>
      operation.interpret(answer({ ...envelope, response_type_id: type, data: { value: 7 } }), { customerId: "1" })
    assert.deepStrictEqual(value(7), { _tag: "Success", success: { value: 7 }, drift: [] })
    for (const [type, kind] of [
      [8, "unknown code"],
      [undefined, "missing"]
    ] as const) {
      const { drift, ...meaning } = value(type)
      assert.deepStrictEqual(meaning, { _tag: "Success", success: { value: 7 } })
      assert.deepStrictEqual(
        drift.map(({ kind, path }) => ({ kind, path })),
        [{ kind, path: "response_type_id" }]
      )
    }
  })
})

describe("the drift of a refusal", () => {
  const refused = (body: object | string, httpStatus = 200) => {
    const { drift, ...meaning } = operation.interpret(answer(body, { httpStatus }), { customerId: "1" })
    if (meaning._tag === "Success") return assert.fail("a success")
    const { failure } = meaning
    return [
      failure._tag === "Rejected" ? `${failure.reason} ${failure.code}` : failure._tag,
      ...drift.map(({ kind, path }) => `${kind} ${path}`)
    ]
  }
  const envelope = { message: "no", response_status_id: 1 }

  it("is none where the code is declared", () => {
    assert.deepStrictEqual(refused({ ...envelope, status: 36 }), ["MonthlyLimitExhausted 36"])
  })

  it("tells what its envelope and its payload have otherwise", () => {
    assert.deepStrictEqual(refused({ status: 36, message: 5, surprise: 1, data: { more: 1 } }), [
      "MonthlyLimitExhausted 36",
      "type message",
      "missing response_status_id",
      "unexpected field surprise",
      "unexpected field data.more"
    ])
  })

  it("names a code that no page lists, and one that is listed but not declared here", () => {
    assert.deepStrictEqual(refused({ ...envelope, status: 9999 }), ["UnlistedRejection 9999", "unknown code status"])
    assert.deepStrictEqual(refused({ ...envelope, status: 342 }), ["UnlistedRejection 342", "unknown code status"])
    // With a 4xx, which a gateway may have given, such a code decides nothing.
    assert.deepStrictEqual(refused({ ...envelope, status: 342 }, 403), ["OutcomeUnknown", "unknown code status"])
  })

  it("is told of a page instead of an answer only where Eko itself answered", () => {
    assert.deepStrictEqual(refused("<html>"), ["OutcomeUnknown", "unreadable "])
    assert.deepStrictEqual(refused("<html>", 403), ["OutcomeUnknown"])
    assert.deepStrictEqual(refused("<html>", 502), ["OutcomeUnknown"])
  })

  it.each([
    [{ status: 1, response_type_id: 308 }, "CustomerNotEnrolled 1"],
    [{ status: 1, response_type_id: -1, invalid_params: { customer_id: "is wrong" } }, "ValidationFailed 1"]
  ])("is none where the type names the reason: %j", (body, reason) => {
    assert.deepStrictEqual(refused({ ...envelope, ...body }), [reason])
  })

  it("does not take a type of -1 alone for a refused parameter", () => {
    const unlisted = ["UnlistedRejection 1", "unknown code status"]
    assert.deepStrictEqual(refused({ ...envelope, status: 1, response_type_id: -1 }), unlisted)
  })
})
