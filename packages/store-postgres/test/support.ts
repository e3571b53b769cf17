/**
 * A store on a database of its own, and what its tests ask the database.
 *
 * @module
 */
import { dataKey } from "@bhejo/embedded-postgres/testing"
import { Effect, Layer, type Redacted, Schema } from "effect"
import { SqlClient } from "effect/sql"
import * as DataKeys from "../src/DataKeys.ts"
import * as PostgresStore from "../src/PostgresStore.ts"
import { migratedDatabase } from "./MigratedDatabase.ts"

/** Looks often and leases briefly, so that tests need not wait. */
export const quick = { steps: { pollIntervalMillis: 25, leaseMillis: 1_000 } }

export const keysOf = Schema.decodeSync(DataKeys.FromText)

/** What the rows of these tests are sealed under. */
export const dataKeys = keysOf(dataKey)

export const layerAt = (url: Redacted.Redacted<string>, options: Partial<PostgresStore.Options> = {}) =>
  PostgresStore.layer({ ...quick, dataKeys, ...options, url })

/** Everything of this package on a new database. */
export const layerFresh = Layer.unwrap(Effect.map(migratedDatabase, (url) => layerAt(url)))

/** The rows of a statement that is written as one string. */
export const query = <Row extends object>(statement: string, ...parameters: ReadonlyArray<unknown>) =>
  SqlClient.SqlClient.use((sql) => sql.unsafe<Row>(statement, parameters))

/** Transfers without exactly the one live step that their snapshot waits for: none where it is final or aged. */
export const violationsOfRule8 = query<{ id: string; state: string; live: number }>(`
  SELECT transfers.id, transfers.state, count(queued.id)::int AS live
  FROM transfers LEFT JOIN bhejo_steps AS queued
    ON queued.element::jsonb ->> 'id' = transfers.id::text
    AND (queued.element::jsonb ->> 'version')::bigint = transfers.version
    AND queued.state = 'pending' AND queued.queue_name = 'transfer-steps'
  GROUP BY transfers.id
  HAVING count(queued.id) <> CASE
      WHEN transfers.snapshot ? 'requestedInquiry' THEN 1
      WHEN transfers.snapshot ? 'handedOverAtMillis' THEN 0
      WHEN transfers.state IN ('succeeded', 'failed', 'cancelled', 'expired', 'refunded') THEN 0
      ELSE 1
    END
    OR (count(queued.id) = 1 AND min(queued.id) IS DISTINCT FROM min(transfers.step_id))`)
