/** The simulator answers as each generation's documents do, and moves the wallet to the paisa. */
import { DigiKhata, DmtFino, Money, TransactionInquiry } from "@bhejo/core"
import { assert, describe, it } from "@effect/vitest"
import { operation, seedPage } from "../../core/test/Examples.ts"
import { SimulatorState } from "../src/index.ts"
import {
  Bench,
  digiKhataOrder,
  dmtOrder,
  laterDmtOrder,
  refusal,
  seedDmtOrder,
  seedInitiate,
  success
} from "./support.ts"

const rupees = (amount: string | number) => {
  const amountPaise = Money.fromRupees(amount)
  if (amountPaise._tag === "None") throw new Error("not money")
  return amountPaise.value
}

/** A published answer as it is to our request: it repeats our reference. */
const echoing = (answer: Readonly<Record<string, unknown>>, client_ref_id: string) => ({
  ...answer,
  data: { ...(answer["data"] as object), client_ref_id }
})

const kyc = { otp: "784512", otp_ref_id: "OTPREF20240101001", kyc_request_id: "KYC20240101001" }

describe("the examples of the seed documents", () => {
  it("send OTP", () => {
    const { body, meaning } = new Bench("seed").call(DmtFino.sendOtp, seedDmtOrder)
    assert.deepStrictEqual<unknown>(body, seedPage("dmt-send-otp").answer)
    assert.deepEqual<unknown>(success(meaning), { otpRefId: "TXNOTP20240101001", mobile: "XXXXXX6789" })
  })

  it("initiate, to the paisa", () => {
    const bench = new Bench("seed", { walletPaise: rupees(5_000) })
    bench.call(DmtFino.sendOtp, seedDmtOrder)
    const { body, meaning } = bench.call(DmtFino.initiate, seedInitiate)
    assert.deepStrictEqual<unknown>(body, echoing(seedPage("dmt-initiate-transfer").answer, "REQ-20260101-001"))
    assert.deepEqual<unknown>(success(meaning), {
      txStatus: "0",
      facts: {
        tid: "2309876543",
        bankReference: "412345678901",
        feePaise: 500,
        commissionPaise: 300,
        balancePaise: 449_500,
        recipientName: "Sunil Sharma"
      }
    })
  })

  it("validate eKYC OTP", () => {
    const bench = new Bench("seed", { monthlyLimitPaise: rupees(5_000) })
    const wire = { user_code: "20810200", client_ref_id: "REQ-20260101-001", customer_id: "9123456789", ...kyc }
    const { body, meaning } = bench.call(DmtFino.validateEkycOtp, wire)
    assert.deepStrictEqual<unknown>(body, seedPage("dmt-fino-validate-ekyc-otp").answer)
    assert.deepEqual<unknown>(success(meaning), { kycVerified: true, availableLimitPaise: 2_500_000 })
    // More than before, and not more than the raised limit.
    assert.strictEqual(bench.call(DmtFino.sendOtp, { ...seedDmtOrder, amount: 25_000 }).body["status"], 0)
    assert.strictEqual(bench.call(DmtFino.sendOtp, { ...seedDmtOrder, amount: 25_001 }).body["status"], 36)
  })

  it("DigiKhata's send OTP, whose success is 2133", () => {
    const { body, meaning } = new Bench("seed").call(DigiKhata.sendOtp, { user_code: "20810200", ...digiKhataOrder })
    const data = body["data"] as { readonly otp_ref_id: string }
    assert.deepStrictEqual(body, {
      response_status_id: 1,
      data: { otp_ref_id: data.otp_ref_id },
      response_type_id: 2133,
      message: "Send OTP",
      status: 2133
    })
    assert.match(data.otp_ref_id, /^[A-Za-z0-9+/]{76}$/)
    assert.strictEqual(refusal(meaning), "Success")
  })
})

