import { randomUUID } from "node:crypto"
import { writeFileSync } from "node:fs"
import { join } from "node:path"
import { IndiaTime, Money } from "@bhejo/core"
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { SqlClient } from "effect/sql"
import * as RunStore from "../src/runs/RunStore.ts"
import * as StatementFormat from "../src/statement/StatementFormat.ts"
import * as StatementStore from "../src/statement/StatementStore.ts"
import * as WalletChain from "../src/wallets/WalletChain.ts"
import { header } from "./DatabaseCorpus.ts"
import { folder, layerFresh, parameters } from "./support.ts"

const dayMillis = 86_400_000
const second = 1_000
const firstMillis = parameters.openedAtMillis

/** What has moved a wallet, by how many paise, and the balance right after it where that is known. */
const move = Effect.fnUntraced(function* (atMillis: number, delta: number, balance: number | null) {
  const sql = yield* SqlClient.SqlClient
  yield* sql`
    INSERT INTO wallet_movements (wallet, reference, kind, at_millis, delta_paise, balance_paise, origin)
    VALUES ('main', ${`m${atMillis}`}, 'transfer', ${atMillis}, ${delta}, ${balance}, 'transfer')`
})

/** What an operator notes of another time than now. */
const note = Effect.fnUntraced(function* (atMillis: number, delta: number) {
  const sql = yield* SqlClient.SqlClient
  yield* sql`
    INSERT INTO wallet_movements (wallet, reference, kind, at_millis, delta_paise, origin, recorded_by, note)
    VALUES ('main', ${`n${atMillis}`}, 'other_system', ${atMillis}, ${delta}, 'operator', 'Meera', 'x')`
})

/** The remainders that a run finds which reads a balance. */
const follow = Effect.fnUntraced(function* (
  openedAtMillis: number,
  balance: number,
  { product, readAfter = 0 }: { readonly product?: "dmt-fino"; readonly readAfter?: number } = {}
) {
  const today = IndiaTime.dayOf(openedAtMillis)
  const readings = [{ wallet: "main", atMillis: openedAtMillis + readAfter, balancePaise: Money.paise(balance) }]
  const window = { from: today, to: today, ...(product === undefined ? {} : { product }) }
  const run = yield* RunStore.create({ ...parameters, window, openedAtMillis, readings }, undefined)
  const { breaks } = yield* WalletChain.follow(run)
  yield* RunStore.close(run.id, { report: "{}", manifest: "{}" })
  return breaks.map(({ amountPaise }) => Number(amountPaise))
})

