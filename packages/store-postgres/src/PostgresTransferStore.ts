/**
 * Core's `TransferStore` on PostgreSQL: the journal, the snapshot, the transaction ids and the step in one commit.
 *
 * A commit with a step takes four round trips: BEGIN, one statement for journal, snapshot and transaction ids, the
 * queue's insert, COMMIT. A commit that ends a transfer has no step and takes one: the statement alone. A use of a
 * customer's limit is part of that statement and costs no round trip of its own; a refused one costs one more, which
 * finds out when to come again.
 *
 * @module
 */
import {
  ClientRefId,
  Identifiers,
  OtpLimits,
  TransferError,
  TransferEvent,
  TransferState,
  TransferStore
} from "@bhejo/core"
import { Effect, Layer, Schema } from "effect"
import { SqlClient, type SqlError } from "effect/sql"
import { limitKept, oneOwner } from "./Migrations.ts"
import { guarded, violatedCheck, violatedConstraint } from "./PostgresFailure.ts"
import * as Steps from "./Steps.ts"

const encodeState = Schema.encodeEffect(Schema.toCodecJson(TransferState.TransferState))
const decodeState = Schema.decodeUnknownEffect(Schema.toCodecJson(TransferState.TransferState))
const Events = Schema.toCodecJson(Schema.Array(TransferEvent.TransferEvent))
const encodeEvents = Schema.encodeEffect(Events)
const decodeOwners = Schema.decodeUnknownEffect(
  Schema.Array(Schema.Struct({ id: Identifiers.TransferId, clientRefId: ClientRefId.ClientRefId }))
)
const decodeEvents = Schema.decodeUnknownEffect(Events)

/**
 * JSON that PostgreSQL takes whatever a text from outside holds: jsonb has no NUL and no half of a surrogate pair, and
 * a commit must not fail for one. Both become U+FFFD.
 */
const toJson = (value: unknown): string =>
  JSON.stringify(value, (_, part: unknown) =>
    typeof part === "string" ? part.toWellFormed().replaceAll("\0", "\uFFFD") : part
  )

