import { type OtpLimits as Limits, TransferPolicy, TransferStore } from "@bhejo/core"
import { describe, expect, it } from "@effect/vitest"
import { Effect, Result } from "effect"
import { newCustomer, newNumber, untilDebit } from "../../core/test/TransferHistory.ts"
import { OtpLimits } from "../src/PostgresOtpLimits.ts"
import { migratedDatabase } from "./MigratedDatabase.ts"
import { keysOf, layerAt, layerFresh } from "./support.ts"

const minute = 60_000
const send = (customerId = newCustomer()): Limits.OnboardingUse => ({
  limit: "otp_sends",
  customerId,
  max: 4,
  windowMillis: 10 * minute
})

const use = (one: Limits.OnboardingUse) => OtpLimits.use((limits) => limits.use(one))
const refusalOf = (one: Limits.OnboardingUse) =>
  Effect.map(Effect.flip(use(one)), (error) => {
    if (error._tag !== "LimitReached") throw error
    return error
  })

describe("the OTPs of a customer who is made known to Eko", () => {
  it.live("are so many in a window, and as many again of another's", () =>
    Effect.gen(function* () {
      const one = send()
      for (let uses = 0; uses < one.max; uses++) yield* use(one)
      const { limit, scope, waitMillis } = yield* refusalOf(one)
      expect({ limit, scope }).toEqual({ limit: "otp_sends", scope: "customer" })
      expect(waitMillis).toBeLessThanOrEqual(one.windowMillis)
      expect(waitMillis).toBeGreaterThan(one.windowMillis - minute)
      yield* use(send())
      // Tries are counted apart.
      yield* use({ ...one, limit: "otp_tries" })
    }).pipe(Effect.provide(layerFresh))
  )

  it.live("are forgotten once the window has gone over them", () =>
    Effect.gen(function* () {
      const one = { ...send(), max: 1 }
      yield* use(one)
      yield* refusalOf(one)
      yield* Effect.sleep(60)
      yield* use({ ...one, windowMillis: 30 })
    }).pipe(Effect.provide(layerFresh))
  )

  it.live("are as many for all who send them at once", () =>
    Effect.gen(function* () {
      const one = send()
      const uses = Array.from({ length: 4 * one.max }, () => Effect.result(use(one)))
      const results = yield* Effect.all(uses, { concurrency: "unbounded" })
      expect(results.filter(Result.isSuccess)).toHaveLength(one.max)
    }).pipe(Effect.provide(layerFresh))
  )

  it.live("take nothing from those of the customer's transfers, nor these from them", () =>
    Effect.gen(function* () {
      const { append } = yield* TransferStore.TransferStore
      const one = { ...send(), max: 1 }
      const request = () => untilDebit(newNumber(), undefined, one.customerId)[0]
      yield* use(one)
      for (let sends = 0; sends < TransferPolicy.defaults.customerOtpSends; sends++) yield* append(request())
      yield* refusalOf(one)
      expect(yield* Effect.flip(append(request()))).toMatchObject({ _tag: "LimitReached" })
    }).pipe(Effect.provide(layerFresh))
  )

  it.live("go on counting under a new DATA_KEY", () =>
    Effect.gen(function* () {
      const url = yield* migratedDatabase
      const key = (id: string, byte: number) => `${id}:${Buffer.alloc(32, byte).toString("base64")}`
      const [old, fresh] = [key("old", 1), key("new", 2)]
      const one = { ...send(), max: 2 }
      yield* use(one).pipe(Effect.provide(layerAt(url, { dataKeys: keysOf(old) })))
      yield* Effect.gen(function* () {
        yield* use(one)
        yield* refusalOf(one)
      }).pipe(Effect.provide(layerAt(url, { dataKeys: keysOf(`${fresh},${old}`) })))
    })
  )
})
