/**
 * Mistakes in how a transfer is kept and moved on.
 *
 * @module
 */
import { TransferStore } from "@bhejo/core"
import { Effect } from "effect"
import * as Checks from "../Checks.ts"
import { Database, unavailable } from "../Database.ts"
import type { Mistake } from "./Mistake.ts"

/** A database that leaves enqueueing to whoever commits. */
class Forgetful extends Database {
  override offer(): void {}

  enqueue(step: TransferStore.QueuedStep, dueAtMillis: number): void {
    super.offer(step, dueAtMillis)
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
                    database.enqueue({ id, version: transfer.version, kind: step.kind }, step.dueAtMillis)
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
      this.offer({ id: transfer.terms.id, version: transfer.version, kind: step.kind }, step.dueAtMillis)
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
                  step: undefined
                })
              )
            })
    })
  }
}

export const all: ReadonlyArray<Mistake> = [enqueuedAfter, lateOverwrites, unconfirmedSent, expiredWhileDebiting]
