import { describe, expect, it } from "@effect/vitest"
import { Effect } from "effect"
import { DriftLog, maxPlaces, type Sighting } from "../src/PostgresDriftLog.ts"
import { layerFresh, query } from "./support.ts"

const fee: Sighting = {
  operation: "dmt-fino/initiate",
  path: "data.fee",
  kind: "type",
  expected: "a number or a text",
  count: 2,
  firstSeenAtMillis: 1_700_000_001_234,
  lastSeenAtMillis: 1_700_000_005_000
}
const list: Sighting = {
  ...fee,
  operation: "dmt-fino/get-recipients",
  path: "data.recipient_list[].ifsc",
  kind: "missing",
  lastSeenAtMillis: 1_700_000_009_000
}

describe("PostgresDriftLog", () => {
  it.live("counts each place and kind in one row, from when it was first seen to the last time", () =>
    Effect.gen(function* () {
      const log = yield* DriftLog
      yield* log.add([fee, list])
      // Another process may tell of what was seen before.
      yield* log.add([{ ...fee, count: 1, firstSeenAtMillis: 1_699_999_999_999, lastSeenAtMillis: 1_700_000_000_000 }])
      yield* log.add([
        { ...fee, count: 3, firstSeenAtMillis: 1_700_000_010_000, lastSeenAtMillis: 1_700_000_011_001 },
        { ...fee, kind: "missing", count: 1 }
      ])
      yield* log.add([])
      expect(yield* log.latest(10)).toEqual([
        { ...fee, count: 6, firstSeenAtMillis: 1_699_999_999_999, lastSeenAtMillis: 1_700_000_011_001 },
        list,
        { ...fee, kind: "missing", count: 1 }
      ])
      expect(yield* log.latest(1)).toHaveLength(1)
    }).pipe(Effect.provide(layerFresh))
  )

  it.live("counts all of what several processes see at once", () =>
    Effect.gen(function* () {
      const log = yield* DriftLog
      yield* Effect.all(
        Array.from({ length: 20 }, (_, index) => log.add(index % 2 === 0 ? [fee, list] : [list, fee])),
        { concurrency: "unbounded" }
      )
      expect((yield* log.latest(10)).map(({ count }) => count)).toEqual([40, 40])
    }).pipe(Effect.provide(layerFresh))
  )

  it.live(
    "keeps so many places of an operation, and goes on counting those, however many names somebody makes up",
    () =>
      Effect.gen(function* () {
        const log = yield* DriftLog
        const made = (from: number, count: number) =>
          Array.from({ length: count }, (_, index) => ({ ...fee, path: `data.made_${from + index}`, count: 1 }))
        yield* log.add([fee, ...made(0, maxPlaces - 2)])
        yield* log.add([fee, list, ...made(1_000, 700)])
        const kept = yield* log.latest(5_000)
        expect(kept.filter(({ operation }) => operation === fee.operation)).toHaveLength(maxPlaces)
        expect(kept.find(({ path }) => path === fee.path)?.count).toBe(4)
        expect(kept.find(({ operation }) => operation === list.operation)?.count).toBe(list.count)
      }).pipe(Effect.provide(layerFresh))
  )

  it.live("says that the store is unavailable, and nothing of what it was to keep", () =>
    Effect.gen(function* () {
      const log = yield* DriftLog
      yield* query("DROP TABLE eko_drift")
      const failure = yield* Effect.flip(log.add([fee]))
      expect(failure._tag).toBe("StoreUnavailable")
      expect(JSON.stringify(failure)).not.toContain("data.fee")
    }).pipe(Effect.provide(layerFresh))
  )
})
