/** What the one who waits for a run sees: a bar that is drawn anew on a terminal, a line now and then elsewhere. */
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { TestClock } from "effect/testing"
import * as Progress from "../src/commands/Progress.ts"

/** What a run of four parts writes that goes on with one done, when each further part takes so long. */
const written = Effect.fnUntraced(function* (isTerminal: boolean, partMillis: number) {
  const texts: Array<string> = []
  const tell = Progress.make({ isTerminal, write: (text) => void texts.push(text) })
  yield* tell({ _tag: "Opened", run: "r1", isResumed: true })
  for (const done of [1, 2, 3, 4]) {
    if (done > 1) yield* TestClock.adjust(partMillis)
    yield* tell({ _tag: "Comparing", done, all: 4 })
  }
  return texts
})

const erased = "\r\u001b[2K"

describe("Progress", () => {
  it.effect("is a bar on a terminal, with the rate since this process began and the time that is left", () =>
    Effect.gen(function* () {
      assert.deepStrictEqual(yield* written(true, 2_000), [
        "Run r1 goes on where it stopped.\n",
        `${erased}${"█".repeat(7)}${"░".repeat(21)} 25 %  1 of 4 parts`,
        `${erased}${"█".repeat(14)}${"░".repeat(14)} 50 %  2 of 4 parts, 0.5 a second, 4 s left`,
        `${erased}${"█".repeat(21)}${"░".repeat(7)} 75 %  3 of 4 parts, 0.5 a second, 2 s left`,
        `${erased}${"█".repeat(28)} 100 %  4 of 4 parts, 0.5 a second\n`
      ])
    })
  )

  it.effect("draws no bar more than ten times a second, but for the last", () =>
    Effect.gen(function* () {
      const [, first, last, ...more] = yield* written(true, 20)
      assert.include(first, "1 of 4")
      assert.include(last, "4 of 4")
      assert.deepStrictEqual(more, [])
    })
  )

  it.effect("is a plain line every ten seconds elsewhere, and one at the end", () =>
    Effect.gen(function* () {
      assert.deepStrictEqual(yield* written(false, 6_000), [
        "Run r1 goes on where it stopped.\n",
        "25 %  1 of 4 parts\n",
        "75 %  3 of 4 parts, 0.2 a second, 6 s left\n",
        "100 %  4 of 4 parts, 0.2 a second\n"
      ])
    })
  )

  it.effect("begins a line of its own where a run is opened beside an open bar", () =>
    Effect.gen(function* () {
      const texts: Array<string> = []
      const tell = Progress.make({ isTerminal: true, write: (text) => void texts.push(text) })
      yield* tell({ _tag: "Reading", rows: 3 })
      yield* tell({ _tag: "Opened", run: "r1", isResumed: false })
      assert.deepStrictEqual(texts, [`${erased}Reading the statement: 3 rows`, "\n", "Run r1 is opened.\n"])
    })
  )
})
