import { DigiKhata, DmtFino, Money, TransactionInquiry } from "@bhejo/core"
import { assert, describe, it } from "@effect/vitest"
import { HashMap } from "effect"
import { Bank, Configuration, Eko, Ledger, SimulatorState, type World } from "../src/index.ts"
import { Bench, digiKhataOrder, refusal, seedDmtOrder, seedInitiate, success } from "./support.ts"

const account = "012345678901"

/** A bench whose recipient is another than the documents'. */
const withRecipient = (change: Partial<World.Recipient>, options: Parameters<typeof World.documented>[1] = {}) => {
  const bench = new Bench("seed", options)
  const { world } = bench
  bench.state = SimulatorState.initial({
    ...world,
    customers: world.customers.map((customer) => ({
      ...customer,
      recipients: customer.recipients.map((recipient) => ({ ...recipient, ...change }))
    }))
  })
  return bench
}

const pay = (bench: Bench, clientRefId = "REQ-20260101-001") => {
  const { otpRefId } = success(bench.call(DmtFino.sendOtp, seedDmtOrder).meaning)
  return bench.call(DmtFino.initiate, { ...seedInitiate, client_ref_id: clientRefId, otp_ref_id: otpRefId })
}

describe("the recipient's bank", () => {
  it("is down: 544, and debits are processed again once it is up", () => {
    const bench = new Bench("seed")
    bench.state = Eko.setBank(bench.state, "SBIN", false).state
    const { body, meaning } = pay(bench)
    assert.strictEqual(body["status"], 544)
    assert.strictEqual(refusal(meaning), "BankUnavailable")
    bench.state = Eko.setBank(bench.state, "UCBA", false).state
    bench.state = Eko.setBank(bench.state, "SBIN", true).state
    assert.strictEqual(refusal(pay(bench).meaning), "Success")
    assert.deepStrictEqual(bench.state.banksDown, ["UCBA"])
  })

  it("may be down from the start, by the world", () => {
    const bench = new Bench("seed")
    bench.state = SimulatorState.initial({
      ...bench.world,
      banks: Bank.documented.map((bank) => (bank.code === "SBIN" ? { ...bank, isUp: false } : bank))
    })
    assert.strictEqual(pay(bench).body["status"], 544)
    bench.state = Eko.setBank(bench.state, "SBIN", true).state
    assert.strictEqual(refusal(pay(bench).meaning), "Success")
  })

  it("has no IMPS: 344", () => {
    const bench = withRecipient({ ifsc: "NIMB0000001" })
    const { body, meaning } = pay(bench)
    assert.strictEqual(body["status"], 344)
    assert.strictEqual(refusal(meaning), "BankNotSupported")
  })

  it("does not know the account, or takes no IMPS to it: 46 and 53, with the OTP still good", () => {
    for (const [condition, status, reason] of [
      ["invalid", 46, "AccountInvalid"],
      ["imps-not-allowed", 53, "BankNotSupported"]
    ] as const) {
      const bench = new Bench("seed")
      bench.state = Eko.setAccount(bench.state, account, condition).state
      const { body, meaning } = pay(bench)
      assert.strictEqual(body["status"], status)
      assert.strictEqual(refusal(meaning), reason)
      bench.state = Eko.setAccount(bench.state, account, "open").state
      assert.strictEqual(refusal(bench.call(DmtFino.initiate, seedInitiate).meaning), "Success")
      assert.strictEqual(Ledger.of(bench.state).length, 1)
    }
  })

  it("declines: the transaction has an id, is found failed, and its OTP is used", () => {
    const bench = new Bench("seed")
    const before = HashMap.getUnsafe(bench.state.wallets, "20810200")
    bench.state = Eko.setAccount(bench.state, account, "declines").state
    const { body, meaning } = pay(bench)
    assert.strictEqual(body["status"], 55)
    assert.strictEqual(refusal(meaning), "DeclinedByBank")
    const { tid } = body["data"] as { readonly tid: string }
    const found = success(bench.call(TransactionInquiry.inquire, { transaction_reference: tid }).meaning)
    assert.deepInclude<unknown>(found, { _tag: "Found", txStatus: "1", clientRefId: "REQ-20260101-001" })
    assert.strictEqual(HashMap.getUnsafe(bench.state.wallets, "20810200"), before)
    assert.strictEqual(refusal(bench.call(DmtFino.initiate, seedInitiate).meaning), "OtpConsumed")
  })

  it("an account may be closed from the start, by the world", () => {
    const bench = new Bench("seed")
    bench.state = SimulatorState.initial({ ...bench.world, accounts: [{ account, condition: "invalid" }] })
    assert.strictEqual(pay(bench).body["status"], 46)
  })
})

