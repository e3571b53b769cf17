/**
 * Threads that share the work: each takes the next task when it is done with its last one.
 *
 * @module
 */
import { Worker } from "node:worker_threads"
import { Context, Effect, Exit, Layer, Pool, Schema } from "effect"
import type * as Task from "./Task.ts"

/** A thread of ours ended, or could not be started. */
export class WorkerEnded extends Schema.TaggedError<WorkerEnded>("@bhejo/simulation/WorkerEnded")("WorkerEnded", {
  reason: Schema.String
}) {
  override readonly message = `A worker of the simulation ended: ${this.reason}`
}

/** Worlds are many and die young: a wide nursery keeps them from being copied about. */
const resourceLimits = { maxYoungGenerationSizeMb: 96 }

export class Crew extends Context.Service<
  Crew,
  {
    readonly threads: number
    /** Has a task done by the next thread that is free. */
    readonly perform: <Kind extends Task.Task>(task: Kind) => Effect.Effect<Task.ResultOf<Kind>, WorkerEnded>
  }
>()("@bhejo/simulation/Crew") {
  static readonly layer = (threads: number): Layer.Layer<Crew> => Layer.effect(Crew, make(threads))
}

const hire = Effect.acquireRelease(
  Effect.sync(() => new Worker(new URL("./worker.ts", import.meta.url), { resourceLimits })),
  (worker) => Effect.promise(() => worker.terminate())
)

const make = Effect.fnUntraced(function* (threads: number) {
  const workers = yield* Pool.make({ acquire: hire, size: threads })
  return Crew.of({
    threads,
    perform: Effect.fnUntraced(function* <Kind extends Task.Task>(task: Kind) {
      const worker = yield* Pool.get(workers)
      // One that fails or is called off in the middle is dismissed, and another one is hired.
      return yield* ask<Task.ResultOf<Kind>>(worker, task).pipe(
        Effect.onExit((exit) => (Exit.isSuccess(exit) ? Effect.void : Pool.invalidate(workers, worker)))
      )
    }, Effect.scoped)
  })
})

const ask = <A>(worker: Worker, task: Task.Task): Effect.Effect<A, WorkerEnded> =>
  Effect.callback((resume: (effect: Effect.Effect<A, WorkerEnded>) => void) => {
    const onMessage = (result: A) => {
      leave()
      resume(Effect.succeed(result))
    }
    const onError = (error: unknown) => {
      leave()
      resume(Effect.fail(new WorkerEnded({ reason: error instanceof Error ? error.message : String(error) })))
    }
    const leave = () => worker.off("message", onMessage).off("error", onError)
    worker.on("message", onMessage).on("error", onError)
    worker.postMessage(task)
    return Effect.sync(leave)
  })
