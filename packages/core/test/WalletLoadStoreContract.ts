/**
 * What every `WalletLoadStore` keeps beside a `TransferStore`; each implementation's tests run it.
 *
 * @module
 */
import { describe, expect, it } from "@effect/vitest"
import { Effect, type Layer, Result } from "effect"
import { TeamId, WalletLoadId } from "../src/Identifiers.ts"
import * as StateChange from "../src/StateChange.ts"
import type { TransferState } from "../src/TransferState.ts"
import { StepQueue, TransferStore } from "../src/TransferStore.ts"
import { type Command, decide, evolve, replay, tidsOf } from "../src/WalletLoadDecider.ts"
import type { WalletLoadState } from "../src/WalletLoadState.ts"
import { nextStep } from "../src/WalletLoadStep.ts"
import { type Commit, WalletLoadStore } from "../src/WalletLoadStore.ts"
import * as Given from "./Given.ts"
import * as Load from "./GivenLoad.ts"
import { newCustomer, newId, newNumber, commitOf as transferCommitOf, untilDebit } from "./TransferHistory.ts"

type Ports = WalletLoadStore | TransferStore | StepQueue

/** The commit that a command leads to in a state; its step is due at once. */
const commitOf = (before: WalletLoadState | undefined, command: Command): Commit => {
  const events = Result.getOrThrow(decide(before, command, Load.policy))
  const [first, ...rest] = events
  const record = events.reduce<WalletLoadState | undefined>(evolve, before)
  if (first === undefined || record === undefined) throw new Error("nothing to commit")
  const step = nextStep(record, Load.policy)
  return {
    expectedVersion: before?.version ?? 0,
    events: [first, ...rest],
    record,
    tids: tidsOf(events),
    step: step && { ...step, delayMillis: 0 },
    notify: StateChange.lastOf(StateChange.changesOf(before, events, evolve))
  }
}

/** A new load and its answer. */
export const history = (number: number) => {
  const id = WalletLoadId.make(newId())
  const started = commitOf(undefined, Load.start(number, { id }))
  return { id, started, loaded: commitOf(started.record, Load.recordOutcome(Load.loaded(number), number)) }
}

