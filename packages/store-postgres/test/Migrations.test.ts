import { Transfer, type TransferEvent, TransferPolicy, TransferStore, WalletLoadStore } from "@bhejo/core"
import { freshDatabase } from "@bhejo/embedded-postgres/testing"
import { describe, expect, it } from "@effect/vitest"
import { Context, Effect, Fiber, Layer, Struct } from "effect"
import { Migrator, SqlClient } from "effect/sql"
import * as Given from "../../core/test/Given.ts"
import { commitOf, newCustomer, newId, newNumber, untilDebit } from "../../core/test/TransferHistory.ts"
import { history as loadHistory } from "../../core/test/WalletLoadStoreContract.ts"
import * as DataKeys from "../src/DataKeys.ts"
import * as Migrations from "../src/Migrations.ts"
import * as PostgresClient from "../src/PostgresClient.ts"
import { dataKeys, layerAt, layerFresh, query } from "./support.ts"

/** A transfer that ended with a transaction id. */
const succeeded = Effect.gen(function* () {
  const store = yield* TransferStore.TransferStore
  const number = newNumber()
  const commits = untilDebit(number)
  const outcome = commitOf(commits[2].transfer, Given.recordOutcome(number, Given.accepted("0", number)))
  for (const commit of [...commits, outcome]) yield* store.append(commit)
  return outcome.transfer
})

/** The migrations of a version that knew none from this number on. */
const before = (number: number) =>
  Object.fromEntries(Object.entries(Migrations.all).filter(([name]) => Number.parseInt(name, 10) < number))

describe("Migrations", () => {
  it.live("let processes start at once on an empty database", () =>
    Effect.gen(function* () {
      for (let round = 0; round < 3; round++) {
        const url = yield* freshDatabase
        // A pool of its own for each, as for processes.
        const starts = Array.from({ length: 5 }, () => Layer.build(Layer.fresh(layerAt(url))))
        const stores = yield* Effect.all(starts, { concurrency: "unbounded" })
        for (const store of stores) yield* Effect.provide(succeeded, store)
        const [store] = stores
        const applied = query<{ migration_id: number }>("SELECT migration_id FROM bhejo_migrations ORDER BY 1")
        const rows = store === undefined ? [] : yield* Effect.provide(applied, store)
        expect(rows.map(({ migration_id }) => migration_id)).toEqual(
          Object.keys(Migrations.all)
            .map((name) => Number.parseInt(name, 10))
            .toSorted((one, other) => one - other)
        )
      }
    })
  )

  it.live("keep what is there when they run again", () =>
    Effect.gen(function* () {
      const url = yield* freshDatabase
      const transfer = yield* Effect.provide(succeeded, layerAt(url))
      const store = Context.get(yield* Layer.build(Layer.fresh(layerAt(url))), TransferStore.TransferStore)
      expect(yield* store.load(transfer.terms.id)).toEqual(transfer)
      yield* Migrations.run.pipe(Effect.provide(PostgresClient.layer({ url })))
    })
  )

  it.live("take a database of before refunds along, with what it holds", () =>
    Effect.gen(function* () {
      const url = yield* freshDatabase
      const client = PostgresClient.layer({ url })
      const early = Migrator.fromRecord(
        Struct.pick(Migrations.all, ["1_step_queue", "2_transfers", "3_signing_leases"])
      )
      yield* Effect.provide(Migrator.make({})({ table: "bhejo_migrations", loader: early }), client)
      // A debit in doubt as it was written then: of no kind, and without what is counted and followed since.
      const number = newNumber()
      const [, , debit] = untilDebit(number)
      const { id } = debit.transfer.terms
      if (debit.transfer.state !== "debiting") throw new Error(debit.transfer.state)
      const {
        attempt: { kind: _, ...attempt },
        ...rest
      } = debit.transfer
      const started = { _tag: "DebitStarted", atMillis: Given.now, attempt }
      const insert = Effect.gen(function* () {
        yield* query(
          `INSERT INTO transfers (id, snapshot, is_final, step_id, step_kind, step_due_at)
            VALUES ($1, $2, false, $3, 'settle', now())`,
          id,
          JSON.stringify({ ...rest, attempt }),
          `${id}:${rest.version}:settle`
        )
        yield* query(
          "INSERT INTO transfer_events (transfer_id, version, event) VALUES ($1, $2, $3)",
          id,
          rest.version,
          JSON.stringify(started)
        )
      })
      yield* Effect.provide(insert, client)

      const store = Context.get(yield* Layer.build(Layer.fresh(layerAt(url))), TransferStore.TransferStore)
      const kept = yield* store.load(id)
      expect(kept).toEqual({ ...rest, attempt: { kind: "debit", ...attempt } })
      expect(yield* store.journal(id)).toEqual([{ ...started, attempt: { kind: "debit", ...attempt } }])
      expect(yield* store.findByAttempt({ clientRefId: Given.ref(number) })).toEqual({
        id,
        clientRefId: Given.ref(number)
      })
      yield* store.append(commitOf(kept, Given.recordOutcome(number, Given.accepted("3", number))))
      expect(yield* store.load(id)).toMatchObject({ state: "refund_pending" })
    })
  )
})

