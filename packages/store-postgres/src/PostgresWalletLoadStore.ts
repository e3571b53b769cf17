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
import { SqlClient } from "effect/sql"
import type * as Notices from "./Notices.ts"
import { violatedConstraint } from "./PostgresFailure.ts"
import * as PostgresRecords from "./PostgresRecords.ts"
import type { SealingKeys } from "./Sealing.ts"
import type * as Steps from "./Steps.ts"
import * as UniqueReferences from "./UniqueReferences.ts"

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

  const records = yield* PostgresRecords.make<
    Identifiers.WalletLoadId,
    WalletLoadState.WalletLoadState,
    WalletLoadEvent.WalletLoadEvent,
    TransferStore.QueuedLoadStep,
    WalletLoadStore.Commit,
    WalletLoadError.LoadReferenceTaken
  >(kind, {
    part: () => undefined,
    refused: (
      commit,
      error
    ): ReturnType<PostgresRecords.Also<WalletLoadStore.Commit, WalletLoadError.LoadReferenceTaken>["refused"]> =>
      violatedConstraint(error) === UniqueReferences.index("wallet_loads")
        ? UniqueReferences.refused(
            sql,
            "wallet_loads",
            commit,
            error,
            (holder) => new WalletLoadError.LoadReferenceTaken(holder)
          )
        : Effect.fail(error)
  })
  return WalletLoadStore.make(records)
})

export const layer: Layer.Layer<
  WalletLoadStore.WalletLoadStore,
  never,
  SqlClient.SqlClient | Steps.Steps | Notices.Notices | SealingKeys
> = Layer.effect(WalletLoadStore.WalletLoadStore, make)
