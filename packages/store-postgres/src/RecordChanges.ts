/**
 * Waiting for what is committed to one record, whichever process commits it.
 *
 * Notices wake whoever waits. Since a notice can be lost with its process, the versions of all records that are waited for
 * are looked up together now and then, too.
 *
 * @module
 */
import type { Identifiers } from "@bhejo/core"
import { Context, Effect, Latch, Layer, Schedule, Scope } from "effect"
import { SqlClient } from "effect/sql"
import * as Notices from "./Notices.ts"
import { guarded } from "./PostgresFailure.ts"

/** The kinds of records, by their tables; each is the topic of its notices, and a record's id the key. */
export type Table = "transfers" | "wallet_loads"

export class RecordChanges extends Context.Service<
  RecordChanges,
  {
    /**
     * Waits until more may be committed to a record than when it last returned; the first time it does not wait. Read the
     * record after it, so that nothing is missed.
     */
    readonly follow: (
      table: Table,
      id: Identifiers.TransferId | Identifiers.WalletLoadId
    ) => Effect.Effect<Effect.Effect<void>, never, Scope.Scope>
  }
>()("@bhejo/store-postgres/RecordChanges") {}

export interface Options {
  /** How often versions are looked up: so late is told what was committed by a process that died at once. 5 seconds. */
  readonly lookEveryMillis?: number | undefined
}

/** A record that is waited for. */
interface Followed {
  version: number | undefined
  readonly waiting: Set<Latch.Latch>
}

const wake = ({ waiting }: Followed) => {
  for (const latch of waiting) latch.openUnsafe()
}

const make = Effect.fnUntraced(function* ({ lookEveryMillis = 5_000 }: Options) {
  const sql = yield* SqlClient.SqlClient
  const notices = yield* Notices.Notices
  const followed = { transfers: new Map<string, Followed>(), wallet_loads: new Map<string, Followed>() }
  const tables = ["transfers", "wallet_loads"] as const
  const isLookNeeded = Latch.makeUnsafe(false)

  // Where nobody follows anything, nobody listens.
  const listening = yield* Effect.cached(
    Effect.forEach(
      tables,
      (table) =>
        notices.listen(table, {
          told: (id) => {
            const record = followed[table].get(id)
            if (record !== undefined) wake(record)
          },
          missed: () => isLookNeeded.openUnsafe()
        }),
      { discard: true }
    ).pipe(Scope.provide(yield* Effect.scope))
  )

  const look = Effect.gen(function* () {
    isLookNeeded.closeUnsafe()
    for (const table of tables) {
      const records = followed[table]
      if (records.size === 0) continue
      const rows = yield* sql<{ readonly id: string; readonly version: number }>`
        SELECT id, version::float8 AS version FROM ${sql(table)}
        WHERE id IN (SELECT id::uuid FROM jsonb_array_elements_text(${JSON.stringify([...records.keys()])}::jsonb) AS id)`
      for (const { id, version } of rows) {
        const record = records.get(id)
        if (record === undefined || record.version === version) continue
        record.version = version
        wake(record)
      }
    }
  }).pipe(guarded("changes.look"))

  yield* Effect.raceFirst(isLookNeeded.await, Effect.sleep(lookEveryMillis)).pipe(
    Effect.andThen(look),
    Effect.tapError(() => Effect.logWarning("Versions could not be looked up and will be again")),
    Effect.retry(Schedule.spaced("1 second")),
    Effect.forever,
    Effect.forkScoped
  )

  return RecordChanges.of({
    follow: (table, id) =>
      Effect.acquireRelease(
        Effect.map(listening, () => {
          const records = followed[table]
          const record = records.get(id) ?? { version: undefined, waiting: new Set() }
          records.set(id, record)
          const latch = Latch.makeUnsafe(true)
          record.waiting.add(latch)
          return { latch, record }
        }),
        ({ latch, record }) =>
          Effect.sync(() => {
            record.waiting.delete(latch)
            if (record.waiting.size === 0) followed[table].delete(id)
          })
      ).pipe(Effect.map(({ latch }) => Effect.andThen(latch.await, latch.close)))
  })
})

export const layer = (
  options: Options = {}
): Layer.Layer<RecordChanges, never, SqlClient.SqlClient | Notices.Notices> =>
  Layer.effect(RecordChanges, make(options))
