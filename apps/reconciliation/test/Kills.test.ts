/** A run that is killed at each kind of boundary goes on where it stopped, and closes with the same manifest. */
import { readFileSync } from "node:fs"
import { join } from "node:path"
import { assert, describe, it } from "@effect/vitest"
import { Effect, Schedule } from "effect"
import { SqlClient } from "effect/sql"
import { migratedDatabase } from "../../../packages/store-postgres/test/MigratedDatabase.ts"
import * as Cli from "./Cli.ts"
import * as DatabaseCorpus from "./DatabaseCorpus.ts"
import { databaseEnvironment, folder, storeAt } from "./support.ts"

const count = 100

const prepared = Effect.gen(function* () {
  const url = yield* migratedDatabase
  const path = yield* folder
  const statement = join(path, "eko.csv")
  const expected = yield* Effect.provide(DatabaseCorpus.write(7, count, statement), storeAt(url))
  const env = { ...databaseEnvironment(url), RECONCILE_CHUNK_SIZE: "20", QUEUE_LEASE: "3 seconds" }
  const args = [
    ...["run", "--from", DatabaseCorpus.window.from, "--to", DatabaseCorpus.window.to],
    ...["--statement", statement, "--sources", "statement,wallet"],
    ...["--as-of", new Date(DatabaseCorpus.asOfMillis).toISOString(), "--out", join(path, "out")]
  ]
  const manifest = () => readFileSync(join(path, "out", "manifest.json"), "utf8")
  return { url, path, env, args, expected, manifest }
})

const reference = Effect.gen(function* () {
  const { env, args, path, manifest, expected } = yield* prepared
  const { code, stdout, stderr } = yield* Cli.run(args, env, path)
  assert.strictEqual(code, 1, stderr)
  assert.include(stdout, `${expected.length} breaks are open, ${expected.length} of them new.`)
  return manifest()
}).pipe(Effect.scoped)

/** Made once for all tests. */
const known = Effect.runSync(Effect.cached(reference))

/** Makes the database wait where a row of a table is about to be written. */
const waitAt = (table: string, when: string, seconds: number) =>
  SqlClient.SqlClient.use((sql) =>
    Effect.andThen(
      sql.unsafe(
        `CREATE FUNCTION wait_here() RETURNS trigger LANGUAGE plpgsql AS $$
          BEGIN PERFORM pg_sleep(${seconds}); RETURN NEW; END $$`
      ),
      sql.unsafe(
        `CREATE TRIGGER wait_here BEFORE INSERT OR UPDATE ON ${table} FOR EACH ROW WHEN (${when}) EXECUTE FUNCTION wait_here()`
      )
    )
  )

const waiting = SqlClient.SqlClient.use(
  (sql) => sql<{ readonly pid: number }>`
    SELECT pid FROM pg_stat_activity WHERE wait_event = 'PgSleep' AND datname = current_database()`
)

const boundaries: ReadonlyArray<readonly [what: string, table: string, when: string]> = [
  ["the run is recorded", "reconciliation_runs", "NEW.phase = 'opened'"],
  ["a line of the statement is taken", "statement_lines", "NEW.line = 40"],
  ["the statement is taken", "statements", "true"],
  ["the run is cut into chunks", "reconciliation_runs", "NEW.phase = 'scoped'"],
  ["the strays are done", "reconciliation_chunks", "NEW.number = 0 AND NEW.done_at IS NOT NULL"],
  ["a movement in the middle of a chunk is written", "wallet_movements", "NEW.reference LIKE 'C00000000%0'"],
  ["a chunk in the middle is done", "reconciliation_chunks", "NEW.number = 3 AND NEW.done_at IS NOT NULL"],
  ["the last chunk is done", "reconciliation_chunks", "NEW.number = 5 AND NEW.done_at IS NOT NULL"],
  ["everything is compared", "reconciliation_runs", "NEW.phase = 'compared'"],
  ["the breaks are advanced", "reconciliation_breaks", "true"],
  ["the run is closed", "reconciliation_runs", "NEW.phase = 'closed'"]
]

describe.concurrent("a killed run", () => {
  for (const [what, table, when] of boundaries) {
    for (const isKept of [false, true]) {
      // Some statements write many rows: they wait at each, and are worth killing before their end alone.
      if (isKept && ["wallet_movements", "reconciliation_breaks", "statement_lines"].includes(table)) continue
      it.live(`goes on as if nothing had been, killed ${isKept ? "right after" : "before"} ${what}`, () =>
        Effect.gen(function* () {
          const { url, env, args, path, manifest } = yield* prepared
          const store = storeAt(url, { maxConnections: 3 })
          yield* Effect.gen(function* () {
            const sql = yield* SqlClient.SqlClient
            yield* waitAt(table, when, isKept ? 1 : 60)
            const child = yield* Cli.start(args, env, path)
            yield* waiting.pipe(
              Effect.repeat({ until: (rows) => rows.length > 0, schedule: Schedule.spaced("20 millis") }),
              Effect.timeout("2 minutes")
            )
            yield* child.kill
            yield* child.ended
            // A server goes on with a statement whose client is gone; whether it may end it is the difference.
            // Chunks run side by side, so more than one may wait.
            const left = isKept
              ? waiting
              : Effect.tap(waiting, (rows) =>
                  Effect.forEach(rows, ({ pid }) => sql`SELECT pg_terminate_backend(${pid})`)
                )
            yield* left.pipe(
              Effect.repeat({ until: (rows) => rows.length === 0, schedule: Schedule.spaced("50 millis") })
            )
            yield* sql.unsafe(`DROP TRIGGER wait_here ON ${table}`)
          }).pipe(Effect.provide(store))
          // A commit that was not sent is not made, so every one of them goes on.
          const last = yield* Cli.runHere(args, env)
          assert.strictEqual(last.code, 1, last.stderr)
          if (what !== "the run is recorded") assert.include(last.stderr, "goes on where it stopped")
          assert.strictEqual(manifest(), yield* known)
          const verified = yield* Cli.runHere(["verify", join(path, "out", "manifest.json")], {})
          assert.strictEqual(verified.code, 0, verified.stderr)
        })
      )
    }
  }
})
