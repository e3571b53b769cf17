/**
 * What PostgreSQL keeps of every kind of record: the journal, the snapshot, the transaction ids and the step in one commit.
 *
 * A commit is one statement, and so one round trip: the journal's rows, the snapshot, the transaction ids, the queue's
 * element, and what the team's webhooks are to tell are written together or not at all.
 *
 * @module
 */
import { ClientRefId, type Identifiers, RecordStore, TransferStore } from "@bhejo/core"
import { Effect, Result, Schema } from "effect"
import { SqlClient, type SqlError, type Statement } from "effect/sql"
import * as DataKeys from "./DataKeys.ts"
import { oneOwner } from "./Migrations.ts"
import * as Notices from "./Notices.ts"
import { guarded, violatedConstraint } from "./PostgresFailure.ts"
import * as Sealing from "./Sealing.ts"
import * as Steps from "./Steps.ts"
import { telling } from "./WebhookChains.ts"
import type { RecordKind } from "./WebhookQueue.ts"

/** Where records of one kind are kept, and how they are read. */
export interface Kind<
  Id extends string,
  Record extends RecordStore.Snapshot,
  Event,
  Queued extends TransferStore.QueuedStep
> extends RecordStore.Kind<Record, Event, Queued> {
  readonly record: RecordKind
  readonly table: "transfers" | "wallet_loads"
  readonly journal: "transfer_events" | "wallet_load_events"
  /** The column that names a record in the journal and beside its transaction ids. */
  readonly owner: "transfer_id" | "wallet_load_id"
  readonly Id: Schema.Codec<Id, string>
  readonly Record: Schema.Codec<Record, unknown>
  readonly Event: Schema.Codec<Event, unknown>
  readonly isFinal: (record: Record) => boolean
}

/** How a snapshot of a kind is read, wherever a statement brings it from. */
export const reader = <Record>(
  {
    table,
    Record
  }: { readonly table: Kind<string, never, never, never>["table"]; readonly Record: Schema.Codec<Record, unknown> },
  keys: DataKeys.DataKeys
) => {
  const decode = Schema.decodeUnknownEffect(Schema.toCodecJson(Record))
  return (id: string, snapshot: unknown) =>
    Effect.flatMap(Effect.fromResult(Sealing.open(keys, [table, id], snapshot)), (opened) => decode(opened))
}

/** What one kind alone adds to a commit. */
export interface Also<Commit, E> {
  /** A further part of the statement that writes the commit, beginning with a comma. */
  readonly part: (commit: Commit) => Statement.Fragment | undefined
  /** What the failure of that part means; the same failure where it was none of it. */
  readonly refused: (
    commit: Commit,
    error: SqlError.SqlError
  ) => Effect.Effect<never, E | TransferStore.VersionConflict | SqlError.SqlError>
}

/**
 * JSON that PostgreSQL takes whatever a text from outside holds: jsonb has no NUL and no half of a surrogate pair, and
 * a commit must not fail for one. Both become U+FFFD.
 */
const toJson = (value: unknown): string =>
  JSON.stringify(value, (_, part: unknown) =>
    typeof part === "string" ? part.toWellFormed().replaceAll("\0", "\uFFFD") : part
  )

