/**
 * The durable memory that all processes of a world share: what PostgreSQL is to the real ones.
 *
 * Each operation happens whole, in one instant. What can go wrong around it (it is refused, it is slow, its answer is
 * lost) is the world's business.
 *
 * @module
 */
import type {
  Attempt,
  CallbackStore,
  ClientRefId,
  Identifiers as Id,
  TransferEvent,
  TransferState,
  WalletLoadEvent,
  WalletLoadState
} from "@bhejo/core"
import { OtpLimits, RecordStore, type TransferError, TransferStore, WalletLoadStore } from "@bhejo/core"
import { Effect } from "effect"
import type { Agenda } from "./Agenda.ts"

export interface Stored<Record = TransferState.TransferState, Event = TransferEvent.TransferEvent> {
  snapshot: Record
  readonly journal: Array<Event>
  /** What the snapshot was before, for reads that come from a replica which lags. */
  readonly earlier: Array<Record>
}

export type StoredLoad = Stored<WalletLoadState.WalletLoadState, WalletLoadEvent.WalletLoadEvent>

/** A step that waits for its time, or for whoever took it. */
export interface Element {
  readonly step: TransferStore.QueuedStep
  visibleAtMillis: number
  /** How often it was taken; it also tells one taking from the next. */
  takings: number
  isCompleted: boolean
}

/** An attempt as it was recorded, and the record that it belongs to. */
type Owned =
  | { readonly record: "transfer"; readonly id: Id.TransferId; readonly attempt: Attempt.OpenAttempt }
  | { readonly record: "load"; readonly id: Id.WalletLoadId; readonly attempt: Attempt.OpenAttempt }

type AppendFailure =
  | TransferError.LimitReached
  | TransferStore.VersionConflict
  | TransferStore.TidClaimed
  | TransferStore.StoreUnavailable

export const unavailable = (operation: string): TransferStore.StoreUnavailable =>
  new TransferStore.StoreUnavailable({ operation, cause: "the database does not answer" })

/** Who is told what happens in the database, and by whose time: one clock, whatever the processes think. */
export interface Watcher {
  readonly agenda: Pick<Agenda, "nowMillis">
  readonly onStep: (element: Element) => void
  readonly onChange: (before: TransferState.TransferState | undefined, stored: Stored, events: number) => void
  readonly onLoadChange: (
    before: WalletLoadState.WalletLoadState | undefined,
    stored: StoredLoad,
    events: number
  ) => void
}

export class Database {
  readonly transfers = new Map<Id.TransferId, Stored>()
  readonly loads = new Map<Id.WalletLoadId, StoredLoad>()
  readonly elements = new Map<string, Element>()
  readonly callbacks: Array<CallbackStore.KeptCallback> = []
  readonly #tidOwners = new Map<Id.Tid, ClientRefId.ClientRefId>()
  readonly #attempts = new Map<string, Owned>()
  readonly #uses = new Map<string, ReadonlyArray<OtpLimits.Used>>()
  readonly #signed = new Map<number, Attempt.OpenAttempt>()
  readonly #watcher: Watcher

  constructor(watcher: Watcher) {
    this.#watcher = watcher
  }

  load(id: Id.TransferId): TransferState.TransferState | undefined {
    return this.transfers.get(id)?.snapshot
  }

  journal(id: Id.TransferId): ReadonlyArray<TransferEvent.TransferEvent> {
    return this.transfers.get(id)?.journal.slice() ?? []
  }

  /** Which transfer an attempt belongs to. */
  ownerOf(clientRefId: string): Id.TransferId | undefined {
    const owned = this.#attempts.get(clientRefId)
    return owned?.record === "transfer" ? owned.id : undefined
  }

  /** An attempt as it was recorded, of whichever kind of record. */
  attempt(clientRefId: string): Attempt.OpenAttempt | undefined {
    return this.#attempts.get(clientRefId)?.attempt
  }

