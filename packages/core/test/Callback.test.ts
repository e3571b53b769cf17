import { inspect } from "node:util"
import { assert, describe, it } from "@effect/vitest"
import { Result, Schema } from "effect"
import { maxBytes, parse } from "../src/Callback.ts"

/** The older version, with numbers where the later one has some texts, and the other way round. */
const older = {
  tx_status: 0,
  txstatus_desc: "Success",
  old_tx_status: 2,
  old_tx_status_desc: "Initiated",
  tid: 12971397,
  client_ref_id: "REQ-20260101-001",
  amount: 500,
  fee: 5,
  gst: 0.76,
  payment_mode: 5,
  bank_ref_num: "313196224563",
  account: "39000012345678",
  ifsc: "SBIN0000001",
  sender_name: "Ramesh Kumar",
  recipient_name: "Sunil Sharma",
  timestamp: "2019-11-01 17:50:44"
}

/** The example values of `qr-transaction-status-callback`, commit 774ff2f8 of Eko's platform repository. */
const later = {
  tid: 2886601782,
  amount: 499,
  client_ref_id: "ORD-20240601-9871",
  old_tx_status: 2,
  old_tx_status_desc: "Initiated",
  bank_ref_num: "313196224563",
  payment_mode: "5",
  fee: 0,
  gst: 0,
  timestamp: "2024-06-01 14:23:05"
}

const hint = {
  tid: "12971397",
  clientRefId: "REQ-20260101-001",
  txStatus: "0",
  oldTxStatus: "2",
  amountPaise: 500_00,
  feePaise: 5_00,
  gstPaise: 76,
  bankRefNum: "313196224563",
  paymentMode: "5",
  timestamp: "2019-11-01 17:50:44"
}

const bytes = (text: string) => new TextEncoder().encode(text)

const whyOf = (body: Uint8Array | string) => {
  const parsed = parse(body)
  return Result.isFailure(parsed) ? parsed.failure.why : undefined
}

