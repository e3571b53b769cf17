/**
 * The limits that wallet loads keep; their durations are those of transfers.
 *
 * @module
 */
import { Context } from "effect"
import { OrgId } from "./Identifiers.ts"
import { paise } from "./Money.ts"
import type { AmountLimits } from "./TransferPolicy.ts"

export interface WalletLoadPolicy {
  /** The smallest and the largest sum of one load, both included. */
  readonly amountLimits: AmountLimits
  /** Eko's number for the organisation that loads. */
  readonly orgId: OrgId
}

/**
 * The largest sum is what RBI lets a small prepaid wallet take in a month (Master Direction on Prepaid Payment
 * Instruments, 2021, paragraph 9.1), so no single load can be larger; the smallest is ours. The organisation is that of
 * Eko's example.
 */
export const defaults: WalletLoadPolicy = {
  amountLimits: { minPaise: paise(1_00), maxPaise: paise(10_000_00) },
  orgId: OrgId.make("1")
}

/** The policy that the programs of this process keep. */
export const WalletLoadPolicy = Context.Reference<WalletLoadPolicy>("@bhejo/core/WalletLoadPolicy", {
  defaultValue: () => defaults
})
