import { assert, describe, it } from "@effect/vitest"
import { Arbitrary, Schema } from "effect"
import * as DmtFino from "../src/DmtFino.ts"
import { paise } from "../src/Money.ts"
import type * as Rejection from "../src/Rejection.ts"
import { answer, meaningOf, seedValues, signedAtMillis } from "./Examples.ts"

/** The debit of these tests is of ₹100. */
const input = { ...seedValues, amountPaise: paise(100_00) }

type About = Parameters<typeof answer>[1]

/** What an answer proves, in one line. */
const proves = (body: unknown, about?: About): string => {
  const interpreted = DmtFino.initiate.interpret(answer(body, about), input)
  if (interpreted._tag === "Success") return `accepted ${interpreted.success.txStatus} ${interpreted.success.facts.tid}`
  const { failure } = interpreted
  switch (failure._tag) {
    case "Rejected":
      return failure.tid === undefined ? failure.reason : `${failure.reason} ${failure.tid}`
    case "OtpConsumed":
    case "OutcomeUnknown":
      return failure._tag
  }
}

const unknown = "OutcomeUnknown"
const success = { status: 0, data: { tx_status: "0", tid: "7", amount: "100.00" } }
const declined = { status: 55, data: { tx_status: "1", reason: "Wrong OTP" } }
const accepted = (tx_status: unknown) => ({ status: 0, data: { tx_status, tid: "7" } })
const decline = (reason: unknown) => ({ status: 55, data: { tx_status: "1", reason } })

describe("HTTP", () => {
  const bodies = [success, declined, { status: 347 }, { status: 2483 }, "", "<html>", "null"]

  it.each([
    201, 202, 204, 206, 300, 301, 302, 303, 304, 307, 308, 408, 421, 425, 429, 499, 500, 502, 503, 504, 520, 522, 524,
    599
  ])("%d proves nothing, whatever the body", (httpStatus) => {
    for (const body of bodies) assert.strictEqual(proves(body, { httpStatus }), unknown)
  })

  it.each([400, 401, 403, 404, 405, 409, 415, 422])("%d proves nothing without a listed cause", (httpStatus) => {
    const gateways = [
      "",
      "Forbidden",
      "No mapping rule matched",
      "<html><head><title>403 Forbidden</title></head></html>",
      { message: "Forbidden" },
      {
        timestamp: "2026-07-23T09:46:35Z",
        status: httpStatus,
        error: "Not Found",
        path: "/ekoicici/v3/customer/payment"
      },
      { status: String(httpStatus) },
      { status: 0 },
      { status: 1 },
      { status: 55 },
      { status: 999 },
      { status: "fail" },
      success,
      declined,
      { status: 168 },
      { status: 342 }
    ]
    for (const body of gateways) assert.strictEqual(proves(body, { httpStatus }), unknown, JSON.stringify(body))
  })

  it.each([400, 401, 403, 404, 422])("%d with a listed cause in Eko's envelope is a refusal", (httpStatus) => {
    assert.strictEqual(proves({ status: 347, message: "Insufficient balance" }, { httpStatus }), "InsufficientBalance")
    assert.strictEqual(proves({ status: 461, invalid_params: { amount: "wrong" } }, { httpStatus }), "ValidationFailed")
    assert.strictEqual(proves({ status: 347, data: { tx_status: "0", tid: "7" } }, { httpStatus }), unknown)
    assert.strictEqual(proves({ status: 347, data: { tx_status: "" } }, { httpStatus }), unknown)
  })

  it.each([460, 461, 463, 467])(
    "%d, which is also a code of Eko's, is a gateway's where the body repeats it",
    (httpStatus) => {
      assert.strictEqual(proves({ status: httpStatus }, { httpStatus }), unknown)
      assert.notStrictEqual(proves({ status: httpStatus }), unknown)
    }
  )
})

