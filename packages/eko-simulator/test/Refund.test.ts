import { DigiKhata, DmtFino, Money, Refund, TransactionInquiry, WalletBalance } from "@bhejo/core"
import { assert, describe, it } from "@effect/vitest"
import { HashMap } from "effect"
import { Eko, Ledger, SimulatorState } from "../src/index.ts"
import { Bench, laterDmtOrder, refusal, success } from "./support.ts"

const wallet = (bench: Bench) => HashMap.getUnsafe(bench.state.wallets, "20810200")
const newest = (bench: Bench, customerId = "9123456789") => {
  const otp = SimulatorState.newestOtp(bench.state, customerId)
  if (otp._tag === "None") throw new Error("no OTP was sent")
  return { otp: Number(otp.value.otp), otp_ref_id: otp.value.otpRefId }
}

/** A debit that waits for its refund, and its tid. */
const pending = (bench = new Bench("2026-07")) => {
  bench.call(DmtFino.sendOtp, laterDmtOrder)
  const { otp, otp_ref_id } = newest(bench)
  const debit = { ...laterDmtOrder, otp: String(otp), otp_ref_id }
  const { tid } = success(bench.call(DmtFino.initiate, debit).meaning).facts
  bench.state = Eko.settle(bench.state, { tid }, "refund_pending", bench.timeMillis).state
  return { bench, tid }
}
const status = (bench: Bench, tid: string) => {
  const found = success(bench.call(TransactionInquiry.inquire, { transaction_reference: tid }).meaning)
  return found._tag === "Found" ? String(found.txStatus) : found._tag
}

describe("a refund", () => {
  it("brings everything back and takes the commission back, once; the debit is 4 afterwards", () => {
    const bench = new Bench("2026-07")
    const before = wallet(bench)
    const { tid } = pending(bench)
    assert.strictEqual(status(bench, tid), "3")
    assert.strictEqual(wallet(bench), before - 10_954)
    success(bench.call(Refund.sendOtp, { tid }).meaning)
    const typed = newest(bench)
    const done = success(bench.call(Refund.initiate, { tid, ...typed }).meaning)
    assert.deepInclude<unknown>(done, {
      tid,
      refundedPaise: 11_000,
      amountPaise: 10_000,
      feePaise: 1_000,
      commissionReversePaise: 47,
      tdsPaise: 1,
      balancePaise: before
    })
    assert.strictEqual(wallet(bench), before)
    assert.strictEqual(status(bench, tid), "4")
    const [, back] = Ledger.of(bench.state, "REQ-20260723-001")
    assert.deepInclude<unknown>(back, { kind: "refund", tid, refundTid: done.refundTid, walletPaise: 10_954 })

    // Twice is refused: by the same OTP as consumed, by another as no longer pending; and no OTP is sent for it.
    const again = bench.call(Refund.initiate, { tid, ...typed })
    assert.strictEqual(refusal(again.meaning), "OtpConsumed")
    const other = bench.call(Refund.initiate, { tid, otp: 123456, otp_ref_id: "another" })
    assert.strictEqual(refusal(other.meaning), "ValidationFailed")
    assert.strictEqual(refusal(bench.call(Refund.sendOtp, { tid }).meaning), "ValidationFailed")
    assert.strictEqual(wallet(bench), before)
    assert.strictEqual(Ledger.of(bench.state).length, 2)
  })

  it("gives each refund an id of its own, which no debit gets", () => {
    const { bench, tid } = pending()
    bench.call(Refund.sendOtp, { tid })
    const { refundTid } = success(bench.call(Refund.initiate, { tid, ...newest(bench) }).meaning)
    const second = pending(bench)
    assert.strictEqual(new Set([tid, refundTid, second.tid]).size, 3)
  })

  it("needs the OTP that was sent for this very transaction, in time", () => {
    const { bench, tid } = pending()
    const other = pending(bench).tid
    bench.call(Refund.sendOtp, { tid: other })
    const forOther = newest(bench)
    const before = wallet(bench)
    assert.strictEqual(refusal(bench.call(Refund.initiate, { tid, ...forOther }).meaning), "WrongOtp")
    bench.call(Refund.sendOtp, { tid })
    const typed = newest(bench)
    assert.strictEqual(refusal(bench.call(Refund.initiate, { tid, ...typed, otp: 999999 }).meaning), "WrongOtp")
    bench.timeMillis += 600_001
    assert.strictEqual(refusal(bench.call(Refund.initiate, { tid, ...typed }).meaning), "OtpExpired")
    // A transfer's OTP is no consent to a refund.
    bench.call(DmtFino.sendOtp, laterDmtOrder)
    assert.strictEqual(refusal(bench.call(Refund.initiate, { tid, ...newest(bench) }).meaning), "WrongOtp")
    assert.strictEqual(wallet(bench), before)
  })

  it("is for what waits for it alone", () => {
    const bench = new Bench("2026-07")
    assert.strictEqual(bench.call(Refund.sendOtp, { tid: "1" }).body["status"], 168)
    assert.strictEqual(bench.call(Refund.initiate, { tid: "1", otp: 123456, otp_ref_id: "x" }).body["status"], 168)
    bench.call(DmtFino.sendOtp, laterDmtOrder)
    const { otp, otp_ref_id } = newest(bench)
    const wire = { ...laterDmtOrder, otp: String(otp), otp_ref_id }
    const { tid } = success(bench.call(DmtFino.initiate, wire).meaning).facts
    assert.strictEqual(refusal(bench.call(Refund.sendOtp, { tid }).meaning), "ValidationFailed")
  })

  it("that waits is listed for its customer until it is done", () => {
    const { bench, tid } = pending()
    const list = (customerId: string) => success(bench.call(Refund.pending, { customer_id: customerId }).meaning)
    assert.deepStrictEqual<unknown>(list("9123456789"), [{ tid, amountPaise: 10_000 }])
    assert.deepStrictEqual<unknown>(list("8617567988"), [])
    bench.call(Refund.sendOtp, { tid })
    bench.call(Refund.initiate, { tid, ...newest(bench) })
    assert.deepStrictEqual<unknown>(list("9123456789"), [])
    assert.strictEqual(
      refusal(bench.call(Refund.pending, { customer_id: "9000000000" }).meaning),
      "CustomerNotEnrolled"
    )
  })

  it("whose request comes twice behind the gateway happens once", () => {
    const { bench, tid } = pending()
    bench.call(Refund.sendOtp, { tid })
    const before = wallet(bench)
    const plan = { operation: "refund/initiate", fault: "duplicate", at: "gateway", heard: "second" } as const
    bench.state = Eko.planFault(bench.state, plan).state
    assert.strictEqual(refusal(bench.call(Refund.initiate, { tid, ...newest(bench) }).meaning), "OtpConsumed")
    assert.strictEqual(wallet(bench), before + 10_954)
  })
})

