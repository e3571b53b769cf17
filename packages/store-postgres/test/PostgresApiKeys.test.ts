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
