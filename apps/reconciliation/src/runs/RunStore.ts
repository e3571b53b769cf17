/**
 * Runs in the database: opened, cut into chunks, and closed.
 *
 * @module
 */
import { BalanceGaps, Break, BreakLifecycle, IndiaTime, type Tally } from "@bhejo/core"
import { Effect, Schema } from "effect"
import { SqlClient, type SqlError, type Statement } from "effect/sql"
import * as CanonicalJson from "./CanonicalJson.ts"
import { RunParameters, spanOf } from "./RunParameters.ts"
import { keyOf, type RunWindow, runIdOf } from "./RunWindow.ts"

export type Phase = "opened" | "ingested" | "scoped" | "compared" | "closed"

export interface Run {
  readonly id: string
  readonly ordinal: number
  readonly phase: Phase
  readonly statementSha256: string | undefined
  readonly parameters: RunParameters
}

const decodeDay = Schema.decodeUnknownSync(IndiaTime.IndiaDay)
const Parameters = Schema.toCodecJson(RunParameters)
const decodeParameters = Schema.decodeUnknownEffect(Parameters)
const encodeParameters = Schema.encodeEffect(Parameters)
const Known = Schema.toCodecJson(BreakLifecycle.KnownBreak)
const decodeKnown = Schema.decodeUnknownEffect(Schema.Array(Known))
const encodeKnown = Schema.encodeEffect(Schema.Array(Known))
const Breaks = Schema.toCodecJson(Schema.Array(Break.Break))
const decodeBreaks = Schema.decodeUnknownEffect(Breaks)
const encodeBreaks = Schema.encodeEffect(Breaks)

interface RunRow {
  readonly id: string
  readonly ordinal: number
  readonly phase: Phase
  readonly statementSha256: string | null
  readonly parameters: unknown
}

const decodeRun = Effect.fnUntraced(function* ({ statementSha256, parameters, ...row }: RunRow) {
  return { ...row, statementSha256: statementSha256 ?? undefined, parameters: yield* decodeParameters(parameters) }
})

const runColumns = `id, ordinal, phase, statement_sha256 AS "statementSha256", parameters`

/** The window's run that is not closed. */
export const openRun = Effect.fnUntraced(function* (window: RunWindow) {
  const sql = yield* SqlClient.SqlClient
  const [row] = yield* sql.unsafe<RunRow>(
    `SELECT ${runColumns} FROM reconciliation_runs WHERE window_key = $1 AND phase <> 'closed'`,
    [keyOf(window)]
  )
  return row === undefined ? undefined : yield* decodeRun(row)
})

export const findRun = Effect.fnUntraced(function* (id: string) {
  const sql = yield* SqlClient.SqlClient
  const [row] = yield* sql.unsafe<RunRow>(`SELECT ${runColumns} FROM reconciliation_runs WHERE id = $1`, [id])
  return row === undefined ? undefined : yield* decodeRun(row)
})

/** Records a new run of a window. */
export const create = Effect.fnUntraced(function* (parameters: RunParameters, statementSha256: string | undefined) {
  const sql = yield* SqlClient.SqlClient
  const { window } = parameters
  const [last] = yield* sql<{ readonly ordinal: number }>`
    SELECT coalesce(max(ordinal), 0)::int AS ordinal FROM reconciliation_runs WHERE window_key = ${keyOf(window)}`
  const ordinal = (last?.ordinal ?? 0) + 1
  const id = runIdOf(window, ordinal)
  yield* sql`
    INSERT INTO reconciliation_runs
      (id, window_key, ordinal, from_day, to_day, parameters, statement_sha256, opened_at)
    VALUES (${id}, ${keyOf(window)}, ${ordinal}, ${window.from}::date, ${window.to}::date,
      ${JSON.stringify(yield* encodeParameters(parameters))}::jsonb, ${statementSha256 ?? null},
      ${new Date(parameters.openedAtMillis)})`
  for (const { wallet, atMillis, balancePaise } of parameters.readings) {
    yield* sql`
      INSERT INTO wallet_readings (wallet, run_id, at_millis, balance_paise)
      VALUES (${wallet}, ${id}, ${atMillis}, ${balancePaise})`
  }
  return { id, ordinal, phase: "opened", statementSha256, parameters } satisfies Run as Run
})

/** Takes back a run that has looked at nothing yet. */
export const forget = Effect.fnUntraced(function* (runId: string) {
  const sql = yield* SqlClient.SqlClient
  yield* sql`DELETE FROM reconciliation_runs WHERE id = ${runId} AND phase = 'opened'`
})