describe("loading a wallet", () => {
  const wire = { client_ref_id: "REF-LOAD-0000001", customer_id: "8617567988", amount: "500", org_id: "1" }
  const balance = (bench: Bench) => HashMap.getUnsafe(bench.state.customers, "8617567988").balancePaise

  it("takes amount and fee from the agent, gives the amount to the customer, and is found by both references", () => {
    const bench = new Bench("2026-07")
    const before = wallet(bench)
    const { tid } = success(bench.call(DigiKhata.loadWallet, wire).meaning)
    assert.strictEqual(wallet(bench), before - 50_500)
    assert.strictEqual<number>(balance(bench), 50_000)
    const [entry, ...others] = Ledger.of(bench.state, "REF-LOAD-0000001")
    assert.deepStrictEqual(others, [])
    assert.deepInclude<unknown>(entry, {
      kind: "load",
      tid,
      product: "ppi-digikhata",
      amountPaise: 50_000,
      feePaise: 500,
      walletPaise: -50_500
    })
    for (const reference of [tid, "client_ref_id:REF-LOAD-0000001", "REF-LOAD-0000001"]) {
      const found = success(bench.call(TransactionInquiry.inquire, { transaction_reference: reference }).meaning)
      assert.deepInclude<unknown>(found, {
        _tag: "Found",
        txStatus: "0",
        clientRefId: "REF-LOAD-0000001",
        amountPaise: 50_000
      })
    }
    // Its client_ref_id is no idempotency key.
    const second = success(bench.call(DigiKhata.loadWallet, wire).meaning)
    assert.notStrictEqual(second.tid, tid)
    assert.strictEqual<number>(balance(bench), 100_000)
    const found = success(bench.call(TransactionInquiry.inquire, { transaction_reference: "REF-LOAD-0000001" }).meaning)
    assert.strictEqual(found._tag === "Found" && found.facts.tid === second.tid, true)
  })

  it("is refused before anything moves: balance, limit, amount, customer", () => {
    const poor = new Bench("2026-07", { walletPaise: Money.paise(50_499) })
    assert.strictEqual(poor.call(DigiKhata.loadWallet, wire).body["status"], 347)
    const full = new Bench("2026-07", { monthlyLimitPaise: Money.paise(80_000) })
    success(full.call(DigiKhata.loadWallet, wire).meaning)
    const limited = full.call(DigiKhata.loadWallet, wire)
    assert.strictEqual(limited.body["status"], 314)
    assert.strictEqual(refusal(limited.meaning), "MonthlyLimitExhausted")
    const nothing = full.call(DigiKhata.loadWallet, { ...wire, amount: "0" })
    assert.strictEqual(refusal(nothing.meaning), "ValidationFailed")
    const stranger = full.call(DigiKhata.loadWallet, { ...wire, customer_id: "9000000000" })
    assert.strictEqual(refusal(stranger.meaning), "CustomerNotEnrolled")
    assert.strictEqual(Ledger.of(full.state).length, 1)
  })

  it("is numbered among the debits, in the order in which they happened", () => {
    const bench = new Bench("2026-07")
    bench.call(DigiKhata.loadWallet, wire)
    pending(bench)
    bench.call(DigiKhata.loadWallet, wire)
    assert.deepStrictEqual(
      Ledger.of(bench.state).map(({ kind }) => kind),
      ["load", "debit", "load"]
    )
  })
})

describe("the balance", () => {
  it("is that of the agent's wallet, by the initiator's number or the agent's own", () => {
    const bench = new Bench("2026-07", { walletPaise: Money.paise(123_456) })
    const second = { userCode: "20810201", walletPaise: 700, mobile: "9876543210" }
    bench.state = SimulatorState.initial({
      ...bench.world,
      agents: [...bench.world.agents, second as (typeof bench.world.agents)[number]]
    })
    const ask = (mobile: string) => bench.call(WalletBalance.getBalance, { customer_id: mobile })
    assert.deepStrictEqual<unknown>(success(ask("9962981729").meaning), { balancePaise: 123_456 })
    assert.deepStrictEqual<unknown>(success(ask("9876543210").meaning), { balancePaise: 700 })
    assert.strictEqual(refusal(ask("9000000000").meaning), "CustomerNotEnrolled")
  })
})
