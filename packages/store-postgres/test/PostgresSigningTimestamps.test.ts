import { EkoClock, SigningTimestamps } from "@bhejo/core"
import { describe, expect, it } from "@effect/vitest"
import { Clock, Context, Effect, Exit, Fiber, Layer, type Redacted, References, Scope } from "effect"
import { shifted } from "../../core/test/ShiftedClock.ts"
import { signingResidues } from "../src/Migrations.ts"
import * as PostgresStore from "../src/PostgresStore.ts"
import * as ChildProcess from "./ChildProcess.ts"
import { migratedDatabase } from "./MigratedDatabase.ts"
import { dataKeys, query } from "./support.ts"

/** A source of its own, with a pool of its own, as a process has. */
const source = (url: Redacted.Redacted<string>, leaseMillis = 10_000) =>
  Effect.map(
    Layer.build(Layer.fresh(PostgresStore.layer({ url, dataKeys, signing: { leaseMillis }, maxConnections: 2 }))),
    (context) => ({
      next: Context.get(context, SigningTimestamps.SigningTimestamps).next,
      query: (statement: string) => Effect.provide(query(statement), context)
    })
  )

/** A timestamp, and whether the clock had reached it when it was handed out. */
const checked = <E>(next: Effect.Effect<number, E>) =>
  Effect.gen(function* () {
    const timestamp = yield* next
    expect(timestamp).toBeLessThanOrEqual(yield* Clock.currentTimeMillis)
    return timestamp
  })

const take = <E>(next: Effect.Effect<number, E>, count: number) =>
  Effect.forEach(Array.from({ length: count }), () => checked(next), { concurrency: 20 })

/** What a child has printed; each line has the timestamp and the clock after it. */
const timestampsOf = (child: ChildProcess.Child) =>
  child.lines.map((line) => {
    const [timestamp = Number.NaN, clock = Number.NaN] = line.split(" ").map(Number)
    expect(timestamp).toBeLessThanOrEqual(clock)
    return timestamp
  })

const expectUnique = (timestamps: ReadonlyArray<number>) => expect(new Set(timestamps).size).toBe(timestamps.length)

/** Leaves as many leases as that to be had; the others have an owner who is far ahead. */
const leave = (count: number) =>
  `UPDATE signing_leases SET owner = gen_random_uuid(), held_until_millis = 9999999999999 WHERE residue >= ${count}`
const free = (residue: number) =>
  `UPDATE signing_leases SET owner = NULL, held_until_millis = 0 WHERE residue = ${residue}`

/** A clock that is ahead of the machine's by what it is set to, in a new era each time. */
const settable = () => {
  const state = { leadMillis: 0, era: 0 }
  const now = Effect.map(Clock.currentTimeMillis, (millis) => ({
    nowMillis: millis + state.leadMillis,
    era: state.era
  }))
  return {
    clock: { ...EkoClock.uncorrected, now },
    set: (leadMillis: number) => {
      state.leadMillis = leadMillis
      state.era++
    }
  }
}

