/**
 * The connection pool, and the proof at its start that this PostgreSQL keeps what it commits.
 *
 * @module
 */
import { PgClient } from "@effect/sql-pg"
import { Effect, type Layer, type Redacted, Schema } from "effect"
import type { SqlClient, SqlError } from "effect/sql"
import { codeOf } from "./PostgresFailure.ts"

/** No connection can be made. The address, which holds a password, is left out. */
export class PostgresUnreachable extends Schema.TaggedError<PostgresUnreachable>(
  "@bhejo/store-postgres/PostgresUnreachable"
)("PostgresUnreachable", { problem: Schema.String }) {
  override readonly message = `${this.problem} Check the address of the database, and that its server runs.`
}

const Problem = Schema.Struct({
  /** What is wrong, as a sentence. */
  found: Schema.String,
  /** What to do about it, as a sentence. */
  remedy: Schema.String
})
type Problem = typeof Problem.Type

/** This server could lose or falsify what it has committed: nothing runs on it. */
export class PostgresUnsuitable extends Schema.TaggedError<PostgresUnsuitable>(
  "@bhejo/store-postgres/PostgresUnsuitable"
)("PostgresUnsuitable", { problems: Schema.NonEmptyArray(Problem) }) {
  override readonly message = this.problems.map(({ found, remedy }) => `${found} ${remedy}`).join("\n")
}

export interface Options {
  /** `postgres://user:password@host:port/database`; add `?sslmode=require` where the network is not your own. */
  readonly url: Redacted.Redacted<string>
  /** Shown in `pg_stat_activity`; `bhejo` by default. */
  readonly applicationName?: string | undefined
  /** 10 by default: a commit holds one for a few milliseconds, and a step that is handled holds none. */
  readonly maxConnections?: number | undefined
}

/**
 * What every session of ours has, whatever the defaults of server, database and role are.
 *
 * `synchronous_commit` is durable here, and on a synchronous standby where there is one. A statement timeout is off
 * because one that fires while a COMMIT waits for the standby makes that COMMIT succeed without it; calls are bounded on
 * our side. A transaction whose process was frozen must not hold its locks for ever.
 */
const session = {
  timezone: "UTC",
  synchronous_commit: "on",
  statement_timeout: "0",
  default_transaction_isolation: "read committed",
  idle_in_transaction_session_timeout: "60000"
}

/** The oldest PostgreSQL that is tried: 14. */
const minVersion = 14

interface Settings {
  readonly version: number
  readonly fsync: string
  readonly fullPageWrites: string
  readonly synchronousCommit: string
  readonly timeZone: string
  readonly isReadOnly: boolean
}

const readSettings = (sql: SqlClient.SqlClient) =>
  Effect.map(
    sql<Settings>`
      SELECT
        current_setting('server_version_num')::int / 10000 AS "version",
        current_setting('fsync') AS "fsync",
        current_setting('full_page_writes') AS "fullPageWrites",
        current_setting('synchronous_commit') AS "synchronousCommit",
        current_setting('TimeZone') AS "timeZone",
        current_setting('transaction_read_only')::boolean AS "isReadOnly"`,
    ([row]) => row
  )

const isDurable = (synchronousCommit: string) => synchronousCommit === "on" || synchronousCommit === "remote_apply"

const problemsOf = (ours: Settings, serverDefault: Settings): ReadonlyArray<Problem> => {
  const problems: Array<Problem> = []
  const check = (isFine: boolean, found: string, remedy: string) => isFine || problems.push({ found, remedy })
  check(ours.version >= minVersion, `PostgreSQL ${ours.version} is too old.`, `Use ${minVersion} or later.`)
  check(
    ours.fsync === "on",
    "fsync is off: a crash of the server's machine loses commits, or the whole cluster.",
    "Set fsync = on in postgresql.conf and reload; if it ever ran without, restore from a backup."
  )
  check(
    ours.fullPageWrites === "on",
    "full_page_writes is off: a crash can leave pages that are half old and half new.",
    "Set full_page_writes = on in postgresql.conf and reload."
  )
  check(
    serverDefault.synchronousCommit !== "off",
    "synchronous_commit is off by default: a commit is acknowledged before it is on disk.",
    "Set synchronous_commit = on in postgresql.conf, and reset it for the database (ALTER DATABASE) and the role (ALTER ROLE)."
  )
  check(
    isDurable(ours.synchronousCommit) && ours.timeZone === "UTC",
    "The session's settings synchronous_commit and timezone, sent when connecting, do not arrive.",
    "Connect to PostgreSQL itself, or make the pooler between pass startup parameters on."
  )
  check(
    !ours.isReadOnly,
    "The database is read-only, as on a standby.",
    "Connect to the primary, and leave default_transaction_read_only off."
  )
  return problems
}

const unreachable = (error: SqlError.SqlError) => {
  const code = codeOf(error)
  return new PostgresUnreachable({ problem: `${error.message}${code === undefined ? "" : ` (${code})`}.` })
}

const make = Effect.fn("PostgresClient.make")(function* (options: Options) {
  const common = { url: options.url, applicationName: options.applicationName ?? "bhejo" }
  const client = yield* PgClient.make({
    ...common,
    startupParameters: session,
    maxConnections: options.maxConnections ?? 10,
    keepAlive: "30 seconds"
  })
  const [ours, serverDefault] = yield* Effect.all(
    [readSettings(client), Effect.scoped(Effect.flatMap(PgClient.makeClient(common), readSettings))],
    { concurrency: 2 }
  ).pipe(Effect.mapError(unreachable))
  if (ours === undefined || serverDefault === undefined) {
    return yield* new PostgresUnreachable({ problem: "The server does not tell its settings." })
  }
  const [problem, ...more] = problemsOf(ours, serverDefault)
  if (problem !== undefined) return yield* new PostgresUnsuitable({ problems: [problem, ...more] })
  return client
})

/**
 * A pool on a PostgreSQL that was found durable; it fails where the server cannot be reached or would not keep commits.
 *
 * Refused are `fsync` and `full_page_writes` off, a default of `synchronous_commit = off`, a read-only server, and
 * releases before 14. A default of `local` or `remote_write` is no obstacle, because every session of the pool runs
 * with `on`, which no role's or database's default can weaken.
 */
export const layer = (
  options: Options
): Layer.Layer<PgClient.PgClient | SqlClient.SqlClient, PostgresUnreachable | PostgresUnsuitable> =>
  PgClient.layerFrom(Effect.catchTag(make(options), "SqlError", (error) => Effect.fail(unreachable(error))))
