/**
 * What operations see of how Eko behaves.
 *
 * @module
 */
import { EkoClock } from "@bhejo/core"
import { PostgresDriftLog } from "@bhejo/store-postgres"
import { Effect, Schema } from "effect"
import * as Route from "./Route.ts"
import { iso, present } from "./View.ts"

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

const clock = Route.make({
  method: "GET",
  path: "/v1/operations/clock",
  summary: "How far Eko's clock is from this process's, and what is added before a request is signed.",
  access: "operator",
  needsIdempotencyKey: false,
  status: 200,
  answer: Schema.Struct({
    offsetMillis: Schema.Int,
    uncertaintyMillis: Schema.optionalKey(Schema.Int),
    isCertain: Schema.Boolean,
    correctionMillis: Schema.Int
  }),
  handle: Effect.fnUntraced(function* () {
    const { offset } = yield* EkoClock.EkoClock
    const { millis, uncertaintyMillis, isCertain, correctionMillis } = yield* offset
    return present({
      offsetMillis: millis,
      // Nothing is known where it is infinite, and JSON has no word for that.
      uncertaintyMillis: Number.isFinite(uncertaintyMillis) ? uncertaintyMillis : undefined,
      isCertain,
      correctionMillis
    })
  })
})

export const routes = [drift, clock]
