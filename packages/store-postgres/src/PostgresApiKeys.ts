/**
 * The API keys of teams and operators: who holds each, and what it may do.
 *
 * @module
 */
import type { TransferStore } from "@bhejo/core"
import { Context, Effect, Layer, Schema } from "effect"
import { SqlClient } from "effect/sql"
import { guarded } from "./PostgresFailure.ts"

/** What a key may do. A team's makes transfers, or reads them, or both; an operator's does nothing of a team's. */
export const Scope = Schema.Literals(["transfers", "read", "operator"])
export type Scope = typeof Scope.Type

/** A key as it is known for good; the key itself is shown once and kept nowhere. */
export const ApiKey = Schema.Struct({
  /** The first 12 hex digits of its SHA-256, so that whoever has a key finds out which one it is. */
  id: Schema.String,
  sha256Hex: Schema.String.check(Schema.isPattern(/^[0-9a-f]{64}$/)),
  /** The team's name, or the operator's. */
  holder: Schema.String,
  scopes: Schema.Array(Scope),
  origin: Schema.Literals(["configuration", "command line"]),
  createdAtMillis: Schema.Int,
  revokedAtMillis: Schema.NullOr(Schema.Int),
  expiresAtMillis: Schema.NullOr(Schema.Int),
  /** By the database's clock. */
  isExpired: Schema.Boolean,
  /** To a minute; nothing where it was never used. */
  lastUsedAtMillis: Schema.NullOr(Schema.Int)
})
export type ApiKey = typeof ApiKey.Type

export type NewApiKey = Pick<ApiKey, "sha256Hex" | "holder" | "scopes"> & {
  /** It works for so long; until it is revoked where that is not set. */
  readonly expiresInMillis?: number | undefined
}

/** A key of the configuration that is known already, and not as the configuration has it. */
const Contradiction = Schema.Struct({
  id: Schema.String,
  why: Schema.Literals(["revoked", "of another"])
})
export type Contradiction = typeof Contradiction.Type

const decodeKeys = Schema.decodeUnknownEffect(Schema.Array(ApiKey))
const decodeContradictions = Schema.decodeUnknownEffect(Schema.Array(Contradiction))

/** A scope in words, as the database reads them. */
const rowOf = ({ sha256Hex, holder, scopes, expiresInMillis }: NewApiKey) => ({
  sha256: sha256Hex,
  holder,
  scopes: scopes.join(","),
  expires_in: expiresInMillis ?? null
})

export class ApiKeys extends Context.Service<
  ApiKeys,
  {
    /**
     * Adds the keys of a configuration that are not known yet. What is known stays as it is: a key that was revoked stays
     * so, and one of another holder is not given away; both are told.
     */
    readonly seed: (
      keys: ReadonlyArray<NewApiKey>
    ) => Effect.Effect<ReadonlyArray<Contradiction>, TransferStore.StoreUnavailable>
    /** Adds a key; one that is known already is a defect, since keys are made by chance. */
    readonly add: (key: NewApiKey) => Effect.Effect<ApiKey, TransferStore.StoreUnavailable>
    /** Every key that works, of all holders: neither revoked nor expired. */
    readonly live: Effect.Effect<ReadonlyArray<ApiKey>, TransferStore.StoreUnavailable>
    /** Every key that ever was, by holder, the oldest first. */
    readonly all: Effect.Effect<ReadonlyArray<ApiKey>, TransferStore.StoreUnavailable>
    /** Revokes a key for good; nothing where there is none by this id. What was revoked before stays revoked since then. */
    readonly revoke: (id: string) => Effect.Effect<ApiKey | undefined, TransferStore.StoreUnavailable>
    /** Has it on record that keys were used by now. */
    readonly used: (ids: ReadonlyArray<string>) => Effect.Effect<void, TransferStore.StoreUnavailable>
  }
>()("@bhejo/store-postgres/ApiKeys") {}

