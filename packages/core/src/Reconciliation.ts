/**
 * Compares what we hold with what Eko says, one transfer at a time, and yields the breaks.
 *
 * It knows no clock, file or database: the time is in its terms, and the records are brought to it in parts that can be
 * compared on their own and in any order. One transfer and everything that Eko says about it belong to one part; what
 * nobody owns is a part without a transfer.
 *
 * @module
 */

import type { Movement } from "./BalanceChain.ts"
import * as Break from "./Break.ts"
import { dayOf, hourOf, monthOf } from "./IndiaTime.ts"
import * as Case from "./ReconciliationCase.ts"
import { hasMoved, type View } from "./ReconciliationEvidence.ts"
import * as Movements from "./ReconciliationMovements.ts"
import type { EkoRecord, OurTransfer, OwnedRecord, ReferenceClaim } from "./ReconciliationRecord.ts"
import * as Strays from "./ReconciliationStrays.ts"
import type { Terms } from "./ReconciliationTerms.ts"
import { Counter, type Tally } from "./Tally.ts"

/** A part that is compared on its own: all of some transfers, and everything that Eko says about them. */
export interface Part {
  readonly transfers: ReadonlyArray<OurTransfer>
  /** In any order. Those without an owner are what nobody here knows. */
  readonly records: ReadonlyArray<OwnedRecord>
  /** The wallet of records without an owner that do not name theirs. */
  readonly wallet: string
}

export interface Comparison {
  /** By id. */
  readonly breaks: ReadonlyArray<Break.Break>
  readonly tally: Tally
  /** What moved the wallets by all that was compared, by reference; the chain of balances takes them by time. */
  readonly movements: ReadonlyArray<Movement>
}

/** Compares one part. The same part in any order yields the same. */
export const compare = ({ transfers, records, wallet }: Part, terms: Terms): Comparison => {
  const counter = new Counter()
  const breaks: Array<Break.Break> = []
  const movements: Array<Movement> = []
  const owned = new Map<string, Array<OwnedRecord>>()
  const strays: Array<EkoRecord> = []
  for (const item of records) {
    countRecord(counter, item.record)
    if (item.owner === undefined) {
      strays.push(item.record)
    } else {
      const list = owned.get(item.owner.transferId)
      if (list === undefined) owned.set(item.owner.transferId, [item])
      else list.push(item)
    }
  }
  breaks.push(...Strays.of(strays.sort(byKey), terms))
  movements.push(...Movements.ofUnknown(strays, wallet, terms))
  for (const transfer of transfers) {
    const about = (owned.get(transfer.id) ?? []).sort(inOrder)
    const views = Case.viewsOf(transfer, about)
    const found = Case.ofTransfer(transfer, about, views, terms)
    for (const view of views) movements.push(...Movements.ofView(transfer, view, terms))
    countTransfer(counter, transfer, views, found.length > 0, terms)
    breaks.push(...found)
  }
  countBreaks(counter, breaks, terms)
  return { breaks: breaks.sort(Break.byId), tally: counter.tally(), movements: movements.sort(byReference) }
}

const byReference = (one: Movement, other: Movement): number => compareText(one.reference, other.reference)

const byKey = (one: EkoRecord, other: EkoRecord): number => compareText(keyOf(one), keyOf(other))

const inOrder = ({ record: one }: OwnedRecord, { record: other }: OwnedRecord): number => byKey(one, other)

const compareText = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0)

/** A record's place in an order that does not depend on how it was brought. */
const keyOf = (record: EkoRecord): string =>
  `${record.source} ${record._tag === "Found" ? `${record.kind} ${record.tid ?? ""}` : record._tag} ${record.clientRefId ?? ""} ${record.place}`

const countRecord = (counter: Counter, record: EkoRecord): void => {
  counter.add(`records/${record.source}/${record._tag}`, 1)
  if (record._tag === "Found" && record.source === "statement" && record.amountPaise !== undefined) {
    counter.add(
      `paise/statement/${record.kind === "refund" ? "in" : hasMoved(record.meaning) ? "out" : "still"}`,
      record.amountPaise
    )
  }
}