export const make = Effect.fnUntraced(function* <
  Id extends Identifiers.TransferId | Identifiers.WalletLoadId,
  Record extends RecordStore.Snapshot<Id> & { readonly terms: { readonly customerId: Identifiers.CustomerId } },
  Event,
  Queued extends TransferStore.QueuedStep,
  Commit extends RecordStore.Commit<Record, Event, Pick<Queued, "kind"> & { readonly delayMillis: number }>,
  E = never
>(kind: Kind<Id, Record, Event, Queued>, also?: Also<Commit, E>) {
  const sql = yield* SqlClient.SqlClient
  const keys = yield* Sealing.SealingKeys
  const notices = yield* Notices.Notices
  // Not called: whoever provides it has made the table that steps are written to.
  yield* Steps.Steps
  const [table, events, owner] = [sql(kind.table), sql(kind.journal), sql(kind.owner)]
  const State = Schema.toCodecJson(kind.Record)
  const Events = Schema.toCodecJson(Schema.Array(kind.Event))
  const decodeOwners = Schema.decodeUnknownEffect(
    Schema.Array(Schema.Struct({ id: kind.Id, clientRefId: ClientRefId.ClientRefId }))
  )
  const encodeState = Schema.encodeEffect(State)
  const readState = reader(kind, keys)
  const encodeEvent = Schema.encodeEffect(Schema.toCodecJson(kind.Event))
  const decodeEvents = Schema.decodeUnknownEffect(Events)

  const load = Effect.fn("PostgresRecords.load")(function* (id: Id) {
    const [row] = yield* sql<{ readonly snapshot: unknown }>`SELECT snapshot FROM ${table} WHERE id = ${id}`
    return row === undefined ? undefined : yield* readState(id, row.snapshot)
  }, guarded("load"))

  const journal = Effect.fn("PostgresRecords.journal")(function* (id: Id) {
    const rows = yield* sql<{ readonly version: number; readonly event: unknown }>`
        SELECT version::int AS version, event FROM ${events} WHERE ${owner} = ${id} ORDER BY version`
    const opened = Result.all(rows.map(({ version, event }) => Sealing.open(keys, [kind.journal, id, version], event)))
    return yield* decodeEvents(yield* Effect.fromResult(opened))
  }, guarded("journal"))

  const findByAttempt = Effect.fn("PostgresRecords.findByAttempt")(function* (reference: RecordStore.AttemptReference) {
    const rows =
      "tid" in reference
        ? sql`SELECT ${owner} AS id, client_ref_id AS "clientRefId" FROM transaction_ids
            WHERE tid = ${reference.tid} AND ${owner} IS NOT NULL`
        : sql`
            SELECT ${owner} AS id, event #>> '{attempt,clientRefId}' AS "clientRefId" FROM ${events}
            WHERE event #>> '{attempt,clientRefId}' = ${reference.clientRefId.replaceAll("\0", "\uFFFD")}`
    const [found] = yield* decodeOwners(yield* rows)
    return found
  }, guarded("findByAttempt"))

  /** Writes everything; no row: somebody else has moved the record. */
  const write = (commit: Commit, snapshot: string, journalled: string, queued: Queued | undefined) => {
    const { expectedVersion, record, step } = commit
    const { id, customerId } = record.terms
    const customerHash = DataKeys.keyedHash(keys, "lookup", customerId)
    const sealedWith = keys.current.id
    const stepId = queued === undefined ? null : Steps.idOf(queued)
    const stepKind = queued === undefined ? null : queued.kind
    const stepDueAt = sql`clock_timestamp() + ${step?.delayMillis ?? null}::float8 * interval '1 millisecond'`
    const isFinal = kind.isFinal(record)
    const offered =
      queued === undefined || step === undefined
        ? sql.literal("")
        : Steps.offered(sql, queued, { id: Steps.idOf(queued), delayMillis: step.delayMillis })
    const saved =
      expectedVersion === 0
        ? sql`
            INSERT INTO ${table} (id, snapshot, customer_hash, sealed_with, is_final, step_id, step_kind, step_due_at)
            VALUES (${id}, ${snapshot}, ${customerHash}, ${sealedWith}, ${isFinal}, ${stepId}, ${stepKind}, ${stepDueAt})
            ON CONFLICT (id) DO NOTHING`
        : sql`
            UPDATE ${table}
            SET snapshot = ${snapshot}, customer_hash = ${customerHash}, sealed_with = ${sealedWith},
              is_final = ${isFinal}, step_id = ${stepId}, step_kind = ${stepKind}, step_due_at = ${stepDueAt}
            WHERE id = ${id} AND version = ${expectedVersion}`
    // In order of their ids, so that two commits with several of the same never wait for each other in a circle.
    return sql`
      WITH saved AS (${saved} RETURNING id), journalled AS (
        INSERT INTO ${events} (${owner}, version, event)
        SELECT saved.id, ${expectedVersion}::bigint + entry.number, entry.event
        FROM saved, jsonb_array_elements(${journalled}::jsonb) WITH ORDINALITY AS entry (event, number)
      ), claimed AS (
        INSERT INTO transaction_ids (tid, client_ref_id, ${owner})
        SELECT claim.tid, claim."clientRefId", saved.id
        FROM saved, jsonb_to_recordset(${toJson(commit.tids)}::jsonb) AS claim (tid text, "clientRefId" text)
        ORDER BY claim.tid
        ON CONFLICT (tid, client_ref_id) DO NOTHING
      )${offered}${also?.part(commit) ?? sql.literal("")}${telling(sql, kind.record, commit, record.terms.team)}
      SELECT id FROM saved`
  }

  /** The claim that somebody else had made before. */
  const refusedClaim = Effect.fnUntraced(function* ({ tids }: Commit, error: SqlError.SqlError) {
    const ids = tids.map(({ tid }) => tid)
    const rows = yield* sql<{ readonly tid: string; readonly clientRefId: string }>`
      SELECT tid, client_ref_id AS "clientRefId" FROM transaction_ids WHERE ${sql.in("tid", ids)}`
    const holders = [...rows, ...tids]
    const refused = tids.find((claim) =>
      holders.some((holder) => holder.tid === claim.tid && holder.clientRefId !== claim.clientRefId)
    )
    return yield* refused === undefined ? error : new TransferStore.TidClaimed({ tid: refused.tid })
  })

  const append = Effect.fn("PostgresRecords.append")(function* (commit: Commit) {
    RecordStore.assertWhole(kind, commit)
    const { expectedVersion, record, step } = commit
    const { id } = record.terms
    const queued = step === undefined ? undefined : kind.queued(record, step)
    const snapshot = toJson(Sealing.seal(keys, [kind.table, id], yield* encodeState(record)))
    const events = yield* Effect.forEach(commit.events, (event) => encodeEvent(event))
    const journalled = toJson(
      events.map((event, index) => Sealing.seal(keys, [kind.journal, id, expectedVersion + index + 1], event))
    )
    const saved = yield* write(commit, snapshot, journalled, queued)
    if (saved.length !== 1) return yield* new TransferStore.VersionConflict({ id, expectedVersion })
  })

  /** What the statement's failure says about the commit, where the database refused it for what it is. */
  const refused = (
    commit: Commit,
    error: SqlError.SqlError
  ): Effect.Effect<never, TransferStore.TidClaimed | TransferStore.VersionConflict | E | SqlError.SqlError> =>
    violatedConstraint(error) === oneOwner
      ? refusedClaim(commit, error)
      : (also?.refused(commit, error) ?? Effect.fail(error))

  return {
    load,
    journal,
    findByAttempt,
    append: (commit: Commit) => {
      // Of a commit that may have happened, too.
      const tell = notices.tell(kind.table, commit.record.terms.id)
      return append(commit).pipe(
        Effect.catchTag("SqlError", (error) => refused(commit, error)),
        guarded("append"),
        Effect.tap(tell),
        Effect.tapErrorTag("StoreUnavailable", () => tell)
      )
    }
  }
})