describe("a database from before a reference named one transfer", () => {
  it.live("keeps the transfers that share one, and lets the first of them hold it", () =>
    Effect.gen(function* () {
      const url = yield* freshDatabase
      const client = PostgresClient.layer({ url })
      const early = Object.entries(Migrations.all).filter(([name]) => Number.parseInt(name, 10) < 16)
      const loader = Migrator.fromRecord(Object.fromEntries(early))
      yield* Effect.provide(Migrator.make({})({ table: "bhejo_migrations", loader }), client)
      const asked = (reference: string, atMillis: number) => {
        const request = Given.request({ id: newId(), customerId: newCustomer(), reference })
        return commitOf(undefined, { ...request, atMillis })
      }
      const [second, first, other] = [asked("R-1", Given.now + 1), asked("R-1", Given.now), asked("R-2", Given.now)]
      for (const { transfer } of [second, first, other]) {
        const insert = query(
          `INSERT INTO transfers (id, snapshot, is_final, step_id, step_kind, step_due_at)
            VALUES ($1, $2, false, $3, 'expire', now())`,
          transfer.terms.id,
          JSON.stringify(transfer),
          `${transfer.terms.id}:${transfer.version}:expire`
        )
        yield* Effect.provide(insert, client)
      }
      const store = Context.get(yield* Layer.build(Layer.fresh(layerAt(url))), TransferStore.TransferStore)
      for (const { transfer } of [second, first, other]) expect(yield* store.load(transfer.terms.id)).toEqual(transfer)
      const refused = yield* Effect.flip(store.append(asked("R-1", Given.now + 2)))
      expect(refused).toMatchObject({ _tag: "ReferenceTaken", id: first.transfer.terms.id })
    })
  )
})

describe("a database from before a reference named one wallet load", () => {
  it.live("keeps the loads that share one, and lets the first of them hold it", () =>
    Effect.gen(function* () {
      const url = yield* freshDatabase
      const client = PostgresClient.layer({ url })
      const loader = Migrator.fromRecord(before(23))
      yield* Effect.provide(Migrator.make({})({ table: "bhejo_migrations", loader }), client)
      const asked = (number: number) => {
        const { started } = loadHistory(number)
        const terms = { ...started.record.terms, reference: "R-1" }
        return { ...started, record: { ...started.record, terms, createdAtMillis: Given.now + number } }
      }
      const [second, first] = [asked(2_000), asked(1_000)]
      for (const { record } of [second, first]) {
        const insert = query(
          `INSERT INTO wallet_loads (id, snapshot, is_final, step_id, step_kind, step_due_at)
            VALUES ($1, $2, false, $3, 'settle', now())`,
          record.terms.id,
          JSON.stringify(record),
          `load:${record.terms.id}:${record.version}:settle`
        )
        yield* Effect.provide(insert, client)
      }
      const store = Context.get(yield* Layer.build(Layer.fresh(layerAt(url))), WalletLoadStore.WalletLoadStore)
      for (const { record } of [second, first]) expect(yield* store.load(record.terms.id)).toEqual(record)
      const refused = yield* Effect.flip(store.append(asked(3_000)))
      expect(refused).toMatchObject({ _tag: "LoadReferenceTaken", id: first.record.terms.id })
    })
  )
})

