import { Money } from "@bhejo/core"
import { assert, describe, it } from "@effect/vitest"
import { Schema } from "effect"
import { Charges } from "../src/index.ts"

const of = (generation: "seed" | "2026-07", product: "dmt-fino" | "ppi-digikhata", amountPaise: number) =>
  Charges.of(Charges.documented[generation][product], Money.paise(amountPaise))

describe("charges", () => {
  it("are those of the seed's example: 5000 - 500 - 5 = 4495", () => {
    const charges = of("seed", "dmt-fino", 50_000)
    assert.deepInclude<unknown>(charges, { feePaise: 500, commissionPaise: 300, tdsPaise: 0, walletPaise: 50_500 })
  })

  it("are those of the 2026-07 example: 10131.18 - 100 - 10 + 0.47 - 0.01 = 10021.64", () => {
    const charges = of("2026-07", "dmt-fino", 10_000)
    assert.deepStrictEqual<unknown>(charges, {
      feePaise: 1_000,
      gstPaise: 153,
      commissionPaise: 47,
      tdsPaise: 1,
      neededPaise: 11_000,
      walletPaise: 1_013_118 - 1_002_164,
      creditsAtOnce: true
    })
  })

  it("the fee is one per cent, in 2026-07 at least ₹10", () => {
    assert.strictEqual(of("2026-07", "dmt-fino", 99_900).feePaise, Money.paise(1_000))
    assert.strictEqual(of("2026-07", "dmt-fino", 100_100).feePaise, Money.paise(1_001))
    assert.strictEqual(of("seed", "dmt-fino", 10_000).feePaise, Money.paise(100))
  })

  const amounts = Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 100_000_000_000 }))

  it.prop("no paisa is lost between amount, fee, commission, tax and wallet", [amounts], ([amountPaise]) => {
    for (const generation of ["seed", "2026-07"] as const) {
      for (const product of ["dmt-fino", "ppi-digikhata"] as const) {
        const rule = Charges.documented[generation][product]
        const charges = Charges.of(rule, Money.paise(amountPaise))
        const credited = rule.creditsCommissionAtOnce ? charges.commissionPaise - charges.tdsPaise : 0
        assert.strictEqual(charges.walletPaise, amountPaise + charges.feePaise - credited)
        assert.isAtLeast(charges.feePaise, rule.minimumFeePaise)
        assert.isTrue(charges.commissionPaise >= charges.tdsPaise && charges.feePaise >= charges.commissionPaise)
      }
    }
  })
})