describe("authentication", () => {
  it.each([2483, 2484, 2486, 2487])("%d is a refusal, with HTTP 401, 403 and 200", (status) => {
    for (const httpStatus of [401, 403, 200])
      assert.strictEqual(proves({ status }, { httpStatus }), "AuthenticationFailed")
  })

  it.each([401, 403, 200])(
    "2485 with HTTP %d is a refusal only where Eko's Date shows that the clock is wrong",
    (httpStatus) => {
      const at = (offsetMillis: number, elapsedMillis = 0) =>
        proves({ status: 2485 }, { httpStatus, elapsedMillis, dateMillis: signedAtMillis + offsetMillis })
      assert.strictEqual(proves({ status: 2485 }, { httpStatus }), unknown)
      assert.strictEqual(at(0), unknown)
      assert.strictEqual(at(120_000), unknown)
      assert.strictEqual(at(-120_000), unknown)
      assert.strictEqual(at(180_000), "AuthenticationFailed")
      assert.strictEqual(at(-180_000), "AuthenticationFailed")
      // The request may have arrived while the timestamp was good; only its answer is late.
      assert.strictEqual(at(130_000, 30_000), unknown)
    }
  )

  it("2485 stays unknown where it comes as a decline, or as the finer status: it is about this copy of the request", () => {
    const decline = { tx_status: "1", txstatus_desc: "Failed" }
    assert.strictEqual(proves({ status: 2485, data: decline }), unknown)
    assert.strictEqual(proves({ status: 55, response_status_id: 2485, data: decline }), unknown)
    assert.strictEqual(
      proves({ status: 2485, data: decline }, { dateMillis: signedAtMillis + 600_000 }),
      "AuthenticationFailed"
    )
  })
})

describe("tx_status", () => {
  it.each([
    "Success",
    " success ",
    "Response Awaited",
    "Awaited",
    "Initiated",
    "Refund Pending",
    "Refunded",
    "On Hold",
    "Pending"
  ])("1 beside the words %j contradicts itself, and proves nothing", (words) => {
    const data = { tx_status: "1", txstatus_desc: words, tid: "7" }
    assert.strictEqual(proves({ status: 0, data }), unknown)
    assert.strictEqual(proves({ status: 55, data: { ...data, reason: "Wrong OTP" } }), unknown)
    assert.strictEqual(proves({ status: 55, txstatus_desc: words, data: { tx_status: "1" } }), unknown)
  })

  it.each(["Failed", "Fail", "FAILURE", "Declined by the bank", ""])("1 beside the words %j is a refusal", (words) => {
    assert.strictEqual(proves({ status: 55, data: { tx_status: "1", txstatus_desc: words } }), "DeclinedByBank")
  })

  it.each([
    ["0", "accepted 0 7"],
    ["2", "accepted 2 7"],
    ["3", "accepted 3 7"],
    ["4", "accepted 4 7"],
    ["5", "accepted 5 7"],
    ["6", "accepted 6 7"],
    ["99", "accepted 99 7"],
    ["", "accepted  7"],
    [0, "accepted 0 7"],
    [2, "accepted 2 7"],
    ["1", "DeclinedByBank 7"],
    [1, "DeclinedByBank 7"],
    // Not one of the listed texts: on its way, and neither a success nor a failure.
    [" 1", "accepted  1 7"],
    ["01", "accepted 01 7"],
    [null, unknown],
    [true, unknown],
    [false, unknown],
    [0.5, unknown],
    [["1"], unknown],
    [{ value: "1" }, unknown],
    ["1\u0000", unknown],
    ["x".repeat(17), unknown]
  ])("%j with status 0: %s", (txStatus, expected) => {
    assert.strictEqual(proves(accepted(txStatus)), expected)
  })

  it("stands at the top level, inside data, or in both places alike", () => {
    assert.strictEqual(proves({ status: 0, tx_status: "0", data: { tid: "7" } }), "accepted 0 7")
    assert.strictEqual(proves({ status: 0, tx_status: 0, data: { tid: "7", tx_status: "0" } }), "accepted 0 7")
    assert.strictEqual(proves({ status: 55, tx_status: "1", data: {} }), "DeclinedByBank")
  })

  it.each([
    ["0", "1"],
    ["1", "0"],
    ["1", "2"],
    ["1", ""],
    ["", "1"],
    ["1", null],
    [null, "1"],
    ["0", " 0"],
    ["1", ["0"]]
  ])("%j at the top level and %j inside data prove nothing", (top, inside) => {
    for (const status of [0, 55, 347]) {
      assert.strictEqual(proves({ status, tx_status: top, data: { tid: "7", tx_status: inside } }), unknown)
    }
  })

  it("of 0 without one proves nothing", () => {
    assert.strictEqual(proves({ status: 0, data: { tid: "7", amount: "100.00" } }), unknown)
    assert.strictEqual(proves({ status: 0 }), unknown)
    assert.strictEqual(proves({ status: 0, message: "Transaction successful", data: { tid: "7" } }), unknown)
    assert.strictEqual(proves({ status: 0, response_type_id: 2133, data: { otp_ref_id: "a" } }), unknown)
  })
})

