import { createHash } from "node:crypto"
import { describe, expect, it } from "@effect/vitest"
import { Effect } from "effect"
import { ApiKeys, type NewApiKey } from "../src/PostgresApiKeys.ts"
import { layerFresh, query } from "./support.ts"

const sha256Hex = (text: string) => createHash("sha256").update(text).digest("hex")

const payments: NewApiKey = { holder: "payments", scopes: ["transfers", "read"], sha256Hex: sha256Hex("one") }
const nightShift: NewApiKey = { holder: "night-shift", scopes: ["operator"], sha256Hex: sha256Hex("two") }

describe("PostgresApiKeys", () => {
  it.live("is seeded once, and takes nothing back that was revoked, nor gives a key to another", () =>
    Effect.gen(function* () {
      const keys = yield* ApiKeys
      expect(yield* keys.seed([])).toEqual([])
      expect(yield* keys.seed([payments, nightShift])).toEqual([])
      expect(yield* keys.seed([payments, nightShift])).toEqual([])
      const [first, second] = yield* keys.all
      expect(first).toMatchObject({ ...nightShift, origin: "configuration", revokedAtMillis: null })
      expect(second).toMatchObject({ ...payments, id: payments.sha256Hex.slice(0, 12) })
      const id = second?.id ?? ""
      const revoked = yield* keys.revoke(id)
      expect(revoked?.revokedAtMillis).toBeTypeOf("number")
      // Who revokes it again does not make it newer.
      expect(yield* keys.revoke(id)).toEqual(revoked)
      expect(yield* keys.revoke("000000000000")).toBeUndefined()
      expect(yield* keys.seed([payments])).toEqual([{ id, why: "revoked" }])
      const nights = nightShift.sha256Hex.slice(0, 12)
      for (const taken of [
        { ...nightShift, holder: "payments" },
        { ...nightShift, scopes: ["transfers", "read"] as const }
      ]) {
        expect(yield* keys.seed([taken])).toEqual([{ id: nights, why: "of another" }])
      }
      expect((yield* keys.live).map(({ holder }) => holder)).toEqual(["night-shift"])
    }).pipe(Effect.provide(layerFresh))
  )

  it.live("is seeded by processes that start at once", () =>
    Effect.gen(function* () {
      const keys = yield* ApiKeys
      // Each round is a race for a new key. The narrow place is between the entries in its two indexes.
      for (let round = 0; round < 300; round++) {
        const seeded = keys.seed([{ ...payments, sha256Hex: sha256Hex(`round ${round}`) }])
        const told = yield* Effect.all([seeded, seeded, seeded, seeded], { concurrency: "unbounded" })
        expect(told.flat()).toEqual([])
      }
      expect(yield* keys.all).toHaveLength(300)
    }).pipe(Effect.provide(layerFresh))
  )

  it.live("holds several keys of one holder, each with its scopes", () =>
    Effect.gen(function* () {
      const keys = yield* ApiKeys
      yield* keys.seed([payments])
      const reader = { holder: "payments", scopes: ["read"] as const, sha256Hex: sha256Hex("three") }
      expect(yield* keys.add(reader)).toMatchObject({ ...reader, origin: "command line" })
      expect((yield* keys.live).map(({ scopes }) => scopes).sort()).toEqual([["read"], ["transfers", "read"]])
      // One that is known already is not made twice.
      const twice = yield* Effect.flip(keys.add(reader))
      expect(twice._tag).toBe("StoreUnavailable")
      expect(JSON.stringify(twice)).not.toContain(reader.sha256Hex)
    }).pipe(Effect.provide(layerFresh))
  )

  it.live("knows when a key was last used, and takes none whose time is over", () =>
    Effect.gen(function* () {
      const keys = yield* ApiKeys
      const brief = { ...payments, sha256Hex: sha256Hex("brief"), expiresInMillis: 3_600_000 }
      const made = yield* keys.add(brief)
      expect((made.expiresAtMillis ?? 0) - made.createdAtMillis).toBeGreaterThan(3_590_000)
      expect(made).toMatchObject({ isExpired: false, lastUsedAtMillis: null })
      const other = yield* keys.add({ ...payments, sha256Hex: sha256Hex("other") })
      expect(other).toMatchObject({ expiresAtMillis: null, isExpired: false })
      yield* keys.used([made.id, "000000000000"])
      const lastUsed = Effect.map(keys.all, (all) => all.find(({ id }) => id === made.id)?.lastUsedAtMillis)
      const first = yield* lastUsed
      expect(first).toBeTypeOf("number")
      expect((yield* keys.all).find(({ id }) => id === other.id)?.lastUsedAtMillis).toBeNull()
      // Within the minute nothing is written, and after it there is.
      yield* keys.used([made.id])
      expect(yield* lastUsed).toBe(first)
      yield* query("UPDATE api_keys SET last_used_at = last_used_at - interval '61 seconds'")
      yield* keys.used([made.id])
      expect(yield* lastUsed).toBeGreaterThanOrEqual(first ?? Number.POSITIVE_INFINITY)

      yield* query(
        "UPDATE api_keys SET created_at = created_at - interval '2 hours', expires_at = expires_at - interval '1 hour 1 second'"
      )
      expect((yield* keys.live).map(({ id }) => id)).toEqual([other.id])
      expect((yield* keys.all).map(({ id, isExpired }) => [id, isExpired])).toContainEqual([made.id, true])
    }).pipe(Effect.provide(layerFresh))
  )

  it.live("is kept by the database from keys that are a team's and an operator's, and from being emptied", () =>
    Effect.gen(function* () {
      const keys = yield* ApiKeys
      yield* keys.seed([payments])
      const insert = (sha256: string, holder: string, scopes: string) =>
        query(`INSERT INTO api_keys (sha256, holder, scopes, origin)
          VALUES (decode('${sha256}', 'hex'), '${holder}', '${scopes}', 'command line')`)
      const hash = sha256Hex("four")
      for (const refused of [
        insert(hash, "payments", "{transfers,operator}"),
        insert(hash, "payments", "{}"),
        insert(hash, "payments", "{everything}"),
        insert(hash, "Payments", "{read}"),
        insert(hash.slice(2), "payments", "{read}"),
        query("DELETE FROM api_keys"),
        query("TRUNCATE api_keys")
      ]) {
        expect((yield* Effect.flip(refused))._tag).toBe("SqlError")
      }
      expect(yield* keys.all).toHaveLength(1)
    }).pipe(Effect.provide(layerFresh))
  )
})
