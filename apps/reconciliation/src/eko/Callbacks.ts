/**
 * The callbacks that name no attempt of ours, as records to compare.
 *
 * @module
 */
import { Callback, type ReconciliationRecord, TxStatus } from "@bhejo/core"
import { Effect, Option, Schema } from "effect"
import type { SqlClient } from "effect/sql"
import { type RunParameters, spanOf } from "../runs/RunParameters.ts"

const decodeHint = Schema.decodeUnknownOption(Callback.Kept)

interface Row {
  readonly id: string
  readonly hint: unknown
  readonly receivedAt: string
}

/** Of the callbacks about one transaction, the first and the latest two are looked at. */
const maxEach = 3

/**
 * The callbacks of which no attempt, of a transfer or a wallet load, owns the tid or the reference by now. They stay a
 * matter until an attempt does, however long ago they were received.
 */
export const unowned = Effect.fnUntraced(function* (sql: SqlClient.SqlClient, parameters: RunParameters) {
  const { untilMillis } = spanOf(parameters)
  const rows = yield* sql<Row>`
    SELECT id::text, hint, (extract(epoch FROM received_at) * 1000)::bigint::text AS "receivedAt"
    FROM (
      SELECT c.*, row_number() OVER (subject ORDER BY received_at, id) AS nth,
        row_number() OVER (subject ORDER BY received_at DESC, id DESC) AS from_end
      FROM callbacks AS c
      WHERE received_at < ${new Date(untilMillis)}
        AND NOT EXISTS (SELECT FROM transaction_ids AS claim WHERE claim.tid = c.tid)
        AND NOT EXISTS (SELECT FROM transfer_events AS e WHERE e.event #>> '{attempt,clientRefId}' = c.client_ref_id)
        AND NOT EXISTS (SELECT FROM wallet_load_events AS e WHERE e.event #>> '{attempt,clientRefId}' = c.client_ref_id)
      WINDOW subject AS (PARTITION BY coalesce(c.tid, c.client_ref_id))
    ) AS unknown
    WHERE nth = 1 OR from_end < ${maxEach}
    ORDER BY received_at, id`
  const { otherSystemPrefixes } = parameters
  return rows.flatMap(({ id, hint, receivedAt }): ReadonlyArray<ReconciliationRecord.HeardRecord> => {
    // Whatever was kept once can be read; what a later form of it refuses says nothing more than that it came.
    const said = Option.getOrElse(decodeHint(hint), () => ({}) as typeof Callback.Kept.Type)
    const { tid, clientRefId, txStatus, amountPaise, bankRefNum } = said
    if (clientRefId !== undefined && otherSystemPrefixes.some((prefix) => clientRefId.startsWith(prefix))) return []
    return [
      {
        _tag: "Heard",
        source: "callback",
        place: `callback ${id}`,
        tid,
        clientRefId,
        txStatus,
        meaning: txStatus === undefined ? undefined : TxStatus.meaning(txStatus),
        amountPaise,
        bankReference: bankRefNum,
        atMillis: Number(receivedAt)
      }
    ]
  })
})

/** One of the callbacks about each transaction that can be asked for. */
export const toAsk = (
  heard: ReadonlyArray<ReconciliationRecord.HeardRecord>
): ReadonlyArray<ReconciliationRecord.HeardRecord> => [
  ...new Map(
    heard.flatMap((record) => {
      const name = nameOf(record)
      return askable.test(name) ? [[name, record]] : []
    })
  ).values()
]

const askable = /^[A-Za-z0-9_-]{1,64}$/

/** What a transaction is called that a callback told of. */
export const nameOf = ({ tid, clientRefId }: ReconciliationRecord.HeardRecord): string => tid ?? clientRefId ?? ""
