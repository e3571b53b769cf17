import { TransferStore } from "@bhejo/core"
import { describe, expect, it } from "@effect/vitest"
import { Effect } from "effect"
import * as Given from "../../core/test/Given.ts"
import { commitOf, newNumber, untilDebit } from "../../core/test/TransferHistory.ts"
import * as PostgresFigures from "../src/PostgresFigures.ts"
import { layerFresh, query } from "./support.ts"

describe("PostgresFigures", () => {
  it.live("counts what is unfinished, with its age, what waits, and nothing that is final", () =>
    Effect.gen(function* () {
      const store = yield* TransferStore.TransferStore
      const none = yield* PostgresFigures.read
      expect(none).toEqual({
        open: [],
        handedOver: 0,
        queues: [],
        webhooksFailing: 0,
        webhooksDisabled: 0,
        driftPlaces: 0
      })

      for (const isFinal of [false, false, true]) {
        const number = newNumber()
        const commits = untilDebit(number)
        for (const commit of commits) yield* store.append(commit)
        const outcome = Given.recordOutcome(number, Given.accepted("0", number))
        if (isFinal) yield* store.append(commitOf(commits[2].transfer, outcome))
      }
      yield* query("UPDATE bhejo_steps SET visible_at = (now() AT TIME ZONE 'UTC') - interval '90 seconds'")
      const figures = yield* PostgresFigures.read
      expect(figures.open).toHaveLength(1)
      expect(figures.open[0]).toMatchObject({ record: "transfer", product: "dmt-fino", state: "debiting", count: 2 })
      // Given's attempts began long ago.
      expect(figures.open[0]?.oldestAttemptSeconds).toBeGreaterThan(60)
      const [queue] = figures.queues
      expect(queue?.queue).toBe("transfer-steps")
      expect(queue?.due).toBe(queue?.depth)
      expect(queue?.lagSeconds).toBeGreaterThan(89)

      // A worker has one of them, and it is not late any more.
      yield* query("UPDATE bhejo_steps SET acquired_at = now() AT TIME ZONE 'UTC'")
      expect((yield* PostgresFigures.read).queues).toEqual([{ ...queue, due: 0, lagSeconds: 0 }])
    }).pipe(Effect.provide(layerFresh))
  )
})
