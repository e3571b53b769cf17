/**
 * Statements in the database: taken whole or not at all, and looked up by whose their lines are.
 *
 * @module
 */
import { basename } from "node:path"
import { ReconciliationRecord } from "@bhejo/core"
import { Sealing } from "@bhejo/store-postgres"
import { Effect } from "effect"
import { SqlClient } from "effect/sql"
import * as Pseudonyms from "../ours/Pseudonyms.ts"
import * as Statement from "./Statement.ts"
import type { StatementFormat } from "./StatementFormat.ts"
import { StatementInvalid } from "./StatementInvalid.ts"
import type { StatementRow } from "./StatementRow.ts"

/** A statement's file could not be read. */
const unreadable = (file: string) => (error: unknown) =>
  error instanceof StatementInvalid
    ? error
    : new StatementInvalid({
        file,
        line: 0,
        column: 0,
        problem: error instanceof Error ? `${error.message}.` : "It cannot be read."
      })

/** The SHA-256 of a statement's file. */
export const digestOf = (path: string) =>
  Effect.tryPromise({ try: () => Statement.digestOf(path), catch: unreadable(basename(path)) })

/** The wallet of rows that name none, and the agents by the numbers that statements may call their wallets by. */
export interface Wallets {
  readonly wallet: string
  readonly agentByMobile: ReadonlyMap<string, string>
}

/**
 * Takes a statement: every line of it, or nothing where one is wrong. One that was taken before is not read again. A line
 * about a transaction that an earlier statement had as well takes that one's place.
 */
export const ingest = Effect.fn("StatementStore.ingest")(function* (
  path: string,
  format: StatementFormat,
  sha256: string,
  { wallet, agentByMobile }: Wallets,
  onRows: (rows: number) => Effect.Effect<void>
) {
  const sql = yield* SqlClient.SqlClient
  const keys = yield* Sealing.SealingKeys
  const naming = {
    recipient: (name: string | undefined) => Pseudonyms.ofName(keys, name),
    wallet: (name: string) => Pseudonyms.ofWallet(keys, agentByMobile, name)
  }
  const file = basename(path)
  const known = yield* sql`SELECT 1 FROM statements WHERE sha256 = ${sha256}`
  if (known.length > 0) return
  yield* sql.withTransaction(
    Effect.gen(function* () {
      const iterator = Statement.read(path, format, naming)
      const next = Effect.tryPromise({ try: () => iterator.next(), catch: unreadable(file) })
      let count = 0
      for (let step = yield* next; step.done !== true; step = yield* next) {
        yield* save(sql, step.value, { sha256, file, defaultWallet: wallet })
        count += step.value.length
        yield* onRows(count)
      }
      yield* sql`INSERT INTO statements (sha256, file, rows) VALUES (${sha256}, ${file}, ${count})`
    })
  )
})

const save = Effect.fnUntraced(function* (
  sql: SqlClient.SqlClient,
  rows: ReadonlyArray<StatementRow>,
  { sha256, file, defaultWallet }: { readonly sha256: string; readonly file: string; readonly defaultWallet: string }
) {
  const seen = new Map<string, number>()
  for (const { identity, line } of rows) {
    const earlier = seen.get(identity)
    if (earlier !== undefined) return yield* repeated(file, line, earlier)
    seen.set(identity, line)
  }
  const lines = rows.map((row) => ({
    identity: row.identity,
    line: row.line,
    ...(row._tag === "Record"
      ? {
          tid: row.record.tid ?? null,
          ref: row.record.clientRefId ?? null,
          bank:
            row.record.kind === "debit" && row.record.meaning === "success" ? (row.record.bankReference ?? null) : null,
          at: row.record.atMillis,
          record: row.record
        }
      : { tid: null, ref: null, bank: null, at: row.movement.atMillis, record: { _tag: "Movement" } })
  }))
  const saved = yield* sql<{ readonly identity: string }>`
    INSERT INTO statement_lines (identity, sha256, line, tid, client_ref_id, bank_reference, at_millis, record)
    SELECT identity, ${sha256}, line, tid, ref, bank, at, record
    FROM jsonb_to_recordset(${JSON.stringify(lines)}::jsonb)
      AS row (identity text, line bigint, tid text, ref text, bank text, at bigint, record jsonb)
    ON CONFLICT (identity) DO UPDATE
      SET sha256 = excluded.sha256, line = excluded.line, tid = excluded.tid, client_ref_id = excluded.client_ref_id,
        bank_reference = excluded.bank_reference, at_millis = excluded.at_millis, record = excluded.record
      WHERE statement_lines.sha256 <> excluded.sha256
    RETURNING identity`
  if (saved.length < rows.length) {
    const taken = new Set(saved.map(({ identity }) => identity))
    const second = rows.find(({ identity }) => !taken.has(identity))
    if (second === undefined) return yield* Effect.die(new Error("Fewer lines were saved than there are"))
    const [first] = yield* sql<{ readonly line: string }>`
      SELECT line::text AS line FROM statement_lines WHERE identity = ${second.identity}`
    return yield* repeated(file, second.line, Number(first?.line))
  }
  const movements = rows.flatMap((row) => (row._tag === "Movement" ? [{ wallet: defaultWallet, ...row.movement }] : []))
  if (movements.length === 0) return
  yield* sql`
    INSERT INTO wallet_movements (wallet, reference, kind, at_millis, delta_paise, balance_paise, origin)
    SELECT wallet, reference, kind, "atMillis", "deltaPaise", "balancePaise", 'statement'
    FROM jsonb_to_recordset(${JSON.stringify(movements)}::jsonb)
      AS row (wallet text, reference text, kind text, "atMillis" bigint, "deltaPaise" bigint, "balancePaise" bigint)
    ON CONFLICT (wallet, reference) DO UPDATE
      SET at_millis = excluded.at_millis, delta_paise = excluded.delta_paise, balance_paise = excluded.balance_paise,
        recorded_at = excluded.recorded_at
      WHERE (wallet_movements.at_millis, wallet_movements.delta_paise, wallet_movements.balance_paise)
        IS DISTINCT FROM (excluded.at_millis, excluded.delta_paise, excluded.balance_paise)`
})