describe("limits", () => {
  it("of a recipient are used up by whoever sends: 945 for an OTP, and a decline for a debit", () => {
    const bench = withRecipient({ monthlyLimitPaise: Money.paise(90_000) })
    const spare = success(bench.call(DmtFino.sendOtp, seedDmtOrder).meaning)
    assert.strictEqual(refusal(pay(bench).meaning), "Success")
    const unsent = bench.call(DmtFino.sendOtp, seedDmtOrder)
    assert.deepStrictEqual(unsent.body, {
      status: 945,
      response_type_id: 945,
      response_status_id: 1,
      message: "Beneficiary monthly limit exhausted",
      data: {}
    })
    assert.strictEqual(refusal(unsent.meaning), "BeneficiaryLimitExhausted")
    const wire = { ...seedInitiate, client_ref_id: "REQ-20260101-002", otp_ref_id: spare.otpRefId }
    const declined = bench.call(DmtFino.initiate, wire)
    assert.strictEqual(refusal(declined.meaning), "MonthlyLimitExhausted")
    // What came back counts no longer, and neither does last month's.
    bench.state = Eko.settle(bench.state, { clientRefId: "REQ-20260101-001" }, "refunded", bench.timeMillis).state
    assert.strictEqual(refusal(bench.call(DmtFino.sendOtp, seedDmtOrder).meaning), "Success")
    assert.strictEqual(refusal(bench.call(DmtFino.initiate, wire).meaning), "Success")
    assert.strictEqual(bench.call(DmtFino.sendOtp, seedDmtOrder).body["status"], 945)
    bench.timeMillis = Date.parse("2024-01-31T18:30:00.000Z")
    assert.strictEqual(refusal(bench.call(DmtFino.sendOtp, seedDmtOrder).meaning), "Success")
  })

  it("of a DigiKhata sender that are used up are 314", () => {
    const bench = new Bench("seed", { monthlyLimitPaise: Money.paise(10_000) })
    const { body, meaning } = bench.call(DigiKhata.sendOtp, { user_code: "20810200", ...digiKhataOrder })
    assert.strictEqual(body["status"], 314)
    assert.strictEqual(refusal(meaning), "MonthlyLimitExhausted")
  })

  it("of one transfer are the configured ones, for OTP and debit alike", () => {
    const bench = new Bench("seed", {}, { amounts: Configuration.documentedAmounts })
    for (const [amount, message] of [
      [99, "must be at least 100.00"],
      [100, undefined],
      [5_000, undefined],
      [5_001, "must be at most 5000.00"]
    ] as const) {
      for (const { body, meaning } of [
        bench.call(DmtFino.sendOtp, { ...seedDmtOrder, amount }),
        bench.call(DmtFino.initiate, { ...seedInitiate, amount, otp_ref_id: "none" })
      ]) {
        const params = body["invalid_params"] as { readonly amount?: string } | undefined
        assert.strictEqual(params?.amount, message)
        if (message !== undefined) assert.strictEqual(refusal(meaning), "ValidationFailed")
      }
    }
  })
})