describe("a snapshot from before refunds were followed", () => {
  /** What such a version kept of a debit that Eko answered with this status, inquired and handed over. */
  const kept = Effect.fnUntraced(function* (status: string) {
    const store = yield* TransferStore.TransferStore
    const number = newNumber()
    const commits = untilDebit(number)
    for (const commit of commits) yield* store.append(commit)
    const { transfer } = commits[2]
    if (transfer.state !== "debiting") throw new Error(transfer.state)
    const { id } = transfer.terms
    const { otp, attempt, ...common } = transfer
    const clientRefId = Given.ref(number)
    const at = { atMillis: Given.now }
    const events: ReadonlyArray<TransferEvent.TransferEvent> = [
      { ...Given.debitAnswered(number, Given.accepted(status, number)), ...at },
      { _tag: "AlarmRaised", ...at, kind: "refund_status", clientRefId },
      { ...Given.debitInquired(number, Given.proven(status, number)), ...at },
      { _tag: "HandedOver", ...at },
      { _tag: "AlarmRaised", ...at, kind: "aged", clientRefId }
    ]
    const snapshot = {
      ...common,
      state: "awaited",
      version: common.version + events.length,
      otp,
      attempt: { ...attempt, tid: Given.tid(number) },
      txStatus: status,
      facts: Given.facts(number),
      inquiries: 1,
      alarms: ["refund_status", "aged"],
      handedOverAtMillis: Given.now
    }
    for (const [index, event] of events.entries()) {
      yield* query(
        "INSERT INTO transfer_events (transfer_id, version, event) VALUES ($1, $2, $3)",
        id,
        common.version + index + 1,
        JSON.stringify(event)
      )
    }
    yield* query(
      "UPDATE transfers SET snapshot = $1, step_id = NULL, step_kind = NULL, step_due_at = NULL WHERE id = $2",
      JSON.stringify(snapshot),
      id
    )
    return { store, id, number }
  })

  it.live("is what its journal leads to, and goes on from there", () =>
    Effect.gen(function* () {
      const { store, id, number } = yield* kept("3")
      const loaded = yield* store.load(id)
      expect(loaded).toMatchObject({ state: "refund_pending", handedOverAtMillis: Given.now, inquiries: 1 })
      expect(loaded).toEqual(Transfer.replay(yield* store.journal(id)))
      yield* store.append(commitOf(loaded, Given.settle(Given.about(number, Given.proven("4", number)))))
      const settled = yield* store.load(id)
      expect(settled).toMatchObject({ state: "refunded" })
      expect(settled).toEqual(Transfer.replay(yield* store.journal(id)))
    }).pipe(Effect.provide(layerFresh))
  )

  it.live("of what had come back ends with the next inquiry, as its journal does", () =>
    Effect.gen(function* () {
      const { store, id, number } = yield* kept("4")
      const loaded = yield* store.load(id)
      expect(loaded).toMatchObject({ state: "awaited", txStatus: "4" })
      yield* store.append(commitOf(loaded, Given.settle(Given.about(number, Given.proven("4", number)))))
      const settled = yield* store.load(id)
      expect(settled).toMatchObject({ state: "refunded" })
      expect(settled).toEqual(Transfer.replay(yield* store.journal(id)))
    }).pipe(Effect.provide(layerFresh))
  )
})

describe("a database from before limits were counted by one clock", () => {
  it.live("keeps what was counted, but for times that have not come", () =>
    Effect.gen(function* () {
      const url = yield* freshDatabase
      const client = PostgresClient.layer({ url })
      const loader = Migrator.fromRecord(before(12))
      yield* Effect.provide(Migrator.make({})({ table: "bhejo_migrations", loader }), client)
      const [{ transfer }] = untilDebit(newNumber())
      const { customerOtpSends, otpWindowMillis } = TransferPolicy.defaults
      const counted = query(
        `INSERT INTO otp_limits (customer, kind, used_at_millis, max_uses)
          SELECT sha256(convert_to($1, 'UTF8')), 'otp_sends', array_agg(extract(epoch FROM now()) * 1000 + 1e9), $2
          FROM generate_series(1, $2)`,
        transfer.terms.customerId,
        customerOtpSends
      )
      yield* Effect.provide(counted, client)
      const store = Context.get(yield* Layer.build(Layer.fresh(layerAt(url))), TransferStore.TransferStore)
      const [another] = untilDebit(newNumber(), undefined, transfer.terms.customerId)
      const refused = yield* Effect.flip(store.append(another))
      expect(refused).toMatchObject({ _tag: "LimitReached", scope: "customer" })
      expect(refused._tag === "LimitReached" && refused.waitMillis <= otpWindowMillis).toBe(true)
      const later = { ...another, use: another.use && { ...another.use, windowMillis: 1 } }
      yield* store.append(later)
    })
  )
})

