import { join } from "node:path"
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import * as Runner from "../src/runs/Runner.ts"
import * as DatabaseCorpus from "./DatabaseCorpus.ts"
import { folder, layerFresh, orderOf } from "./support.ts"

const idsOf = (closed: {
  readonly report: { readonly open: ReadonlyArray<{ readonly known: { readonly break: { readonly id: string } } }> }
}) => closed.report.open.map(({ known }) => known.break.id).sort()

describe("Runner", () => {
  for (const count of [100, 10_000]) {
    it.live(`finds each planted break once and nothing else among ${count} transfers in the database`, () =>
      Effect.gen(function* () {
        const statement = join(yield* folder, "eko.csv")
        const expected = yield* DatabaseCorpus.write(1, count, statement, true)
        const closed = yield* Runner.run(orderOf(statement))
        assert.deepStrictEqual(idsOf(closed), expected)
        assert.isTrue(closed.report.open.every(({ known }) => known.status === "new"))
        assert.strictEqual(closed.report.verdict, "breaks")
        const again = yield* Runner.run(orderOf(statement))
        assert.deepStrictEqual(idsOf(again), expected)
        assert.isTrue(again.report.open.every(({ known }) => known.status === "persisting"))
        assert.lengthOf(again.report.resolved, 0)
      }).pipe(Effect.provide(layerFresh))
    )
  }
})
