/**
 * The port to durable memory: an append-only journal for each transfer, its snapshot, the transaction ids that attempts
 * hold, and the step that an unfinished transfer waits for, all in one commit.
 *
 * @module
 */
import { Context, type Effect, Schema } from "effect"
import type { OpenAttempt } from "./Attempt.ts"
import type { ClientRefId } from "./ClientRefId.ts"
import { Tid, TransferId } from "./Identifiers.ts"
import type { LimitUse } from "./OtpLimits.ts"
import * as SendPermit from "./SendPermit.ts"
import type { LimitReached } from "./TransferError.ts"
import type { TransferEvent } from "./TransferEvent.ts"
import { needsStep, type TransferState } from "./TransferState.ts"
import type { Step } from "./TransferStep.ts"

/** Someone else has moved the transfer since it was loaded: load it and decide again. */
export class VersionConflict extends Schema.TaggedError<VersionConflict>("@bhejo/core/VersionConflict")(
  "VersionConflict",
  { id: TransferId, expectedVersion: Schema.Int }
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

/** Everything that one decision changes; it is written as a whole or not at all. */
export interface Commit {
  /** The version that the decision was made on; 0 for a new transfer. */
  readonly expectedVersion: number
  readonly events: readonly [TransferEvent, ...ReadonlyArray<TransferEvent>]
  /** The state after the events. */
  readonly transfer: TransferState
  /** Transaction ids that the events give to attempts. */
  readonly tids: ReadonlyArray<{ readonly clientRefId: ClientRefId; readonly tid: Tid }>
  /** The use of the customer's limits that the events make; the commit is refused where none is left. */
  readonly use: LimitUse | undefined
  /** What the transfer waits for after this commit; nothing where it is final or aged. */
  readonly step: Step | undefined
}

/**
 * Throws where a commit contradicts itself, which only a programming error can bring about: its version is not that of
 * its events, or work is left unfinished without a step that finishes it.
 */
export const assertWhole = ({ expectedVersion, events, transfer, step }: Commit): void => {
  if (transfer.version !== expectedVersion + events.length) {
    throw new Error(`Broken commit: version ${transfer.version} after ${expectedVersion} and ${events.length} events`)
  }
  if (needsStep(transfer) !== (step !== undefined)) {
    throw new Error(`Broken commit: ${transfer.state} with ${step === undefined ? "no step" : `the step ${step.kind}`}`)
  }
}

/** How Eko names an attempt; the reference is as it came, and need not be one of ours. */
export type AttemptReference = { readonly tid: Tid } | { readonly clientRefId: string }

/** An attempt and its transfer. */
export interface AttemptOwner {
  readonly id: TransferId
  readonly clientRefId: ClientRefId
}

export class TransferStore extends Context.Service<
  TransferStore,
  {
    /** The transfer's snapshot, or nothing where there is none. */
    readonly load: (id: TransferId) => Effect.Effect<TransferState | undefined, StoreUnavailable>
    /** Writes a commit. Where it recorded an attempt and is confirmed, it returns the one permit to send it. */
    readonly append: (
      commit: Commit
    ) => Effect.Effect<
      SendPermit.SendPermit | undefined,
      VersionConflict | TidClaimed | LimitReached | StoreUnavailable
    >
    /** The attempt that a transaction id belongs to, or that was recorded under a reference; nothing where none was. */
    readonly findByAttempt: (reference: AttemptReference) => Effect.Effect<AttemptOwner | undefined, StoreUnavailable>
    /** The transfer's whole journal, oldest first; empty where there is none. */
    readonly journal: (id: TransferId) => Effect.Effect<ReadonlyArray<TransferEvent>, StoreUnavailable>
  }
>()("@bhejo/core/TransferStore") {}

/** What an implementation brings: the permits that its confirmed commits return are issued here. */
export interface Implementation extends Omit<TransferStore["Service"], "append"> {
  readonly append: (
    commit: Commit
  ) => Effect.Effect<void, VersionConflict | TidClaimed | LimitReached | StoreUnavailable>
}

/** The port over an implementation. */
export const make = (implementation: Implementation): TransferStore["Service"] =>
  TransferStore.of({ ...implementation, append: SendPermit.issuing(implementation.append, recordedBy) })

/** The attempt that a commit records, if it records one; no decision starts two. */
export const recordedBy = ({ events }: Pick<Commit, "events">): OpenAttempt | undefined => {
  for (const event of events) {
    if (event._tag === "DebitStarted" || event._tag === "RefundStarted") return event.attempt
  }
  return undefined
}

/** A step as it is queued: it holds for one version of one transfer, and does nothing for any other. */
export const QueuedStep = Schema.Struct({
  id: TransferId,
  version: Schema.Int,
  kind: Schema.Literals(["settle", "expire"])
})
export type QueuedStep = typeof QueuedStep.Type

/**
 * The port to the queue of steps that {@link TransferStore} fills.
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
