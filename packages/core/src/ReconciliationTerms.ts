/**
 * What a comparison takes for granted: the time it speaks of, what was looked at, and how long things may take.
 *
 * @module
 */
import type { IndiaDay } from "./IndiaTime.ts"
import type { Product } from "./TransferPolicy.ts"
import type { WalletFormula } from "./WalletFormula.ts"

export interface Terms {
  /** The day that ages are counted to. */
  readonly asOfDay: IndiaDay
  readonly asOfMillis: number
  /** The days that are reported on; what is looked at besides counts towards no total of theirs. */
  readonly window: { readonly fromMillis: number; readonly untilMillis: number }
  /** A statement covers this time without a gap, in this run and those before it; absent where there is none. */
  readonly statement?: { readonly fromMillis: number; readonly untilMillis: number } | undefined
  /** How a transaction of each product moves the wallet; a product without a formula stays out of the chain. */
  readonly formulas: Readonly<Record<Product, WalletFormula | undefined>> & {
    readonly "wallet-load"?: WalletFormula | undefined
  }
  /** So near to the edge of the statement, a counterpart may stand beyond it. */
  readonly edgeMillis: number
  /** So long an attempt may be unknown or on its way without being a break. */
  readonly settlementWindowMillis: number
}

const dayMillis = 24 * 60 * 60_000

export const defaults = { edgeMillis: dayMillis, settlementWindowMillis: dayMillis } as const
