/**
 * The port that hands out signing timestamps, each at most once among all processes that share a developer key.
 *
 * Eko refuses a timestamp that an earlier request used, and on a call that moves money such a refusal proves nothing,
 * because a copy of the same request may have been executed. A source waits rather than run ahead of Eko's clock, as far
 * as {@link module:EkoClock} knows it. Where that time jumps back, values that were used may lie ahead: they are passed
 * over, and not waited for.
 *
 * @module
 */
import { Context, Effect, Layer, Schema } from "effect"
import { EkoClock, uncorrected } from "./EkoClock.ts"
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
 * Sleeps until the clock shows at least `atMillis`; a timer alone may fire a millisecond early. False where the clock has
 * left `era` meanwhile: the slot may be anywhere then, and another is needed. A clock that is set back far is not waited
 * for.
 */
export const waitUntil = (
  atMillis: number,
  era: number,
  clock: EkoClock
): Effect.Effect<boolean, TimestampUnavailable> =>
  Effect.flatMap(clock.now, (reading) => {
    if (reading.era !== era) return Effect.succeed(false)
    if (reading.nowMillis >= atMillis) return Effect.succeed(true)
    if (atMillis - reading.nowMillis > maxWaitMillis) return Effect.fail(tooFarAhead())
    return Effect.andThen(Effect.sleep(atMillis - reading.nowMillis), waitUntil(atMillis, era, clock))
  })

interface Slots {
  lastMillis: number
  readonly modulus: number
  readonly residue: number
}

/**
 * A source over one residue. The slot is taken before the wait, in one step, so two fibers never hold the same one; an
 * interrupted wait leaves its slot unused.
 *
 * Each era of the clock uses one span of values. After a jump back, the spans of earlier eras are passed over.
 */
export const fromSlots = (
  slots: Slots,
  clock: EkoClock = uncorrected
): Effect.Effect<TimestampMillis, TimestampUnavailable> => {
  let era = 0
  let firstMillis = Number.POSITIVE_INFINITY
  let spent: ReadonlyArray<{ readonly firstMillis: number; readonly lastMillis: number }> = [
    { firstMillis: Number.NEGATIVE_INFINITY, lastMillis: slots.lastMillis }
  ]

  const slotAt = (nowMillis: number): number => {
    let slotMillis = nextSlot(slots, nowMillis)
    const isSpent = (span: (typeof spent)[number]) => span.firstMillis <= slotMillis && slotMillis <= span.lastMillis
    for (let span = spent.find(isSpent); span !== undefined; span = spent.find(isSpent)) {
      slotMillis = nextSlot({ ...slots, lastMillis: span.lastMillis }, nowMillis)
    }
    return slotMillis
  }

  const next: Effect.Effect<TimestampMillis, TimestampUnavailable> = Effect.flatMap(clock.now, (reading) => {
    const { nowMillis } = reading
    if (reading.era !== era) {
      // None is ever forgotten: eras are few, and a jump can lead anywhere.
      spent = [...spent, { firstMillis, lastMillis: slots.lastMillis }]
      era = reading.era
      firstMillis = Number.POSITIVE_INFINITY
      slots.lastMillis = nowMillis - 1
    }
    const slotMillis = slotAt(nowMillis)
    if (slotMillis - nowMillis > maxWaitMillis) return Effect.fail(tooFarAhead())
    firstMillis = Math.min(firstMillis, slotMillis)
    slots.lastMillis = slotMillis
    return Effect.flatMap(waitUntil(slotMillis, era, clock), (isReached) =>
      isReached ? Effect.succeed(TimestampMillis.make(slotMillis)) : next
    )
  })
  return next
}

export class SigningTimestamps extends Context.Service<
  SigningTimestamps,
  {
    /** The next unused millisecond; never one that lies ahead of Eko's clock as far as it is known. */
    readonly next: Effect.Effect<TimestampMillis, TimestampUnavailable>
  }
>()("@bhejo/core/SigningTimestamps") {
  /** A source for one process that has its developer key to itself. */
  static readonly layerSingleProcess = Layer.effect(
    SigningTimestamps,
    Effect.map(EkoClock, (clock) =>
      SigningTimestamps.of({ next: fromSlots({ lastMillis: 0, modulus: 1, residue: 0 }, clock) })
    )
  )
}
