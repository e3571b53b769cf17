/** A million transfers against a statement: exact, in memory that does not grow, and in time that grows with them. */
import { readFileSync } from "node:fs"
import { join } from "node:path"
import { freshDatabase } from "@bhejo/embedded-postgres/testing"
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import * as Cli from "../Cli.ts"
import * as DatabaseCorpus from "../DatabaseCorpus.ts"
import { databaseEnvironment, folder, storeAt } from "../support.ts"

const maxBytes = 300 * 1024 * 1024

const size = Number(process.env["RECONCILE_TEST_SIZE"] ?? 1_000_000)

interface Measured {
  readonly peakBytes: number
  readonly millis: number
}

const reconcile = Effect.fnUntraced(function* (count: number) {
  const url = yield* freshDatabase
  const path = yield* folder
  const statement = join(path, "eko.csv")
  const written = performance.now()
  const expected = yield* Effect.provide(DatabaseCorpus.write(11, count, statement), storeAt(url))
  console.log(`${count} transfers written in ${Math.round((performance.now() - written) / 1_000)} s`)
  const args = [
    ...["run", "--from", DatabaseCorpus.window.from, "--to", DatabaseCorpus.window.to],
    ...["--statement", statement, "--sources", "statement,wallet"],
    ...["--as-of", new Date(DatabaseCorpus.asOfMillis).toISOString(), "--out", join(path, "out")]
  ]
  const begun = performance.now()
  const { code, stderr, peakBytes } = yield* Cli.run(args, databaseEnvironment(url), path)
  const millis = performance.now() - begun
  assert.strictEqual(code, 1, stderr)
  const report = JSON.parse(readFileSync(join(path, "out", "report.json"), "utf8")) as {
    readonly open: ReadonlyArray<{ readonly known: { readonly break: { readonly id: string } } }>
  }
  assert.deepStrictEqual(report.open.map(({ known }) => known.break.id).sort(), expected)
  console.log(
    `${count} transfers reconciled in ${(millis / 1_000).toFixed(1)} s, ${Math.round(count / (millis / 1_000))} a second, at most ${Math.round(peakBytes / 2 ** 20)} MB`
  )
  return { peakBytes, millis } satisfies Measured as Measured
}, Effect.scoped)

describe("a million transfers", () => {
  it.live(
    "are reconciled exactly, in 300 MB, in time that grows with their number",
    () =>
      Effect.gen(function* () {
        const tenth = yield* reconcile(size / 10)
        const whole = yield* reconcile(size)
        assert.isBelow(whole.peakBytes, maxBytes)
        assert.isBelow(whole.peakBytes, tenth.peakBytes * 1.5)
        assert.isBelow(whole.millis, tenth.millis * 10 * 1.5)
      }),
    1_800_000
  )
})
