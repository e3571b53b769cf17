import { assert, describe, it } from "@effect/vitest"
import { Clock, Effect, Fiber, Layer, Schema } from "effect"
import { TestClock } from "effect/testing"
import { EkoClock, uncorrected } from "../src/EkoClock.ts"
import { fromSlots, maxWaitMillis, nextSlot, SigningTimestamps, waitUntil } from "../src/SigningTimestamps.ts"

const startMillis = 1_700_000_000_000

/** A clock that shows what it is set to. */
const clockOf = (clock: { readonly nowMillis: number }, sleep: Clock.Clock["sleep"]): Clock.Clock => {
  const nanos = () => BigInt(clock.nowMillis) * 1_000_000n
  return {
    currentTimeMillisUnsafe: () => clock.nowMillis,
    currentTimeMillis: Effect.sync(() => clock.nowMillis),
    currentTimeNanosUnsafe: nanos,
    currentTimeNanos: Effect.sync(nanos),
    monotonicTimeNanosUnsafe: nanos,
    monotonicTimeNanos: Effect.sync(nanos),
    sleep
  }
}

/** Calls that each note what the clock showed when their timestamp was handed out. */
const handOut = (next: SigningTimestamps["Service"]["next"]) =>
  Effect.gen(function* () {
    const timestamp = yield* next
    return { timestamp: Number(timestamp), clock: yield* Clock.currentTimeMillis }
  })

describe("SigningTimestamps", () => {
  it.effect("hands out each millisecond once among concurrent fibers, and none ahead of the clock", () =>
    Effect.gen(function* () {
      yield* TestClock.setTime(startMillis)
      const { next } = yield* SigningTimestamps
      const fiber = yield* Effect.forkChild(
        Effect.all(
          Array.from({ length: 500 }, () => handOut(next)),
          { concurrency: "unbounded" }
        )
      )
      for (let step = 0; step < 500; step++) yield* TestClock.adjust(1)
      const handedOut = yield* Fiber.join(fiber)
      const timestamps = handedOut.map(({ timestamp }) => timestamp)
      assert.strictEqual(new Set(timestamps).size, 500)
      assert.deepStrictEqual(
        timestamps,
        timestamps.toSorted((one, other) => one - other)
      )
      assert.strictEqual(timestamps[0], startMillis)
      for (const { timestamp, clock } of handedOut) assert.isAtLeast(clock, timestamp)
    }).pipe(Effect.provide(SigningTimestamps.layerSingleProcess))
  )

  it.effect("rises strictly from call to call while the clock stands still or goes on", () =>
    Effect.gen(function* () {
      yield* TestClock.setTime(startMillis)
      const { next } = yield* SigningTimestamps
      const first = yield* next
      const fiber = yield* Effect.forkChild(next)
      yield* TestClock.adjust(0)
      assert.isUndefined(fiber.pollUnsafe())
      yield* TestClock.adjust(1)
      assert.strictEqual(yield* Fiber.join(fiber), first + 1)
      yield* TestClock.adjust(10_000)
      assert.strictEqual(yield* next, first + 10_001)
    }).pipe(Effect.provide(SigningTimestamps.layerSingleProcess))
  )

  it.effect("waits for a clock that was set back a little", () =>
    Effect.gen(function* () {
      yield* TestClock.setTime(startMillis)
      const { next } = yield* SigningTimestamps
      const before = yield* next
      yield* TestClock.setTime(startMillis - maxWaitMillis + 1)
      const fiber = yield* Effect.forkChild(handOut(next))
      yield* TestClock.adjust(maxWaitMillis - 1)
      assert.isUndefined(fiber.pollUnsafe())
      yield* TestClock.adjust(1)
      assert.deepStrictEqual(yield* Fiber.join(fiber), { timestamp: before + 1, clock: before + 1 })
    }).pipe(Effect.provide(SigningTimestamps.layerSingleProcess))
  )

  it.effect("refuses while the clock stands far behind, and works again afterwards", () =>
    Effect.gen(function* () {
      yield* TestClock.setTime(startMillis)
      const { next } = yield* SigningTimestamps
      const before = yield* next
      yield* TestClock.setTime(startMillis - maxWaitMillis)
      const refusal = yield* Effect.flip(next)
      assert.strictEqual(refusal._tag, "TimestampUnavailable")
      yield* TestClock.setTime(startMillis + 1)
      assert.strictEqual(yield* next, before + 1)
    }).pipe(Effect.provide(SigningTimestamps.layerSingleProcess))
  )

  it.effect("gives up when the clock is set back far while a call waits", () =>
    Effect.gen(function* () {
      // A timer measures elapsed time and ends on time, however the clock was set meanwhile.
      const clock = { nowMillis: startMillis }
      const sleep = () =>
        Effect.sync(() => {
          clock.nowMillis = startMillis - 3_600_000
        })
      const { next } = yield* SigningTimestamps
      const refusal = yield* Effect.andThen(next, Effect.flip(next)).pipe(
        Effect.provideService(Clock.Clock, clockOf(clock, sleep))
      )
      assert.strictEqual(refusal._tag, "TimestampUnavailable")
    }).pipe(Effect.provide(SigningTimestamps.layerSingleProcess))
  )

  it.effect("never hands out a slot again whose wait was interrupted", () =>
    Effect.gen(function* () {
      yield* TestClock.setTime(startMillis)
      const { next } = yield* SigningTimestamps
      yield* next
      const waiting = yield* Effect.forkChild(next)
      yield* TestClock.adjust(0)
      yield* Fiber.interrupt(waiting)
      yield* TestClock.adjust(1_000)
      assert.strictEqual(yield* next, startMillis + 1_000)
    }).pipe(Effect.provide(SigningTimestamps.layerSingleProcess))
  )
})

