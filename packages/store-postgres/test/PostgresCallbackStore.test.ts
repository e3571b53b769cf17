import { CallbackStore, Identifiers, TxStatus } from "@bhejo/core"
import { describe, expect, it } from "@effect/vitest"
import { Effect } from "effect"
import { layerFresh, query } from "./support.ts"

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
      yield* keep(full, receivedAtMillis + 1)
      expect(yield* since(receivedAtMillis + 1)).toEqual([
        { hint: full, receivedAtMillis: receivedAtMillis + 1 },
        { hint: full, receivedAtMillis: receivedAtMillis + 1 }
      ])
      expect((yield* since(0)).map(({ hint }) => hint.tid)).toEqual(["78", "77", "77"])
    }).pipe(Effect.provide(layerFresh))
  )

  it.live("changes and removes nothing", () =>
    Effect.gen(function* () {
      const { keep } = yield* CallbackStore.CallbackStore
      yield* keep({ clientRefId: "x" }, receivedAtMillis)
      for (const statement of ["UPDATE callbacks SET hint = '{}'", "DELETE FROM callbacks", "TRUNCATE callbacks"]) {
        expect((yield* Effect.flip(query(statement)))._tag, statement).toBe("SqlError")
      }
    }).pipe(Effect.provide(layerFresh))
  )
})
