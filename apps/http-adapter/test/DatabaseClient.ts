/** A client of a test's own on a database, beside the service's, for as long as a scope is open. */
import { PgClient } from "@effect/sql-pg"
import { Context, Effect, Layer, type Redacted } from "effect"

export const sqlOn = (url: Redacted.Redacted<string>, maxConnections: number) =>
  Effect.map(Layer.build(PgClient.layer({ url, maxConnections, applicationName: "test" })), (services) =>
    Context.get(services, PgClient.PgClient)
  )
