/** Whatever bytes answer a debit prove no more than they say. */
import { assert, describe, it } from "@effect/vitest"
import { Arbitrary, Schema } from "effect"
import * as DmtFino from "../src/DmtFino.ts"
import { accepted, decline, declined, input, proves, success, unknown } from "./DebitProof.ts"
import { answer, meaningOf, signedAtMillis } from "./Examples.ts"

describe("a body that is not what it should be", () => {
  it.each([
    [""],
    [" "],
    ["null"],
    ["true"],
    ["0"],
    ['"0"'],
    ["[]"],
    ["{}"],
    [JSON.stringify([success])],
    [JSON.stringify(success).slice(0, -1)],
    [JSON.stringify(declined).slice(0, -2)],
    [`${JSON.stringify(success)}${JSON.stringify(declined)}`],
    [`\ufeff${JSON.stringify(success)}`],
    [`)]}'${JSON.stringify(success)}`],
    [JSON.stringify(JSON.stringify(success))],
    ['{"status":0,"data":[{"tx_status":"0","tid":"7"}]}'],
    ['{"status":347,"data":[{"tx_status":"0","tid":"7"}]}'],
    ['{"status":347,"data":"{\\"tx_status\\":\\"0\\",\\"tid\\":\\"7\\"}"}'],
    ['{"status":55,"data":[{"tx_status":"1"}]}'],
    ['{"status":0,"data":{"data":{"tx_status":"0","tid":"7"}}}']
  ])("proves nothing: %s", (body) => {
    assert.strictEqual(proves(body), unknown)
  })

  it.each([
    ['{"status":0,"status":55,"data":{"tx_status":"1"}}'],
    ['{"status":55,"status":0,"data":{"tx_status":"0","tid":"7"}}'],
    ['{"status":55,"data":{"tx_status":"0","tx_status":"1"}}'],
    ['{"status":0,"data":{"tx_status":"1","tx_status":"0","tid":"7"}}'],
    ['{"status":0,"data":{"tx_status":"0","tid":"6","tid":"7"}}'],
    ['{"status":0,"data":{"tx_status":"0","tid":"7","amount":"500.00","amount":"100.00"}}'],
    ['{"status":55,"data":{"tx_status":"1","reason":"OTP already Consumed","reason":"Wrong OTP"}}'],
    ['{"status":347,"data":{"tx_status":"0","tid":"7"},"data":{}}']
  ])("proves nothing where a name stands twice: %s", (body) => {
    assert.strictEqual(proves(body), unknown)
  })

  it("is read where only unknown fields and types were added", () => {
    const drift = {
      new_field: [{ deep: null }],
      pan_required: 2,
      fee: {},
      balance: null,
      commission: "n/a",
      utrnumber: 5
    }
    assert.strictEqual(proves({ ...success, ...drift, data: { ...success.data, ...drift } }), "accepted 0 7")
    assert.strictEqual(proves({ ...declined, ...drift, data: { ...declined.data, ...drift } }), "WrongOtp")
  })
})

