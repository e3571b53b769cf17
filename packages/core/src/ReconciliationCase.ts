/**
 * The rules of comparison: one transfer of ours against everything that Eko says about it.
 *
 * Each difference is named once, by the class that explains the others: what is missing has no status to differ, and an
 * attempt that was debited beside another one is not also a failed attempt that was paid.
 *
 * @module
 */
import type * as Break from "./Break.ts"
import { dayOf } from "./IndiaTime.ts"
import { paise } from "./Money.ts"
import { about, ekoOf, hasMoved, isOther, rupees, type View } from "./ReconciliationEvidence.ts"
import * as Figures from "./ReconciliationFigures.ts"
import type { Belief, EkoRecord, FoundRecord, OurAttempt, OurTransfer, OwnedRecord } from "./ReconciliationRecord.ts"
import type { Terms } from "./ReconciliationTerms.ts"
import type { Meaning } from "./TxStatus.ts"

const isDebited = ({ kind, meaning }: FoundRecord): boolean => kind === "debit" && hasMoved(meaning)

const viewOf = (attempt: OurAttempt, records: ReadonlyArray<EkoRecord>): View => {
  const all = records.filter((record) => record._tag === "Found")
  // The transaction that we hold; where we hold none, the first that took money, or else the first of all.
  const tid = attempt.tid ?? (all.find(isDebited) ?? all[0])?.tid
  const found = all.filter((record) => record.tid === tid || record.tid === undefined)
  const extra = new Map<string, FoundRecord>()
  for (const record of all) {
    if (record.tid !== undefined && record.tid !== tid && isDebited(record)) extra.set(record.tid, record)
  }
  return { attempt, records, found, meaning: meaningOf(found), extra: [...extra.values()] }
}

const meaningOf = (found: ReadonlyArray<FoundRecord>): Meaning | undefined => {
  const inquired = found.findLast(({ source }) => source === "inquiry")
  if (inquired !== undefined) return inquired.meaning
  if (found.some(({ kind }) => kind === "refund")) return "refunded"
  return found[0]?.meaning
}

/** Both sides of each attempt; `records` are all that the transfer's attempts own. */
export const viewsOf = (transfer: OurTransfer, records: ReadonlyArray<OwnedRecord>): ReadonlyArray<View> =>
  transfer.attempts.map((attempt) =>
    viewOf(
      attempt,
      records.filter(({ owner }) => owner?.clientRefId === attempt.clientRefId).map(({ record }) => record)
    )
  )

/** The breaks of one transfer. */
export const ofTransfer = (
  transfer: OurTransfer,
  records: ReadonlyArray<OwnedRecord>,
  views: ReadonlyArray<View>,
  terms: Terms
): ReadonlyArray<Break.Break> => {
  const breaks: Array<Break.Break> = []
  if (transfer.journalProblem !== undefined) breaks.push(ofJournal(transfer, transfer.journalProblem))
  breaks.push(...ofRefusedTids(transfer, records, terms))
  for (const view of views) for (const extra of view.extra) breaks.push(ofDuplicate(transfer, view, extra))
  const paid = views.filter(({ meaning }) => meaning === "success")
  if (paid.length > 1) breaks.push(ofBothPaid(transfer, paid))
  for (const view of views) {
    if (paid.length > 1 && paid.includes(view)) continue
    const found = ofMoney(transfer, view, terms)
    if (found !== undefined) breaks.push(found)
    else breaks.push(...Figures.of(transfer, view))
  }
  if (transfer.dispute !== undefined) breaks.push(ofDispute(transfer, transfer.dispute, views))
  return breaks
}

const words: Readonly<Record<Belief, string>> = {
  not_moved: "nothing moved",
  in_doubt: "in doubt",
  in_flight: "on its way",
  paid: "paid",
  refund_pending: "waiting to be refunded",
  refunded: "refunded"
}

const ekoWords: Readonly<Record<Meaning, string>> = {
  success: "paid",
  failed: "failed",
  refund_pending: "waiting to be refunded",
  refunded: "refunded",
  in_flight: "on its way"
}

