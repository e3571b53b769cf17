/**
 * Shows that the simulation can see: each planted mistake is run against the same seeds as the right program, until the
 * check that must catch it does.
 *
 * @module
 */
import * as Keeping from "./bugs/Keeping.ts"
import * as Loading from "./bugs/Loading.ts"
import type { Mistake } from "./bugs/Mistake.ts"
import * as Reading from "./bugs/Reading.ts"
import * as Sending from "./bugs/Sending.ts"
import * as Simulation from "./Simulation.ts"

export const all: ReadonlyArray<Mistake> = [...Sending.all, ...Reading.all, ...Keeping.all, ...Loading.all]

/** A mistake that survives so many seeds is not caught. */
const patience = 20_000

export interface Hunted {
  /** How many seeds it took, or nothing where no seed caught it. */
  readonly seeds: number | undefined
  /** What else noticed it on the way. */
  readonly others: ReadonlyArray<string>
}

export interface Catch extends Hunted {
  readonly mistake: Mistake
}

/** Runs one mistake until the check that must catch it does. */
export const hunt = (mistake: Mistake): Hunted => {
  const others = new Set<string>()
  for (let seed = 1; seed <= patience; seed++) {
    for (const { check } of Simulation.run(Simulation.planOf(seed, mistake.plant)).violations) {
      if (check === mistake.caughtBy) return { seeds: seed, others: [...others] }
      others.add(check)
    }
  }
  return { seeds: undefined, others: [...others] }
}

/** What became of one mistake, for a terminal. */
export const line = ({ mistake, seeds, others }: Catch): string =>
  [
    `${seeds === undefined ? "NOT CAUGHT" : `seed ${String(seeds).padStart(5)}`}  ${mistake.name}`,
    `            by: ${mistake.caughtBy}`,
    ...(others.length === 0 ? [] : [`            before that: ${others.join("; ")}`])
  ].join("\n")

/** The rows of a table as the formatter writes them, the first one its head. */
const aligned = ([head = [], ...rows]: ReadonlyArray<ReadonlyArray<string>>): ReadonlyArray<string> => {
  const widths = head.map((_, column) => Math.max(...[head, ...rows].map((row) => row[column]?.length ?? 0)))
  const line = (cells: ReadonlyArray<string>) =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(" | ")} |`
  return [line(head), line(widths.map((width) => "-".repeat(width))), ...rows.map(line)]
}

/** The table for the documentation; how soon each is caught changes with every change of the programs, and is printed. */
export const table = (catches: ReadonlyArray<Catch>): string =>
  [
    "# Planted bugs",
    "",
    "Known mistakes, each planted in place of the right program in the simulation, and the check that catches it. Written by",
    "`pnpm planted-bugs --write`, which prints the seed that caught it, too; a test keeps it current.",
    "",
    ...aligned([
      ["the mistaken program", "the check that catches it"],
      ...catches.map(({ mistake, seeds }) => [
        `**${mistake.name}**: ${mistake.does}`,
        seeds === undefined ? "not caught" : mistake.caughtBy
      ])
    ]),
    ""
  ].join("\n")