describe("the database itself", () => {
  const tampering = [
    "UPDATE transfer_events SET event = '{}'",
    "UPDATE transfer_events SET recorded_at = recorded_at WHERE false",
    "DELETE FROM transfer_events",
    "TRUNCATE transfer_events",
    "TRUNCATE transfers CASCADE",
    "DELETE FROM transfers",
    "UPDATE transaction_ids SET client_ref_id = 'another'",
    "DELETE FROM transaction_ids",
    "TRUNCATE transaction_ids",
    "UPDATE attempt_references SET client_ref_id = 'another'",
    "DELETE FROM attempt_references",
    "TRUNCATE attempt_references",
    "INSERT INTO attempt_references SELECT client_ref_id FROM attempt_references",
    "INSERT INTO transaction_ids (tid, client_ref_id, transfer_id) SELECT tid, 'another', transfer_id FROM transaction_ids",
    "INSERT INTO transfer_events (transfer_id, version, event) SELECT transfer_id, version, event FROM transfer_events"
  ]

  it.live("refuses to change or remove a journal or a transaction id, even for a superuser", () =>
    Effect.gen(function* () {
      const transfer = yield* succeeded
      for (const statement of tampering) {
        expect((yield* Effect.flip(query(statement)))._tag, statement).toBe("SqlError")
      }
      const sql = yield* SqlClient.SqlClient
      for (const statement of tampering.filter((statement) =>
        /^(UPDATE|DELETE FROM) trans(fer_events|action)/.test(statement)
      )) {
        const asReplica = Effect.andThen(query("SET LOCAL session_replication_role = replica"), query(statement))
        expect((yield* Effect.flip(sql.withTransaction(asReplica)))._tag, statement).toBe("SqlError")
      }
      const store = yield* TransferStore.TransferStore
      expect(yield* store.load(transfer.terms.id)).toEqual(transfer)
      expect(yield* store.journal(transfer.terms.id)).toHaveLength(transfer.version)
    }).pipe(Effect.provide(layerFresh))
  )

  it.live("shows a transfer's facts in columns, and its customer by a keyed hash alone", () =>
    Effect.gen(function* () {
      const transfer = yield* succeeded
      const [row] = yield* query<{ columns: Record<string, unknown> }>(
        "SELECT to_jsonb(transfers) - 'snapshot' - 'arrived_in' AS columns FROM transfers"
      )
      expect(row?.columns).toEqual({
        id: transfer.terms.id,
        version: transfer.version,
        state: "succeeded",
        is_final: true,
        team: transfer.terms.team,
        product: transfer.terms.product,
        amount_paise: transfer.terms.amountPaise,
        reference: null,
        shares_reference: false,
        customer_hash: DataKeys.keyedHash(dataKeys, "lookup", transfer.terms.customerId),
        sealed_with: "test",
        created_at: "2023-11-14T22:13:50+00:00",
        updated_at: "2023-11-14T22:13:50+00:00",
        handed_over_at: null,
        step_id: null,
        step_kind: null,
        step_due_at: null
      })
    }).pipe(Effect.provide(layerFresh))
  )

  it.live("numbers more steps than an integer can", () =>
    Effect.gen(function* () {
      yield* query("SELECT setval('bhejo_steps_sequence_seq', 3000000000)")
      const store = yield* TransferStore.TransferStore
      yield* store.append(untilDebit(newNumber())[0])
      const [row] = yield* query<{ sequence: bigint }>("SELECT sequence FROM bhejo_steps")
      expect(row?.sequence).toBe(3_000_000_001n)
    }).pipe(Effect.provide(layerFresh))
  )
})

