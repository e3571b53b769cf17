/**
 * Many seeds, one after the other, and all of them on several cores.
 *
 * @module
 */
import { Effect } from "effect"
import { Coverage } from "./Coverage.ts"
import type { Crew, WorkerEnded } from "./Crew.ts"
import * as Simulation from "./Simulation.ts"

export interface Range {
  readonly from: number
  readonly count: number
}

/** What came of a range of seeds; it ends at the first seed that fails. */
export interface Tally {
  readonly seeds: number
  readonly portCalls: number
  readonly reached: ReadonlyArray<readonly [string, number]>
  readonly failed: number | undefined
}

export const run = ({ from, count }: Range, substitutes?: Simulation.Substitutes): Tally => {
  const coverage = new Coverage()
  let portCalls = 0
  for (let seed = from; seed < from + count; seed++) {
    const result = Simulation.run(Simulation.planOf(seed, substitutes), coverage)
    portCalls += result.portCalls
    if (result.violations.length > 0) {
      return { seeds: seed - from + 1, portCalls, reached: coverage.entries(), failed: seed }
    }
  }
  return { seeds: count, portCalls, reached: coverage.entries(), failed: undefined }
}

/** Seeds that a worker takes at a time. */
const sliceSize = 500

/** The seeds so far, all workers together. */
export class Totals {
  seeds = 0
  portCalls = 0
  readonly coverage = new Coverage()
  failed: number | undefined

  add({ seeds, portCalls, reached, failed }: Tally): void {
    this.seeds += seeds
    this.portCalls += portCalls
    this.coverage.add(reached)
    if (failed !== undefined) this.failed = Math.min(failed, this.failed ?? failed)
  }
}

/** Runs a range on all threads of a crew until it is through or a seed fails, and tells after each slice. */
export const runOn = Effect.fnUntraced(function* (
  { threads, perform }: Crew["Service"],
  { from, count }: Range,
  progress: (totals: Totals) => void
): Effect.fn.Return<Totals, WorkerEnded> {
  const totals = new Totals()
  const end = from + count
  let next = from
  const work = Effect.gen(function* (): Effect.fn.Return<void, WorkerEnded> {
    while (next < end && totals.failed === undefined) {
      const range = { from: next, count: Math.min(sliceSize, end - next) }
      next += range.count
      totals.add(yield* perform({ _tag: "Seeds", range }))
      progress(totals)
    }
  })
  yield* Effect.all(
    Array.from({ length: threads }, () => work),
    { concurrency: "unbounded", discard: true }
  )
  return totals
})
