/**
 * Core's `SigningTimestamps` for many processes that share one developer key.
 *
 * The milliseconds are dealt out by their residue, and each residue has one owner at a time, on a lease. A lease is a
 * promise about values and not about time: its owner signs with timestamps of its residue that are greater than
 * everything an earlier owner was promised, and never beyond its own `used_until_millis`. So no two processes sign alike
 * even where their clocks disagree, or where one was frozen and wakes after its lease went to another.
 *
 * @module
 */
import { Signing, SigningTimestamps } from "@bhejo/core"
import { Clock, Effect, Layer, Schedule, Semaphore } from "effect"
import { SecureRandom } from "effect/crypto"
import { SqlClient, type SqlError } from "effect/sql"
import { signingResidues } from "./Migrations.ts"
import { asUnavailable, guarded } from "./PostgresFailure.ts"

const { maxWaitMillis, nextSlot, waitUntil } = SigningTimestamps

export interface Options {
  /** How far ahead one lease reaches, in milliseconds; 10,000 by default. A killed process blocks its residue so long. */
  readonly leaseMillis?: number | undefined
}

interface Lease {
  readonly residue: number
  readonly modulus: number
  /** The last timestamp that is used up, by us or by an earlier owner. */
  lastMillis: number
  /** The last one that is promised to us. */
  untilMillis: number
}

/** How often a process looks whether a residue has become free. */
const pollMillis = 250

const make = Effect.fnUntraced(function* ({ leaseMillis = 10_000 }: Options) {
  const sql = yield* SqlClient.SqlClient
  const owner = SecureRandom.uuidV4Unsafe()
  const leasing = yield* Semaphore.make(1)
  let lease: Lease | undefined
  let triedAtMillis = Number.NEGATIVE_INFINITY
  let isClosed = false

  const databaseNow = sql.literal("(extract(epoch FROM clock_timestamp()) * 1000)::bigint")

  /** The residue that has been free for longest, or nothing where each has an owner. */
  const acquire = Effect.map(
    sql<{ readonly residue: number; readonly lastMillis: number; readonly untilMillis: number }>`
      WITH free AS (
        SELECT residue, used_until_millis FROM signing_leases
        WHERE used_until_millis < ${databaseNow} ORDER BY used_until_millis LIMIT 1 FOR UPDATE SKIP LOCKED
      )
      UPDATE signing_leases AS taken SET owner = ${owner}, used_until_millis = ${databaseNow} + ${leaseMillis}
      FROM free WHERE taken.residue = free.residue
      RETURNING taken.residue,
        free.used_until_millis::float8 AS "lastMillis", taken.used_until_millis::float8 AS "untilMillis"`,
    ([row]): Lease | undefined => row && { ...row, modulus: signingResidues }
  )

  /** The same lease with its promise moved on, or nothing where the residue has gone to another owner. */
  const renew = (held: Lease) =>
    Effect.map(
      sql<{ readonly untilMillis: number }>`
        UPDATE signing_leases SET used_until_millis = greatest(used_until_millis, ${databaseNow} + ${leaseMillis})
        WHERE residue = ${held.residue} AND owner = ${owner}
        RETURNING used_until_millis::float8 AS "untilMillis"`,
      ([row]): Lease | undefined => {
        if (row === undefined) return undefined
        held.untilMillis = row.untilMillis
        return held
      }
    )

  const canSign = (nowMillis: number) => lease !== undefined && nextSlot(lease, nowMillis) <= lease.untilMillis

  /** Renews what is held, else acquires; one fiber for all that need it, and no more often than it makes sense. */
  const extend = leasing.withPermit(
    Effect.gen(function* () {
      if (isClosed) return yield* unavailable("This process is shutting down.")
      const nowMillis = yield* Clock.currentTimeMillis
      if (canSign(nowMillis) || Math.abs(nowMillis - triedAtMillis) < pollMillis) return
      triedAtMillis = nowMillis
      const renewed = lease === undefined ? undefined : yield* renew(lease)
      lease = renewed ?? (yield* acquire)
    })
  )

  const keepAhead = leasing.withPermit(
    Effect.gen(function* () {
      if (lease !== undefined) lease = yield* renew(lease)
    })
  )

  /** What was not used of the promise is given back, so that the next owner need not wait for it to pass. */
  const release = leasing.withPermit(
    Effect.gen(function* () {
      isClosed = true
      if (lease === undefined) return
      const { residue, lastMillis } = lease
      lease = undefined
      yield* sql`
        UPDATE signing_leases SET owner = NULL, used_until_millis = ${lastMillis}
        WHERE residue = ${residue} AND owner = ${owner}`
    })
  )

  /** Takes the next slot of the lease, in one step, so that two fibers never hold the same one. */
  const takeSlot = Effect.flatMap(Clock.currentTimeMillis, (nowMillis) => {
    if (lease === undefined || !canSign(nowMillis)) return Effect.undefined
    const slotMillis = nextSlot(lease, nowMillis)
    if (slotMillis - nowMillis > maxWaitMillis) {
      return unavailable(
        "No timestamp is free in time: the clock was set back, or too many calls wait. Try again later."
      )
    }
    lease.lastMillis = slotMillis
    return Effect.succeed(slotMillis)
  })

  const waitForSlot = Effect.gen(function* () {
    while (true) {
      yield* extend
      const slotMillis = yield* takeSlot
      if (slotMillis !== undefined) return slotMillis
      yield* Effect.sleep(pollMillis)
    }
  }).pipe(
    Effect.timeoutOrElse({
      duration: maxWaitMillis,
      orElse: () =>
        unavailable(
          `No lease on timestamps can be had: ${signingResidues} processes sign already, or the clock runs ahead of the database's.`
        )
    }),
    Effect.catchCause(asUnavailable("signing lease")),
    Effect.catchTag("StoreUnavailable", ({ cause }) =>
      Effect.andThen(
        Effect.logWarning("No lease on timestamps", cause),
        unavailable("The database that deals out timestamps is unavailable. Try again later.")
      )
    )
  )

  const next = Effect.gen(function* () {
    const slotMillis = (yield* takeSlot) ?? (yield* waitForSlot)
    yield* waitUntil(slotMillis)
    return Signing.TimestampMillis.make(slotMillis)
  })

  yield* Effect.addFinalizer(() => ignoreLogged("A signing lease was not released; it ends by itself.")(release))
  yield* ignoreLogged("A signing lease was not renewed; it will be when it is needed.")(keepAhead).pipe(
    Effect.repeat(Schedule.spaced(leaseMillis / 3)),
    Effect.forkScoped
  )
  return SigningTimestamps.SigningTimestamps.of({ next })
})

const unavailable = (message: string) => Effect.fail(new SigningTimestamps.TimestampUnavailable({ message }))

const ignoreLogged =
  (message: string) =>
  <R>(effect: Effect.Effect<void, SqlError.SqlError, R>) =>
    effect.pipe(
      guarded("signing lease"),
      Effect.catch((error) => Effect.logWarning(message, error.cause))
    )

/**
 * Timestamps that no other process with a layer on the same database has used or will use; 125 a second for each process,
 * and for at most 8 processes at a time. The rest waits a few seconds for a lease, then fails.
 */
export const layer = (
  options: Options = {}
): Layer.Layer<SigningTimestamps.SigningTimestamps, never, SqlClient.SqlClient> =>
  Layer.effect(SigningTimestamps.SigningTimestamps, make(options))
