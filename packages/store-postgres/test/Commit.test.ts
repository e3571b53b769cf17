/** A commit is whole or not there, whatever breaks while it is made. */
import { inspect } from "node:util"
import { type Identifiers, type Outcome, TransferStore } from "@bhejo/core"
import { assert, describe, expect, it } from "@effect/vitest"
import { Context, Deferred, Effect, Fiber, Layer, Schema } from "effect"
import { PersistedQueue } from "effect/persistence"
import { SqlClient } from "effect/sql"
import { TestClock } from "effect/testing"
import * as Given from "../../core/test/Given.ts"
import { commitOf, newNumber, untilDebit } from "../../core/test/TransferHistory.ts"
import { migratedDatabase } from "./MigratedDatabase.ts"
import * as PostgresProxy from "./PostgresProxy.ts"
import { layerAt, layerFresh, query, violationsOfRule8 } from "./support.ts"
import { endpoint } from "./Webhooks.ts"

const append = (commit: TransferStore.Commit) => TransferStore.TransferStore.use((store) => store.append(commit))

const stored = (id: Identifiers.TransferId) =>
  TransferStore.TransferStore.use((store) => Effect.all({ snapshot: store.load(id), journal: store.journal(id) }))

/** Everything that could show what an error holds. */
const textOf = (error: unknown) => inspect(error, { depth: Infinity, showHidden: true }) + JSON.stringify(error)

