import { writeFileSync } from "node:fs"
import { join } from "node:path"
import { assert, describe, it } from "@effect/vitest"
import { Effect, Result } from "effect"
import { SqlClient } from "effect/sql"
import * as StatementFormat from "../src/statement/StatementFormat.ts"
import * as StatementStore from "../src/statement/StatementStore.ts"
import { header } from "./DatabaseCorpus.ts"
import { folder, layerFresh } from "./support.ts"

const line = (number: number, status = "0") =>
  `${7_000_000 + number},C${String(number).padStart(11, "0")},${status},500.00,5.00,,,,,UTR${number},Sunil Sharma,2026-11-18 10:15:00,debit`

const wallets = { wallet: "main", agentByMobile: new Map() }

const ingest = Effect.fnUntraced(function* (path: string) {
  const digest = yield* StatementStore.digestOf(path)
  return yield* StatementStore.ingest(path, StatementFormat.defaultFormat, digest, wallets, () => Effect.void)
})

const held = SqlClient.SqlClient.use(
  (sql) => sql<{ readonly lines: number; readonly files: number; readonly failed: number }>`
    SELECT (SELECT count(*) FROM statement_lines)::int AS lines, (SELECT count(*) FROM statements)::int AS files,
      (SELECT count(*) FROM statement_lines WHERE record ->> 'meaning' = 'failed')::int AS failed`
)

describe("StatementStore", () => {
  it.live("takes a statement whole, once, and nothing where a row far below repeats another one", () =>
    Effect.gen(function* () {
      const path = join(yield* folder, "eko.csv")
      const lines = Array.from({ length: 2_500 }, (_, number) => line(number))
      writeFileSync(path, [header, ...lines, line(4), ""].join("\n"))
      const repeated = yield* Effect.result(ingest(path))
      assert.match(
        Result.isFailure(repeated) ? repeated.failure.message : "",
        /eko.csv, line 2502: The row repeats line 6: .* Nothing of the statement was taken/
      )
      assert.deepStrictEqual(yield* held, [{ lines: 0, files: 0, failed: 0 }])
      writeFileSync(path, [header, ...lines, ""].join("\n"))
      yield* ingest(path)
      yield* ingest(path)
      assert.deepStrictEqual(yield* held, [{ lines: 2_500, files: 1, failed: 0 }])
      const [named] = yield* SqlClient.SqlClient.use(
        (sql) => sql<{ readonly lines: string; readonly name: string }>`
          SELECT string_agg(to_jsonb(line)::text, '') AS lines, min(record ->> 'recipientName') AS name
          FROM statement_lines AS line`
      )
      assert.match(named?.name ?? "", /^[^:]+:[0-9a-f]{32}$/)
      assert.notMatch(named?.lines ?? "", /sunil|sharma/i)
      // The next day's statement knows more about a transaction of this one.
      writeFileSync(path, [header, line(4, "1"), line(9_999), ""].join("\n"))
      yield* ingest(path)
      assert.deepStrictEqual(yield* held, [{ lines: 2_501, files: 2, failed: 1 }])
    }).pipe(Effect.provide(layerFresh))
  )
})
