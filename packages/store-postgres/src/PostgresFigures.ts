/**
 * How things stand in all processes together, in figures: what the database alone knows.
 *
 * Every figure is about what is not finished, and found by an index of that, so that asking costs the same on the day with
 * ten million transfers.
 *
 * @module
 */
import { Effect, Schema } from "effect"
import { SqlClient } from "effect/sql"
import { guarded } from "./PostgresFailure.ts"

/** The unfinished records of one kind, product and state. */
const Open = Schema.Struct({
  record: Schema.Literals(["transfer", "load"]),
  product: Schema.String,
  state: Schema.String,
  count: Schema.Finite,
  /** For how long the attempt that began first has been open; none where their states have no attempt. */
  oldestAttemptSeconds: Schema.NullOr(Schema.Finite)
})

/** What waits in one queue. */
const Queue = Schema.Struct({
  queue: Schema.String,
  /** Elements that wait for their time, for a worker, or for the end of their handling. */
  depth: Schema.Finite,
  /** Of those, the ones whose time has come and that no worker has. */
  due: Schema.Finite,
  /** For how long the first of them has been due. */
  lagSeconds: Schema.Finite
})

export const Figures = Schema.Struct({
  open: Schema.Array(Open),
  /** Unfinished records that were handed to reconciliation: nothing settles them but a person. */
  handedOver: Schema.Finite,
  queues: Schema.Array(Queue),
  /** Addresses of teams that take no messages at present, and those that are sent none any more. */
  webhooksFailing: Schema.Finite,
  webhooksDisabled: Schema.Finite,
  /** Places where Eko's answers differ from what is documented. */
  driftPlaces: Schema.Finite
})
export type Figures = typeof Figures.Type

const decode = Schema.decodeUnknownEffect(Figures)

/** Reads all figures in one statement, by the database's clock. */
export const read = Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient
  const [row] = yield* sql`
    WITH open AS (
      SELECT 'transfer' AS record, product, state, snapshot FROM transfers WHERE NOT is_final
      UNION ALL
      SELECT 'load', 'ppi-digikhata', state, snapshot FROM wallet_loads WHERE NOT is_final
    ), counted AS (
      SELECT record, product, state, count(*) AS count,
        (extract(epoch FROM clock_timestamp())
          - min(coalesce(snapshot #>> '{refund,startedAtMillis}', snapshot #>> '{attempt,startedAtMillis}')::float8) / 1000
        )::float8 AS "oldestAttemptSeconds"
      FROM open GROUP BY record, product, state
    ), waiting AS (
      SELECT queue_name AS queue, count(*) AS depth,
        count(*) FILTER (WHERE visible_at <= (now() AT TIME ZONE 'UTC') AND acquired_at IS NULL) AS due,
        coalesce(extract(epoch FROM (now() AT TIME ZONE 'UTC')
          - min(visible_at) FILTER (WHERE visible_at <= (now() AT TIME ZONE 'UTC') AND acquired_at IS NULL)), 0)::float8
          AS "lagSeconds"
      FROM bhejo_steps WHERE state = 'pending' GROUP BY queue_name
    )
    SELECT
      coalesce((SELECT jsonb_agg(counted) FROM counted), '[]') AS open,
      ((SELECT count(*) FROM transfers WHERE handed_over_at IS NOT NULL AND NOT is_final)
        + (SELECT count(*) FROM wallet_loads WHERE handed_over_at IS NOT NULL AND NOT is_final))::float8 AS "handedOver",
      coalesce((SELECT jsonb_agg(waiting) FROM waiting), '[]') AS queues,
      (SELECT count(*) FROM webhook_endpoints WHERE failing_since IS NOT NULL AND disabled_at IS NULL)::float8
        AS "webhooksFailing",
      (SELECT count(*) FROM webhook_endpoints WHERE disabled_at IS NOT NULL)::float8 AS "webhooksDisabled",
      (SELECT count(*) FROM eko_drift)::float8 AS "driftPlaces"`
  return yield* decode(row)
}).pipe(guarded("figures.read"))
