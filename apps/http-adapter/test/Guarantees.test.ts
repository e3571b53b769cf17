/** The page about guarantees names tests that are there. */
import { existsSync, readFileSync } from "node:fs"
import { assert, describe, it } from "@effect/vitest"

const root = new URL("../../../", import.meta.url)
const page = readFileSync(new URL("docs/guarantees.md", root), "utf8")

const rows = page
  .split("\n")
  .filter((line) => line.startsWith("|"))
  .slice(2)
  .map((line) => line.split("|").map((cell) => cell.trim()))

describe("docs/guarantees.md", () => {
  it("has a claim, what it rests on, and a test in every row", () => {
    assert.isAbove(rows.length, 15)
    for (const [, claim = "", assumption = "", test = ""] of rows) {
      assert.notStrictEqual(claim, "")
      assert.notStrictEqual(assumption, "", claim)
      assert.match(test, /^`[^`]+\.test\.ts` "[^"]+"$/, claim)
    }
  })

  it.each(rows.map(([, , , test = ""]) => test))("names a test that exists: %s", (test) => {
    const [, file = "", name = ""] = /^`([^`]+)` "([^"]+)"$/.exec(test) ?? []
    assert.isTrue(existsSync(new URL(file, root)), file)
    const source = readFileSync(new URL(file, root), "utf8")
    assert.isTrue(
      [`"${name}"`, `\`${name}\``].some((quoted) => source.includes(quoted)),
      `${file} has no "${name}"`
    )
  })

  it("promises nothing that no program can keep", () => {
    assert.notMatch(page, /exactly once/i)
  })
})