/** A clock that is ahead of ours by what it is set to, in an era for each setting. */
const settable = () => {
  let lead = 0
  let era = 0
  return {
    set: (leadMillis: number) => {
      lead = leadMillis
      era++
    },
    clock: {
      ...uncorrected,
      now: Effect.map(Clock.currentTimeMillis, (nowMillis) => ({ nowMillis: nowMillis + lead, era }))
    }
  }
}

describe("a source whose clock is corrected", () => {
  it.effect("signs in the corrected time at once, forwards and backwards, and nothing twice", () =>
    Effect.gen(function* () {
      yield* TestClock.setTime(startMillis)
      const { set, clock } = settable()
      const next = fromSlots({ lastMillis: 0, modulus: 1, residue: 0 }, clock)
      const timestamps: Array<number> = []
      const burst = Effect.gen(function* () {
        const own = yield* Clock.currentTimeMillis
        const fiber = yield* Effect.forkChild(Effect.replicateEffect(next, 50, { concurrency: "unbounded" }))
        yield* TestClock.adjust(50)
        const taken = yield* Fiber.join(fiber)
        timestamps.push(...taken)
        return Math.min(...taken) - own
      })
      assert.strictEqual(yield* burst, 0)
      set(600_000)
      assert.strictEqual(yield* burst, 600_000)
      set(0)
      assert.strictEqual(yield* burst, 0)
      set(-600_000)
      assert.strictEqual(yield* burst, -600_000)
      set(600_000 - 120)
      // Here it meets what it used before, and passes over it.
      const fiber = yield* Effect.forkChild(Effect.replicateEffect(next, 50, { concurrency: "unbounded" }))
      yield* TestClock.adjust(200)
      timestamps.push(...(yield* Fiber.join(fiber)))
      assert.strictEqual(timestamps.length, 250)
      assert.strictEqual(new Set(timestamps).size, 250)
    })
  )

  it.effect("takes another slot where the clock jumps while it waits", () =>
    Effect.gen(function* () {
      yield* TestClock.setTime(startMillis)
      const { set, clock } = settable()
      const next = fromSlots({ lastMillis: 0, modulus: 100, residue: 0 }, clock)
      const first = yield* next
      const waiting = yield* Effect.forkChild(next)
      yield* TestClock.adjust(50)
      assert.isUndefined(waiting.pollUnsafe())
      set(-20_000)
      yield* TestClock.adjust(100)
      assert.strictEqual(yield* Fiber.join(waiting), first - 20_000 + 100)
    })
  )

  it.effect.prop(
    "hands out nothing twice and nothing ahead of its clock, however it jumps",
    {
      jumps: Schema.Array(
        Schema.Struct({
          leadMillis: Schema.Int.check(Schema.isBetween({ minimum: -60, maximum: 60 })),
          calls: Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 20 }))
        })
      )
    },
    ({ jumps }) =>
      Effect.gen(function* () {
        yield* TestClock.setTime(startMillis)
        const { set, clock } = settable()
        const next = fromSlots({ lastMillis: 0, modulus: 3, residue: 1 }, clock)
        const one = Effect.flatMap(next, (timestamp) =>
          Effect.map(clock.now, ({ nowMillis }) => {
            assert.isAtMost(timestamp, nowMillis)
            return timestamp
          })
        )
        const fibers: Array<Fiber.Fiber<number, unknown>> = []
        for (const { leadMillis, calls } of jumps) {
          set(leadMillis)
          for (let nth = 0; nth < calls; nth++) fibers.push(yield* Effect.forkChild(one))
          yield* TestClock.adjust(7)
        }
        yield* TestClock.adjust(2_000)
        const timestamps = yield* Fiber.joinAll(fibers)
        assert.strictEqual(new Set(timestamps).size, timestamps.length)
      })
  )

  it.effect("takes its clock from the layer's surroundings", () =>
    Effect.gen(function* () {
      yield* TestClock.setTime(startMillis)
      const { set, clock } = settable()
      set(-77_000)
      const { next } = yield* Effect.provide(
        SigningTimestamps,
        Layer.provide(SigningTimestamps.layerSingleProcess, Layer.succeed(EkoClock, clock))
      )
      assert.strictEqual(yield* next, startMillis - 77_000)
    })
  )
})

