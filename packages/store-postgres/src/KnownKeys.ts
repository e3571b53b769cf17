/**
 * The keys that a database was ever written under, so that no process writes under another key of the same name, or
 * without one that is still needed.
 *
 * Either would show much later, one transfer at a time, as rows that nobody can open.
 *
 * @module
 */
import { Effect, Layer, Schema } from "effect"
import { SqlClient, type SqlError } from "effect/sql"
import * as DataKeys from "./DataKeys.ts"
import { SealingKeys } from "./Sealing.ts"

/** `DATA_KEY` does not fit what was written to this database: nothing runs on it. */
export class DataKeyUnfit extends Schema.TaggedError<DataKeyUnfit>("@bhejo/store-postgres/DataKeyUnfit")(
  "DataKeyUnfit",
  { problems: Schema.NonEmptyArray(Schema.String) }
) {
  override readonly message = this.problems.join("\n")
}

/** What a key makes of a text that everybody knows: the same for the same key, and nothing is learnt of it. */
const fingerprints = (keys: DataKeys.DataKeys): ReadonlyMap<string, string> => {
  const hashes = DataKeys.keyedHashes(keys, "lookup", "bhejo data key")
  return new Map(keys.all.map(({ id }, index) => [id, hashes[index] ?? ""]))
}

const problemOf = (
  keys: DataKeys.DataKeys,
  ours: ReadonlyMap<string, string>,
  known: { readonly id: string; readonly fingerprint: string; readonly isRetired: boolean }
): string | undefined => {
  const fingerprint = ours.get(known.id)
  if (fingerprint === undefined) {
    return known.isRetired
      ? undefined
      : `Rows of this database are sealed under the key "${known.id}", which DATA_KEY lacks. Add it after the current one, or retire it first.`
  }
  if (fingerprint !== known.fingerprint) {
    return `The key that DATA_KEY calls "${known.id}" is another one than rows of this database are sealed under. Give a new key a new id.`
  }
  return known.isRetired && keys.current.id === known.id
    ? `The key "${known.id}" was retired, and is the current one in DATA_KEY. Put another first.`
    : undefined
}

/** Puts the current key on record, and compares all of them with what is on record. */
const check = Effect.fn("KnownKeys.check")(function* (keys: DataKeys.DataKeys) {
  const sql = yield* SqlClient.SqlClient
  const ours = fingerprints(keys)
  const { id } = keys.current
  yield* sql`
    INSERT INTO data_keys (id, fingerprint) VALUES (${id}, ${ours.get(id) ?? ""}) ON CONFLICT (id) DO NOTHING`
  const known = yield* sql<{ readonly id: string; readonly fingerprint: string; readonly isRetired: boolean }>`
    SELECT id, fingerprint, retired_at IS NOT NULL AS "isRetired" FROM data_keys ORDER BY first_used_at, id`
  const [problem, ...more] = known.flatMap((row) => problemOf(keys, ours, row) ?? [])
  if (problem !== undefined) return yield* new DataKeyUnfit({ problems: [problem, ...more] })
  return keys
})

/** The keys, once they are found to fit a database that is migrated already. */
export const layer = (
  keys: DataKeys.DataKeys
): Layer.Layer<SealingKeys, DataKeyUnfit | SqlError.SqlError, SqlClient.SqlClient> =>
  Layer.effect(SealingKeys, check(keys))
