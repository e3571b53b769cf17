/**
 * What operations see of how Eko behaves.
 *
 * @module
 */
import { PostgresDriftLog } from "@bhejo/store-postgres"
import { Effect, Schema } from "effect"
import * as Route from "./Route.ts"
import { iso } from "./View.ts"

const drift = Route.make({
  method: "GET",
  path: "/v1/operations/drift",
  summary: "List where Eko's answers differ from what is documented, what was seen last first.",
  access: "operator",
  needsIdempotencyKey: false,
  query: Schema.Struct({
    limit: Schema.optionalKey(Route.countBetween(1, 1_000))
  }),
  status: 200,
  answer: Schema.Struct({
    drift: Schema.Array(
      Schema.Struct({
        operation: Schema.String,
        path: Schema.String,
        kind: Schema.String,
        expected: Schema.String,
        count: Schema.Int,
        firstSeenAt: Schema.String,
        lastSeenAt: Schema.String
      })
    )
  }),
  handle: Effect.fnUntraced(function* ({ query: { limit = 100 } }) {
    const log = yield* PostgresDriftLog.DriftLog
    const sightings = yield* log.latest(limit)
    return {
      drift: sightings.map(({ firstSeenAtMillis, lastSeenAtMillis, ...sighting }) => ({
        ...sighting,
        firstSeenAt: iso(firstSeenAtMillis),
        lastSeenAt: iso(lastSeenAtMillis)
      }))
    }
  })
})

export const routes = [drift]
