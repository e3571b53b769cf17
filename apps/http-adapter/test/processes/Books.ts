/** Everything that Bhejo has recorded, read from PostgreSQL past the adapter. */
import { Transfer, TransferEvent, TransferState } from "@bhejo/core"
import { DataKeys, Sealing } from "@bhejo/store-postgres"
import { PgClient } from "@effect/sql-pg"
import { Context, Effect, Layer, type Redacted, Result, Schedule, Schema } from "effect"
import { dataKeys } from "../support.ts"

export interface Attempt {
  readonly clientRefId: string
  readonly kind: "debit" | "refund"
}

export interface Record_ {
  readonly id: string
  readonly snapshot: TransferState.TransferState
  readonly journal: ReadonlyArray<TransferEvent.TransferEvent>
  readonly attempts: ReadonlyArray<Attempt>
}

/** What is sealed in a row, in plain. */
const opened = (row: Sealing.Row, json: unknown) => Result.getOrThrow(Sealing.open(dataKeys, row, json))

/** A row as the database has it. */
interface Row extends Readonly<Record<string, unknown>> {
  readonly id: string
  readonly transfer_id: string
  readonly version: number
  readonly team: string
  readonly key: string
  readonly answer: string | null
}

/** What an OTP must not be in, though it were sealed. */
const plain = (table: string, row: Row): unknown => {
  switch (table) {
    case "transfers":
      return { ...row, snapshot: opened([table, row.id], row["snapshot"]) }
    case "transfer_events":
      return { ...row, event: opened([table, row.transfer_id, row.version], row["event"]) }
    case "idempotency_keys": {
      const { team, key, answer } = row
      if (answer === null) return row
      const text = Result.getOrThrow(DataKeys.open(dataKeys, "personal", [table, team, key], answer))
      return { ...row, answer: JSON.parse(text) }
    }
    default:
      return row
  }
}

const decodeState = Schema.decodeUnknownSync(Schema.toCodecJson(TransferState.TransferState))
const decodeEvents = Schema.decodeUnknownSync(Schema.toCodecJson(Schema.Array(TransferEvent.TransferEvent)))

/** PostgreSQL restarts again and again in a run; this long is waited for it. */
const patience = "120 seconds"

export const open = Effect.fnUntraced(function* (url: Redacted.Redacted<string>) {
  const services = yield* Layer.build(PgClient.layer({ url, maxConnections: 2, applicationName: "books" }))
  const sql = Context.get(services, PgClient.PgClient)
  const rows = <Row extends object>(statement: string): Promise<ReadonlyArray<Row>> =>
    Effect.runPromise(
      sql.unsafe<Row>(statement).pipe(Effect.retry(Schedule.spaced("200 millis")), Effect.timeout(patience))
    )

  const records = async (): Promise<ReadonlyArray<Record_>> => {
    const found = await rows<{
      id: string
      snapshot: unknown
      events: ReadonlyArray<{ version: number; event: unknown }>
    }>(`
      SELECT t.id, t.snapshot, (
        SELECT jsonb_agg(to_jsonb(e) ORDER BY e.version) FROM transfer_events e WHERE e.transfer_id = t.id
      ) AS events
      FROM transfers t ORDER BY t.created_at, t.id`)
    return found.map(({ id, snapshot, events }) => {
      const journal = decodeEvents(events.map(({ version, event }) => opened(["transfer_events", id, version], event)))
      return {
        id,
        snapshot: decodeState(opened(["transfers", id], snapshot)),
        journal,
        attempts: journal.flatMap((event): ReadonlyArray<Attempt> => {
          if (event._tag === "DebitStarted") return [{ clientRefId: event.attempt.clientRefId, kind: "debit" }]
          return event._tag === "RefundStarted" ? [{ clientRefId: event.attempt.clientRefId, kind: "refund" }] : []
        })
      }
    })
  }

  /** What nobody knows anything about, although its settlement window has passed. */
  const doubts = async () => {
    const found = await rows<{ id: string; clientRefId: string; startedAtMillis: string }>(`
      SELECT id, snapshot #>> '{attempt,clientRefId}' AS "clientRefId",
        snapshot #>> '{attempt,startedAtMillis}' AS "startedAtMillis"
      FROM transfers WHERE state = 'in_doubt' AND handed_over_at IS NOT NULL ORDER BY id`)
    return found.map((doubt) => ({ ...doubt, startedAtMillis: Number(doubt.startedAtMillis) }))
  }

  /** What waits for a step that is not in the queue: by one commit both are there, at any moment. */
  const withoutStep = async (): Promise<ReadonlyArray<string>> => {
    const found = await rows<{ id: string }>(`
      SELECT id FROM transfers WHERE step_id IS NOT NULL AND NOT EXISTS (
        SELECT FROM bhejo_steps AS queued WHERE queued.id = step_id AND queued.state = 'pending'
      )`)
    return found.map(({ id }) => id)
  }

  /** Every row of every table, as JSON, with what is sealed in it in plain. */
  const everything = async (): Promise<ReadonlyArray<{ readonly table: string; readonly row: unknown }>> => {
    const tables = await rows<{ table: string }>(
      `SELECT table_name AS table FROM information_schema.tables WHERE table_schema = 'public' ORDER BY 1`
    )
    const all: Array<{ table: string; row: unknown }> = []
    for (const { table } of tables) {
      const found = await rows<{ row: Row }>(`SELECT to_jsonb(entry) AS row FROM "${table}" AS entry`)
      for (const { row } of found) all.push({ table, row: plain(table, row) })
    }
    return all
  }

  return { records, doubts, withoutStep, everything }
})
export type Books = Effect.Success<ReturnType<typeof open>>

/** The snapshot that a journal leads to. */
export const replay = (journal: ReadonlyArray<TransferEvent.TransferEvent>) => Transfer.replay(journal)
