import { assert, describe, it } from "@effect/vitest"
import { Arbitrary, Option, Schema } from "effect"
import * as Envelope from "../src/Envelope.ts"

const read = (body: unknown) =>
  Option.getOrUndefined(
    Envelope.read({
      httpStatus: 200,
      dateMillis: undefined,
      body: typeof body === "string" ? body : JSON.stringify(body)
    })
  )

describe("read", () => {
  it("reads both generations", () => {
    const body = {
      status: 0,
      response_status_id: 0,
      message: "ok",
      response_type_id: 325,
      tx_status: "0",
      data: { tx_status: 0, tid: "1" }
    }
    const seed = read(body)
    assert.deepStrictEqual(seed, {
      status: 0,
      message: "ok",
      responseStatusId: 0,
      responseTypeId: 325,
      data: { tx_status: 0, tid: "1" },
      body,
      words: ["ok"],
      txStatuses: ["0", "0"],
      unreadable: []
    } as unknown)
    assert.deepStrictEqual(read({ status: "2133", data: { tx_status: "" } })?.txStatuses, [""] as unknown)
    assert.strictEqual(read({ status: "2133" })?.status, 2133)
  })

  it.each([
    [""],
    ["No mapping rule matched"],
    ["<html><body>403 Forbidden</body></html>"],
    ['{"message":"No key for Response"}'],
    ['{"status":0'],
    ['{"status":0}}'],
    ["{'status':0}"],
    ['{"status":NaN}'],
    ['\ufeff{"status":0}'],
    ["null"],
    ["0"],
    ['"0"'],
    ["[]"],
    ['[{"status":0}]'],
    ['{"status":null}'],
    ['{"status":true}'],
    ['{"status":""}'],
    ['{"status":" 0"}'],
    ['{"status":"0x0"}'],
    ['{"status":"0.0"}'],
    ['{"status":0.5}'],
    ['{"status":1e400}'],
    ['{"status":[0]}'],
    ['{"status":{"status":0}}'],
    ['{"data":{"status":0}}']
  ])("finds no envelope in %j", (body) => {
    assert.isUndefined(read(body))
  })

  it.each([
    ['{"status":0,"status":55}'],
    ['{"status":55,"st\\u0061tus":0}'],
    ['{"status":0,"tx_status":"0","tx_status":"1"}'],
    ['{"status":0,"data":{"tx_status":"1","tx_status":"0"}}'],
    ['{"status":0,"data":{"tx_status":"1"},"data":{"tx_status":"0"}}'],
    ['{"status":0,"data":{"list":[{"a":1,"a":2}]}}'],
    ['{"status":0,"":1,"":2}']
  ])("finds no envelope where a name stands twice: %s", (body) => {
    assert.isDefined(JSON.parse(body))
    assert.isUndefined(read(body))
  })

  it("counts only names, whatever the texts hold", () => {
    const tricky = {
      status: 0,
      message: 'a "quoted": b\\" :: \\',
      ":": { "\\": [":", '":"', { '"': "\\\\" }] },
      data: { "a:b": ":", __proto__x: [], nested: [[{ k: {} }, { k: {} }]] }
    }
    assert.isDefined(read(tricky))
    assert.isDefined(read(JSON.stringify(tricky, undefined, "\t")))
  })

  it.prop(
    "reads any payload that JSON can hold",
    [Arbitrary.schema(Schema.Unknown)],
    ([data]) => {
      const envelope = read({ status: 7, data })
      assert.strictEqual(envelope?.status, 7)
    },
    { arbitrary: { runs: 300 } }
  )

  it.prop("never throws, whatever the text", [Schema.String], ([text]) => {
    read(text)
    read(`{"status":0,"data":{${text}}}`)
    read(`{"status":0,"data":"${text}"`)
  })

  it("survives depth and length", () => {
    const depth = 100_000
    assert.isDefined(read(`{"status":0,"data":{"deep":${"[".repeat(depth)}${"]".repeat(depth)}}}`))
    assert.isDefined(read(`{"status":0,"message":"${"\\\\".repeat(1_000_000)}"}`))
  })

  it("does not look through a prototype that the text names", () => {
    const envelope = read('{"status":0,"data":{"__proto__":{"tx_status":"0","tid":"1"}},"x":{"__proto__":{}}}')
    assert.deepStrictEqual(envelope?.txStatuses, [])
    assert.deepStrictEqual(read('{"status":0,"__proto__":{"tx_status":"0"}}')?.txStatuses ?? [], [])
  })
})

describe("words", () => {
  it("come from every place in which Eko may name a cause, the most specific first", () => {
    const envelope = read({
      status: 461,
      message: "message",
      reason: "top reason",
      description: "top description",
      invalid_params: { otp: "invalid otp", amount: "" },
      data: { reason: "", description: "description", txstatus_desc: "Failed" }
    })
    assert.deepStrictEqual(envelope?.words, [
      "description",
      "top reason",
      "top description",
      "invalid otp",
      "message",
      "Failed"
    ])
  })
})

describe("unreadable", () => {
  it.each<[string, unknown, ReadonlyArray<string>]>([
    ["nothing", { status: 0 }, []],
    ["no data", { status: 0, data: null }, []],
    ["empty data", { status: 0, data: "" }, []],
    ["data in a list", { status: 0, data: [{ tx_status: "0" }] }, ["data"]],
    ["data as text", { status: 0, data: '{"tx_status":"0"}' }, ["data"]],
    ["a number for data", { status: 0, data: 0 }, ["data"]],
    ["a tx_status of null", { status: 0, data: { tx_status: null } }, ["tx_status"]],
    ["a tx_status that is a list", { status: 0, tx_status: ["1"], data: { tx_status: "1" } }, ["tx_status"]],
    ["a reason that is a list", { status: 55, data: { reason: ["OTP already Consumed"] } }, ["cause"]],
    ["a description that is an object", { status: 55, data: { description: { text: "x" } } }, ["cause"]],
    ["a message that is a number", { status: 55, message: 5 }, ["cause"]],
    ["invalid_params in a list", { status: 461, invalid_params: ["otp"] }, ["invalid_params"]],
    ["invalid_params in depth", { status: 461, invalid_params: { otp: { message: "x" } } }, ["cause"]],
    ["an unknown field of any kind", { status: 0, extra: [{}], data: { extra: [{}], pan_required: 2 } }, []]
  ])("names what decides and cannot be read: %s", (_, body, expected) => {
    assert.deepStrictEqual(read(body)?.unreadable, expected)
  })
})