describe("a commit", () => {
  it.live("leaves nothing behind where its step cannot be queued", () =>
    Effect.gen(function* () {
      const [requested, sent] = untilDebit(newNumber())
      yield* append(requested)
      yield* query("ALTER TABLE bhejo_steps ADD CONSTRAINT never CHECK (false) NOT VALID")
      const error = yield* Effect.flip(append(sent))
      expect(error).toMatchObject({ _tag: "StoreUnavailable", cause: { kind: "ConstraintError", code: "23514" } })
      expect(yield* stored(requested.transfer.terms.id)).toEqual({
        snapshot: requested.transfer,
        journal: requested.events
      })
      yield* query("ALTER TABLE bhejo_steps DROP CONSTRAINT never")
      yield* append(sent)
      expect(yield* violationsOfRule8).toEqual([])
    }).pipe(Effect.provide(layerFresh))
  )

  it.live("leaves nothing behind where its journal cannot be written", () =>
    Effect.gen(function* () {
      const [requested, sent, debit] = untilDebit(newNumber())
      const { id } = requested.transfer.terms
      yield* append(requested)
      yield* append(sent)
      yield* query(
        'INSERT INTO transfer_events (transfer_id, version, event) VALUES ($1, $2, \'{"_tag": "Stray"}\')',
        id,
        4
      )
      const error = yield* Effect.flip(append(debit))
      expect(error).toMatchObject({ _tag: "StoreUnavailable", cause: { constraint: "transfer_events_pkey" } })
      expect((yield* stored(id).pipe(Effect.flip)).operation).toBe("journal")
      const store = yield* TransferStore.TransferStore
      expect(yield* store.load(id)).toEqual(sent.transfer)
      expect(yield* violationsOfRule8).toEqual([])
    }).pipe(Effect.provide(layerFresh))
  )

  it.live("leaves nothing at all behind where another was quicker", () =>
    Effect.gen(function* () {
      yield* endpoint()
      const number = newNumber()
      const [requested, sent, debit] = untilDebit(number)
      const { id } = requested.transfer.terms
      const outcome = (outcome: Outcome.Outcome) => commitOf(debit.transfer, Given.recordOutcome(number, outcome))
      const other = newNumber()
      const [otherRequested, otherSent, otherDebit] = untilDebit(other)
      const everything = Effect.forEach(
        [
          "transfers",
          "transfer_events",
          "transaction_ids",
          "attempt_references",
          "otp_limits",
          "bhejo_steps",
          "webhook_chains"
        ],
        (table) => query(`SELECT to_jsonb(rows) AS row FROM ${table} AS rows ORDER BY to_jsonb(rows)::text`)
      )
      for (const [winner, loser] of [
        [requested, untilDebit(newNumber(), id)[0]],
        [sent, commitOf(requested.transfer, Given.cancel)],
        [debit, commitOf(sent.transfer, Given.startOtpSend())],
        [outcome(Given.unknown), outcome(Given.accepted("0", number))],
        [otherRequested, requested],
        [otherSent, debit],
        [commitOf(otherSent.transfer, Given.cancel), otherDebit]
      ] as const) {
        yield* append(winner)
        const before = yield* everything
        expect(yield* Effect.flip(append(loser))).toMatchObject({ _tag: "VersionConflict" })
        expect(yield* everything).toEqual(before)
      }
    }).pipe(Effect.provide(layerFresh))
  )

  it.live("tells nothing of its row in an error, though PostgreSQL does", () =>
    Effect.gen(function* () {
      const [requested] = untilDebit(newNumber())
      yield* query("ALTER TABLE transfers ADD CONSTRAINT never CHECK (false) NOT VALID")
      const error = yield* Effect.flip(append(requested))
      expect(error).toMatchObject({ _tag: "StoreUnavailable", operation: "append", cause: { code: "23514" } })
      expect(textOf(error)).not.toContain(requested.transfer.terms.id)
      // The same statement's own error does tell, and where to look.
      const statement = "INSERT INTO transfers (id, snapshot, is_final) VALUES ($1, $2, true)"
      const raw = yield* Effect.flip(query(statement, requested.transfer.terms.id, JSON.stringify(requested.transfer)))
      expect(textOf(raw)).toContain(requested.transfer.terms.id)
    }).pipe(Effect.provide(layerFresh))
  )

  it.live("tells nothing of a snapshot that it cannot read", () =>
    Effect.gen(function* () {
      const [requested] = untilDebit(newNumber())
      yield* append(requested)
      yield* query(`UPDATE transfers SET snapshot = jsonb_set(snapshot, '{otpSends}', '"9123456789"')`)
      const store = yield* TransferStore.TransferStore
      const error = yield* Effect.flip(store.load(requested.transfer.terms.id))
      expect(error).toMatchObject({ _tag: "StoreUnavailable", operation: "load", cause: { kind: "Unreadable" } })
      expect(textOf(error)).not.toContain("9123456789")
    }).pipe(Effect.provide(layerFresh))
  )

  it.live("takes one round trip, with a step and without", () =>
    Effect.gen(function* () {
      const url = yield* migratedDatabase
      const proxy = yield* PostgresProxy.make(url)
      const store = Context.get(yield* Layer.build(layerAt(proxy.url)), TransferStore.TransferStore)
      const number = newNumber()
      const [requested, sent, debit] = untilDebit(number)
      const outcome = commitOf(debit.transfer, Given.recordOutcome(number, Given.accepted("0", number)))
      expect(outcome.step).toBeUndefined()
      expect(outcome.tids).toHaveLength(1)
      yield* proxy.quiet
      for (const commit of [requested, sent, debit, outcome]) {
        expect(yield* proxy.roundTripsOf(store.append(commit))).toBe(1)
      }
    })
  )

  it.live("queues its step as the queue itself would", () =>
    Effect.gen(function* () {
      const [requested] = untilDebit(newNumber())
      if (requested.step === undefined) return assert.fail("the commit has no step")
      const delayMillis = 90_300
      yield* append({ ...requested, step: { ...requested.step, delayMillis } })
      const rows = query<Readonly<Record<string, unknown>>>(
        "SELECT *, extract(epoch FROM visible_at - created_at) AS delay FROM bhejo_steps ORDER BY sequence"
      )
      const [ours] = yield* rows
      if (ours === undefined) return assert.fail("no step is queued")
      // The queue's own insert of the same element, under the same name in another queue of the table.
      const step = yield* Schema.decodeUnknownEffect(TransferStore.QueuedStep)(JSON.parse(String(ours["element"])))
      const other = yield* PersistedQueue.make({ name: "others", schema: TransferStore.QueuedStep })
      yield* other.offer(step, { id: String(ours["id"]), delay: delayMillis })
      const [, theirs] = yield* rows
      const comparable = (row: Readonly<Record<string, unknown>> = {}) => ({
        ...row,
        delay: Math.round(Number(row["delay"])),
        sequence: typeof row["sequence"],
        queue_name: typeof row["queue_name"],
        visible_at: Object.prototype.toString.call(row["visible_at"]),
        created_at: Object.prototype.toString.call(row["created_at"]),
        updated_at: Object.prototype.toString.call(row["updated_at"])
      })
      expect(comparable(ours)).toEqual(comparable(theirs))
      expect(comparable(ours).delay).toBe(91)
    }).pipe(
      Effect.provide(
        PersistedQueue.layer.pipe(Layer.provide(PersistedQueue.layerStoreSql({ tableName: "bhejo_steps" })))
      ),
      Effect.provide(layerFresh)
    )
  )

  it.live("leaves nothing behind when its caller is interrupted while it waits", () =>
    Effect.gen(function* () {
      const [requested, sent] = untilDebit(newNumber())
      yield* append(requested)
      const sql = yield* SqlClient.SqlClient
      const locked = yield* Deferred.make<void>()
      const lock = Effect.andThen(query("SELECT FROM transfers FOR UPDATE"), Deferred.succeed(locked, undefined))
      const holder = yield* Effect.forkChild(sql.withTransaction(Effect.andThen(lock, Effect.never)))
      yield* Deferred.await(locked)
      const appending = yield* Effect.forkChild(append(sent))
      const waiting = query(
        "SELECT FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"
      )
      yield* Effect.repeat(waiting, { until: (rows) => rows.length > 0 })
      yield* Fiber.interrupt(appending)
      yield* Fiber.interrupt(holder)
      expect((yield* stored(requested.transfer.terms.id)).snapshot).toEqual(requested.transfer)
      yield* append(sent)
    }).pipe(Effect.provide(layerFresh))
  )

  it.live.each(["request", "answer"] as const)("is whole or not there when the wire is cut at its %s", (direction) =>
    Effect.gen(function* () {
      const url = yield* migratedDatabase
      const proxy = yield* PostgresProxy.make(url)
      const store = Context.get(yield* Layer.build(layerAt(proxy.url)), TransferStore.TransferStore)
      const [requested, sent, debit] = untilDebit(newNumber())
      const { id } = requested.transfer.terms
      yield* store.append(requested)
      yield* store.append(sent)

      yield* proxy.quiet
      yield* proxy.cut({ direction, number: 1 })
      const error = yield* Effect.flip(store.append(debit))
      expect(error).toMatchObject({ _tag: "StoreUnavailable", operation: "append" })
      expect(textOf(error)).not.toContain(requested.transfer.terms.customerId)

      // The pool connects again by itself. A statement that arrived has committed, be it heard of or not.
      const isCommitted = direction === "answer"
      expect(yield* store.load(id)).toEqual(isCommitted ? debit.transfer : sent.transfer)
      const journal = [requested, sent, ...(isCommitted ? [debit] : [])].flatMap(({ events }) => events)
      expect(yield* store.journal(id)).toEqual(journal)
      const again = yield* Effect.exit(store.append(debit))
      expect(again._tag).toBe(isCommitted ? "Failure" : "Success")
      expect(yield* Effect.provide(violationsOfRule8, layerAt(url))).toEqual([])
    })
  )

  it.effect("is given up after half a minute when nothing answers", () =>
    Effect.gen(function* () {
      const url = yield* migratedDatabase
      // Nothing else of a store wakes within half a minute.
      const calm = { steps: { leaseMillis: 600_000 }, signing: { leaseMillis: 600_000 } }
      const other = Context.get(yield* Layer.build(layerAt(url, calm)), TransferStore.TransferStore)
      const proxy = yield* PostgresProxy.make(url)
      const store = Context.get(yield* Layer.build(layerAt(proxy.url, calm)), TransferStore.TransferStore)
      // The last to open is the first to close, so that the pool does not wait for what never comes.
      yield* Effect.addFinalizer(() => proxy.close)
      const [requested, sent] = untilDebit(newNumber())
      yield* store.append(requested)
      yield* TestClock.withLive(proxy.quiet)
      yield* proxy.cut({ direction: "request", number: 1, isSilent: true })
      const appending = yield* Effect.forkChild(Effect.flip(store.append(sent)))
      yield* TestClock.withLive(proxy.silence)
      yield* TestClock.adjust(30_000)
      expect(yield* Fiber.join(appending)).toMatchObject({ _tag: "StoreUnavailable", cause: { kind: "Timeout" } })
      yield* proxy.close
      yield* TestClock.withLive(other.append(sent))
    })
  )
})
