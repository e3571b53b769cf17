/**
 * What a transfer costs the agent's wallet: a rule for each product and generation, since Eko's own figures differ.
 *
 * @module
 */
import { type EkoOperation, Money, type TransferPolicy } from "@bhejo/core"

/** All shares are in basis points: 100 are one per cent. */
export interface ChargeRule {
  /** The customer's fee, of the amount. */
  readonly feeBasisPoints: number
  readonly minimumFeePaise: Money.Paise
  /** The GST that the fee contains, on top of the fee without it. */
  readonly gstBasisPoints: number
  /** The agent's commission, of the fee. */
  readonly commissionBasisPoints: number
  /** The tax deducted from the commission. */
  readonly tdsBasisPoints: number
  /** Whether commission less tax comes back into the wallet at once; otherwise the simulator never credits it. */
  readonly creditsCommissionAtOnce: boolean
}

export interface Charges {
  readonly feePaise: Money.Paise
  readonly gstPaise: Money.Paise
  readonly commissionPaise: Money.Paise
  readonly tdsPaise: Money.Paise
  /** What the wallet must hold: amount and fee. */
  readonly neededPaise: Money.Paise
  /** What leaves the wallet in the end. */
  readonly walletPaise: Money.Paise
  readonly creditsAtOnce: boolean
}

export type ChargeRules = Readonly<Record<TransferPolicy.Product, ChargeRule>>

/** A flat ₹4, as the one documented answer of DigiKhata has it. */
const digiKhata: ChargeRule = {
  feeBasisPoints: 0,
  minimumFeePaise: Money.paise(400),
  gstBasisPoints: 1_800,
  commissionBasisPoints: 0,
  tdsBasisPoints: 200,
  creditsCommissionAtOnce: true
}

/**
 * The rules that reproduce the figures of each generation's documents: ₹500 with fee 5 and commission 3, which leaves
 * 4495 of 5000; and ₹100 with fee 10, GST 1.53, commission 0.47 and TDS 0.01, which leaves 10021.64 of 10131.18.
 */
export const documented: Readonly<Record<EkoOperation.Generation, ChargeRules>> = {
  seed: {
    "dmt-fino": {
      feeBasisPoints: 100,
      minimumFeePaise: Money.paise(0),
      gstBasisPoints: 1_800,
      commissionBasisPoints: 6_000,
      tdsBasisPoints: 0,
      creditsCommissionAtOnce: false
    },
    "ppi-digikhata": digiKhata
  },
  "2026-07": {
    "dmt-fino": {
      feeBasisPoints: 100,
      minimumFeePaise: Money.paise(1_000),
      gstBasisPoints: 1_800,
      commissionBasisPoints: 470,
      tdsBasisPoints: 200,
      creditsCommissionAtOnce: true
    },
    "ppi-digikhata": digiKhata
  }
}

/** What loading a DigiKhata wallet costs: 1 %, as the one documented answer has it. */
export const loadFeePaise = (amountPaise: Money.Paise): Money.Paise => share(amountPaise, 100, 10_000)

/** A share of a sum, rounded half up to whole paise without leaving the integers. */
const share = (ofPaise: number, part: number, whole: number): Money.Paise =>
  Money.paise(Math.floor((2 * ofPaise * part + whole) / (2 * whole)))

/** What a rule makes of an amount. */
export const of = (rule: ChargeRule, amountPaise: Money.Paise): Charges => {
  const feePaise = Money.paise(Math.max(share(amountPaise, rule.feeBasisPoints, 10_000), rule.minimumFeePaise))
  const commissionPaise = share(feePaise, rule.commissionBasisPoints, 10_000)
  const tdsPaise = share(commissionPaise, rule.tdsBasisPoints, 10_000)
  const neededPaise = Money.add(amountPaise, feePaise)
  return {
    feePaise,
    gstPaise: share(feePaise, rule.gstBasisPoints, 10_000 + rule.gstBasisPoints),
    commissionPaise,
    tdsPaise,
    neededPaise,
    walletPaise: rule.creditsCommissionAtOnce
      ? Money.add(Money.subtract(neededPaise, commissionPaise), tdsPaise)
      : neededPaise,
    creditsAtOnce: rule.creditsCommissionAtOnce
  }
}
