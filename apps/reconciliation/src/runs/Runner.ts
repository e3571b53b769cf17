/**
 * Opens a run or goes on with one, has its chunks done, and closes it.
 *
 * @module
 */
import type { KeyObject } from "node:crypto"
import { Clock, Effect, Schema } from "effect"
import { SqlClient } from "effect/sql"
import type { StatementFormat } from "../statement/StatementFormat.ts"
import * as StatementStore from "../statement/StatementStore.ts"
import * as Chunk from "./Chunk.ts"
import { ChunkQueue, type QueuedChunk } from "./ChunkQueue.ts"
import * as Closing from "./Closing.ts"
import type { RunParameters } from "./RunParameters.ts"
import * as RunStore from "./RunStore.ts"
import { keyOf, type RunWindow } from "./RunWindow.ts"

/** Another process has a run of this window in hand. */
export class RunBusy extends Schema.TaggedError<RunBusy>("@bhejo/reconciliation/RunBusy")("RunBusy", {
  window: Schema.String
}) {
  override readonly message =
    `Another process is reconciling ${this.window}. Wait for it, or stop it: its lock ends with it.`
}

/** A run that has taken one statement cannot go on with another. */
export class StatementDiffers extends Schema.TaggedError<StatementDiffers>("@bhejo/reconciliation/StatementDiffers")(
  "StatementDiffers",
  { run: Schema.String }
) {
  override readonly message =
    `Run ${this.run} has taken another statement and is not finished. Go on with that file, or without one; then start another run with this one.`
}

/** A chunk failed again and again; the run stays open, and goes on when it is started again. */
export class ChunkStuck extends Schema.TaggedError<ChunkStuck>("@bhejo/reconciliation/ChunkStuck")("ChunkStuck", {
  run: Schema.String,
  chunk: Schema.Int
}) {
  override readonly message =
    `Chunk ${this.chunk} of run ${this.run} fails again and again; the log says why. Start the run again once that is mended.`
}

export interface Order {
  readonly window: RunWindow
  readonly isDryRun: boolean
  readonly statement?: { readonly path: string; readonly format: StatementFormat } | undefined
  /** The agents by their numbers, where statements call wallets by those. */
  readonly agentByMobile?: ReadonlyMap<string, string> | undefined
  /** What a new run is opened with; one that is open already keeps its own. */
  readonly parameters: Effect.Effect<RunParameters>
  readonly key?: KeyObject | undefined
  /** Chunks that this process does at a time. */
  readonly lanes: number
  readonly onProgress: (progress: Progress) => Effect.Effect<void>
}

/** How far a run is: rows of the statement that were read, or chunks that are done. */
export type Progress =
  | { readonly _tag: "Opened"; readonly run: string; readonly isResumed: boolean }
  | { readonly _tag: "Reading"; readonly rows: number }
  | { readonly _tag: "Comparing"; readonly done: number; readonly all: number }

/** A chunk that has failed so often in this process stops the run. */
const maxFailures = 5

const pollMillis = 200

/**
 * Runs a window to its end. A run of it that another process has left open is gone on with, from its last finished chunk.
 */
export const run = Effect.fn("Runner.run")((order: Order) =>
  Effect.scoped(Effect.andThen(exclude(order.window), order.isDryRun ? withoutTrace(steps(order)) : steps(order)))
)

/** Holds the window's lock until the scope closes; the database takes it back when this process dies. */
const exclude = Effect.fnUntraced(function* (window: RunWindow) {
  const sql = yield* SqlClient.SqlClient
  const key = `bhejo-reconciliation ${keyOf(window)}`
  const connection = yield* sql.reserve
  const lock = (name: string) =>
    connection.executeValues(`SELECT ${name}(hashtextextended($1, 0))`, [key]).pipe(Effect.map((rows) => rows[0]?.[0]))
  if ((yield* lock("pg_try_advisory_lock")) !== true) return yield* new RunBusy({ window: keyOf(window) })
  yield* Effect.addFinalizer(() => Effect.ignore(lock("pg_advisory_unlock")))
})

/** Takes back everything that a program writes, and keeps what it found. */
const withoutTrace = Effect.fnUntraced(function* <A, E, R>(program: Effect.Effect<A, E, R>) {
  const sql = yield* SqlClient.SqlClient
  return yield* sql
    .withTransaction(
      // A chunk's inquiries may take longer than an idle transaction is allowed to.
      Effect.andThen(
        sql`SET LOCAL idle_in_transaction_session_timeout = 0`,
        Effect.flatMap(program, (result) => Effect.fail({ _tag: "TakenBack" as const, result }))
      )
    )
    .pipe(
      Effect.catchIf(
        (error): error is { readonly _tag: "TakenBack"; readonly result: A } => isTakenBack(error),
        ({ result }) => Effect.succeed(result)
      )
    )
})

