/**
 * Whether the process lives, and whether it can serve.
 *
 * @module
 */
import { Effect, Schema } from "effect"
import { SqlClient } from "effect/sql"
import * as Problem from "./Problem.ts"
import { Refusal } from "./Refusal.ts"
import * as Route from "./Route.ts"

const health = {
  method: "GET",
  access: "anyone",
  isNeverShed: true,
  needsIdempotencyKey: false,
  status: 200,
  answer: Schema.Struct({ status: Schema.Literal("ok") })
} as const

const ok = { status: "ok" } as const

const live = Route.make({
  ...health,
  path: "/livez",
  operationId: "getLiveness",
  summary: "Whether the process lives.",
  handle: () => Effect.succeed(ok)
})

const ready = Route.make({
  ...health,
  path: "/readyz",
  operationId: "getReadiness",
  summary: "Whether PostgreSQL answers; it was migrated before anything was served.",
  problems: ["storage-unavailable"],
  handle: () =>
    SqlClient.SqlClient.use((sql) =>
      sql`SELECT 1`.pipe(
        Effect.timeout("2 seconds"),
        Effect.mapError(
          () => new Refusal({ problem: Problem.make("storage-unavailable", "PostgreSQL does not answer.") })
        ),
        Effect.as(ok)
      )
    )
})

export const routes = [live, ready]
