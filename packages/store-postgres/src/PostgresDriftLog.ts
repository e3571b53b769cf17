/**
 * Where Eko's answers differ from what is documented, on record: one row for each place and kind of difference, however
 * often it is seen.
 *
 * @module
 */
import type { TransferStore } from "@bhejo/core"
import { Context, Effect, Layer, Schema } from "effect"
import { SqlClient } from "effect/sql"
import { guarded } from "./PostgresFailure.ts"

/** One difference, and how often and when it was seen. */
export const Sighting = Schema.Struct({
  operation: Schema.String,
  path: Schema.String,
  kind: Schema.String,
  expected: Schema.String,
  count: Schema.Int,
  firstSeenAtMillis: Schema.Int,
  lastSeenAtMillis: Schema.Int
})
export type Sighting = typeof Sighting.Type

const decode = Schema.decodeUnknownEffect(Schema.Array(Sighting))

/** So many places of one operation are kept: an answer with made-up names would otherwise fill the table. */
export const maxPlaces = 500

export class DriftLog extends Context.Service<
  DriftLog,
  {
    /** Adds what was seen to what is on record, each place and kind at most once in a call. */
    readonly add: (sightings: ReadonlyArray<Sighting>) => Effect.Effect<void, TransferStore.StoreUnavailable>
    /** The differences that were seen last, latest first. */
    readonly latest: (limit: number) => Effect.Effect<ReadonlyArray<Sighting>, TransferStore.StoreUnavailable>
  }
>()("@bhejo/store-postgres/DriftLog") {}

const make = Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient

  // In order of the key, so that two processes never wait for each other in a circle.
  const add = (sightings: ReadonlyArray<Sighting>) => sql`
    WITH seen AS (
      SELECT * FROM jsonb_to_recordset(${JSON.stringify(sightings)}::jsonb) AS seen (operation text, path text,
        kind text, expected text, count bigint, "firstSeenAtMillis" bigint, "lastSeenAtMillis" bigint)
    ), judged AS (
      SELECT seen.*, kept.path IS NOT NULL AS is_kept,
        row_number() OVER (PARTITION BY operation, kept.path IS NOT NULL ORDER BY path, kind)
          + (SELECT count(*) FROM eko_drift AS all_kept WHERE all_kept.operation = seen.operation) AS place
      FROM seen LEFT JOIN (SELECT operation, path, kind FROM eko_drift) AS kept USING (operation, path, kind)
    )
    INSERT INTO eko_drift AS known (operation, path, kind, expected, count, first_seen_at, last_seen_at)
    SELECT operation, path, kind, expected, count,
      to_timestamp("firstSeenAtMillis" / 1000.0), to_timestamp("lastSeenAtMillis" / 1000.0)
    FROM judged WHERE is_kept OR place <= ${maxPlaces}
    ORDER BY operation, path, kind
    ON CONFLICT (operation, path, kind) DO UPDATE SET
      expected = excluded.expected,
      count = known.count + excluded.count,
      first_seen_at = least(known.first_seen_at, excluded.first_seen_at),
      last_seen_at = greatest(known.last_seen_at, excluded.last_seen_at)`

  const latest = (limit: number) => sql`
    SELECT operation, path, kind, expected, count::float8 AS count,
      (extract(epoch FROM first_seen_at) * 1000)::float8 AS "firstSeenAtMillis",
      (extract(epoch FROM last_seen_at) * 1000)::float8 AS "lastSeenAtMillis"
    FROM eko_drift ORDER BY last_seen_at DESC, operation, path, kind LIMIT ${limit}`

  return DriftLog.of({
    add: (sightings) => (sightings.length === 0 ? Effect.void : guarded("drift.add")(Effect.asVoid(add(sightings)))),
    latest: (limit) => guarded("drift.latest")(Effect.flatMap(latest(limit), decode))
  })
})

export const layer: Layer.Layer<DriftLog, never, SqlClient.SqlClient> = Layer.effect(DriftLog, make)
