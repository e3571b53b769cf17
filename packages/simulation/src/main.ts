/**
 * `pnpm simulate`: runs many worlds, or replays one; and the two exhaustive companions, `crash-points` and
 * `planted-bugs`.
 *
 * @module
 */
import "./Synchronous.ts"
import { availableParallelism } from "node:os"
import * as NodeRuntime from "@effect/platform-node/NodeRuntime"
import * as NodeServices from "@effect/platform-node/NodeServices"
import { Clock, Console, Effect, FileSystem, Option } from "effect"
import { Command, Flag } from "effect/cli"
import * as Batch from "./Batch.ts"
import { expected } from "./Coverage.ts"
import { Crew } from "./Crew.ts"
import * as PlantedBugs from "./PlantedBugs.ts"
import * as Report from "./Report.ts"
import * as Scenarios from "./Scenarios.ts"
import * as Simulation from "./Simulation.ts"

/** Where the table of planted bugs is kept. */
const documentation = new URL("../../../docs/planted-bugs.md", import.meta.url).pathname

const seeds = Flag.Int("seeds").pipe(Flag.withDescription("How many seeds to run"), Flag.withDefault(10_000))
const from = Flag.Int("from").pipe(Flag.withDescription("The first seed"), Flag.withDefault(1))
const seed = Flag.Int("seed").pipe(Flag.withDescription("Replay this one seed with its whole timeline"), Flag.optional)
const threads = Flag.Int("threads").pipe(
  Flag.withDescription("On how many threads"),
  Flag.withDefault(availableParallelism())
)
const everyPair = Flag.Boolean("every-pair").pipe(
  Flag.withDescription("Make pairs of all crash points, of those that leave the same behind, too"),
  Flag.withDefault(false)
)
const write = Flag.Boolean("write").pipe(
  Flag.withDescription("Write the table into the documentation"),
  Flag.withDefault(false)
)

/** Prints one world; whether all its checks hold. */
const replay = (seed: number) => {
  const result = Simulation.run({ ...Simulation.planOf(seed), isRecorded: true })
  return Effect.as(Console.log(Report.world(result)), result.violations.length === 0)
}

const progressEveryMillis = 1_000

const many = Effect.fnUntraced(function* (range: Batch.Range) {
  const crew = yield* Crew
  const clock = yield* Clock.Clock
  const startedAt = clock.monotonicTimeNanosUnsafe()
  const line = (totals: Batch.Totals) => {
    const seconds = Number(clock.monotonicTimeNanosUnsafe() - startedAt) / 1e9
    return Report.speed(totals, range.count, Math.max(seconds, 0.001), process.memoryUsage.rss())
  }
  let shownAt = startedAt
  const totals = yield* Batch.runOn(crew, range, (totals) => {
    const now = clock.monotonicTimeNanosUnsafe()
    if (Number(now - shownAt) / 1e6 < progressEveryMillis) return
    shownAt = now
    process.stderr.write(process.stderr.isTTY ? `\r${line(totals)}   ` : `${line(totals)}\n`)
  })
  if (process.stderr.isTTY) process.stderr.write("\n")
  yield* Console.log(Report.coverage(totals.coverage))
  yield* Console.log(`${line(totals)}, on ${crew.threads} threads`)
  if (totals.failed !== undefined) {
    yield* Console.log(Report.failure(totals.failed))
    return false
  }
  const missing = range.count < Report.seedsThatReachEverything ? [] : totals.coverage.missing(expected)
  if (missing.length > 0) yield* Console.log(`never reached: ${missing.join(", ")}`)
  return missing.length === 0
})

/** A command on so many threads, whose process fails where not everything holds. */
const judged = <E, R>(threads: number, holds: Effect.Effect<boolean, E, R>) =>
  Effect.provide(
    Effect.map(holds, (holds) => {
      process.exitCode = holds ? 0 : 1
    }),
    Crew.layer(Math.max(1, threads))
  )

const plantedBugs = Command.make("planted-bugs", { write, threads }, ({ write, threads }) =>
  judged(
    threads,
    Effect.gen(function* () {
      const { perform, threads } = yield* Crew
      const catches = yield* Effect.forEach(
        PlantedBugs.all,
        (mistake) =>
          perform({ _tag: "PlantedBug", mistake: mistake.name }).pipe(
            Effect.map((hunted): PlantedBugs.Catch => ({ mistake, ...hunted })),
            Effect.tap((caught) => Console.log(PlantedBugs.line(caught)))
          ),
        { concurrency: threads }
      )
      if (write) {
        const files = yield* FileSystem.FileSystem
        yield* files.writeFileString(documentation, PlantedBugs.table(catches))
      }
      const caught = catches.filter(({ seeds }) => seeds !== undefined).length
      yield* Console.log(`${caught} of ${catches.length} caught`)
      return caught === catches.length
    })
  )
).pipe(Command.withDescription("Plants known mistakes and shows which check catches each"))

const crashPoints = Command.make("crash-points", { threads, everyPair }, ({ threads, everyPair }) =>
  judged(
    threads,
    Effect.gen(function* () {
      const { perform, threads } = yield* Crew
      const explored = yield* Effect.forEach(
        Scenarios.all,
        ({ name }) =>
          Effect.tap(perform({ _tag: "CrashPoints", scenario: name, everyPair }), (explored) =>
            Console.log(Report.explored(explored))
          ),
        { concurrency: threads }
      )
      return explored.every(({ failures }) => failures.length === 0)
    })
  )
).pipe(Command.withDescription("Lets a process die at every call, before and after, alone and in pairs"))

const simulate = Command.make("simulate", { seeds, from, seed, threads }, ({ seeds, from, seed, threads }) =>
  judged(
    threads,
    Option.match(seed, {
      onNone: () => many({ from, count: seeds }),
      onSome: replay
    })
  )
).pipe(
  Command.withDescription("Runs the whole system in one process, under faults, from seeds"),
  Command.withSubcommands([plantedBugs, crashPoints])
)

Command.run(simulate, { version: "0.0.0" }).pipe(Effect.provide(NodeServices.layer), NodeRuntime.runMain)
