/**
 * What every `TransferStore` with its `StepQueue` keeps; each implementation's tests run it.
 *
 * @module
 */
import { describe, expect, it, layer } from "@effect/vitest"
import { Effect, Exit, type Layer, Result, Schema } from "effect"
import { TeamId } from "../src/Identifiers.ts"
import { evolve, replay } from "../src/Transfer.ts"
import type { TransferState } from "../src/TransferState.ts"
import { type Commit, TransferStore } from "../src/TransferStore.ts"
import { customerLimits } from "./CustomerLimitsContract.ts"
import * as Given from "./Given.ts"
import { stepQueue } from "./StepQueueContract.ts"
import { append, appendAll, type Ports, stored, type Test } from "./StoreContract.ts"
import { commitOf, historyOf, newCustomer, newId, newNumber, untilDebit } from "./TransferHistory.ts"

const numbers = Schema.Array(Schema.Finite.check(Schema.isBetween({ minimum: 0, maximum: 0.999 })))

/**
 * The tests; `layer` gives each of them a store of its own. Where an implementation has more to check after each commit
 * of a random history, it does so in `afterCommit`.
 */
export const contract = <R, E>(
  name: string,
  options: {
    readonly layer: Layer.Layer<Ports | R, E>
    readonly afterCommit?: (commit: Commit) => Effect.Effect<void, unknown, Ports | R>
  }
) => {
  const test: Test = (title, body) => it.live(title, () => Effect.provide(body, options.layer))

  describe(`${name}: transfers`, () => {
    test(
      "has nothing of a transfer that it does not know",
      Effect.gen(function* () {
        expect(yield* stored(newId())).toEqual({ snapshot: undefined, journal: [] })
      })
    )

    test(
      "gives back the snapshot and the journal in order",
      Effect.gen(function* () {
        const commits = untilDebit(newNumber())
        const { id } = commits[0].transfer.terms
        yield* appendAll(commits)
        expect(yield* stored(id)).toEqual({
          snapshot: commits[2].transfer,
          journal: commits.flatMap(({ events }) => events)
        })
      })
    )

    test(
      "keeps any text that Eko may send",
      Effect.gen(function* () {
        const [requested] = untilDebit(newNumber())
        const { id } = requested.transfer.terms
        const detail = 'a "quoted" \\ text, ₹ and 😀, a NUL \u0000, half a pair \uD83D'
        const result = { _tag: "Refused", reason: "MonthlyLimitExhausted", code: 314, detail } as const
        const refused = commitOf(requested.transfer, Given.recordOtpSend(1, result))
        yield* appendAll([requested, refused])
        const { snapshot } = yield* stored(id)
        expect(snapshot).toMatchObject({ state: "failed", failure: { detail: expect.stringContaining("₹ and 😀") } })
      })
    )

    test(
      "refuses a commit on another version than the stored one, and keeps nothing of it",
      Effect.gen(function* () {
        const [requested, sent, debit] = untilDebit(newNumber())
        const { id } = requested.transfer.terms
        const conflict = (expectedVersion: number) =>
          expect.objectContaining({ _tag: "VersionConflict", id, expectedVersion })

        expect(yield* Effect.flip(append(sent))).toEqual(conflict(sent.expectedVersion))
        yield* append(requested)
        const before = yield* stored(id)
        expect(yield* Effect.flip(append(requested))).toEqual(conflict(0))
        expect(yield* Effect.flip(append(debit))).toEqual(conflict(debit.expectedVersion))
        expect(yield* stored(id)).toEqual(before)

        yield* append(sent)
        const cancelled = commitOf(requested.transfer, Given.cancel)
        expect(yield* Effect.flip(append(cancelled))).toEqual(conflict(cancelled.expectedVersion))
        expect((yield* stored(id)).snapshot).toEqual(sent.transfer)
      })
    )

    test(
      "lets exactly one of many concurrent commits on one version win",
      Effect.gen(function* () {
        const id = newId()
        const customerId = newCustomer()
        const requests = Array.from({ length: 8 }, () => commitOf(undefined, Given.request({ id, customerId })))
        const contend = (commits: ReadonlyArray<Commit>) =>
          Effect.map(
            Effect.forEach(commits, (commit) => Effect.result(append(commit)), { concurrency: "unbounded" }),
            (results) => {
              const failures = results.flatMap((result) => (Result.isFailure(result) ? [result.failure._tag] : []))
              expect(failures).toEqual(Array.from({ length: commits.length - 1 }, () => "VersionConflict"))
            }
          )
        yield* contend(requests)
        const sent = commitOf(requests[0]?.transfer, Given.recordOtpSend(1, Given.sent(1, Given.now)))
        yield* contend([sent, sent, sent, sent])
        yield* contend(Array.from({ length: 8 }, () => commitOf(sent.transfer, Given.startDebit(newNumber()))))
        const { snapshot, journal } = yield* stored(id)
        expect(journal).toHaveLength(4)
        expect(replay(journal)).toEqual(snapshot)
      })
    )

    test(
      "dies on a commit that contradicts itself, and keeps nothing of it",
      Effect.gen(function* () {
        const [requested] = untilDebit(newNumber())
        const cancelled = commitOf(requested.transfer, Given.cancel)
        const broken: ReadonlyArray<Commit> = [
          { ...requested, transfer: { ...requested.transfer, version: 7 } },
          { ...requested, step: undefined },
          { ...cancelled, step: { kind: "expire", delayMillis: 0 } },
          { ...requested, notify: undefined },
          { ...requested, notify: requested.transfer.version + 1 },
          { ...cancelled, notify: cancelled.expectedVersion }
        ]
        for (const commit of broken) {
          const exit = yield* Effect.exit(append(commit))
          expect(Exit.hasDies(exit)).toBe(true)
        }
        expect(yield* stored(requested.transfer.terms.id)).toEqual({ snapshot: undefined, journal: [] })
      })
    )
  })

  describe(`${name}: attempts and transaction ids`, () => {
    test(
      "takes the same transaction id for the same attempt any number of times",
      Effect.gen(function* () {
        const number = newNumber()
        const commits = untilDebit(number)
        const awaited = commitOf(commits[2].transfer, Given.recordOutcome(number, Given.accepted("2", number)))
        const inquired = commitOf(
          awaited.transfer,
          Given.settle(Given.about(number, Given.proven("2", number)), Given.about(number, Given.proven("0", number)))
        )
        expect(awaited.tids).toHaveLength(1)
        expect(inquired.tids).toHaveLength(2)
        yield* appendAll([...commits, awaited, inquired])
        expect((yield* stored(commits[0].transfer.terms.id)).snapshot).toMatchObject({ state: "succeeded" })
      })
    )

    test(
      "refuses a transaction id that another attempt holds, and keeps nothing of that commit",
      Effect.gen(function* () {
        const [number, otherNumber] = [newNumber(), newNumber()]
        const [commits, others] = [untilDebit(number), untilDebit(otherNumber)]
        yield* appendAll([...commits, ...others])
        yield* append(commitOf(commits[2].transfer, Given.recordOutcome(number, Given.accepted("0", number))))

        const before = yield* stored(others[0].transfer.terms.id)
        for (const status of ["0", "2"]) {
          const claim = commitOf(others[2].transfer, Given.recordOutcome(otherNumber, Given.accepted(status, number)))
          const claimed = expect.objectContaining({ _tag: "TidClaimed", tid: Given.tid(number) })
          expect(yield* Effect.flip(append(claim))).toEqual(claimed)
          expect(yield* stored(others[0].transfer.terms.id)).toEqual(before)
        }
        // The version was not used up, and the transfer goes on.
        yield* append(commitOf(others[2].transfer, Given.recordOutcome(otherNumber, Given.unknown)))
      })
    )

    test(
      "refuses one transaction id for two attempts within one commit",
      Effect.gen(function* () {
        const number = newNumber()
        const commits = untilDebit(number)
        yield* appendAll(commits)
        const awaited = commitOf(commits[2].transfer, Given.recordOutcome(number, Given.accepted("2", number)))
        const twice = {
          ...awaited,
          tids: [...awaited.tids, { clientRefId: Given.ref(number + 1), tid: Given.tid(number) }]
        }
        expect(yield* Effect.flip(append(twice))).toMatchObject({ _tag: "TidClaimed", tid: Given.tid(number) })
        expect((yield* stored(commits[0].transfer.terms.id)).snapshot).toEqual(commits[2].transfer)
      })
    )

    test(
      "lets exactly one of many concurrent claims on the same ids win, whatever their order",
      Effect.gen(function* () {
        for (let round = 0; round < 5; round++) {
          const contended = [newNumber(), newNumber(), newNumber()]
          const claims = yield* Effect.forEach(Array.from({ length: 6 }), (_, index) =>
            Effect.gen(function* () {
              const number = newNumber()
              const commits = untilDebit(number)
              yield* appendAll(commits)
              const awaited = commitOf(commits[2].transfer, Given.recordOutcome(number, Given.accepted("2", number)))
              const ids = index % 2 === 0 ? contended : contended.toReversed()
              return { ...awaited, tids: ids.map((id) => ({ clientRefId: Given.ref(number), tid: Given.tid(id) })) }
            })
          )
          const results = yield* Effect.forEach(claims, (claim) => Effect.result(append(claim)), {
            concurrency: "unbounded"
          })
          const failures = results.flatMap((result) => (Result.isFailure(result) ? [result.failure._tag] : []))
          expect(failures).toEqual(Array.from({ length: claims.length - 1 }, () => "TidClaimed"))
        }
      })
    )

    test(
      "returns a permit for the attempt that a confirmed commit records, and for nothing else",
      Effect.gen(function* () {
        const number = newNumber()
        const [requested, sent, debit] = untilDebit(number)
        expect([yield* append(requested), yield* append(sent)]).toEqual([undefined, undefined])
        const permit = yield* append(debit)
        expect(permit?.attempt).toEqual("attempt" in debit.transfer ? debit.transfer.attempt : undefined)
        expect([permit?.take(), permit?.take()]).toEqual([true, false])
        // The same commit again is refused, so there is no second one.
        expect(yield* Effect.flip(append(debit))).toMatchObject({ _tag: "VersionConflict" })
        expect(yield* append(commitOf(debit.transfer, Given.recordOutcome(number, Given.unknown)))).toBeUndefined()
      })
    )

    test(
      "records an attempt's reference once ever",
      Effect.gen(function* () {
        const number = newNumber()
        yield* appendAll(untilDebit(number))
        const [requested, sent, again] = untilDebit(number)
        yield* appendAll([requested, sent])
        expect(yield* Effect.flip(append(again))).toMatchObject({ _tag: "StoreUnavailable", operation: "append" })
        expect((yield* stored(requested.transfer.terms.id)).snapshot).toEqual(sent.transfer)
      })
    )
  })

  describe(`${name}: a team's reference`, () => {
    const asked = (changes: Parameters<typeof Given.request>[0]) =>
      commitOf(undefined, Given.request({ id: newId(), customerId: newCustomer(), ...changes }))
    const newReference = () => `R-${newNumber()}`

    test(
      "names one transfer: a second one by it is refused with the first one's id, and nothing of it is kept",
      Effect.gen(function* () {
        const reference = newReference()
        const first = asked({ reference })
        yield* append(first)
        const second = asked({ reference })
        const { id } = first.transfer.terms
        expect(yield* Effect.flip(append(second))).toMatchObject({ _tag: "ReferenceTaken", id })
        expect(yield* stored(second.transfer.terms.id)).toEqual({ snapshot: undefined, journal: [] })
        // Another team's is another name, and so is none at all.
        yield* append(asked({ reference, team: TeamId.make("another-team") }))
        yield* appendAll([asked({}), asked({})])
        // It goes on naming the first one, whatever becomes of that.
        yield* append(commitOf(first.transfer, Given.cancel))
        expect(yield* Effect.flip(append(asked({ reference })))).toMatchObject({ _tag: "ReferenceTaken", id })
      })
    )

    test(
      "names one of many that come at once, and the very transfer again is a conflict of versions",
      Effect.gen(function* () {
        const reference = newReference()
        const commits = Array.from({ length: 8 }, () => asked({ reference }))
        const tries = commits.map((commit) => Effect.result(append(commit)))
        const results = yield* Effect.all(tries, { concurrency: "unbounded" })
        const winners = commits.filter((_, index) => results[index]?._tag === "Success")
        expect(winners).toHaveLength(1)
        const [winner] = winners
        if (winner === undefined) return
        const { id } = winner.transfer.terms
        const refusals = results.flatMap((result) => (result._tag === "Failure" ? [result.failure] : []))
        for (const refusal of refusals) expect(refusal).toMatchObject({ _tag: "ReferenceTaken", id })
        expect(yield* Effect.flip(append(winner))).toMatchObject({ _tag: "VersionConflict" })
      })
    )

    test(
      "is no one else's where the very transfer comes many times at once",
      Effect.gen(function* () {
        for (let round = 0; round < 150; round++) {
          const commit = asked({ reference: newReference() })
          const results = yield* Effect.all(
            Array.from({ length: 4 }, () => Effect.result(append(commit))),
            { concurrency: "unbounded" }
          )
          const refusals = results.flatMap((result) => (result._tag === "Failure" ? [result.failure._tag] : []))
          expect(refusals).toEqual(["VersionConflict", "VersionConflict", "VersionConflict"])
        }
      })
    )
  })

  customerLimits(name, test)

  describe(`${name}: looking an attempt up`, () => {
    test(
      "finds the transfer by Eko's id, and by our reference",
      Effect.gen(function* () {
        const store = yield* TransferStore
        const number = newNumber()
        const commits = untilDebit(number)
        const { id } = commits[0].transfer.terms
        const owner = { id, clientRefId: Given.ref(number) }
        expect(yield* store.findByAttempt({ clientRefId: Given.ref(number) })).toBeUndefined()
        yield* appendAll(commits)
        expect(yield* store.findByAttempt({ clientRefId: Given.ref(number) })).toEqual(owner)
        expect(yield* store.findByAttempt({ tid: Given.tid(number) })).toBeUndefined()
        yield* append(commitOf(commits[2].transfer, Given.recordOutcome(number, Given.accepted("3", number))))
        expect(yield* store.findByAttempt({ tid: Given.tid(number) })).toEqual(owner)
        for (const strange of ["", "somebody's", "x".repeat(64), "a'b\\u0000"]) {
          expect(yield* store.findByAttempt({ clientRefId: strange })).toBeUndefined()
        }
      })
    )

    test(
      "finds a refund, too",
      Effect.gen(function* () {
        const store = yield* TransferStore
        const number = newNumber()
        const commits = [...untilDebit(number)]
        const { id } = commits[0]?.transfer.terms ?? Given.terms
        for (const command of [
          Given.recordOutcome(number, Given.accepted("3", number)),
          Given.startRefundOtpSend(),
          Given.recordRefundOtpSend(1, Given.sent(1, Given.now)),
          Given.startRefund(number + 1),
          Given.recordRefundOutcome(number + 1, Given.refundDone(number + 2))
        ]) {
          commits.push(commitOf(commits.at(-1)?.transfer, command))
        }
        yield* appendAll(commits)
        const owner = { id, clientRefId: Given.ref(number + 1) }
        expect(yield* store.findByAttempt({ clientRefId: Given.ref(number + 1) })).toEqual(owner)
        expect(yield* store.findByAttempt({ tid: Given.tid(number + 2) })).toEqual(owner)
      })
    )
  })

  stepQueue(name, test)

  layer(options.layer, { excludeTestServices: true })(`${name}: histories`, (it) => {
    it.effect.prop(
      "replays the journal of any history to its snapshot",
      { choices: numbers },
      ({ choices }) =>
        Effect.gen(function* () {
          let expected: TransferState | undefined
          for (const commit of historyOf(choices)) {
            yield* append(commit)
            yield* options.afterCommit?.(commit) ?? Effect.void
            expected = commit.events.reduce<TransferState | undefined>(evolve, expected)
            const { snapshot, journal } = yield* stored(commit.transfer.terms.id)
            expect(snapshot).toEqual(expected)
            expect(replay(journal)).toEqual(snapshot)
          }
        }),
      { arbitrary: { runs: 60, size: 15 } }
    )
  })
}