describe("status", () => {
  it.each([1, 2, 168, 342, 350, 39, 585, 999, 2133, -1, 325, 1472])(
    "%d without tx_status 1 proves nothing",
    (status) => {
      assert.strictEqual(proves({ status, message: "Failed" }), unknown)
      assert.strictEqual(proves({ status, message: "Failed", data: { tid: "7" } }), unknown)
      assert.strictEqual(proves({ status, data: { tx_status: "0", tid: "7" } }), unknown)
      assert.strictEqual(proves({ status, data: { tx_status: "2", tid: "7" } }), unknown)
      // The words alone do not decide either.
      assert.strictEqual(proves({ status, data: { reason: "Insufficient balance" } }), unknown)
    }
  )

  it.each<[number, Rejection.Reason]>([
    [36, "MonthlyLimitExhausted"],
    [302, "WrongOtp"],
    [303, "OtpExpired"],
    [347, "InsufficientBalance"],
    [463, "CustomerNotEnrolled"],
    [544, "BankUnavailable"],
    [945, "BeneficiaryLimitExhausted"],
    [1297, "AgentInvalid"]
  ])("%d refuses before execution, and only where no tx_status says otherwise", (status, reason) => {
    assert.strictEqual(proves({ status }), reason)
    assert.strictEqual(proves({ status: String(status) }), reason)
    assert.strictEqual(proves({ status, data: null }), reason)
    assert.strictEqual(proves({ status, data: { tx_status: "1" } }), reason)
    for (const tx_status of ["0", "2", "3", "4", "5", "", "x", 0]) {
      assert.strictEqual(proves({ status, data: { tx_status } }), unknown)
      assert.strictEqual(proves({ status, tx_status }), unknown)
    }
  })

  it("is needed: other shapes have been seen", () => {
    assert.strictEqual(proves({ message: "No key for Response" }), unknown)
    assert.strictEqual(proves({ data: success.data }), unknown)
    assert.strictEqual(proves({ Status: 0, data: success.data }), unknown)
  })

  it("given as text is read like a number", () => {
    assert.strictEqual(proves({ ...success, status: "0" }), "accepted 0 7")
    for (const status of ["", " 0", "0 ", "0x0", "null", "success", null, true, false, [0], {}, 0.5]) {
      assert.strictEqual(proves({ ...success, status }), unknown, JSON.stringify(status))
      assert.strictEqual(proves({ ...declined, status }), unknown, JSON.stringify(status))
    }
  })
})