/** What each belief of ours would be in Eko's words; where both agree there is nothing to say about the status. */
const agrees = (belief: Belief, meaning: Meaning): boolean => {
  switch (belief) {
    case "not_moved":
      return !hasMoved(meaning)
    case "in_doubt":
      // Eko is as undecided as we are; whether that takes too long is another question.
      return meaning === "in_flight"
    case "in_flight":
      return meaning === "in_flight"
    case "paid":
      return meaning === "success"
    case "refund_pending":
      return meaning === "refund_pending"
    case "refunded":
      return meaning === "refunded" || meaning === "failed"
  }
}

/** Whether by our word money of this attempt has left the wallet, or may have. */
const weHoldMoved = (belief: Belief): boolean => belief !== "not_moved" && belief !== "refunded"

/** The one break, if any, that says where the money of an attempt is. */
const ofMoney = (transfer: OurTransfer, view: View, terms: Terms): Break.Break | undefined => {
  const { attempt, meaning } = view
  const { amountPaise } = transfer
  if (meaning === undefined) return ofAbsent(transfer, view, terms)
  if (!agrees(attempt.belief, meaning)) {
    const effect = Number(weHoldMoved(attempt.belief)) - Number(hasMoved(meaning))
    return about("status_differs", transfer, view, {
      amountPaise: paise(effect * amountPaise),
      owesCustomer: meaning !== "success" && attempt.belief === "paid",
      summary: `We hold ${words[attempt.belief]}, Eko says ${ekoWords[meaning]}.`
    })
  }
  const other = view.found.find((record) => record.kind === "debit" && isOther(record.amountPaise, amountPaise))
  if (other?.amountPaise !== undefined) {
    return about("amount_differs", transfer, view, {
      amountPaise: paise(hasMoved(meaning) ? amountPaise - other.amountPaise : 0),
      summary: `We hold ${rupees(amountPaise)}, Eko says ${rupees(other.amountPaise)}.`
    })
  }
  if (attempt.belief === "refund_pending") {
    return about("refund_outstanding", transfer, view, {
      amountPaise: paise(-amountPaise),
      owesCustomer: true,
      summary: `${rupees(amountPaise)} came back to Eko, and the customer does not have it.`
    })
  }
  return ofWaiting(transfer, view, terms)
}

/** An attempt that Eko has not finished, or about which it says nothing. */
const ofWaiting = (transfer: OurTransfer, view: View, terms: Terms): Break.Break | undefined => {
  const { attempt } = view
  if (attempt.belief !== "in_doubt" && attempt.belief !== "in_flight") return undefined
  if (terms.asOfMillis - attempt.startedAtMillis <= terms.settlementWindowMillis) return undefined
  const isDoubt = attempt.belief === "in_doubt"
  return about(isDoubt ? "in_doubt_too_long" : "awaited_too_long", transfer, view, {
    amountPaise: paise(-transfer.amountPaise),
    owesCustomer: true,
    summary: isDoubt
      ? `Nobody knows whether ${rupees(transfer.amountPaise)} moved.`
      : `Eko has had ${rupees(transfer.amountPaise)} for longer than the settlement window.`
  })
}

/** An attempt that no record tells about. */
const ofAbsent = (transfer: OurTransfer, view: View, terms: Terms): Break.Break | undefined => {
  const { attempt, records } = view
  // What did not happen need not stand anywhere.
  if (!weHoldMoved(attempt.belief) && attempt.belief !== "refunded") return undefined
  if (attempt.belief === "in_doubt") return ofWaiting(transfer, view, terms)
  const isDenied = records.some(({ _tag }) => _tag === "NotFound")
  const isOld = terms.asOfMillis - attempt.startedAtMillis > terms.settlementWindowMillis
  const missing = (summary: string) =>
    about("missing_at_eko", transfer, view, {
      amountPaise: transfer.amountPaise,
      owesCustomer: attempt.belief === "paid" || attempt.belief === "in_flight",
      summary
    })
  const held = `We hold ${rupees(transfer.amountPaise)} as ${words[attempt.belief]}`
  if (isDenied && isOld) return missing(`${held}, and Eko does not find it.`)
  const { statement } = terms
  const at = attempt.startedAtMillis
  const isCovered = statement !== undefined && at >= statement.fromMillis && at < statement.untilMillis
  if (isCovered) {
    const isNear = at < statement.fromMillis + terms.edgeMillis || at >= statement.untilMillis - terms.edgeMillis
    return isNear
      ? about("timing", transfer, view, {
          amountPaise: transfer.amountPaise,
          summary: `${held}; near the edge of the statement, which may list it on the next day.`
        })
      : missing(`${held}, and the statement does not list it.`)
  }
  return ofWaiting(transfer, view, terms)
}

