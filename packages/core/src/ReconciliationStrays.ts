/**
 * Breaks about what no single transfer of ours explains: records that nobody owns, and bank references used twice.
 *
 * @module
 */
import * as Break from "./Break.ts"
import { dayOf } from "./IndiaTime.ts"
import { paise } from "./Money.ts"
import { ekoOf, hasMoved, rupees, stated } from "./ReconciliationEvidence.ts"
import type { EkoRecord, FoundRecord, HeardRecord, ReferenceClaim } from "./ReconciliationRecord.ts"
import type { Terms } from "./ReconciliationTerms.ts"

/**
 * The breaks of records that no attempt of ours owns: one for each transaction, however many records tell of it. What was
 * only heard is evidence beside what was found, and a break of its own where nothing was.
 */
export const of = (records: ReadonlyArray<EkoRecord>, terms: Terms): ReadonlyArray<Break.Break> => {
  const found = Map.groupBy(
    records.filter((record) => record._tag === "Found"),
    subjectOf
  )
  const heard = new Map<string, Array<HeardRecord>>()
  for (const record of records) {
    if (record._tag !== "Heard") continue
    // By its tid, or else by its reference; debits come before refunds, which tell of the same transaction.
    const subject = ["debit", "refund"]
      .flatMap((kind) => [record.tid, record.clientRefId].map((name) => `${kind}:${name ?? ""}`))
      .find((name) => found.has(name))
    const key = subject ?? record.tid ?? record.clientRefId ?? record.place
    heard.set(key, [...(heard.get(key) ?? []), record])
  }
  return [
    ...[...found].map(([subject, all]) => ofFound(subject, all, heard.get(subject) ?? [], terms)),
    ...[...heard].flatMap(([subject, all]) => (found.has(subject) ? [] : [ofHeard(subject, all)]))
  ]
}

const subjectOf = (record: FoundRecord): string => `${record.kind}:${record.tid ?? record.clientRefId ?? record.place}`

/** Callbacks repeat each other: the latest few are shown, the latest one first. */
const maxHeard = 3

const latestOf = (heard: ReadonlyArray<HeardRecord>): ReadonlyArray<HeardRecord> =>
  heard.toSorted((one, other) => other.atMillis - one.atMillis).slice(0, maxHeard)

const ofFound = (
  subject: string,
  all: ReadonlyArray<FoundRecord>,
  heard: ReadonlyArray<HeardRecord>,
  { statement, edgeMillis, asOfMillis }: Terms
): Break.Break => {
  // An inquiry is fresher than any statement.
  const record = all.findLast(({ source }) => source === "inquiry") ?? (all[0] as FoundRecord)
  const at =
    all.find(({ atMillis }) => atMillis !== undefined)?.atMillis ?? latestOf(heard).at(-1)?.atMillis ?? asOfMillis
  const isListed = all.some(({ source }) => source === "statement")
  const isBeyond = statement !== undefined && isListed && (at < statement.fromMillis || at >= statement.untilMillis)
  const isNear =
    statement !== undefined && at >= statement.fromMillis - edgeMillis && at < statement.untilMillis + edgeMillis
  const isMoved = record.kind === "debit" && hasMoved(record.meaning)
  const breakClass = isBeyond && isNear ? "timing" : isMoved ? "debit_without_transfer" : "missing_here"
  const amount = record.amountPaise ?? paise(0)
  return {
    id: Break.idOf(breakClass, subject),
    class: breakClass,
    ...namesOf(record),
    amountPaise: isMoved ? paise(-amount) : record.kind === "refund" ? amount : paise(0),
    onDay: dayOf(at),
    owesCustomer: false,
    summary:
      breakClass === "timing"
        ? "It stands beyond the edge of the window, where its attempt is not looked for yet."
        : isMoved
          ? `Eko debited ${rupees(amount)}, and no attempt of ours explains it.`
          : "Eko knows a transaction of which we have no record.",
    eko: [...all, ...latestOf(heard)].map(ekoOf)
  }
}

const ofHeard = (subject: string, heard: ReadonlyArray<HeardRecord>): Break.Break => {
  const last = latestOf(heard)[0] as HeardRecord
  const amount = last.amountPaise ?? paise(0)
  const isMoved = last.meaning === undefined || hasMoved(last.meaning)
  return {
    id: Break.idOf("callback_without_attempt", subject),
    class: "callback_without_attempt",
    ...namesOf(last),
    amountPaise: isMoved ? paise(0 - amount) : paise(0),
    onDay: dayOf(Math.min(...heard.map(({ atMillis }) => atMillis))),
    owesCustomer: false,
    summary:
      last.amountPaise === undefined
        ? "A callback names a transaction that no attempt of ours explains."
        : `A callback tells of ${rupees(amount)} in a transaction that no attempt of ours explains.`,
    eko: latestOf(heard).map(ekoOf)
  }
}

const namesOf = ({ tid, clientRefId }: FoundRecord | HeardRecord) => ({
  ...(tid === undefined ? {} : { tid }),
  ...(clientRefId === undefined ? {} : { clientRefId })
})

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
