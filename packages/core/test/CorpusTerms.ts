/** The days, the wallet and the terms of the corpus that reconciliation is tested with. */
import type { Reading } from "../src/BalanceChain.ts"
import { IndiaDay, startOf } from "../src/IndiaTime.ts"
import { paise } from "../src/Money.ts"
import { defaults as defaultTerms, type Terms } from "../src/ReconciliationTerms.ts"
import { defaults as formulas } from "../src/WalletFormula.ts"

/** A day, in milliseconds. */
export const day = 24 * 60 * 60_000

/** Five days; nothing but what is planted there lies near their edges. */
export const window = { from: IndiaDay.make("2026-11-15"), to: IndiaDay.make("2026-11-19") }
export const fromMillis = startOf(window.from)
export const untilMillis = startOf(window.to) + day

export const terms: Terms = {
  ...defaultTerms,
  asOfDay: IndiaDay.make("2026-11-20"),
  asOfMillis: untilMillis + 9 * 60 * 60_000,
  window: { fromMillis, untilMillis },
  statement: { fromMillis, untilMillis },
  formulas: { "dmt-fino": formulas["dmt-fino"].seed, "ppi-digikhata": undefined }
}

export const wallet = "main"
export const opening: Reading = { reference: "opening", atMillis: fromMillis, balancePaise: paise(1_000_000_000_000) }
