/**
 * Core's `SigningTimestamps` for many processes that share one developer key.
 *
 * The milliseconds are dealt out by their residue, and each residue has one holder at a time, on a lease by the
 * database's clock. A holder signs with the values that it was granted, and none is ever granted twice: the database
 * keeps every range that was. So no two processes sign alike even where their clocks or their corrections disagree, or
 * where one was frozen and wakes after its lease went to another. After a jump back of the time that is signed, the
 * values ahead may be granted already: then a residue whose values are not is taken, and nobody waits.
 *
 * One residue gives 125 timestamps a second. A process whose calls queue up takes further ones as long as another stays
 * free for a newcomer, and gives all but the best back once none is.
 *
 * @module
 */
import { EkoClock, Signing, SigningTimestamps } from "@bhejo/core"
import { Effect, Layer, Schedule, Semaphore } from "effect"
import { SecureRandom } from "effect/crypto"
import { SqlClient, type SqlError } from "effect/sql"
import { signingResidues } from "./Migrations.ts"
import { asUnavailable, guarded } from "./PostgresFailure.ts"

const { maxWaitMillis, nextSlot, waitUntil } = SigningTimestamps

export interface Options {
  /**
   * How long a lease lasts and how far ahead its grant reaches, in milliseconds; 10,000 by default. A killed process
   * blocks its residue so long.
   */
  readonly leaseMillis?: number | undefined
}

/** Values that are ours alone: those of the residue from `firstMillis` to `untilMillis`. */
interface Grant {
  readonly residue: number
  readonly modulus: number
  readonly firstMillis: number
  /** The last one that was used; less than the first where none was. */
  lastMillis: number
  untilMillis: number
}

/** How often a process looks whether a residue has become free, in milliseconds. */
const pollMillis = 250

/** A wait for a slot that shows that one residue is not enough: twice the distance of its slots. */
const crowdedMillis = 2 * signingResidues

/** What lies so far back counts as granted, whether it was or not, so that the list of ranges stays short. */
const rememberedMillis = 24 * 60 * 60_000

/** The ranges that an answer grants: the first value of each, and the last. */
interface Granted {
  readonly residue: number
  readonly ranges: ReadonlyArray<readonly [firstMillis: number, lastMillis: number]> | null
}

