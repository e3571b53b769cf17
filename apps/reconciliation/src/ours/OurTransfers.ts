/**
 * The transfers of a chunk, as our side of the comparison.
 *
 * @module
 */
import { Sealing } from "@bhejo/store-postgres"
import { Effect } from "effect"
import { SqlClient } from "effect/sql"
import type { Run } from "../runs/RunStore.ts"
import * as Journal from "./Journal.ts"
import * as OurRecords from "./OurRecords.ts"

interface SqlRow extends Omit<OurRecords.TransferRow, "amountPaise" | "createdAtMillis"> {
  readonly amountPaise: string
  readonly createdAtMillis: string
}

/** The transfers that a run has put into one chunk, by id. */
export const ofChunk = Effect.fnUntraced(function* (run: Run, number: number) {
  const sql = yield* SqlClient.SqlClient
  const rows = yield* sql<SqlRow>`
    SELECT t.id::text AS id, t.team, t.product, t.state, t.amount_paise::text AS "amountPaise",
      (extract(epoch FROM t.created_at) * 1000)::bigint::text AS "createdAtMillis", t.snapshot,
      j.events, j.versions, j.is_numbered AND j.last = t.version AS "isNumbered",
      CASE WHEN d.transfer_id IS NULL THEN NULL ELSE jsonb_build_object(
        'ticket', d.ticket, 'bankReference', d.bank_reference, 'raisedDay', d.raised_day, 'dueDay', d.due_day
      ) END AS dispute
    FROM reconciliation_scope AS s
    JOIN transfers AS t ON t.id = s.transfer_id
    ${Journal.joined(sql, "transfer_events", "e.transfer_id = t.id")}
    LEFT JOIN credit_disputes AS d ON d.transfer_id = t.id AND d.settled_by IS NULL
    WHERE s.run_id = ${run.id} AND s.chunk = ${number}
    ORDER BY t.id`
  const keys = yield* Sealing.SealingKeys
  return rows.map((row) =>
    OurRecords.read(
      keys,
      { ...row, amountPaise: Number(row.amountPaise), createdAtMillis: Number(row.createdAtMillis) },
      ({ terms }) => (run.parameters.walletBy === "agent" ? terms.userCode : run.parameters.wallet)
    )
  )
})
