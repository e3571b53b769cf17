/**
 * Our side: a transfer's snapshot and journal as the record that is compared.
 *
 * @module
 */
import { isDeepStrictEqual } from "node:util"
import {
  type Identifiers,
  IndiaTime,
  Money,
  type ReconciliationRecord,
  Transfer,
  TransferEvent,
  TransferPolicy,
  TransferState
} from "@bhejo/core"
import { type DataKeys, Sealing } from "@bhejo/store-postgres"
import { Result, Schema } from "effect"
import * as Pseudonyms from "./Pseudonyms.ts"

/** A transfer as the database has it. */
export interface TransferRow {
  readonly id: Identifiers.TransferId
  readonly team: Identifiers.TeamId
  readonly product: string
  readonly state: string
  readonly amountPaise: number
  readonly createdAtMillis: number
  readonly snapshot: unknown
  readonly events: ReadonlyArray<unknown>
  /** The number of each event. */
  readonly versions: ReadonlyArray<number>
  /** Whether the events are numbered from 1 without a gap, up to the snapshot's version. */
  readonly isNumbered: boolean
  readonly dispute: {
    readonly ticket: string
    readonly bankReference: string
    readonly raisedDay: string
    readonly dueDay: string
  } | null
}

const State = Schema.toCodecJson(TransferState.TransferState)
const decodeState = Schema.decodeUnknownResult(State)
const encodeState = Schema.encodeSync(State)
const decodeEvents = Schema.decodeUnknownResult(Schema.toCodecJson(Schema.Array(TransferEvent.TransferEvent)))
const decodeDay = Schema.decodeUnknownSync(IndiaTime.IndiaDay)
const decodeProduct = Schema.decodeUnknownSync(TransferPolicy.Product)

/** A transfer with its state, where the snapshot could be read. */
export interface OurSide {
  readonly record: ReconciliationRecord.OurTransfer
  readonly state: TransferState.TransferState | undefined
}

/** Reads a row; what is wrong with its journal is in the record and fails nothing. */
export const read = (
  keys: DataKeys.DataKeys,
  row: TransferRow,
  walletOf: (state: TransferState.TransferState) => string
): OurSide => {
  const snapshot = Result.getOrUndefined(Sealing.open(keys, ["transfers", row.id], row.snapshot))
  const state = Result.getOrUndefined(decodeState(snapshot))
  const events = Result.getOrUndefined(Result.flatMap(opened(keys, row), decodeEvents))
  const journalProblem = problemOf({ snapshot, isNumbered: row.isNumbered }, state, events)
  const common = {
    id: row.id,
    team: row.team,
    product: decodeProduct(row.product),
    state: row.state,
    amountPaise: Money.paise(row.amountPaise),
    createdAtMillis: row.createdAtMillis,
    ...(journalProblem === undefined ? {} : { journalProblem })
  }
  if (state === undefined) return { state, record: { ...common, wallet: "unknown", attempts: [] } }
  const refusedTids = (events ?? []).flatMap((event) =>
    event._tag === "AlarmRaised" && event.kind === "tid_claimed_twice" && event.clientRefId !== undefined
      ? [{ clientRefId: event.clientRefId }]
      : []
  )
  const cashReturnedBy = cashReturnedByOf(state)
  return {
    state,
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

/** The events in plain. */
const opened = (keys: DataKeys.DataKeys, { id, events, versions }: TransferRow) =>
  Result.all(events.map((event, index) => Sealing.open(keys, ["transfer_events", id, versions[index] ?? 0], event)))

const problemOf = (
  { snapshot, isNumbered }: Pick<TransferRow, "snapshot" | "isNumbered">,
  state: TransferState.TransferState | undefined,
  events: ReadonlyArray<TransferEvent.TransferEvent> | undefined
): string | undefined => {
  if (state === undefined) return "its snapshot cannot be read"
  if (events === undefined) return "one of its events cannot be read"
  if (!isNumbered) return "its events are not numbered without a gap"
  const replayed = replay(events)
  if (replayed === undefined) return "its events cannot follow each other"
  // The snapshot may have been written before a field had its default: what it means is compared, not how it is put.
  return isDeepStrictEqual(encodeState(replayed), encodeState(state)) ||
    isDeepStrictEqual(encodeState(replayed), snapshot)
    ? undefined
    : "its events lead to another state"
}

const replay = (events: ReadonlyArray<TransferEvent.TransferEvent>): TransferState.TransferState | undefined => {
  try {
    return Transfer.replay(events)
  } catch {
    return undefined
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

/** Every attempt of a transfer that was, or may have been, sent. */
export const sentAttempts = (state: TransferState.TransferState) => {
  const closed = state.closedAttempts.filter(({ outcome }) => outcome._tag !== "NotSent")
  return "attempt" in state ? [...closed, state.attempt] : closed
}
