/**
 * One round: a contender is started, warmed up, measured and ended, with what it asked of PostgreSQL and of its CPU.
 *
 * Each begins afresh, so that neither works in the background while the other is measured.
 *
 * @module
 */
import { randomBytes } from "node:crypto"
import { Data, Effect, Redacted } from "effect"
import { Client as PgConnection } from "pg"
import * as Child from "./Child.ts"
import type { Contender } from "./Contender.ts"
import * as Load from "./Load.ts"

export interface Settings {
  readonly connections: number
  readonly warmUpMillis: number
  readonly measureMillis: number
  /** A folder in which each process of a service leaves its CPU profile. */
  readonly profileFolder?: string | undefined
}

/** Figures of one round; what depends on the machine alone is left to the report. */
export interface Figures {
  readonly transfersPerSecond: number
  readonly createP50Millis: number
  readonly createP99Millis: number
  readonly confirmP50Millis: number
  readonly confirmP99Millis: number
  /** Commits that a transfer cost, the background work's included. */
  readonly commitsPerTransfer: number
  /** Bytes that PostgreSQL wrote ahead for a transfer. */
  readonly walBytesPerTransfer: number
  /** CPU time of the service's process for a transfer; nothing where the system does not tell. */
  readonly cpuMillisPerTransfer: number | undefined
}

export class LoadFailed extends Data.TaggedError("LoadFailed")<{
  readonly contender: string
  readonly reason: string
}> {
  override get message() {
    return `${this.contender} could not be measured: ${this.reason}`
  }
}

/** What a database has done so far. */
const work = (databaseUrl: Redacted.Redacted<string>) =>
  Effect.promise(async () => {
    const connection = new PgConnection({ connectionString: Redacted.value(databaseUrl) })
    await connection.connect()
    const { rows } = await connection.query<{ commits: string; walBytes: string }>(`
      SELECT xact_commit AS "commits", pg_wal_lsn_diff(pg_current_wal_lsn(), '0/0') AS "walBytes"
      FROM pg_stat_database WHERE datname = current_database()`)
    await connection.end()
    return { commits: Number(rows[0]?.commits), walBytes: Number(rows[0]?.walBytes) }
  })

export const quantile = (values: ReadonlyArray<number>, share: number): number => {
  const sorted = values.toSorted((one, other) => one - other)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN
}

/** Loads a contender's process for as long as the settings say, and ends it. */
const load = Effect.fnUntraced(function* (
  contender: Contender,
  eko: { readonly baseUrl: string; readonly controlUrl: string },
  databaseUrl: Redacted.Redacted<string>,
  settings: Settings
) {
  const apiKey = randomBytes(24).toString("hex")
  const env = contender.env({ databaseUrl, ekoBaseUrl: eko.baseUrl, apiKey })
  const { profileFolder } = settings
  const nodeOptions =
    profileFolder === undefined ? [] : ["--cpu-prof", `--cpu-prof-dir=${profileFolder}/${contender.name}`]
  const service = yield* Child.start(contender.entry, env, /http:\/\/127\.0\.0\.1:\d+/, nodeOptions)
  const before = yield* work(databaseUrl)
  let cpuFrom: number | undefined
  let cpuTo: number | undefined
  const target = { origin: service.word, apiKey, controlUrl: eko.controlUrl }
  const measured = yield* Effect.tryPromise({
    try: () =>
      Load.run(target, {
        ...settings,
        onBegin: () => {
          cpuFrom = Child.cpuMillis(service.pid)
        },
        onEnd: () => {
          cpuTo = Child.cpuMillis(service.pid)
        }
      }),
    catch: (error) => new LoadFailed({ contender: contender.name, reason: String(error) })
  })
  const cpuMillis = cpuFrom === undefined || cpuTo === undefined ? undefined : cpuTo - cpuFrom
  return { measured, before, cpuMillis }
}, Effect.scoped)

/** Measures a contender on its database, which keeps what earlier rounds wrote, as a database does. */
export const run = Effect.fnUntraced(function* (...round: Parameters<typeof load>) {
  const [contender, , databaseUrl] = round
  const { measured, before, cpuMillis } = yield* load(...round)
  const { transfers, transfersInAll, seconds, createMillis, confirmMillis } = measured
  if (transfers === 0) return yield* new LoadFailed({ contender: contender.name, reason: "no transfer ended in time" })
  // A session tells the rest of its statistics when it ends, and all of the service's have.
  const after = yield* work(databaseUrl)
  const figures: Figures = {
    transfersPerSecond: transfers / seconds,
    createP50Millis: quantile(createMillis, 0.5),
    createP99Millis: quantile(createMillis, 0.99),
    confirmP50Millis: quantile(confirmMillis, 0.5),
    confirmP99Millis: quantile(confirmMillis, 0.99),
    commitsPerTransfer: (after.commits - before.commits) / transfersInAll,
    walBytesPerTransfer: (after.walBytes - before.walBytes) / transfersInAll,
    cpuMillisPerTransfer: cpuMillis === undefined ? undefined : cpuMillis / transfers
  }
  return figures
})
