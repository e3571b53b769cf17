/**
 * Breaks about what no single transfer of ours explains: records that nobody owns, and bank references used twice.
 *
 * @module
 */
import * as Break from "./Break.ts"
import { dayOf } from "./IndiaTime.ts"
import { paise } from "./Money.ts"
import { ekoOf, hasMoved, rupees, stated } from "./ReconciliationEvidence.ts"
import type { EkoRecord, ReferenceClaim } from "./ReconciliationRecord.ts"
import type { Terms } from "./ReconciliationTerms.ts"

/** A record that no attempt of ours owns. */
export const ofUnknown = (record: EkoRecord, terms: Terms): ReadonlyArray<Break.Break> => {
  if (record._tag !== "Found") return []
  const { statement, edgeMillis } = terms
  const at = record.atMillis ?? terms.asOfMillis
  const isBeyond = statement !== undefined && (at < statement.fromMillis || at >= statement.untilMillis)
  const isNear =
    statement !== undefined && at >= statement.fromMillis - edgeMillis && at < statement.untilMillis + edgeMillis
  const isMoved = record.kind === "debit" && hasMoved(record.meaning)
  const breakClass = isBeyond && isNear ? "timing" : isMoved ? "debit_without_transfer" : "missing_here"
  const amount = record.amountPaise ?? paise(0)
  const signed = isMoved ? paise(-amount) : record.kind === "refund" ? amount : paise(0)
  const tid = record.tid
  return [
    {
      id: Break.idOf(breakClass, `${record.kind}:${tid ?? record.clientRefId ?? record.place}`),
      class: breakClass,
      ...(tid === undefined ? {} : { tid }),
      ...(record.clientRefId === undefined ? {} : { clientRefId: record.clientRefId }),
      amountPaise: signed,
      onDay: dayOf(at),
      owesCustomer: false,
      summary:
        breakClass === "timing"
          ? "It stands beyond the edge of the window, where its attempt is not looked for yet."
          : isMoved
            ? `Eko debited ${rupees(amount)}, and no attempt of ours explains it.`
            : "Eko knows a transaction of which we have no record.",
      eko: [ekoOf(record)]
    }
  ]
}

/** One bank reference for two transactions; the second one is the subject. */
export const ofReusedReference = (
  first: ReferenceClaim,
  second: ReferenceClaim,
  { asOfMillis }: Terms
): Break.Break => ({
  id: Break.idOf("bank_reference_reused", `${second.bankReference}:${second.tid}`),
  class: "bank_reference_reused",
  ...(second.transfer === undefined
    ? {}
    : { product: second.transfer.product, team: second.transfer.team, transferId: second.transfer.id }),
  amountPaise: paise(-(second.record.amountPaise ?? 0)),
  onDay: dayOf(second.record.atMillis ?? asOfMillis),
  owesCustomer: false,
  summary: `Bank reference ${second.bankReference} stands for transactions ${first.tid} and ${second.tid}.`,
  eko: [first, second].map(({ bankReference, tid, record }) => stated({ place: record.place, tid, bankReference }))
})
