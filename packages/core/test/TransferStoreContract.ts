/**
 * What every `TransferStore` with its `StepQueue` keeps; each implementation's tests run it.
 *
 * @module
 */
import { describe, expect, it, layer } from "@effect/vitest"
import { Clock, Deferred, Effect, Exit, Fiber, type Layer, Queue, Result, Schema } from "effect"
import { type CustomerId, TeamId, type TransferId } from "../src/Identifiers.ts"
import { evolve, replay } from "../src/Transfer.ts"
import { defaults } from "../src/TransferPolicy.ts"
import type { TransferState } from "../src/TransferState.ts"
import { type Commit, type QueuedStep, StepQueue, TransferStore } from "../src/TransferStore.ts"
import * as Given from "./Given.ts"
import { commitOf, historyOf, newCustomer, newId, newNumber, untilDebit } from "./TransferHistory.ts"

type Ports = TransferStore | StepQueue

/** What is there of a transfer. */
const stored = (id: TransferId) =>
  TransferStore.use((store) => Effect.all({ snapshot: store.load(id), journal: store.journal(id) }))

const append = (commit: Commit) => TransferStore.use((store) => store.append(commit))
const appendAll = (commits: ReadonlyArray<Commit>) => Effect.forEach(commits, append, { discard: true })

/** Takes one step and lets it succeed. */
const takeOne = Effect.gen(function* () {
  const steps: Array<QueuedStep> = []
  yield* StepQueue.use((queue) => queue.take((step) => Effect.sync(() => steps.push(step))))
  return steps
})

