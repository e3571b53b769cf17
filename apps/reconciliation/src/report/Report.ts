/**
 * What a run has to say, as one value: the JSON, the table and the page are made of it and of nothing else.
 *
 * @module
 */
import { Ageing, Break, BreakAdvice, BreakLifecycle, IndiaTime, type Tally } from "@bhejo/core"
import type { Run } from "../runs/RunStore.ts"
import type { RunWindow, Source } from "../runs/RunWindow.ts"
import type { WalletSummary } from "../wallets/WalletChain.ts"

/** A break with what there is to say about it today. */
export interface ReportedBreak {
  readonly known: BreakLifecycle.KnownBreak
  readonly ageDays: number
  readonly bucket: Ageing.Bucket
  readonly exposurePaise: number
  readonly severity: BreakAdvice.Advice["severity"]
  readonly title: string
  readonly next: string
}

export interface Repair {
  readonly transferId: string
  readonly before: string
  readonly after: string
}

export interface Report {
  readonly version: 1
  readonly run: string
  readonly window: RunWindow
  readonly openedAt: string
  readonly asOfDay: string
  readonly sources: ReadonlyArray<Source>
  readonly isDryRun: boolean
  /** `incomplete` where Eko gave no answer about some attempts, or told no balance of a wallet. */
  readonly verdict: "clean" | "breaks" | "incomplete"
  /** Attempts that Eko gave no answer about. */
  readonly unanswered: ReadonlyArray<string>
  /** Wallets whose balance Eko did not tell; a report from before they were counted has none. */
  readonly unread?: ReadonlyArray<string>
  /** Breaks that are open, the most serious and oldest first. */
  readonly open: ReadonlyArray<ReportedBreak>
  /** Breaks that this run did not find any more, and those that an operator has settled and that are as they were. */
  readonly resolved: ReadonlyArray<ReportedBreak>
  readonly repaired: ReadonlyArray<Repair>
  readonly exposurePaise: number
  readonly totals: Tally.Tally
  readonly wallets: ReadonlyArray<WalletSummary>
}

export interface Findings {
  readonly isDryRun: boolean
  readonly known: ReadonlyArray<BreakLifecycle.KnownBreak>
  readonly tally: Tally.Tally
  readonly unanswered: ReadonlyArray<string>
  readonly repaired: ReadonlyArray<Repair>
  readonly wallets: ReadonlyArray<WalletSummary>
}

const ranks = { critical: 0, serious: 1, notice: 2 } as const

export const make = (run: Run, findings: Findings): Report => {
  const { window, openedAtMillis, sources, unread } = run.parameters
  const asOfDay = IndiaTime.dayOf(openedAtMillis)
  const reported = findings.known.map((known) => reportedBreak(known, asOfDay))
  const open = reported.filter(({ known }) => BreakLifecycle.isOpen(known)).sort(byUrgency)
  const resolved = reported.filter(
    ({ known }) => !BreakLifecycle.isOpen(known) && (known.resolvedRun === run.id || known.lastRun === run.id)
  )
  return {
    version: 1,
    run: run.id,
    window,
    openedAt: new Date(openedAtMillis).toISOString(),
    asOfDay,
    sources,
    isDryRun: findings.isDryRun,
    verdict: findings.unanswered.length + unread.length > 0 ? "incomplete" : open.length > 0 ? "breaks" : "clean",
    unanswered: findings.unanswered,
    unread,
    open,
    resolved,
    repaired: findings.repaired,
    exposurePaise: open.reduce((sum, { exposurePaise }) => sum + exposurePaise, 0),
    totals: findings.tally,
    wallets: findings.wallets
  }
}

export const reportedBreak = (known: BreakLifecycle.KnownBreak, asOfDay: IndiaTime.IndiaDay): ReportedBreak => {
  const { days, bucket } = Ageing.ageOf(known.break.onDay, asOfDay)
  const { severity, title, next } = BreakAdvice.of(known.break.class)
  const exposurePaise = BreakLifecycle.isOpen(known) ? Break.exposureOf(known.break, asOfDay) : 0
  return { known, ageDays: days, bucket, exposurePaise, severity, title, next }
}

const byUrgency = (one: ReportedBreak, other: ReportedBreak): number =>
  ranks[one.severity] - ranks[other.severity] ||
  other.ageDays - one.ageDays ||
  Math.abs(other.known.break.amountPaise) - Math.abs(one.known.break.amountPaise) ||
  Break.byId(one.known.break, other.known.break)

/** How a run ends as a process: 0 clean, 1 breaks found, 2 it could not finish. */
export const exitCodeOf = ({ verdict }: Report): 0 | 1 | 2 => (verdict === "clean" ? 0 : verdict === "breaks" ? 1 : 2)

/** How many open breaks there are of each class, by class. */
export const countsByClass = ({ open }: Report): ReadonlyArray<readonly [Break.BreakClass, number]> => {
  const counts = new Map<Break.BreakClass, number>()
  for (const { known } of open) counts.set(known.break.class, (counts.get(known.break.class) ?? 0) + 1)
  return [...counts].sort(([one], [other]) => (one < other ? -1 : 1))
}