export const enter = Effect.fnUntraced(function* (run: Run, phase: Exclude<Phase, "closed">) {
  const sql = yield* SqlClient.SqlClient
  yield* sql`UPDATE reconciliation_runs SET phase = ${phase} WHERE id = ${run.id}`
  return { ...run, phase }
})

/**
 * The first day that statements cover without a gap up to the window: its own, or that of closed runs right before it.
 */
export const coveredFrom = Effect.fnUntraced(function* ({ from, product }: RunWindow) {
  const sql = yield* SqlClient.SqlClient
  const rows = yield* sql<{ readonly day: string }>`
    WITH RECURSIVE covered (day) AS (
      SELECT ${from}::date
      UNION
      SELECT run.from_day
      FROM covered JOIN reconciliation_runs AS run ON run.to_day = covered.day - 1
      WHERE run.phase = 'closed' AND run.statement_sha256 IS NOT NULL
        AND (run.parameters -> 'window' ->> 'product') IS NOT DISTINCT FROM ${product ?? null}
        AND run.from_day <= run.to_day
    )
    SELECT min(day)::text AS day FROM covered`
  return decodeDay(rows[0]?.day ?? from)
})

/**
 * Chooses what the run looks at, and cuts it into chunks: transfers with an attempt in the window or a success of late,
 * all that are not final, those of open breaks and disputes, and those that an operator has resolved. The live balance of
 * a wallet holds whatever has moved until it was read, so with it come all attempts since a balance was read before.
 */
export const scope = Effect.fnUntraced(function* (run: Run) {
  const sql = yield* SqlClient.SqlClient
  const { window, chunkSize, sources } = run.parameters
  const { fromMillis, untilMillis, successesFromMillis } = spanOf(run.parameters)
  const startedAt = sql.literal("(e.event #>> '{attempt,startedAtMillis}')::bigint")
  const isAttempt = sql.literal("e.event #>> '{attempt,clientRefId}' IS NOT NULL")
  yield* sql`
    INSERT INTO reconciliation_scope (run_id, chunk, transfer_id)
    SELECT ${run.id}, 1 + (row_number() OVER (ORDER BY id) - 1) / ${chunkSize}, id
    FROM (
      SELECT e.transfer_id AS id FROM transfer_events AS e
      WHERE ${isAttempt} AND ${startedAt} >= ${fromMillis} AND ${startedAt} < ${untilMillis}
      UNION
      SELECT e.transfer_id FROM transfer_events AS e JOIN transfers AS t ON t.id = e.transfer_id
      WHERE ${isAttempt} AND ${startedAt} >= ${successesFromMillis} AND ${startedAt} < ${untilMillis}
        AND t.state = 'succeeded'
      ${
        sources.includes("wallet")
          ? sql`UNION
      SELECT e.transfer_id FROM transfer_events AS e WHERE ${isAttempt} AND ${sinceReading(sql, run, startedAt)}`
          : sql.literal("")
      }
      UNION
      SELECT id FROM transfers WHERE NOT is_final AND created_at < ${new Date(untilMillis)}
      UNION
      SELECT transfer_id FROM reconciliation_breaks WHERE status <> 'resolved' AND transfer_id IS NOT NULL
      UNION
      SELECT transfer_id FROM credit_disputes WHERE settled_by IS NULL
      UNION
      SELECT transfer_id FROM transfer_events WHERE event ->> '_tag' = 'AttemptResolved'
    ) AS looked_at
    ${window.product === undefined ? sql.literal("") : sql`WHERE id IN (SELECT id FROM transfers WHERE product = ${window.product})`}`
  if (window.product !== "dmt-fino") yield* scopeLoads(run)
  // Chunk 0 is what nobody owns.
  yield* sql`
    INSERT INTO reconciliation_chunks (run_id, number)
    SELECT ${run.id}, generate_series(0, greatest(
      (SELECT coalesce(max(chunk), 0) FROM reconciliation_scope WHERE run_id = ${run.id}),
      (SELECT coalesce(max(chunk), 0) FROM reconciliation_load_scope WHERE run_id = ${run.id})))`
})

/** Whether an attempt was begun since a balance was read before this run, and until the run has read its own. */
const sinceReading = (sql: SqlClient.SqlClient, { id, parameters }: Run, startedAt: Statement.Fragment) => {
  const { openedAtMillis, readings } = parameters
  const readMillis = Math.max(openedAtMillis, ...readings.map(({ atMillis }) => atMillis))
  return sql`${startedAt} <= ${readMillis} AND ${startedAt} >= (
    SELECT coalesce(max(at_millis), ${spanOf(parameters).untilMillis}) - ${BalanceGaps.toleranceMillis}
    FROM wallet_readings WHERE run_id <> ${id} AND at_millis <= ${openedAtMillis})`
}

