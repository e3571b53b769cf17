/**
 * Core's `WalletLoadStore` on PostgreSQL.
 *
 * @module
 */
import {
  Identifiers,
  type TransferStore,
  WalletLoadError,
  WalletLoadEvent,
  WalletLoadState,
  WalletLoadStore
} from "@bhejo/core"
import { Effect, Layer } from "effect"
import { SqlClient, type SqlError } from "effect/sql"
import type * as Notices from "./Notices.ts"
import { violatedConstraint } from "./PostgresFailure.ts"
import * as PostgresRecords from "./PostgresRecords.ts"
import type { SealingKeys } from "./Sealing.ts"
import type * as Steps from "./Steps.ts"
import { holderOf, oneReference } from "./UniqueReferences.ts"

/** Where wallet loads are kept, and how they are read. */
export const kind = {
  ...WalletLoadStore.kind,
  record: "load",
  table: "wallet_loads",
  journal: "wallet_load_events",
  owner: "wallet_load_id",
  Id: Identifiers.WalletLoadId,
  Record: WalletLoadState.WalletLoadState,
  Event: WalletLoadEvent.WalletLoadEvent,
  isFinal: WalletLoadState.isFinal
} as const

const make = Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient

  /** The load that has the reference which a commit wanted. */
  const refusedReference = Effect.fnUntraced(function* ({ record }: WalletLoadStore.Commit, error: SqlError.SqlError) {
    const holder = yield* holderOf<Identifiers.WalletLoadId>(sql, "wallet_loads", record.terms)
    return yield* holder === undefined ? error : new WalletLoadError.LoadReferenceTaken(holder)
  })

  const records = yield* PostgresRecords.make<
    Identifiers.WalletLoadId,
    WalletLoadState.WalletLoadState,
    WalletLoadEvent.WalletLoadEvent,
    TransferStore.QueuedLoadStep,
    WalletLoadStore.Commit,
    WalletLoadError.LoadReferenceTaken
  >(kind, {
    part: () => undefined,
    refused: (commit, error): Effect.Effect<never, WalletLoadError.LoadReferenceTaken | SqlError.SqlError> =>
      violatedConstraint(error) === oneReference("wallet_loads") ? refusedReference(commit, error) : Effect.fail(error)
  })
  return WalletLoadStore.make(records)
})

export const layer: Layer.Layer<
  WalletLoadStore.WalletLoadStore,
  never,
  SqlClient.SqlClient | Steps.Steps | Notices.Notices | SealingKeys
> = Layer.effect(WalletLoadStore.WalletLoadStore, make)
