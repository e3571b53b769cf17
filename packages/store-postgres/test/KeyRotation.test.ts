import { type Identifiers, TransferState, TransferStore, WalletLoadStore } from "@bhejo/core"
import { describe, expect, it } from "@effect/vitest"
import { Effect, Layer, Redacted, Schema } from "effect"
import { SqlClient } from "effect/sql"
import { newCustomer, newNumber, untilDebit } from "../../core/test/TransferHistory.ts"
import { history } from "../../core/test/WalletLoadStoreContract.ts"
import * as KeyRotation from "../src/KeyRotation.ts"
import * as Sealing from "../src/Sealing.ts"
import * as WebhookEndpoints from "../src/WebhookEndpoints.ts"
import { migratedDatabase } from "./MigratedDatabase.ts"
import { keysOf, layerAt, query } from "./support.ts"
import { endpoint, secret, team } from "./Webhooks.ts"

const key = (id: string, byte: number) => `${id}:${Buffer.alloc(32, byte).toString("base64")}`
const [old, fresh] = [key("old", 1), key("new", 2)]

const at = (url: Redacted.Redacted<string>, ...keys: ReadonlyArray<string>) =>
  Layer.fresh(layerAt(url, { dataKeys: keysOf(keys.join(",")) }))

const append = (commit: TransferStore.Commit) => TransferStore.TransferStore.use((store) => store.append(commit))
const load = (id: Identifiers.TransferId) => TransferStore.TransferStore.use((store) => store.load(id))
const journal = (id: Identifiers.TransferId) => TransferStore.TransferStore.use((store) => store.journal(id))

const found = (customerId: Identifiers.CustomerId) =>
  Effect.gen(function* () {
    const sql = yield* SqlClient.SqlClient
    const keys = yield* Sealing.SealingKeys
    return yield* sql<{ id: string }>`
      SELECT id::text AS id FROM transfers WHERE ${Sealing.isOfCustomer(sql, keys, customerId)}`
  })

const usesOf = (table: string) =>
  Effect.map(KeyRotation.uses, (uses) =>
    Object.fromEntries(uses.flatMap((use) => (use.table === table ? [[use.keyId ?? "plain", use.count]] : [])))
  )

