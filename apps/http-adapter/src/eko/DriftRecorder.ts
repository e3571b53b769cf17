/**
 * Counts and keeps where Eko's answers differ from what is documented, without ever keeping a call waiting.
 *
 * What is seen is gathered in memory and written now and then, and once more at the end. Memory is bounded: what is new
 * while it is full is counted as dropped.
 *
 * @module
 */
import { Drift } from "@bhejo/core"
import { PostgresDriftLog } from "@bhejo/store-postgres"
import { Clock, Effect, Layer, Metric, type Scope } from "effect"

/** So many different places and kinds are gathered between two writes. */
export const maxGathered = 1_000

const seen = Metric.counter("bhejo_eko_drift_total", {
  description: "Differences between Eko's answers and what is documented",
  incremental: true
})

const dropped = Metric.counter("bhejo_eko_drift_dropped_total", {
  description: "Differences that were counted but not kept, because too many different ones waited to be written",
  incremental: true
})

/** Tells the count from the start. */
export const registered = Metric.update(dropped, 0)

/** Takes the differences of one answer, to be written within a few seconds. */
export const make: Effect.Effect<
  (differences: ReadonlyArray<Drift.Drift>) => Effect.Effect<void>,
  never,
  PostgresDriftLog.DriftLog | Scope.Scope
> = Effect.gen(function* () {
  const log = yield* PostgresDriftLog.DriftLog
  let gathered = new Map<string, PostgresDriftLog.Sighting>()

  /** Adds to what is gathered, and tells whether there was room. */
  const gather = (sighting: PostgresDriftLog.Sighting): boolean => {
    const key = `${sighting.operation} ${sighting.kind} ${sighting.path}`
    const known = gathered.get(key)
    if (known === undefined && gathered.size >= maxGathered) return false
    gathered.set(
      key,
      known === undefined
        ? sighting
        : {
            ...sighting,
            count: known.count + sighting.count,
            firstSeenAtMillis: Math.min(known.firstSeenAtMillis, sighting.firstSeenAtMillis),
            lastSeenAtMillis: Math.max(known.lastSeenAtMillis, sighting.lastSeenAtMillis)
          }
    )
    return true
  }

  const gatherAll = (sightings: Iterable<PostgresDriftLog.Sighting>) =>
    Effect.forEach(sightings, (sighting) => (gather(sighting) ? Effect.void : Metric.update(dropped, 1)), {
      discard: true
    })

  const write = Effect.suspend(() => {
    if (gathered.size === 0) return Effect.void
    const batch = [...gathered.values()]
    gathered = new Map()
    return log.add(batch).pipe(
      // A write whose answer was lost may have happened, and is counted twice then: drift is a hint, not an account.
      Effect.catch((error) => Effect.andThen(gatherAll(batch), Effect.logWarning("Drift could not be written", error)))
    )
  })

  yield* Effect.addFinalizer(() => write)
  yield* Effect.sleep("5 seconds").pipe(
    Effect.andThen(Effect.uninterruptible(write)),
    Effect.forever,
    Effect.forkScoped
  )

  return Effect.fnUntraced(function* (differences) {
    const now = yield* Clock.currentTimeMillis
    for (const { operation, kind } of differences) {
      yield* Metric.update(Metric.withAttributes(seen, { operation, kind }), 1)
    }
    yield* gatherAll(
      differences.map(({ operation, path, kind, expected }) => ({
        operation,
        path,
        kind,
        expected,
        count: 1,
        firstSeenAtMillis: now,
        lastSeenAtMillis: now
      }))
    )
  })
})

/** Puts what core's client finds on record, if the layer is below the client's. */
export const layer: Layer.Layer<never, never, PostgresDriftLog.DriftLog> = Layer.effect(Drift.DriftSink, make)
