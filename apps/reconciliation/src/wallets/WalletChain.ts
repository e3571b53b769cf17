/**
 * The wallets' chains of balances over everything that is known to have moved them.
 *
 * @module
 */
import { BalanceChain, BalanceGaps, type Break, Money } from "@bhejo/core"
import { Effect, Stream } from "effect"
import { SqlClient } from "effect/sql"
import type { Run } from "../runs/RunStore.ts"

/** What became of one wallet. */
export interface WalletSummary {
  readonly wallet: string
  /** The balance that was read last before this run, and when; older reports do not say when. */
  readonly openingPaise: number | null
  readonly openedAtMillis?: number | null
  /** Since when it was followed: links and movements are of all that time. */
  readonly sinceMillis?: number | null
  readonly closingPaise: number | null
  /** Whether the closing balance was read, and not told by the last transaction. */
  readonly isRead?: boolean
  readonly movements: number
  readonly links: number
  readonly gaps: number
  readonly unexplainedPaise: number
  /** The known balances by time, thinned out to what a chart can show. */
  readonly points: ReadonlyArray<{ readonly atMillis: number; readonly balancePaise: number }>
}

interface Row {
  readonly kind: BalanceChain.Movement["kind"]
  readonly reference: string
  readonly at: string
  readonly delta: string
  readonly balance: string | null
}

const readingPrefix = "reading-"
const readingOf = (runId: string) => `${readingPrefix}${runId}`

/** Whether one end of a gap is a live balance, and not that of a transaction. */
export const isReading = (reference: string | number | undefined): boolean =>
  typeof reference === "string" && reference.startsWith(readingPrefix)

/** A chart has room for so many balances. */
const maxPoints = 240

/**
 * Follows each wallet from a balance that an earlier run has read, before its earliest open gap, to the one that was read
 * when this run was opened.
 */
export const follow = Effect.fn("WalletChain.follow")(function* (run: Run) {
  if (!run.parameters.sources.includes("wallet")) return { breaks: [], wallets: [] }
  const sql = yield* SqlClient.SqlClient
  const moved = yield* sql<{ readonly wallet: string }>`SELECT DISTINCT wallet FROM wallet_movements`
  const wallets = [...new Set([...moved, ...run.parameters.readings].map(({ wallet }) => wallet))].sort()
  const breaks: Array<Break.Break> = []
  const summaries: Array<WalletSummary> = []
  for (const wallet of wallets) {
    const followed = yield* followOne(run, wallet)
    breaks.push(...followed.breaks)
    summaries.push(followed.summary)
  }
  return { breaks, wallets: summaries }
})

const followOne = Effect.fnUntraced(function* (run: Run, wallet: string) {
  const sql = yield* SqlClient.SqlClient
  const { latest, opening } = yield* openingOf(run, wallet)
  const live = run.parameters.readings.find((one) => one.wallet === wallet)
  // A balance is read a moment after the run's instant, and holds what has moved in between.
  const untilMillis = Math.max(run.parameters.openedAtMillis, live?.atMillis ?? 0)
  const reading = live === undefined ? undefined : { reference: readingOf(run.id), ...live }
  const chain = new BalanceChain.BalanceChain(wallet, { opening, closing: reading })
  let isOpened = opening === undefined
  /** Opens it in its place among what came before and after. */
  const openBy = (atMillis: number) => {
    if (isOpened || opening === undefined || atMillis < opening.atMillis) return
    chain.open(opening)
    isOpened = true
  }
  // A clock may put what came after a balance just before it.
  const sinceMillis = opening === undefined ? 0 : opening.atMillis - BalanceGaps.toleranceMillis
  const points: Array<{ atMillis: number; balancePaise: number }> = []
  let movements = 0
  let every = 1
  yield* sql<Row>`
    SELECT kind, reference, at_millis::text AS at, delta_paise::text AS delta, balance_paise::text AS balance
    FROM wallet_movements
    WHERE wallet = ${wallet} AND at_millis >= ${sinceMillis} AND at_millis <= ${untilMillis}
    ORDER BY at_millis, reference`.stream.pipe(
    Stream.runForEach((row) =>
      Effect.sync(() => {
        movements++
        const atMillis = Number(row.at)
        const balancePaise = row.balance === null ? undefined : Money.paise(Number(row.balance))
        const deltaPaise = Money.paise(Number(row.delta))
        openBy(atMillis)
        chain.add({ wallet, kind: row.kind, reference: row.reference, atMillis, deltaPaise, balancePaise })
        if (balancePaise === undefined || movements % every !== 0) return
        points.push({ atMillis, balancePaise })
        if (points.length < 2 * maxPoints) return
        every *= 2
        for (let index = points.length - 1; index >= 0; index -= 2) points.splice(index, 1)
      })
    )
  )
  openBy(Number.POSITIVE_INFINITY)
  if (reading !== undefined) chain.close(reading)
  const gaps = chain.gaps()
  const breaks = gaps.flatMap((gap) => BalanceChain.breakOf(wallet, gap) ?? [])
  const summary: WalletSummary = {
    wallet,
    openingPaise: latest?.balancePaise ?? null,
    openedAtMillis: latest?.atMillis ?? null,
    sinceMillis: opening?.atMillis ?? null,
    isRead: reading !== undefined,
    closingPaise: reading?.balancePaise ?? chain.last?.balancePaise ?? null,
    movements,
    links: chain.links,
    gaps: gaps.length,
    unexplainedPaise: breaks.reduce((sum, { amountPaise }) => sum + amountPaise, 0),
    points
  }
  return { breaks, summary }
})

