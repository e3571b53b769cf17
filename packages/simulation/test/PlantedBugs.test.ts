/**
 * The simulation can see: every known mistake is caught by the check that must catch it, and the documentation says so.
 */
import { readFileSync } from "node:fs"
import { describe, expect, it } from "@effect/vitest"
import * as PlantedBugs from "../src/PlantedBugs.ts"

const documented = readFileSync(new URL("../../../docs/planted-bugs.md", import.meta.url), "utf8")

describe("a planted bug", () => {
  const catches = PlantedBugs.all.map((mistake) => ({ mistake, hunted: undefined as PlantedBugs.Catch | undefined }))

  for (const entry of catches) {
    it(`is caught: ${entry.mistake.name}`, () => {
      entry.hunted = PlantedBugs.hunt(entry.mistake)
      expect(entry.hunted.seeds, PlantedBugs.line(entry.hunted)).toBeDefined()
    })
  }

  it("stands in the documentation as it was caught (pnpm planted-bugs --write)", () => {
    const hunted = catches.flatMap(({ hunted }) => (hunted === undefined ? [] : [hunted]))
    expect(hunted.length).toBeGreaterThanOrEqual(18)
    expect(documented).toBe(PlantedBugs.table(hunted))
  })
})
