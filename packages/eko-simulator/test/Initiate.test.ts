import { DigiKhata, DmtFino, Money, TransactionInquiry } from "@bhejo/core"
import { assert, describe, it } from "@effect/vitest"
import { HashMap } from "effect"
import { Eko, Ledger } from "../src/index.ts"
import { Bench, digiKhataOrder, dmtOrder, refusal, seedInitiate, success, type Wire } from "./support.ts"

const generations = [
  { generation: "seed", extra: seedInitiate, agent: { user_code: "20810200" } },
  { generation: "2026-07", extra: {}, agent: {} }
] as const

describe.each(generations)("a debit: $generation", ({ generation, extra, agent }) => {
  const order = (clientRefId: string, change: Wire = {}): Wire => ({
    ...agent,
    client_ref_id: clientRefId,
    ...dmtOrder,
    ...change
  })
  const initiate = (clientRefId: string, otpRefId: string, change: Wire = {}): Wire => ({
    ...extra,
    ...order(clientRefId),
    otp: "251834",
    otp_ref_id: otpRefId,
    ...change
  })
  const sent = (bench: Bench, change: Wire = {}): string =>
    success(bench.call(DmtFino.sendOtp, order("REF-OTP-000001", change)).meaning).otpRefId
  const wallet = (bench: Bench) => HashMap.getUnsafe(bench.state.wallets, "20810200")
  const declined = (reason: string) => ({
    status: 55,
    response_status_id: 1,
    message: "Transaction declined. Please try after sometime.",
    response_type_id: 55,
    data: { tx_status: "1", txstatus_desc: "Failed", reason }
  })

  it("a wrong OTP is declined without a tid, and the right one works after it", () => {
    const bench = new Bench(generation)
    const before = wallet(bench)
    const otpRefId = sent(bench)
    const wrong = bench.call(DmtFino.initiate, initiate("REF-DEBIT-0001", otpRefId, { otp: "251835" }))
    assert.deepStrictEqual(wrong.body, declined("Wrong OTP"))
    assert.strictEqual(refusal(wrong.meaning), "WrongOtp")
    assert.strictEqual(wallet(bench), before)
    const right = bench.call(DmtFino.initiate, initiate("REF-DEBIT-0002", otpRefId))
    assert.strictEqual(refusal(right.meaning), "Success")
    assert.deepStrictEqual(
      Ledger.of(bench.state).map(({ clientRefId }) => clientRefId),
      ["REF-DEBIT-0002"]
    )
  })

  it("an OTP is bound to its customer, recipient, amount and product", () => {
    const bench = new Bench(generation)
    const otpRefId = sent(bench)
    for (const change of [{ recipient_id: 117015428 }, { amount: 501 }, { otp_ref_id: `${otpRefId}9` }]) {
      const { meaning } = bench.call(DmtFino.initiate, initiate("REF-DEBIT-0001", otpRefId, change))
      assert.strictEqual(refusal(meaning), "WrongOtp")
    }
    const elsewhere = { ...agent, ...digiKhataOrder, timestamp: "2024-01-01T10:30:00Z", otp: "251834" }
    const { meaning } = bench.call(DigiKhata.initiate, { ...elsewhere, otp_ref_id: otpRefId })
    assert.strictEqual(refusal(meaning), "WrongOtp")
    assert.deepStrictEqual(Ledger.of(bench.state), [])
  })

  it("an OTP expires after ten minutes", () => {
    const bench = new Bench(generation)
    const otpRefId = sent(bench)
    const sentAtMillis = bench.timeMillis - 1
    bench.timeMillis = sentAtMillis + 600_001
    const late = bench.call(DmtFino.initiate, initiate("REF-DEBIT-0001", otpRefId))
    assert.deepStrictEqual(late.body, declined("OTP expired"))
    assert.strictEqual(refusal(late.meaning), "OtpExpired")

    const inTime = new Bench(generation)
    const other = sent(inTime)
    inTime.timeMillis = sentAtMillis + 600_000
    assert.strictEqual(refusal(inTime.call(DmtFino.initiate, initiate("REF-DEBIT-0001", other)).meaning), "Success")
  })

  it("an OTP pays once; its second use is answered with a tid that no debit has", () => {
    const bench = new Bench(generation)
    const otpRefId = sent(bench)
    const paid = success(bench.call(DmtFino.initiate, initiate("REF-DEBIT-0001", otpRefId)).meaning)
    const after = wallet(bench)
    for (const change of [{}, { otp: "000000" }, { amount: 501 }]) {
      const { body, meaning } = bench.call(DmtFino.initiate, initiate("REF-DEBIT-0002", otpRefId, change))
      assert.strictEqual(refusal(meaning), "OtpConsumed")
      const { tid, client_ref_id } = body["data"] as { readonly tid: string; readonly client_ref_id: string }
      assert.strictEqual(client_ref_id, "REF-DEBIT-0002")
      assert.match(tid, /^\d+$/)
      assert.notStrictEqual(tid, paid.facts.tid)
      const inquiry = bench.call(TransactionInquiry.inquire, { transaction_reference: tid }).meaning
      assert.deepEqual<unknown>(success(inquiry), { _tag: "NotFound" })
    }
    // However late, it says so rather than that it expired.
    bench.timeMillis += 700_000
    assert.strictEqual(
      refusal(bench.call(DmtFino.initiate, initiate("REF-DEBIT-0002", otpRefId)).meaning),
      "OtpConsumed"
    )
    assert.strictEqual(wallet(bench), after)
    assert.strictEqual(Ledger.of(bench.state).length, 1)
  })

  it("a client_ref_id is no idempotency key: two OTPs make two debits, and an inquiry finds the newer one", () => {
    const bench = new Bench(generation)
    const first = success(bench.call(DmtFino.initiate, initiate("REF-DEBIT-0001", sent(bench))).meaning)
    const second = success(bench.call(DmtFino.initiate, initiate("REF-DEBIT-0001", sent(bench))).meaning)
    assert.deepStrictEqual(
      Ledger.of(bench.state, "REF-DEBIT-0001").map(({ tid, amountPaise }) => [tid, amountPaise]),
      [
        [first.facts.tid, 50_000],
        [second.facts.tid, 50_000]
      ] as never
    )
    const found = bench.call(TransactionInquiry.inquire, { transaction_reference: "client_ref_id:REF-DEBIT-0001" })
    assert.strictEqual((found.body["data"] as { readonly tid: string }).tid, second.facts.tid)
  })

  it("the wallet must hold amount and fee, and an empty one uses up no OTP", () => {
    const feePaise = generation === "seed" ? 500 : 1_000
    const short = new Bench(generation, { walletPaise: Money.paise(50_000 + feePaise - 1) })
    const otpRefId = sent(short)
    for (let i = 0; i < 2; i++) {
      const { body, meaning } = short.call(DmtFino.initiate, initiate("REF-DEBIT-0001", otpRefId))
      assert.deepStrictEqual(body, declined("Insufficient balance"))
      assert.strictEqual(refusal(meaning), "InsufficientBalance")
    }
    const enough = new Bench(generation, { walletPaise: Money.paise(50_000 + feePaise) })
    const paid = enough.call(DmtFino.initiate, initiate("REF-DEBIT-0001", sent(enough)))
    assert.strictEqual(refusal(paid.meaning), "Success")
  })

  it("the monthly limit holds at both calls, and begins anew with India's month", () => {
    const bench = new Bench(generation, { monthlyLimitPaise: Money.paise(90_000) })
    // 18:29:59 UTC on the last day of January is one second before February in India.
    bench.timeMillis = Date.parse("2024-01-31T18:29:50.000Z")
    const first = sent(bench)
    const second = sent(bench)
    success(bench.call(DmtFino.initiate, initiate("REF-DEBIT-0001", first)).meaning)
    const refused = bench.call(DmtFino.initiate, initiate("REF-DEBIT-0002", second))
    assert.deepStrictEqual(refused.body, declined("Sender/beneficiary monthly limit exhausted"))
    assert.strictEqual(refusal(refused.meaning), "MonthlyLimitExhausted")
    const unsent = bench.call(DmtFino.sendOtp, order("REF-OTP-000002"))
    assert.deepStrictEqual(unsent.body, {
      status: 36,
      response_type_id: 36,
      response_status_id: 1,
      message: "Sender/beneficiary monthly limit exhausted",
      data: {}
    })
    assert.strictEqual(refusal(unsent.meaning), "MonthlyLimitExhausted")
    assert.strictEqual(
      refusal(bench.call(DmtFino.sendOtp, order("REF-OTP-000002", { amount: 400 })).meaning),
      "Success"
    )
    bench.timeMillis = Date.parse("2024-01-31T18:30:00.000Z")
    success(bench.call(DmtFino.initiate, initiate("REF-DEBIT-0002", second)).meaning)
  })

  it("an unknown customer or recipient is refused at both calls", () => {
    const bench = new Bench(generation)
    const unknown = { customer_id: "9000000000" }
    for (const { body, meaning } of [
      bench.call(DmtFino.sendOtp, order("REF-OTP-000001", unknown)),
      bench.call(DmtFino.initiate, initiate("REF-DEBIT-0001", "1", unknown))
    ]) {
      assert.deepStrictEqual(body, {
        status: 463,
        response_status_id: 1,
        message: "customer_id does not exist in system",
        response_type_id: -1,
        invalid_params: { customer_id: "Customer does not exist in System" }
      })
      assert.strictEqual(refusal(meaning), "CustomerNotEnrolled")
    }
    const stranger = { recipient_id: 1 }
    for (const { body, meaning } of [
      bench.call(DmtFino.sendOtp, order("REF-OTP-000001", stranger)),
      bench.call(DmtFino.initiate, initiate("REF-DEBIT-0001", "1", stranger)),
      // A recipient of the other product, and another beneficiary.
      bench.call(DigiKhata.sendOtp, { ...agent, ...digiKhataOrder, customer_id: "9123456789", recipient_id: 98765 }),
      bench.call(DigiKhata.sendOtp, { ...agent, ...digiKhataOrder, beneficiary_id: "1" })
    ]) {
      assert.strictEqual(body["status"], 313)
      assert.strictEqual(refusal(meaning), "RecipientNotRegistered")
    }
  })

  describe("awaited", () => {
    const planned = (bench: Bench, settlesAs: "success" | "failed", afterMillis?: number) => {
      bench.state = Eko.planFault(bench.state, {
        operation: "dmt-fino/initiate",
        fault: "awaited",
        settlesAs,
        ...(afterMillis === undefined ? {} : { afterMillis })
      }).state
    }
    const txStatus = (bench: Bench) => {
      const answer = bench.call(TransactionInquiry.inquire, { transaction_reference: "REF-DEBIT-0001" })
      const found = success(answer.meaning)
      return found._tag === "Found" ? [found.txStatus, found.facts.bankReference !== undefined] : undefined
    }

    it("is answered as on its way, with the wallet debited", () => {
      const bench = new Bench(generation)
      const before = wallet(bench)
      const otpRefId = sent(bench)
      planned(bench, "success")
      const { body, meaning } = bench.call(DmtFino.initiate, initiate("REF-DEBIT-0001", otpRefId))
      const { tid } = success(meaning).facts
      assert.strictEqual(success(meaning).txStatus, "2")
      if (generation === "2026-07") {
        assert.deepStrictEqual<unknown>(body, {
          status: 0,
          response_status_id: 0,
          message: "Transaction in progress",
          data: { tx_status: "2", txstatus_desc: "Awaited", tid, amount: "500.00" }
        })
      } else {
        assert.deepInclude(body, { status: 0, tx_status: "2" })
        assert.deepInclude(body["data"], { tid, tx_status: "2", amount: 500 })
      }
      assert.isBelow(wallet(bench), before)
      assert.deepEqual<unknown>(txStatus(bench), ["2", false])
      // The fault was for one call.
      const next = bench.call(DmtFino.initiate, initiate("REF-DEBIT-0002", sent(bench)))
      assert.strictEqual(success(next.meaning).txStatus, "0")
    })

    it("becomes a success after its time, and not before", () => {
      const bench = new Bench(generation)
      const otpRefId = sent(bench)
      planned(bench, "success", 5_000)
      const acceptedAtMillis = bench.timeMillis
      bench.call(DmtFino.initiate, initiate("REF-DEBIT-0001", otpRefId))
      const after = wallet(bench)
      bench.timeMillis = acceptedAtMillis + 4_999
      assert.deepEqual<unknown>(txStatus(bench), ["2", false])
      assert.deepEqual<unknown>(txStatus(bench), ["0", true])
      assert.strictEqual(wallet(bench), after)
    })

    it("becomes a failure after its time: all comes back, and the limit with it", () => {
      const bench = new Bench(generation, { monthlyLimitPaise: Money.paise(50_000) })
      const before = wallet(bench)
      const otpRefId = sent(bench)
      planned(bench, "failed", 5_000)
      const acceptedAtMillis = bench.timeMillis
      const debit = bench.call(DmtFino.initiate, initiate("REF-DEBIT-0001", otpRefId))
      const left = before - wallet(bench)
      bench.timeMillis = acceptedAtMillis + 20_000
      assert.deepEqual<unknown>(txStatus(bench), ["1", false])
      assert.strictEqual(wallet(bench), before)
      const common = {
        clientRefId: "REF-DEBIT-0001",
        tid: success(debit.meaning).facts.tid,
        product: "dmt-fino",
        userCode: "20810200",
        amountPaise: 50_000,
        feePaise: generation === "seed" ? 500 : 1_000,
        // The seed generation credits no commission at once.
        commissionPaise: generation === "seed" ? 0 : 47,
        tdsPaise: generation === "seed" ? 0 : 1
      }
      assert.deepStrictEqual<unknown>(Ledger.of(bench.state, "REF-DEBIT-0001"), [
        { ...common, kind: "debit", walletPaise: -left, atMillis: acceptedAtMillis },
        // When it was due, however late somebody looked.
        { ...common, kind: "give_back", walletPaise: left, atMillis: acceptedAtMillis + 5_000 }
      ])
      assert.strictEqual(refusal(bench.call(DmtFino.sendOtp, order("REF-OTP-000002")).meaning), "Success")
      // What came back was spent by nobody, but its OTP was used.
      const again = bench.call(DmtFino.initiate, initiate("REF-DEBIT-0002", otpRefId))
      assert.strictEqual(refusal(again.meaning), "OtpConsumed")
    })

    it("each settles at its own time, in whatever order they were accepted", () => {
      const bench = new Bench(generation)
      const acceptedAtMillis: Array<number> = []
      for (const [index, afterMillis] of [9_000, 3_000, 6_000].entries()) {
        const otpRefId = sent(bench)
        planned(bench, "failed", afterMillis)
        acceptedAtMillis.push(bench.timeMillis)
        success(bench.call(DmtFino.initiate, initiate(`REF-DEBIT-000${index}`, otpRefId)).meaning)
      }
      const back = (timeMillis: number) => {
        const { state } = bench.eko.passTime(bench.state, timeMillis)
        return Ledger.of(state).flatMap(({ kind, clientRefId }) => (kind === "give_back" ? [clientRefId] : []))
      }
      const [first = 0, second = 0, third = 0] = acceptedAtMillis
      assert.deepStrictEqual(back(second + 2_999), [])
      assert.deepStrictEqual(back(second + 3_000), ["REF-DEBIT-0001"])
      assert.deepStrictEqual(back(third + 6_000), ["REF-DEBIT-0001", "REF-DEBIT-0002"])
      assert.deepStrictEqual(back(first + 9_000), ["REF-DEBIT-0000", "REF-DEBIT-0001", "REF-DEBIT-0002"])
    })

    it("settles when it is told to, once", () => {
      const bench = new Bench(generation)
      const before = wallet(bench)
      const otpRefId = sent(bench)
      planned(bench, "success", 5_000)
      bench.call(DmtFino.initiate, initiate("REF-DEBIT-0001", otpRefId))
      const told = Eko.settle(bench.state, { clientRefId: "REF-DEBIT-0001" }, "failed", bench.timeMillis)
      assert.strictEqual(told.value._tag, "Success")
      bench.state = told.state
      assert.strictEqual(wallet(bench), before)
      bench.timeMillis += 10_000
      // Its own time has passed, and it stays as it was told.
      assert.deepEqual<unknown>(txStatus(bench), ["1", false])
      assert.strictEqual(wallet(bench), before)
      const again = Eko.settle(bench.state, { clientRefId: "REF-DEBIT-0001" }, "success", bench.timeMillis)
      assert.deepInclude(again.value, { _tag: "Failure", failure: "final already" })
      const unknown = Eko.settle(bench.state, { tid: "1" }, "success", bench.timeMillis)
      assert.deepInclude(unknown.value, { _tag: "Failure", failure: "unknown" })
    })
  })
})
