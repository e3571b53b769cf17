/**
 * The databases of one server: their addresses, and how they are created and dropped.
 *
 * @module
 */
import { PgClient } from "@effect/sql-pg"
import { Effect, Redacted, Schema } from "effect"
import { Reactivity } from "effect/reactivity"
import type { SqlError } from "effect/sql/SqlError"

/** A database could not be created or dropped, or the server does not answer. */
export class DatabaseError extends Schema.TaggedError<DatabaseError>("@bhejo/embedded-postgres/DatabaseError")(
  "DatabaseError",
  {
    database: Schema.String,
    /** What went wrong and what to do, as sentences. */
    reason: Schema.String
  }
) {
  override readonly message = `Database ${this.database}: ${this.reason}`
}

/** The address of another database on the same server. */
const urlOf = (serverUrl: Redacted.Redacted<string>, name: string): Redacted.Redacted<string> => {
  const url = new URL(Redacted.value(serverUrl))
  url.pathname = `/${name}`
  return Redacted.make(url.href)
}

/**
 * Runs statements on one connection to the server's own database `postgres`.
 */
const administer = <A>(
  serverUrl: Redacted.Redacted<string>,
  database: string,
  statements: (sql: PgClient.PgClient) => Effect.Effect<A, SqlError>
): Effect.Effect<A, DatabaseError> =>
  PgClient.makeClient({ url: urlOf(serverUrl, "postgres"), applicationName: "bhejo-embedded-postgres" }).pipe(
    Effect.flatMap(statements),
    Effect.scoped,
    Effect.provide(Reactivity.layer),
    Effect.mapError(({ message, reason: { cause } }) => {
      // The message only says which step it was; PostgreSQL's or the system's own words are in the cause.
      const reason = cause instanceof Error ? `${message}: ${cause.message}` : message
      return new DatabaseError({ database, reason })
    })
  )

/** PostgreSQL cuts longer names off without an error; the rest keeps a name readable in an address and in SQL. */
const isName = (name: string) => /^[a-z_][a-z0-9_]{0,62}$/.test(name)

/**
 * Creates an empty database unless there is one of that name, and returns its address.
 *
 * A name has 1 to 63 lower-case letters, digits and underscores, and does not begin with a digit.
 */
export const create = Effect.fn("Database.create")(function* (serverUrl: Redacted.Redacted<string>, name: string) {
  if (!isName(name)) {
    const reason = "A name has 1 to 63 of a-z, 0-9 and _, and does not begin with a digit."
    return yield* new DatabaseError({ database: name, reason })
  }
  yield* administer(serverUrl, name, (sql) =>
    Effect.gen(function* () {
      const found = yield* sql`SELECT 1 FROM pg_database WHERE datname = ${name}`
      if (found.length === 0) yield* sql`CREATE DATABASE ${sql(name)}`
    })
  )
  return urlOf(serverUrl, name)
})

/**
 * Creates a copy of a database that is prepared at its first use, and returns its address.
 *
 * Whoever comes first prepares the original, in whatever process, and the others wait for it; it is whole once it is
 * marked as a template.
 */
export const createCopy = Effect.fn("Database.createCopy")(function* (
  serverUrl: Redacted.Redacted<string>,
  original: string,
  name: string,
  prepare: (url: Redacted.Redacted<string>) => Effect.Effect<void>
) {
  const isWhole = (sql: PgClient.PgClient) =>
    Effect.map(sql`SELECT 1 FROM pg_database WHERE datname = ${original} AND datistemplate`, ({ length }) => length > 0)
  yield* administer(serverUrl, original, (sql) =>
    Effect.gen(function* () {
      if (yield* isWhole(sql)) return
      yield* sql`SELECT pg_advisory_lock(hashtextextended(${original}, 0))`
      if (yield* isWhole(sql)) return
      yield* sql`DROP DATABASE IF EXISTS ${sql(original)} WITH (FORCE)`
      yield* sql`CREATE DATABASE ${sql(original)}`
      yield* prepare(urlOf(serverUrl, original))
      yield* sql`ALTER DATABASE ${sql(original)} IS_TEMPLATE true`
    })
  )
  yield* administer(serverUrl, name, (sql) => sql`CREATE DATABASE ${sql(name)} TEMPLATE ${sql(original)}`)
  return urlOf(serverUrl, name)
})

/** Drops a database, if it exists, and disconnects whoever uses it. */
export const drop = Effect.fn("Database.drop")(function* (serverUrl: Redacted.Redacted<string>, name: string) {
  yield* administer(serverUrl, name, (sql) => sql`DROP DATABASE IF EXISTS ${sql(name)} WITH (FORCE)`)
})

/** The folder of the files that the server serves, as the server itself says. */
export const dataFolderOf = (serverUrl: Redacted.Redacted<string>): Effect.Effect<string, DatabaseError> =>
  administer(serverUrl, "postgres", (sql) => sql<{ data_directory: string }>`SHOW data_directory`).pipe(
    Effect.map((rows) => rows[0]?.data_directory ?? "")
  )