describe("waitUntil", () => {
  it.effect("waits on where the clock was set back meanwhile", () =>
    Effect.gen(function* () {
      yield* TestClock.setTime(startMillis)
      const fiber = yield* Effect.forkChild(waitUntil(startMillis + 10, 0, uncorrected))
      yield* TestClock.adjust(9)
      yield* TestClock.setTime(startMillis - 50)
      yield* TestClock.adjust(59)
      assert.isUndefined(fiber.pollUnsafe())
      yield* TestClock.adjust(1)
      yield* Fiber.join(fiber)
      assert.isAtLeast(yield* Clock.currentTimeMillis, startMillis + 10)
    })
  )
})

describe("nextSlot", () => {
  const Millis = Schema.Int.check(Schema.isBetween({ minimum: 1_000_000_000_000, maximum: 9_000_000_000_000 }))
  const Offset = Schema.Int.check(Schema.isBetween({ minimum: -20_000, maximum: 20_000 }))
  const Modulus = Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 97 }))

  it.prop(
    "is the first millisecond with the residue that is neither used nor past",
    [Millis, Offset, Modulus, Modulus],
    (values) => {
      const [nowMillis, offset, modulus, any] = values
      const slots = { lastMillis: nowMillis + offset, modulus, residue: any % modulus }
      const slot = nextSlot(slots, nowMillis)
      const from = Math.max(nowMillis, slots.lastMillis + 1)
      assert.strictEqual(slot % modulus, slots.residue)
      assert.isAtLeast(slot, from)
      assert.isBelow(slot, from + modulus)
    }
  )

  it.effect.prop(
    "keeps sources with different residues of one modulus apart",
    { start: Millis, waits: Schema.Array(Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 30 }))) },
    ({ start, waits }) =>
      Effect.gen(function* () {
        yield* TestClock.setTime(start)
        const one = fromSlots({ lastMillis: 0, modulus: 7, residue: 2 })
        const other = fromSlots({ lastMillis: 0, modulus: 7, residue: 5 })
        const handedOut = yield* Effect.forkChild(
          Effect.all(
            [...waits, 0, 0].flatMap((wait) => [one, other].map((next) => Effect.delay(handOut(next), wait))),
            {
              concurrency: "unbounded"
            }
          )
        )
        for (let step = 0; step < waits.length + 12; step++) yield* TestClock.adjust(7)
        const all = yield* Fiber.join(handedOut)
        assert.strictEqual(new Set(all.map(({ timestamp }) => timestamp)).size, all.length)
        for (const { timestamp, clock } of all) assert.isAtLeast(clock, timestamp)
      })
  )
})
