/**
 * What a run does once all its parts are compared: it looks at them together, advances every break, and closes.
 *
 * @module
 */
import type { KeyObject } from "node:crypto"
import { BreakLifecycle, Money, Reconciliation, type ReconciliationRecord, Tally } from "@bhejo/core"
import { Effect } from "effect"
import { SqlClient } from "effect/sql"
import * as Report from "../report/Report.ts"
import * as ReportCsv from "../report/ReportCsv.ts"
import * as ReportPage from "../report/ReportPage.ts"
import * as WalletChain from "../wallets/WalletChain.ts"
import * as CanonicalJson from "./CanonicalJson.ts"
import { isExamined } from "./Examined.ts"
import * as Manifest from "./Manifest.ts"
import { termsOf } from "./RunParameters.ts"
import * as RunStore from "./RunStore.ts"

/** A run that has come to its end, with its files by name. */
export interface Closed {
  readonly report: Report.Report
  readonly files: ReadonlyMap<string, string>
  /** When a run was last closed that had asked everything; nothing where none ever was. */
  readonly lastCompleteAtMillis: number | undefined
}

/** Closes a run in one commit; a dry one leaves that to whoever takes its writes back. */
export const close = Effect.fn("Closing.close")(function* (
  run: RunStore.Run,
  options: { readonly isDryRun: boolean; readonly key: KeyObject | undefined }
) {
  const sql = yield* SqlClient.SqlClient
  return yield* sql.withTransaction(
    Effect.gen(function* () {
      const terms = termsOf(run.parameters)
      const { breaks: gaps, wallets } = yield* WalletChain.follow(run)
      const together = [...gaps, ...(yield* reusedReferences(run))]
      yield* RunStore.addFound(run.id, together)
      const chunks = yield* RunStore.chunks(run.id)
      const unanswered = chunks.flatMap(({ result }) => result.unanswered).sort()
      const known = yield* advanceAll(run, new Set(unanswered))
      const report = Report.make(run, {
        isDryRun: options.isDryRun,
        known,
        tally: Tally.sum([...chunks.map(({ result }) => result.tally), Reconciliation.tallyOf(together, terms)]),
        unanswered,
        repaired: yield* RunStore.repaired(run.id),
        wallets
      })
      const files = filesOf(report)
      const parts = [
        ...chunks.map(({ number, sha256, result }) => ({ name: `chunk-${number}`, sha256, breaks: result.breaks })),
        { name: "together", sha256: CanonicalJson.digest({ together, wallets }), breaks: together.length }
      ]
      const manifest = Manifest.seal(
        {
          version: 1,
          run: run.id,
          window: run.parameters.window,
          openedAt: report.openedAt,
          sources: run.parameters.sources,
          statementSha256: run.statementSha256 ?? null,
          parts,
          totals: report.totals,
          breaks: countsOf(report, run.id),
          verdict: report.verdict,
          unread: run.parameters.unread,
          files: [...files].map(([name, content]) => ({
            name,
            sha256: CanonicalJson.sha256(content),
            bytes: Buffer.byteLength(content)
          })),
          previous: yield* previousDigest(run.id)
        },
        options.key
      )
      const sealed = CanonicalJson.encode(manifest)
      files.set("manifest.json", sealed)
      yield* RunStore.saveBreaks(known)
      yield* RunStore.close(run.id, { report: files.get("report.json") ?? "", manifest: sealed })
      return { report, files, lastCompleteAtMillis: yield* RunStore.lastCompleteAtMillis } satisfies Closed as Closed
    })
  )
})

/**
 * The files of a report, but for its manifest: all are made of its canonical form, so that a report which was kept in a
 * database gives the same bytes again.
 */
export const filesOf = (report: Report.Report): Map<string, string> => {
  const json = CanonicalJson.encode(report)
  const canonical = JSON.parse(json) as Report.Report
  return new Map([
    ["report.json", json],
    ["breaks.csv", ReportCsv.make(canonical)],
    ["report.html", ReportPage.make(canonical)]
  ])
}

