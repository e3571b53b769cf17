/**
 * {@link TransferStore} and {@link StepQueue} in the memory of one process, for tests and simulations: nothing survives.
 *
 * It keeps the contract of a durable store (versions, one owner for each transaction id, steps that come back until
 * they are handled), and measures time by effect's `Clock` alone.
 *
 * @module
 */
import { Clock, Context, Effect, Exit, Latch, Layer } from "effect"
import type { ClientRefId } from "./ClientRefId.ts"
import type { Tid, TransferId } from "./Identifiers.ts"
import * as OtpLimits from "./OtpLimits.ts"
import { LimitReached } from "./TransferError.ts"
import type { TransferEvent } from "./TransferEvent.ts"
import type { TransferState } from "./TransferState.ts"
import {
  type AttemptOwner,
  assertWhole,
  type Commit,
  make,
  type QueuedStep,
  recordedBy,
  StepQueue,
  StoreUnavailable,
  TidClaimed,
  TransferStore,
  VersionConflict
} from "./TransferStore.ts"

/** A taken step comes back after this time, in milliseconds, if whoever took it never ends. */
const leaseMillis = 120_000
const firstRetryMillis = 1_000
const maxRetryMillis = 60_000

interface Stored {
  readonly snapshot: TransferState
  readonly journal: ReadonlyArray<TransferEvent>
}

interface Element {
  readonly step: QueuedStep
  visibleAtMillis: number
  /** How often it was taken; it also tells one taking from the next. */
  attempts: number
}

const makeStore = (offer: (step: QueuedStep, dueAtMillis: number) => void): TransferStore["Service"] => {
  const records = new Map<TransferId, Stored>()
  const uses = new Map<string, ReadonlyArray<number>>()
  const tidOwners = new Map<Tid, ClientRefId>()
  const attempts = new Map<string, AttemptOwner>()

  const append = (
    commit: Commit
  ): Effect.Effect<void, VersionConflict | TidClaimed | LimitReached | StoreUnavailable> => {
    assertWhole(commit)
    const { expectedVersion, events, transfer, step } = commit
    const { id } = transfer.terms
    const record = records.get(id)
    if ((record?.snapshot.version ?? 0) !== expectedVersion) return new VersionConflict({ id, expectedVersion })

    const claims = new Map<Tid, ClientRefId>()
    for (const { tid, clientRefId } of commit.tids) {
      if ((tidOwners.get(tid) ?? claims.get(tid) ?? clientRefId) !== clientRefId) return new TidClaimed({ tid })
      claims.set(tid, clientRefId)
    }
    const started = recordedBy(commit)?.clientRefId
    if (started !== undefined && attempts.has(started)) {
      return new StoreUnavailable({ operation: "append", cause: new Error("The attempt's reference was used before") })
    }

    const { use } = commit
    if (use !== undefined) {
      const usedBefore = uses.get(`${use.limit} ${use.customerId}`) ?? []
      const retryAtMillis = OtpLimits.retryAtMillis(usedBefore, use)
      if (retryAtMillis !== undefined) {
        return new LimitReached({ limit: use.limit, scope: "customer", retryAtMillis })
      }
      uses.set(`${use.limit} ${use.customerId}`, [...OtpLimits.recent(usedBefore, use), use.atMillis])
    }

    for (const [tid, clientRefId] of claims) tidOwners.set(tid, clientRefId)
    if (started !== undefined) attempts.set(started, { id, clientRefId: started })
    records.set(id, { snapshot: transfer, journal: [...(record?.journal ?? []), ...events] })
    if (step !== undefined) offer({ id, version: transfer.version, kind: step.kind }, step.dueAtMillis)
    return Effect.void
  }

  return make({
    load: (id) => Effect.sync(() => records.get(id)?.snapshot),
    append: (commit) => Effect.suspend(() => append(commit)),
    findByAttempt: (reference) =>
      Effect.sync(() => {
        const clientRefId = "tid" in reference ? tidOwners.get(reference.tid) : reference.clientRefId
        return clientRefId === undefined ? undefined : attempts.get(clientRefId)
      }),
    journal: (id) => Effect.sync(() => records.get(id)?.journal ?? [])
  })
}

const makeQueue = () => {
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
        const nowMillis = yield* Clock.currentTimeMillis
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
    Effect.map(Clock.currentTimeMillis, (nowMillis) => {
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

  const offer = (step: QueuedStep, visibleAtMillis: number) => {
    elements.add({ step, visibleAtMillis, attempts: 0 })
    changed.openUnsafe()
  }

  return { take, offer }
}

/** Both ports over one memory. */
export const layer: Layer.Layer<TransferStore | StepQueue> = Layer.syncContext(() => {
  const { take, offer } = makeQueue()
  return Context.make(TransferStore, makeStore(offer)).pipe(Context.add(StepQueue, { take }))
})