describe.concurrent("PostgresSigningTimestamps", () => {
  it.live("hands out no timestamp twice, and none ahead of the clock, among layers and processes", () =>
    Effect.gen(function* () {
      const url = yield* migratedDatabase
      const sources = yield* Effect.all(
        Array.from({ length: 5 }, () => source(url, 1_000)),
        { concurrency: "unbounded" }
      )
      const children = yield* Effect.all([
        ChildProcess.start(url, "sign", 1_000, 200),
        ChildProcess.start(url, "sign", 1_000, 200)
      ])
      const taken = yield* Effect.forEach(sources, ({ next }) => take(next, 500), { concurrency: "unbounded" })
      for (const child of children) expect(yield* child.ended).toBe(0)
      const all = [...taken.flat(), ...children.flatMap(timestampsOf)]
      expect(all).toHaveLength(5 * 500 + 2 * 200)
      expectUnique(all)
    })
  )

  it.live("keeps its residue by renewing, many leases long", () =>
    Effect.gen(function* () {
      const { next, query } = yield* source(yield* migratedDatabase, 300)
      yield* query(leave(1))
      const timestamps = yield* take(next, 200)
      expect(Math.max(...timestamps) - Math.min(...timestamps)).toBeGreaterThan(1_000)
      expect(new Set(timestamps.map((timestamp) => timestamp % signingResidues)).size).toBe(1)
      expectUnique(timestamps)
    })
  )

  it.live("takes further residues while calls queue up, and gives them back to newcomers", () =>
    Effect.gen(function* () {
      const url = yield* migratedDatabase
      const busy = yield* source(url, 3_000)
      const working = yield* Effect.forkChild(take(busy.next, 2_500))
      yield* Effect.sleep(1_500)
      // One stays free: the first newcomer need not wait, and the others wait until the busy one has shared.
      const newcomers = yield* Effect.all(
        Array.from({ length: 4 }, () => source(url, 3_000)),
        { concurrency: "unbounded" }
      )
      const theirs = yield* Effect.forEach(newcomers, ({ next }) => take(next, 5), { concurrency: "unbounded" })
      const ours = yield* Fiber.join(working)
      const residuesOf = (timestamps: ReadonlyArray<number>) =>
        new Set(timestamps.map((timestamp) => timestamp % signingResidues)).size
      expect(residuesOf(ours)).toBeGreaterThan(1)
      expect(residuesOf(theirs.flat())).toBeGreaterThanOrEqual(4)
      expectUnique([...ours, ...theirs.flat()])
    })
  )

  it.live("lets no process sign beyond the residues, until one is given back", () =>
    Effect.gen(function* () {
      const url = yield* migratedDatabase
      const scope = yield* Scope.make()
      const first = yield* Scope.provide(source(url, 60_000), scope)
      const others = yield* Effect.all(
        Array.from({ length: signingResidues - 1 }, () => source(url, 60_000)),
        { concurrency: 4 }
      )
      const taken = yield* Effect.forEach([first, ...others], ({ next }) => next, { concurrency: "unbounded" })
      expect(new Set(taken.map((timestamp) => timestamp % signingResidues)).size).toBe(signingResidues)

      const late = yield* source(url)
      expect(yield* Effect.flip(late.next)).toMatchObject({ _tag: "TimestampUnavailable" })
      const waiting = yield* Effect.forkChild(late.next)
      yield* Scope.close(scope, Exit.void)
      const given = yield* Fiber.join(waiting)
      expect(given % signingResidues).toBe((taken[0] ?? 0) % signingResidues)
      expect(given).toBeGreaterThan(taken[0] ?? 0)
    })
  )

  it.live("uses no slot of a lease that went to another while it was frozen", () =>
    Effect.gen(function* () {
      const url = yield* migratedDatabase
      const admin = yield* source(url)
      yield* admin.query(leave(1))
      const child = yield* ChildProcess.start(url, "sign", 1_000, 300)
      yield* child.printed(50)
      yield* child.signal("SIGSTOP")
      // Its lease is the only one, so this waits until it has ended.
      const heir = yield* source(url)
      const first = yield* heir.next
      yield* admin.query(free(5))
      const inheriting = yield* Effect.forkChild(take(heir.next, 400))
      yield* Effect.sleep(500)
      yield* child.signal("SIGCONT")
      expect(yield* child.ended).toBe(0)
      const inherited = [first, ...(yield* Fiber.join(inheriting))]

      const printed = timestampsOf(child)
      expect(printed).toHaveLength(300)
      expectUnique([...printed, ...inherited])
      expect(new Set(inherited.map((timestamp) => timestamp % signingResidues))).toEqual(new Set([0]))
      const frozenAt = Math.min(...inherited)
      const after = printed.filter((timestamp) => timestamp > frozenAt)
      expect(after.length).toBeGreaterThan(50)
      expect(new Set(after.map((timestamp) => timestamp % signingResidues))).toEqual(new Set([5]))
    })
  )

  it.live("repeats nothing after its process was killed", () =>
    Effect.gen(function* () {
      const url = yield* migratedDatabase
      const admin = yield* source(url)
      yield* admin.query(leave(1))
      const all: Array<number> = []
      for (let start = 0; start < 3; start++) {
        const child = yield* ChildProcess.start(url, "sign", 1_000, 100_000)
        yield* child.printed(20)
        yield* child.signal("SIGKILL")
        yield* child.ended
        all.push(...timestampsOf(child))
      }
      all.push(...(yield* take(admin.next, 20)))
      expectUnique(all)
      // One residue, and each owner later than the one before it.
      expect(new Set(all.map((timestamp) => timestamp % signingResidues))).toEqual(new Set([0]))
    })
  )

  it.live("signs by each process's own clock, however far apart these are, on one residue and nothing twice", () =>
    Effect.gen(function* () {
      const url = yield* migratedDatabase
      const real = yield* Clock.Clock
      const admin = yield* source(url)
      yield* admin.query(leave(1))
      const signAt = (byMillis: number, count: number) =>
        Effect.scoped(Effect.flatMap(source(url), ({ next }) => take(next, count))).pipe(
          Effect.provideService(Clock.Clock, shifted(real, byMillis))
        )
      const leads = [2_000, 0, -1_000, 3_600_000, 0, 2_000]
      const all = yield* Effect.forEach(leads, (lead) => signAt(lead, 20))
      expectUnique(all.flat())
      expect(new Set(all.flat().map((timestamp) => timestamp % signingResidues))).toEqual(new Set([0]))
    })
  )

  it.live("signs in the corrected time at once, forwards and backwards, in two processes, and nothing twice", () =>
    Effect.gen(function* () {
      const url = yield* migratedDatabase
      const forth = [600_000, 0, 600_000 - 1_000, -600_000, 0]
      // The other one's clock is corrected to where the first one's was, and back, at other moments.
      const back = [-600_000, 0, 600_000, -600_000 + 1_000, 600_000]
      const children = yield* Effect.all([
        ChildProcess.start(url, "sign", 1_000, 60, ...forth),
        ChildProcess.start(url, "sign", 1_000, 50, ...back)
      ])
      for (const child of children) expect(yield* child.ended).toBe(0)
      const [first, second] = children.map(timestampsOf)
      expect(first).toHaveLength(6 * 60)
      expect(second).toHaveLength(6 * 50)
      expectUnique([...(first ?? []), ...(second ?? [])])
    })
  )

  it.live("takes a fresh residue where a correction leads to what its own has used, and leaves that to others", () =>
    Effect.gen(function* () {
      const url = yield* migratedDatabase
      const { clock, set } = settable()
      const { next, query } = yield* Effect.provideService(source(url, 500), EkoClock.EkoClock, clock)
      const taken = [yield* next]
      // Longer than the jump, so that everything behind is used.
      yield* Effect.sleep(1_500)
      taken.push(yield* next)
      set(-1_000)
      taken.push(yield* next, yield* next)
      expectUnique(taken)
      expect(taken.map((timestamp) => timestamp % signingResidues)).toEqual([0, 0, 1, 1])
      expect(yield* query("SELECT residue FROM signing_leases WHERE owner IS NOT NULL")).toEqual([{ residue: 1 }])
    })
  )

  it.live("does not wait for the end of its own grant after a correction", () =>
    Effect.gen(function* () {
      const url = yield* migratedDatabase
      const { clock, set } = settable()
      const { next } = yield* Effect.provideService(source(url), EkoClock.EkoClock, clock)
      const taken: Array<number> = []
      // Each is within what the lease of ten seconds has granted already.
      for (const lead of [0, 6_000, 0, 3_000, -3_000, 0]) {
        set(lead)
        const { nowMillis } = yield* clock.now
        const timestamp = yield* next
        expect(timestamp - nowMillis).toBeLessThan(2_500)
        taken.push(timestamp, yield* next)
      }
      expectUnique(taken)
    })
  )

  it.live("waits rather than sign twice where no other residue is to be had", () =>
    Effect.gen(function* () {
      const url = yield* migratedDatabase
      const { clock, set } = settable()
      const { next, query } = yield* Effect.provideService(source(url, 2_000), EkoClock.EkoClock, clock)
      yield* query(leave(1))
      const taken: Array<number> = []
      for (const lead of [0, 1_500, 0, 3_000, 1_000]) {
        set(lead)
        taken.push(...(yield* Effect.replicateEffect(next, 10, { concurrency: "unbounded" })))
      }
      expectUnique(taken)
      expect(new Set(taken.map((timestamp) => timestamp % signingResidues))).toEqual(new Set([0]))
    })
  )

  it.live("gives no value twice to two that ask with one clock for one residue, whatever the lease says", () =>
    Effect.gen(function* () {
      const url = yield* migratedDatabase
      const { clock } = settable()
      const admin = yield* source(url)
      yield* admin.query(leave(1))
      const signing = Effect.provideService(source(url), EkoClock.EkoClock, clock)
      const first = yield* signing
      const taken = [yield* first.next]
      // The lease is lost, as to a process that was frozen; its grant is not.
      yield* admin.query("UPDATE signing_leases SET held_until_millis = 0 WHERE residue = 0")
      const second = yield* signing
      const heir = yield* Effect.forkChild(Effect.exit(second.next))
      for (let nth = 0; nth < 20; nth++) taken.push(yield* first.next)
      const inherited = yield* Fiber.join(heir)
      expectUnique([...taken, ...(Exit.isSuccess(inherited) ? [inherited.value] : [])])
    })
  )

  it.live("fails where the database does, and works again with it", () =>
    Effect.gen(function* () {
      const { next, query } = yield* source(yield* migratedDatabase)
      yield* query("ALTER TABLE signing_leases RENAME TO elsewhere")
      expect(yield* Effect.flip(next)).toMatchObject({ _tag: "TimestampUnavailable" })
      yield* query("ALTER TABLE elsewhere RENAME TO signing_leases")
      yield* checked(next)
    }).pipe(Effect.provideService(References.MinimumLogLevel, "None"))
  )
})
