/**
 * The port that hands out signing timestamps, each at most once among all processes that share a developer key.
 *
 * Eko refuses a timestamp that an earlier request used, and on a call that moves money such a refusal proves nothing,
 * because a copy of the same request may have been executed. A source waits rather than run ahead of the clock.
 *
 * @module
 */
import { Clock, Context, Effect, Layer, Schema } from "effect"
import { TimestampMillis } from "./Signing.ts"

/**
 * No timestamp can be had in time: nothing was sent, and the call may be made again.
 */
export class TimestampUnavailable extends Schema.TaggedError<TimestampUnavailable>("@bhejo/core/TimestampUnavailable")(
  "TimestampUnavailable",
  { message: Schema.String }
) {}

/** How long a source waits for the clock to catch up before it gives up, in milliseconds. */
export const maxWaitMillis = 5_000

/**
 * The first unused millisecond that is not in the past: after `lastMillis`, and with the given residue, so that
 * sources that share a key and hold different residues of one modulus never meet.
 */
export const nextSlot = (
  slots: { readonly lastMillis: number; readonly modulus: number; readonly residue: number },
  nowMillis: number
): number => {
  const fromMillis = Math.max(nowMillis, slots.lastMillis + 1)
  const behind = (fromMillis - slots.residue) % slots.modulus
  return behind === 0 ? fromMillis : fromMillis + slots.modulus - behind
}

const tooFarAhead = () =>
  new TimestampUnavailable({
    message: "The clock stands behind timestamps already used; it was set back, or too many calls wait."
  })

/**
 * Sleeps until the clock shows at least `atMillis`; a timer alone may fire a millisecond early. A clock that is set back
 * meanwhile is not waited for.
 */
export const waitUntil = (atMillis: number): Effect.Effect<void, TimestampUnavailable> =>
  Effect.flatMap(Clock.currentTimeMillis, (nowMillis) => {
    if (nowMillis >= atMillis) return Effect.void
    if (atMillis - nowMillis > maxWaitMillis) return Effect.fail(tooFarAhead())
    return Effect.andThen(Effect.sleep(atMillis - nowMillis), waitUntil(atMillis))
  })

/**
 * A source over one residue. The slot is taken before the wait, in one step, so two fibers never hold the same one; an
 * interrupted wait leaves its slot unused.
 */
export const fromSlots = (slots: { lastMillis: number; readonly modulus: number; readonly residue: number }) =>
  Effect.flatMap(Clock.currentTimeMillis, (nowMillis) => {
    const slotMillis = nextSlot(slots, nowMillis)
    if (slotMillis - nowMillis > maxWaitMillis) return Effect.fail(tooFarAhead())
    slots.lastMillis = slotMillis
    return Effect.as(waitUntil(slotMillis), TimestampMillis.make(slotMillis))
  })

export class SigningTimestamps extends Context.Service<
  SigningTimestamps,
  {
    /** The next unused millisecond; never one that lies ahead of the clock. */
    readonly next: Effect.Effect<TimestampMillis, TimestampUnavailable>
  }
>()("@bhejo/core/SigningTimestamps") {
  /** A source for one process that has its developer key to itself. */
  static readonly layerSingleProcess = Layer.sync(SigningTimestamps, () =>
    SigningTimestamps.of({ next: fromSlots({ lastMillis: 0, modulus: 1, residue: 0 }) })
  )
}