describe("the examples of the 2026-07 generation", () => {
  it("send OTP", () => {
    const { body, meaning } = new Bench("2026-07").call(DmtFino.sendOtp, laterDmtOrder)
    assert.deepStrictEqual<unknown>(body, operation("dmt-send-otp").successExample)
    assert.deepEqual<unknown>(success(meaning), { otpRefId: "666902416" })
  })

  it("initiate, a consumed OTP, and the wallet between them, to the paisa", () => {
    const bench = new Bench("2026-07", { walletPaise: rupees("10240.72") })
    bench.timeMillis = Date.parse("2026-07-23T09:46:35.395Z")
    bench.call(DmtFino.sendOtp, laterDmtOrder)
    const first = bench.call(DmtFino.initiate, { ...laterDmtOrder, otp: "251834", otp_ref_id: "666902416" })
    assert.deepStrictEqual<unknown>(
      first.body,
      echoing(operation("dmt-initiate-transfer").successExample, laterDmtOrder.client_ref_id)
    )
    assert.deepEqual<unknown>(success(first.meaning), {
      txStatus: "0",
      facts: {
        tid: "3570311831",
        bankReference: "620415011744",
        feePaise: 1_000,
        commissionPaise: 47,
        tdsPaise: 1,
        balancePaise: 1_013_118,
        recipientName: "ASHA DEVI"
      }
    })

    bench.call(DmtFino.sendOtp, laterDmtOrder)
    const again = { ...laterDmtOrder, client_ref_id: "REQ-20260723-002", otp: "251834", otp_ref_id: "666902417" }
    bench.call(DmtFino.initiate, again)
    const replayed = bench.call(DmtFino.initiate, again)
    assert.deepStrictEqual(replayed.body, {
      status: 55,
      response_status_id: 1,
      message: "Transaction declined. Please try after sometime.",
      response_type_id: 55,
      data: {
        tx_status: "1",
        txstatus_desc: "Failed",
        reason: "OTP already Consumed",
        amount: "100.00",
        tid: "3570311833",
        client_ref_id: "REQ-20260723-002",
        balance: "10021.64"
      }
    })
    assert.strictEqual(refusal(replayed.meaning), "OtpConsumed")
  })

  it("a large balance has Java's exponent", () => {
    const bench = new Bench("2026-07", { walletPaise: rupees("2208340133.29") })
    bench.call(DmtFino.sendOtp, laterDmtOrder)
    const { body, meaning } = bench.call(DmtFino.initiate, { ...laterDmtOrder, otp: "251834", otp_ref_id: "666902416" })
    assert.strictEqual((body["data"] as { readonly balance: string }).balance, "2.20834002375E9")
    assert.deepEqual<unknown>(success(meaning).facts.balancePaise, 220_834_002_375)
  })

  it("validate eKYC OTP, and its refusals", () => {
    const bench = new Bench("2026-07")
    const wire = { client_ref_id: "REQ-20260723-001", customer_id: "9123456789", ...kyc }
    const refused = (responseStatusId: number, description: string) => ({
      status: 2131,
      response_status_id: responseStatusId,
      message: "Validate OTP Failed",
      response_type_id: 2131,
      data: { description }
    })
    const wrong = bench.call(DmtFino.validateEkycOtp, { ...wire, otp: "784513" })
    assert.deepStrictEqual(wrong.body, refused(302, "Wrong OTP"))
    assert.strictEqual(
      wrong.meaning._tag === "Failure" && wrong.meaning.failure._tag === "Rejected" && wrong.meaning.failure.reason,
      "WrongOtp"
    )
    const right = bench.call(DmtFino.validateEkycOtp, wire)
    assert.deepStrictEqual<unknown>(right.body, operation("dmt-fino-validate-ekyc-otp").successExample)
    assert.strictEqual(refusal(right.meaning), "Success")
    assert.deepStrictEqual(bench.call(DmtFino.validateEkycOtp, wire).body, refused(1, "Customer Already registred"))
  })

  it("an eKYC OTP that has expired", () => {
    const bench = new Bench("2026-07")
    const [customer] = bench.world.customers
    if (customer?.kyc === undefined) throw new Error("the first customer has no eKYC")
    bench.state = SimulatorState.initial({
      ...bench.world,
      customers: [{ ...customer, kyc: { ...customer.kyc, expiresAtMillis: bench.timeMillis - 1 } }]
    })
    const wire = { client_ref_id: "REQ-20260723-001", customer_id: "9123456789", ...kyc }
    const { meaning } = bench.call(DmtFino.validateEkycOtp, wire)
    assert.strictEqual(
      meaning._tag === "Failure" && meaning.failure._tag === "Rejected" && meaning.failure.reason,
      "OtpExpired"
    )
  })
})

