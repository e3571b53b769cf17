/**
 * The ledger of the simulated Eko: what left the wallets and what came back, the oracle for whoever must never move a
 * rupee twice.
 *
 * @module
 */
import { Identifiers as Id, Money, TransferPolicy } from "@bhejo/core"
import { HashMap, Option, Schema } from "effect"
import type { Debit, Load, SimulatorState } from "./SimulatorState.ts"

/**
 * One movement, and what it consists of. A debit takes amount and fee, less the commission that is credited at once, which
 * is taxed: `walletPaise` = −(`amountPaise` + `feePaise`) + `commissionPaise` − `tdsPaise`. A give-back (it failed) and a
 * refund bring exactly that back: amount and fee, less the commission, which is taken back, with the tax that was
 * deducted from it. A load takes amount and fee. Eko's own identifiers keep Eko's names in JSON: `client_ref_id`, `user_code`.
 */
export const LedgerEntry = Schema.Struct({
  kind: Schema.Literals(["debit", "give_back", "refund", "load"]),
  clientRefId: Schema.String,
  tid: Id.Tid,
  product: TransferPolicy.Product,
  userCode: Id.UserCode,
  /** The id of a refund that was asked for. */
  refundTid: Schema.optionalKey(Id.Tid),
  /** The amount of the transfer, or of the load. */
  amountPaise: Money.Paise,
  feePaise: Money.Paise,
  /** The commission that moved with it: none where it is not credited at once. */
  commissionPaise: Money.Paise,
  /** The tax on that commission. */
  tdsPaise: Money.Paise,
  /** How the wallet changed: negative for a debit. */
  walletPaise: Money.Paise,
  atMillis: Schema.Int
}).pipe(Schema.encodeKeys({ clientRefId: "client_ref_id", userCode: "user_code", refundTid: "refund_tid" }))
export type LedgerEntry = typeof LedgerEntry.Type

/**
 * Every movement, or those of one client_ref_id, transaction by transaction in the order in which they were accepted.
 */
export const of = (state: SimulatorState, clientRefId?: string): ReadonlyArray<LedgerEntry> => {
  const found = <A>(table: HashMap.HashMap<string, A>): ReadonlyArray<A> =>
    clientRefId === undefined
      ? HashMap.toValues(table)
      : Option.getOrElse(HashMap.get(state.tidsByReference, clientRefId), () => []).flatMap((tid) =>
          Option.toArray(HashMap.get(table, tid))
        )
  return [
    ...found(state.debits).map((debit) => ({ number: debit.number, entries: entries(debit) })),
    ...found(state.loads).map((load) => ({ number: load.number, entries: [loaded(load)] }))
  ]
    .sort((left, right) => left.number - right.number)
    .flatMap(({ entries }) => entries)
}

const loaded = ({ clientRefId, tid, userCode, amountPaise, feePaise, atMillis }: Load): LedgerEntry => ({
  kind: "load",
  clientRefId,
  tid,
  product: "ppi-digikhata",
  userCode,
  amountPaise,
  feePaise,
  commissionPaise: Money.paise(0),
  tdsPaise: Money.paise(0),
  walletPaise: Money.subtract(Money.paise(0), Money.add(amountPaise, feePaise)),
  atMillis
})

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
  const refund = debit.refundTid === undefined ? {} : { refundTid: debit.refundTid }
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
      return status === "refunded" ? [{ ...moved, ...refund, kind: "refund", walletPaise, atMillis }] : []
    })
  ]
}