const make = Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient
  const steps = yield* Steps.Steps

  const load = Effect.fn("PostgresTransferStore.load")(function* (id: Identifiers.TransferId) {
    const [row] = yield* sql<{ readonly snapshot: unknown }>`SELECT snapshot FROM transfers WHERE id = ${id}`
    return row === undefined ? undefined : yield* decodeState(row.snapshot)
  }, guarded("load"))

  const journal = Effect.fn("PostgresTransferStore.journal")(function* (id: Identifiers.TransferId) {
    const rows = yield* sql<{ readonly event: unknown }>`
        SELECT event FROM transfer_events WHERE transfer_id = ${id} ORDER BY version`
    return yield* decodeEvents(rows.map((row) => row.event))
  }, guarded("journal"))

  /** Writes everything but the step; no row: somebody else has moved the transfer. */
  const write = (commit: TransferStore.Commit, snapshot: string, events: string) => {
    const { expectedVersion, transfer, step } = commit
    const { id } = transfer.terms
    const stepId = step === undefined ? null : Steps.idOf({ id, version: transfer.version, kind: step.kind })
    const stepKind = step === undefined ? null : step.kind
    const stepDueAt = step === undefined ? null : new Date(step.dueAtMillis)
    const isFinal = TransferState.isFinal(transfer)
    const saved =
      expectedVersion === 0
        ? sql`
            INSERT INTO transfers (id, snapshot, is_final, step_id, step_kind, step_due_at)
            VALUES (${id}, ${snapshot}, ${isFinal}, ${stepId}, ${stepKind}, ${stepDueAt})
            ON CONFLICT (id) DO NOTHING`
        : sql`
            UPDATE transfers
            SET snapshot = ${snapshot}, is_final = ${isFinal},
              step_id = ${stepId}, step_kind = ${stepKind}, step_due_at = ${stepDueAt}
            WHERE id = ${id} AND version = ${expectedVersion}`
    // In order of their ids, so that two commits with several of the same never wait for each other in a circle.
    return sql`
      WITH saved AS (${saved} RETURNING id), journalled AS (
        INSERT INTO transfer_events (transfer_id, version, event)
        SELECT saved.id, ${expectedVersion}::bigint + entry.number, entry.event
        FROM saved, jsonb_array_elements(${events}::jsonb) WITH ORDINALITY AS entry (event, number)
      ), claimed AS (
        INSERT INTO transaction_ids (tid, client_ref_id, transfer_id)
        SELECT claim.tid, claim."clientRefId", saved.id
        FROM saved, jsonb_to_recordset(${toJson(commit.tids)}::jsonb) AS claim (tid text, "clientRefId" text)
        ORDER BY claim.tid
        ON CONFLICT (tid, client_ref_id) DO NOTHING
      )${commit.use === undefined ? sql.literal("") : limited(commit.use)}
      SELECT id FROM saved`
  }

  /**
   * Counts one more use of a customer's limit, in the statement that writes the commit. Whoever comes at the same time
   * waits for the row and then counts what is there; a check refuses one too many, and with it the commit.
   */
  const limited = ({ customerId, limit, atMillis, max, windowMillis }: OtpLimits.LimitUse) => sql`
    , limited AS (
      INSERT INTO otp_limits AS kept (customer, kind, used_at_millis, max_uses)
      SELECT ${digest(customerId)}, ${limit}, ARRAY[${atMillis}::bigint], ${max}::integer FROM saved
      ON CONFLICT (customer, kind) DO UPDATE SET
        used_at_millis = array_append(
          ARRAY(SELECT used FROM unnest(kept.used_at_millis) AS used WHERE used > ${atMillis - windowMillis}::bigint),
          ${atMillis}::bigint
        ),
        max_uses = EXCLUDED.max_uses
    )`

  const digest = (customerId: Identifiers.CustomerId) => sql`sha256(convert_to(${customerId}, 'UTF8'))`

  /** When the limit that a commit ran into lets it through. */
  const refusedUse = Effect.fnUntraced(function* ({ use }: TransferStore.Commit, error: SqlError.SqlError) {
    if (use === undefined) return yield* error
    const [row] = yield* sql<{ readonly used: ReadonlyArray<number> }>`
      SELECT to_jsonb(used_at_millis) AS used FROM otp_limits
      WHERE customer = ${digest(use.customerId)} AND kind = ${use.limit}`
    const retryAtMillis = OtpLimits.retryAtMillis(row?.used ?? [], use) ?? use.atMillis
    return yield* new TransferError.LimitReached({ limit: use.limit, scope: "customer", retryAtMillis })
  })

  const findByAttempt = Effect.fn("PostgresTransferStore.findByAttempt")(function* (
    reference: TransferStore.AttemptReference
  ) {
    const rows =
      "tid" in reference
        ? sql`SELECT transfer_id AS id, client_ref_id AS "clientRefId" FROM transaction_ids WHERE tid = ${reference.tid}`
        : sql`
            SELECT transfer_id AS id, event #>> '{attempt,clientRefId}' AS "clientRefId" FROM transfer_events
            WHERE event #>> '{attempt,clientRefId}' = ${reference.clientRefId.replaceAll("\0", "\uFFFD")}`
    const [owner] = yield* decodeOwners(yield* rows)
    return owner
  }, guarded("findByAttempt"))

  /** The claim that somebody else had made before. */
  const refusedClaim = Effect.fnUntraced(function* ({ tids }: TransferStore.Commit, error: SqlError.SqlError) {
    const ids = tids.map(({ tid }) => tid)
    const rows = yield* sql<{ readonly tid: string; readonly clientRefId: string }>`
      SELECT tid, client_ref_id AS "clientRefId" FROM transaction_ids WHERE ${sql.in("tid", ids)}`
    const holders = [...rows, ...tids]
    const refused = tids.find((claim) =>
      holders.some((holder) => holder.tid === claim.tid && holder.clientRefId !== claim.clientRefId)
    )
    return yield* refused === undefined ? error : new TransferStore.TidClaimed({ tid: refused.tid })
  })

  /** What the statement's failure says about the commit, where the database refused it for what it is. */
  const refused = (
    commit: TransferStore.Commit,
    error: SqlError.SqlError
  ): Effect.Effect<never, TransferStore.TidClaimed | TransferError.LimitReached | SqlError.SqlError> => {
    if (violatedConstraint(error) === oneOwner) return refusedClaim(commit, error)
    return violatedCheck(error) === limitKept ? refusedUse(commit, error) : Effect.fail(error)
  }

  const append = Effect.fn("PostgresTransferStore.append")(function* (commit: TransferStore.Commit) {
    TransferStore.assertWhole(commit)
    const { expectedVersion, transfer, step } = commit
    const { id } = transfer.terms
    const snapshot = toJson(yield* encodeState(transfer))
    const events = toJson(yield* encodeEvents(commit.events))
    const saved = Effect.filterOrFail(
      write(commit, snapshot, events),
      (rows) => rows.length === 1,
      () => new TransferStore.VersionConflict({ id, expectedVersion })
    )
    if (step === undefined) return yield* Effect.asVoid(saved)
    const queued: TransferStore.QueuedStep = { id, version: transfer.version, kind: step.kind }
    const offered = Steps.offer(steps, queued, { id: Steps.idOf(queued), dueAtMillis: step.dueAtMillis })
    return yield* sql.withTransaction(Effect.asVoid(Effect.andThen(saved, offered)))
  })

  return TransferStore.make({
    load,
    findByAttempt,
    journal,
    append: (commit) =>
      append(commit).pipe(
        Effect.catchTag("SqlError", (error) => refused(commit, error)),
        guarded("append")
      )
  })
})

export const layer: Layer.Layer<TransferStore.TransferStore, never, SqlClient.SqlClient | Steps.Steps> = Layer.effect(
  TransferStore.TransferStore,
  make
)
