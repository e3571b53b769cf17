/**
 * Whether the process lives, and whether it can serve.
 *
 * @module
 */
import { Migrations } from "@bhejo/store-postgres"
import { Effect, Schema } from "effect"
import { Refusal } from "../http/Refusal.ts"
import * as Route from "../http/Route.ts"
import { shuttingDown } from "../http/Router.ts"
import * as Underway from "../http/Underway.ts"
import * as Problem from "../problems/Problem.ts"

const unavailable = (detail: string) => new Refusal({ problem: Problem.make("storage-unavailable", detail) })

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
  summary: "Whether requests should come here: PostgreSQL answers, is migrated, and the process is not ending.",
  problems: ["storage-unavailable", "shutting-down"],
  handle: Effect.fnUntraced(function* () {
    if ((yield* Underway.Current).isEnding) return yield* shuttingDown
    const isMigrated = yield* Migrations.isCurrent.pipe(
      Effect.timeout("2 seconds"),
      Effect.mapError(() => unavailable("PostgreSQL does not answer."))
    )
    return isMigrated ? ok : yield* unavailable("The database lacks migrations of this version.")
  })
})

export const routes = [live, ready]
