/** The keys that a process knows, and for how long it trusts what it knows. */
import { TransferStore } from "@bhejo/core"
import { PostgresApiKeys } from "@bhejo/store-postgres"
import { assert, describe, it } from "@effect/vitest"
import { Context, Effect, Layer, References, Schema } from "effect"
import { TestClock } from "effect/testing"
import * as HashedSecret from "../src/authentication/HashedSecret.ts"
import * as Keyring from "../src/authentication/Keyring.ts"
import { TeamKeys } from "../src/authentication/SeedKeys.ts"

const key = (holder: string, secret: string): PostgresApiKeys.ApiKey => {
  const sha256Hex = HashedSecret.hash(secret).toString("hex")
  return {
    id: sha256Hex.slice(0, 12),
    sha256Hex,
    holder,
    scopes: ["read"],
    origin: "configuration",
    createdAtMillis: 0,
    revokedAtMillis: null,
    expiresAtMillis: null,
    isExpired: false,
    lastUsedAtMillis: null
  }
}

const unavailable = new TransferStore.StoreUnavailable({ operation: "keys", cause: new Error("down") })

/** A table of keys that a test changes, and that can be out of reach. */
const table = (known: Array<PostgresApiKeys.ApiKey>) => {
  const state = { isDown: false, reads: 0, contradictions: [] as ReadonlyArray<PostgresApiKeys.Contradiction> }
  const never = () => Effect.die("was not expected")
  const used: Array<ReadonlyArray<string>> = []
  return {
    state,
    used,
    layer: Layer.succeed(
      PostgresApiKeys.ApiKeys,
      PostgresApiKeys.ApiKeys.of({
        seed: () => Effect.sync(() => state.contradictions),
        live: Effect.suspend(() => {
          state.reads++
          return state.isDown ? Effect.fail(unavailable) : Effect.succeed([...known])
        }),
        all: Effect.die("was not expected"),
        add: never,
        revoke: never,
        used: (ids) => (state.isDown ? Effect.fail(unavailable) : Effect.sync(() => used.push(ids)))
      })
    )
  }
}

const seeds = { teams: [], operators: [] }

const start = (layer: Layer.Layer<PostgresApiKeys.ApiKeys>, seedKeys: Parameters<typeof Keyring.layer>[0] = seeds) =>
  Effect.map(Layer.build(Keyring.layer(seedKeys).pipe(Layer.provide(layer))), (services) =>
    Context.get(services, Keyring.Keyring)
  )

const nameOf = (keyring: Keyring.Keyring["Service"], secret: string) =>
  Effect.map(keyring.holderOf(secret), (holder) => holder?.name)

describe("a keyring", () => {
  it.effect("knows a new key and forgets a revoked one after two seconds, and asks nothing for a request", () =>
    Effect.gen(function* () {
      const known = [key("payments", "one"), key("payments", "two")]
      const { state, layer } = table(known)
      const keyring = yield* start(layer)
      assert.strictEqual(yield* nameOf(keyring, "one"), "payments")
      assert.strictEqual(yield* nameOf(keyring, "two"), "payments")
      assert.isUndefined(yield* nameOf(keyring, "three"))
      const { reads } = state
      for (let time = 0; time < 100; time++) yield* nameOf(keyring, `guess ${time}`)
      assert.strictEqual(state.reads, reads)
      known.splice(0, 1, key("payouts", "three"))
      yield* TestClock.adjust("2 seconds")
      assert.isUndefined(yield* nameOf(keyring, "one"))
      assert.strictEqual(yield* nameOf(keyring, "two"), "payments")
      assert.strictEqual(yield* nameOf(keyring, "three"), "payouts")
    }).pipe(Effect.scoped)
  )

  it.effect("tells every ten seconds which keys were used, once each, and nothing where none was", () =>
    Effect.gen(function* () {
      const one = key("payments", "one")
      const { used, layer } = table([one, key("payments", "two")])
      const keyring = yield* start(layer)
      for (const secret of ["one", "one", "nobody's"]) yield* nameOf(keyring, secret)
      yield* TestClock.adjust("30 seconds")
      assert.deepStrictEqual(used, [[one.id]])
    }).pipe(Effect.scoped)
  )

  it.effect("knows nobody once it could not read the keys for ten seconds, and everybody again afterwards", () =>
    Effect.gen(function* () {
      const { state, layer } = table([key("payments", "one")])
      const keyring = yield* start(layer)
      state.isDown = true
      yield* TestClock.adjust("10 seconds")
      assert.strictEqual(yield* nameOf(keyring, "one"), "payments")
      yield* TestClock.adjust("1 millis")
      assert.strictEqual((yield* Effect.flip(keyring.holderOf("one")))._tag, "StoreUnavailable")
      state.isDown = false
      yield* TestClock.adjust("2 seconds")
      assert.strictEqual(yield* nameOf(keyring, "one"), "payments")
    }).pipe(Effect.scoped, Effect.provideService(References.MinimumLogLevel, "None"))
  )

  it.effect("does not start where the configuration gives a key to another", () =>
    Effect.gen(function* () {
      const { state, layer } = table([])
      state.contradictions = [{ id: "0123456789ab", why: "of another" }]
      const refused = yield* Effect.flip(start(layer))
      assert.include(refused.message, "0123456789ab")
    }).pipe(Effect.scoped)
  )
})

describe("the configuration's keys", () => {
  it("are pairs of a name and a SHA-256", () => {
    const decode = Schema.decodeUnknownSync(TeamKeys)
    assert.deepStrictEqual(decode(""), [])
    assert.strictEqual(decode(`payments:${"A".repeat(64)}`)[0]?.name, "payments")
    for (const wrong of ["payments", "payments:", `Payments:${"a".repeat(64)}`, `payments:${"a".repeat(64)}:x`, ","]) {
      assert.throws(() => decode(wrong), undefined, undefined, wrong)
    }
  })
})