describe("tid", () => {
  it.each<[unknown, string]>([
    ["3570311831", "accepted 0 3570311831"],
    [3570311831, "accepted 0 3570311831"],
    [undefined, unknown],
    [null, unknown],
    ["", unknown],
    ["0", unknown],
    [0, unknown],
    [-7, unknown],
    [7.5, unknown],
    ["TID7", unknown],
    [" 7", unknown],
    [["7"], unknown],
    [{ tid: "7" }, unknown],
    [1e21, unknown]
  ])("an acceptance with the tid %j: %s", (tid, expected) => {
    for (const tx_status of ["0", "2", ""]) {
      assert.strictEqual(proves({ status: 0, data: { tx_status, tid } }), expected.replace(" 0 ", ` ${tx_status} `))
    }
  })

  it("is kept with a decline where it is readable, and is not needed there", () => {
    assert.strictEqual(proves({ status: 55, data: { ...declined.data, tid: "3570311840" } }), "WrongOtp 3570311840")
    assert.strictEqual(proves({ status: 55, data: { ...declined.data, tid: "0" } }), "WrongOtp")
    assert.strictEqual(proves(declined), "WrongOtp")
  })
})

describe("amount", () => {
  it.each<[unknown, boolean]>([
    ["100.00", true],
    ["100", true],
    [100, true],
    ["1E2", true],
    ["100.0000", true],
    [undefined, true],
    ["100.01", false],
    ["99.99", false],
    [10000, false],
    ["10000", false],
    ["-100.00", false],
    [0, false],
    [null, false],
    ["", false],
    [" 100", false],
    ["₹100", false],
    ["1,00", false],
    ["100.001", false],
    [100.00001, false],
    [[100], false],
    [{ value: 100 }, false],
    ["1e999999999", false],
    [true, false]
  ])("of %j is ours: %s", (amount, isOurs) => {
    assert.strictEqual(
      proves({ status: 0, data: { tx_status: "0", tid: "7", amount } }),
      isOurs ? "accepted 0 7" : unknown
    )
    assert.strictEqual(proves({ status: 55, data: { ...declined.data, amount } }), isOurs ? "WrongOtp" : unknown)
    assert.strictEqual(proves({ status: 347, data: { amount } }), isOurs ? "InsufficientBalance" : unknown)
  })
})

describe("a consumed OTP", () => {
  it("is also found in a comment", () => {
    for (const body of [
      { status: 55, data: { tx_status: "1", comment: "OTP already consumed" } },
      { status: 55, comment: "OTP already consumed", data: { tx_status: "1" } }
    ]) {
      assert.strictEqual(proves(body), proves(decline("OTP already Consumed")))
    }
  })

  const texts = [
    "OTP already Consumed",
    "otp already consumed",
    " OTP  already\nConsumed. ",
    "OTP has been consumed",
    "OTP already used",
    "This OTP was already utilised, please request a new OTP",
    "Already used OTP",
    "OTP already verified",
    "otp_ref_id already redeemed",
    "Duplicate transaction",
    "Duplicate client_ref_id",
    "Transaction already processed",
    "This request has already been submitted"
  ]

  it.each(texts)("is neither a refusal nor an acceptance: %j", (text) => {
    const places: ReadonlyArray<object> = [
      decline(text),
      { status: 55, data: { tx_status: "1", description: text } },
      { status: 55, data: { tx_status: "1", reason: "", description: text } },
      { status: 55, data: { tx_status: "1", reason: "Declined", description: text } },
      { status: 55, message: text, data: { tx_status: "1" } },
      { status: 55, message: text, data: { tx_status: "1", reason: "Declined" } },
      { status: 55, reason: text, data: { tx_status: "1" } },
      { status: 461, message: "Validation failed", invalid_params: { otp: text } },
      { status: 302, message: text },
      { status: 1, message: text },
      { status: 55, message: "Declined", data: { tx_status: "1", txstatus_desc: text } },
      { status: 55, message: "Declined", txstatus_desc: text, data: { tx_status: "1" } }
    ]
    for (const body of places) assert.strictEqual(proves(body), "OtpConsumed", JSON.stringify(body))
    for (const body of places)
      assert.strictEqual(proves(body, { httpStatus: 403 }), "OtpConsumed", JSON.stringify(body))
    for (const body of places) assert.strictEqual(proves(body, { httpStatus: 502 }), unknown)
  })

  it("may hide in a cause that cannot be read", () => {
    for (const reason of [["OTP already Consumed"], { text: "OTP already Consumed" }, 5, true]) {
      assert.strictEqual(proves(decline(reason)), unknown)
      assert.strictEqual(proves({ status: 302, data: { reason } }), unknown)
      assert.strictEqual(proves({ status: 461, invalid_params: { otp: [reason] } }), unknown)
      assert.strictEqual(proves({ status: 461, invalid_params: [reason] }), unknown)
      assert.strictEqual(proves({ status: 461, message: [reason] }), unknown)
    }
  })

  it.each<[string, Rejection.Reason]>([
    ["Wrong OTP", "WrongOtp"],
    [" wrong  otp ", "WrongOtp"],
    ["OTP expired", "OtpExpired"],
    ["Insufficient balance", "InsufficientBalance"],
    ["Sender/beneficiary monthly limit exhausted", "MonthlyLimitExhausted"],
    ["Monthly limit already consumed", "DeclinedByBank"],
    ["Account does not exist", "DeclinedByBank"],
    ["", "DeclinedByBank"]
  ])("is not read into the decline %j", (reason, expected) => {
    assert.strictEqual(proves(decline(reason)), expected)
  })
})

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

