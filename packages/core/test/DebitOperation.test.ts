/** What each part of an answer to a debit proves: its codes, statuses, ids and amounts. */
import { assert, describe, it } from "@effect/vitest"
import type * as Rejection from "../src/Rejection.ts"
import { accepted, decline, declined, input, proves, success, unknown } from "./DebitProof.ts"
import { signedAtMillis } from "./Examples.ts"

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
