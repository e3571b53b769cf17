import { DmtFino } from "@bhejo/core"
import { assert, describe, it } from "@effect/vitest"
import { Callback, Eko, type Fault, type TransactionStatus } from "../src/index.ts"
import { Bench, seedDmtOrder, seedInitiate } from "./support.ts"

/** A debit, and the callbacks that its call makes. */
const debited = (...faults: ReadonlyArray<Fault.PlannedFault>) => {
  const bench = new Bench("seed")
  bench.call(DmtFino.sendOtp, seedDmtOrder)
  for (const fault of faults) bench.state = Eko.planFault(bench.state, fault).state
  const atMillis = bench.timeMillis
  const step = bench.eko(bench.state, bench.request(DmtFino.initiate, seedInitiate), bench.timeMillis, 0)
  bench.state = step.state
  return { bench, atMillis, callbacks: step.callbacks }
}

const awaited = {
  operation: "dmt-fino/initiate",
  fault: "awaited",
  settlesAs: "success",
  afterMillis: 5_000
} as const
const befalls = (how: "duplicate" | "delay" | "reorder" | "drop", millis?: number): Fault.PlannedFault => ({
  operation: "callback",
  fault: "callback",
  how,
  ...(millis === undefined ? {} : { millis })
})
const told = (callbacks: ReadonlyArray<Callback.Callback>, fromMillis: number) =>
  callbacks.map(({ oldStatus, status, deliverAtMillis }) => [oldStatus, status, deliverAtMillis - fromMillis])

describe("callbacks", () => {
  it("are made when a transaction leaves initiated, and not before", () => {
    const atOnce = debited()
    assert.deepStrictEqual<unknown>(told(atOnce.callbacks, atOnce.atMillis), [["awaited", "success", 0]])
    const later = debited(awaited)
    assert.deepStrictEqual(later.callbacks, [])
    assert.deepStrictEqual(later.bench.eko.passTime(later.bench.state, later.atMillis + 4_999).callbacks, [])
    // Made when it was due, however late somebody looked.
    const { callbacks } = later.bench.eko.passTime(later.bench.state, later.atMillis + 9_000)
    assert.deepStrictEqual<unknown>(told(callbacks, later.atMillis), [["awaited", "success", 5_000]])
  })

  it("are made by every change, a reversal and what is told included", () => {
    const reversed = {
      operation: "dmt-fino/initiate",
      fault: "reversed",
      as: "refund_pending",
      afterMillis: 0
    } as const
    const { bench, atMillis, callbacks } = debited(reversed)
    assert.deepStrictEqual<unknown>(told(callbacks, atMillis), [
      ["awaited", "success", 0],
      ["success", "refund_pending", 0]
    ])
    const refunded = Eko.settle(bench.state, { clientRefId: "REQ-20260101-001" }, "refunded", atMillis + 7)
    assert.deepStrictEqual<unknown>(told(refunded.callbacks, atMillis), [["refund_pending", "refunded", 7]])
  })

  it("come twice, late, or not at all, as it is planned", () => {
    const twice = debited(befalls("duplicate", 1_000))
    assert.deepStrictEqual<unknown>(told(twice.callbacks, twice.atMillis), [
      ["awaited", "success", 0],
      ["awaited", "success", 1_000]
    ])
    const late = debited(befalls("delay", 60_000))
    assert.deepStrictEqual<unknown>(told(late.callbacks, late.atMillis), [["awaited", "success", 60_000]])
    assert.deepStrictEqual(debited(befalls("drop")).callbacks, [])
  })

  it("come after the one that follows them, as it is planned, and once", () => {
    const reversed = { operation: "dmt-fino/initiate", fault: "reversed", as: "refunded", afterMillis: 0 } as const
    const { bench, atMillis, callbacks } = debited(reversed, befalls("reorder"))
    assert.deepStrictEqual<unknown>(told(callbacks, atMillis), [
      ["success", "refunded", 0],
      ["awaited", "success", 0]
    ])
    assert.deepStrictEqual(bench.state.heldCallbacks, [])
    assert.strictEqual(bench.state.calls["callback"], 2)
  })

  it("are counted, so that a fault can name one", () => {
    const reversed = { operation: "dmt-fino/initiate", fault: "reversed", as: "refunded", afterMillis: 0 } as const
    const { atMillis, callbacks } = debited(reversed, { ...befalls("drop"), call: 2 })
    assert.deepStrictEqual<unknown>(told(callbacks, atMillis), [["awaited", "success", 0]])
  })

  it("are flat JSON, in the older form text alone, in the newer one with numbers", () => {
    const { callbacks } = debited()
    const [callback] = callbacks
    if (callback === undefined) throw new Error("no callback")
    const common = {
      txstatus_desc: "Success",
      old_tx_status_desc: "Initiated",
      client_ref_id: "REQ-20260101-001",
      payment_mode: "5",
      bank_ref_num: "412345678901",
      account: "012345678901",
      ifsc: "SBIN0001234",
      sender_name: "RAVI KUMAR",
      recipient_name: "Sunil Sharma",
      timestamp: "2024-01-01 16:00:05"
    }
    assert.deepStrictEqual(JSON.parse(Callback.body(callback, "seed")), {
      ...common,
      tx_status: "0",
      old_tx_status: "2",
      tid: "2309876543",
      amount: "500.00",
      fee: "5.00",
      gst: "0.76"
    })
    assert.deepStrictEqual(JSON.parse(Callback.body(callback, "2026-07")), {
      ...common,
      tx_status: 0,
      old_tx_status: 2,
      tid: 2309876543,
      amount: 500,
      fee: 5,
      gst: 0.76
    })
  })

  it("name the code of every status", () => {
    const { callbacks } = debited()
    const [callback] = callbacks
    if (callback === undefined) throw new Error("no callback")
    const code = (status: TransactionStatus.TransactionStatus) =>
      JSON.parse(Callback.body({ ...callback, status }, "2026-07")).tx_status
    assert.deepStrictEqual(
      (["success", "failed", "awaited", "refund_pending", "refunded", "on_hold", "response_awaited"] as const).map(
        code
      ),
      [0, 1, 2, 3, 4, 5, 6]
    )
  })
})
