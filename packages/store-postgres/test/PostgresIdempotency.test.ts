import { Identifiers } from "@bhejo/core"
import { describe, expect, it } from "@effect/vitest"
import { Context, Effect, Fiber, Latch, Layer, Schedule } from "effect"
import { SqlClient } from "effect/sql"
import { type Claimed, Idempotency, type OtpUse, type Request } from "../src/PostgresIdempotency.ts"
import { migratedDatabase } from "./MigratedDatabase.ts"
import { keysOf, layerAt, layerFresh, query } from "./support.ts"

const base64 = (byte: number) => Buffer.alloc(32, byte).toString("base64")

const request: Request = {
  team: Identifiers.TeamId.make("payments"),
  key: "key-1",
  method: "POST",
  path: "/v1/transfers",
  body: '{"customerId":"9123456789"}',
  otpUse: undefined
}

/** Long enough that nobody takes anything over in a test. */
const long = 60_000

const tagsOf = (claims: ReadonlyArray<Claimed>) => claims.map(({ _tag }) => _tag)

const claimOf = (claimed: Claimed) => {
  if (claimed._tag !== "New" && claimed._tag !== "TakenOver") throw new Error(claimed._tag)
  return claimed.claim
}

describe("PostgresIdempotency", () => {
  it.live("lets one of many answer, and tells the others what was answered once it was", () =>
    Effect.gen(function* () {
      const { claim, answer } = yield* Idempotency
      const tries = Array.from({ length: 10 }, () => claim(request, long))
      const claims = yield* Effect.all(tries, { concurrency: "unbounded" })
      const winners = claims.filter(({ _tag }) => _tag === "New")
      expect(winners).toHaveLength(1)
      expect(tagsOf(claims).filter((tag) => tag === "Running")).toHaveLength(9)
      const [winner] = winners
      if (winner === undefined) return
      yield* answer(claimOf(winner), '{"status":201}')
      expect(yield* claim(request, long)).toEqual({ _tag: "Answered", answer: '{"status":201}' })
      // What was answered stays.
      yield* answer(claimOf(winner), '{"status":500}')
      expect(yield* claim(request, long)).toEqual({ _tag: "Answered", answer: '{"status":201}' })
    }).pipe(Effect.provide(layerFresh))
  )

  it.live("tells each of many that come at the same time its own, whichever process they come to", () =>
    Effect.gen(function* () {
      const url = yield* migratedDatabase
      const process = Effect.map(Layer.build(Layer.fresh(layerAt(url))), (services) =>
        Context.get(services, Idempotency)
      )
      const [one, other] = yield* Effect.all([process, process])
      const requests = Array.from({ length: 40 }, (_, index) => ({ ...request, key: `key-${index}` }))
      const used = requests.slice(0, 10)
      yield* Effect.forEach(used, (each) => one.claim(each, long), { concurrency: "unbounded" })
      const all = <A, E>(each: (request: Request) => Effect.Effect<A, E>, among: ReadonlyArray<Request>) =>
        Effect.forEach(among, each, { concurrency: "unbounded" })
      // In opposite orders, so that those who take several keys at a time could wait for each other in a circle.
      const [ofOne, ofOther] = yield* Effect.all(
        [
          all((each) => one.claim(each, long), requests),
          all((each) => other.claim({ ...each, body: "{}" }, long), requests.toReversed())
        ],
        { concurrency: "unbounded" }
      )
      const claims = requests.map((_, index) => [ofOne[index], ofOther[requests.length - 1 - index]])
      for (const [index, pair] of claims.entries()) {
        const tags = pair.map((claimed) => claimed?._tag)
        if (index < used.length) expect(tags).toEqual(["Running", "Reused"])
        else expect(tags.toSorted()).toEqual(["New", "Reused"])
      }
      const won = claims.flat().flatMap((claimed) => (claimed?._tag === "New" ? [claimed.claim] : []))
      yield* Effect.forEach(won, (claim) => one.answer(claim, `answer to ${claim.key}`), { concurrency: "unbounded" })
      const again = yield* all(
        (each) =>
          Effect.map(Effect.all([one.claim(each, long), one.claim({ ...each, body: "{}" }, long)]), (claims) =>
            claims.flatMap((claimed) => (claimed._tag === "Answered" ? [claimed.answer] : []))
          ),
        requests
      )
      for (const [index, answers] of again.entries()) {
        expect(answers).toEqual(index < used.length ? [] : [`answer to key-${index}`])
      }
    })
  )

  it.live("lets no two statements wait for each other in a circle, in whichever order their keys came", () =>
    Effect.gen(function* () {
      const url = yield* migratedDatabase
      const services = yield* Layer.build(Layer.fresh(layerAt(url)))
      const process = Effect.map(Layer.build(Layer.fresh(layerAt(url))), (services) =>
        Context.get(services, Idempotency)
      )
      const [one, other] = yield* Effect.all([process, process])
      /** Holds these keys in a transaction that comes to nothing, until told to end it. */
      const held = Effect.fnUntraced(function* (keys: ReadonlyArray<string>) {
        const [isHeld, end] = [Latch.makeUnsafe(false), Latch.makeUnsafe(false)]
        const insert = query(
          `INSERT INTO idempotency_keys (team, key, method, path, body_hash, hashed_with, claim, held_until)
           SELECT 'payments', key, 'POST', '/', '', '', gen_random_uuid(), now() FROM jsonb_array_elements_text($1::jsonb) AS key`,
          JSON.stringify(keys)
        )
        const transaction = SqlClient.SqlClient.use((sql) =>
          sql.withTransaction(
            insert.pipe(Effect.andThen(isHeld.open), Effect.andThen(end.await), Effect.andThen(Effect.fail("undone")))
          )
        ).pipe(Effect.ignore, Effect.provide(services))
        yield* Effect.forkChild(transaction)
        yield* isHeld.await
        return end.open
      })
      const waiting = (count: number) =>
        query<{ count: number }>(
          "SELECT count(*)::int AS count FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
        ).pipe(
          Effect.repeat({ until: ([row]) => row?.count === count, schedule: Schedule.spaced("10 millis") }),
          Effect.provide(services)
        )
      const claims = (table: Idempotency["Service"], keys: ReadonlyArray<string>) =>
        Effect.forkChild(
          Effect.forEach(keys, (key) => table.claim({ ...request, key }, long), { concurrency: "unbounded" })
        )
      const endFirst = yield* held(["first-1", "first-2", "first-3", "first-4"])
      const endMiddle = yield* held(["m"])
      // The first two of each take its room; the others go together once those are through, and both wait for one key.
      const ofOne = yield* claims(one, ["first-1", "first-2", "a", "m", "z"])
      const ofOther = yield* claims(other, ["first-3", "first-4", "z", "m", "a"])
      yield* waiting(4)
      yield* endFirst
      yield* waiting(2)
      yield* endMiddle
      const tags = tagsOf([...(yield* Fiber.join(ofOne)), ...(yield* Fiber.join(ofOther))])
      expect(tags.filter((tag) => tag === "New")).toHaveLength(7)
      expect(tags.filter((tag) => tag === "Running")).toHaveLength(3)
    })
  )

  it.live("knows another request for one, by method, path and body, while the first runs and after it", () =>
    Effect.gen(function* () {
      const { claim, answer, release } = yield* Idempotency
      const others: ReadonlyArray<Request> = [
        { ...request, method: "PUT" },
        { ...request, path: "/v1/ppi-digikhata/loads" },
        { ...request, body: '{"customerId":"9123456780"}' }
      ]
      const first = claimOf(yield* claim(request, long))
      for (const other of others) expect((yield* claim(other, long))._tag).toBe("Reused")
      yield* answer(first, "{}")
      for (const other of others) expect((yield* claim(other, long))._tag).toBe("Reused")
      // A team's key is its own.
      const theirs = yield* claim({ ...request, team: Identifiers.TeamId.make("payouts") }, long)
      expect(theirs._tag).toBe("New")
      yield* release(claimOf(theirs))
      expect((yield* claim({ ...request, team: Identifiers.TeamId.make("payouts"), body: "{}" }, long))._tag).toBe(
        "New"
      )
    }).pipe(Effect.provide(layerFresh))
  )

  it.live("binds a key to the OTP that is spent by its numbers, until there is an attempt that says which it was", () =>
    Effect.gen(function* () {
      const { claim } = yield* Idempotency
      const confirm = (otpUse: OtpUse): Request => ({ ...request, path: "/v1/transfers/1/confirm", otpUse })
      const use = { send: 1, try: 1, isMade: false }
      yield* claim(confirm(use), long)
      expect((yield* claim(confirm(use), long))._tag).toBe("Running")
      expect((yield* claim(confirm({ ...use, send: 2 }), long))._tag).toBe("Reused")
      expect((yield* claim(confirm({ ...use, try: 2 }), long))._tag).toBe("Reused")
      // Others may have been quicker between the claim and the attempt.
      expect((yield* claim(confirm({ send: 2, try: 2, isMade: true }), long))._tag).toBe("Running")
      expect((yield* claim({ ...confirm({ ...use, isMade: true }), body: "{}" }, long))._tag).toBe("Reused")
    }).pipe(Effect.provide(layerFresh))
  )

  it.live("gives what a process left behind to one that comes later, and takes no answer of the first any more", () =>
    Effect.gen(function* () {
      const { claim, answer, release, leave } = yield* Idempotency
      const first = claimOf(yield* claim(request, 0))
      const tries = Array.from({ length: 5 }, () => claim(request, long))
      const claims = yield* Effect.all(tries, { concurrency: "unbounded" })
      expect(tagsOf(claims).toSorted()).toEqual(["Running", "Running", "Running", "Running", "TakenOver"])
      const taken = claims.find(({ _tag }) => _tag === "TakenOver")
      if (taken === undefined) return
      // It was frozen and comes back.
      yield* answer(first, '"late"')
      yield* release(first)
      expect((yield* claim(request, long))._tag).toBe("Running")
      yield* leave(claimOf(taken))
      const again = yield* claim(request, long)
      expect(again._tag).toBe("TakenOver")
      yield* answer(claimOf(again), '"in time"')
      yield* release(claimOf(again))
      expect(yield* claim(request, long)).toEqual({ _tag: "Answered", answer: '"in time"' })
    }).pipe(Effect.provide(layerFresh))
  )

  it.live("keeps bodies and answers from whoever reads the table, and knows them while a key is rotated", () =>
    Effect.gen(function* () {
      const url = yield* migratedDatabase
      const under = (dataKey: string) =>
        Effect.map(Layer.build(Layer.fresh(layerAt(url, { dataKeys: keysOf(dataKey) }))), (services) => ({
          table: Context.get(services, Idempotency),
          services
        }))
      const old = yield* under(`k1:${base64(1)}`)
      const claim = claimOf(yield* old.table.claim(request, long))
      yield* old.table.answer(claim, '{"recipientName":"ASHA DEVI"}')
      const rows = yield* Effect.provide(
        query<{ row: Record<string, string> }>("SELECT to_jsonb(idempotency_keys) AS row FROM idempotency_keys"),
        old.services
      )
      const text = JSON.stringify(rows)
      for (const secret of ["9123456789", "ASHA", "customerId"]) expect(text).not.toContain(secret)

      const rotated = yield* under(`k2:${base64(2)},k1:${base64(1)}`)
      expect((yield* rotated.table.claim(request, long))._tag).toBe("Answered")
      expect((yield* rotated.table.claim({ ...request, body: "{}" }, long))._tag).toBe("Reused")
      // The same body hashes otherwise under another key, so a hash says nothing to who has none.
      const second = { ...request, key: "key-2" }
      yield* rotated.table.claim(second, long)
      const hashes = yield* Effect.provide(
        query<{ body_hash: string }>("SELECT DISTINCT body_hash FROM idempotency_keys"),
        old.services
      )
      expect(hashes).toHaveLength(2)
    })
  )

  it.live("forgets no answer within eight days, and every one some time after", () =>
    Effect.gen(function* () {
      const { claim, answer, purge } = yield* Idempotency
      const [young, answered, old] = ["young", "answered", "old"].map((key) => ({ ...request, key }))
      for (const one of [young, answered, old])
        if (one !== undefined) yield* answer(claimOf(yield* claim(one, long)), "{}")
      const age = (key: string, column: string, days: number) =>
        query(
          `UPDATE idempotency_keys SET ${column} = clock_timestamp() - interval '${days} days' WHERE key = '${key}'`
        )
      yield* age("young", "claimed_at", 8)
      yield* age("young", "answered_at", 8)
      yield* age("answered", "claimed_at", 30)
      yield* age("answered", "answered_at", 8)
      yield* age("old", "claimed_at", 10)
      yield* age("old", "answered_at", 10)
      expect(yield* purge).toBe(1)
      expect(yield* purge).toBe(0)
      const kept = yield* query<{ key: string }>("SELECT key FROM idempotency_keys ORDER BY key")
      expect(kept.map(({ key }) => key)).toEqual(["answered", "young"])
    }).pipe(Effect.provide(layerFresh))
  )
})
