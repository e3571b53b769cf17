/**
 * What a thread of the simulation does at a time, as a value that can be sent to it.
 *
 * @module
 */
import * as Batch from "./Batch.ts"
import * as CrashPoints from "./CrashPoints.ts"
import * as PlantedBugs from "./PlantedBugs.ts"
import * as Scenarios from "./Scenarios.ts"

export type Task =
  | { readonly _tag: "Seeds"; readonly range: Batch.Range }
  /** The scenario's name, and whether its pairs are of all boundaries. */
  | { readonly _tag: "CrashPoints"; readonly scenario: string; readonly everyPair: boolean }
  /** The mistake's name. */
  | { readonly _tag: "PlantedBug"; readonly mistake: string }

/** What comes of each kind of task. */
export interface Results {
  readonly Seeds: Batch.Tally
  readonly CrashPoints: CrashPoints.Explored
  readonly PlantedBug: PlantedBugs.Hunted
}

export type ResultOf<Kind extends Task> = Results[Kind["_tag"]]

export const perform = (task: Task): Results[keyof Results] => {
  switch (task._tag) {
    case "Seeds":
      return Batch.run(task.range)
    case "CrashPoints":
      return CrashPoints.explore(named(Scenarios.all, task.scenario), "seed", { everyPair: task.everyPair })
    case "PlantedBug":
      return PlantedBugs.hunt(named(PlantedBugs.all, task.mistake))
  }
}

const named = <A extends { readonly name: string }>(all: ReadonlyArray<A>, name: string): A => {
  const found = all.find((each) => each.name === name)
  if (found === undefined) throw new Error(`there is no ${name}`)
  return found
}
