/**
 * One part of a run: its transfers are inquired, repaired and compared, and what came of it is committed as a whole.
 *
 * A chunk that was interrupted is done again from its beginning: an inquiry moves nothing, a repair that was made is
 * there, and what it was before is on record from before it was made.
 *
 * @module
 */
import { type BalanceChain, Reconciliation, type ReconciliationRecord } from "@bhejo/core"
import type { Sealing } from "@bhejo/store-postgres"
import { Effect } from "effect"
import { SqlClient } from "effect/sql"
import * as Callbacks from "../eko/Callbacks.ts"
import { Inquiry } from "../eko/Inquiry.ts"
import * as OurLoads from "../ours/OurLoads.ts"
import * as OurTransfers from "../ours/OurTransfers.ts"
import * as StatementStore from "../statement/StatementStore.ts"
import { termsOf } from "./RunParameters.ts"
import * as RunStore from "./RunStore.ts"

/** The chunk of what no attempt of ours owns. */
const strayNumber = 0

/** Does one chunk, unless it is done already. */
export const perform = Effect.fn("Chunk.perform")(function* (
  run: RunStore.Run,
  number: number,
  options: { readonly repairs: boolean }
) {
  const sql = yield* SqlClient.SqlClient
  const [pending] = yield* sql`
    SELECT 1 FROM reconciliation_chunks WHERE run_id = ${run.id} AND number = ${number} AND done_at IS NULL`
  if (pending === undefined) return
  const inquired = number === strayNumber ? [] : yield* inquire(run, number, options)
  const strays = number === strayNumber ? yield* strayPart(run) : undefined
  const part = strays?.part ?? (yield* ownPart(run, number, inquired))
  const { breaks, tally, movements } = Reconciliation.compare(part, termsOf(run.parameters))
  const unanswered = [
    ...inquired.flatMap(({ record }) => (record._tag === "Unanswered" ? [record.clientRefId] : [])),
    ...(strays?.unanswered ?? [])
  ].sort()
  yield* sql.withTransaction(
    Effect.gen(function* () {
      // Whoever else has it in hand as well waits here, and finds it done.
      const [mine] = yield* sql`
        SELECT 1 FROM reconciliation_chunks
        WHERE run_id = ${run.id} AND number = ${number} AND done_at IS NULL FOR UPDATE`
      if (mine === undefined) return
      yield* saveMovements(run.id, number, movements)
      yield* RunStore.finishChunk(run.id, number, { tally, breaks: breaks.length, unanswered }, breaks)
    })
  )
})

/** Our side of a chunk, which is of transfers or of wallet loads. */
const load = Effect.fnUntraced(function* (run: RunStore.Run, number: number) {
  return [...(yield* OurTransfers.ofChunk(run, number)), ...(yield* OurLoads.ofChunk(run, number))]
})

/** Asks Eko about every attempt of the chunk, and brings what it says to the state machine. */
const inquire = Effect.fnUntraced(function* (
  run: RunStore.Run,
  number: number,
  options: { readonly repairs: boolean }
) {
  if (!run.parameters.sources.includes("inquiry")) return []
  const { ask, repair } = yield* Inquiry
  const sides = yield* load(run, number)
  const asked = yield* Effect.forEach(
    sides,
    Effect.fnUntraced(function* (side) {
      const inquired = yield* ask(side)
      if (options.repairs && inquired.length > 0) {
        yield* noteBefore(run.id, side.record)
        yield* repair(side, inquired)
      }
      return inquired
    }),
    { concurrency: 16 }
  )
  return asked.flat().map(({ owned }) => owned)
})

/** What each was is on record before anything is brought to it; the first word holds. */
const noteBefore = Effect.fnUntraced(function* (runId: string, { id, kind, state }: ReconciliationRecord.OurTransfer) {
  const sql = yield* SqlClient.SqlClient
  yield* kind === "load"
    ? sql`
        INSERT INTO reconciliation_load_repairs (run_id, wallet_load_id, state_before) VALUES (${runId}, ${id}, ${state})
        ON CONFLICT DO NOTHING`
    : sql`
        INSERT INTO reconciliation_repairs (run_id, transfer_id, state_before) VALUES (${runId}, ${id}, ${state})
        ON CONFLICT DO NOTHING`
})

