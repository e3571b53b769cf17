/**
 * Everything of this package over one pool, its database migrated: what an app provides to core's programs.
 *
 * @module
 */

import type { CallbackStore, SigningTimestamps, TransferStore, WalletLoadStore } from "@bhejo/core"
import type { PgClient } from "@effect/sql-pg"
import { Layer } from "effect"
import type { Migrator, SqlClient, SqlError } from "effect/sql"
import type * as DataKeys from "./DataKeys.ts"
import * as KnownKeys from "./KnownKeys.ts"
import * as Migrations from "./Migrations.ts"
import * as Notices from "./Notices.ts"
import * as PostgresApiKeys from "./PostgresApiKeys.ts"
import * as PostgresCallbackStore from "./PostgresCallbackStore.ts"
import * as PostgresClient from "./PostgresClient.ts"
import * as PostgresDriftLog from "./PostgresDriftLog.ts"
import * as PostgresIdempotency from "./PostgresIdempotency.ts"
import * as PostgresOtpLimits from "./PostgresOtpLimits.ts"
import * as PostgresSigningTimestamps from "./PostgresSigningTimestamps.ts"
import * as PostgresStepQueue from "./PostgresStepQueue.ts"
import * as PostgresTransferStore from "./PostgresTransferStore.ts"
import * as PostgresWalletLoadStore from "./PostgresWalletLoadStore.ts"
import * as RecordChanges from "./RecordChanges.ts"
import * as RecordListing from "./RecordListing.ts"
import type * as Sealing from "./Sealing.ts"
import * as StepSweep from "./StepSweep.ts"
import * as Steps from "./Steps.ts"
import * as WebhookAttempts from "./WebhookAttempts.ts"
import * as WebhookChains from "./WebhookChains.ts"
import * as WebhookEndpoints from "./WebhookEndpoints.ts"
import * as WebhookQueue from "./WebhookQueue.ts"

export interface Options extends PostgresClient.Options {
  /** What personal data is sealed under; see {@link module:DataKeys}. */
  readonly dataKeys: DataKeys.DataKeys
  readonly steps?: Steps.Options | undefined
  readonly changes?: RecordChanges.Options | undefined
  readonly signing?: PostgresSigningTimestamps.Options | undefined
}

export type Services =
  | TransferStore.TransferStore
  | WalletLoadStore.WalletLoadStore
  | TransferStore.StepQueue
  | CallbackStore.CallbackStore
  | SigningTimestamps.SigningTimestamps
  | StepSweep.StepSweep
  | PostgresDriftLog.DriftLog
  | Notices.Notices
  | RecordChanges.RecordChanges
  | RecordListing.TransferListing
  | RecordListing.WalletLoadListing
  | Sealing.SealingKeys
  | PostgresApiKeys.ApiKeys
  | PostgresIdempotency.Idempotency
  | PostgresOtpLimits.OtpLimits
  | WebhookQueue.WebhookQueue
  | WebhookChains.WebhookChains
  | WebhookAttempts.WebhookAttempts
  | WebhookEndpoints.WebhookEndpoints
  | PgClient.PgClient
  | SqlClient.SqlClient

export type StartError =
  | PostgresClient.PostgresUnreachable
  | PostgresClient.PostgresUnsuitable
  | KnownKeys.DataKeyUnfit
  | Migrator.MigrationError
  | SqlError.SqlError

/** The ports over a pool that is there already, on a database that is migrated when the layer is built. */
const layerOver = (
  options: Pick<Options, "dataKeys" | "steps" | "signing" | "changes">
): Layer.Layer<
  Exclude<Services, PgClient.PgClient | SqlClient.SqlClient>,
  Migrator.MigrationError | SqlError.SqlError | KnownKeys.DataKeyUnfit,
  SqlClient.SqlClient | PgClient.PgClient
> =>
  Layer.mergeAll(
    PostgresTransferStore.layer,
    PostgresWalletLoadStore.layer,
    PostgresCallbackStore.layer,
    PostgresStepQueue.layer,
    StepSweep.layer,
    PostgresDriftLog.layer,
    RecordListing.layer,
    RecordChanges.layer(options.changes),
    PostgresApiKeys.layer,
    PostgresIdempotency.layer,
    PostgresOtpLimits.layer,
    WebhookQueue.layer,
    WebhookChains.layer,
    WebhookAttempts.layer,
    WebhookEndpoints.layer,
    PostgresSigningTimestamps.layer(options.signing)
  ).pipe(
    Layer.provideMerge(Notices.layer),
    Layer.provideMerge(KnownKeys.layer(options.dataKeys)),
    Layer.provide(Steps.layer),
    Layer.provide(Steps.layerStore(options.steps)),
    Layer.provide(Migrations.layer)
  )

/** The pool with its checks, the migrations, and the ports. */
export const layer = (options: Options): Layer.Layer<Services, StartError> =>
  Layer.provideMerge(layerOver(options), PostgresClient.layer(options))
