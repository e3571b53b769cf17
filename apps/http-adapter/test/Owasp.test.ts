/** The page about the OWASP API Security Top 10 leaves no risk out, and names tests that are there. */
import { existsSync, readFileSync } from "node:fs"
import { assert, describe, it } from "@effect/vitest"

const root = new URL("../../../", import.meta.url)
const page = readFileSync(new URL("docs/owasp-api-security.md", root), "utf8")

const rows = page
  .split("\n")
  .filter((line) => line.startsWith("| API"))
  .map((line) => line.split("|").map((cell) => cell.trim()))

describe("docs/owasp-api-security.md", () => {
  it("has every risk of the list, in its order", () => {
    const risks = Array.from(new Set(rows.map(([, risk = ""]) => risk.split(" ")[0])))
    assert.deepStrictEqual(
      risks,
      Array.from({ length: 10 }, (_, index) => `API${index + 1}`)
    )
  })

  it.each(rows.map(([, , , test = ""]) => test))("names a test that exists: %s", (test) => {
    const [, file = "", name = ""] = /^`([^`]+\.test\.ts)` "([^"]+)"$/.exec(test) ?? []
    assert.isTrue(file !== "" && existsSync(new URL(file, root)), test)
    assert.include(readFileSync(new URL(file, root), "utf8"), `"${name}"`)
  })

  it("says of each risk what is done", () => {
    for (const [, risk = "", done = ""] of rows) assert.match(done, /^.{40,}\.$/, risk)
  })
})
