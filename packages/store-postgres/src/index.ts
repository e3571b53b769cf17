/**
 * Core's ports on PostgreSQL: the journal and the snapshots of transfers, their steps, and signing timestamps.
 *
 * {@link PostgresStore} is all of it in one layer.
 *
 * @module
 */
export * as ClockDifference from "./ClockDifference.ts"
export * as DataKeys from "./DataKeys.ts"
export * as KeyRotation from "./KeyRotation.ts"
export * as KnownKeys from "./KnownKeys.ts"
export * as Migrations from "./Migrations.ts"
export * as Notices from "./Notices.ts"
export * as PostgresApiKeys from "./PostgresApiKeys.ts"
export * as PostgresCallbackStore from "./PostgresCallbackStore.ts"
export * as PostgresClient from "./PostgresClient.ts"
export * as PostgresDriftLog from "./PostgresDriftLog.ts"
export * as PostgresFailure from "./PostgresFailure.ts"
export * as PostgresFigures from "./PostgresFigures.ts"
export * as PostgresIdempotency from "./PostgresIdempotency.ts"
export * as PostgresOtpLimits from "./PostgresOtpLimits.ts"
export * as PostgresSigningTimestamps from "./PostgresSigningTimestamps.ts"
export * as PostgresStepQueue from "./PostgresStepQueue.ts"
export * as PostgresStore from "./PostgresStore.ts"
export * as PostgresTransferStore from "./PostgresTransferStore.ts"
export * as PostgresWalletLoadStore from "./PostgresWalletLoadStore.ts"
export * as RecordChanges from "./RecordChanges.ts"
export * as RecordListing from "./RecordListing.ts"
export * as Sealing from "./Sealing.ts"
export * as StepSweep from "./StepSweep.ts"
export * as Steps from "./Steps.ts"
export * as WebhookAttempts from "./WebhookAttempts.ts"
export * as WebhookChains from "./WebhookChains.ts"
export * as WebhookEndpoints from "./WebhookEndpoints.ts"
export * as WebhookQueue from "./WebhookQueue.ts"
