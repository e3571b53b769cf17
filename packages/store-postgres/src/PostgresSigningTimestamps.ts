/**
 * Core's `SigningTimestamps` for many processes that share one developer key.
 *
 * The milliseconds are dealt out by their residue, and each residue has one owner at a time, on a lease. A lease is a
 * promise about values and not about time: its owner signs with timestamps of its residue that are greater than
 * everything an earlier owner was promised, and never beyond its own `used_until_millis`. So no two processes sign alike
 * even where their clocks disagree, or where one was frozen and wakes after its lease went to another.
 *
 * One residue gives 125 timestamps a second. A process whose calls queue up takes further ones as long as another stays
 * free for a newcomer, and gives all but one back once none is.
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

/** How often a process looks whether a residue has become free, in milliseconds. */
const pollMillis = 250

/** A wait for a slot that shows that one residue is not enough: twice the distance of its slots. */
const crowdedMillis = 2 * signingResidues

const make = Effect.fnUntraced(function* ({ leaseMillis = 10_000 }: Options) {
  const sql = yield* SqlClient.SqlClient
  const owner = SecureRandom.uuidV4Unsafe()
  const leasing = yield* Semaphore.make(1)
  let leases: ReadonlyArray<Lease> = []
  let isCrowded = false
  let isClosed = false

  const databaseNow = sql.literal("(extract(epoch FROM clock_timestamp()) * 1000)::bigint")
  const countFree = sql`(SELECT count(*) FROM signing_leases WHERE used_until_millis < ${databaseNow})::int`

  /** Adds the residue that has been free for longest, where more than `spare` are free. */
  const acquire = (spare: number) =>
    Effect.map(
      sql<{ readonly residue: number; readonly lastMillis: number; readonly untilMillis: number }>`
      WITH free AS (
        SELECT residue, used_until_millis FROM signing_leases
        WHERE used_until_millis < ${databaseNow} AND ${countFree} > ${spare}
        ORDER BY used_until_millis LIMIT 1 FOR UPDATE SKIP LOCKED
      )
      UPDATE signing_leases AS taken SET owner = ${owner}, used_until_millis = ${databaseNow} + ${leaseMillis}
      FROM free WHERE taken.residue = free.residue
      RETURNING taken.residue,
        free.used_until_millis::float8 AS "lastMillis", taken.used_until_millis::float8 AS "untilMillis"`,
      (rows) => {
        leases = [...leases, ...rows.map((row) => ({ ...row, modulus: signingResidues }))]
      }
    )

  /** Moves the promises on, and forgets the leases that went to another owner; the number of residues that are free. */
  const renew = Effect.gen(function* () {
    if (leases.length === 0) return 0
    const rows = yield* sql<{ readonly residue: number; readonly untilMillis: number; readonly free: number }>`
        UPDATE signing_leases SET used_until_millis = greatest(used_until_millis, ${databaseNow} + ${leaseMillis})
        WHERE owner = ${owner} AND ${sql.in(
          "residue",
          leases.map(({ residue }) => residue)
        )}
        RETURNING residue, used_until_millis::float8 AS "untilMillis", ${countFree} AS free`
    const renewed = new Map(rows.map((row) => [row.residue, row.untilMillis]))
    leases = leases.flatMap((lease) => {
      const untilMillis = renewed.get(lease.residue)
      if (untilMillis === undefined) return []
      lease.untilMillis = untilMillis
      return [lease]
    })
    return rows[0]?.free ?? 0
  })

  /** What was not used of a promise is given back, so that the next owner need not wait for it to pass. */
  const giveBack = (given: ReadonlyArray<Lease>) => {
    leases = leases.filter((lease) => !given.includes(lease))
    return Effect.forEach(
      given,
      ({ residue, lastMillis }) => sql`
        UPDATE signing_leases SET owner = NULL, used_until_millis = ${lastMillis}
        WHERE residue = ${residue} AND owner = ${owner}`,
      { discard: true }
    )
  }

  /** The lease that can sign first, with the slot that it would sign with. */
  const earliest = (nowMillis: number) => {
    let first: { readonly lease: Lease; readonly slotMillis: number } | undefined
    for (const lease of leases) {
      const slotMillis = nextSlot(lease, nowMillis)
      if (slotMillis > lease.untilMillis || (first !== undefined && first.slotMillis <= slotMillis)) continue
      first = { lease, slotMillis }
    }
    return first
  }

  /** Renews what is held, else acquires; one fiber at a time, and only the first of those that need it. */
  const extend = leasing.withPermit(
    Effect.gen(function* () {
      if (isClosed) return yield* unavailable("This process is shutting down.")
      if (earliest(yield* Clock.currentTimeMillis) !== undefined) return
      yield* renew
      if (leases.length === 0) yield* acquire(0)
    })
  )

  const keepAhead = leasing.withPermit(
    Effect.gen(function* () {
      const free = yield* renew
      if (free === 0) yield* giveBack(leases.slice(1))
    })
  )

  const grow = leasing.withPermit(
    Effect.gen(function* () {
      if (!isCrowded || isClosed || leases.length === 0) return
      isCrowded = false
      yield* acquire(1)
    })
  )

  const release = leasing.withPermit(
    Effect.suspend(() => {
      isClosed = true
      return giveBack(leases)
    })
  )

  /** Takes the first slot that is to be had, in one step, so that two fibers never hold the same one. */
  const takeSlot = Effect.flatMap(Clock.currentTimeMillis, (nowMillis) => {
    const first = earliest(nowMillis)
    if (first === undefined) return Effect.undefined
    const { lease, slotMillis } = first
    if (slotMillis - nowMillis > crowdedMillis) isCrowded = true
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
  yield* ignoreLogged("No further signing lease was had; the calls wait.")(grow).pipe(
    Effect.repeat(Schedule.spaced(pollMillis)),
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
 * Timestamps that no other process with a layer on the same database has used or will use: at least 125 a second for each
 * of at most 8 processes, and up to seven times that for one that is alone. A ninth waits a few seconds for a lease, then
 * fails.
 */
export const layer = (
  options: Options = {}
): Layer.Layer<SigningTimestamps.SigningTimestamps, never, SqlClient.SqlClient> =>
  Layer.effect(SigningTimestamps.SigningTimestamps, make(options))
