/**
 * What both sides say about one attempt, and a break made of it.
 *
 * Evidence names no person: a recipient's name is compared and never repeated.
 *
 * @module
 */
import * as Break from "./Break.ts"
import type { TransferId, WalletLoadId } from "./Identifiers.ts"
import { dayOf } from "./IndiaTime.ts"
import { type Paise, paise, written } from "./Money.ts"
import type { EkoRecord, Figures, FoundRecord, OurAttempt, OurTransfer } from "./ReconciliationRecord.ts"
import type { Meaning } from "./TxStatus.ts"

/** Whether the money has left the wallet by Eko's word, and has not come back to it. */
export const hasMoved = (meaning: Meaning): boolean => meaning !== "failed" && meaning !== "refunded"

export const rupees = (amountPaise: number): string => written(paise(amountPaise))

/** Everything that Eko says about one attempt, taken together. */
export interface View {
  readonly attempt: OurAttempt
  readonly records: ReadonlyArray<EkoRecord>
  /** The records of the attempt's own transaction. */
  readonly found: ReadonlyArray<FoundRecord>
  /** Eko's latest word: an inquiry is fresher than any statement, and a refund ends what its debit began. */
  readonly meaning: Meaning | undefined
  /** Further transactions that Eko has debited for the same attempt, one record each. */
  readonly extra: ReadonlyArray<FoundRecord>
}

/** What all breaks about a transfer or one of its attempts have in common. */
export const about = (
  breakClass: Break.BreakClass,
  transfer: OurTransfer,
  view: View | undefined,
  difference: Pick<Break.Break, "amountPaise" | "summary"> & {
    readonly owesCustomer?: boolean
    readonly subject?: string
  }
): Break.Break => {
  const atMillis =
    view === undefined
      ? transfer.createdAtMillis
      : (view.found.find((record) => record.atMillis !== undefined)?.atMillis ?? view.attempt.startedAtMillis)
  const tid = view?.attempt.tid ?? view?.found[0]?.tid
  return {
    id: Break.idOf(breakClass, difference.subject ?? view?.attempt.clientRefId ?? transfer.id),
    class: breakClass,
    product: transfer.product,
    team: transfer.team,
    ...idOf(transfer),
    ...(view === undefined ? {} : { clientRefId: view.attempt.clientRefId }),
    ...(tid === undefined ? {} : { tid }),
    amountPaise: difference.amountPaise,
    onDay: dayOf(atMillis),
    owesCustomer: difference.owesCustomer ?? false,
    summary: difference.summary,
    ours: oursOf(transfer, view?.attempt),
    eko: (view?.records ?? []).map(ekoOf)
  }
}

const idOf = ({ id, kind }: OurTransfer) =>
  kind === "load" ? { walletLoadId: id as WalletLoadId } : { transferId: id as TransferId }

export const stated = (values: Readonly<Record<string, string | number | undefined>>): Break.Statement =>
  Object.fromEntries(Object.entries(values).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])))

const figuresOf = (figures: Figures) => ({
  feePaise: figures.feePaise,
  gstPaise: figures.gstPaise,
  commissionPaise: figures.commissionPaise,
  tdsPaise: figures.tdsPaise,
  bankReference: figures.bankReference
})

const oursOf = (transfer: OurTransfer, attempt: OurAttempt | undefined): Break.Statement =>
  stated({
    state: transfer.state,
    amountPaise: transfer.amountPaise,
    cashReturnedBy: transfer.cashReturnedBy,
    ...(attempt === undefined
      ? {}
      : {
          attempt: attempt.number,
          belief: attempt.belief,
          because: attempt.because,
          startedAt: new Date(attempt.startedAtMillis).toISOString(),
          tid: attempt.tid,
          ...figuresOf(attempt)
        })
  })

export const ekoOf = (record: EkoRecord): Break.Statement =>
  record._tag === "Found"
    ? stated({
        source: record.source,
        place: record.place,
        kind: record.kind,
        txStatus: record.txStatus,
        tid: record.tid,
        clientRefId: record.clientRefId,
        amountPaise: record.amountPaise,
        at: record.atMillis === undefined ? undefined : new Date(record.atMillis).toISOString(),
        ...figuresOf(record)
      })
    : record._tag === "Heard"
      ? stated({
          source: record.source,
          place: record.place,
          txStatus: record.txStatus,
          tid: record.tid,
          clientRefId: record.clientRefId,
          amountPaise: record.amountPaise,
          at: new Date(record.atMillis).toISOString(),
          bankReference: record.bankReference
        })
      : stated({ source: record.source, place: record.place, answer: record._tag, clientRefId: record.clientRefId })

/** Whether both sides name a sum, and not the same. */
export const isOther = (theirs: Paise | undefined, ours: Paise | undefined): boolean =>
  theirs !== undefined && ours !== undefined && theirs !== ours
