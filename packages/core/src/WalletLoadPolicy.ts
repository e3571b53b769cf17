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
 * Both limits are ours, since Eko documents none; the largest is as large as one DigiKhata transfer's. The organisation is
 * that of Eko's example.
 */
export const defaults: WalletLoadPolicy = {
  amountLimits: { minPaise: paise(1_00), maxPaise: paise(10_000_00) },
  orgId: OrgId.make("1")
}

/** The policy that the programs of this process keep. */
export const WalletLoadPolicy = Context.Reference<WalletLoadPolicy>("@bhejo/core/WalletLoadPolicy", {
  defaultValue: () => defaults
})
