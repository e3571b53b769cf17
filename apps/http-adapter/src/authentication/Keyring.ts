/**
 * The keys that work, as this process knows them: read from the database every two seconds, so that no request waits for
 * that.
 *
 * @module
 */
import { TransferStore } from "@bhejo/core"
import { PostgresApiKeys } from "@bhejo/store-postgres"
import { Clock, Context, Data, Effect, Layer, Schedule } from "effect"
import * as HashedSecret from "./HashedSecret.ts"
import type { SeedKeys } from "./SeedKeys.ts"

type Scope = PostgresApiKeys.Scope

/** Who holds a key, and what it may do. */
export interface Holder extends HashedSecret.HashedSecret {
  /** Of the key, as the command line lists it. */
  readonly id: string
  readonly name: string
  readonly scopes: ReadonlyArray<Scope>
}

/** How often the keys are read. */
const refreshMillis = 2_000

/** How often it is written which keys were used. */
const writeUsedMillis = 10_000

/**
 * So long a revoked key works at most, in every process: where the keys could not be read for that time, no key does.
 * Usually it is {@link refreshMillis}.
 */
export const maxAgeMillis = 10_000

/** The configuration has keys that belong to others. */
export class KeysOfOthers extends Data.TaggedError("KeysOfOthers")<{ readonly ids: ReadonlyArray<string> }> {
  override get message() {
    return (
      `TEAM_API_KEYS or OPERATOR_API_KEYS give the keys ${this.ids.join(", ")} to another holder than they have in the ` +
      "database. A key stays with whom it was given to: make a new one."
    )
  }
}

export class Keyring extends Context.Service<
  Keyring,
  {
    /** Who holds a key, if anybody; it fails where that was not to be found out for {@link maxAgeMillis}. */
    readonly holderOf: (apiKey: string) => Effect.Effect<Holder | undefined, TransferStore.StoreUnavailable>
  }
>()("@bhejo/http-adapter/Keyring") {}

const holderOf = ({ id, sha256Hex, holder, scopes }: PostgresApiKeys.ApiKey): Holder => ({
  id,
  sha256: Buffer.from(sha256Hex, "hex"),
  name: holder,
  scopes
})

/** Adds what the configuration has and the database has not, and says where the two disagree. */
const seed = Effect.fnUntraced(function* ({ teams, operators }: SeedKeys) {
  const { seed, live } = yield* PostgresApiKeys.ApiKeys
  const given: ReadonlyArray<PostgresApiKeys.NewApiKey> = [
    ...teams.map(({ name, sha256 }) => ({ holder: name, sha256, scopes: ["transfers", "read"] as const })),
    ...operators.map(({ name, sha256 }) => ({ holder: name, sha256, scopes: ["operator"] as const }))
  ].map(({ sha256, ...rest }) => ({ ...rest, sha256Hex: Buffer.from(sha256).toString("hex") }))
  const contradictions = yield* seed(given)
  const idsOf = (why: PostgresApiKeys.Contradiction["why"]) =>
    contradictions.filter((contradiction) => contradiction.why === why).map(({ id }) => id)
  const [revoked, ofOthers] = [idsOf("revoked"), idsOf("of another")]
  if (ofOthers.length > 0) return yield* new KeysOfOthers({ ids: ofOthers })
  if (revoked.length > 0) {
    yield* Effect.logWarning("Keys of the configuration are revoked, and stay so", { keys: revoked })
  }
  const inConfiguration = new Set(given.map(({ sha256Hex }) => sha256Hex))
  const withdrawn = (yield* live).filter(
    ({ origin, sha256Hex }) => origin === "configuration" && !inConfiguration.has(sha256Hex)
  )
  if (withdrawn.length > 0) {
    yield* Effect.logWarning("Keys that are no longer in the configuration still work; `keys revoke` ends them", {
      keys: withdrawn.map(({ id }) => id)
    })
  }
})

const make = Effect.fnUntraced(function* (seeds: SeedKeys) {
  const { live, used } = yield* PostgresApiKeys.ApiKeys
  yield* seed(seeds)

  // By the monotonic clock, and from before the read: the wall clock may be set back, and an answer may take its time.
  const now = Clock.currentTimeNanos
  const read = Effect.gen(function* () {
    const asOf = yield* now
    return { asOf, holders: (yield* live).map(holderOf) }
  })
  let known = yield* read
  yield* read.pipe(
    Effect.tap((read) => {
      known = read
      return Effect.void
    }),
    Effect.catch((error) => Effect.logWarning("The API keys could not be read", error)),
    Effect.repeat(Schedule.spaced(refreshMillis)),
    Effect.delay(refreshMillis),
    Effect.forkScoped
  )

  const inUse = new Set<string>()
  yield* Effect.suspend(() => {
    const ids = [...inUse]
    inUse.clear()
    return ids.length === 0 ? Effect.void : used(ids)
  }).pipe(
    Effect.catch((error) => Effect.logWarning("Which API keys were used could not be written", error)),
    Effect.repeat(Schedule.spaced(writeUsedMillis)),
    Effect.delay(writeUsedMillis),
    Effect.forkScoped
  )
  const find = (apiKey: string) => {
    const holder = HashedSecret.find(known.holders, apiKey)
    if (holder !== undefined) inUse.add(holder.id)
    return holder
  }

  return Keyring.of({
    holderOf: (apiKey) =>
      Effect.flatMap(now, (nowNanos) =>
        nowNanos - known.asOf <= BigInt(maxAgeMillis) * 1_000_000n
          ? Effect.sync(() => find(apiKey))
          : new TransferStore.StoreUnavailable({ operation: "keys", cause: new Error("the keys are not known afresh") })
      )
  })
})

/** Seeds the configuration's keys, and keeps what works at hand. */
export const layer = (
  seeds: SeedKeys
): Layer.Layer<Keyring, KeysOfOthers | TransferStore.StoreUnavailable, PostgresApiKeys.ApiKeys> =>
  Layer.effect(Keyring, make(seeds))