describe("rotation of DATA_KEY", () => {
  it.live("seals snapshots anew and leaves journals, and everything is read and found all the while", () =>
    Effect.gen(function* () {
      const url = yield* migratedDatabase
      const customerId = newCustomer()
      const [requested, sent, debit] = untilDebit(newNumber(), undefined, customerId)
      const { id } = requested.transfer.terms
      // One that was written before there was sealing.
      const [plain] = untilDebit(newNumber())
      yield* Effect.gen(function* () {
        for (const commit of [requested, sent, plain]) yield* append(commit)
        const snapshot = Schema.encodeSync(Schema.toCodecJson(TransferState.TransferState))(plain.transfer)
        yield* query(
          "UPDATE transfers SET snapshot = $2, customer_hash = NULL, sealed_with = NULL WHERE id = $1",
          plain.transfer.terms.id,
          JSON.stringify(snapshot)
        )
        expect(yield* usesOf("transfers")).toEqual({ old: 1, plain: 1 })
      }).pipe(Effect.provide(at(url, old)))

      yield* Effect.gen(function* () {
        expect(yield* found(customerId)).toEqual([{ id }])
        expect(yield* KeyRotation.reseal).toBe(2)
        expect(yield* usesOf("transfers")).toEqual({ new: 2 })
        expect(yield* KeyRotation.reseal).toBe(0)
        expect(yield* found(customerId)).toEqual([{ id }])
        expect(yield* load(id)).toEqual(sent.transfer)
        expect(yield* load(plain.transfer.terms.id)).toEqual(plain.transfer)
        yield* append(debit)
        expect(yield* load(id)).toEqual(debit.transfer)
        expect(yield* journal(id)).toEqual([requested, sent, debit].flatMap(({ events }) => events))
        // The journal of both began under the old key, which is why it stays.
        expect((yield* usesOf("transfer_events"))["old"]).toBeGreaterThan(0)
        const kept = yield* Effect.flip(KeyRotation.retire("old"))
        expect(kept.message).toContain("transfer_events")
        expect((yield* Effect.flip(KeyRotation.retire("new"))).message).toContain("current")
      }).pipe(Effect.provide(at(url, fresh, old)))

      // A process of before the rotation goes on for a while, and reads what is sealed under either.
      yield* Effect.gen(function* () {
        expect(yield* load(id)).toEqual(debit.transfer)
        expect(yield* found(customerId)).toEqual([{ id }])
      }).pipe(Effect.provide(at(url, old, fresh)))
    })
  )

  it.live("goes on counting a customer's limits", () =>
    Effect.gen(function* () {
      const url = yield* migratedDatabase
      const customerId = newCustomer()
      const one = () => {
        const [requested] = untilDebit(newNumber(), undefined, customerId)
        return { ...requested, use: requested.use && { ...requested.use, max: 3 } }
      }
      yield* Effect.forEach([one(), one()], append).pipe(Effect.provide(at(url, old)))
      yield* Effect.gen(function* () {
        yield* append(one())
        expect(yield* Effect.flip(append(one()))).toMatchObject({ _tag: "LimitReached", scope: "customer" })
      }).pipe(Effect.provide(at(url, fresh, old)))
    })
  )

  it.live("starts nothing without a key that is needed, or with another of its name, until it is retired", () =>
    Effect.gen(function* () {
      const url = yield* migratedDatabase
      const starts = (...keys: ReadonlyArray<string>) => Effect.scoped(Layer.build(at(url, ...keys)))
      yield* starts(old)
      for (const keys of [[fresh], [key("old", 3)], [fresh, key("old", 3)]]) {
        const error = yield* Effect.flip(starts(...keys))
        expect(error._tag).toBe("DataKeyUnfit")
        expect(error.message).toContain('"old"')
        expect(error.message).not.toContain(Buffer.alloc(32, 1).toString("base64"))
      }
      yield* KeyRotation.retire("old").pipe(Effect.provide(at(url, fresh, old)))
      yield* starts(fresh)
      yield* starts(fresh, old)
      expect((yield* Effect.flip(starts(old, fresh))).message).toContain("retired")
    })
  )

  it.live("seals the secrets of webhooks anew, and lets no key go that one of them needs", () =>
    Effect.gen(function* () {
      const url = yield* migratedDatabase
      const make = Effect.gen(function* () {
        const { id } = yield* endpoint()
        const endpoints = yield* WebhookEndpoints.WebhookEndpoints
        yield* endpoints.rotate({ team, id }, secret, 3_600_000)
        return id
      })
      const id = yield* Effect.provide(make, at(url, old))
      yield* Effect.gen(function* () {
        const { secretsOf } = yield* WebhookEndpoints.WebhookEndpoints
        expect(yield* usesOf("webhook_endpoints")).toEqual({ old: 2 })
        expect(yield* KeyRotation.outdated).toContainEqual({ table: "webhook_endpoints", count: 1 })
        expect((yield* Effect.flip(KeyRotation.retire("old"))).message).toContain("webhook_endpoints (2)")
        expect(yield* KeyRotation.reseal).toBe(1)
        expect(yield* usesOf("webhook_endpoints")).toEqual({ new: 2 })
        expect((yield* secretsOf(id)).map(Redacted.value)).toEqual([secret, secret].map(Redacted.value))
        yield* KeyRotation.retire("old")
      }).pipe(Effect.provide(at(url, fresh, old)))
    })
  )

  it.live("is told of a wallet load as of a transfer", () =>
    Effect.gen(function* () {
      const url = yield* migratedDatabase
      const { id, started } = history(newNumber())
      yield* WalletLoadStore.WalletLoadStore.use((store) => store.append(started)).pipe(Effect.provide(at(url, old)))
      yield* Effect.gen(function* () {
        expect(yield* KeyRotation.reseal).toBe(1)
        const store = yield* WalletLoadStore.WalletLoadStore
        expect(yield* store.load(id)).toEqual(started.record)
        expect(yield* usesOf("wallet_loads")).toEqual({ new: 1 })
        expect(yield* usesOf("wallet_load_events")).toEqual({ old: 1 })
      }).pipe(Effect.provide(at(url, fresh, old)))
    })
  )
})