describe("a refusal by code alone", () => {
  it("says that nothing was executed, and contradicts itself where it names a transaction", () => {
    const names = [
      { tid: "7" },
      { tid: 7 },
      { tid: "T7" },
      { tid: { toString: 1 } },
      { bank_ref_num: "620415011744" },
      { utrnumber: "41" }
    ]
    for (const named of names) {
      for (const status of [302, 347, 544]) assert.strictEqual(proves({ status, data: named }), unknown)
      assert.strictEqual(proves({ status: 347, data: named }, { httpStatus: 400 }), unknown)
      assert.strictEqual(proves({ status: 347, ...named }), unknown)
    }
    const none = { tid: "", bank_ref_num: null, utrnumber: "" }
    assert.strictEqual(proves({ status: 347, data: none }), "InsufficientBalance")
    for (const tid of ["0", 0]) assert.strictEqual(proves({ status: 347, data: { tid } }), "InsufficientBalance")
  })
})

describe("client_ref_id", () => {
  it("of another attempt makes a refusal none of ours", () => {
    for (const client_ref_id of ["REQ-20260101-002", "req-20260101-001", 5, {}, ["REQ-20260101-001"]]) {
      assert.strictEqual(proves({ status: 55, data: { ...declined.data, client_ref_id } }), unknown)
      assert.strictEqual(proves({ status: 347, data: { client_ref_id } }), unknown)
    }
  })

  it("may be ours, or missing", () => {
    for (const client_ref_id of [input.clientRefId, undefined, null, ""]) {
      assert.strictEqual(proves({ status: 55, data: { ...declined.data, client_ref_id } }), "WrongOtp")
      assert.strictEqual(proves({ status: 347, data: { client_ref_id } }), "InsufficientBalance")
    }
  })

  it("of another form does not stop an acceptance: the seed's own example echoes one", () => {
    assert.strictEqual(
      proves({ status: 0, data: { ...success.data, client_ref_id: "REF-20240101-001" } }),
      "accepted 0 7"
    )
  })
})

describe("a decline", () => {
  it.each([168, 342, 350, 585, 999])("with status %d, which says nothing about a debit, is the bank's", (status) => {
    assert.strictEqual(proves({ status, data: { tx_status: "1" } }), "DeclinedByBank")
  })
})
