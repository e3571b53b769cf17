import { Identifiers, type Transfer, TransferStore, WalletLoadDecider, WalletLoadStore } from "@bhejo/core"
import { describe, expect, it, layer } from "@effect/vitest"
import { Deferred, Effect, Fiber, Result, Schema } from "effect"
import { SqlClient } from "effect/sql"
import * as Given from "../../core/test/Given.ts"
import * as Load from "../../core/test/GivenLoad.ts"
import { commitOf, newCustomer, newId, newNumber } from "../../core/test/TransferHistory.ts"
import * as PostgresTransferStore from "../src/PostgresTransferStore.ts"
import * as RecordListing from "../src/RecordListing.ts"
import { SealingKeys } from "../src/Sealing.ts"
import { layerFresh, query } from "./support.ts"

let teams = 0
const newTeam = () => Identifiers.TeamId.make(`team-${++teams}`)

/** A transfer's first commit. */
const requested = (atMillis: number, changes: Partial<(typeof Given)["terms"]>) => {
  const command = {
    ...Given.request({ id: newId(), customerId: newCustomer(), ...changes }),
    atMillis
  } as Transfer.Command
  return commitOf(undefined, command)
}

const append = (commit: TransferStore.Commit) =>
  TransferStore.TransferStore.use((store) => Effect.as(store.append(commit), commit.transfer))

/** New transfers of a team, made at these times. */
const made = (team: Identifiers.TeamId, ...times: ReadonlyArray<number>) =>
  Effect.forEach(times, (atMillis) => append(requested(atMillis, { team })))

const list = (filters: RecordListing.Filters, position?: RecordListing.Position, limit = 2) =>
  RecordListing.TransferListing.use((listing) =>
    listing.list(filters as Parameters<typeof listing.list>[0], { position, limit })
  )

/** Every page from a position on, each by the times of its transfers. */
const walk = (filters: RecordListing.Filters, position?: RecordListing.Position, limit = 2) =>
  Effect.gen(function* () {
    const pages: Array<ReadonlyArray<number>> = []
    let page = yield* list(filters, position, limit)
    const { newer } = page
    for (;;) {
      pages.push(page.records.map(({ createdAtMillis }) => createdAtMillis))
      expect(page.newer).toEqual(newer)
      if (page.next === undefined) return { pages, newer }
      page = yield* list(filters, page.next, limit)
    }
  })

/** So many transfers of a team that have ended, a hundredth of them unpaid, without a journal. */
const many = (team: Identifiers.TeamId, count: number) =>
  Effect.andThen(
    query(
      `INSERT INTO transfers (id, is_final, snapshot)
      SELECT id, true, jsonb_build_object(
        'version', 1, 'state', CASE number % 100 WHEN 0 THEN 'failed' ELSE 'succeeded' END,
        'createdAtMillis', 1700000000000 + number, 'updatedAtMillis', 1700000000000 + number,
        'terms', jsonb_build_object('id', id, 'team', $1::text, 'product', 'dmt-fino', 'amountPaise', 50000,
          'customerId', (9000000000 + number / 20)::text, 'recipientId', number / 10, 'reference', 'order-' || number))
      FROM (SELECT gen_random_uuid() AS id, number FROM generate_series(1, $2::int) AS number) AS made`,
      team,
      count
    ),
    query("ANALYZE transfers")
  )

const ids = (page: { readonly records: ReadonlyArray<{ readonly terms: { readonly id: string } }> }) =>
  page.records.map(({ terms }) => terms.id)

describe("a position", () => {
  const is = Schema.is(RecordListing.Snapshot)
  it("holds snapshots as PostgreSQL writes them, and nothing else", () => {
    for (const text of ["5:5:", "733:741:733,735,740", "733:741:733,733", "733:740:734"]) expect(is(text)).toBe(true)
    for (const text of [
      "",
      "5:4:",
      "0:1:",
      "733:741:732",
      "733:741:741",
      "733:741:735,734",
      "733:741:,",
      "1:2:a",
      "1:2"
    ])
      expect(is(text)).toBe(false)
  })
})