const make = Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient

  const millis = (column: string) => `round(extract(epoch FROM ${column}) * 1000)::float8`
  const columns = sql.literal(`id, encode(sha256, 'hex') AS "sha256Hex", holder, scopes, origin,
    ${millis("created_at")} AS "createdAtMillis", ${millis("revoked_at")} AS "revokedAtMillis",
    ${millis("expires_at")} AS "expiresAtMillis", coalesce(expires_at <= clock_timestamp(), false) AS "isExpired",
    ${millis("last_used_at")} AS "lastUsedAtMillis"`)

  const given = (keys: ReadonlyArray<NewApiKey>) => sql`
    SELECT decode(given.sha256, 'hex') AS sha256, given.holder, string_to_array(given.scopes, ',') AS scopes,
      clock_timestamp() + make_interval(secs => given.expires_in / 1000) AS expires_at
    FROM jsonb_to_recordset(${JSON.stringify(keys.map(rowOf))}::jsonb)
      AS given (sha256 text, holder text, scopes text, expires_in float8)`

  // In order of the key, so that processes that start at once never wait for each other in a circle. A conflict of any kind
  // is one: where two insert the same key at once, the id that is made of it can be what they run into. What is told is what
  // was there before the statement.
  const seed = (keys: ReadonlyArray<NewApiKey>) => sql`
    WITH given AS (${given(keys)}), seeded AS (
      INSERT INTO api_keys (sha256, holder, scopes, origin)
      SELECT sha256, holder, scopes, 'configuration' FROM given ORDER BY sha256
      ON CONFLICT DO NOTHING
    ), known AS (
      SELECT api_keys.id, api_keys.revoked_at IS NOT NULL AS is_revoked,
        api_keys.holder <> given.holder
          OR ('operator' = ANY (api_keys.scopes)) <> ('operator' = ANY (given.scopes)) AS is_of_another
      FROM api_keys JOIN given USING (sha256)
    )
    SELECT id, CASE WHEN is_of_another THEN 'of another' ELSE 'revoked' END AS why
    FROM known WHERE is_revoked OR is_of_another ORDER BY id`

  return ApiKeys.of({
    seed: (keys) =>
      keys.length === 0 ? Effect.succeed([]) : guarded("keys.seed")(Effect.flatMap(seed(keys), decodeContradictions)),
    add: Effect.fnUntraced(function* (key) {
      const rows = yield* decodeKeys(
        yield* sql`
          INSERT INTO api_keys (sha256, holder, scopes, origin, expires_at)
          SELECT sha256, holder, scopes, 'command line', expires_at FROM (${given([key])}) AS given
          RETURNING ${columns}`
      )
      const [added] = rows
      return added ?? (yield* Effect.die(new Error("A key that was added is not there")))
    }, guarded("keys.add")),
    live: guarded("keys.live")(
      Effect.flatMap(
        sql`
          SELECT ${columns} FROM api_keys
          WHERE revoked_at IS NULL AND (expires_at IS NULL OR expires_at > clock_timestamp())`,
        decodeKeys
      )
    ),
    all: guarded("keys.all")(
      Effect.flatMap(sql`SELECT ${columns} FROM api_keys ORDER BY holder, created_at, id`, decodeKeys)
    ),
    revoke: (id) =>
      sql`
        UPDATE api_keys SET revoked_at = coalesce(revoked_at, clock_timestamp()) WHERE id = ${id} RETURNING ${columns}`.pipe(
        Effect.flatMap(decodeKeys),
        Effect.map(([key]) => key),
        guarded("keys.revoke")
      ),
    // To a minute, so that a key that is always in use is not always written; nobody waits for another's row.
    used: (ids) =>
      guarded("keys.used")(
        Effect.asVoid(sql`
          UPDATE api_keys SET last_used_at = clock_timestamp() WHERE sha256 IN (
            SELECT sha256 FROM api_keys
            WHERE id IN (SELECT jsonb_array_elements_text(${JSON.stringify(ids)}::jsonb))
              AND (last_used_at IS NULL OR last_used_at < clock_timestamp() - interval '1 minute')
            FOR UPDATE SKIP LOCKED
          )`)
      )
  })
})

export const layer: Layer.Layer<ApiKeys, never, SqlClient.SqlClient> = Layer.effect(ApiKeys, make)
