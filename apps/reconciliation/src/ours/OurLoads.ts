/**
 * The wallet loads of a chunk, as our side of the comparison.
 *
 * @module
 */
import {
  type Identifiers,
  Money,
  type ReconciliationRecord,
  WalletLoadEvent,
  WalletLoadEvolution,
  WalletLoadState
} from "@bhejo/core"
import { Sealing } from "@bhejo/store-postgres"
import { Effect } from "effect"
import { SqlClient } from "effect/sql"
import type { Run } from "../runs/RunStore.ts"
import * as Journal from "./Journal.ts"
import type { OurSide } from "./OurRecords.ts"

interface SqlRow extends Journal.Row {
  readonly id: Identifiers.WalletLoadId
  readonly team: Identifiers.TeamId
  readonly state: string
  readonly amountPaise: string
  readonly createdAtMillis: string
}

const readJournal = Journal.reader({
  table: "wallet_loads",
  journal: "wallet_load_events",
  State: WalletLoadState.WalletLoadState,
  Event: WalletLoadEvent.WalletLoadEvent,
  replay: WalletLoadEvolution.replay
})

/** The wallet loads that a run has put into one chunk, by id. */
export const ofChunk = Effect.fnUntraced(function* (run: Run, number: number) {
  const sql = yield* SqlClient.SqlClient
  const rows = yield* sql<SqlRow>`
    SELECT l.id::text AS id, l.team, l.state, l.amount_paise::text AS "amountPaise",
      (extract(epoch FROM l.created_at) * 1000)::bigint::text AS "createdAtMillis", l.snapshot,
      j.events, j.versions, j.is_numbered AND j.last = l.version AS "isNumbered"
    FROM reconciliation_load_scope AS s
    JOIN wallet_loads AS l ON l.id = s.wallet_load_id
    ${Journal.joined(sql, "wallet_load_events", "e.wallet_load_id = l.id")}
    WHERE s.run_id = ${run.id} AND s.chunk = ${number}
    ORDER BY l.id`
  const keys = yield* Sealing.SealingKeys
  return rows.map((row): OurSide => {
    const { state, events, problem } = readJournal(keys, row)
    const common = {
      id: row.id,
      kind: "load",
      team: row.team,
      product: "ppi-digikhata",
      wallet: run.parameters.wallet,
      state: row.state,
      amountPaise: Money.paise(Number(row.amountPaise)),
      createdAtMillis: Number(row.createdAtMillis),
      ...(problem === undefined ? {} : { journalProblem: problem })
    } as const
    if (state === undefined) return { sent: [], record: { ...common, attempts: [] } }
    const refusedTids = (events ?? []).flatMap((event) =>
      event._tag === "AlarmRaised" && event.kind === "tid_claimed_twice" ? [{ clientRefId: event.clientRefId }] : []
    )
    return {
      sent: state.state === "failed" && state.attempt.outcome._tag === "NotSent" ? [] : [state.attempt],
      record: { ...common, attempts: [attemptOf(state)], ...(refusedTids.length === 0 ? {} : { refusedTids }) }
    }
  })
})

const attemptOf = (state: WalletLoadState.WalletLoadState): ReconciliationRecord.OurAttempt => {
  const { attempt } = state
  const facts = "facts" in state ? state.facts : undefined
  return {
    clientRefId: attempt.clientRefId,
    number: attempt.number,
    startedAtMillis: attempt.startedAtMillis,
    tid: attempt.tid ?? facts?.tid,
    belief: beliefs[state.state],
    because:
      "outcome" in attempt
        ? attempt.outcome._tag
        : "doubt" in state && state.doubt !== undefined
          ? state.doubt
          : state.state,
    feePaise: facts?.feePaise,
    bankReference: facts?.bankReference
  }
}

const beliefs = {
  loading: "in_doubt",
  in_doubt: "in_doubt",
  awaited: "in_flight",
  loaded: "paid",
  failed: "not_moved"
} as const satisfies Record<WalletLoadState.StateName, ReconciliationRecord.Belief>
