/**
 * A corpus of core's in a database and a statement's file: each transfer with the journal that its record says, each of
 * Eko's lines as a row.
 *
 * @module
 */
import { once } from "node:events"
import { createWriteStream } from "node:fs"
import {
  type Attempt,
  Identifiers,
  IndiaTime,
  Money,
  Outcome,
  type ReconciliationRecord,
  Signing,
  Transfer,
  TransferEvent,
  TransferState
} from "@bhejo/core"
import { Effect, Schema } from "effect"
import { SqlClient } from "effect/sql"
import * as CorpusTerms from "../../../packages/core/test/CorpusTerms.ts"
import * as Corpus from "../../../packages/core/test/ReconciliationCorpus.ts"

const encodeEvents = Schema.encodeSync(Schema.toCodecJson(Schema.Array(TransferEvent.TransferEvent)))
const encodeState = Schema.encodeSync(Schema.toCodecJson(TransferState.TransferState))

export const header =
  "tid,client_ref_id,tx_status,amount,fee,gst,commission,tds,balance,bank_ref_num,recipient_name,timestamp,type"

const rupees = (amountPaise: number | undefined): string =>
  amountPaise === undefined ? "" : Money.toRupees(Money.paise(amountPaise))

/** India's wall clock, to the millisecond. */
const timestamp = (atMillis: number): string =>
  new Date(atMillis + 5.5 * 3_600_000).toISOString().slice(0, 23).replace("T", " ")

const lineOf = (record: ReconciliationRecord.FoundRecord): string =>
  [
    record.tid,
    record.clientRefId,
    record.txStatus,
    rupees(record.amountPaise),
    rupees(record.feePaise),
    rupees(record.gstPaise),
    rupees(record.commissionPaise),
    rupees(record.tdsPaise),
    rupees(record.balancePaise),
    record.bankReference ?? "",
    record.recipientName ?? "",
    timestamp(record.atMillis ?? 0),
    record.kind
  ].join(",")

/** The journal that leads to what a record says. */
const eventsOf = (transfer: ReconciliationRecord.OurTransfer): ReadonlyArray<TransferEvent.TransferEvent> => {
  const atMillis = transfer.createdAtMillis
  const expiresAtMillis = atMillis + 1_800_000
  const sent: ReadonlyArray<TransferEvent.TransferEvent> = [
    {
      _tag: "TransferRequested",
      atMillis,
      expiresAtMillis,
      terms: {
        id: Identifiers.TransferId.make(transfer.id),
        team: transfer.team,
        product: transfer.product,
        customerId: Identifiers.CustomerId.make("9123456789"),
        recipientId: Identifiers.RecipientId.make(98765),
        amountPaise: transfer.amountPaise,
        userCode: Identifiers.UserCode.make("20810200")
      }
    },
    { _tag: "OtpSendStarted", atMillis, send: 1, untilMillis: atMillis + 30_000, expiresAtMillis },
    {
      _tag: "OtpSendAnswered",
      atMillis,
      send: 1,
      tries: 3,
      result: { _tag: "Sent", otpRefId: Identifiers.OtpRefId.make("X"), expiresAtMillis: atMillis + 600_000 }
    }
  ]
  const debits = transfer.attempts.flatMap((attempt, index): ReadonlyArray<TransferEvent.TransferEvent> => {
    const clientRefId = attempt.clientRefId as Attempt.OpenDebit["clientRefId"]
    const at = attempt.startedAtMillis
    return [
      {
        _tag: "DebitStarted",
        atMillis: at,
        attempt: {
          kind: "debit",
          clientRefId,
          number: attempt.number,
          otpSend: 1,
          confirmationKey: attempt.clientRefId,
          startedAtMillis: at,
          signedAtMillis: Signing.TimestampMillis.make(at),
          sendBeforeMillis: at + 15_000
        }
      },
      {
        _tag: "DebitAnswered",
        atMillis: at + 1,
        clientRefId,
        outcome: outcomeOf(attempt, index === transfer.attempts.length - 1)
      }
    ]
  })
  const alarms = (transfer.refusedTids ?? []).map(
    ({ clientRefId }): TransferEvent.TransferEvent => ({
      _tag: "AlarmRaised",
      atMillis,
      kind: "tid_claimed_twice",
      clientRefId: clientRefId as Attempt.OpenDebit["clientRefId"]
    })
  )
  return [...sent, ...debits, ...alarms]
}

const statuses = { in_flight: "2", paid: "0", refund_pending: "3", refunded: "4" } as const

type Answered = Extract<TransferEvent.TransferEvent, { readonly _tag: "DebitAnswered" }>

/** As it would be read from a database: a proof that nothing moved cannot be written down here. */
const decodeOutcome = Schema.decodeUnknownSync(Schema.toCodecJson(Outcome.Outcome))

const outcomeOf = (attempt: ReconciliationRecord.OurAttempt, isLast: boolean): Answered["outcome"] => {
  const tid = attempt.tid === undefined ? {} : { tid: attempt.tid }
  switch (attempt.belief) {
    case "not_moved":
      return decodeOutcome(
        isLast ? { _tag: "Declined", reason: "InsufficientBalance", detail: "", ...tid } : { _tag: "WrongOtp", ...tid }
      )
    case "in_doubt":
      return { _tag: "Unknown", phase: "waiting", cause: "timeout" }
    default: {
      const { feePaise, commissionPaise, tdsPaise, recipientName } = attempt
      const bankReference = attempt.bankReference === "" ? undefined : attempt.bankReference
      const facts = { ...tid, feePaise, commissionPaise, tdsPaise, bankReference, recipientName }
      return decodeOutcome(JSON.parse(JSON.stringify({ _tag: "Accepted", txStatus: statuses[attempt.belief], facts })))
    }
  }
}

