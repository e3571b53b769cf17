/**
 * Interleaved rounds of both contenders, their medians, and what the one costs against the other.
 *
 * @module
 */
import { arch, cpus, platform, release, totalmem } from "node:os"
import { EmbeddedPostgres } from "@bhejo/embedded-postgres"
import { Effect } from "effect"
import * as Child from "./Child.ts"
import { baseline, bhejo, type Contender } from "./Contender.ts"
import * as Round from "./Round.ts"

export interface Settings extends Round.Settings {
  readonly rounds: number
}

/** Where it was measured: figures of another machine are other figures. */
export interface Machine {
  readonly platform: string
  readonly cpu: string
  readonly cores: number
  readonly memoryGiB: number
  readonly node: string
}

export interface Comparison {
  readonly at: string
  readonly machine: Machine
  readonly settings: Settings
  /** Medians over the rounds. */
  readonly bhejo: Round.Figures
  readonly baseline: Round.Figures
  /** Bhejo's median over the baseline's: above 1 it does more in a second, or takes longer. */
  readonly ratios: {
    readonly transfersPerSecond: number
    readonly createP99: number
    readonly confirmP99: number
  }
  readonly rounds: ReadonlyArray<{ readonly bhejo: Round.Figures; readonly baseline: Round.Figures }>
}

const machine = (): Machine => ({
  platform: `${platform()} ${release()} ${arch()}`,
  cpu: cpus()[0]?.model ?? "unknown",
  cores: cpus().length,
  memoryGiB: Math.round(totalmem() / 2 ** 30),
  node: process.version
})

const median = (figures: ReadonlyArray<Round.Figures>): Round.Figures => {
  const of = (pick: (figures: Round.Figures) => number) => Round.quantile(figures.map(pick), 0.5)
  const cpu = of(({ cpuMillisPerTransfer }) => cpuMillisPerTransfer ?? Number.NaN)
  return {
    transfersPerSecond: of(({ transfersPerSecond }) => transfersPerSecond),
    createP50Millis: of(({ createP50Millis }) => createP50Millis),
    createP99Millis: of(({ createP99Millis }) => createP99Millis),
    confirmP50Millis: of(({ confirmP50Millis }) => confirmP50Millis),
    confirmP99Millis: of(({ confirmP99Millis }) => confirmP99Millis),
    commitsPerTransfer: of(({ commitsPerTransfer }) => commitsPerTransfer),
    walBytesPerTransfer: of(({ walBytesPerTransfer }) => walBytesPerTransfer),
    cpuMillisPerTransfer: Number.isNaN(cpu) ? undefined : cpu
  }
}

/** Compares both on one PostgreSQL and one simulated Eko; `onRound` hears of each round as it ends. */
export const run = Effect.fnUntraced(
  function* (
    settings: Settings,
    onRound: (round: number, contender: Contender, figures: Round.Figures) => Effect.Effect<void>
  ) {
    const postgres = yield* EmbeddedPostgres
    const databases = {
      bhejo: yield* postgres.createDatabase("bench_bhejo"),
      baseline: yield* postgres.createDatabase("bench_baseline")
    }
    const simulator = yield* Child.start(
      new URL("Eko.ts", import.meta.url),
      { CUSTOMERS: String(settings.connections) },
      /http:\S+ http:\S+/
    )
    const [baseUrl = "", controlUrl = ""] = simulator.word.split(" ")
    const rounds: Array<{ bhejo: Round.Figures; baseline: Round.Figures }> = []
    const one = Effect.fnUntraced(function* (round: number, contender: Contender) {
      const figures = yield* Round.run(contender, { baseUrl, controlUrl }, databases[contender.name], settings)
      yield* onRound(round, contender, figures)
      return figures
    })
    for (let round = 1; round <= settings.rounds; round++) {
      // Who begins changes each round.
      if (round % 2 === 1) rounds.push({ baseline: yield* one(round, baseline), bhejo: yield* one(round, bhejo) })
      else rounds.push({ bhejo: yield* one(round, bhejo), baseline: yield* one(round, baseline) })
    }
    return compare(settings, rounds)
  },
  Effect.provide(EmbeddedPostgres.layerTemporary),
  Effect.scoped
)

const compare = (settings: Settings, rounds: Comparison["rounds"]): Comparison => {
  const ours = median(rounds.map((round) => round.bhejo))
  const theirs = median(rounds.map((round) => round.baseline))
  return {
    at: new Date().toISOString(),
    machine: machine(),
    settings,
    bhejo: ours,
    baseline: theirs,
    ratios: {
      transfersPerSecond: ours.transfersPerSecond / theirs.transfersPerSecond,
      createP99: ours.createP99Millis / theirs.createP99Millis,
      confirmP99: ours.confirmP99Millis / theirs.confirmP99Millis
    },
    rounds
  }
}
