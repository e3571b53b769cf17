/**
 * The port to durable memory: an append-only journal for each transfer, its snapshot, the transaction ids that attempts
 * hold, and the step that an unfinished transfer waits for, all in one commit.
 *
 * @module
 */
import { Context, type Effect, Schema } from "effect"
import type { OpenAttempt } from "./Attempt.ts"
import { Tid, TransferId, WalletLoadId } from "./Identifiers.ts"
import type { LimitUse } from "./OtpLimits.ts"
import * as RecordStore from "./RecordStore.ts"
import * as SendPermit from "./SendPermit.ts"
import type { LimitReached, ReferenceTaken } from "./TransferError.ts"
import type { TransferEvent } from "./TransferEvent.ts"
import { needsStep, type TransferState } from "./TransferState.ts"
import type { Step } from "./TransferStep.ts"

/** Someone else has moved the record since it was loaded: load it and decide again. */
export class VersionConflict extends Schema.TaggedError<VersionConflict>("@bhejo/core/VersionConflict")(
  "VersionConflict",
  { id: Schema.Union([TransferId, WalletLoadId]), expectedVersion: Schema.Int }
) {}

/** The transaction id belongs to another attempt already: what named it proves nothing about this one. */
export class TidClaimed extends Schema.TaggedError<TidClaimed>("@bhejo/core/TidClaimed")("TidClaimed", {
  tid: Tid
}) {}

/**
 * The store could not be reached, or its answer was lost. A commit that fails so may have happened.
 */
export class StoreUnavailable extends Schema.TaggedError<StoreUnavailable>("@bhejo/core/StoreUnavailable")(
  "StoreUnavailable",
  { operation: Schema.String, cause: Schema.Defect() }
) {
  override readonly message = `The store is unavailable (${this.operation}). Look the transfer up before anything else.`
}

/** A step as it is queued: it holds for one version of one transfer, and does nothing for any other. */
export const QueuedTransferStep = Schema.Struct({
  /** Queues from before there were other kinds of records do not say so. */
  record: Schema.optionalKey(Schema.Literal("transfer")),
  id: TransferId,
  version: Schema.Int,
  kind: Schema.Literals(["settle", "expire"])
})
export type QueuedTransferStep = typeof QueuedTransferStep.Type

/** As above, for a wallet load. */
export const QueuedLoadStep = Schema.Struct({
  record: Schema.Literal("load"),
  id: WalletLoadId,
  version: Schema.Int,
  kind: Schema.Literal("settle")
})
export type QueuedLoadStep = typeof QueuedLoadStep.Type

export const QueuedStep = Schema.Union([QueuedTransferStep, QueuedLoadStep])
export type QueuedStep = typeof QueuedStep.Type

/** Everything that one decision changes; it is written as a whole or not at all. */
export interface Commit extends Omit<RecordStore.Commit<TransferState, TransferEvent, Step>, "record"> {
  /** The state after the events. */
  readonly transfer: TransferState
  /** The use of the customer's limits that the events make; the commit is refused where none is left. */
  readonly use: LimitUse | undefined
}

/** Why a commit of a transfer is refused for what it is. */
export type Refusal = LimitReached | ReferenceTaken

/** The commit as stores of every kind of record take it. */
export const asRecord = ({
  transfer,
  ...commit
}: Commit): RecordStore.Commit<TransferState, TransferEvent, Step> & Pick<Commit, "use"> => ({
  ...commit,
  record: transfer
})

/** The attempt that a commit records, if it records one; no decision starts two. */
export const recordedBy = ({ events }: Pick<Commit, "events">): OpenAttempt | undefined => {
  for (const event of events) {
    if (event._tag === "DebitStarted" || event._tag === "RefundStarted") return event.attempt
  }
  return undefined
}

export const kind: RecordStore.Kind<TransferState, TransferEvent, QueuedTransferStep> = {
  needsStep,
  recordedBy: (events) => recordedBy({ events }),
  queued: ({ terms, version }, step) => QueuedTransferStep.make({ id: terms.id, version, kind: step.kind })
}

/** {@link RecordStore.assertWhole} for a transfer's commit. */
export const assertWhole = (commit: Commit): void => RecordStore.assertWhole(kind, asRecord(commit))

/**
 * The port. A reference is its team's name for one transfer: a second one by it is refused, with the id of the first.
 */
export class TransferStore extends Context.Service<
  TransferStore,
  RecordStore.RecordStore<TransferId, TransferState, TransferEvent, Commit, Refusal>
>()("@bhejo/core/TransferStore") {}

/** What an implementation brings: the permits that its confirmed commits return are issued here. */
export interface Implementation
  extends RecordStore.Implementation<TransferId, TransferState, TransferEvent, Commit, Refusal> {}

/** The port over an implementation. */
export const make = (implementation: Implementation): TransferStore["Service"] =>
  TransferStore.of({ ...implementation, append: SendPermit.issuing(implementation.append, recordedBy) })

/**
 * The port to the queue of steps that the stores fill.
 */
export class StepQueue extends Context.Service<
  StepQueue,
  {
    /**
     * Waits for a step that is due, hands it to the handler, and completes it when the handler succeeds. A step whose
     * handler fails or dies is delivered again later, to whichever process takes it.
     */
    readonly take: <E, R>(
      handler: (step: QueuedStep) => Effect.Effect<void, E, R>
    ) => Effect.Effect<void, E | StoreUnavailable, R>
  }
>()("@bhejo/core/StepQueue") {}