const rowOf = (transfer: ReconciliationRecord.OurTransfer) => {
  const events = eventsOf(transfer)
  const state = Transfer.replay(events)
  if (state === undefined) throw new Error("a journal with events leads to a state")
  const snapshot = encodeState(state) as Record<string, Schema.Json>
  const isFinal = TransferState.isFinal(state)
  return {
    id: transfer.id,
    // Somebody has written to the snapshot beside the journal.
    snapshot: transfer.journalProblem === undefined ? snapshot : { ...snapshot, otpSends: 9 },
    is_final: isFinal,
    step_id: isFinal ? null : transfer.id,
    step_kind: isFinal ? null : "settle",
    step_due_at: isFinal ? null : "2100-01-01T00:00:00Z",
    events: encodeEvents(events),
    tids: transfer.attempts.flatMap(({ tid, clientRefId }) => (tid === undefined ? [] : [{ tid, ref: clientRefId }]))
  }
}

const insertTransfers = Effect.fnUntraced(function* (transfers: ReadonlyArray<ReconciliationRecord.OurTransfer>) {
  const sql = yield* SqlClient.SqlClient
  yield* sql`
    WITH rows AS MATERIALIZED (
      SELECT * FROM jsonb_to_recordset(${JSON.stringify(transfers.map(rowOf))}::jsonb) AS row (
        id uuid, snapshot jsonb, is_final boolean, step_id text, step_kind text, step_due_at timestamptz,
        events jsonb, tids jsonb)
    ), saved AS (
      INSERT INTO transfers (id, snapshot, is_final, step_id, step_kind, step_due_at)
      SELECT id, snapshot, is_final, step_id, step_kind, step_due_at FROM rows
    ), journalled AS (
      INSERT INTO transfer_events (transfer_id, version, event)
      SELECT id, entry.number, entry.event
      FROM rows, jsonb_array_elements(events) WITH ORDINALITY AS entry (event, number)
    )
    INSERT INTO transaction_ids (tid, client_ref_id, transfer_id)
    SELECT claim.tid, claim.ref, id FROM rows, jsonb_to_recordset(tids) AS claim (tid text, ref text)`
})

const insertOthers = Effect.fnUntraced(function* ({ transfer, movements, records }: Corpus.Piece) {
  const sql = yield* SqlClient.SqlClient
  for (const { record } of records) {
    if (record._tag !== "Heard") continue
    const { tid, clientRefId, txStatus, amountPaise, atMillis } = record
    const hint = JSON.stringify({ tid, clientRefId, txStatus, amountPaise })
    yield* sql`INSERT INTO callbacks (received_at, hint) VALUES (${new Date(atMillis)}, ${hint}) ON CONFLICT DO NOTHING`
  }
  for (const { reference, kind, atMillis, deltaPaise } of movements) {
    yield* sql`
      INSERT INTO wallet_movements (wallet, reference, kind, at_millis, delta_paise, origin, recorded_by)
      VALUES (${CorpusTerms.wallet}, ${reference}, ${kind}, ${atMillis}, ${deltaPaise}, 'operator', 'Meera')`
  }
  if (transfer?.dispute !== undefined) {
    const { bankReference, ticket, raisedDay, dueDay } = transfer.dispute
    yield* sql`
      INSERT INTO credit_disputes (transfer_id, bank_reference, ticket, raised_day, due_day, recorded_by)
      VALUES (${transfer.id}, ${bankReference}, ${ticket}, ${raisedDay}::date, ${dueDay}::date, 'Meera')`
  }
})

/**
 * Writes a corpus into the database and a statement beside it, and tells what must be found. Reversed, both are in
 * another order.
 */
export const write = Effect.fnUntraced(function* (
  seed: number,
  count: number,
  statementPath: string,
  isReversed = false
) {
  const file = createWriteStream(statementPath)
  file.write(`${header}\n`)
  const expected: Array<string> = []
  let batch: Array<Corpus.Piece> = []
  const flush = Effect.gen(function* () {
    const pieces = isReversed ? batch.toReversed() : batch
    const transfers = pieces.flatMap(({ transfer }) => (transfer === undefined ? [] : [transfer]))
    yield* insertTransfers(transfers)
    for (const piece of pieces) {
      yield* insertOthers(piece)
      expected.push(...piece.expected)
    }
    const lines = pieces.flatMap(({ records }) =>
      records.flatMap(({ record }) => (record._tag === "Found" ? [`${lineOf(record)}\n`] : []))
    )
    if (!file.write(lines.join(""))) yield* Effect.promise(() => once(file, "drain"))
    batch = []
  })
  for (const piece of Corpus.pieces(seed, count)) {
    batch.push(piece)
    if (batch.length === 1_000) yield* flush
  }
  yield* flush
  file.end()
  yield* Effect.promise(() => once(file, "finish"))
  return expected.sort()
})

/** The run over the corpus' days, as of the morning after. */
export const asOfMillis = CorpusTerms.terms.asOfMillis
export const window = CorpusTerms.window
export const asOfDay = IndiaTime.dayOf(asOfMillis)
