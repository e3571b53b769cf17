import { assert, describe, it } from "@effect/vitest"
import { Clock, Effect, Layer, Schema } from "effect"
import { TestClock } from "effect/testing"
import * as EkoClock from "../src/EkoClock.ts"

const startMillis = 1_700_000_000_000

/** A witness of an Eko that is `offsetMillis` ahead of us, its answer begun at `atMillis` after the start. */
const witness = (
  offsetMillis: number,
  about: { readonly atMillis?: number; readonly elapsedMillis?: number; readonly weight?: number } = {}
): EkoClock.Observation => {
  const { atMillis = 0, elapsedMillis = 100, weight = 1 } = about
  const at = (millis: number) => ({ wallMillis: startMillis + atMillis + millis, monotonicMillis: atMillis + millis })
  return {
    sent: at(0),
    received: at(elapsedMillis),
    dateMillis: Math.floor((startMillis + atMillis + offsetMillis + elapsedMillis / 2) / 1_000) * 1_000,
    weight
  }
}

const after = (observations: ReadonlyArray<EkoClock.Observation>) =>
  observations.reduce(EkoClock.observe, EkoClock.initial)

const offsetOf = (observations: ReadonlyArray<EkoClock.Observation>) => {
  const last = observations.at(-1) ?? witness(0)
  return EkoClock.offsetAt(after(observations), last.received)
}