const repeated = (file: string, line: number, earlier: number) =>
  new StatementInvalid({
    file,
    line,
    column: 0,
    problem: `The row repeats line ${earlier}: the same transaction, or the same words. Remove one, or fetch the file again.`
  })

interface LineRow {
  readonly record: ReconciliationRecord.FoundRecord
  readonly tidTransfer: string | null
  readonly tidRef: string | null
  readonly refTransfer: string | null
  readonly refRef: string | null
}

const holders = `
  LEFT JOIN transaction_ids AS claim ON claim.tid = line.tid
  LEFT JOIN transfer_events AS started
    ON started.event #>> '{attempt,clientRefId}' = line.client_ref_id
    AND started.event #>> '{attempt,clientRefId}' IS NOT NULL
  LEFT JOIN wallet_load_events AS loading
    ON loading.event #>> '{attempt,clientRefId}' = line.client_ref_id
    AND loading.event #>> '{attempt,clientRefId}' IS NOT NULL`
const columns = `line.record,
  coalesce(claim.transfer_id, claim.wallet_load_id)::text AS "tidTransfer", claim.client_ref_id AS "tidRef",
  coalesce(started.transfer_id, loading.wallet_load_id)::text AS "refTransfer",
  coalesce(started.event, loading.event) #>> '{attempt,clientRefId}' AS "refRef"`

/** A line without a name that was made under a key which is not the current one: it cannot be compared any more. */
const comparable = (rows: ReadonlyArray<LineRow>) =>
  Effect.map(Sealing.SealingKeys, (keys) =>
    rows.map((row): LineRow => {
      const { recipientName, ...rest } = row.record
      return recipientName === undefined || Pseudonyms.isCurrent(keys, recipientName) ? row : { ...row, record: rest }
    })
  )

/** The lines whose tid or reference an attempt of a run's chunk holds, each with both holders. */
export const linesOf = (sql: SqlClient.SqlClient, runId: string, chunk: number) =>
  sql
    .unsafe<LineRow>(
      `WITH scope AS MATERIALIZED (
      SELECT transfer_id FROM reconciliation_scope WHERE run_id = $1 AND chunk = $2
    ), load_scope AS MATERIALIZED (
      SELECT wallet_load_id FROM reconciliation_load_scope WHERE run_id = $1 AND chunk = $2
    ), named AS (
      SELECT line.identity FROM scope JOIN transaction_ids USING (transfer_id) JOIN statement_lines AS line USING (tid)
      UNION
      SELECT line.identity
      FROM scope JOIN transfer_events AS e USING (transfer_id)
      JOIN statement_lines AS line ON line.client_ref_id = e.event #>> '{attempt,clientRefId}'
      WHERE e.event #>> '{attempt,clientRefId}' IS NOT NULL
      UNION
      SELECT line.identity
      FROM load_scope JOIN transaction_ids USING (wallet_load_id) JOIN statement_lines AS line USING (tid)
      UNION
      SELECT line.identity
      FROM load_scope JOIN wallet_load_events AS e USING (wallet_load_id)
      JOIN statement_lines AS line ON line.client_ref_id = e.event #>> '{attempt,clientRefId}'
      WHERE e.event #>> '{attempt,clientRefId}' IS NOT NULL
    )
    SELECT ${columns} FROM named JOIN statement_lines AS line USING (identity) ${holders}`,
      [runId, chunk]
    )
    .pipe(Effect.flatMap(comparable))

/** The lines up to an instant that no attempt holds. */
export const strays = (sql: SqlClient.SqlClient, untilMillis: number) =>
  sql
    .unsafe<LineRow>(
      `SELECT ${columns} FROM statement_lines AS line ${holders}
    WHERE claim.tid IS NULL AND started.transfer_id IS NULL AND loading.wallet_load_id IS NULL AND line.at_millis < $1 AND line.record ->> '_tag' = 'Found'`,
      [untilMillis]
    )
    .pipe(Effect.flatMap(comparable))

/** The two attempts that may hold a line. */
const holdersOf = (row: LineRow): ReconciliationRecord.Holders => ({
  ofTid: owner(row.tidTransfer, row.tidRef),
  ofReference: owner(row.refTransfer, row.refRef)
})

const owner = (transferId: string | null, clientRefId: string | null): ReconciliationRecord.Owner | undefined =>
  transferId === null || clientRefId === null
    ? undefined
    : { transferId: transferId as ReconciliationRecord.Owner["transferId"], clientRefId }

/** Whose a line is, as {@link ReconciliationRecord} says. */
export const ownerOf = (row: LineRow): ReconciliationRecord.Owner | undefined =>
  ReconciliationRecord.ownerOf(holdersOf(row))

/** The other attempt that a line names, where it names two. */
export const rivalOf = (row: LineRow): ReconciliationRecord.Owner | undefined => {
  const both = holdersOf(row)
  return ReconciliationRecord.isClaimedTwice(both) ? both.ofReference : undefined
}