describe("what becomes of a debit", () => {
  const status = (bench: Bench) => {
    const found = success(bench.call(TransactionInquiry.inquire, { transaction_reference: "REQ-20260101-001" }).meaning)
    return found._tag === "Found" ? [String(found.txStatus), found.facts.bankReference !== undefined] : undefined
  }
  const wallet = (bench: Bench) => HashMap.getUnsafe(bench.state.wallets, "20810200")

  it("is on its way as 2, 5 or 6, and settles as anything", () => {
    for (const [onTheWay, code] of [
      ["awaited", "2"],
      ["on_hold", "5"],
      ["response_awaited", "6"]
    ] as const) {
      for (const [settlesAs, final, isBack] of [
        ["success", "0", false],
        ["failed", "1", true],
        ["refund_pending", "3", false],
        ["refunded", "4", true]
      ] as const) {
        const bench = new Bench("seed")
        const before = wallet(bench)
        bench.state = Eko.planFault(bench.state, {
          operation: "dmt-fino/initiate",
          fault: "awaited",
          settlesAs,
          status: onTheWay,
          afterMillis: 5_000
        }).state
        assert.strictEqual(String(success(pay(bench).meaning).txStatus), code)
        assert.deepStrictEqual(status(bench), [code, false])
        bench.timeMillis += 5_000
        assert.deepStrictEqual(status(bench), [final, final === "0"])
        assert.strictEqual(wallet(bench) === before, isBack)
      }
    }
  })

  it("is reversed days after its success, or in its very answer", () => {
    const dayMillis = 86_400_000
    for (const [as, code, isBack] of [
      ["refund_pending", "3", false],
      ["refunded", "4", true]
    ] as const) {
      for (const afterMillis of [0, 2 * dayMillis]) {
        const bench = new Bench("seed")
        const before = wallet(bench)
        bench.state = Eko.planFault(bench.state, {
          operation: "dmt-fino/initiate",
          fault: "reversed",
          as,
          afterMillis
        }).state
        const { body, meaning } = pay(bench)
        assert.strictEqual(String(success(meaning).txStatus), afterMillis === 0 ? code : "0")
        const { balance } = body["data"] as { readonly balance: number }
        assert.strictEqual(Math.round(balance * 100) === before, afterMillis === 0 && isBack)
        // The bank's reference stands for money that is with the recipient.
        assert.strictEqual(success(meaning).facts.bankReference !== undefined, afterMillis > 0)
        if (afterMillis > 0) assert.deepStrictEqual(status(bench), ["0", true])
        bench.timeMillis += afterMillis
        assert.deepStrictEqual(status(bench), [code, false])
        assert.strictEqual(wallet(bench) === before, isBack)
        assert.deepStrictEqual(
          Ledger.of(bench.state).map(({ kind }) => kind),
          isBack ? ["debit", "refund"] : ["debit"]
        )
      }
    }
  })

  it("is told what to become, as far as that can be", () => {
    const may = (from: ReadonlyArray<"success" | "failed" | "refund_pending" | "refunded">) => {
      const bench = new Bench("seed")
      bench.state = Eko.planFault(bench.state, {
        operation: "dmt-fino/initiate",
        fault: "awaited",
        settlesAs: "success"
      }).state
      pay(bench)
      return from.map((as) => {
        const told = Eko.settle(bench.state, { clientRefId: "REQ-20260101-001" }, as, bench.timeMillis)
        bench.state = told.state
        return told.value._tag === "Success"
      })
    }
    assert.deepStrictEqual(may(["success", "refund_pending", "refunded"]), [true, true, true])
    assert.deepStrictEqual(may(["success", "success", "failed", "refunded"]), [true, false, false, true])
    assert.deepStrictEqual(may(["failed", "success", "refund_pending", "refunded"]), [true, false, false, false])
    assert.deepStrictEqual(may(["refunded", "refunded", "success", "refund_pending"]), [true, false, false, false])
    assert.deepStrictEqual(may(["refund_pending", "success", "failed", "refund_pending"]), [true, false, false, false])
  })
})
