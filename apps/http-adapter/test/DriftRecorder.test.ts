import { type Drift, TransferStore } from "@bhejo/core"
import { PostgresDriftLog } from "@bhejo/store-postgres"
import { assert, describe, it } from "@effect/vitest"
import { Context, Effect, Exit, Metric, Scope } from "effect"
import { TestClock } from "effect/testing"
import * as DriftRecorder from "../src/eko/DriftRecorder.ts"

const difference: Drift.Drift = { operation: "dmt-fino/initiate", path: "data.fee", kind: "type", expected: "a number" }

/** A log that keeps what it is given, and fails while it is told to. */
const recording = Effect.gen(function* () {
  const written: Array<ReadonlyArray<PostgresDriftLog.Sighting>> = []
  const store = { isDown: false }
  const log = PostgresDriftLog.DriftLog.of({
    add: (sightings) =>
      Effect.suspend(() => {
        if (store.isDown) return Effect.fail(new TransferStore.StoreUnavailable({ operation: "add", cause: "down" }))
        written.push(sightings)
        return Effect.void
      }),
    latest: () => Effect.succeed([])
  })
  const scope = yield* Scope.make()
  const record = yield* DriftRecorder.make.pipe(
    Effect.provideContext(Context.make(PostgresDriftLog.DriftLog, log)),
    Scope.provide(scope)
  )
  return { record, written, store, end: Scope.close(scope, Exit.void) }
})

const counts = (written: ReadonlyArray<ReadonlyArray<PostgresDriftLog.Sighting>>) =>
  written.map((batch) => batch.map(({ path, count }) => [path, count]))

const countOf = (name: string) =>
  Effect.map(Metric.snapshot, (all) =>
    all
      .filter(({ id }) => id === name)
      .reduce((sum, metric) => sum + (metric.type === "Counter" ? Number(metric.state.count) : 0), 0)
  )

describe("DriftRecorder", () => {
  it.effect("writes what it gathered, each place and kind once, and nothing where there is nothing", () =>
    Effect.gen(function* () {
      const { record, written } = yield* recording
      yield* TestClock.adjust("20 seconds")
      assert.deepStrictEqual(written, [])
      const before = yield* countOf("bhejo_eko_drift_total")
      yield* record([difference, { ...difference, path: "data.tid" }])
      yield* TestClock.adjust("2 seconds")
      yield* record([difference])
      assert.deepStrictEqual(written, [])
      yield* TestClock.adjust("5 seconds")
      assert.deepStrictEqual(counts(written), [
        [
          ["data.fee", 2],
          ["data.tid", 1]
        ]
      ])
      const [[fee] = []] = written
      assert.strictEqual(Number(fee?.lastSeenAtMillis) - Number(fee?.firstSeenAtMillis), 2_000)
      assert.strictEqual((yield* countOf("bhejo_eko_drift_total")) - before, 3)
      yield* TestClock.adjust("1 minute")
      assert.lengthOf(written, 1)
    })
  )

  it.effect("writes once more at the end", () =>
    Effect.gen(function* () {
      const { record, written, end } = yield* recording
      yield* record([difference])
      yield* end
      assert.deepStrictEqual(counts(written), [[["data.fee", 1]]])
    })
  )

  it.effect("keeps what could not be written, and goes on", () =>
    Effect.gen(function* () {
      const { record, written, store } = yield* recording
      store.isDown = true
      yield* record([difference])
      yield* TestClock.adjust("11 seconds")
      yield* record([difference])
      store.isDown = false
      yield* TestClock.adjust("5 seconds")
      assert.deepStrictEqual(counts(written), [[["data.fee", 2]]])
    })
  )

  it.effect("holds no more than it may, and counts what it drops", () =>
    Effect.gen(function* () {
      const { record, written, store } = yield* recording
      const before = yield* countOf("bhejo_eko_drift_dropped_total")
      store.isDown = true
      const many = Array.from({ length: DriftRecorder.maxGathered + 7 }, (_, index) => ({
        ...difference,
        path: `data.field_${index}`
      }))
      yield* record(many)
      yield* TestClock.adjust("5 seconds")
      // What is known already is still counted.
      yield* record(many.slice(0, 1))
      store.isDown = false
      yield* TestClock.adjust("5 seconds")
      assert.deepStrictEqual(
        written.map((batch) => batch.length),
        [DriftRecorder.maxGathered]
      )
      assert.strictEqual(written[0]?.[0]?.count, 2)
      assert.strictEqual((yield* countOf("bhejo_eko_drift_dropped_total")) - before, 7)
    })
  )
})
