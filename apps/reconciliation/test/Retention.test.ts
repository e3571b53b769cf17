import { writeFileSync } from "node:fs"
import { join } from "node:path"
import { IndiaTime } from "@bhejo/core"
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { SqlClient } from "effect/sql"
import * as Retention from "../src/runs/Retention.ts"
import * as Runner from "../src/runs/Runner.ts"
import * as RunStore from "../src/runs/RunStore.ts"
import * as DatabaseCorpus from "./DatabaseCorpus.ts"
import { folder, layerFresh, orderOf, parameters } from "./support.ts"

const dayMillis = 86_400_000

const rows = SqlClient.SqlClient.use(
  (sql) => sql<{
    readonly lines: number
    readonly found: number
    readonly manifests: number
    readonly reports: number
  }>`
    SELECT (SELECT count(*) FROM statement_lines)::int AS lines, (SELECT count(*) FROM reconciliation_found)::int AS found,
      (SELECT count(manifest) FROM reconciliation_runs)::int AS manifests,
      (SELECT count(report) FROM reconciliation_runs)::int AS reports`
)

const openIds = Effect.map(RunStore.openBreaks({}), (open) => open.map((known) => known.break.id as string))

describe("Retention", () => {
  it.live("removes what is old, in batches, and nothing that an open break rests on", () =>
    Effect.gen(function* () {
      const path = yield* folder
      const statement = join(path, "eko.csv")
      const expected = yield* DatabaseCorpus.write(2, 1_000, statement)
      yield* Runner.run(orderOf(statement))
      const open = yield* openIds
      assert.deepStrictEqual(open, expected)
      const before = yield* rows

      // Nothing is old yet, and a dry one removes nothing.
      const none = yield* Retention.clean(DatabaseCorpus.asOfMillis - 400 * dayMillis, { isDryRun: false })
      assert.isTrue(Object.values(none).every((count) => count === 0))
      const later = Date.now() + 400 * dayMillis
      const dry = yield* Retention.clean(later, { isDryRun: true })
      assert.deepStrictEqual(yield* rows, before)

      const removed = yield* Retention.clean(later, { isDryRun: false })
      assert.deepStrictEqual(removed, dry)
      assert.isAbove(removed.statementLines, 500)
      assert.deepStrictEqual(yield* openIds, open)
      // The run that open breaks were found in stays whole.
      const left = (yield* rows).map(({ lines, ...rest }) => rest)
      assert.deepStrictEqual(
        left,
        before.map(({ lines, ...rest }) => rest)
      )

      // The next days' run looks at them again and still finds each of them.
      const next = IndiaTime.plusDays(DatabaseCorpus.window.to, 1)
      writeFileSync(statement, `${DatabaseCorpus.header}\n7,,1,1.00,,,,,,,,${next} 00:10:00,ignored\n`)
      const window = { from: next, to: next }
      const order = orderOf(statement, {
        window,
        parameters: Effect.succeed({
          ...parameters,
          window,
          // Whoever cleans keeps longer than runs look back.
          lookbackDays: 1,
          coveredFrom: DatabaseCorpus.window.from,
          openedAtMillis: DatabaseCorpus.asOfMillis + dayMillis
        })
      })
      const formats = order.statement
      assert.isDefined(formats)
      const again = yield* Runner.run({
        ...order,
        statement: formats && {
          ...formats,
          format: { ...formats.format, kinds: { ...formats.format.kinds, ignored: "ignore" } }
        }
      })
      const still = again.report.open.map(({ known }) => known.break.id as string)
      assert.deepStrictEqual(
        open.filter((id) => !still.includes(id) && !id.startsWith("timing:")),
        []
      )
    }).pipe(Effect.provide(layerFresh))
  )

  it.live("keeps the manifests of old runs, and what a person has settled", () =>
    Effect.gen(function* () {
      const statement = join(yield* folder, "eko.csv")
      yield* DatabaseCorpus.write(2, 100, statement)
      yield* Runner.run(orderOf(statement))
      const sql = yield* SqlClient.SqlClient
      yield* sql`
        UPDATE reconciliation_breaks SET known = known || '{"status": "resolved", "resolvedRun": "later"}'
          || CASE WHEN class = 'fee_differs' THEN '{"resolution": {"by": "Meera", "note": "x", "atMillis": 1}}' ELSE '{}' END::jsonb`
      const removed = yield* Retention.clean(Date.now() + dayMillis, { isDryRun: false })
      assert.isAbove(removed.breaks, 15)
      assert.strictEqual(removed.reports, 1)
      assert.deepStrictEqual(yield* rows, [{ lines: 0, found: 0, manifests: 1, reports: 0 }])
      const left = yield* sql<{ readonly class: string }>`SELECT class FROM reconciliation_breaks`
      assert.deepStrictEqual(left, [{ class: "fee_differs" }])
    }).pipe(Effect.provide(layerFresh))
  )
})
