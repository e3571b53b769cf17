/**
 * How far Eko's clock is from ours, estimated from Eko's own answers, and the time that is signed.
 *
 * An answer's `Date` was written between our sending and our receiving, so it bounds the offset by an interval: the call's
 * duration wide, and the second that a `Date` is cut to. As in NTP, the offset is where the most of the latest intervals
 * meet; one that stands alone moves nothing. Signing is corrected only by what is certain and too large for noise, and
 * only what is signed is: deadlines, journal and steps stay in our own time.
 *
 * @module
 */
import { Clock, Context, Effect, Layer, Schema } from "effect"
import { TimestampMillis } from "./Signing.ts"

/** Both clocks at one moment: the wall's can be set, the monotonic one stands still while the machine sleeps. */
export interface Instant {
  readonly wallMillis: number
  readonly monotonicMillis: number
}

export const instant: Effect.Effect<Instant> = Effect.clockWith((clock) =>
  Effect.succeed({
    wallMillis: clock.currentTimeMillisUnsafe(),
    monotonicMillis: Number(clock.monotonicTimeNanosUnsafe()) / 1_000_000
  })
)

/** By the clock that says more: one of the two can be set back, the other stops while the machine is suspended. */
export const elapsedMillis = (from: Instant, to: Instant): number =>
  Math.ceil(Math.max(to.wallMillis - from.wallMillis, to.monotonicMillis - from.monotonicMillis))

/** What is known of the offset: Eko's time less ours. */
export interface Offset {
  readonly millis: number
  /** Half the width of the interval in which it lies; infinite as long as nothing is known. */
  readonly uncertaintyMillis: number
  /** Whether enough recent answers agree. */
  readonly isCertain: boolean
  /** What is added to our time before it is signed; 0 unless a certain offset made it necessary. */
  readonly correctionMillis: number
}

/** One answer of Eko's as a witness of its time. */
export interface Observation {
  readonly sent: Instant
  readonly received: Instant
  readonly dateMillis: number
  /** How much it counts, as {@link weightOf} says. */
  readonly weight: number
}

/** So many witnesses must agree, and be more than half of the recent ones: a single wild `Date` never is. */
const quorum = 3

/**
 * How much an answer counts, given what it says of the timestamp that was signed and what its `Date` shows.
 *
 * Where Eko accepts a timestamp that the `Date` calls two minutes off, the `Date` is not of the clock that judges. Where
 * Eko refuses it and the `Date` shows why, two witnesses agree on more than any noise: that alone suffices, since a clock
 * which is off from the start gets no other answers to learn from.
 */
export const weightOf = (answer: { readonly isTimeRefused: boolean; readonly isProvedWrong: boolean }): number =>
  answer.isProvedWrong ? (answer.isTimeRefused ? quorum : 0) : 1

/** The latest witnesses that are kept, and for how long: clocks drift, and Eko's may be set. */
const maxSamples = 16
const maxAgeMillis = 600_000

/** What drift and timers may add to each end of an interval; a larger jump of our clock against itself is a step. */
const slackMillis = 250

/** An answer that took so long that its interval would be wider says too little. */
const maxUncertaintyMillis = 5_000

/**
 * An offset below this is left alone. It takes none of the two minutes that Eko tolerates from a call that uses up its
 * send window of a minute at most, it is far above the uncertainty that is let in, and machines that keep time are off by
 * less: so theirs are never corrected. The same margin holds back every later change.
 */
export const marginMillis = 10_000

interface Sample {
  readonly lowMillis: number
  readonly highMillis: number
  readonly weight: number
  readonly atMonotonicMillis: number
}

/** What is remembered; a new one for each change. */
export interface State {
  /** The wall clock's lead over the monotonic one, undefined before the first look at them. */
  readonly leadMillis: number | undefined
  readonly samples: ReadonlyArray<Sample>
  /** When an answer last had a `Date` that Eko's acceptance contradicts; undefined where none has. */
  readonly contradictedAtMillis: number | undefined
  readonly correctionMillis: number
  /** Counts the jumps of the time that is signed. */
  readonly era: number
}

export const initial: State = {
  leadMillis: undefined,
  samples: [],
  contradictedAtMillis: undefined,
  correctionMillis: 0,
  era: 0
}

const leadOf = ({ wallMillis, monotonicMillis }: Instant): number => wallMillis - monotonicMillis

/** Notices that our own clock was set, or slept: whatever was known of its offset is void then. */
export const notice = (state: State, now: Instant): State => {
  const leadMillis = leadOf(now)
  return state.leadMillis === undefined || Math.abs(leadMillis - state.leadMillis) <= slackMillis
    ? { ...state, leadMillis }
    : { ...initial, leadMillis, era: state.era + 1 }
}

/** The interval in which an observation puts the offset, or nothing where it is of no use. */
const sampleOf = ({ sent, received, dateMillis, weight }: Observation): Sample | undefined => {
  const lowMillis = dateMillis - received.wallMillis - slackMillis
  const highMillis = dateMillis + 999 - sent.wallMillis + slackMillis
  const hasJumped = Math.abs(leadOf(received) - leadOf(sent)) > slackMillis
  return hasJumped || highMillis - lowMillis > 2 * maxUncertaintyMillis || !isTimestamp(dateMillis)
    ? undefined
    : { lowMillis, highMillis, weight, atMonotonicMillis: received.monotonicMillis }
}

/** Years from 2001 to 2286, the only ones that can be signed. */
const isTimestamp = Schema.is(TimestampMillis)

