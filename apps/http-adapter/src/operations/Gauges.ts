/**
 * How things stand, as gauges: what is unfinished and how old it is, what waits in the queues, and how Eko is.
 *
 * They are read when they are asked for, a few seconds' worth of askers at a time, so that nobody can make the database
 * count all day. Where the database does not answer its gauges keep their last value, and `bhejo_database_up` says so.
 *
 * @module
 */
import { monitorEventLoopDelay } from "node:perf_hooks"
import { EkoClock } from "@bhejo/core"
import { PostgresFigures } from "@bhejo/store-postgres"
import { Effect, Metric } from "effect"
import * as EkoGate from "../eko/EkoGate.ts"

const gauge = (name: string, description: string) => Metric.gauge(name, { description })

const open = gauge("bhejo_open", "Unfinished transfers and wallet loads, in all processes together")
const openAge = gauge("bhejo_open_oldest_attempt_seconds", "For how long the oldest open attempt has been open")
const inDoubt = gauge("bhejo_in_doubt", "Records of which nobody knows whether their money moved")
const inDoubtAge = gauge("bhejo_in_doubt_oldest_seconds", "For how long the oldest of them has been so")
const handedOver = gauge("bhejo_handed_over", "Unfinished records that nothing settles any more but a person")
const queueDepth = gauge("bhejo_queue_depth", "Elements that wait in a queue, for their time or for a worker")
const queueDue = gauge("bhejo_queue_due", "Elements whose time has come and that no worker has")
const queueLag = gauge("bhejo_queue_lag_seconds", "For how long the first of them has been due")
const driftPlaces = gauge("bhejo_eko_drift_places", "Places where Eko's answers differ from what is documented")
const webhookEndpoints = gauge("bhejo_webhook_endpoints", "Addresses of teams that fail, and that are disabled")
const databaseUp = gauge("bhejo_database_up", "Whether the figures above could be read")
const breaker = gauge("bhejo_eko_breaker_state", "1 for the state in which a product's breaker is")
const newWork = gauge("bhejo_eko_new_work", "New work at Eko that is under way in this process")
const clockOffset = gauge("bhejo_eko_clock_offset_seconds", "How far Eko's clock is ahead of ours")
const clockUncertainty = gauge("bhejo_eko_clock_uncertainty_seconds", "How wrong that may be")
const clockCorrection = gauge("bhejo_eko_clock_correction_seconds", "What is added before a request is signed")
const memory = gauge("process_resident_memory_bytes", "Memory that the process holds")
const startTime = gauge("process_start_time_seconds", "When the process started, since 1970")
const loopLag = gauge("nodejs_eventloop_lag_p99_seconds", "How late the event loop was, since the last look")

const set = (of: Metric.Gauge<number>, value: number, attributes: Readonly<Record<string, string>> = {}) =>
  Metric.update(Metric.withAttributes(of, attributes), value)

/** What was told the last time and is not there any more stands at nothing. */
class Told {
  #last = new Map<string, Effect.Effect<void>>()
  #next = new Map<string, Effect.Effect<void>>()

  add(of: Metric.Gauge<number>, name: string, value: number, attributes: Readonly<Record<string, string>>) {
    this.#next.set(`${name} ${JSON.stringify(attributes)}`, set(of, 0, attributes))
    return set(of, value, attributes)
  }

  /** Sets to nothing what was not added since the last time. */
  get clear(): Effect.Effect<void> {
    return Effect.suspend(() => {
      const gone = [...this.#last].filter(([key]) => !this.#next.has(key)).map(([, zero]) => zero)
      this.#last = this.#next
      this.#next = new Map()
      return Effect.all(gone, { discard: true })
    })
  }
}

/** Those states in which nobody knows whether money moved. */
const doubtful: ReadonlySet<string> = new Set(["in_doubt", "refunding"])

const products = ["dmt-fino", "ppi-digikhata"] as const

const ofDatabase = Effect.fnUntraced(function* (figures: PostgresFigures.Figures, told: Told) {
  for (const { record, product, state, count, oldestAttemptSeconds } of figures.open) {
    yield* told.add(open, "open", count, { record, product, state })
    if (oldestAttemptSeconds !== null) {
      yield* told.add(openAge, "age", Math.max(0, oldestAttemptSeconds), { record, product, state })
    }
  }
  for (const product of products) {
    const inThem = figures.open.filter((each) => each.product === product && doubtful.has(each.state))
    yield* set(
      inDoubt,
      inThem.reduce((sum, { count }) => sum + count, 0),
      { product }
    )
    yield* set(inDoubtAge, Math.max(0, ...inThem.map(({ oldestAttemptSeconds }) => oldestAttemptSeconds ?? 0)), {
      product
    })
  }
  yield* set(handedOver, figures.handedOver)
  yield* set(webhookEndpoints, figures.webhooksFailing, { state: "failing" })
  yield* set(webhookEndpoints, figures.webhooksDisabled, { state: "disabled" })
  yield* set(driftPlaces, figures.driftPlaces)
  for (const { queue, depth, due, lagSeconds } of figures.queues) {
    yield* told.add(queueDepth, "depth", depth, { queue })
    yield* told.add(queueDue, "due", due, { queue })
    yield* told.add(queueLag, "lag", Math.max(0, lagSeconds), { queue })
  }
  yield* told.clear
})

const ofEko = Effect.gen(function* () {
  const { states, underway } = yield* EkoGate.EkoGate
  for (const { product, state } of yield* states) {
    for (const each of ["closed", "half_open", "open"]) {
      yield* set(breaker, each === state ? 1 : 0, { product, state: each })
    }
  }
  yield* set(newWork, yield* underway)
  const { offset } = yield* EkoClock.EkoClock
  const { millis, uncertaintyMillis, correctionMillis } = yield* offset
  yield* set(clockOffset, millis / 1_000)
  // Nothing is known where it is infinite.
  if (Number.isFinite(uncertaintyMillis)) yield* set(clockUncertainty, uncertaintyMillis / 1_000)
  yield* set(clockCorrection, correctionMillis / 1_000)
})

/** Bounded, because a scraper waits for ten seconds at most. */
const patience = "3 seconds"

/**
 * Brings the gauges up to date, once for all who ask within the same two seconds.
 */
export const make = Effect.gen(function* () {
  const told = new Told()
  const delays = yield* Effect.acquireRelease(
    Effect.sync(() => {
      const histogram = monitorEventLoopDelay({ resolution: 20 })
      histogram.enable()
      return histogram
    }),
    (histogram) => Effect.sync(() => histogram.disable())
  )

  const ofProcess = Effect.gen(function* () {
    yield* set(memory, process.memoryUsage.rss())
    yield* set(startTime, performance.timeOrigin / 1_000)
    // Before the first measure it is not a number.
    yield* set(loopLag, (delays.percentile(99) || 0) / 1e9)
    delays.reset()
  })

  const refresh = Effect.gen(function* () {
    yield* ofProcess
    yield* ofEko
    yield* PostgresFigures.read.pipe(
      Effect.timeout(patience),
      Effect.flatMap((figures) => Effect.andThen(ofDatabase(figures, told), set(databaseUp, 1))),
      Effect.catch((error) =>
        Effect.andThen(set(databaseUp, 0), Effect.logWarning("The figures could not be read", { error: error._tag }))
      )
    )
  })

  return yield* Effect.cachedWithTTL(Effect.uninterruptible(refresh), "2 seconds")
})