const isTakenBack = (error: unknown): boolean =>
  typeof error === "object" && error !== null && "_tag" in error && error._tag === "TakenBack"

const steps = Effect.fnUntraced(function* (order: Order) {
  const sql = yield* SqlClient.SqlClient
  const opened = yield* open(order)
  let run = opened
  if (run.phase === "opened") {
    if (order.statement !== undefined && run.statementSha256 !== undefined) {
      const { path, format } = order.statement
      const wallets = { wallet: run.parameters.wallet, agentByMobile: order.agentByMobile ?? new Map() }
      yield* StatementStore.ingest(path, format, run.statementSha256, wallets, (rows) =>
        order.onProgress({ _tag: "Reading", rows })
      )
    }
    run = yield* RunStore.enter(run, "ingested")
  }
  if (run.phase === "ingested") {
    const ingested = run
    run = yield* sql.withTransaction(Effect.andThen(RunStore.scope(ingested), RunStore.enter(ingested, "scoped")))
  }
  if (run.phase === "scoped") {
    yield* order.isDryRun ? compareHere(run, order) : compareTogether(run, order)
    run = yield* RunStore.enter(run, "compared")
  }
  return yield* Closing.close(run, { isDryRun: order.isDryRun, key: order.key })
})

const open = Effect.fnUntraced(function* (order: Order) {
  const digest = order.statement === undefined ? undefined : yield* StatementStore.digestOf(order.statement.path)
  const unfinished = yield* RunStore.openRun(order.window)
  const isSame = digest === unfinished?.statementSha256
  if (unfinished === undefined || (unfinished.phase === "opened" && !isSame)) {
    // Nothing was looked at yet: a file that could not be taken, once it is mended, begins the run anew.
    if (unfinished !== undefined) yield* RunStore.forget(unfinished.id)
    const run = yield* RunStore.create(yield* order.parameters, digest)
    yield* order.onProgress({ _tag: "Opened", run: run.id, isResumed: false })
    return run
  }
  // Once it was taken, the file is not needed any more; another one would be another run.
  if (digest !== undefined && !isSame) return yield* new StatementDiffers({ run: unfinished.id })
  yield* order.onProgress({ _tag: "Opened", run: unfinished.id, isResumed: true })
  return unfinished
})

/** Does the chunks one after the other, in this process and within its transaction. */
const compareHere = Effect.fnUntraced(function* (run: RunStore.Run, order: Order) {
  const numbers = yield* RunStore.undoneChunks(run.id)
  for (const [done, number] of numbers.entries()) {
    yield* Chunk.perform(run, number, { repairs: false })
    yield* order.onProgress({ _tag: "Comparing", done: done + 1, all: numbers.length })
  }
})

/** Queues the chunks, and does them together with whoever else works on the queue. */
const compareTogether = Effect.fnUntraced(function* (run: RunStore.Run, order: Order) {
  const queue = yield* ChunkQueue
  // A chunk may have been lost with whoever had it in hand, so each start offers what is not done under a new name.
  const offer = yield* Clock.currentTimeMillis
  for (const number of yield* RunStore.undoneChunks(run.id)) {
    yield* queue.offer({ runId: run.id, number, repairs: true }, offer)
  }
  const failures = new Map<number, number>()
  const perform = (chunk: QueuedChunk) =>
    Effect.tapCause(performQueued(chunk), () =>
      Effect.sync(() => failures.set(chunk.number, (failures.get(chunk.number) ?? 0) + 1))
    )
  const watch = Effect.gen(function* () {
    for (;;) {
      const { done, all } = yield* RunStore.progress(run.id)
      yield* order.onProgress({ _tag: "Comparing", done, all })
      if (done === all) return
      const stuck = [...failures].find(([, count]) => count >= maxFailures)
      if (stuck !== undefined) return yield* new ChunkStuck({ run: run.id, chunk: stuck[0] })
      yield* Effect.sleep(pollMillis)
    }
  })
  yield* Effect.raceFirst(watch, lanes(order.lanes, perform))
})

/** Does one chunk of whichever run it belongs to. */
export const performQueued = Effect.fnUntraced(function* ({ runId, number, repairs }: QueuedChunk) {
  const run = yield* RunStore.findRun(runId)
  if (run?.phase === "scoped") yield* Chunk.perform(run, number, { repairs })
})

/** Takes chunks until it is interrupted, so many at a time. */
export const lanes = <E, R>(count: number, perform: (chunk: QueuedChunk) => Effect.Effect<void, E, R>) =>
  Effect.flatMap(ChunkQueue, (queue) => {
    const lane = Effect.forever(
      Effect.catchCause(queue.take(perform), (cause) =>
        Effect.andThen(Effect.logWarning("The queue of chunks did not answer", cause), Effect.sleep("1 second"))
      )
    )
    return Effect.forEach(Array.from({ length: count }), () => lane, { concurrency: count, discard: true })
  })