describe("the offset", () => {
  it("is unknown before the first answer", () => {
    assert.deepStrictEqual(offsetOf([]), {
      millis: 0,
      uncertaintyMillis: Number.POSITIVE_INFINITY,
      isCertain: false,
      correctionMillis: 0
    })
  })

  it("is certain once three answers agree, and applied where it matters", () => {
    const three = [0, 1, 2].map((second) => witness(30_000, { atMillis: second * 1_000 }))
    assert.include(offsetOf(three.slice(0, 2)), { isCertain: false, correctionMillis: 0 })
    const offset = offsetOf(three)
    assert.isTrue(offset.isCertain)
    assert.closeTo(offset.millis, 30_000, offset.uncertaintyMillis)
    assert.isBelow(offset.uncertaintyMillis, 1_000)
    assert.strictEqual(offset.correctionMillis, offset.millis)
  })

  it("narrows with answers that fall differently into their second", () => {
    const answers = Array.from({ length: 10 }, (_, nth) => witness(0, { atMillis: nth * 1_137, elapsedMillis: 20 }))
    assert.isBelow(offsetOf(answers).uncertaintyMillis, offsetOf(answers.slice(0, 3)).uncertaintyMillis)
  })

  it("is not corrected for noise", () => {
    for (const millis of [0, 800, -800, 5_000, -5_000, 9_000, -9_000]) {
      const offset = offsetOf(Array.from({ length: 12 }, (_, nth) => witness(millis, { atMillis: nth * 700 })))
      assert.include(offset, { isCertain: true, correctionMillis: 0 }, String(millis))
    }
  })

  it("does not move for one wild date, nor for as many as the good ones", () => {
    const good = [0, 1, 2, 3].map((second) => witness(0, { atMillis: second * 1_000 }))
    const wild = [4, 5, 6, 7].map((second) => witness(100_000, { atMillis: second * 1_000 }))
    assert.include(offsetOf([...good, ...wild.slice(0, 1)]), { isCertain: true, correctionMillis: 0 })
    assert.include(offsetOf([...good, ...wild]), { isCertain: false, correctionMillis: 0 })
    const moved = offsetOf([...good, ...wild, witness(100_000, { atMillis: 8_000 })])
    assert.isTrue(moved.isCertain)
    assert.closeTo(moved.correctionMillis, 100_000, 1_500)
  })

  it("learns at once from a refusal whose date shows why, and from no date that an accepted timestamp contradicts", () => {
    const refusal = EkoClock.weightOf({ isTimeRefused: true, isProvedWrong: true })
    const offset = offsetOf([witness(-600_000, { weight: refusal })])
    assert.isTrue(offset.isCertain)
    assert.closeTo(offset.correctionMillis, -600_000, 1_500)

    const accepted = EkoClock.weightOf({ isTimeRefused: false, isProvedWrong: true })
    assert.include(offsetOf(Array.from({ length: 9 }, () => witness(600_000, { weight: accepted }))), {
      isCertain: false,
      correctionMillis: 0
    })
    // A refusal without a reason in its date is a witness like any other.
    assert.strictEqual(EkoClock.weightOf({ isTimeRefused: true, isProvedWrong: false }), 1)
  })

  it("is not known from answers that took long, nor from a date that cannot be signed", () => {
    const slow = Array.from({ length: 9 }, () => witness(60_000, { elapsedMillis: 9_000 }))
    assert.isFalse(offsetOf(slow).isCertain)
    const far = Array.from({ length: 9 }, () => ({ ...witness(0, { weight: 3 }), dateMillis: 253_402_300_799_000 }))
    assert.include(offsetOf(far), { isCertain: false, correctionMillis: 0 })
  })

  it("outlives no silence of ten minutes, though its correction does", () => {
    const three = [0, 1, 2].map((second) => witness(30_000, { atMillis: second * 1_000 }))
    const later = { wallMillis: startMillis + 603_000, monotonicMillis: 603_000 }
    const offset = EkoClock.offsetAt(after(three), later)
    assert.isFalse(offset.isCertain)
    assert.closeTo(offset.correctionMillis, 30_000, 1_500)
  })

  it("changes its correction only where it is off by more than the margin, and then back to nothing where it can", () => {
    const at = (offsetMillis: number, from: number) =>
      Array.from({ length: 16 }, (_, nth) => witness(offsetMillis, { atMillis: from + nth * 1_000 }))
    const first = offsetOf(at(30_000, 0)).correctionMillis
    assert.strictEqual(offsetOf([...at(30_000, 0), ...at(36_000, 20_000)]).correctionMillis, first)
    assert.closeTo(offsetOf([...at(30_000, 0), ...at(60_000, 20_000)]).correctionMillis, 60_000, 1_500)
    assert.strictEqual(offsetOf([...at(30_000, 0), ...at(2_000, 20_000)]).correctionMillis, 0)
  })

  it("starts over where our own clock was set, or slept", () => {
    const known = after([0, 1, 2].map((second) => witness(30_000, { atMillis: second * 1_000 })))
    for (const jump of [-3_600_000, -400, 400, 3_600_000]) {
      const later = { wallMillis: startMillis + 5_000 + jump, monotonicMillis: 5_000 }
      const state = EkoClock.notice(known, later)
      assert.include(state, { correctionMillis: 0, era: known.era + 1 })
      assert.isFalse(EkoClock.offsetAt(state, later).isCertain)
    }
    // Drift is none.
    const drifted = EkoClock.notice(known, { wallMillis: startMillis + 5_100, monotonicMillis: 5_000 })
    assert.deepStrictEqual([drifted.samples, drifted.era], [known.samples, known.era])
  })

  it("takes nothing from an answer during which our own clock was set", () => {
    const jumped = { ...witness(30_000), received: { wallMillis: startMillis + 4_100, monotonicMillis: 100 } }
    assert.strictEqual(after([jumped, jumped, jumped]).samples.length, 0)
  })

  it("tells which dates it contradicts, once it is certain", () => {
    const good = [0, 1, 2].map((second) => witness(0, { atMillis: second * 1_000 }))
    const creditOf = (known: ReadonlyArray<EkoClock.Observation>, offsetMillis: number) =>
      EkoClock.creditOf(after(known), witness(offsetMillis, { atMillis: 4_000 }))
    assert.strictEqual(creditOf(good, 500), "proven")
    assert.strictEqual(creditOf(good, 200_000), "refuted")
    assert.strictEqual(creditOf(good, -200_000), "refuted")
    assert.strictEqual(creditOf(good.slice(0, 2), 200_000), "alone")
    assert.strictEqual(creditOf([], 500), "alone")
  })

  const Offset = Schema.Int.check(Schema.isBetween({ minimum: -86_400_000, maximum: 86_400_000 }))
  const Answer = Schema.Struct({
    waitMillis: Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 30_000 })),
    toEkoMillis: Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 4_000 })),
    fromEkoMillis: Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 4_000 })),
    wildMillis: Offset
  })
  const observations = (
    offsetMillis: number,
    answers: ReadonlyArray<typeof Answer.Type>,
    isWild: (nth: number) => boolean
  ): ReadonlyArray<EkoClock.Observation> => {
    let at = 0
    return answers.map(({ waitMillis, toEkoMillis, fromEkoMillis, wildMillis }, nth) => {
      const sentAt = at + waitMillis
      at = sentAt + toEkoMillis + fromEkoMillis
      const ekoMillis = startMillis + sentAt + toEkoMillis + (isWild(nth) ? wildMillis : offsetMillis)
      return {
        sent: { wallMillis: startMillis + sentAt, monotonicMillis: sentAt },
        received: { wallMillis: startMillis + at, monotonicMillis: at },
        dateMillis: Math.floor(ekoMillis / 1_000) * 1_000,
        weight: 1
      }
    })
  }

  it.prop(
    "lies where it says, whatever the ways to Eko and back take",
    [Offset, Schema.NonEmptyArray(Answer)],
    ([offsetMillis, answers]) => {
      const offset = offsetOf(observations(offsetMillis, answers, () => false))
      assert.isAtMost(Math.abs(offset.millis - offsetMillis), offset.uncertaintyMillis + 1)
      assert.isAtMost(Math.abs(offset.correctionMillis), Math.abs(offsetMillis) + 5_000)
    }
  )

  it.prop(
    "is never corrected by more than the margin's error, as long as fewer than half of any sixteen dates are wild",
    [Offset, Schema.Array(Answer), Schema.Literals([0, 1])],
    ([offsetMillis, answers, phase]) => {
      const all = observations(offsetMillis, answers, (nth) => nth % 3 === phase)
      for (let count = 0; count <= all.length; count++) {
        const { correctionMillis } = after(all.slice(0, count))
        if (correctionMillis !== 0) assert.isAtMost(Math.abs(correctionMillis - offsetMillis), EkoClock.marginMillis)
      }
    }
  )
})