/** Chooses wallet loads by the same rules; their chunks come after those of the transfers. */
const scopeLoads = Effect.fnUntraced(function* (run: Run) {
  const sql = yield* SqlClient.SqlClient
  const { fromMillis, untilMillis, successesFromMillis } = spanOf(run.parameters)
  const startedAt = sql.literal("(snapshot #>> '{attempt,startedAtMillis}')::bigint")
  yield* sql`
    INSERT INTO reconciliation_load_scope (run_id, chunk, wallet_load_id)
    SELECT ${run.id}, 1 + (SELECT coalesce(max(chunk), 0) FROM reconciliation_scope WHERE run_id = ${run.id})
      + (row_number() OVER (ORDER BY id) - 1) / ${run.parameters.chunkSize}, id
    FROM (
      SELECT id FROM wallet_loads WHERE ${startedAt} >= ${fromMillis} AND ${startedAt} < ${untilMillis}
      UNION
      SELECT id FROM wallet_loads
      WHERE ${startedAt} >= ${successesFromMillis} AND ${startedAt} < ${untilMillis} AND state = 'loaded'
      ${
        run.parameters.sources.includes("wallet")
          ? sql`UNION SELECT id FROM wallet_loads WHERE ${sinceReading(sql, run, startedAt)}`
          : sql.literal("")
      }
      UNION
      SELECT id FROM wallet_loads WHERE NOT is_final AND created_at < ${new Date(untilMillis)}
      UNION
      SELECT wallet_load_id FROM reconciliation_breaks WHERE status <> 'resolved' AND wallet_load_id IS NOT NULL
      UNION
      SELECT wallet_load_id FROM wallet_load_events WHERE event ->> '_tag' = 'LoadResolved'
    ) AS looked_at`
})

export const undoneChunks = Effect.fnUntraced(function* (runId: string) {
  const sql = yield* SqlClient.SqlClient
  const rows = yield* sql<{ readonly number: number }>`
    SELECT number FROM reconciliation_chunks WHERE run_id = ${runId} AND done_at IS NULL ORDER BY number`
  return rows.map(({ number }) => number)
})

export interface ChunkSize {
  readonly done: number
  readonly all: number
}

export const progress = Effect.fnUntraced(function* (
  runId: string
): Effect.fn.Return<ChunkSize, SqlError.SqlError, SqlClient.SqlClient> {
  const sql = yield* SqlClient.SqlClient
  const [row] = yield* sql<ChunkSize>`
    SELECT count(done_at)::int AS done, count(*)::int AS all FROM reconciliation_chunks WHERE run_id = ${runId}`
  return row ?? { done: 0, all: 0 }
})

/** What a chunk came to, beside its breaks. */
export interface ChunkResult {
  readonly tally: Tally.Tally
  readonly breaks: number
  /** The attempts that Eko gave no answer about. */
  readonly unanswered: ReadonlyArray<string>
}

/** Records a chunk as done, with what it found; the caller's transaction makes it one with the chunk's other writes. */
export const finishChunk = Effect.fnUntraced(function* (
  runId: string,
  number: number,
  result: ChunkResult,
  breaks: ReadonlyArray<Break.Break>
) {
  const sql = yield* SqlClient.SqlClient
  const encoded = yield* encodeBreaks(breaks)
  yield* insertFound(sql, runId, number, encoded)
  yield* sql`
    UPDATE reconciliation_chunks
    SET result = ${JSON.stringify(result)}::jsonb, sha256 = ${CanonicalJson.digest({ result, breaks: encoded })},
      done_at = clock_timestamp()
    WHERE run_id = ${runId} AND number = ${number} AND done_at IS NULL`
})

const insertFound = (sql: SqlClient.SqlClient, runId: string, chunk: number, breaks: Schema.Json) =>
  Array.isArray(breaks) && breaks.length === 0
    ? Effect.void
    : Effect.asVoid(sql`
        INSERT INTO reconciliation_found (run_id, id, chunk, break)
        SELECT ${runId}, found ->> 'id', ${chunk}, found FROM jsonb_array_elements(${JSON.stringify(breaks)}::jsonb) AS found
        ON CONFLICT (run_id, id) DO NOTHING`)

/** Adds what was found over all chunks together; the same again changes nothing. */
export const addFound = Effect.fnUntraced(function* (runId: string, breaks: ReadonlyArray<Break.Break>) {
  const sql = yield* SqlClient.SqlClient
  yield* insertFound(sql, runId, -1, yield* encodeBreaks(breaks))
})

