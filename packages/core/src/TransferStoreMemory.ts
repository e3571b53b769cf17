/**
 * {@link TransferStore}, {@link WalletLoadStore} and {@link StepQueue} in the memory of one process, for tests and simulations: nothing survives.
 *
 * It keeps the contract of a durable store (versions, one owner for each transaction id, steps that come back until
 * they are handled), and measures time by one clock: the one that it was made with.
 *
 * @module
 */
import { Clock, Context, Effect, Exit, Latch, Layer } from "effect"
import type { ClientRefId } from "./ClientRefId.ts"
import type { TeamId, Tid, TransferId, WalletLoadId } from "./Identifiers.ts"
import * as OtpLimits from "./OtpLimits.ts"
import * as RecordStore from "./RecordStore.ts"
import { ReferenceTaken } from "./TransferError.ts"
import type { TransferEvent } from "./TransferEvent.ts"
import type { TransferState } from "./TransferState.ts"
import {
  asRecord,
  type Commit,
  kind,
  make,
  type QueuedLoadStep,
  type QueuedStep,
  type QueuedTransferStep,
  type Refusal,
  StepQueue,
  StoreUnavailable,
  TidClaimed,
  TransferStore,
  VersionConflict
} from "./TransferStore.ts"
import { LoadReferenceTaken } from "./WalletLoadError.ts"
import type { WalletLoadEvent } from "./WalletLoadEvent.ts"
import type { WalletLoadState } from "./WalletLoadState.ts"
import * as WalletLoadStore from "./WalletLoadStore.ts"

/** A taken step comes back after this time, in milliseconds, if whoever took it never ends. */
const leaseMillis = 120_000
const firstRetryMillis = 1_000
const maxRetryMillis = 60_000

interface Element {
  readonly step: QueuedStep
  visibleAtMillis: number
  /** How often it was taken; it also tells one taking from the next. */
  attempts: number
}

/** What records of every kind share. */
interface Shared {
  readonly tidOwners: Map<Tid, ClientRefId>
  readonly attempts: Set<ClientRefId>
  readonly offer: (step: QueuedStep, delayMillis: number) => void
}

/** The records of one kind. */
const makeRecords = <
  Id extends TransferId | WalletLoadId,
  Record extends RecordStore.Snapshot<Id>,
  Event,
  Queued extends QueuedStep
>(
  kind: RecordStore.Kind<Record, Event, Queued>,
  { tidOwners, attempts, offer }: Shared
) => {
  const records = new Map<Id, { readonly snapshot: Record; readonly journal: ReadonlyArray<Event> }>()
  const owned = new Map<string, { readonly id: Id; readonly clientRefId: ClientRefId }>()

  const append = (
    commit: RecordStore.Commit<Record, Event, Pick<Queued, "kind"> & { readonly delayMillis: number }>
  ): Effect.Effect<void, RecordStore.AppendError> => {
    RecordStore.assertWhole(kind, commit)
    const { expectedVersion, events, record, step } = commit
    const { id } = record.terms
    const known = records.get(id)
    if ((known?.snapshot.version ?? 0) !== expectedVersion) return new VersionConflict({ id, expectedVersion })

    const claims = new Map<Tid, ClientRefId>()
    for (const { tid, clientRefId } of commit.tids) {
      if ((tidOwners.get(tid) ?? claims.get(tid) ?? clientRefId) !== clientRefId) return new TidClaimed({ tid })
      claims.set(tid, clientRefId)
    }
    const started = kind.recordedBy(events)?.clientRefId
    if (started !== undefined && attempts.has(started)) {
      return new StoreUnavailable({ operation: "append", cause: new Error("The attempt's reference was used before") })
    }

    for (const [tid, clientRefId] of claims) tidOwners.set(tid, clientRefId)
    if (started !== undefined) {
      attempts.add(started)
      owned.set(started, { id, clientRefId: started })
    }
    records.set(id, { snapshot: record, journal: [...(known?.journal ?? []), ...events] })
    if (step !== undefined) offer(kind.queued(record, step), step.delayMillis)
    return Effect.void
  }

  return {
    versionOf: (id: Id) => records.get(id)?.snapshot.version ?? 0,
    findByAttempt: (reference: RecordStore.AttemptReference) =>
      Effect.sync(() => {
        const clientRefId = "tid" in reference ? tidOwners.get(reference.tid) : reference.clientRefId
        return clientRefId === undefined ? undefined : owned.get(clientRefId)
      }),
    load: (id: Id) => Effect.sync(() => records.get(id)?.snapshot),
    append: (commit: Parameters<typeof append>[0]) => Effect.suspend(() => append(commit)),
    journal: (id: Id) => Effect.sync(() => records.get(id)?.journal ?? [])
  }
}

/** A team's reference names one record of a kind, whatever becomes of it. */
const makeReferences = <Id extends string, E>(
  versionOf: (id: Id) => number,
  taken: (holder: Id) => Effect.Effect<never, E>
) => {
  const holders = new Map<string, Id>()
  return <E2>(
    expectedVersion: number,
    { id, team, reference }: { readonly id: Id; readonly team: TeamId; readonly reference?: string },
    append: Effect.Effect<void, E2>
  ): Effect.Effect<void, E | E2> =>
    Effect.suspend((): Effect.Effect<void, E | E2> => {
      if (expectedVersion > 0 || versionOf(id) > 0 || reference === undefined) return append
      const name = JSON.stringify([team, reference])
      const holder = holders.get(name)
      if (holder !== undefined) return taken(holder)
      return Effect.tap(append, () => Effect.sync(() => holders.set(name, id)))
    })
}