describe("the service", () => {
  const observe = (offsetMillis: number) =>
    Effect.gen(function* () {
      const clock = yield* EkoClock.EkoClock
      const sent = yield* EkoClock.instant
      yield* TestClock.adjust(100)
      const received = yield* EkoClock.instant
      const dateMillis = Math.floor((received.wallMillis + offsetMillis) / 1_000) * 1_000
      return yield* clock.observe({ sent, received, dateMillis, weight: 1 })
    })

  it.effect("gives our own time until it is certain of another, in a new era, and again once our clock was set", () =>
    Effect.gen(function* () {
      yield* TestClock.setTime(startMillis)
      const { now, offset } = yield* EkoClock.EkoClock
      const lead = Effect.map(Effect.all([now, Clock.currentTimeMillis]), ([{ nowMillis, era }, ownMillis]) => ({
        leadMillis: nowMillis - ownMillis,
        era
      }))
      yield* observe(-60_000)
      yield* observe(-60_000)
      assert.deepStrictEqual(yield* lead, { leadMillis: 0, era: 0 })
      yield* observe(-60_000)
      const corrected = yield* lead
      assert.closeTo(corrected.leadMillis, -60_000, 1_500)
      assert.strictEqual(corrected.era, 1)
      assert.include(yield* offset, { isCertain: true, correctionMillis: corrected.leadMillis })
      assert.strictEqual(yield* observe(60_000), "refuted")
      assert.strictEqual(yield* observe(-60_000), "proven")

      yield* TestClock.setTime(startMillis - 30_000)
      assert.deepStrictEqual(yield* lead, { leadMillis: 0, era: 2 })
      assert.isFalse((yield* offset).isCertain)
    }).pipe(Effect.provide(EkoClock.layer))
  )

  it.effect("is one to all that are built over one layer, and our own time where there is none", () =>
    Effect.gen(function* () {
      yield* TestClock.setTime(startMillis)
      const learning = Layer.effectDiscard(
        Effect.gen(function* () {
          for (const _ of [0, 1, 2]) yield* observe(60_000)
        })
      )
      const eraAfter = Effect.map(
        Effect.flatMap(EkoClock.EkoClock, ({ now }) => now),
        ({ era }) => era
      )
      const learnt = eraAfter.pipe(Effect.provide(Layer.provideMerge(learning, EkoClock.layer)))
      assert.strictEqual(yield* learnt, 1)
      assert.strictEqual(yield* Effect.provide(eraAfter, learning), 0)
      assert.isFalse((yield* Effect.flatMap(EkoClock.EkoClock, ({ offset }) => offset)).isCertain)
    })
  )
})
