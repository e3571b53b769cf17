/**
 * What operations see of how Eko behaves.
 *
 * @module
 */
import { EkoClock } from "@bhejo/core"
import { PostgresDriftLog } from "@bhejo/store-postgres"
import { Effect, Schema } from "effect"
import * as Route from "../http/Route.ts"
import { instant, int, iso, present, text } from "../views/View.ts"

const drift = Route.make({
  method: "GET",
  path: "/v1/operations/drift",
  operationId: "listDrift",
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
        operation: text("dmt-fino/initiate"),
        path: text("data.bank_ref_num"),
        kind: text("missing"),
        expected: text("text"),
        count: int(12),
        firstSeenAt: instant(),
        lastSeenAt: instant()
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
  operationId: "getClockOffset",
  summary: "How far Eko's clock is from this process's, and what is added before a request is signed.",
  access: "operator",
  needsIdempotencyKey: false,
  status: 200,
  answer: Schema.Struct({
    offsetMillis: int(120),
    uncertaintyMillis: Schema.optionalKey(int(600)),
    isCertain: Schema.Boolean,
    correctionMillis: int(0)
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
