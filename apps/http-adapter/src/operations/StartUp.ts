/**
 * What a process says once it works: which database, which Eko, and what else it is connected to. No secret is in it, and
 * no name that one logs in with.
 *
 * @module
 */
import { Migrations } from "@bhejo/store-postgres"
import { Config, Effect, Redacted } from "effect"
import { SqlClient } from "effect/sql"
import type { Configuration } from "../Configuration.ts"

/** Host, port and name of the database. */
const databaseOf = ({ databaseUrl }: Configuration): string => {
  const { hostname, port, pathname } = new URL(Redacted.value(databaseUrl))
  return `${hostname}:${port === "" ? "5432" : port}${pathname}`
}

const collector = Config.String("OTEL_EXPORTER_OTLP_ENDPOINT").pipe(
  Config.withDefault(""),
  Effect.map((endpoint) => (URL.canParse(endpoint) ? new URL(endpoint).origin : "none")),
  Effect.orElseSucceed(() => "none")
)

/** Everything that the process is connected to, for its first line. */
export const connections = Effect.fnUntraced(function* (configuration: Configuration) {
  const sql = yield* SqlClient.SqlClient
  const [server] = yield* Effect.orElseSucceed(
    sql<{ version: string }>`SELECT current_setting('server_version') AS version`,
    () => []
  )
  return {
    database: databaseOf(configuration),
    postgres: server?.version ?? "unknown",
    migrations: Migrations.newest,
    eko: new URL(configuration.ekoBaseUrl).origin,
    generation: configuration.account.generation,
    collector: yield* collector,
    node: process.versions.node,
    pid: process.pid
  }
})
