/** What operators find out about a transfer, and how far they are believed. */
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { TestClock } from "effect/testing"
import * as ClientRefId from "../src/ClientRefId.ts"
import * as Id from "../src/Identifiers.ts"
import * as TransferCommits from "../src/TransferCommits.ts"
import { defaults, TransferPolicy } from "../src/TransferPolicy.ts"
import { VersionConflict } from "../src/TransferStore.ts"
import { judgement, notMoved, terms } from "./Given.ts"
import * as World from "./World.ts"

const { confirmation, failureOf } = World

describe("an operator", () => {
  const inDoubt = Effect.gen(function* () {
    const world = yield* World.awaitingOtp
    world.eko.replies("debit", World.lost)
    yield* world.transfers.confirm(confirmation("key"))
    const current = yield* world.current
    if (current.state !== "in_doubt") throw new Error(current.state)
    return { ...world, request: { id: terms.id, clientRefId: current.attempt.clientRefId } }
  })
  const afterWindow = defaults.settlementWindowMillis + 60_000

  it.effect("who knows Eko's id settles it as moved", () =>
    Effect.gen(function* () {
      const { transfers, eko, request } = yield* inDoubt
      const resolution = { _tag: "Moved", ...judgement, tid: Id.Tid.make("5") } as const
      const transfer = yield* transfers.resolve({ ...request, resolution })
      assert.strictEqual(transfer.state, "succeeded")
      assert.strictEqual(eko.inquiries.length, 0)
    })
  )

  it.effect("cannot give it the id of another attempt", () =>
    Effect.gen(function* () {
      const { transfers, eko, request, state } = yield* inDoubt
      const other = Id.TransferId.make("5a0d9a3e-6c11-4b7c-8f57-2f6a3f0e7a22")
      yield* transfers.request({ ...terms, id: other })
      eko.replies("debit", World.accepted("0", "5"))
      yield* transfers.confirm({ ...confirmation("other"), id: other })
      const resolution = { _tag: "Moved", ...judgement, tid: Id.Tid.make("5") } as const
      const failure = yield* failureOf(transfers.resolve({ ...request, resolution }))
      assert.deepInclude(failure, { _tag: "InvalidField", field: "tid" })
      assert.strictEqual(yield* state, "in_doubt")
    })
  )

  it.effect("who says that nothing moved is believed after the window, once Eko was asked again", () =>
    Effect.gen(function* () {
      const { transfers, eko, request, state, journal } = yield* inDoubt
      eko.replies("inquiry", World.notFound)
      const resolving = transfers.resolve({ ...request, resolution: notMoved })
      assert.strictEqual((yield* failureOf(resolving))._tag, "ResolutionTooEarly")
      assert.strictEqual(eko.inquiries.length, 0)
      yield* TestClock.adjust(afterWindow)
      eko.replies("inquiry", World.lost)
      assert.strictEqual((yield* failureOf(resolving))._tag, "RecheckUnanswered")
      assert.strictEqual(yield* state, "in_doubt")
      eko.replies("inquiry", World.notFound)
      assert.strictEqual((yield* resolving).state, "failed")
      assert.deepStrictEqual(
        (yield* journal).slice(-2).map(({ _tag }) => _tag),
        ["DebitInquired", "AttemptResolved"]
      )
    })
  )

  it.effect("is not believed of one attempt while an earlier one may have paid, which Eko is asked about, too", () =>
    Effect.gen(function* () {
      const { transfers, eko, state } = yield* World.awaitingOtp
      eko.replies("debit", World.wrongOtp, World.otpConsumed)
      yield* failureOf(transfers.confirm(confirmation("wrong")))
      eko.replies("inquiry", World.notFound)
      yield* transfers.confirm(confirmation("consumed"))
      const [first, second] = eko.debits.map(({ body }) => String(body["client_ref_id"]))
      assert.strictEqual(yield* state, "in_doubt")
      yield* TestClock.adjust(afterWindow)
      const asked = eko.inquiries.length
      eko.replies("inquiry", (call) =>
        (call.reference.endsWith(String(first)) ? World.found("0") : World.notFound)(call)
      )
      const transfer = yield* transfers.resolve({
        id: terms.id,
        clientRefId: ClientRefId.ClientRefId.make(String(second)),
        resolution: notMoved
      })
      assert.strictEqual(eko.inquiries.length, asked + 2)
      assert.deepInclude(transfer, { state: "awaiting_otp" as const, isBlocked: true })
      const paid = { _tag: "Moved", ...judgement, tid: Id.Tid.make("2309876541") } as const
      const settled = yield* transfers.resolve({
        id: terms.id,
        clientRefId: ClientRefId.ClientRefId.make(String(first)),
        resolution: paid
      })
      assert.strictEqual(settled.state, "succeeded")
    })
  )

  it.effect("decides again where an answer was quicker", () =>
    Effect.gen(function* () {
      const { transfers, request, faults, store, state } = yield* inDoubt
      let others = 1
      faults.append = (commit, write) =>
        others-- > 0 ? new VersionConflict({ id: terms.id, expectedVersion: commit.expectedVersion }) : write
      const resolution = { _tag: "Moved", ...judgement, tid: Id.Tid.make("5") } as const
      yield* transfers.resolve({ ...request, resolution })
      assert.strictEqual(yield* state, "succeeded")
      assert.strictEqual((yield* store.findByAttempt({ tid: Id.Tid.make("5") }))?.clientRefId, request.clientRefId)
    })
  )

  it.effect("is not believed against Eko, whose word is recorded and moves the transfer", () =>
    Effect.gen(function* () {
      for (const [status, state] of [
        ["0", "succeeded"],
        ["2", "awaited"],
        ["3", "refund_pending"]
      ] as const) {
        const world = yield* inDoubt
        yield* TestClock.adjust(afterWindow)
        world.eko.replies("inquiry", World.found(status))
        const failure = yield* failureOf(world.transfers.resolve({ ...world.request, resolution: notMoved }))
        assert.deepInclude(failure, { _tag: "MovementFound" as const })
        assert.strictEqual(yield* world.state, state)
      }
    })
  )

  it.effect("may need a second person", () =>
    Effect.gen(function* () {
      const policy = { ...defaults, resolutionNeedsSecondPerson: true }
      const { transfers, request, state, journal } = yield* inDoubt
      const by = (key: string, operator: string) =>
        transfers
          .resolve({ ...request, resolution: { _tag: "Moved", ...judgement, tid: Id.Tid.make("5"), key, operator } })
          .pipe(Effect.provideService(TransferPolicy, policy))
      for (const operator of ["Asha Rao", "Asha Rao", "Ravi Iyer"]) {
        assert.strictEqual((yield* failureOf(by("night-desk", operator)))._tag, "SecondPersonNeeded")
      }
      assert.strictEqual(yield* state, "in_doubt")
      assert.strictEqual((yield* journal).filter(({ _tag }) => _tag === "FindingProposed").length, 1)
      assert.strictEqual((yield* by("day-desk", "Ravi Iyer")).state, "succeeded")
    })
  )

  it.effect("lets a blocked transfer go on once Eko has changed its word", () =>
    Effect.gen(function* () {
      const world = yield* World.awaitingOtp
      const { eko, transfers } = world
      eko.replies("debit", World.wrongOtp, World.accepted("0", "2309876542"))
      eko.replies("inquiry", World.found("0"))
      yield* failureOf(transfers.confirm(confirmation("one", "000000")))
      yield* failureOf(transfers.confirm(confirmation("two")))
      assert.strictEqual((yield* failureOf(transfers.unblock(terms.id, judgement)))._tag, "MovementFound")
      eko.replies("inquiry", World.notFound)
      const before = eko.inquiries.length
      assert.strictEqual((yield* failureOf(transfers.unblock(terms.id, judgement)))._tag, "ResolutionTooEarly")
      // What Eko said is recorded all the same.
      assert.lengthOf(eko.inquiries, before + 1)
      assert.strictEqual((yield* world.journal).at(-1)?._tag, "DebitInquired")
      yield* TestClock.adjust("25 hours")
      assert.isFalse((yield* transfers.unblock(terms.id, judgement)).isBlocked)
      yield* transfers.resendOtp(terms)
      assert.strictEqual((yield* transfers.confirm(confirmation("three"))).state, "succeeded")
    })
  )

  it.effect("asks Eko about the debit before a refund that blocks it is let go on", () =>
    Effect.gen(function* () {
      const world = yield* World.awaitingOtp
      const { eko, transfers } = world
      eko.replies("debit", World.accepted("3"))
      eko.replies("refund", World.refundWrongOtp)
      eko.replies("inquiry", World.found("3"))
      yield* transfers.confirm(confirmation("one"))
      yield* transfers.sendRefundOtp(terms)
      yield* failureOf(transfers.refund(World.refundRequest("two", "000000")))
      const current = yield* world.current
      const refund = "refunds" in current ? current.refunds.earlier[0] : undefined
      if (refund === undefined) throw new Error("no refund")
      // A copy of that refund was executed after all.
      const commits = TransferCommits.make(world.store)
      yield* commits.recordRefundOutcome(terms.id, refund.clientRefId, {
        _tag: "Refunded",
        facts: { tid: Id.Tid.make("2147591637") }
      })
      assert.isTrue((yield* world.current).isBlocked)
      assert.strictEqual((yield* failureOf(transfers.unblock(terms.id, judgement)))._tag, "ResolutionTooEarly")
      assert.lengthOf(eko.inquiries, 1)
      yield* TestClock.adjust("25 hours")
      assert.isFalse((yield* transfers.unblock(terms.id, judgement)).isBlocked)
      assert.lengthOf(eko.inquiries, 2)
    })
  )

  it.effect("has no transfer that is not there", () =>
    Effect.gen(function* () {
      const { transfers } = yield* World.make
      assert.strictEqual((yield* failureOf(transfers.unblock(terms.id, judgement)))._tag, "TransferNotFound")
    })
  )
})
