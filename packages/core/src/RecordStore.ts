/**
 * What the stores of transfers and of wallet loads have in common: an append-only journal and a snapshot for each record,
 * the transaction ids that attempts hold, whichever kind of record they belong to, and one live step.
 *
 * @module
 */
import { Effect } from "effect"
import type { OpenAttempt } from "./Attempt.ts"
import type { Hint } from "./Callback.ts"
import type { ClientRefId } from "./ClientRefId.ts"
import type { TeamId, Tid } from "./Identifiers.ts"
import type { SendPermit } from "./SendPermit.ts"
import type { StoreUnavailable, TidClaimed, VersionConflict } from "./TransferStore.ts"

/** What every record's snapshot has. */
export interface Snapshot<Id extends string = string> {
  /** How many events made it. */
  readonly version: number
  readonly state: string
  readonly terms: { readonly id: Id; readonly team: TeamId }
}

/** One piece of background work that a record waits for. */
interface Step {
  readonly kind: string
  /** From the commit to when it is due; the store measures it by its one clock, since processes' own may be wrong. */
  readonly delayMillis: number
}

/** Everything that one decision changes; it is written as a whole or not at all. */
export interface Commit<out Record, out Event, out RecordStep = Step> {
  /** The version that the decision was made on; 0 for a new record. */
  readonly expectedVersion: number
  readonly events: readonly [Event, ...ReadonlyArray<Event>]
  /** The state after the events. */
  readonly record: Record
  /** Transaction ids that the events give to attempts. */
  readonly tids: ReadonlyArray<{ readonly clientRefId: ClientRefId; readonly tid: Tid }>
  /** What the record waits for after this commit; nothing where it is final or aged. */
  readonly step: RecordStep | undefined
  /** The version of the last change of state in it, of which the record's team is to be told; nothing without a change. */
  readonly notify: number | undefined
}

export type AppendError = VersionConflict | TidClaimed | StoreUnavailable

/** The store of one kind of record. */
export interface RecordStore<in out Id, out Record, in out Event, in RecordCommit, out E = never> {
  /** The record's snapshot, or nothing where there is none. */
  readonly load: (id: Id) => Effect.Effect<Record | undefined, StoreUnavailable>
  /** Writes a commit. Where it recorded an attempt and is confirmed, it returns the one permit to send it. */
  readonly append: (commit: RecordCommit) => Effect.Effect<SendPermit | undefined, AppendError | E>
  /** The record's whole journal, oldest first; empty where there is none. */
  readonly journal: (id: Id) => Effect.Effect<ReadonlyArray<Event>, StoreUnavailable>
  /** The attempt that a transaction id belongs to, or that was recorded under a reference; nothing where no record of this kind has it. */
  readonly findByAttempt: (reference: AttemptReference) => Effect.Effect<AttemptOwner<Id> | undefined, StoreUnavailable>
}

/** How Eko names an attempt; the reference is as it came, and need not be one of ours. */
export type AttemptReference = { readonly tid: Tid } | { readonly clientRefId: string }

/** An attempt and its record. */
export interface AttemptOwner<out Id> {
  readonly id: Id
  readonly clientRefId: ClientRefId
}

/** The attempts of one kind of record that a callback names; two, where somebody lies or Eko errs. */
export const ownersOf = <Id>(
  { findByAttempt }: Pick<RecordStore<Id, unknown, unknown, never>, "findByAttempt">,
  { tid, clientRefId }: Hint
): Effect.Effect<ReadonlyArray<AttemptOwner<Id>>, StoreUnavailable> =>
  Effect.map(
    Effect.forEach(
      [...(tid === undefined ? [] : [{ tid }]), ...(clientRefId === undefined ? [] : [{ clientRefId }])],
      findByAttempt
    ),
    (owners) => [
      ...new Map(owners.flatMap((owner) => (owner === undefined ? [] : [[owner.clientRefId, owner]]))).values()
    ]
  )

/** What an implementation brings: the permits that confirmed commits return are issued by the port. */
export interface Implementation<in out Id, out Record, in out Event, in RecordCommit, out E = never>
  extends Omit<RecordStore<Id, Record, Event, RecordCommit>, "append"> {
  readonly append: (commit: RecordCommit) => Effect.Effect<void, AppendError | E>
}

/** What tells one kind of record from another where they are kept. */
export interface Kind<Record extends Snapshot, Event, Queued extends { readonly kind: string }> {
  /** Whether a live step must wait for it. */
  readonly needsStep: (record: Record) => boolean
  /** The attempt that a commit's events record, if they record one; no decision starts two. */
  readonly recordedBy: (events: Commit<Record, Event>["events"]) => OpenAttempt | undefined
  /** The step of a record as it is queued. */
  readonly queued: (record: Record, step: Pick<Queued, "kind">) => Queued
}

/**
 * Throws where a commit contradicts itself, which only a programming error can bring about: its version is not that of
 * its events, work is left unfinished without a step that finishes it, or the change that its team is told of is not in
 * it.
 */
export const assertWhole = <Record extends Snapshot, Event>(
  { needsStep }: { readonly needsStep: (record: Record) => boolean },
  { expectedVersion, events, record, step, notify }: Commit<Record, Event>
): void => {
  if (record.version !== expectedVersion + events.length) {
    throw new Error(`Broken commit: version ${record.version} after ${expectedVersion} and ${events.length} events`)
  }
  if (needsStep(record) !== (step !== undefined)) {
    throw new Error(`Broken commit: ${record.state} with ${step === undefined ? "no step" : `the step ${step.kind}`}`)
  }
  if (notify === undefined ? expectedVersion === 0 : notify <= expectedVersion || notify > record.version) {
    throw new Error(`Broken commit: version ${notify} is to be told, between ${expectedVersion} and ${record.version}`)
  }
}
