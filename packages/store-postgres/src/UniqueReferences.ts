/**
 * One reference for one record of its team, of each kind: as statements of a migration, and what a commit is told that wants
 * another's.
 *
 * Where several had the same before, the first of them is found by it and holds it; the others keep theirs, too.
 *
 * @module
 */
import { type Identifiers, TransferStore } from "@bhejo/core"
import { Effect } from "effect"
import type { SqlClient, SqlError } from "effect/sql"

type Table = "transfers" | "wallet_loads"

/** What a commit says of the record that it begins. */
interface Begun<Id> {
  readonly expectedVersion: number
  readonly record: { readonly terms: { readonly id: Id; readonly team: string; readonly reference?: string } }
}

/** The index that a team's second record by one reference runs into. */
export const index = (table: Table) => `${table}_one_reference`

const records: Readonly<Record<Table, string>> = { transfers: "transfer", wallet_loads: "wallet load" }

export const uniqueReferences = (table: Table): ReadonlyArray<string> => [
  `ALTER TABLE ${table} ADD COLUMN shares_reference boolean NOT NULL DEFAULT false`,
  `UPDATE ${table} SET shares_reference = true FROM (
    SELECT id, row_number() OVER (PARTITION BY team, reference ORDER BY created_at, id) AS nth
    FROM ${table} WHERE reference IS NOT NULL
  ) AS numbered WHERE numbered.id = ${table}.id AND nth > 1`,
  `CREATE UNIQUE INDEX ${index(table)} ON ${table} (team, reference)
    WHERE reference IS NOT NULL AND NOT shares_reference`,
  `COMMENT ON COLUMN ${table}.shares_reference IS
    'Whether an earlier ${records[table]} of the team had the same reference, before that was refused.'`
]

/**
 * Why a commit ran into the index of references: another record of the team holds its reference, or the very record was
 * begun by somebody else at the same time, which is a conflict of versions.
 */
export const refused = <Id extends Identifiers.TransferId | Identifiers.WalletLoadId, E>(
  sql: SqlClient.SqlClient,
  table: Table,
  { expectedVersion, record }: Begun<Id>,
  error: SqlError.SqlError,
  taken: (holder: { readonly id: Id }) => E
): Effect.Effect<never, E | TransferStore.VersionConflict | SqlError.SqlError> => {
  const { id, team, reference = null } = record.terms
  const holders = sql<{ readonly id: Id }>`
    SELECT id FROM ${sql(table)} WHERE team = ${team} AND reference = ${reference} AND NOT shares_reference`
  return Effect.flatMap(
    holders,
    ([holder]): Effect.Effect<never, E | TransferStore.VersionConflict | SqlError.SqlError> => {
      if (holder === undefined) return Effect.fail(error)
      return holder.id === id ? new TransferStore.VersionConflict({ id, expectedVersion }) : Effect.fail(taken(holder))
    }
  )
}
