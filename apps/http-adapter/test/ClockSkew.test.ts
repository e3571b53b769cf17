/** An adapter on a machine whose clock is wrong, against a real PostgreSQL and an Eko that check theirs. */
import { assert, describe, it } from "@effect/vitest"
import { Clock, Effect } from "effect"
import { shifted } from "../../../packages/core/test/ShiftedClock.ts"
import { client, environment, serve, surroundings } from "./support.ts"

describe("a machine whose clock is wrong", () => {
  it.live.each([600_000, -600_000])("moves the money all the same, once: %i ms", (byMillis) =>
    Effect.gen(function* () {
      const { simulator, databaseUrl } = yield* surroundings()
      const real = yield* Clock.Clock
      const baseUrl = yield* serve(environment(simulator, databaseUrl, "seed")).pipe(
        Effect.provideService(Clock.Clock, shifted(real, byMillis))
      )
      const api = client(baseUrl, simulator)
      const created = yield* api.create()
      assert.strictEqual(created.body.state, "awaiting_otp")
      // The adapter's own times are its own.
      const ownMillis = Date.parse(created.body.createdAt) - (yield* Clock.currentTimeMillis)
      assert.isBelow(Math.abs(ownMillis - byMillis), 60_000)
      const confirmed = yield* api.confirm(created.body.id, yield* api.otpOf("9123456789"))
      assert.strictEqual(confirmed.body.state, "succeeded")
      assert.strictEqual((yield* api.debits(created.body.id)).length, 1)
    }).pipe(Effect.scoped)
  )
})