const make = Effect.fnUntraced(function* ({ leaseMillis = 10_000 }: Options) {
  const sql = yield* SqlClient.SqlClient
  const clock = yield* EkoClock.EkoClock
  const owner = SecureRandom.uuidV4Unsafe()
  const leasing = yield* Semaphore.make(1)
  let residues: ReadonlyArray<number> = []
  let grants: ReadonlyArray<Grant> = []
  let era = 0
  let isCrowded = false
  let isClosed = false

  const databaseNow = sql.literal("(extract(epoch FROM clock_timestamp()) * 1000)::bigint")
  const countFree = sql`(SELECT count(*) FROM signing_leases WHERE held_until_millis < ${databaseNow})::int`

  /** What is asked for: the values of the time that is signed, one lease long. */
  const wanted = (nowMillis: number) => sql`int8range(${nowMillis}::bigint, ${nowMillis + leaseMillis}::bigint, '[]')`
  const addWanted = (nowMillis: number) => sql`
    int8multirange(${wanted(nowMillis)}, int8range(NULL, least(${nowMillis}::bigint, ${databaseNow}) - ${rememberedMillis}::bigint))`
  /** What is left of it after the ranges that were granted before. */
  const rangesLeft = (nowMillis: number) => sql`
    (SELECT json_agg(json_build_array(lower(piece), upper(piece) - 1) ORDER BY piece)
      FROM unnest(int8multirange(${wanted(nowMillis)}) - before.used) AS piece)`

  /** Adds what was granted in an era, unless the clock has left it since. */
  const keep = ({ residue, ranges }: Granted, askedIn: number) => {
    for (const [firstMillis, untilMillis] of askedIn === era ? (ranges ?? []) : []) {
      const grown = grants.find((grant) => grant.residue === residue && grant.untilMillis + 1 === firstMillis)
      if (grown !== undefined) grown.untilMillis = untilMillis
      else {
        const grant = { residue, modulus: signingResidues, firstMillis, lastMillis: firstMillis - 1, untilMillis }
        grants = [...grants, grant]
      }
    }
  }

  /** Adds the residue that can sign first, of those the one that was free for longest, where more than `spare` are. */
  const acquire = (spare: number, nowMillis: number, askedIn = era) =>
    Effect.map(
      sql<Granted>`
      WITH before AS (
        SELECT residue, used FROM signing_leases
        WHERE held_until_millis < ${databaseNow} AND ${countFree} > ${spare}
          AND NOT used @> ${wanted(nowMillis)}
        ORDER BY lower(int8multirange(${wanted(nowMillis)}) - used), held_until_millis
        LIMIT 1 FOR UPDATE SKIP LOCKED
      )
      UPDATE signing_leases AS taken
      SET owner = ${owner}, held_until_millis = ${databaseNow} + ${leaseMillis}, used = taken.used + ${addWanted(nowMillis)}
      FROM before WHERE taken.residue = before.residue AND taken.used = before.used
      RETURNING taken.residue, ${rangesLeft(nowMillis)} AS ranges`,
      (rows) => {
        for (const row of rows) {
          residues = [...residues, row.residue]
          keep(row, askedIn)
        }
      }
    )

  /** Holds on to the residues, and adds to their grants; forgets what went to another. The number that is free. */
  const renew = (nowMillis: number, askedIn = era) =>
    Effect.gen(function* () {
      if (residues.length === 0) return 0
      const rows = yield* sql<Granted & { readonly free: number }>`
        WITH before AS (
          SELECT residue, used FROM signing_leases
          WHERE owner = ${owner} AND ${sql.in("residue", residues)} FOR UPDATE
        )
        UPDATE signing_leases AS held
        SET held_until_millis = greatest(held_until_millis, ${databaseNow} + ${leaseMillis}),
          used = held.used + ${addWanted(nowMillis)}
        FROM before WHERE held.residue = before.residue AND held.used = before.used
        RETURNING held.residue, ${rangesLeft(nowMillis)} AS ranges, ${countFree} AS free`
      residues = rows.map(({ residue }) => residue)
      for (const row of rows) keep(row, askedIn)
      grants = grants.filter(({ residue, untilMillis }) => residues.includes(residue) && untilMillis >= nowMillis)
      return rows[0]?.free ?? 0
    })

  /** What was not used of a grant is given back with its residue, so that the next holder can sign with it. */
  const giveBack = (given: ReadonlyArray<number>) => {
    const unused = grants.filter(({ residue }) => given.includes(residue))
    residues = residues.filter((residue) => !given.includes(residue))
    grants = grants.filter((grant) => !unused.includes(grant))
    return Effect.forEach(
      given,
      (residue) => {
        const ranges = unused
          .filter((grant) => grant.residue === residue && grant.lastMillis < grant.untilMillis)
          .map(({ lastMillis, untilMillis }) => `[${lastMillis + 1},${untilMillis}]`)
        return sql`
        UPDATE signing_leases SET owner = NULL, held_until_millis = least(held_until_millis, ${databaseNow} - 1),
          used = used - ${`{${ranges.join(",")}}`}::int8multirange
        WHERE residue = ${residue} AND owner = ${owner}`
      },
      { discard: true }
    )
  }

  /** The grant that can sign first, with the slot that it would sign with; one that begins too late can sign nothing. */
  const earliest = (nowMillis: number) => {
    let first: { readonly grant: Grant; readonly slotMillis: number } | undefined
    for (const grant of grants) {
      if (grant.firstMillis - nowMillis > maxWaitMillis) continue
      const slotMillis = nextSlot(grant, nowMillis)
      if (slotMillis > grant.untilMillis || (first !== undefined && first.slotMillis <= slotMillis)) continue
      first = { grant, slotMillis }
    }
    return first
  }

  /** Reads the clock; grants of an earlier era lie anywhere, and are forgotten. */
  const reading = Effect.map(clock.now, (now) => {
    if (now.era !== era) grants = []
    era = now.era
    return now.nowMillis
  })

  /** Renews what is held, else acquires; one fiber at a time, and only the first of those that need it. */
  const extend = leasing.withPermit(
    Effect.gen(function* () {
      if (isClosed) return yield* unavailable("This process is shutting down.")
      const nowMillis = yield* reading
      if (earliest(nowMillis) !== undefined) return
      yield* renew(nowMillis)
      const held = earliest(nowMillis)
      if (held !== undefined && held.slotMillis - nowMillis <= crowdedMillis) return
      yield* acquire(0, nowMillis)
      // What has nothing to sign with now may serve another.
      if (earliest(nowMillis) !== undefined) {
        yield* giveBack(residues.filter((residue) => !grants.some((grant) => grant.residue === residue)))
      }
    })
  )

  const keepAhead = leasing.withPermit(
    Effect.gen(function* () {
      const nowMillis = yield* reading
      const free = yield* renew(nowMillis)
      if (free > 0 || residues.length < 2) return
      const kept = earliest(nowMillis)?.grant.residue ?? residues[0]
      yield* giveBack(residues.filter((residue) => residue !== kept))
    })
  )

  const grow = leasing.withPermit(
    Effect.gen(function* () {
      if (!isCrowded || isClosed || residues.length === 0) return
      isCrowded = false
      yield* acquire(1, yield* reading)
    })
  )

  const release = leasing.withPermit(
    Effect.suspend(() => {
      isClosed = true
      return giveBack(residues)
    })
  )

  /** Takes the first slot that is to be had, in one step, so that two fibers never hold the same one. */
  const takeSlot = Effect.flatMap(reading, (nowMillis) => {
    const first = earliest(nowMillis)
    if (first === undefined) return Effect.undefined
    const { grant, slotMillis } = first
    if (slotMillis - nowMillis > crowdedMillis) isCrowded = true
    if (slotMillis - nowMillis > maxWaitMillis) {
      return unavailable(
        "No timestamp is free in time: the clock was set back, or too many calls wait. Try again later."
      )
    }
    grant.lastMillis = slotMillis
    return Effect.succeed({ slotMillis, era })
  })

  const waitForSlot = Effect.gen(function* () {
    while (true) {
      yield* extend
      const slot = yield* takeSlot
      if (slot !== undefined) return slot
      yield* Effect.sleep(pollMillis)
    }
  }).pipe(
    Effect.timeoutOrElse({
      duration: maxWaitMillis,
      orElse: () =>
        unavailable(
          `No lease on timestamps can be had: ${signingResidues} processes sign already, or all that may be signed now was.`
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
    while (true) {
      const { slotMillis, era } = (yield* takeSlot) ?? (yield* waitForSlot)
      if (yield* waitUntil(slotMillis, era, clock)) return Signing.TimestampMillis.make(slotMillis)
    }
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