/** When the first balance that is known of a wallet was, in epoch milliseconds: what lies before it is in it. */
export const firstKnown = Effect.fnUntraced(function* (wallet: string) {
  const sql = yield* SqlClient.SqlClient
  const [row] = yield* sql<{ readonly at: string | null }>`
    SELECT least(
      (SELECT min(at_millis) FROM wallet_readings WHERE wallet = ${wallet}),
      (SELECT min(at_millis) FROM wallet_movements WHERE wallet = ${wallet} AND balance_paise IS NOT NULL)
    )::text AS at`
  return row?.at == null ? undefined : Number(row.at)
})

/**
 * Where the chain begins: with the balance that was read well before the latest one, before every gap that is still open,
 * and before whatever was brought since the last balance was read, however long ago that happened. A run asks for nothing
 * that lies too near its own end for clocks to tell, so the next one must have that well inside.
 * `latest` is the last balance that an earlier run has read before those gaps.
 */
const openingOf = Effect.fnUntraced(function* (run: Run, wallet: string) {
  const sql = yield* SqlClient.SqlClient
  const rows = yield* sql<{
    readonly isLatest: boolean
    readonly run: string
    readonly at: string
    readonly balance: string
  }>`
    WITH earlier AS (
      SELECT run_id, at_millis, balance_paise, recorded_at FROM wallet_readings
      WHERE wallet = ${wallet} AND run_id <> ${run.id} AND at_millis <= ${run.parameters.openedAtMillis}
    ), late AS (
      /* What is older than the first balance is in it already. */
      SELECT min(greatest(at_millis, (SELECT min(at_millis) FROM earlier))) AS at_millis
      FROM wallet_movements
      WHERE wallet = ${wallet} AND origin IN ('operator', 'statement') AND recorded_at > (
        SELECT coalesce(max(recorded_at), '-infinity') FROM earlier WHERE recorded_at < (
          SELECT coalesce(max(recorded_at), 'infinity') FROM wallet_readings WHERE wallet = ${wallet} AND run_id = ${run.id}
        )
      )
    ), ungapped AS (
      SELECT * FROM earlier WHERE at_millis <= least((SELECT max(at_millis) FROM earlier), (
        SELECT min((extract(epoch FROM (known #>> '{break,eko,0,at}')::timestamptz) * 1000)::bigint)
        FROM reconciliation_breaks
        WHERE status <> 'resolved' AND class = 'balance_gap' AND known #>> '{break,ours,wallet}' = ${wallet}
      ), (SELECT at_millis FROM late))
    )
    (SELECT true AS "isLatest", run_id AS run, at_millis::text AS at, balance_paise::text AS balance
    FROM ungapped ORDER BY at_millis DESC LIMIT 1)
    UNION ALL
    (SELECT false, run_id, at_millis::text, balance_paise::text FROM ungapped
    WHERE at_millis < (SELECT max(at_millis) FROM earlier) - ${2 * BalanceGaps.toleranceMillis}
    ORDER BY at_millis DESC LIMIT 1)`
  const find = (isLatest: boolean) =>
    rows
      .filter((row) => row.isLatest === isLatest)
      .map(({ run, at, balance }) => ({
        reference: readingOf(run),
        atMillis: Number(at),
        balancePaise: Money.paise(Number(balance))
      }))[0]
  return { latest: find(true), opening: find(false) }
})