describe("every answer", () => {
  /** The usual values four times as often as all the others, so that answers of every kind come up. */
  const mostly = (usual: ReadonlyArray<unknown>, ...others: ReadonlyArray<unknown>) => {
    const weighted = [
      ...others,
      ...[...others, ...others, ...others, ...others].map((_, at) => usual[at % usual.length])
    ]
    const Index = Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: weighted.length - 1 }))
    return Arbitrary.map(Arbitrary.schema(Index), (at) => weighted[at])
  }
  const absent = Symbol("absent")
  const present = (record: Record<string, unknown>) =>
    Object.fromEntries(Object.entries(record).filter(([, value]) => value !== absent))
  const text = mostly(
    [absent],
    "Wrong OTP",
    "OTP already Consumed",
    "OTP Already Used",
    "Duplicate request",
    "",
    null,
    ["OTP already Consumed"],
    5
  )
  const status = mostly(
    [0, 0, 55],
    "0",
    1,
    "55",
    36,
    302,
    303,
    347,
    463,
    544,
    168,
    342,
    999,
    2133,
    2483,
    2485,
    -1,
    null,
    "",
    [0],
    {},
    true
  )
  const txStatus = mostly(["0", "1"], absent, 0, 1, "2", "3", "4", "5", "6", "99", "", " 1", null, ["1"], {}, true)

  const Answers = Arbitrary.all({
    httpStatus: mostly([200], 201, 302, 400, 401, 403, 404, 408, 463, 499, 502),
    offsetMillis: mostly([undefined], 0, 100_000, -100_000, 600_000, -600_000),
    topStatus: mostly([absent], absent, absent, "0", "1", 0, 1, "2", "", null, ["1"]),
    status,
    responseStatusId: mostly([absent], 0, 1, 302, 2485),
    message: text,
    data: Arbitrary.map(
      Arbitrary.all({
        tx_status: txStatus,
        tid: mostly(["7"], absent, 7, "0", "", null, {}, "x"),
        amount: mostly(["100.00"], absent, 100, "500", "", null, {}),
        reason: text,
        description: mostly([absent], absent, absent, "", "OTP already used", {}),
        client_ref_id: mostly([absent, input.clientRefId], null, "", "REQ-20260101-002", 5),
        fee: mostly(["10.0"], absent, null, {})
      }),
      present
    ),
    replaced: mostly([absent], absent, absent, absent, null, "", [], [{ tx_status: "0" }], "x", 5)
  })
  const seen = new Set<string>()
  const listed = new Set([36, 302, 303, 347, 463, 544, 2483, 2485])
  const says = (value: unknown, ...texts: ReadonlyArray<unknown>) => texts.includes(value)

  it.prop(
    "is a refusal only with a proof, an acceptance only with an id, and otherwise unknown",
    { made: Answers },
    ({ made }) => {
      const data = made.replaced === absent ? made.data : made.replaced
      const body = present({
        status: made.status,
        response_status_id: made.responseStatusId,
        tx_status: made.topStatus,
        message: made.message,
        data
      })
      const httpStatus = Number(made.httpStatus)
      const about = made.offsetMillis === undefined ? {} : { dateMillis: signedAtMillis + Number(made.offsetMillis) }
      const interpreted = DmtFino.initiate.interpret(answer(body, { httpStatus, ...about }), input)

      const code = Number(made.status)
      const inner: Record<string, unknown> =
        typeof data === "object" && data !== null && !Array.isArray(data) ? { ...data } : {}
      const txStatuses = [body["tx_status"], inner["tx_status"]].filter((value) => value !== undefined)
      const isFailed = txStatuses.length > 0 && txStatuses.every((value) => says(value, "1", 1))
      const repeats = [inner["reason"], inner["description"], body["message"]].some((value) =>
        says(value, "OTP already Consumed", "OTP Already Used", "OTP already used", "Duplicate request")
      )
      const isOurs = says(inner["amount"], undefined, "100.00", 100)
      seen.add(proves(body, { httpStatus, ...about }).replace(/ 7$/, ""))

      if (interpreted._tag === "Success") {
        assert.strictEqual(httpStatus, 200)
        assert.isTrue(says(made.status, 0, "0"))
        assert.strictEqual(interpreted.success.facts.tid, "7")
        assert.isNotEmpty(txStatuses)
        assert.strictEqual(new Set(txStatuses.map(String)).size, 1)
        assert.strictEqual(interpreted.success.txStatus, String(txStatuses[0]))
        assert.isFalse(isFailed)
        assert.isTrue(isOurs)
        assert.isFalse(repeats)
        return
      }
      switch (interpreted.failure._tag) {
        case "Rejected":
          assert.include([200, 400, 401, 403, 404, 463], httpStatus)
          assert.isTrue(listed.has(code) || (httpStatus === 200 && isFailed), "a listed cause or tx_status 1")
          assert.isTrue(txStatuses.length === 0 || isFailed, "no other tx_status")
          assert.isTrue(isOurs)
          assert.isFalse(repeats)
          assert.include([undefined, null, "", input.clientRefId], inner["client_ref_id"])
          assert.isTrue(txStatuses.length > 0 || says(inner["tid"], undefined, null, "", "0"), "no transaction")
          assert.isFalse(Array.isArray(data) || typeof data === "number" || data === "x", "data can be read")
          if (code === 2485) assert.include([600_000, -600_000], made.offsetMillis)
          break
        case "OtpConsumed":
          assert.isTrue(repeats)
          break
        case "OutcomeUnknown":
          assert.strictEqual(interpreted.failure.phase, "answer")
      }
    },
    { arbitrary: { runs: 10_000 } }
  )

  it("above was of every kind", () => {
    assert.includeMembers(
      [...seen],
      [
        unknown,
        "OtpConsumed",
        "accepted 0",
        "accepted 2",
        "DeclinedByBank",
        "WrongOtp",
        "InsufficientBalance",
        "AuthenticationFailed"
      ]
    )
  })

  it.prop(
    "is read without a throw, whatever JSON it is",
    [Arbitrary.schema(Schema.Unknown), status, txStatus, Arbitrary.schema(Schema.Unknown)],
    ([any, code, tx_status, data]) => {
      for (const httpStatus of [200, 403]) {
        assert.strictEqual(proves(any, { httpStatus }), unknown)
        proves({ status: code, tx_status, data }, { httpStatus })
        proves(
          {
            status: code,
            data: { tx_status, tid: any, amount: any, reason: data, fee: any, recipient_name: any, bank_ref_num: data }
          },
          { httpStatus }
        )
        proves({ status: 461, message: any, invalid_params: data }, { httpStatus })
      }
    },
    { arbitrary: { runs: 300 } }
  )

  const Bytes = Schema.Array(Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 255 })))

  it.prop("is read without a throw, whatever bytes it is", [Bytes, Schema.String], ([bytes, text]) => {
    assert.strictEqual(proves(Buffer.from(bytes).toString("utf8")), unknown)
    assert.strictEqual(proves(Buffer.from(bytes).toString("latin1"), { httpStatus: 403 }), unknown)
    assert.strictEqual(proves(text), unknown)
  })

  it("proves nothing where any part of it is missing", () => {
    for (const body of [success, declined, { status: 347, message: "Insufficient balance" }]) {
      const text = JSON.stringify(body)
      for (let length = 0; length < text.length; length++) assert.strictEqual(proves(text.slice(0, length)), unknown)
    }
  })

  it("never carries foreign text that a database or a reader could not bear", () => {
    const interpreted = DmtFino.initiate.interpret(
      answer({
        ...accepted("0"),
        data: { tx_status: "0", tid: "7", recipient_name: "A\u0000B", bank_ref_num: "\ud800", fee: "1e3" }
      }),
      input
    )
    assert.deepStrictEqual(meaningOf(interpreted), {
      _tag: "Success",
      success: { txStatus: "0", facts: { tid: "7", feePaise: 1000_00 } }
    } as unknown)
    const refused = DmtFino.initiate.interpret(
      answer(decline("Acc 123456789012 of\u0000 9123456789\ud800 closed")),
      input
    )
    if (refused._tag === "Success" || refused.failure._tag !== "Rejected") return assert.fail("not a refusal")
    assert.strictEqual(refused.failure.detail, "Acc ••• of  •••\ufffd closed")
  })
})