  #named(reference: RecordStore.AttemptReference): Owned | undefined {
    const clientRefId = "tid" in reference ? this.#tidOwners.get(reference.tid) : reference.clientRefId
    return clientRefId === undefined ? undefined : this.#attempts.get(clientRefId)
  }

  findByAttempt(reference: RecordStore.AttemptReference): RecordStore.AttemptOwner<Id.TransferId> | undefined {
    const owned = this.#named(reference)
    return owned?.record === "transfer" ? { id: owned.id, clientRefId: owned.attempt.clientRefId } : undefined
  }

  findLoadByAttempt(reference: RecordStore.AttemptReference): RecordStore.AttemptOwner<Id.WalletLoadId> | undefined {
    const owned = this.#named(reference)
    return owned?.record === "load" ? { id: owned.id, clientRefId: owned.attempt.clientRefId } : undefined
  }

  /** The attempt that was signed with this timestamp. */
  attemptSignedAt(timestamp: number): Attempt.OpenAttempt | undefined {
    return this.#signed.get(timestamp)
  }

  /** The transaction ids that attempts other than this one hold. */
  tidsOfOthers(clientRefId: string | undefined): ReadonlyArray<Id.Tid> {
    return [...this.#tidOwners].flatMap(([tid, owner]) => (owner === clientRefId ? [] : [tid]))
  }

  append(commit: TransferStore.Commit): Effect.Effect<void, AppendFailure> {
    TransferStore.assertWhole(commit)
    const { expectedVersion, events, transfer, step, use } = commit
    const { id } = transfer.terms
    const stored = this.transfers.get(id)
    if ((stored?.snapshot.version ?? 0) !== expectedVersion) {
      return Effect.fail(new TransferStore.VersionConflict({ id, expectedVersion }))
    }
    const taken = this.#takenBy(commit.tids)
    if (taken !== undefined) return Effect.fail(new TransferStore.TidClaimed({ tid: taken }))
    const attempt = TransferStore.recordedBy(commit)
    if (attempt !== undefined && this.#attempts.has(attempt.clientRefId)) return Effect.fail(unavailable("append"))

    if (use !== undefined) {
      const key = `${use.limit} ${use.customerId}`
      const used = this.#uses.get(key) ?? []
      const atMillis = this.#watcher.agenda.nowMillis
      const refusal = OtpLimits.refusal(used, use, atMillis)
      if (refusal !== undefined) return Effect.fail(refusal)
      this.#uses.set(key, [...OtpLimits.recent(used, use, atMillis), { atMillis, transferId: use.transferId }])
    }

    this.#keep(commit.tids, attempt === undefined ? undefined : { record: "transfer", id, attempt })
    this.write(stored, transfer, events)
    if (step !== undefined) this.offer({ id, version: transfer.version, kind: step.kind }, step.delayMillis)
    return Effect.void
  }

  /** The first transaction id that is another attempt's. */
  #takenBy(tids: TransferStore.Commit["tids"]): Id.Tid | undefined {
    const claims = new Map<Id.Tid, ClientRefId.ClientRefId>()
    for (const { tid, clientRefId } of tids) {
      if ((this.#tidOwners.get(tid) ?? claims.get(tid) ?? clientRefId) !== clientRefId) return tid
      claims.set(tid, clientRefId)
    }
    return undefined
  }

  #keep(tids: TransferStore.Commit["tids"], recorded: Owned | undefined): void {
    for (const { tid, clientRefId } of tids) this.#tidOwners.set(tid, clientRefId)
    if (recorded === undefined) return
    this.#attempts.set(recorded.attempt.clientRefId, recorded)
    this.#signed.set(recorded.attempt.signedAtMillis, recorded.attempt)
  }

  appendLoad(
    commit: WalletLoadStore.Commit
  ): Effect.Effect<void, TransferStore.VersionConflict | TransferStore.TidClaimed | TransferStore.StoreUnavailable> {
    RecordStore.assertWhole(WalletLoadStore.kind, commit)
    const { expectedVersion, events, record, tids, step } = commit
    const { id } = record.terms
    const stored = this.loads.get(id)
    if ((stored?.snapshot.version ?? 0) !== expectedVersion) {
      return Effect.fail(new TransferStore.VersionConflict({ id, expectedVersion }))
    }
    const taken = this.#takenBy(tids)
    if (taken !== undefined) return Effect.fail(new TransferStore.TidClaimed({ tid: taken }))
    const attempt = WalletLoadStore.kind.recordedBy(events)
    if (attempt !== undefined && this.#attempts.has(attempt.clientRefId)) return Effect.fail(unavailable("append"))
    this.#keep(tids, attempt === undefined ? undefined : { record: "load", id, attempt })
    const kept = stored ?? { snapshot: record, journal: [], earlier: [] }
    if (stored === undefined) this.loads.set(id, kept)
    else kept.earlier.push(kept.snapshot)
    const before = stored?.snapshot
    kept.snapshot = record
    kept.journal.push(...events)
    this.#watcher.onLoadChange(before, kept, events.length)
    if (step !== undefined) this.offer(WalletLoadStore.kind.queued(record, step), step.delayMillis)
    return Effect.void
  }

  /** Puts events behind a journal and a snapshot in its place, with nothing checked. */
  write(
    stored: Stored | undefined,
    transfer: TransferState.TransferState,
    events: ReadonlyArray<TransferEvent.TransferEvent>
  ): void {
    if (stored === undefined) {
      const fresh: Stored = { snapshot: transfer, journal: [...events], earlier: [] }
      this.transfers.set(transfer.terms.id, fresh)
      this.#watcher.onChange(undefined, fresh, events.length)
      return
    }
    const before = stored.snapshot
    stored.earlier.push(before)
    stored.snapshot = transfer
    stored.journal.push(...events)
    this.#watcher.onChange(before, stored, events.length)
  }

  /** Enqueues a step; an id that was enqueued before is never enqueued again. */
  offer(step: TransferStore.QueuedStep, delayMillis: number): void {
    const key = `${step.id}:${step.version}`
    if (this.elements.has(key)) return
    const visibleAtMillis = this.#watcher.agenda.nowMillis + delayMillis
    const element: Element = { step, visibleAtMillis, takings: 0, isCompleted: false }
    this.elements.set(key, element)
    this.#watcher.onStep(element)
  }

  /** Whether a step waits for the record as it stands now. */
  hasLiveStep({ terms, version }: RecordStore.Snapshot): boolean {
    return this.elements.get(`${terms.id}:${version}`)?.isCompleted === false
  }
}
