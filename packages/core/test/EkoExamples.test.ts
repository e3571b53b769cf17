/**
 * Every example answer that Eko documents, in both generations, means what its scenario says.
 *
 * The files are whole copies; an example that the table does not know fails.
 */
import { assert, describe, it } from "@effect/vitest"
import type { Interpretation } from "../src/EkoOperation.ts"
import * as EkoOperations from "../src/EkoOperations.ts"
import { answer, documentedOperations, seedPage, seedPages } from "./Examples.ts"
import { type Meaning, seedTable, table } from "./Meanings.ts"

const meaningOf = (interpretation: Interpretation<unknown, unknown>): unknown => {
  if (interpretation._tag === "Success") return interpretation.success
  const failure = interpretation.failure as { readonly _tag: string; readonly reason?: string }
  return failure.reason ?? failure._tag
}

const assertMeans = (interpretation: Interpretation<unknown, unknown>, { is, drift = [] }: Meaning) => {
  assert.deepStrictEqual(meaningOf(interpretation), is)
  assert.deepStrictEqual(
    interpretation.drift.map(({ path, kind }) => ({ path, kind })),
    drift
  )
}

describe("every example of the 2026-07 documents", () => {
  const examples = documentedOperations.flatMap(({ slug, successExample, errorExamples }) => {
    const known = table[slug]
    if (known === "not a call of ours") return []
    return [
      { slug, scenario: "success", known, meaning: known?.success, body: successExample, httpStatus: 200 },
      ...errorExamples.map(({ scenario, body, httpStatus }) => ({
        slug,
        scenario,
        known,
        meaning: known?.errors?.[scenario],
        body,
        httpStatus
      }))
    ]
  })

  it.each(examples)("$slug: $scenario", ({ slug, scenario, known, meaning, body, httpStatus }) => {
    if (known === undefined || meaning === undefined) return assert.fail(`the table does not know ${slug}: ${scenario}`)
    assertMeans(known.interpret(answer(body, { httpStatus })), meaning)
  })

  it("and the table knows no other", () => {
    assert.sameMembers(
      documentedOperations.map(({ slug }) => slug),
      Object.keys(table)
    )
    for (const { slug, errorExamples } of documentedOperations) {
      const known = table[slug]
      if (known === undefined || known === "not a call of ours") continue
      assert.sameMembers(
        errorExamples.map(({ scenario }) => scenario),
        Object.keys(known.errors ?? {})
      )
    }
    assert.strictEqual(documentedOperations.length, 29)
  })

  it("covers every declared operation but the one whose answer nobody has published", () => {
    const covered = Object.values(table).flatMap((known) => (known === "not a call of ours" ? [] : known.name))
    const declared = EkoOperations.all.map(({ name }) => name)
    assert.sameMembers([...covered, "refund/pending"], declared)
    assert.strictEqual(new Set(declared).size, 29)
  })
})

describe("every example of the seed documents", () => {
  it.each(seedPages)("%s", (name) => {
    const known = seedTable[name]
    assertMeans(known.interpret(answer(seedPage(name).answer)), known.success)
  })
})