const countTransfer = (
  counter: Counter,
  transfer: OurTransfer,
  views: ReadonlyArray<View>,
  isBroken: boolean,
  { window }: Terms
): void => {
  const { product, state, amountPaise } = transfer
  const isInside = (atMillis: number) => atMillis >= window.fromMillis && atMillis < window.untilMillis
  counter.add(isBroken ? "broken" : "matched", 1)
  counter.add("attempts", transfer.attempts.length)
  if (transfer.cashReturnedBy !== undefined) {
    counter.add("cash/acknowledged", 1)
    counter.add("cash/acknowledgedPaise", amountPaise)
    counter.add(`cash/by/${transfer.cashReturnedBy}`, amountPaise)
  }
  for (const { belief } of transfer.attempts) {
    if (belief !== "refund_pending" || transfer.cashReturnedBy !== undefined) continue
    counter.add("cash/owed", 1)
    counter.add("cash/owedPaise", amountPaise)
  }
  const last = transfer.attempts.at(-1)
  if (!isInside(last?.startedAtMillis ?? transfer.createdAtMillis)) return
  const kind = transfer.kind === "load" ? "wallet load" : product
  counter.add(`transfers/${kind}/${state}`, 1)
  counter.add(`paise/${kind}/${state}`, amountPaise)
  if (last === undefined) return
  counter.add(`hours/${String(hourOf(last.startedAtMillis)).padStart(2, "0")}/${outcomes[last.belief]}`, 1)
  for (const view of views) {
    if (transfer.kind !== "load" && view.attempt.belief === "paid" && isInside(view.attempt.startedAtMillis))
      countMonth(counter, transfer, view)
  }
}

/** Of each figure the monthly statement has what Eko says, or else what we hold, and how often nobody says. */
const countMonth = (counter: Counter, { product, amountPaise }: OurTransfer, { attempt, found }: View): void => {
  const month = `months/${monthOf(dayOf(attempt.startedAtMillis))}/${product}`
  counter.add(`${month}/transfers`, 1)
  counter.add(`${month}/amountPaise`, amountPaise)
  for (const figure of monthlyFigures) {
    const theirs = found.find((record) => record[figure] !== undefined)?.[figure]
    const figured = theirs ?? attempt[figure]
    if (figured === undefined) counter.add(`${month}/${figure}/unknown`, 1)
    else counter.add(`${month}/${figure}`, figured)
    if (theirs !== undefined && attempt[figure] !== undefined) {
      counter.add(`${month}/${figure}/differs`, theirs - attempt[figure])
    }
  }
}

/** What is earned and withheld with each success. */
export const monthlyFigures = ["feePaise", "commissionPaise", "tdsPaise", "gstPaise"] as const

const outcomes = {
  not_moved: "failed",
  in_doubt: "open",
  in_flight: "open",
  paid: "paid",
  refund_pending: "refund",
  refunded: "refund"
} as const

const countBreaks = (counter: Counter, breaks: ReadonlyArray<Break.Break>, terms: Terms): void => {
  for (const found of breaks) {
    counter.add(`breaks/${found.class}/count`, 1)
    counter.add(`breaks/${found.class}/paise`, found.amountPaise)
    counter.add("exposurePaise", Break.exposureOf(found, terms.asOfDay))
  }
}

/** The tally of breaks that were found over all parts together. */
export const tallyOf = (breaks: ReadonlyArray<Break.Break>, terms: Terms): Tally => {
  const counter = new Counter()
  countBreaks(counter, breaks, terms)
  return counter.tally()
}

/**
 * The breaks of bank references that stand for more than one transaction. The claims come by reference and tid, so that
 * no more than those of one reference are held.
 */
export function* reusedReferences(claims: Iterable<ReferenceClaim>, terms: Terms): Generator<Break.Break> {
  let first: ReferenceClaim | undefined
  let last: ReferenceClaim | undefined
  for (const claim of claims) {
    if (first?.bankReference !== claim.bankReference) {
      first = claim
    } else if (last?.tid !== claim.tid) {
      yield Strays.ofReusedReference(first, claim, terms)
    }
    last = claim
  }
}
