/**
 * Many seeds, one after the other, and all of them on several cores.
 *
 * @module
 */
import { Worker } from "node:worker_threads"
import { Effect, Schema } from "effect"
import { Coverage } from "./Coverage.ts"
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

/** A worker thread of ours ended, or could not be started. */
export class WorkerEnded extends Schema.TaggedError<WorkerEnded>("@bhejo/simulation/WorkerEnded")("WorkerEnded", {
  reason: Schema.String
}) {
  override readonly message = `A worker of the simulation ended: ${this.reason}`
}

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

/** Runs a range on several threads until it is through or a seed fails, and tells after each slice. */
export const runOn = (
  threads: number,
  range: Range,
  progress: (totals: Totals) => void
): Effect.Effect<Totals, WorkerEnded> =>
  Effect.callback((resume: (effect: Effect.Effect<Totals, WorkerEnded>) => void) => {
    const totals = new Totals()
    let next = range.from
    const end = range.from + range.count
    const workers = new Set<Worker>()
    const stop = () => {
      for (const worker of workers) void worker.terminate()
      workers.clear()
    }
    const give = (worker: Worker) => {
      if (next >= end || totals.failed !== undefined) {
        workers.delete(worker)
        void worker.terminate()
        if (workers.size === 0) resume(Effect.succeed(totals))
        return
      }
      const slice: Range = { from: next, count: Math.min(sliceSize, end - next) }
      next += slice.count
      worker.postMessage(slice)
    }
    for (let thread = 0; thread < threads; thread++) {
      const worker = new Worker(new URL("./worker.ts", import.meta.url))
      workers.add(worker)
      worker.on("message", (tally: Tally) => {
        totals.add(tally)
        progress(totals)
        give(worker)
      })
      worker.on("error", (error) => {
        stop()
        resume(Effect.fail(new WorkerEnded({ reason: error instanceof Error ? error.message : String(error) })))
      })
      give(worker)
    }
    return Effect.sync(stop)
  })
