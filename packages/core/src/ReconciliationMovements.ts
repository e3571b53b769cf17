/**
 * What the compared records say about the wallet: every movement that either side knows of, for the chain of balances.
 *
 * What is missing at Eko has not moved its wallet, and what Eko debited beside our record has: the chain follows Eko's
 * word wherever there is one, so that a difference which has a break of its own is not a gap as well.
 *
 * @module
 */
import type { Movement } from "./BalanceChain.ts"
import { type Paise, paise } from "./Money.ts"
import { hasMoved, type View } from "./ReconciliationEvidence.ts"
import type { EkoRecord, Figures, FoundRecord, OurAttempt, OurTransfer } from "./ReconciliationRecord.ts"
import type { Terms } from "./ReconciliationTerms.ts"
import { deltaPaise, type WalletFormula } from "./WalletFormula.ts"

/** The movements of one attempt. */
export const ofView = (transfer: OurTransfer, view: View, terms: Terms): ReadonlyArray<Movement> => {
  // Which wallet a load is paid from, and how its answer's balance counts, is not published: it is off unless configured.
  const formula = terms.formulas[transfer.kind === "load" ? "wallet-load" : transfer.product]
  if (formula === undefined) return []
  const { attempt, found } = view
  const { wallet } = transfer
  const movements = view.extra.map((record) => ofRecord(wallet, formula, record))
  const debits = found.filter(({ kind }) => kind === "debit")
  // Where nobody was asked, our own record is all there is to go by.
  const isSilent = view.records.length === 0 && terms.statement === undefined && settled.has(attempt.belief)
  // Even one that was refunded since has moved the wallet, once in each direction.
  const isDebited = isSilent || debits.some(({ meaning }) => meaning !== "failed")
  if (isDebited) {
    const figures = merged([...debits, attempt])
    const amountPaise = debits.find((record) => record.amountPaise !== undefined)?.amountPaise ?? transfer.amountPaise
    const atMillis = debits.find((record) => record.atMillis !== undefined)?.atMillis ?? attempt.startedAtMillis
    const reference = attempt.clientRefId
    movements.push(movementOf({ wallet, kind: "transfer", reference, atMillis, formula, amountPaise, figures }))
  }
  const refund = found.find(({ kind }) => kind === "refund")
  if (refund !== undefined) movements.push(ofRecord(wallet, formula, refund))
  else if (isDebited && (view.meaning === "refunded" || (isSilent && attempt.belief === "refunded"))) {
    // It came back in no line of its own: when and at which balance is known from the refund's own answer, if at all.
    const debit = movements.at(-1)
    if (debit !== undefined) {
      const { balancePaise: _, ...rest } = debit
      const reference = `refund-${attempt.clientRefId}`
      movements.push({
        ...rest,
        kind: "refund",
        reference,
        atMillis: attempt.refund?.atMillis ?? rest.atMillis,
        deltaPaise: paise(0 - debit.deltaPaise),
        ...(attempt.refund?.balancePaise === undefined ? {} : { balancePaise: attempt.refund.balancePaise })
      })
    }
  }
  return movements.map((movement) => ({ ...movement, transferId: transfer.id }))
}

const settled: ReadonlySet<OurAttempt["belief"]> = new Set(["paid", "refund_pending", "refunded"])

/**
 * The movements that records show which no attempt owns, one for each transaction; the wallet is the only one there is, or
 * the one that a record names. What was only heard has moved nothing.
 */
export const ofUnknown = (records: ReadonlyArray<EkoRecord>, wallet: string, terms: Terms): ReadonlyArray<Movement> => {
  const movements = new Map<string, Movement>()
  for (const record of records) {
    if (record._tag !== "Found" || !(hasMoved(record.meaning) || record.kind === "refund")) continue
    const formula = terms.formulas[record.product ?? "dmt-fino"]
    if (formula === undefined) continue
    const movement = ofRecord(record.wallet ?? wallet, formula, record)
    const name = `${movement.wallet} ${movement.reference}`
    // A statement's line knows the balance right after it, and an inquiry does not.
    if (!movements.has(name) || movement.balancePaise !== undefined) movements.set(name, movement)
  }
  return [...movements.values()]
}

const ofRecord = (wallet: string, formula: WalletFormula, record: FoundRecord): Movement =>
  movementOf({
    wallet,
    kind: record.kind === "refund" ? "refund" : "transfer",
    reference: `${record.kind}-${record.tid ?? record.clientRefId ?? record.place}`,
    atMillis: record.atMillis ?? 0,
    formula,
    amountPaise: record.amountPaise ?? paise(0),
    figures: record
  })

const movementOf = ({
  formula,
  amountPaise,
  figures,
  ...rest
}: Pick<Movement, "wallet" | "kind" | "reference" | "atMillis"> & {
  readonly formula: WalletFormula
  readonly amountPaise: Paise
  readonly figures: Figures
}): Movement => {
  const debit = deltaPaise(formula, amountPaise, figures)
  const { balancePaise } = figures
  return {
    ...rest,
    deltaPaise: paise(rest.kind === "refund" ? 0 - debit : debit),
    ...(balancePaise === undefined ? {} : { balancePaise })
  }
}

/** The figures of all sides together; the first that names one is right about it. */
const merged = (sides: ReadonlyArray<Figures>): Figures =>
  Object.fromEntries(
    (["feePaise", "gstPaise", "commissionPaise", "tdsPaise", "balancePaise"] as const).map((figure) => [
      figure,
      sides.find((side) => side[figure] !== undefined)?.[figure]
    ])
  )
