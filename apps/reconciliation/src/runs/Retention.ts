/**
 * What is removed once it is old, in bounded steps: nothing that an open break rests on, and no manifest.
 *
 * @module
 */
import { BalanceGaps } from "@bhejo/core"
import { Effect } from "effect"
import { SqlClient } from "effect/sql"

/** How many rows of each kind were removed, or would be. */
export interface Removed {
  readonly chunks: number
  readonly found: number
  readonly repairs: number
  readonly reports: number
  readonly statementLines: number
  readonly movements: number
  readonly readings: number
  readonly breaks: number
}

/** One statement removes no more rows than this, so that none holds its locks for long. */
const batchSize = 5_000

/** Runs that were closed before the cutoff and that no open break was found in. */
const oldRuns = `
  SELECT id FROM reconciliation_runs AS run WHERE phase = 'closed' AND closed_at < to_timestamp($1::float8 / 1000)
    AND NOT EXISTS (
      SELECT FROM reconciliation_breaks AS b
      WHERE b.status <> 'resolved' AND run.id IN (b.known ->> 'firstRun', b.known ->> 'lastRun')
    )`

/** What open breaks name, on either side: transaction ids, references, and those of banks. */
const evidence = `
  SELECT named #>> '{}' AS name
  FROM reconciliation_breaks AS b, unnest(ARRAY['$.break.**.tid', '$.break.**.clientRefId', '$.break.**.bankReference'])
    AS path, jsonb_path_query(b.known, path::jsonpath) AS named
  WHERE b.status <> 'resolved'
  UNION
  SELECT claim.tid FROM reconciliation_breaks AS b
  JOIN transaction_ids AS claim ON claim.transfer_id = b.transfer_id OR claim.wallet_load_id = b.wallet_load_id
  WHERE b.status <> 'resolved'
  UNION
  SELECT claim.client_ref_id FROM reconciliation_breaks AS b
  JOIN transaction_ids AS claim ON claim.transfer_id = b.transfer_id OR claim.wallet_load_id = b.wallet_load_id
  WHERE b.status <> 'resolved'`

/**
 * For each wallet a reading that no chain begins before from now on: the latest before the cutoff, well before the last of
 * all, and before every gap that is open. What lies before it is not looked at any more.
 */
const beginnings = `
  SELECT wallet, max(at_millis) AS at_millis FROM wallet_readings AS reading
  WHERE at_millis <= least($1::bigint, (
    SELECT max(at_millis) - ${2 * BalanceGaps.toleranceMillis + 1} FROM wallet_readings AS one WHERE one.wallet = reading.wallet
  ), (
    SELECT min((extract(epoch FROM (known #>> '{break,eko,0,at}')::timestamptz) * 1000)::bigint)
    FROM reconciliation_breaks
    WHERE status <> 'resolved' AND class = 'balance_gap' AND known #>> '{break,ours,wallet}' = reading.wallet
  ))
  GROUP BY wallet`

/** Each kind by the rows of it that are old, in the order in which they go. */
const kinds: ReadonlyArray<readonly [name: keyof Removed, table: string, where: string]> = [
  ["chunks", "reconciliation_chunks", `run_id IN (${oldRuns})`],
  ["found", "reconciliation_found", `run_id IN (${oldRuns})`],
  ["repairs", "reconciliation_repairs", `run_id IN (${oldRuns})`],
  ["repairs", "reconciliation_load_repairs", `run_id IN (${oldRuns})`],
  [
    "statementLines",
    "statement_lines",
    `at_millis < $1::bigint AND NOT EXISTS (
      SELECT FROM (${evidence}) AS open WHERE open.name IN (row.tid, row.client_ref_id, row.bank_reference)
    )`
  ],
  [
    "movements",
    "wallet_movements",
    `EXISTS (SELECT FROM (${beginnings}) AS beginning
      WHERE beginning.wallet = row.wallet AND row.at_millis < beginning.at_millis - ${BalanceGaps.toleranceMillis})`
  ],
  [
    "readings",
    "wallet_readings",
    `EXISTS (SELECT FROM (${beginnings}) AS beginning
      WHERE beginning.wallet = row.wallet AND row.at_millis < beginning.at_millis)`
  ],
  // What a person settled stays settled, so it stays on record.
  [
    "breaks",
    "reconciliation_breaks",
    `status = 'resolved' AND known -> 'resolution' IS NULL AND known ->> 'lastRun' IN (${oldRuns})`
  ]
]

/**
 * Removes what is older than an instant, kind by kind. Of an old run its manifest stays, and its report goes: each manifest
 * holds the hash of the one before. Interrupted, it has removed whole batches and goes on the next time.
 */
export const clean = Effect.fn("Retention.clean")(function* (
  cutoffMillis: number,
  options: { readonly isDryRun: boolean }
) {
  const sql = yield* SqlClient.SqlClient
  const removed: Record<keyof Removed, number> = {
    chunks: 0,
    found: 0,
    repairs: 0,
    reports: 0,
    statementLines: 0,
    movements: 0,
    readings: 0,
    breaks: 0
  }
  const countOf = (statement: string) =>
    Effect.map(sql.unsafe<{ readonly count: number }>(statement, [cutoffMillis]), (rows) => rows[0]?.count ?? 0)
  for (const [name, table, where] of kinds) {
    if (options.isDryRun) {
      removed[name] += yield* countOf(`SELECT count(*)::int AS count FROM ${table} AS row WHERE ${where}`)
      continue
    }
    for (let last = batchSize; last === batchSize; ) {
      last = yield* countOf(
        `WITH gone AS (
          DELETE FROM ${table} WHERE ctid = ANY (ARRAY(
            SELECT row.ctid FROM ${table} AS row WHERE ${where} LIMIT ${batchSize})) RETURNING 1
        ) SELECT count(*)::int AS count FROM gone`
      )
      removed[name] += last
    }
  }
  const reports = `report IS NOT NULL AND id IN (${oldRuns})`
  removed.reports = yield* countOf(
    options.isDryRun
      ? `SELECT count(*)::int AS count FROM reconciliation_runs WHERE ${reports}`
      : `WITH gone AS (UPDATE reconciliation_runs SET report = NULL WHERE ${reports} RETURNING 1)
        SELECT count(*)::int AS count FROM gone`
  )
  if (!options.isDryRun) {
    yield* sql.unsafe(
      `DELETE FROM statements AS file WHERE ingested_at < to_timestamp($1::float8 / 1000)
        AND NOT EXISTS (SELECT FROM statement_lines AS line WHERE line.sha256 = file.sha256)`,
      [cutoffMillis]
    )
  }
  return removed satisfies Removed as Removed
})
