import { IndiaTime, Money } from "@bhejo/core"
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { SqlClient } from "effect/sql"
import * as RunStore from "../src/RunStore.ts"
import * as WalletChain from "../src/WalletChain.ts"
import { layerFresh, parameters } from "./support.ts"

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

/** The remainders that a run finds which reads a balance. */
const follow = Effect.fnUntraced(function* (openedAtMillis: number, balance: number, product?: "dmt-fino") {
  const today = IndiaTime.dayOf(openedAtMillis)
  const readings = [{ wallet: "main", atMillis: openedAtMillis, balancePaise: Money.paise(balance) }]
  const window = { from: today, to: today, ...(product === undefined ? {} : { product }) }
  const run = yield* RunStore.create({ ...parameters, window, openedAtMillis, readings }, undefined)
  return (yield* WalletChain.follow(run)).breaks.map(({ amountPaise }) => Number(amountPaise))
})

describe("the wallets' chains over runs", () => {
  it.effect("let the next run ask for what lies too near an end to be asked for by this one", () =>
    Effect.gen(function* () {
      assert.deepStrictEqual(yield* follow(firstMillis - dayMillis, 1_010_00), [])
      yield* move(firstMillis - 9 * 3600 * second, -10_00, 1_000_00)
      yield* move(firstMillis - 5 * second, -7_00, null)
      // Whether the balance that was read holds it already, nobody can tell yet.
      assert.deepStrictEqual(yield* follow(firstMillis, 1_000_00), [])
      assert.deepStrictEqual(yield* follow(firstMillis + 30 * second, 1_000_00, "dmt-fino"), [])
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
})