export const contract = <E>(name: string, layer: Layer.Layer<Ports, E>) => {
  const test = <A, E2>(title: string, body: Effect.Effect<A, E2, Ports>) =>
    it.live(title, () => Effect.provide(body, layer))

  describe(`${name}: wallet loads`, () => {
    test(
      "keeps snapshot and journal, and returns the one permit for the attempt that it records",
      Effect.gen(function* () {
        const store = yield* WalletLoadStore
        const { id, started, loaded } = history(newNumber())
        expect([yield* store.load(id), yield* store.journal(id)]).toEqual([undefined, []])
        const permit = yield* store.append(started)
        expect(permit?.attempt).toEqual(started.record.attempt)
        expect([permit?.take(), permit?.take()]).toEqual([true, false])
        expect(yield* Effect.flip(store.append(started))).toMatchObject({ _tag: "VersionConflict", id })
        expect(yield* store.append(loaded)).toBeUndefined()
        expect(yield* store.load(id)).toEqual(loaded.record)
        const journal = yield* store.journal(id)
        expect(journal).toEqual([...started.events, ...loaded.events])
        expect(replay(journal)).toEqual(loaded.record)
      })
    )

    test(
      "returns no permit for an attempt that the same commit closes",
      Effect.gen(function* () {
        const store = yield* WalletLoadStore
        const number = newNumber()
        const { started } = history(number)
        const closed = commitOf(started.record, Load.recordOutcome(Given.notSent, number))
        const [first, ...rest] = started.events
        const both: Commit = { ...closed, expectedVersion: 0, events: [first, ...rest, ...closed.events] }
        expect(yield* store.append(both)).toBeUndefined()
        expect(yield* store.load(both.record.terms.id)).toMatchObject({ state: "failed" })
      })
    )

    test(
      "lets exactly one of many commits on one version win",
      Effect.gen(function* () {
        const store = yield* WalletLoadStore
        for (let round = 0; round < 20; round++) {
          const terms = { id: WalletLoadId.make(newId()), reference: `R-${newNumber()}` }
          const commits = Array.from({ length: 6 }, () => commitOf(undefined, Load.start(newNumber(), terms)))
          const results = yield* Effect.forEach(commits, (commit) => Effect.result(store.append(commit)), {
            concurrency: "unbounded"
          })
          const refusals = results.flatMap((result) => (Result.isFailure(result) ? [result.failure._tag] : []))
          expect(refusals).toEqual(Array.from({ length: 5 }, () => "VersionConflict"))
          expect(yield* store.journal(terms.id)).toHaveLength(1)
        }
      })
    )

    test(
      "gives a team's reference to one load, whatever became of it, and leaves nothing of another that wants it",
      Effect.gen(function* () {
        const store = yield* WalletLoadStore
        const transfers = yield* TransferStore
        const reference = `R-${newNumber()}`
        const asked = (changes: Parameters<typeof Load.start>[1]) =>
          commitOf(undefined, Load.start(newNumber(), { id: WalletLoadId.make(newId()), reference, ...changes }))
        const commits = Array.from({ length: 6 }, () => asked({}))
        const results = yield* Effect.forEach(commits, (commit) => Effect.result(store.append(commit)), {
          concurrency: "unbounded"
        })
        const [first, ...more] = commits.filter((_, index) => results[index]?._tag === "Success")
        expect(more).toEqual([])
        if (first === undefined) throw new Error("none was taken")
        const { id } = first.record.terms
        const { clientRefId } = first.record.attempt
        yield* store.append(
          commitOf(first.record, { _tag: "RecordOutcome", atMillis: Given.now, clientRefId, outcome: Given.declined })
        )
        const late = asked({})
        for (const refused of [...commits.filter((commit) => commit !== first), late]) {
          expect(yield* Effect.flip(store.append(refused))).toMatchObject({ _tag: "LoadReferenceTaken", id })
          expect(yield* store.load(refused.record.terms.id)).toBeUndefined()
          expect(yield* store.journal(refused.record.terms.id)).toEqual([])
        }
        expect(yield* Effect.flip(store.append(first))).toMatchObject({ _tag: "VersionConflict", id })
        // Another team's is another name, and so are a transfer's and none at all.
        yield* store.append(asked({ team: TeamId.make("another-team") }))
        const request = Given.request({ id: newId(), customerId: newCustomer(), reference })
        yield* transfers.append(transferCommitOf(undefined, request))
        const nameless = () => commitOf(undefined, Load.start(newNumber(), { id: WalletLoadId.make(newId()) }))
        for (const commit of [nameless(), nameless()]) yield* store.append(commit)
      })
    )

    test(
      "gives a transaction id to one attempt, be it a load's or a transfer's",
      Effect.gen(function* () {
        const loads = yield* WalletLoadStore
        const transfers = yield* TransferStore
        const number = newNumber()
        const { started, loaded } = history(number)
        yield* loads.append(started)
        yield* loads.append(loaded)
        const other = newNumber()
        const commits = untilDebit(other)
        for (const commit of commits) yield* transfers.append(commit)
        const claim = transferCommitOf(commits[2].transfer, Given.recordOutcome(other, Given.accepted("0", number)))
        expect(yield* Effect.flip(transfers.append(claim))).toMatchObject({ _tag: "TidClaimed" })
        expect(yield* transfers.findByAttempt({ tid: Given.tid(number) })).toBeUndefined()

        const own = transferCommitOf(commits[2].transfer, Given.recordOutcome(other, Given.accepted("0", other)))
        yield* transfers.append(own)
        const third = newNumber()
        const late = history(third)
        yield* loads.append(late.started)
        const second = commitOf(late.started.record, Load.recordOutcome(Load.loaded(other), third))
        expect(yield* Effect.flip(loads.append(second))).toMatchObject({ _tag: "TidClaimed", tid: Given.tid(other) })
        expect(yield* loads.load(late.id)).toEqual(late.started.record)
      })
    )

    test(
      "finds a load by its attempt's reference or transaction id, and no transfer by them",
      Effect.gen(function* () {
        const loads = yield* WalletLoadStore
        const transfers = yield* TransferStore
        const number = newNumber()
        const { id, started, loaded } = history(number)
        const [byReference, byTid] = [{ clientRefId: Given.ref(number) }, { tid: Given.tid(number) }]
        expect(yield* loads.findByAttempt(byReference)).toBeUndefined()
        yield* loads.append(started)
        expect(yield* loads.findByAttempt(byReference)).toEqual({ id, ...byReference })
        expect(yield* loads.findByAttempt(byTid)).toBeUndefined()
        yield* loads.append(loaded)
        expect(yield* loads.findByAttempt(byTid)).toEqual({ id, ...byReference })
        for (const reference of [byReference, byTid]) {
          expect(yield* transfers.findByAttempt(reference)).toBeUndefined()
        }
        expect(yield* loads.findByAttempt({ clientRefId: "\0 nobody's" })).toBeUndefined()
      })
    )

    test(
      "queues a load's step, which says that it is a load's, beside a transfer's of the same id",
      Effect.gen(function* () {
        const loads = yield* WalletLoadStore
        const transfers = yield* TransferStore
        const queue = yield* StepQueue
        const { id, started } = history(newNumber())
        yield* loads.append(started)
        const [requested] = untilDebit(newNumber(), id as never)
        yield* transfers.append({ ...requested, step: requested.step && { ...requested.step, delayMillis: 0 } })
        const taken: Array<unknown> = []
        const take = queue.take((step) => Effect.sync(() => taken.push(step)))
        yield* take
        yield* take
        expect(taken).toContainEqual({ record: "load", id, version: 1, kind: "settle" })
        expect(taken).toContainEqual({ id, version: requested.transfer.version, kind: requested.step?.kind })
      })
    )

    test(
      "has one reference for one attempt, whatever it is: a debit, a refund or a load",
      Effect.gen(function* () {
        const loads = yield* WalletLoadStore
        const transfers = yield* TransferStore
        const used = { _tag: "StoreUnavailable", operation: "append" }
        const [ofLoad, ofDebit, ofRefund] = [newNumber(), newNumber(), newNumber()]
        yield* loads.append(history(ofLoad).started)
        const [requested, sent, debit] = untilDebit(ofLoad)
        yield* transfers.append(requested)
        yield* transfers.append(sent)
        expect(yield* Effect.flip(transfers.append(debit))).toMatchObject(used)
        expect(yield* transfers.load(requested.transfer.terms.id)).toEqual(sent.transfer)

        let transfer: TransferState | undefined
        for (const command of [
          Given.request({ id: newId() as never, customerId: newCustomer() }),
          Given.recordOtpSend(1, Given.sent(1, Given.now)),
          Given.startDebit(ofDebit),
          Given.recordOutcome(ofDebit, Given.accepted("3", ofDebit)),
          Given.startRefundOtpSend(),
          Given.recordRefundOtpSend(1, Given.sent(1, Given.now)),
          Given.startRefund(ofRefund)
        ]) {
          const commit = transferCommitOf(transfer, command)
          yield* transfers.append(commit)
          transfer = commit.transfer
        }
        for (const number of [ofLoad, ofDebit, ofRefund]) {
          const { id, started } = history(number)
          expect(yield* Effect.flip(loads.append(started))).toMatchObject(used)
          expect(yield* loads.load(id)).toBeUndefined()
        }
      })
    )

    test(
      "dies on a commit that leaves work unfinished without a step",
      Effect.gen(function* () {
        const store = yield* WalletLoadStore
        const { id, started } = history(newNumber())
        const exit = yield* Effect.exit(store.append({ ...started, step: undefined }))
        expect(exit._tag).toBe("Failure")
        expect(yield* store.load(id)).toBeUndefined()
      })
    )
  })
}
