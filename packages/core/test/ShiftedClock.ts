/** A clock that is wrong by a known time, and runs as the real one does. */
import { type Clock, Effect } from "effect"

/** The same clock, so far ahead. */
export const shifted = (clock: Clock.Clock, byMillis: number): Clock.Clock => ({
  monotonicTimeNanosUnsafe: () => clock.monotonicTimeNanosUnsafe(),
  monotonicTimeNanos: clock.monotonicTimeNanos,
  currentTimeMillisUnsafe: () => clock.currentTimeMillisUnsafe() + byMillis,
  currentTimeMillis: Effect.map(clock.currentTimeMillis, (millis) => millis + byMillis),
  currentTimeNanosUnsafe: () => clock.currentTimeNanosUnsafe() + BigInt(byMillis) * 1_000_000n,
  currentTimeNanos: Effect.map(clock.currentTimeNanos, (nanos) => nanos + BigInt(byMillis) * 1_000_000n),
  sleep: (duration) => clock.sleep(duration)
})