describe("the wallets' chains over runs", () => {
  it.effect("let the next run ask for what lies too near an end to be asked for by this one", () =>
    Effect.gen(function* () {
      assert.deepStrictEqual(yield* follow(firstMillis - dayMillis, 1_010_00), [])
      yield* move(firstMillis - 9 * 3600 * second, -10_00, 1_000_00)
      yield* move(firstMillis - 5 * second, -7_00, null)
      // Whether the balance that was read holds it already, nobody can tell yet.
      assert.deepStrictEqual(yield* follow(firstMillis, 1_000_00), [])
      assert.deepStrictEqual(yield* follow(firstMillis + 30 * second, 1_000_00, { product: "dmt-fino" }), [])
      assert.deepStrictEqual(yield* follow(firstMillis + dayMillis, 1_000_00), [7_00])
    }).pipe(Effect.provide(layerFresh))
  )

  it.effect("ask for nothing twice that a balance near it holds", () =>
    Effect.gen(function* () {
      assert.deepStrictEqual(yield* follow(firstMillis - dayMillis, 1_010_00), [])
      yield* move(firstMillis - 9 * 3600 * second, -10_00, 1_000_00)
      yield* move(firstMillis - 5 * second, -7_00, null)
      for (const day of [0, 1, 2, 3])
        assert.deepStrictEqual(yield* follow(firstMillis + day * dayMillis, 993_00), [], `day ${day}`)
    }).pipe(Effect.provide(layerFresh))
  )

  it.effect("ask for what was noted of a time that earlier runs have been through", () =>
    Effect.gen(function* () {
      for (const day of [0, 1, 2, 3, 4]) {
        yield* move(firstMillis + (day - 0.5) * dayMillis, -1_00, 1_000_00 - day * 1_00)
        assert.deepStrictEqual(yield* follow(firstMillis + day * dayMillis, 1_000_00 - day * 1_00), [], `day ${day}`)
      }
      // The balances of those days agree without it, so it is a difference until somebody says what it was.
      yield* note(firstMillis + 1.25 * dayMillis, -70_00)
      assert.deepStrictEqual(yield* follow(firstMillis + 5 * dayMillis, 996_00), [70_00])
      yield* note(firstMillis + 1.3 * dayMillis, 70_00)
      assert.deepStrictEqual(yield* follow(firstMillis + 6 * dayMillis, 996_00), [])
    }).pipe(Effect.provide(layerFresh))
  )

  it.live("ask for what a statement brings of a time that earlier runs have been through, as it says last", () =>
    Effect.gen(function* () {
      const path = join(yield* folder, "eko.csv")
      const bring = Effect.fnUntraced(function* (rupees: string) {
        const at = new Date(firstMillis + 1.25 * dayMillis + 330 * 60_000).toISOString().slice(0, 19).replace("T", " ")
        writeFileSync(path, `${header}\n7000001,,0,${rupees},,,,,,,,${at},wallet load\n`)
        const format = { ...StatementFormat.defaultFormat, kinds: { "wallet load": "top_up" as const } }
        const wallets = { wallet: "main", agentByMobile: new Map() }
        const digest = yield* StatementStore.digestOf(path)
        yield* StatementStore.ingest(path, format, digest, wallets, () => Effect.void)
      })
      for (const day of [0, 1, 2, 3, 4]) {
        yield* move(firstMillis + (day - 0.5) * dayMillis, -1_00, 1_000_00 - day * 1_00)
        assert.deepStrictEqual(yield* follow(firstMillis + day * dayMillis, 1_000_00 - day * 1_00), [], `day ${day}`)
      }
      yield* bring("70.00")
      assert.deepStrictEqual(yield* follow(firstMillis + 5 * dayMillis, 996_00), [-70_00])
      // A later statement knows the line better.
      yield* bring("10.00")
      assert.deepStrictEqual(yield* follow(firstMillis + 6 * dayMillis, 996_00), [-10_00])
    }).pipe(Effect.provide(layerFresh))
  )

  it.effect("lose nothing that lies near a reading, however the runs follow each other", () =>
    Effect.gen(function* () {
      const sql = yield* SqlClient.SqlClient
      // Seconds between a movement without a balance and the reading that follows it, and from there to the next readings.
      for (const before of [-50, 0, 59, 61, 121]) {
        for (const spacing of [20, 130, 86_400]) {
          for (const isHeld of [true, false]) {
            yield* sql`DELETE FROM wallet_movements`
            yield* sql`DELETE FROM wallet_readings`
            yield* sql`DELETE FROM reconciliation_runs`
            const balanceAt = (run: number) => (isHeld && run * spacing >= 0 - before ? 993_00 : 1_000_00)
            yield* follow(firstMillis - dayMillis, 1_010_00)
            yield* move(firstMillis - 9 * 3600 * second, -10_00, 1_000_00)
            const found: Array<number> = []
            yield* note(firstMillis - before * second, -7_00)
            for (const run of [0, 1, 2, 3, 4]) {
              found.push(...(yield* follow(firstMillis + run * spacing * second, balanceAt(run))))
            }
            found.push(...(yield* follow(firstMillis + 9 * dayMillis, isHeld ? 993_00 : 1_000_00)))
            const name = `${before} s before, a run each ${spacing} s, ${isHeld ? "held" : "not held"}`
            if (isHeld) assert.deepStrictEqual(found, [], name)
            else assert.include(found, 7_00, name)
          }
        }
      }
    }).pipe(Effect.provide(layerFresh))
  )

  it.effect("have every wallet load that a balance may hold looked at, within the window or after it", () =>
    Effect.gen(function* () {
      const sql = yield* SqlClient.SqlClient
      const load = (startedAtMillis: number) => {
        const id = randomUUID()
        const terms = { id, team: "payments", amountPaise: 200_00 }
        const at = { createdAtMillis: startedAtMillis, updatedAtMillis: startedAtMillis }
        const snapshot = { version: 2, state: "loaded", terms, ...at, attempt: { startedAtMillis } }
        return Effect.as(
          sql`INSERT INTO wallet_loads (id, snapshot, is_final) VALUES (${id}, ${JSON.stringify(snapshot)}::jsonb, true)`,
          id
        )
      }
      yield* follow(firstMillis - dayMillis, 1_010_00)
      const held = [yield* load(firstMillis - 3600 * second), yield* load(firstMillis + 2 * second)]
      yield* load(firstMillis + 5 * second)
      const yesterday = IndiaTime.plusDays(IndiaTime.dayOf(firstMillis), -1)
      const run = yield* RunStore.create(
        {
          ...parameters,
          window: { from: yesterday, to: yesterday },
          readings: [{ wallet: "main", atMillis: firstMillis + 4 * second, balancePaise: Money.paise(600_00) }]
        },
        undefined
      )
      yield* RunStore.scope(run)
      const rows = yield* sql<{ readonly id: string }>`
        SELECT wallet_load_id AS id FROM reconciliation_load_scope WHERE run_id = ${run.id}`
      assert.sameMembers(
        rows.map(({ id }) => id),
        held
      )
    }).pipe(Effect.provide(layerFresh))
  )

  it.effect("know what has moved while the run was being opened", () =>
    Effect.gen(function* () {
      assert.deepStrictEqual(yield* follow(firstMillis - dayMillis, 1_010_00), [])
      yield* move(firstMillis - 3600 * second, -10_00, 1_000_00)
      // After the run's own instant, and before it had read the balance.
      yield* move(firstMillis + 2 * second, -3_00, 997_00)
      assert.deepStrictEqual(yield* follow(firstMillis, 997_00, { readAfter: 4 * second }), [])
    }).pipe(Effect.provide(layerFresh))
  )
})