describe("parse", () => {
  it("reads numbers and texts alike, as bytes and as text", () => {
    const asTexts = Object.fromEntries(Object.entries(older).map(([name, value]) => [name, String(value)]))
    for (const body of [older, asTexts, { ...asTexts, amount: "500.00", fee: "5.0", gst: "7.6E-1" }]) {
      assert.deepStrictEqual(parse(JSON.stringify(body)), Result.succeed(hint) as unknown)
      assert.deepStrictEqual(parse(bytes(JSON.stringify(body))), Result.succeed(hint) as unknown)
    }
  })

  it("reads the documented example of the later version", () => {
    assert.deepStrictEqual(
      parse(JSON.stringify(later)),
      Result.succeed({
        tid: "2886601782",
        clientRefId: "ORD-20240601-9871",
        oldTxStatus: "2",
        amountPaise: 499_00,
        feePaise: 0,
        gstPaise: 0,
        bankRefNum: "313196224563",
        paymentMode: "5",
        timestamp: "2024-06-01 14:23:05"
      }) as unknown
    )
  })

  it("does not read names, accounts or anything unknown", () => {
    const parsed = inspect(parse(JSON.stringify({ ...older, aadhaar: "999912345678" })), { depth: 9 })
    for (const personal of ["Ramesh", "Sunil", "39000012345678", "SBIN0000001", "999912345678"]) {
      assert.notInclude(parsed, personal)
    }
  })

  it("takes a reference, a mode and a time only in their forms, since a free text may be anything", () => {
    const free = { tid: 7, client_ref_id: "9876501234 Ramesh Kumar", payment_mode: "for Ramesh", timestamp: "Ramesh" }
    assert.deepStrictEqual(parse(JSON.stringify(free)), Result.succeed({ tid: "7" }) as unknown)
    assert.strictEqual(whyOf('{"client_ref_id":"Ramesh Kumar"}'), "names no transaction")
  })

  it("leaves out what is unreadable, as long as a transaction is named", () => {
    const odd = {
      tid: "12971397",
      client_ref_id: { of: "another kind" },
      tx_status: 2.5,
      amount: "five hundred",
      fee: 0.001,
      gst: null,
      bank_ref_num: "\u0000",
      payment_mode: [],
      timestamp: true
    }
    assert.deepStrictEqual(parse(JSON.stringify(odd)), Result.succeed({ tid: "12971397" }) as unknown)
    assert.deepStrictEqual(parse('{"tid":0,"client_ref_id":"R"}'), Result.succeed({ clientRefId: "R" }) as unknown)
    // An unlisted status is a status, and an empty one is, too: both are in flight.
    assert.deepStrictEqual(parse('{"tid":1,"tx_status":""}'), Result.succeed({ tid: "1", txStatus: "" }) as unknown)
  })

  it.each([
    ["", "not a JSON object"],
    ["null", "not a JSON object"],
    ["[]", "not a JSON object"],
    ['"{}"', "not a JSON object"],
    ['{"tid":1', "not a JSON object"],
    ["tid=1&amount=2", "not a JSON object"],
    ["{}", "names no transaction"],
    ['{"tid":0}', "names no transaction"],
    ['{"tid":-1}', "names no transaction"],
    ['{"tid":12971397.5}', "names no transaction"],
    ['{"tid":1e30}', "names no transaction"],
    ['{"data":{"tid":1}}', "names no transaction"],
    ['{"__proto__":{"tid":1}}', "names no transaction"],
    ['{"client_ref_id":""}', "names no transaction"]
  ])("fails for %j", (body, why) => {
    assert.strictEqual(whyOf(body), why)
    assert.strictEqual(whyOf(bytes(body)), why)
  })

  it("bounds what it looks at", () => {
    assert.strictEqual(whyOf(`{"client_ref_id":"${"x".repeat(65)}"}`), "names no transaction")
    for (const body of [
      `{"tid":1,"a":"${"x".repeat(maxBytes)}"}`,
      "[".repeat(maxBytes + 1),
      '{"a":'.repeat(maxBytes)
    ]) {
      assert.strictEqual(whyOf(body), "too large")
      assert.strictEqual(whyOf(bytes(body)), "too large")
    }
    assert.strictEqual(whyOf("[".repeat(maxBytes)), "not a JSON object")
    const deep = `{"tid":1,"a":${"[".repeat(8_000)}${"]".repeat(8_000)}}`
    assert.deepStrictEqual(parse(deep), Result.succeed({ tid: "1" }) as unknown)
  })

  it("fails for bytes that are no text", () => {
    assert.strictEqual(whyOf(new Uint8Array([0x7b, 0xff, 0xfe, 0x7d])), "not text")
  })

  it("repeats nothing of what it cannot read", () => {
    for (const body of ['{"mobile":"9123456789"', '{"mobile":"9123456789"}', "9123456789".repeat(2_000)]) {
      const parsed = parse(body)
      assert.isTrue(Result.isFailure(parsed))
      const failure = Result.isFailure(parsed) ? parsed.failure : undefined
      assert.notInclude(`${inspect(failure, { depth: 9 })} ${JSON.stringify(failure)} ${failure}`, "9123456789")
      assert.match(String(failure?.message), /^A callback /)
    }
  })

  const Bytes = Schema.Array(Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 255 })))
  it.prop("throws for no bytes", [Bytes], ([each]) => {
    const parsed = parse(Uint8Array.from(each))
    if (Result.isSuccess(parsed)) assert.isTrue("tid" in parsed.success || "clientRefId" in parsed.success)
  })

  it.prop("throws for no text, and reads it as its bytes", [Schema.String], ([text]) => {
    const parsed = parse(text)
    // A half of a surrogate pair has no bytes of its own.
    if (text.isWellFormed()) assert.deepStrictEqual(parse(bytes(text)), parsed)
  })

  it.prop(
    "throws for no values of its fields, and gives none but what it can keep",
    [Schema.Record(Schema.Literals(["tid", "client_ref_id", "tx_status", "amount", "fee", "timestamp"]), Schema.Json)],
    ([body]) => {
      const parsed = parse(JSON.stringify(body))
      if (Result.isFailure(parsed)) return
      for (const value of Object.values(parsed.success)) {
        if (typeof value === "number") assert.isTrue(Number.isSafeInteger(value))
        else assert.match(String(value), /^[^\p{Cc}\p{Cs}]*$/u)
      }
    }
  )

  it.prop(
    "loses nothing of a transaction's number and sum",
    [
      Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 9_007_199_254_740_991 })),
      Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 1_000_000_00 }))
    ],
    ([tid, paise]) => {
      for (const amount of [paise / 100, (paise / 100).toFixed(2)]) {
        for (const id of [tid, String(tid)]) {
          const parsed = parse(JSON.stringify({ tid: id, amount }))
          assert.deepStrictEqual(parsed, Result.succeed({ tid: String(tid), amountPaise: paise }) as unknown)
        }
      }
    }
  )
})