const makeQueue = (clock: Clock.Clock) => {
  const elements = new Set<Element>()
  const changed = Latch.makeUnsafe(false)

  const nextVisible = () => {
    let next: Element | undefined
    for (const element of elements) {
      if (next === undefined || element.visibleAtMillis < next.visibleAtMillis) next = element
    }
    return next
  }

  const claim = (restore: <A, E, R>(wait: Effect.Effect<A, E, R>) => Effect.Effect<A, E, R>) =>
    Effect.gen(function* () {
      while (true) {
        // Closed before the look, so that what changes after it opens the latch again.
        changed.closeUnsafe()
        const nowMillis = clock.currentTimeMillisUnsafe()
        const element = nextVisible()
        if (element !== undefined && element.visibleAtMillis <= nowMillis) {
          element.visibleAtMillis = nowMillis + leaseMillis
          element.attempts++
          return element
        }
        const due = element === undefined ? Effect.never : Effect.sleep(element.visibleAtMillis - nowMillis)
        yield* restore(Effect.raceFirst(changed.await, due))
      }
    })

  const settle = (element: Element, attempt: number, exit: Exit.Exit<void, unknown>) =>
    Effect.sync(() => {
      const nowMillis = clock.currentTimeMillisUnsafe()
      // Its lease ran out and somebody else has taken it since: it is theirs.
      if (element.attempts !== attempt) return
      if (Exit.isSuccess(exit)) elements.delete(element)
      else {
        const waitMillis = Math.min(firstRetryMillis * 2 ** (attempt - 1), maxRetryMillis)
        element.visibleAtMillis = Exit.hasInterrupts(exit) ? nowMillis : nowMillis + waitMillis
      }
      changed.openUnsafe()
    })

  const take: StepQueue["Service"]["take"] = (handler) =>
    Effect.uninterruptibleMask((restore) =>
      Effect.flatMap(claim(restore), (element) => {
        const attempt = element.attempts
        return Effect.onExit(restore(handler(element.step)), (exit) => settle(element, attempt, exit))
      })
    )

  const offer = (step: QueuedStep, delayMillis: number) => {
    elements.add({ step, visibleAtMillis: clock.currentTimeMillisUnsafe() + delayMillis, attempts: 0 })
    changed.openUnsafe()
  }

  return { take, offer }
}

/** All ports over one memory. */
export const layer: Layer.Layer<TransferStore | WalletLoadStore.WalletLoadStore | StepQueue> = Layer.effectContext(
  Effect.gen(function* () {
    const clock = yield* Clock.Clock
    const { take, offer } = makeQueue(clock)
    const shared: Shared = { tidOwners: new Map(), attempts: new Set(), offer }
    const transfers = makeRecords<TransferId, TransferState, TransferEvent, QueuedTransferStep>(kind, shared)
    const loads = makeRecords<WalletLoadId, WalletLoadState, WalletLoadEvent, QueuedLoadStep>(
      WalletLoadStore.kind,
      shared
    )
    const uses = new Map<string, ReadonlyArray<OtpLimits.Used>>()
    const named = makeReferences(transfers.versionOf, (id) => new ReferenceTaken({ id }))
    const loadNamed = makeReferences(loads.versionOf, (id) => new LoadReferenceTaken({ id }))
    const limited = (commit: Commit): Effect.Effect<void, RecordStore.AppendError | Refusal> =>
      Effect.suspend((): Effect.Effect<void, RecordStore.AppendError | Refusal> => {
        const { use } = commit
        if (use === undefined || transfers.versionOf(commit.transfer.terms.id) !== commit.expectedVersion) {
          return transfers.append(asRecord(commit))
        }
        const key = `${use.limit} ${use.customerId}`
        const usedBefore = uses.get(key) ?? []
        const atMillis = clock.currentTimeMillisUnsafe()
        const refusal = OtpLimits.refusal(usedBefore, use, atMillis)
        if (refusal !== undefined) return refusal
        const { transferId } = use
        return Effect.tap(transfers.append(asRecord(commit)), () =>
          Effect.sync(() => uses.set(key, [...OtpLimits.recent(usedBefore, use, atMillis), { atMillis, transferId }]))
        )
      })
    const append = (commit: Commit) => named(commit.expectedVersion, commit.transfer.terms, limited(commit))
    const appendLoad = (commit: WalletLoadStore.Commit) =>
      loadNamed(commit.expectedVersion, commit.record.terms, loads.append(commit))
    const { load, journal, findByAttempt } = transfers
    return Context.make(StepQueue, { take }).pipe(
      Context.add(TransferStore, make({ load, journal, findByAttempt, append })),
      Context.add(WalletLoadStore.WalletLoadStore, WalletLoadStore.make({ ...loads, append: appendLoad }))
    )
  })
)
