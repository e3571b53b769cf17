import { DmtFino } from "@bhejo/core"
import { assert, describe, it } from "@effect/vitest"
import { Eko, Fault, Ledger } from "../src/index.ts"
import { Bench, seedDmtOrder, seedInitiate, success } from "./support.ts"

const lost = { operation: "dmt-fino/initiate", fault: "answer-never-arrives" } as const
const awaited = { operation: "dmt-fino/initiate", fault: "awaited", settlesAs: "success" } as const

/** What hits each of the next calls. */
const hits = (planned: ReadonlyArray<Fault.PlannedFault>, operation: string, calls: number) => {
  let left = planned
  const all = Array.from({ length: calls }, () => {
    const counted = Fault.count(left, operation)
    left = counted.left
    return Object.keys(counted.hit)
  })
  return { all, left }
}

describe("planned faults", () => {
  it("hit the next call once, unless they say otherwise", () => {
    assert.deepStrictEqual(hits([lost], "dmt-fino/initiate", 2), { all: [["delivery"], []], left: [] })
    const { all, left } = hits([{ ...lost, skip: 1, times: 2 }], "dmt-fino/initiate", 4)
    assert.deepStrictEqual(all, [[], ["delivery"], ["delivery"], []])
    assert.deepStrictEqual(left, [])
  })

  it("do not count calls of another operation", () => {
    assert.deepStrictEqual(hits([lost], "dmt-fino/send-otp", 2), { all: [[], []], left: [lost] })
  })

  it("queue up where they are of one kind, and hit the same call where they are not", () => {
    const { all } = hits([lost, { ...lost, skip: 1 }, awaited], "dmt-fino/initiate", 4)
    assert.deepStrictEqual(
      all.map((hit) => hit.sort()),
      [["decision", "delivery"], [], ["delivery"], []]
    )
  })

  it("an answer that never arrives leaves the debit behind", () => {
    for (const [connection, delivery] of [
      [undefined, "never"],
      ["open", "never"],
      ["reset", "reset"]
    ] as const) {
      const bench = new Bench("seed")
      bench.call(DmtFino.sendOtp, seedDmtOrder)
      bench.state = Eko.planFault(bench.state, connection === undefined ? lost : { ...lost, connection }).state
      assert.strictEqual(bench.send(bench.request(DmtFino.initiate, seedInitiate)).delivery, delivery)
      assert.strictEqual(Ledger.of(bench.state, "REQ-20260101-001").length, 1)
      assert.strictEqual(bench.send(bench.request(DmtFino.initiate, seedInitiate)).delivery, "sent")
    }
  })

  it("count calls that reach the operation, whatever becomes of them, and no others", () => {
    const bench = new Bench("seed")
    bench.call(DmtFino.sendOtp, seedDmtOrder)
    bench.state = Eko.planFault(bench.state, { ...awaited, skip: 1 }).state
    const unsigned = bench.request(DmtFino.initiate, seedInitiate)
    bench.send({ ...unsigned, headers: {} })
    bench.call(DmtFino.initiate, { ...seedInitiate, otp: "000000" })
    assert.strictEqual(success(bench.call(DmtFino.initiate, seedInitiate).meaning).txStatus, "2")
  })
})