describe("two versions at once", () => {
  const migrate = (migrations: Parameters<typeof Migrator.fromRecord>[0]) =>
    Migrator.make({})({ table: "bhejo_migrations", loader: Migrator.fromRecord(migrations) })

  /** What the next version might bring. */
  const next = Effect.forEach(
    [
      "ALTER TABLE transfers ADD COLUMN next_version_note text",
      "CREATE TABLE next_version (id bigint PRIMARY KEY)",
      "CREATE INDEX next_version_states ON transfers (state)"
    ],
    (statement) => query(statement),
    { discard: true }
  )
  const nextName = `${Migrations.newest + 1}_next_version`

  it.live("work on while the later one migrates, and the earlier one starts again after it", () =>
    Effect.gen(function* () {
      const url = yield* freshDatabase
      const store = yield* Layer.build(Layer.fresh(layerAt(url)))
      const client = yield* Layer.build(Layer.fresh(PostgresClient.layer({ url })))
      const busy = yield* Effect.forkChild(
        Effect.replicateEffect(Effect.provideContext(succeeded, store), 30, { discard: true })
      )
      yield* Effect.provideContext(migrate({ ...Migrations.all, [nextName]: next }), client)
      yield* Fiber.join(busy)

      const again = yield* Layer.build(Layer.fresh(layerAt(url)))
      const transfer = yield* Effect.provideContext(succeeded, again)
      expect(transfer.state).toBe("succeeded")
      expect(yield* Effect.provideContext(Migrations.isCurrent, again)).toBe(true)
      const rows = yield* Effect.provideContext(
        query<{ count: number }>("SELECT count(*)::int AS count FROM transfers WHERE next_version_note IS NULL"),
        again
      )
      expect(rows[0]?.count).toBe(31)
    })
  )

  it.live("know whether the database has what they need", () =>
    Effect.gen(function* () {
      const url = yield* freshDatabase
      const client = yield* Layer.build(PostgresClient.layer({ url }))
      const isCurrent = Effect.provideContext(Migrations.isCurrent, client)
      yield* Effect.provideContext(migrate(before(Migrations.newest)), client)
      expect(yield* isCurrent).toBe(false)
      yield* Effect.provideContext(Migrations.run, client)
      expect(yield* isCurrent).toBe(true)
    })
  )

  /** The statements of a migration, without a database. */
  const statementsOf = (migration: Effect.Effect<void, unknown, SqlClient.SqlClient>) => {
    const statements: Array<string> = []
    const unsafe = (statement: string) => {
      statements.push(statement)
      return Effect.succeed([])
    }
    return Effect.as(Effect.provideService(migration, SqlClient.SqlClient, { unsafe } as never), statements)
  }

  /** What a version that does not know of it would stumble over. */
  const breaking =
    /\b(DROP (TABLE|COLUMN|DEFAULT)|RENAME|SET NOT NULL|ALTER COLUMN \w+ TYPE)\b|ADD COLUMN (?!.*\bDEFAULT\b)[^,]*\bNOT NULL\b/i

  /** Those of before anybody ran two versions. */
  const firstAdditive = 13

  it.effect.each(Object.entries(Migrations.all).filter(([name]) => Number.parseInt(name, 10) >= firstAdditive))(
    "add, and take nothing away: %s",
    ([, migration]) =>
      Effect.map(statementsOf(migration as Effect.Effect<void, unknown, SqlClient.SqlClient>), (statements) => {
        expect(statements).not.toHaveLength(0)
        for (const statement of statements) expect(statement).not.toMatch(breaking)
      })
  )

  it.effect("would notice one that takes something away", () =>
    Effect.gen(function* () {
      for (const name of ["4_signing_values", "12_otp_limits_by_one_clock"] as const) {
        const statements = yield* statementsOf(
          Migrations.all[name] as Effect.Effect<void, unknown, SqlClient.SqlClient>
        )
        expect(statements.some((statement) => breaking.test(statement))).toBe(true)
      }
    })
  )
})