/** The same commit with its step due after this time. */
const due = (commit: Commit, delayMillis: number): Commit => ({
  ...commit,
  step: commit.step && { ...commit.step, delayMillis }
})
const stepOf = ({ transfer, step }: Commit) => ({
  id: transfer.terms.id,
  version: transfer.version,
  kind: step?.kind
})

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
  const test = <A, E2>(title: string, body: Effect.Effect<A, E2, Ports>) =>
    it.live(title, () => Effect.provide(body, options.layer))

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
  })

  describe(`${name}: a customer's limits`, () => {
    const { customerOtpSends, customerOtpTries, otpWindowMillis } = defaults
    const minute = 60_000
    /** Requests of a customer's, each with an OTP, by processes whose clocks are this far ahead. */
    const requests = (customerId: CustomerId, count: number, leadMillis = 0) =>
      Array.from({ length: count }, () => {
        const request = Given.request({ id: newId(), customerId })
        return commitOf(undefined, { ...request, atMillis: Given.now + leadMillis })
      })
    const request = (customerId: CustomerId, leadMillis = 0) => {
      const [one] = requests(customerId, 1, leadMillis)
      if (one === undefined) throw new Error("no request")
      return one
    }
    const refusalOf = (commit: Commit) =>
      Effect.map(Effect.flip(append(commit)), (error) => {
        if (error._tag !== "LimitReached") throw error
        return error
      })
    /** The same commit where the window is another. */
    const within = (commit: Commit, windowMillis: number): Commit => ({
      ...commit,
      use: commit.use && { ...commit.use, windowMillis }
    })

    test(
      "let as many OTPs be sent in a window as they say, whatever time their senders think it is",
      Effect.gen(function* () {
        const customerId = newCustomer()
        for (let sends = 0; sends < customerOtpSends; sends++) {
          yield* append(request(customerId, (sends % 2 === 0 ? sends : -sends) * 11 * minute))
        }
        for (const leadMillis of [0, 11 * minute, -11 * minute]) {
          const refused = request(customerId, leadMillis)
          const { limit, scope, waitMillis } = yield* refusalOf(refused)
          expect({ limit, scope }).toEqual({ limit: "otp_sends", scope: "customer" })
          expect(waitMillis).toBeLessThanOrEqual(otpWindowMillis)
          expect(waitMillis).toBeGreaterThan(otpWindowMillis - minute)
          expect(yield* stored(refused.transfer.terms.id)).toEqual({ snapshot: undefined, journal: [] })
        }
        // Others are not affected.
        yield* append(request(newCustomer()))
      })
    )

    test(
      "let one transfer have as many OTPs as they say, whoever sends them",
      Effect.gen(function* () {
        const { transferOtpSends } = defaults
        const commits = [request(newCustomer())]
        const again = (leadMillis: number) => {
          const transfer = commits.at(-1)?.transfer
          const answered = commitOf(transfer, Given.recordOtpSend(transfer?.otpSends ?? 0, Given.unresolved))
          const resent = commitOf(answered.transfer, Given.startOtpSend(Given.now + leadMillis))
          // The customer may have any number of other transfers.
          return [answered, { ...resent, use: resent.use && { ...resent.use, max: 100 } }] as const
        }
        for (let sends = 1; sends < transferOtpSends; sends++) commits.push(...again(sends * 11 * minute))
        yield* appendAll(commits)
        const [answered, refused] = again(0)
        yield* append(answered)
        const { limit, scope, waitMillis } = yield* refusalOf(refused)
        expect({ limit, scope }).toEqual({ limit: "otp_sends", scope: "transfer" })
        expect(waitMillis).toBeLessThanOrEqual(otpWindowMillis)
        expect(waitMillis).toBeGreaterThan(otpWindowMillis - minute)
        expect((yield* stored(answered.transfer.terms.id)).snapshot).toEqual(answered.transfer)
      })
    )

    test(
      "forget what lies before the window, and say how long that takes",
      Effect.gen(function* () {
        const customerId = newCustomer()
        yield* appendAll(requests(customerId, customerOtpSends))
        yield* Effect.sleep(60)
        // Long ago is what is further back than this.
        const { waitMillis } = yield* refusalOf(within(request(customerId), minute))
        expect(waitMillis).toBeLessThanOrEqual(minute - 60)
        yield* append(within(request(customerId), 30))
        // One is left, and four more may come.
        yield* appendAll(requests(customerId, customerOtpSends - 1))
        yield* refusalOf(request(customerId))
      })
    )

    test(
      "are shared by all who use them at once",
      Effect.gen(function* () {
        for (let round = 0; round < 3; round++) {
          const results = yield* Effect.forEach(
            requests(newCustomer(), 4 * customerOtpSends),
            (commit) => Effect.result(append(commit)),
            { concurrency: "unbounded" }
          )
          const failures = results.flatMap((result) => (Result.isFailure(result) ? [result.failure._tag] : []))
          expect(failures).toEqual(Array.from({ length: 3 * customerOtpSends }, () => "LimitReached"))
        }
      })
    )

    test(
      "are used by commits that happen, and by no others",
      Effect.gen(function* () {
        const customerId = newCustomer()
        const first = request(customerId)
        const others = requests(customerId, customerOtpSends - 1)
        yield* append(first)
        for (let times = 0; times < 10; times++) {
          expect(yield* Effect.flip(append(first))).toMatchObject({ _tag: "VersionConflict" })
        }
        yield* appendAll(others)
        yield* refusalOf(request(customerId))
        // What uses no limit is not refused for it.
        yield* append(commitOf(first.transfer, Given.recordOtpSend(1, Given.sent(1, Given.now))))
      })
    )

    test(
      "count the tries of all transfers together",
      Effect.gen(function* () {
        const customerId = newCustomer()
        for (let used = 0; used < customerOtpTries; used++) {
          const [requested, sent, debit] = untilDebit(newNumber(), newId(), customerId)
          yield* appendAll([{ ...requested, use: undefined }, sent, debit])
        }
        const [requested, sent, debit] = untilDebit(newNumber(), newId(), customerId)
        yield* appendAll([{ ...requested, use: undefined }, sent])
        expect(yield* refusalOf(debit)).toMatchObject({ limit: "otp_tries", scope: "customer" })
        expect((yield* stored(requested.transfer.terms.id)).snapshot).toEqual(sent.transfer)
      })
    )
  })

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

  describe.concurrent(`${name}: steps`, () => {
    test(
      "delivers the step of a commit once it is handled well",
      Effect.gen(function* () {
        const [requested, other] = [untilDebit(newNumber())[0], untilDebit(newNumber())[0]]
        yield* append(due(requested, 0))
        expect(yield* takeOne).toEqual([stepOf(requested)])
        yield* append(due(other, 0))
        expect(yield* takeOne).toEqual([stepOf(other)])
      })
    )

    test(
      "delivers a step when it is due, and not before",
      Effect.gen(function* () {
        const nowMillis = yield* Clock.currentTimeMillis
        const [later, soon] = [untilDebit(newNumber())[0], untilDebit(newNumber())[0]]
        yield* append(due(later, 1_500))
        yield* append(due(soon, 0))
        expect(yield* takeOne).toEqual([stepOf(soon)])
        expect(yield* takeOne).toEqual([stepOf(later)])
        expect(yield* Clock.currentTimeMillis).toBeGreaterThanOrEqual(nowMillis + 1_500)
      })
    )

    test(
      "delivers nothing of a commit that was refused",
      Effect.gen(function* () {
        const [number, otherNumber] = [newNumber(), newNumber()]
        const [commits, others] = [untilDebit(number), untilDebit(otherNumber)]
        yield* appendAll([...commits, ...others].map((commit) => due(commit, 0)))
        yield* append(commitOf(commits[2].transfer, Given.recordOutcome(number, Given.accepted("0", number))))
        const claim = commitOf(others[2].transfer, Given.recordOutcome(otherNumber, Given.accepted("2", number)))
        yield* Effect.flip(append(due(claim, 0)))
        yield* Effect.flip(append(due(others[0], 0)))
        const marker = untilDebit(newNumber())[0]
        yield* append(due(marker, 0))
        const delivered = yield* Effect.forEach(Array.from({ length: 7 }), () => takeOne)
        expect(delivered.flat()).toEqual([...commits, ...others, marker].map(stepOf))
      })
    )

    test(
      "delivers a step of a version that has passed all the same, with its version",
      Effect.gen(function* () {
        const [requested, sent] = untilDebit(newNumber())
        yield* appendAll([due(requested, 0), due(sent, 0)])
        expect([...(yield* takeOne), ...(yield* takeOne)]).toEqual([stepOf(requested), stepOf(sent)])
      })
    )

    test(
      "gives a handler's error to the taker, and delivers the step again",
      Effect.gen(function* () {
        const [requested] = untilDebit(newNumber())
        yield* append(due(requested, 0))
        const { take } = yield* StepQueue
        expect(yield* Effect.flip(take(() => Effect.fail("no network" as const)))).toBe("no network")
        const exit = yield* Effect.exit(take(() => Effect.die(new Error("a bug"))))
        expect(Exit.hasDies(exit)).toBe(true)
        expect(yield* takeOne).toEqual([stepOf(requested)])
      })
    )

    test(
      "delivers a step again whose taker was interrupted",
      Effect.gen(function* () {
        const [requested] = untilDebit(newNumber())
        yield* append(due(requested, 0))
        const { take } = yield* StepQueue
        const started = yield* Deferred.make<void>()
        const taker = yield* Effect.forkChild(
          take(() => Effect.andThen(Deferred.succeed(started, undefined), Effect.never))
        )
        yield* Deferred.await(started)
        yield* Fiber.interrupt(taker)
        expect(yield* takeOne).toEqual([stepOf(requested)])
      })
    )

    test(
      "gives each step to one of many takers",
      Effect.gen(function* () {
        const commits = Array.from({ length: 20 }, () => due(untilDebit(newNumber())[0], 0))
        const { take } = yield* StepQueue
        const taken = yield* Queue.unbounded<QueuedStep>()
        const takers = Array.from({ length: 5 }, () => Effect.forever(take((step) => Queue.offer(taken, step))))
        const working = yield* Effect.forkChild(Effect.all(takers, { concurrency: "unbounded" }))
        yield* appendAll(commits)
        const steps = yield* Queue.takeN(taken, commits.length)
        yield* Fiber.interrupt(working)
        expect(new Set(steps)).toEqual(new Set(commits.map(stepOf)))
        expect(yield* Queue.size(taken)).toBe(0)
      })
    )
  })

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