/** Where the most witnesses agree: what they allow in common, and how many they are. */
const agreement = (samples: ReadonlyArray<Sample>) => {
  const ends = samples
    .flatMap(({ lowMillis, highMillis, weight }) => [
      { atMillis: lowMillis, change: weight },
      { atMillis: highMillis, change: -weight }
    ])
    .toSorted((one, other) => one.atMillis - other.atMillis || other.change - one.change)
  let best = { weight: 0, lowMillis: Number.NEGATIVE_INFINITY, highMillis: Number.POSITIVE_INFINITY }
  let weight = 0
  for (const [index, { atMillis, change }] of ends.entries()) {
    weight += change
    // Where it was never higher, the next end is that of an interval which closes.
    if (weight > best.weight) best = { weight, lowMillis: atMillis, highMillis: ends[index + 1]?.atMillis ?? atMillis }
  }
  return best
}

/** The offset as it is known at a moment. */
export const offsetAt = ({ samples, correctionMillis }: State, now: Instant): Offset => {
  const recent = samples.filter(({ atMonotonicMillis }) => now.monotonicMillis - atMonotonicMillis <= maxAgeMillis)
  if (recent.length === 0) {
    return { millis: 0, uncertaintyMillis: Number.POSITIVE_INFINITY, isCertain: false, correctionMillis }
  }
  const { weight, lowMillis, highMillis } = agreement(recent)
  const all = recent.reduce((sum, sample) => sum + sample.weight, 0)
  return {
    millis: Math.round((lowMillis + highMillis) / 2),
    uncertaintyMillis: Math.ceil((highMillis - lowMillis) / 2),
    isCertain: weight >= quorum && weight * 2 > all,
    correctionMillis
  }
}

/**
 * Whether something on the way has lately put dates of its own onto answers: then no `Date` is Eko's for certain, and one
 * that would explain a refused timestamp explains nothing.
 */
const isContradicted = ({ contradictedAtMillis }: State, now: Instant): boolean =>
  contradictedAtMillis !== undefined && now.monotonicMillis - contradictedAtMillis <= maxAgeMillis

/** Takes an observation in; a correction changes once it is certain that it is off by more than the margin. */
export const observe = (before: State, observation: Observation): State => {
  const state = notice(before, observation.received)
  if (observation.weight === 0) return { ...state, contradictedAtMillis: observation.received.monotonicMillis }
  if (isContradicted(state, observation.received)) return state
  const sample = sampleOf(observation)
  if (sample === undefined) return state
  const samples = [...state.samples, sample].slice(-maxSamples)
  const offset = offsetAt({ ...state, samples }, observation.received)
  const isBeyond = (millis: number) => Math.abs(offset.millis - millis) - offset.uncertaintyMillis > marginMillis
  return offset.isCertain && isBeyond(state.correctionMillis)
    ? { ...state, samples, correctionMillis: isBeyond(0) ? offset.millis : 0, era: state.era + 1 }
    : { ...state, samples }
}

/**
 * What a `Date` is worth by what was known before it: `proven` is one that a certain offset allows, `refuted` one that it
 * does not allow, or any where dates were contradicted. As long as nothing is certain a date is its own only witness.
 */
export type Credit = "proven" | "alone" | "refuted"

export const creditOf = (state: State, observation: Observation): Credit => {
  if (isContradicted(state, observation.received)) return "refuted"
  const { millis, uncertaintyMillis, isCertain } = offsetAt(state, observation.received)
  if (!isCertain) return "alone"
  const lowMillis = observation.dateMillis - observation.received.wallMillis
  const highMillis = observation.dateMillis + 999 - observation.sent.wallMillis
  return lowMillis <= millis + uncertaintyMillis && highMillis >= millis - uncertaintyMillis ? "proven" : "refuted"
}

/** The time that is signed, and the number of jumps that it has made. */
export interface Reading {
  readonly nowMillis: number
  /** Another number says that this time may lie before readings of earlier ones. */
  readonly era: number
}

/** Eko's time as far as it is known. */
export interface EkoClock {
  readonly offset: Effect.Effect<Offset>
  /** What a timestamp is taken from. */
  readonly now: Effect.Effect<Reading>
  /** Learns from an answer, and tells what its `Date` is worth by what was certain before. */
  readonly observe: (observation: Observation) => Effect.Effect<Credit>
}

/** Our own time, from which nothing is learnt. */
export const uncorrected: EkoClock = {
  offset: Effect.map(instant, (now) => offsetAt(initial, now)),
  now: Effect.map(Clock.currentTimeMillis, (nowMillis) => ({ nowMillis, era: 0 })),
  observe: () => Effect.succeed("alone")
}

/** The clock that timestamps are taken from; {@link uncorrected} unless {@link layer} is provided. */
export const EkoClock = Context.Reference<EkoClock>("@bhejo/core/EkoClock", { defaultValue: () => uncorrected })

const make = Effect.sync(() => {
  let state = initial
  const noticed = Effect.map(instant, (now) => {
    state = notice(state, now)
    return now
  })
  return EkoClock.of({
    offset: Effect.map(noticed, (now) => offsetAt(state, now)),
    now: Effect.map(noticed, ({ wallMillis }) => ({
      nowMillis: wallMillis + state.correctionMillis,
      era: state.era
    })),
    observe: (observation) =>
      Effect.suspend(() => {
        const before = notice(state, observation.received)
        state = observe(before, observation)
        const credit = creditOf(before, observation)
        if (state.correctionMillis === before.correctionMillis) return Effect.succeed(credit)
        const { millis, uncertaintyMillis } = offsetAt(state, observation.received)
        return Effect.as(
          Effect.logWarning("Our clock and Eko's differ; what is signed is corrected", {
            offsetMillis: millis,
            uncertaintyMillis,
            correctionMillis: state.correctionMillis
          }),
          credit
        )
      })
  })
})

/** Learns from the answers of one process. Its timestamps and its client must be given the same one. */
export const layer: Layer.Layer<never> = Layer.effect(EkoClock, make)
