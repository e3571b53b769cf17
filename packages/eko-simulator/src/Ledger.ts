/**
 * The ledger of the simulated Eko: what left the wallets and what came back, the oracle for whoever must never move a
 * rupee twice.
 *
 * @module
 */
import { Identifiers as Id, Money, TransferPolicy } from "@bhejo/core"
import { HashMap, Option, Schema } from "effect"
import type { Debit, SimulatorState } from "./SimulatorState.ts"

/** One movement. Eko's own identifiers keep Eko's names in JSON: `client_ref_id`, `user_code`. */
export const LedgerEntry = Schema.Struct({
  kind: Schema.Literals(["debit", "give_back"]),
  clientRefId: Schema.String,
  tid: Id.Tid,
  product: TransferPolicy.Product,
  userCode: Id.UserCode,
  /** The amount of the transfer. */
  amountPaise: Money.Paise,
  /** How the wallet changed, fee and commission included: negative for a debit. */
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

const entries = ({ clientRefId, tid, product, userCode, amountPaise, walletPaise, ...debit }: Debit) => {
  const common = { clientRefId, tid, product, userCode, amountPaise }
  const left: LedgerEntry = {
    ...common,
    kind: "debit",
    walletPaise: Money.subtract(Money.paise(0), walletPaise),
    atMillis: debit.atMillis
  }
  if (debit.settled?.as !== "failed") return [left]
  const back: LedgerEntry = { ...common, kind: "give_back", walletPaise, atMillis: debit.settled.atMillis }
  return [left, back]
}
