/**
 * Core's `WalletLoadStore` on PostgreSQL.
 *
 * @module
 */
import { Identifiers, WalletLoadEvent, WalletLoadState, WalletLoadStore } from "@bhejo/core"
import { Effect, Layer } from "effect"
import type { SqlClient } from "effect/sql"
import type * as Notices from "./Notices.ts"
import * as PostgresRecords from "./PostgresRecords.ts"
import type { SealingKeys } from "./Sealing.ts"
import type * as Steps from "./Steps.ts"

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

const make = PostgresRecords.make(kind)

export const layer: Layer.Layer<
  WalletLoadStore.WalletLoadStore,
  never,
  SqlClient.SqlClient | Steps.Steps | Notices.Notices | SealingKeys
> = Layer.effect(WalletLoadStore.WalletLoadStore, Effect.map(make, WalletLoadStore.make))