export const chunks = Effect.fnUntraced(function* (runId: string) {
  const sql = yield* SqlClient.SqlClient
  return yield* sql<{ readonly number: number; readonly sha256: string; readonly result: ChunkResult }>`
    SELECT number, sha256, result FROM reconciliation_chunks
    WHERE run_id = ${runId} AND done_at IS NOT NULL ORDER BY number`
})

export const found = Effect.fnUntraced(function* (runId: string) {
  const sql = yield* SqlClient.SqlClient
  const rows = yield* sql<{ readonly break: unknown }>`
    SELECT break FROM reconciliation_found WHERE run_id = ${runId} ORDER BY id COLLATE "C"`
  return yield* decodeBreaks(rows.map((row) => row.break))
})

/** Every break that is open, and those that a run has found or resolved. */
export const knownBreaks = Effect.fnUntraced(function* (runId: string) {
  const sql = yield* SqlClient.SqlClient
  const rows = yield* sql<{ readonly known: unknown }>`
    SELECT known FROM reconciliation_breaks AS b
    WHERE status <> 'resolved' OR EXISTS (
      SELECT FROM reconciliation_found AS f WHERE f.run_id = ${runId} AND f.id = b.id
    )
    ORDER BY id COLLATE "C"`
  return yield* decodeKnown(rows.map((row) => row.known))
})

export const openBreaks = Effect.fnUntraced(function* (options: { readonly class?: string | undefined }) {
  const sql = yield* SqlClient.SqlClient
  const rows = yield* sql<{ readonly known: unknown }>`
    SELECT known FROM reconciliation_breaks WHERE status <> 'resolved'
    ${options.class === undefined ? sql.literal("") : sql`AND class = ${options.class}`}
    ORDER BY id COLLATE "C"`
  return yield* decodeKnown(rows.map((row) => row.known))
})

export const findBreak = Effect.fnUntraced(function* (id: string) {
  const sql = yield* SqlClient.SqlClient
  const rows = yield* sql<{ readonly known: unknown }>`SELECT known FROM reconciliation_breaks WHERE id = ${id}`
  const [known] = yield* decodeKnown(rows.map((row) => row.known))
  return known
})

export const saveBreaks = Effect.fnUntraced(function* (breaks: ReadonlyArray<BreakLifecycle.KnownBreak>) {
  if (breaks.length === 0) return
  const sql = yield* SqlClient.SqlClient
  yield* sql`
    INSERT INTO reconciliation_breaks (id, known)
    SELECT known -> 'break' ->> 'id', known FROM jsonb_array_elements(${JSON.stringify(yield* encodeKnown(breaks))}::jsonb) AS known
    ON CONFLICT (id) DO UPDATE SET known = excluded.known`
})

/** Every transfer and wallet load that the run brought Eko's word to and that is not what it was. */
export const repaired = Effect.fnUntraced(function* (runId: string) {
  const sql = yield* SqlClient.SqlClient
  return yield* sql<{ readonly transferId: string; readonly before: string; readonly after: string }>`
    SELECT repair.transfer_id::text AS "transferId", repair.state_before AS before, t.state AS after
    FROM reconciliation_repairs AS repair JOIN transfers AS t ON t.id = repair.transfer_id
    WHERE repair.run_id = ${runId} AND t.state <> repair.state_before
    UNION ALL
    SELECT repair.wallet_load_id::text, repair.state_before, l.state
    FROM reconciliation_load_repairs AS repair JOIN wallet_loads AS l ON l.id = repair.wallet_load_id
    WHERE repair.run_id = ${runId} AND l.state <> repair.state_before
    ORDER BY 1`
})

/** When a run was last closed to which Eko had told everything that it asked. */
export const lastCompleteAtMillis = Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient
  const [row] = yield* sql<{ readonly at: number | null }>`
    SELECT extract(epoch FROM max(closed_at))::float8 * 1000 AS at FROM reconciliation_runs
    WHERE phase = 'closed' AND manifest #>> '{manifest,verdict}' <> 'incomplete'`
  return row?.at ?? undefined
})

/** Closes a run, and forgets what it has looked at. */
export const close = Effect.fnUntraced(function* (
  runId: string,
  closing: { readonly report: string; readonly manifest: string }
) {
  const sql = yield* SqlClient.SqlClient
  yield* sql`
    UPDATE reconciliation_runs
    SET phase = 'closed', closed_at = clock_timestamp(), report = ${closing.report}::jsonb, manifest = ${closing.manifest}::jsonb
    WHERE id = ${runId}`
  yield* sql`DELETE FROM reconciliation_scope WHERE run_id = ${runId}`
  yield* sql`DELETE FROM reconciliation_load_scope WHERE run_id = ${runId}`
})
