/**
 * The ledger of the simulated Eko: what left the wallets and what came back, the oracle for whoever must never move a
 * rupee twice.
 *
 * @module
 */
import { Identifiers as Id, Money, TransferPolicy } from "@bhejo/core"
import { HashMap, Option, Schema } from "effect"
import type { Debit, SimulatorState } from "./SimulatorState.ts"

/**
 * One movement, and what it consists of. A debit takes amount and fee, less the commission that is credited at once, which
 * is taxed: `walletPaise` = −(`amountPaise` + `feePaise`) + `commissionPaise` − `tdsPaise`. A give-back (it failed) and a
 * refund bring exactly that back: amount and fee, less the commission, which is taken back, with the tax that was
 * deducted from it. Eko's own identifiers keep Eko's names in JSON: `client_ref_id`, `user_code`.
 */
export const LedgerEntry = Schema.Struct({
  kind: Schema.Literals(["debit", "give_back", "refund"]),
  clientRefId: Schema.String,
  tid: Id.Tid,
  product: TransferPolicy.Product,
  userCode: Id.UserCode,
  /** The amount of the transfer. */
  amountPaise: Money.Paise,
  feePaise: Money.Paise,
  /** The commission that moved with it: none where it is not credited at once. */
  commissionPaise: Money.Paise,
  /** The tax on that commission. */
  tdsPaise: Money.Paise,
  /** How the wallet changed: negative for a debit. */
  walletPaise: Money.Paise,
  atMillis: Schema.Int
}).pipe(Schema.encodeKeys({ clientRefId: "client_ref_id", userCode: "user_code" }))
export type LedgerEntry = typeof LedgerEntry.Type

/**
 * Every movement, or those of one client_ref_id, debit by debit in the order in which they were accepted.
 */
export const of = (state: SimulatorState, clientRefId?: string): ReadonlyArray<LedgerEntry> => {
  const debits =
    clientRefId === undefined
      ? Array.from(HashMap.values(state.debits))
      : Option.getOrElse(HashMap.get(state.tidsByReference, clientRefId), () => []).flatMap((tid) =>
          Option.toArray(HashMap.get(state.debits, tid))
        )
  return debits.sort((left, right) => left.number - right.number).flatMap(entries)
}

const entries = (debit: Debit): ReadonlyArray<LedgerEntry> => {
  const { clientRefId, tid, product, userCode, amountPaise, feePaise, walletPaise, creditsAtOnce } = debit
  const nothing = Money.paise(0)
  const moved = {
    clientRefId,
    tid,
    product,
    userCode,
    amountPaise,
    feePaise,
    commissionPaise: creditsAtOnce ? debit.commissionPaise : nothing,
    tdsPaise: creditsAtOnce ? debit.tdsPaise : nothing
  }
  const left: LedgerEntry = {
    ...moved,
    kind: "debit",
    walletPaise: Money.subtract(nothing, walletPaise),
    atMillis: debit.atMillis
  }
  return [
    left,
    ...debit.history.flatMap(({ status, atMillis }): ReadonlyArray<LedgerEntry> => {
      if (status === "failed") return [{ ...moved, kind: "give_back", walletPaise, atMillis }]
      return status === "refunded" ? [{ ...moved, kind: "refund", walletPaise, atMillis }] : []
    })
  ]
}
