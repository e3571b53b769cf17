import { CallbackStore, Identifiers, TxStatus } from "@bhejo/core"
import { describe, expect, it } from "@effect/vitest"
import { Clock, Effect } from "effect"
import { layerFresh, query } from "./support.ts"

const dayMillis = 24 * 60 * 60_000
const receivedAtMillis = 1_700_000_000_123

describe("PostgresCallbackStore", () => {
  it.live("gives back what was kept, oldest first, from an instant on", () =>
    Effect.gen(function* () {
      const { keep, since } = yield* CallbackStore.CallbackStore
      const full = {
        tid: Identifiers.Tid.make("77"),
        clientRefId: "somebody-else's",
        txStatus: TxStatus.TxStatus.make("0"),
        timestamp: "2024-06-01 14:23:05"
      }
      yield* keep(full, receivedAtMillis + 1)
      yield* keep({ tid: Identifiers.Tid.make("78") }, receivedAtMillis)
      // Word for word the same adds nothing, in whatever order; another word does.
      const { timestamp, ...rest } = full
      yield* keep({ timestamp, ...rest }, receivedAtMillis + 2)
      yield* keep({ ...full, txStatus: TxStatus.TxStatus.make("1") }, receivedAtMillis + 3)
      expect((yield* since(receivedAtMillis + 1)).map(({ receivedAtMillis }) => receivedAtMillis)).toEqual([
        receivedAtMillis + 1,
        receivedAtMillis + 3
      ])
      expect((yield* since(0)).map(({ hint }) => hint.tid)).toEqual(["78", "77", "77"])
    }).pipe(Effect.provide(layerFresh))
  )

  it.live("forgets what was kept for long enough, and no more", () =>
    Effect.gen(function* () {
      const { keep, since, forget } = yield* CallbackStore.CallbackStore
      const nowMillis = yield* Clock.currentTimeMillis
      for (const days of [29, 31, 99, 101]) yield* keep({ clientRefId: `${days}` }, nowMillis - days * dayMillis)
      const left = Effect.map(since(0), (kept) => kept.map(({ hint }) => hint.clientRefId))
      expect(yield* forget(100 * dayMillis)).toBe(1)
      expect(yield* left).toEqual(["99", "31", "29"])
      // A month stays, whoever asks.
      expect(yield* forget(0)).toBe(2)
      expect(yield* left).toEqual(["29"])
    }).pipe(Effect.provide(layerFresh))
  )

  it.live("changes nothing, and removes nothing that is younger than a month", () =>
    Effect.gen(function* () {
      const { keep } = yield* CallbackStore.CallbackStore
      yield* keep({ clientRefId: "x" }, yield* Clock.currentTimeMillis)
      for (const statement of ["UPDATE callbacks SET hint = '{}'", "DELETE FROM callbacks", "TRUNCATE callbacks"]) {
        expect((yield* Effect.flip(query(statement)))._tag, statement).toBe("SqlError")
      }
    }).pipe(Effect.provide(layerFresh))
  )
})
