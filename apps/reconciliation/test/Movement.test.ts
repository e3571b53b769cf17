import { freshDatabase } from "@bhejo/embedded-postgres/testing"
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { SqlClient } from "effect/sql"
import * as Cli from "./Cli.ts"
import { databaseEnvironment, storeAt } from "./support.ts"

const balanceAt = "2026-11-20T00:00:00Z"

describe("bhejo-reconcile movement", () => {
  it.live("refuses what no run would look at, by the name of the option", () =>
    Effect.gen(function* () {
      const url = yield* freshDatabase
      const env = { ...databaseEnvironment(url), RECONCILE_AGENT_WALLETS: `{"20810200":"9123456789"}` }
      const note = (reference: string, more: ReadonlyArray<string>) =>
        Cli.runHere(
          ["movement", "sweep", "--amount", "10", "--by", "Meera", "--note", "x", "--reference", reference, ...more],
          env
        )
      // Before any balance is known, whatever happens to a wallet of ours may lie behind the first one.
      for (const wallet of ["main", "20810200"])
        assert.strictEqual((yield* note("a", ["--wallet", wallet, "--at", "2026-11-01"])).code, 0, wallet)
      yield* SqlClient.SqlClient.use(
        (sql) => sql`
          INSERT INTO wallet_movements (wallet, reference, kind, at_millis, delta_paise, balance_paise, origin)
          VALUES ('main', 'first', 'transfer', ${Date.parse(balanceAt)}, -100, 1000, 'transfer')`
      ).pipe(Effect.provide(storeAt(url)))
      for (const [wrong, words] of [
        [["--at", "2100-01-01"], "--at: 2100-01-01 05:30 is still to come"],
        [["--at", "2001-01-01"], "--at: 2001-01-01 05:30 lies before the first balance that is known of wallet main"],
        [["--at", balanceAt, "--wallet", "mian"], "--wallet: nothing is known of a wallet mian"],
        [["--at", "yesterday"], "--at"]
      ] as const) {
        const refused = yield* note("b", wrong)
        assert.strictEqual(refused.code, 2, refused.stdout)
        assert.include(refused.stderr, words)
      }
      assert.strictEqual((yield* note("b", ["--at", balanceAt])).code, 0)
      assert.include(
        (yield* note("b", ["--at", balanceAt])).stderr,
        "--reference: wallet main has a movement b already"
      )
      const amount = yield* note("c", ["--at", balanceAt, "--amount", "0"])
      assert.include(amount.stderr, "--amount")
    })
  )
})