const ownPart = Effect.fnUntraced(function* (
  run: RunStore.Run,
  number: number,
  inquired: ReadonlyArray<ReconciliationRecord.OwnedRecord>
): Effect.fn.Return<
  Reconciliation.Part,
  Effect.Error<ReturnType<typeof load>>,
  SqlClient.SqlClient | Sealing.SealingKeys
> {
  const sql = yield* SqlClient.SqlClient
  const { sources, wallet } = run.parameters
  const sides = yield* load(run, number)
  const lines = sources.includes("statement") ? yield* StatementStore.linesOf(sql, run.id, number) : []
  const ids = new Set<string>(sides.map(({ record }) => record.id))
  const owned = lines.flatMap((row): ReadonlyArray<ReconciliationRecord.OwnedRecord> => {
    const owner = StatementStore.ownerOf(row)
    // A line that names attempts of two transfers is compared with the one that holds its tid.
    if (owner === undefined || !ids.has(owner.transferId)) return []
    const rival = StatementStore.rivalOf(row)
    return [{ record: row.record, owner, ...(rival === undefined ? {} : { rival }) }]
  })
  return { transfers: sides.map(({ record }) => record), records: [...owned, ...inquired], wallet }
})

const strayPart = Effect.fnUntraced(function* (run: RunStore.Run) {
  const sql = yield* SqlClient.SqlClient
  const { sources, wallet } = run.parameters
  const { edgeMillis } = run.parameters
  const untilMillis = (termsOf(run.parameters).statement?.untilMillis ?? 0) + edgeMillis
  const lines = sources.includes("statement") ? yield* StatementStore.strays(sql, untilMillis) : []
  const heard = yield* Callbacks.unowned(sql, run.parameters)
  const asked = sources.includes("inquiry") ? Callbacks.toAsk(heard) : []
  const { lookUp } = yield* Inquiry
  const answers = yield* Effect.forEach(asked, lookUp, { concurrency: 16 })
  const known = answers.filter((answer) => typeof answer === "object")
  const records = [...lines.map(({ record }) => record), ...heard, ...known]
  const part: Reconciliation.Part = { transfers: [], records: records.map((record) => ({ record })), wallet }
  const unanswered = asked.filter((_, index) => answers[index] === "unanswered").map(Callbacks.nameOf)
  return { part, unanswered }
})

/** Puts the movements of a chunk's transfers in the place of those that an earlier run brought for them. */
const saveMovements = Effect.fnUntraced(function* (
  runId: string,
  number: number,
  movements: ReadonlyArray<BalanceChain.Movement>
) {
  const sql = yield* SqlClient.SqlClient
  const origin = number === strayNumber ? "stray" : "transfer"
  yield* number === strayNumber
    ? sql`DELETE FROM wallet_movements WHERE origin = 'stray'`
    : sql`
        DELETE FROM wallet_movements WHERE transfer_id IN (
          SELECT transfer_id FROM reconciliation_scope WHERE run_id = ${runId} AND chunk = ${number}
          UNION SELECT wallet_load_id FROM reconciliation_load_scope WHERE run_id = ${runId} AND chunk = ${number}
        )`
  if (movements.length === 0) return
  yield* sql`
    INSERT INTO wallet_movements (wallet, reference, kind, at_millis, delta_paise, balance_paise, origin, transfer_id)
    SELECT wallet, reference, kind, "atMillis", "deltaPaise", "balancePaise", ${origin}, "transferId"
    FROM jsonb_to_recordset(${JSON.stringify(movements)}::jsonb) AS row (
      wallet text, reference text, kind text, "atMillis" bigint, "deltaPaise" bigint, "balancePaise" bigint,
      "transferId" uuid)
    ON CONFLICT (wallet, reference) DO UPDATE
      SET kind = excluded.kind, at_millis = excluded.at_millis, delta_paise = excluded.delta_paise,
        balance_paise = excluded.balance_paise, origin = excluded.origin, transfer_id = excluded.transfer_id
      WHERE wallet_movements.origin <> 'operator'`
})
