/**
 * Our side: a transfer's snapshot and journal as the record that is compared.
 *
 * @module
 */
import {
  type Attempt,
  type Identifiers,
  IndiaTime,
  Money,
  type ReconciliationRecord,
  Transfer,
  TransferEvent,
  TransferPolicy,
  TransferState
} from "@bhejo/core"
import type { DataKeys } from "@bhejo/store-postgres"
import { Schema } from "effect"
import * as Journal from "./Journal.ts"
import * as Pseudonyms from "./Pseudonyms.ts"

/** A transfer as the database has it. */
export interface TransferRow extends Journal.Row {
  readonly id: Identifiers.TransferId
  readonly team: Identifiers.TeamId
  readonly product: string
  readonly state: string
  readonly amountPaise: number
  readonly createdAtMillis: number
  readonly dispute: {
    readonly ticket: string
    readonly bankReference: string
    readonly raisedDay: string
    readonly dueDay: string
  } | null
}

const readJournal = Journal.reader({
  table: "transfers",
  journal: "transfer_events",
  State: TransferState.TransferState,
  Event: TransferEvent.TransferEvent,
  replay: Transfer.replay
})
const decodeDay = Schema.decodeUnknownSync(IndiaTime.IndiaDay)
const decodeProduct = Schema.decodeUnknownSync(TransferPolicy.Product)

/** A transfer, or a wallet load, with those of its attempts that Eko can be asked about. */
export interface OurSide {
  readonly record: ReconciliationRecord.OurTransfer
  /** Every attempt that was, or may have been, sent; none where the snapshot cannot be read. */
  readonly sent: ReadonlyArray<Pick<Attempt.Debit, "clientRefId" | "tid">>
}

/** Reads a row; what is wrong with its journal is in the record and fails nothing. */
export const read = (
  keys: DataKeys.DataKeys,
  row: TransferRow,
  walletOf: (state: TransferState.TransferState) => string
): OurSide => {
  const { state, events, problem: journalProblem } = readJournal(keys, row)
  const common = {
    id: row.id,
    team: row.team,
    product: decodeProduct(row.product),
    state: row.state,
    amountPaise: Money.paise(row.amountPaise),
    createdAtMillis: row.createdAtMillis,
    ...(journalProblem === undefined ? {} : { journalProblem })
  }
  if (state === undefined) return { sent: [], record: { ...common, wallet: "unknown", attempts: [] } }
  const refusedTids = (events ?? []).flatMap((event) =>
    event._tag === "AlarmRaised" && event.kind === "tid_claimed_twice" && event.clientRefId !== undefined
      ? [{ clientRefId: event.clientRefId }]
      : []
  )
  const cashReturnedBy = cashReturnedByOf(state)
  return {
    sent: sentAttempts(state),
    record: {
      ...common,
      wallet: walletOf(state),
      attempts: attemptsOf(keys, state),
      ...(refusedTids.length === 0 ? {} : { refusedTids }),
      ...(cashReturnedBy === undefined ? {} : { cashReturnedBy }),
      ...(row.dispute === null
        ? {}
        : {
            dispute: {
              ticket: row.dispute.ticket,
              bankReference: row.dispute.bankReference,
              raisedDay: decodeDay(row.dispute.raisedDay),
              dueDay: decodeDay(row.dispute.dueDay)
            }
          })
    }
  }
}

const attemptsOf = (
  keys: DataKeys.DataKeys,
  state: TransferState.TransferState
): ReadonlyArray<ReconciliationRecord.OurAttempt> => {
  const closed = state.closedAttempts.map((attempt) => ({
    clientRefId: attempt.clientRefId,
    number: attempt.number,
    startedAtMillis: attempt.startedAtMillis,
    tid: attempt.tid,
    belief: "not_moved" as const,
    because: attempt.outcome._tag
  }))
  if (!("attempt" in state)) return closed
  const { attempt } = state
  const facts = "facts" in state ? state.facts : undefined
  const refund = refundOf(state)
  return [
    ...closed,
    {
      clientRefId: attempt.clientRefId,
      number: attempt.number,
      startedAtMillis: attempt.startedAtMillis,
      tid: attempt.tid ?? facts?.tid,
      belief: beliefs[state.state],
      because: "doubt" in state && state.doubt !== undefined ? state.doubt : state.state,
      feePaise: facts?.feePaise,
      commissionPaise: facts?.commissionPaise,
      tdsPaise: facts?.tdsPaise,
      gstPaise: facts?.gstPaise,
      balancePaise: facts?.balancePaise,
      bankReference: facts?.bankReference,
      recipientName: Pseudonyms.ofName(keys, facts?.recipientName),
      ...(refund === undefined ? {} : { refund })
    }
  ]
}

const beliefs = {
  debiting: "in_doubt",
  in_doubt: "in_doubt",
  awaited: "in_flight",
  succeeded: "paid",
  refund_pending: "refund_pending",
  refunding: "refund_pending",
  refunded: "refunded"
} as const satisfies Partial<Record<TransferState.StateName, ReconciliationRecord.Belief>>

const refundOf = (state: TransferState.TransferState) =>
  state.state === "refunded"
    ? {
        atMillis: state.refund?.startedAtMillis ?? state.updatedAtMillis,
        balancePaise: state.refundFacts?.balancePaise
      }
    : undefined

/** Who declared that the customer has the cash of the latest refund. */
const cashReturnedByOf = (state: TransferState.TransferState): string | undefined => {
  if (state.state === "refunding") return state.refund.cashReturned.by
  if (state.state === "refunded") return state.refund?.cashReturned.by
  return undefined
}

const sentAttempts = (state: TransferState.TransferState) => {
  const closed = state.closedAttempts.filter(({ outcome }) => outcome._tag !== "NotSent")
  return "attempt" in state ? [...closed, state.attempt] : closed
}
