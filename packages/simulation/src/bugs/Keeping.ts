/**
 * Mistakes in how a transfer is kept and moved on.
 *
 * @module
 */
import { Evidence, StateChange, Transfer, TransferStep, TransferStore } from "@bhejo/core"
import { Effect, Result } from "effect"
import * as Checks from "../Checks.ts"
import { Database, unavailable } from "../Database.ts"
import type { Mistake } from "./Mistake.ts"

/** A database that leaves enqueueing to whoever commits. */
class Forgetful extends Database {
  override offer(): void {}

  enqueue(step: TransferStore.QueuedTransferStep, delayMillis: number): void {
    super.offer(step, delayMillis)
  }
}

export const enqueuedAfter: Mistake = {
  name: "job enqueued after the commit",
  does: "commits first, and enqueues the step that follows in another transaction",
  caughtBy: Checks.liveStep,
  plant: {
    database: (world) => new Forgetful(world),
    ports: (ports, world, process) => ({
      ...ports,
      store: {
        ...ports.store,
        append: (commit) =>
          Effect.tap(ports.store.append(commit), () => {
            const { step, transfer } = commit
            const { database } = world
            if (step === undefined || !(database instanceof Forgetful)) return Effect.void
            const { id } = transfer.terms
            return Effect.ignore(
              world.port(
                process,
                "append",
                "enqueue",
                () =>
                  Effect.succeed(
                    database.enqueue({ id, version: transfer.version, kind: step.kind }, step.delayMillis)
                  ),
                () => Effect.fail(unavailable("enqueue"))
              )
            )
          })
      }
    })
  }
}

/** A database that lets the last writer win. */
class Careless extends Database {
  override append(commit: TransferStore.Commit) {
    const stored = this.transfers.get(commit.transfer.terms.id)
    if (stored === undefined || stored.snapshot.version === commit.expectedVersion) return super.append(commit)
    const { events, transfer, step } = commit
    this.write(stored, transfer, events)
    if (step !== undefined) {
      this.offer({ id: transfer.terms.id, version: transfer.version, kind: step.kind }, step.delayMillis)
    }
    return Effect.void
  }
}

export const lateOverwrites: Mistake = {
  name: "late answer overwrites",
  does: "writes what an answer leads to over whatever has been recorded meanwhile",
  caughtBy: Checks.replays,
  plant: { database: (world) => new Careless(world) }
}

export const unconfirmedSent: Mistake = {
  name: "sent without a confirmed commit",
  does: "takes a commit whose answer was lost for done, and sends",
  caughtBy: Checks.recorded,
  plant: {
    ports: (ports) => ({
      ...ports,
      store: TransferStore.make({
        ...ports.store,
        append: (commit) => Effect.catchTag(ports.store.append(commit), "StoreUnavailable", () => Effect.void)
      })
    })
  }
}

export const expiredWhileDebiting: Mistake = {
  name: "expiry while debiting",
  does: "expires a transfer when its time is up, whatever state it has come to",
  caughtBy: Checks.endedWithoutDebit,
  plant: {
    programs: (programs, ports) => ({
      ...programs,
      perform: (step) =>
        step.kind !== "expire"
          ? programs.perform(step)
          : Effect.gen(function* () {
              const transfer = yield* ports.store.load(step.id)
              if (transfer === undefined || !("attempt" in transfer) || transfer.state === "succeeded") {
                return yield* programs.perform(step)
              }
              const { attempt: _, ...rest } = transfer
              const version = transfer.version + 1
              const atMillis = transfer.updatedAtMillis
              yield* Effect.ignore(
                ports.store.append({
                  expectedVersion: transfer.version,
                  events: [{ _tag: "TransferExpired", atMillis }],
                  transfer: { ...rest, state: "expired", version },
                  tids: [],
                  use: undefined,
                  step: undefined,
                  notify: version
                })
              )
            })
    })
  }
}

export const callbackTrusted: Mistake = {
  name: "callback trusted",
  does: "takes what a callback says for what an inquiry would have found",
  caughtBy: Checks.succeededDebited,
  plant: {
    programs: (programs, { store }, world) => ({
      ...programs,
      hint: (hint) =>
        Effect.gen(function* () {
          const { clientRefId: reference, txStatus, tid } = hint
          const owner = reference === undefined ? undefined : yield* store.findByAttempt({ clientRefId: reference })
          const before = owner === undefined ? undefined : yield* store.load(owner.id)
          if (owner === undefined || before === undefined || txStatus === undefined || tid === undefined) {
            return yield* programs.hint(hint)
          }
          const { policy } = world.plan
          const { amountPaise } = before.terms
          const said = { _tag: "Found", txStatus, facts: { tid }, clientRefId: owner.clientRefId, amountPaise } as const
          const finding = Evidence.match({ clientRefId: owner.clientRefId }, amountPaise, said)
          const atMillis = before.updatedAtMillis
          const findings = [{ clientRefId: owner.clientRefId, finding }]
          const decided = Transfer.decide(before, { _tag: "Settle", atMillis, findings }, policy)
          const [first, ...rest] = Result.getOrElse(decided, () => [])
          if (first === undefined) return true
          const transfer = rest.reduce(Transfer.evolve, Transfer.evolve(before, first))
          yield* Effect.ignore(
            store.append({
              expectedVersion: before.version,
              events: [first, ...rest],
              transfer,
              tids: Transfer.tidsOf([first, ...rest]),
              use: undefined,
              step: TransferStep.nextStep(transfer, policy),
              notify: StateChange.lastOf(StateChange.changesOf(before, [first, ...rest], Transfer.evolve))
            })
          )
          return true
        })
    })
  }
}

export const all: ReadonlyArray<Mistake> = [
  callbackTrusted,
  enqueuedAfter,
  lateOverwrites,
  unconfirmedSent,
  expiredWhileDebiting
]