const ofJournal = (transfer: OurTransfer, problem: string): Break.Break =>
  about("journal_broken", transfer, undefined, { amountPaise: paise(0), summary: `The journal is broken: ${problem}.` })

/** One break for each transaction id that two attempts claim, however often and wherever the claim was seen. */
const ofRefusedTids = (
  transfer: OurTransfer,
  records: ReadonlyArray<OwnedRecord>,
  { asOfMillis }: Terms
): ReadonlyArray<Break.Break> => {
  const claims = new Map<string, { readonly clientRefId: string; readonly record: EkoRecord | undefined }>()
  for (const { clientRefId, tid } of transfer.refusedTids ?? []) {
    claims.set(tid ?? clientRefId, { clientRefId, record: undefined })
  }
  for (const { record, rival } of records) {
    if (rival !== undefined && record._tag === "Found" && record.tid !== undefined) {
      claims.set(record.tid, { clientRefId: rival.clientRefId, record })
    }
  }
  return [...claims].map(([subject, { clientRefId, record }]) => {
    const attempt = transfer.attempts.find((one) => one.clientRefId === clientRefId)
    const startedAtMillis = (attempt ?? transfer.attempts[0])?.startedAtMillis ?? asOfMillis
    return {
      ...about("tid_claimed_twice", transfer, undefined, {
        amountPaise: paise(-transfer.amountPaise),
        summary: `One transaction is named for two attempts (${subject}).`,
        subject
      }),
      clientRefId,
      onDay: dayOf(startedAtMillis),
      eko: record === undefined ? [{ source: "journal", clientRefId }] : [ekoOf(record)]
    }
  })
}

const ofDuplicate = (transfer: OurTransfer, view: View, extra: FoundRecord): Break.Break => ({
  ...about("duplicate_debit", transfer, view, {
    amountPaise: paise(-(extra.amountPaise ?? transfer.amountPaise)),
    summary: `Eko made a further transaction of one attempt.`,
    subject: extra.tid ?? view.attempt.clientRefId
  }),
  ...(extra.tid === undefined ? {} : { tid: extra.tid })
})

const ofBothPaid = (transfer: OurTransfer, paid: ReadonlyArray<View>): Break.Break => ({
  ...about("both_attempts_paid", transfer, undefined, {
    amountPaise: paise(-transfer.amountPaise * (paid.length - 1)),
    summary: `${paid.length} attempts of one transfer were paid.`
  }),
  onDay: dayOf(paid.at(-1)?.attempt.startedAtMillis ?? transfer.createdAtMillis),
  eko: paid.flatMap(({ found }) => found.map(ekoOf))
})

const ofDispute = (transfer: OurTransfer, dispute: NonNullable<OurTransfer["dispute"]>, views: ReadonlyArray<View>) => {
  const view = views.find(({ attempt }) => attempt.belief === "paid")
  const common = about("credit_disputed", transfer, view, {
    amountPaise: paise(-transfer.amountPaise),
    owesCustomer: true,
    summary: `The customer says that it never arrived; ticket ${dispute.ticket}, due ${dispute.dueDay}.`,
    subject: transfer.id
  })
  const { bankReference, ticket, raisedDay, dueDay } = dispute
  return { ...common, ours: { ...common.ours, ticket, disputedReference: bankReference, raisedDay, dueDay } }
}
