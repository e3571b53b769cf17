import { assert, describe, it } from "@effect/vitest"
import { Schema } from "effect"
import { Fault, FaultSeed } from "../src/index.ts"

const plan = { seed: 7, perMille: 250 }
const calls = (seed: FaultSeed.FaultSeed, operation: string, count: number) =>
  Array.from({ length: count }, (_, index) => FaultSeed.hit(seed, operation, index + 1))

describe("faults from a seed", () => {
  it.prop("are a pure function of seed, operation and call", [Schema.Int, Schema.Int], ([seed, call]) => {
    const once = FaultSeed.hit({ seed, perMille: 500 }, "dmt-fino/initiate", call)
    assert.deepStrictEqual(FaultSeed.hit({ seed, perMille: 500 }, "dmt-fino/initiate", call), once)
  })

  it("differ by seed, operation and call", () => {
    const of = (seed: number, operation: string) => JSON.stringify(calls({ seed, perMille: 500 }, operation, 20))
    const all = [of(1, "dmt-fino/initiate"), of(2, "dmt-fino/initiate"), of(1, "ppi-digikhata/initiate")]
    assert.strictEqual(new Set(all).size, 3)
    assert.isAbove(
      new Set(calls({ seed: 1, perMille: 1_000 }, "dmt-fino/initiate", 20).map((hit) => JSON.stringify(hit))).size,
      10
    )
  })

  it("hit as many calls of a thousand as they say, at each stage", () => {
    const count = 20_000
    const hits = calls(plan, "dmt-fino/initiate", count)
    for (const stages of [["decision"], ["arrival", "delivery"]] as const) {
      const share = hits.filter((hit) => stages.some((stage) => hit[stage] !== undefined)).length / count
      assert.isAbove(share, 0.23)
      assert.isBelow(share, 0.27)
    }
    assert.deepStrictEqual(
      new Set(calls({ seed: 1, perMille: 0 }, "dmt-fino/initiate", 100).map((hit) => Object.keys(hit).length)),
      new Set([0])
    )
  })

  it("draw every fault there is, each where it can hit, and each as its schema has it", () => {
    const drawn = new Set<string>()
    for (const operation of ["dmt-fino/initiate", "transaction/inquire", "dmt-fino/send-otp", Fault.callbacks]) {
      for (const hit of calls({ seed: 3, perMille: 600 }, operation, 2_000)) {
        for (const [stage, fault] of Object.entries(hit)) {
          assert.strictEqual(Fault.stageOf(fault), stage)
          assert.isTrue(Fault.isSuitable(fault.fault, operation))
          assert.deepStrictEqual<unknown>(Schema.decodeUnknownSync(Fault.PlannedFault)({ operation, ...fault }), {
            operation,
            ...fault
          })
          drawn.add(fault.fault)
        }
      }
    }
    assert.sameMembers([...drawn], [...Fault.names])
  })

  it("are those alone that may be drawn", () => {
    const hits = calls({ ...plan, perMille: 1_000, faults: ["refuse", "not-found"] }, "dmt-fino/initiate", 50)
    for (const hit of hits) assert.deepStrictEqual<unknown>(hit, { arrival: { fault: "refuse" } })
  })

  it("delay by as much as they are told to, at least", () => {
    const faults = ["delay"] as const
    for (const { arrival, delivery } of calls(
      { seed: 5, perMille: 1_000, faults, lateMillis: 30_000 },
      "dmt-fino/initiate",
      50
    )) {
      const fault = arrival ?? delivery
      assert.isTrue(fault?.fault === "delay" && fault.millis >= 30_000 && fault.millis < 60_000)
    }
  })
})