layer(layerFresh, { excludeTestServices: true })("RecordListing", (it) => {
  it.effect("gives each of a team's transfers once, the newest first, and nobody else's", () =>
    Effect.gen(function* () {
      const [team, other] = [newTeam(), newTeam()]
      yield* made(team, 1_000, 5_000, 3_000)
      yield* made(other, 2_000)
      // Of several at one time, none is lost between two pages.
      yield* made(team, 3_000, 3_000)
      const { pages } = yield* walk({ team })
      expect(pages).toEqual([[5_000, 3_000], [3_000, 3_000], [1_000]])
      expect(yield* list({ team: newTeam() })).toMatchObject({ records: [], next: undefined })
      expect((yield* walk({ team }, undefined, 5)).pages).toEqual([[5_000, 3_000, 3_000, 3_000, 1_000]])
    })
  )

  it.effect("shows what was there when the first page was read, whatever arrives on either side of it", () =>
    Effect.gen(function* () {
      const team = newTeam()
      yield* made(team, 1_000, 2_000, 3_000, 4_000)
      const first = yield* list({ team })
      yield* made(team, 500, 1_500, 3_500, 9_000)
      const rest = yield* walk({ team }, first.next)
      expect(rest.pages).toEqual([[2_000, 1_000]])
      // … and what has arrived is told by itself, once.
      const newer = yield* walk({ team }, rest.newer)
      expect(newer.pages).toEqual([
        [9_000, 3_500],
        [1_500, 500]
      ])
      expect((yield* walk({ team }, newer.newer)).pages).toEqual([[]])
      expect((yield* walk({ team })).pages.flat()).toHaveLength(8)
    })
  )

  it.effect("misses nothing that was begun before a page was read and committed after it", () =>
    Effect.gen(function* () {
      const team = newTeam()
      const sql = yield* SqlClient.SqlClient
      yield* made(team, 1_000, 2_000, 3_000)
      const [isWritten, mayCommit] = [yield* Deferred.make<void>(), yield* Deferred.make<void>()]
      const late = yield* Effect.forkChild(
        sql.withTransaction(
          Effect.gen(function* () {
            yield* append(requested(1_500, { team }))
            yield* Deferred.succeed(isWritten, undefined)
            yield* Deferred.await(mayCommit)
          })
        )
      )
      yield* Deferred.await(isWritten)
      // This one began later and is committed first.
      yield* made(team, 2_500)
      const first = yield* list({ team })
      yield* Deferred.succeed(mayCommit, undefined)
      yield* Fiber.join(late)
      expect((yield* walk({ team }, first.next)).pages).toEqual([[2_000, 1_000]])
      const newer = yield* walk({ team }, first.newer)
      expect(newer.pages).toEqual([[1_500]])
      expect((yield* walk({ team }, newer.newer)).pages).toEqual([[]])
    })
  )

  it.effect("hides nothing of a database that was restored into another cluster", () =>
    Effect.gen(function* () {
      const team = newTeam()
      yield* made(team, 1_000, 2_000, 3_000)
      yield* query("UPDATE transfers SET arrived_in = '99999999999' WHERE team = $1", team)
      const { pages, newer } = yield* walk({ team })
      expect(pages).toEqual([[3_000, 2_000], [1_000]])
      yield* made(team, 1_500)
      expect((yield* walk({ team }, newer)).pages).toEqual([[1_500]])
    })
  )

  it.effect("finds by each filter, and by all of them together", () =>
    Effect.gen(function* () {
      const team = newTeam()
      const customerId = newCustomer()
      const recipientId = Identifiers.RecipientId.make(4_711)
      const number = newNumber()
      const [older, newest] = yield* made(team, 1_000, 9_000)
      const first = requested(5_000, { team, customerId, recipientId, reference: "order-1" })
      yield* append(first)
      const sent = commitOf(first.transfer, Given.recordOtpSend(1, Given.sent(1, Given.now)))
      yield* append(sent)
      const debit = commitOf(sent.transfer, Given.startDebit(number))
      yield* append(debit)
      yield* append(commitOf(debit.transfer, Given.recordOutcome(number, Given.accepted("2", number))))
      const { id } = first.transfer.terms
      // Another team's, of which the same is true.
      yield* append(requested(5_000, { team: newTeam(), customerId, recipientId, reference: "order-1" }))

      const filters = {
        states: ["awaited", "in_doubt"],
        customerId,
        recipientId,
        reference: "order-1",
        clientRefId: Given.ref(number),
        tid: Given.tid(number),
        fromMillis: 5_000,
        beforeMillis: 5_001
      } as const
      for (const [name, value] of Object.entries(filters)) {
        const page = yield* list({ team, [name]: value })
        const expected = { fromMillis: [newest?.terms.id, id], beforeMillis: [id, older?.terms.id] }[name] ?? [id]
        expect(ids(page), name).toEqual(expected)
      }
      expect(ids(yield* list({ team, ...filters }))).toEqual([id])
      for (const wrong of [
        { states: ["failed"] },
        { customerId: Identifiers.CustomerId.make("9000000002") },
        { recipientId: Identifiers.RecipientId.make(1) },
        { reference: "order-2" },
        { clientRefId: Given.ref(number + 1) },
        { tid: Given.tid(number + 1) },
        { fromMillis: 5_001 },
        { beforeMillis: 5_000 }
      ]) {
        expect(ids(yield* list({ team, ...filters, ...wrong })), JSON.stringify(wrong)).toEqual([])
      }
      expect(ids(yield* list({ team: newTeam(), tid: Given.tid(number) }))).toEqual([])
    })
  )

  it.effect("reads the newest of several states in one order", () =>
    Effect.gen(function* () {
      const team = newTeam()
      const [one, , three] = yield* made(team, 1_000, 2_000, 3_000)
      for (const transfer of [one, three]) if (transfer !== undefined) yield* append(commitOf(transfer, Given.cancel))
      const states = ["cancelled", "requested", "failed"]
      expect((yield* walk({ team, states })).pages).toEqual([[3_000, 2_000], [1_000]])
      expect((yield* walk({ team, states: ["cancelled"] }, undefined, 1)).pages).toEqual([[3_000], [1_000]])
    })
  )

  it.effect("lists wallet loads likewise", () =>
    Effect.gen(function* () {
      const team = newTeam()
      const { append } = yield* WalletLoadStore.WalletLoadStore
      const { list } = yield* RecordListing.WalletLoadListing
      const id = Identifiers.WalletLoadId.make(newId())
      const number = newNumber()
      const events = Result.getOrThrow(
        WalletLoadDecider.decide(undefined, Load.start(number, { id, team, reference: "load-1" }), Load.policy)
      )
      const [first, ...rest] = events
      const record = WalletLoadDecider.replay(events)
      if (first === undefined || record === undefined) throw new Error("nothing to commit")
      const step = { kind: "settle", delayMillis: 0 } as const
      yield* append({ expectedVersion: 0, events: [first, ...rest], record, tids: [], notify: 1, step })
      for (const filters of [
        {},
        { states: ["loading"] },
        { customerId: record.terms.customerId },
        { reference: "load-1" },
        { clientRefId: Given.ref(number) }
      ] as const) {
        expect(ids(yield* list({ team, ...filters }, { limit: 5 }))).toEqual([id])
      }
      expect(ids(yield* list({ team: newTeam() }, { limit: 5 }))).toEqual([])
      expect(ids(yield* list({ team, tid: Given.tid(number) }, { limit: 5 }))).toEqual([])
    })
  )

  it.effect("reads no more than it gives, by an index for each filter", () =>
    Effect.gen(function* () {
      const sql = yield* SqlClient.SqlClient
      const keys = yield* SealingKeys
      const team = newTeam()
      yield* many(team, 20_000)
      const plan = (filters: Partial<RecordListing.Filters>, position: RecordListing.Position = {}) =>
        Effect.map(
          sql<{ readonly "QUERY PLAN": string }>`
            EXPLAIN ${RecordListing.statement(sql, keys, PostgresTransferStore.kind, { team, ...filters }, position, 50)}`,
          (rows) => {
            const text = rows.map((row) => row["QUERY PLAN"]).join("\n")
            expect(text).not.toContain("Seq Scan")
            return text
          }
        )
      const last = { createdAtMillis: 1_700_000_005_000, id: newId() }
      expect(yield* plan({})).toContain("transfers_by_team")
      expect(yield* plan({}, { asOf: "5:5:", after: last })).toMatch(/transfers_by_team[\s\S]*ROW\(created_at, id\) </)
      expect(yield* plan({ fromMillis: 1, beforeMillis: 2 })).toMatch(/transfers_by_team[\s\S]*created_at >=/)
      expect(yield* plan({ states: ["failed"] })).toContain("transfers_by_state")
      expect(yield* plan({ states: ["failed", "cancelled"] })).toMatch(/transfers_by_state[\s\S]*transfers_by_state/)
      expect(yield* plan({ recipientId: Identifiers.RecipientId.make(7) })).toContain("transfers_by_recipient")
      expect(yield* plan({ customerId: Identifiers.CustomerId.make("9000000007") })).toMatch(
        /transfers_by_customer[\s\S]*transfers_by_plain_customer/
      )
      expect(yield* plan({ reference: "order-7" })).toContain("transfers_by_reference")
      expect(yield* plan({ clientRefId: "x" })).toMatch(/transfer_events_client_ref_id[\s\S]*transfers_pkey/)
      expect(yield* plan({ tid: "1" })).toMatch(/transaction_ids_[\s\S]*transfers_pkey/)
      const [now] = yield* sql<{ readonly since: string }>`SELECT pg_current_snapshot()::text AS since`
      expect(yield* plan({}, now)).toContain("transfers_arrived")
    })
  )
})