describe.each(["seed", "2026-07"] as const)("what both generations share: %s", (generation) => {
  const agent = generation === "seed" ? { user_code: "20810200" } : {}

  it("DigiKhata pays out, to the paisa", () => {
    const bench = new Bench(generation, { walletPaise: rupees(928) })
    const order = { ...agent, ...digiKhataOrder }
    const { otpRefId } = success(bench.call(DigiKhata.sendOtp, order).meaning)
    const { body, meaning } = bench.call(DigiKhata.initiate, {
      ...order,
      otp: "251834",
      otp_ref_id: otpRefId,
      timestamp: "2025-01-21T07:07:20.562Z"
    })
    const data = body["data"] as Record<string, unknown>
    assert.strictEqual(Object.keys(data).length, 45)
    assert.deepInclude(data, {
      tx_status: "0",
      fee: "4.0",
      collectable_amount: "114.0",
      balance: "814.0",
      commission: "0.0",
      tds: "0.0",
      service_tax: "0.61",
      amount: "110.00",
      utrnumber: "",
      recipient_name: "ASHA DEVI",
      customer_id: "8617567988"
    })
    assert.deepInclude(body, { status: 0, response_status_id: 0, response_type_id: 325 })
    assert.deepEqual<unknown>(success(meaning).facts.balancePaise, 81_400)
    assert.match(String(data["bank_ref_num"]), /^\d{12}$/)
  })

  it("an inquiry finds a debit by tid, by client_ref_id and by the bare reference", () => {
    const bench = new Bench(generation)
    bench.timeMillis = Date.parse("2023-12-31T20:15:43.999Z")
    const order = { ...agent, client_ref_id: "Settlemet7206123420", ...dmtOrder }
    const { otpRefId } = success(bench.call(DmtFino.sendOtp, order).meaning)
    const debit = bench.call(DmtFino.initiate, { ...seedInitiate, ...order, otp_ref_id: otpRefId })
    const { tid, bankReference } = success(debit.meaning).facts
    for (const reference of [tid, "client_ref_id:Settlemet7206123420", "Settlemet7206123420"]) {
      const { body, meaning } = bench.call(TransactionInquiry.inquire, { transaction_reference: reference })
      assert.deepStrictEqual(body, {
        response_type_id: 1472,
        data: {
          bank_ref_num: bankReference,
          account: "012345678901",
          fee: generation === "seed" ? "5.0" : "10.0",
          client_ref_id: "Settlemet7206123420",
          gst: generation === "seed" ? "0.76" : "1.53",
          sender_name: "RAVI KUMAR",
          // India's time, on the next day already.
          timestamp: "2024-01-01 01:45:44",
          ifsc: "SBIN0001234",
          beneficiary_account_type: 1,
          txstatus_desc: "Success",
          tx_status: "0",
          tid,
          amount: "500.0",
          payment_mode: 5,
          recipient_name: "Sunil Sharma"
        },
        message: "Sucess! Enquiry success.",
        status: 0,
        response_status_id: 0
      })
      assert.deepInclude<unknown>(success(meaning), {
        _tag: "Found",
        txStatus: "0",
        clientRefId: "Settlemet7206123420",
        amountPaise: 50_000
      })
    }
  })

  it("an inquiry that finds nothing says so in a published shape", () => {
    const { body, meaning } = new Bench(generation).call(TransactionInquiry.inquire, {
      transaction_reference: "12971397"
    })
    assert.deepInclude(body, { status: 1, response_status_id: 463, message: "Transaction not found." })
    assert.deepEqual<unknown>(success(meaning), { _tag: "NotFound" })
  })
})