const countsOf = ({ open, resolved }: Report.Report, runId: string): Manifest.Manifest["breaks"] => {
  const count = (status: BreakLifecycle.LifecycleStatus) => open.filter(({ known }) => known.status === status).length
  return {
    new: count("new"),
    persisting: count("persisting"),
    reopened: count("reopened"),
    resolved: resolved.filter(({ known }) => known.resolvedRun === runId).length
  }
}

/** The hash of the manifest that was closed last. */
const previousDigest = Effect.fnUntraced(function* (runId: string) {
  const sql = yield* SqlClient.SqlClient
  const [row] = yield* sql<{ readonly manifest: unknown }>`
    SELECT manifest FROM reconciliation_runs WHERE phase = 'closed' AND id <> ${runId} ORDER BY closed_at DESC LIMIT 1`
  return row === undefined ? null : CanonicalJson.digest(row.manifest)
})

/** Every break that the run has found or could have found, as it stands after the run. */
const advanceAll = Effect.fnUntraced(function* (run: RunStore.Run, unanswered: ReadonlySet<string>) {
  const known = new Map((yield* RunStore.knownBreaks(run.id)).map((one) => [one.break.id as string, one]))
  const found = new Map((yield* RunStore.found(run.id)).map((one) => [one.id as string, one]))
  const advanced: Array<BreakLifecycle.KnownBreak> = []
  for (const id of [...new Set([...known.keys(), ...found.keys()])].sort()) {
    const before = known.get(id)
    const now = found.get(id)
    const isUnseen = before !== undefined && now === undefined && !isExamined(run.parameters, before.break, unanswered)
    const after = isUnseen ? before : BreakLifecycle.advance(before, now, run.id)
    if (after !== undefined) advanced.push(after)
  }
  return advanced
})

interface ClaimRow {
  readonly bankReference: string
  readonly tid: string
  readonly place: string
  readonly at: string | null
  readonly amount: string | null
  readonly transfer: NonNullable<ReconciliationRecord.ReferenceClaim["transfer"]> | null
}

const reusedReferences = Effect.fnUntraced(function* (run: RunStore.Run) {
  const sql = yield* SqlClient.SqlClient
  const rows = yield* sql.unsafe<ClaimRow>(
    `WITH claims AS (
      SELECT bank_reference, tid, record ->> 'place' AS place, at_millis AS at, (record ->> 'amountPaise')::bigint AS amount
      FROM statement_lines WHERE $2 AND bank_reference <> '' AND tid IS NOT NULL
      UNION ALL
      SELECT snapshot #>> '{facts,bankReference}', coalesce(snapshot #>> '{attempt,tid}', snapshot #>> '{facts,tid}'),
        'our record', (snapshot #>> '{attempt,startedAtMillis}')::bigint, amount_paise
      FROM transfers JOIN reconciliation_scope ON transfer_id = id AND run_id = $1
      WHERE state = 'succeeded' AND snapshot #>> '{facts,bankReference}' <> ''
    ), reused AS (
      SELECT bank_reference FROM claims WHERE tid IS NOT NULL GROUP BY bank_reference HAVING count(DISTINCT tid) > 1
    )
    SELECT DISTINCT ON (bank_reference COLLATE "C", tid COLLATE "C")
      bank_reference AS "bankReference", tid, place, at::text, amount::text,
      CASE WHEN t.id IS NULL THEN NULL
        ELSE jsonb_build_object('id', t.id, 'team', t.team, 'product', t.product) END AS transfer
    FROM claims JOIN reused USING (bank_reference)
    LEFT JOIN transaction_ids USING (tid) LEFT JOIN transfers AS t ON t.id = transfer_id
    WHERE tid IS NOT NULL
    ORDER BY bank_reference COLLATE "C", tid COLLATE "C", place COLLATE "C"`,
    [run.id, run.parameters.sources.includes("statement")]
  )
  const claims = rows.map(({ place, at, amount, transfer, ...claim }) => ({
    ...claim,
    record: {
      place,
      atMillis: at === null ? undefined : Number(at),
      amountPaise: amount === null ? undefined : Money.paise(Number(amount))
    },
    transfer: transfer ?? undefined
  }))
  return [...Reconciliation.reusedReferences(claims, termsOf(run.parameters))]
})
