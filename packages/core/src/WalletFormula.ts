/**
 * By how much one transaction moves the wallet, as a signed formula that is configured for each product and generation.
 *
 * Eko's examples of the two generations fit different formulas: in the seeds' the commission is not credited at once, in
 * the later ones it is, less TDS.
 *
 * @module
 */
import { Schema } from "effect"
import type { Generation } from "./EkoOperation.ts"
import { type Paise, paise } from "./Money.ts"
import type { Figures } from "./ReconciliationRecord.ts"
import type { Product } from "./TransferPolicy.ts"

const Sign = Schema.Literals([-1, 0, 1])

/** How each figure of a debit counts towards the balance. */
export const WalletFormula = Schema.Struct({ amount: Sign, fee: Sign, gst: Sign, commission: Sign, tds: Sign })
export type WalletFormula = typeof WalletFormula.Type

const seed: WalletFormula = { amount: -1, fee: -1, gst: 0, commission: 0, tds: 0 }
const later: WalletFormula = { ...seed, commission: 1, tds: -1 }

/** What Eko's examples fit; nothing where it is not known whose wallet an answer's balance is. */
export const defaults: Readonly<Record<Product, Readonly<Record<Generation, WalletFormula | undefined>>>> = {
  "dmt-fino": { seed, "2026-07": later },
  "ppi-digikhata": { seed: undefined, "2026-07": undefined }
}

/** The signed movement of one debit, in paise; its refund is the same with the other sign. */
export const deltaPaise = (formula: WalletFormula, amountPaise: Paise, figures: Figures): Paise =>
  paise(
    // Adding 0 keeps a formula that counts nothing from yielding -0.
    formula.amount * amountPaise +
      formula.fee * (figures.feePaise ?? 0) +
      formula.gst * (figures.gstPaise ?? 0) +
      formula.commission * (figures.commissionPaise ?? 0) +
      formula.tds * (figures.tdsPaise ?? 0) +
      0
  )
