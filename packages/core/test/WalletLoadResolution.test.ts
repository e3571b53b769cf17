/** What operators and callbacks do to a wallet load: the rules, and then the programs that keep them. */
import { assert, describe, it } from "@effect/vitest"
import { Context, Effect, Layer, Result } from "effect"
import { TestClock } from "effect/testing"
import { CallbackStore } from "../src/CallbackStore.ts"
import * as Hints from "../src/Hints.ts"
import * as Id from "../src/Identifiers.ts"
import * as TransferPolicy from "../src/TransferPolicy.ts"
import { Transfers } from "../src/Transfers.ts"
import { type Command, decide, replay, tidsOf } from "../src/WalletLoadDecider.ts"
import type { WalletLoadEvent } from "../src/WalletLoadEvent.ts"
import { nextStep } from "../src/WalletLoadStep.ts"
import { WalletLoads } from "../src/WalletLoads.ts"
import * as Given from "./Given.ts"
import * as Load from "./GivenLoad.ts"
import * as LoadWorld from "./LoadWorld.ts"
import * as World from "./World.ts"

const { judgement, notMoved } = Given
const moved = { _tag: "Moved", ...judgement, tid: Given.tid(1) } as const
const movedAtBank = { _tag: "Moved", ...judgement, bankReference: Id.BankReference.make("402912345678") } as const

const run = (journal: ReadonlyArray<WalletLoadEvent>, command: Command, policy = Load.policy) => {
  const events = Result.getOrThrowWith(decide(replay(journal), command, policy), (error) => error)
  const load = replay([...journal, ...events])
  if (load === undefined) throw new Error("no load")
  return { events, load, journal: [...journal, ...events] }
}
const refusal = (journal: ReadonlyArray<WalletLoadEvent>, command: Command, policy = Load.policy) => {
  const decision = decide(replay(journal), command, policy)
  return Result.isFailure(decision) ? decision.failure : undefined
}

describe("an operator's finding", () => {
  it("that the money moved needs Eko's id or the bank's reference, and loads at any time", () => {
    for (const journal of [Load.isInDoubt, Load.isAbandoned, Load.isRepeated, Load.isAwaited, Load.isAged]) {
      const { events, load } = run(journal, Load.resolve(moved, undefined, Load.now))
      assert.deepStrictEqual(events, [Load.resolved(moved, Load.now)])
      assert.deepInclude(load, { state: "loaded" })
      assert.strictEqual(load.attempt.tid, Given.tid(1))
      assert.isUndefined(nextStep(load, Load.policy))
    }
    assert.deepStrictEqual(tidsOf([Load.resolved(moved)]), [{ clientRefId: Given.ref(1), tid: Given.tid(1) }])
    const { load } = run(Load.isInDoubt, Load.resolve(movedAtBank))
    assert.deepInclude(load, { state: "loaded", facts: { bankReference: movedAtBank.bankReference } })
    const bare = { _tag: "Moved", ...judgement } as const
    assert.deepInclude(refusal(Load.isInDoubt, Load.resolve(bare)), { _tag: "InvalidField", field: "tid" })
    const another = { ...moved, tid: Given.tid(2) }
    assert.deepInclude(refusal(Load.isAwaited, Load.resolve(another)), { _tag: "InvalidField", field: "tid" })
  })

  it("that nothing moved needs the time that the money had, and a fresh word of Eko that shows no movement", () => {
    for (const journal of [Load.isInDoubt, Load.isAbandoned, Load.isRepeated, Load.isAged]) {
      const { events, load } = run(journal, Load.resolve(notMoved, Given.notFound))
      assert.deepStrictEqual(events, [Load.inquired(Given.notFound, Load.late), Load.resolved(notMoved)])
      assert.deepInclude(load, { state: "failed" })
      assert.strictEqual(load.state === "failed" && load.attempt.outcome._tag, "FoundUnmoved")
    }
    const early = refusal(Load.isInDoubt, Load.resolve(notMoved, Given.notFound, Load.late - 1))
    assert.deepInclude(early, { _tag: "ResolutionTooEarly", untilMillis: Load.late })
    for (const status of ["0", "2", "3", "4", "9"]) {
      const found = refusal(Load.isInDoubt, Load.resolve(notMoved, Given.proven(status)))
      assert.strictEqual(found?._tag, "MovementFound", status)
    }
    for (const finding of [undefined, Given.unanswered, Given.unproven, Given.tidOfAnother]) {
      assert.strictEqual(refusal(Load.isInDoubt, Load.resolve(notMoved, finding))?._tag, "RecheckUnanswered")
    }
    // Another transaction than the one that is held is no word about it.
    const ofAnother = Load.resolve(notMoved, Given.proven("1", 2))
    assert.strictEqual(refusal(Load.isAwaited, ofAnother)?._tag, "RecheckUnanswered")
  })

  it("is not needed where Eko's fresh word settles it, but after a doubt about an earlier copy", () => {
    const failed = Given.proven("1")
    const { events, load } = run(Load.isInDoubt, Load.resolve(notMoved, failed))
    assert.deepStrictEqual(events, [Load.inquired(failed, Load.late)])
    assert.strictEqual(load.state === "failed" && load.attempt.outcome._tag, "Declined")
    const repeated = run(Load.isRepeated, Load.resolve(notMoved, failed))
    assert.deepStrictEqual(repeated.events, [Load.inquired(failed, Load.late), Load.resolved(notMoved)])
    assert.strictEqual(repeated.load.state, "failed")
  })

  it("is about the load's own attempt, while that is open", () => {
    for (const journal of [Load.isLoading, Load.isLoaded, Load.isDeclined, Load.isNotSent]) {
      for (const resolution of [moved, notMoved]) {
        assert.strictEqual(refusal(journal, Load.resolve(resolution, Given.notFound))?._tag, "WrongLoadState")
      }
    }
    assert.strictEqual(refusal(Load.isInDoubt, Load.resolve(moved, undefined, Load.late, 2))?._tag, "WrongLoadState")
    for (const journal of [Load.isLoading, Load.isLoaded, Load.isDeclined]) {
      assert.throws(() => replay([...journal, Load.resolved(moved)]), /Broken journal/)
    }
  })

  it("needs a second person where that is configured, and another one", () => {
    const policy = { ...Load.policy, resolutionNeedsSecondPerson: true }
    const by = (key: string, operator: string, others: object = {}) =>
      Load.resolve({ ...moved, key, operator, ...others })
    const named = { confirmedBy: "B. Khan", confirmedByKey: "day-desk" }
    assert.strictEqual(refusal(Load.isInDoubt, Load.resolve(moved), policy)?._tag, "SecondPersonNeeded")
    assert.strictEqual(
      refusal(Load.isInDoubt, Load.resolve({ ...moved, ...named }), policy)?._tag,
      "SecondPersonNeeded"
    )
    const first = by("night-desk", "A. Nair")
    const proposed = run(Load.isInDoubt, first, policy)
    assert.deepStrictEqual(
      proposed.events.map(({ _tag }) => _tag),
      ["ResolutionProposed"]
    )
    assert.strictEqual(proposed.load.state, "in_doubt")
    // The same person, the same key under another name, and another key under the same name confirm nothing.
    for (const again of [first, by("night-desk", "B. Khan"), by("day-desk", "a. nair")]) {
      assert.deepStrictEqual(run(proposed.journal, again, policy).events, [])
    }
    const other = by("day-desk", "B. Khan", { tid: Id.Tid.make("778") })
    assert.strictEqual(run(proposed.journal, other, policy).load.proposal?.key, "day-desk")
    const { events, load } = run(proposed.journal, by("day-desk", "B. Khan"), policy)
    assert.strictEqual(load.state, "loaded")
    assert.deepStrictEqual(events, [Load.resolved({ ...moved, key: "night-desk", operator: "A. Nair", ...named })])
    // News voids what was proposed before it.
    const news = run([...proposed.journal, Load.alarm("contradiction")], by("day-desk", "B. Khan"), policy)
    assert.strictEqual(news.load.state, "in_doubt")
  })

  it("that a late answer contradicts is kept, and a person told; one that agrees adds nothing", () => {
    const { journal } = run(Load.isInDoubt, Load.resolve(notMoved, Given.notFound))
    const late = run(journal, Load.recordOutcome(Load.loaded()))
    assert.deepInclude(late.load, { state: "failed", alarms: ["closed_attempt_moved_money"] })
    for (const outcome of [Given.declined, Given.notSent]) {
      assert.deepStrictEqual(run(journal, Load.recordOutcome(outcome)).events, [])
    }
  })
})

describe("a callback's hint", () => {
  const everyState = { ...Load.unsettled, loaded: Load.isLoaded, failed: Load.isDeclined }

  it.each(Object.entries(everyState))("has a load that is %s inquired at once, and moves nothing", (name, journal) => {
    const before = replay(journal)
    const { events, load, journal: after } = run(journal, Load.hint())
    if (name === "loading") return assert.deepStrictEqual(events, [])
    assert.deepStrictEqual(events, [Load.requested()])
    assert.strictEqual(load.state, before?.state)
    assert.deepStrictEqual(nextStep(load, Load.policy), { kind: "settle", delayMillis: 0 })
    // One inquiry is enough.
    assert.deepStrictEqual(run(after, Load.hint(Load.now + 1)).events, [])
    // Its answer is kept, whatever it is, and ends what was asked for.
    const answered = run(after, Load.settle(Given.notFound))
    assert.deepStrictEqual(answered.events, [Load.inquired(Given.notFound)])
    assert.isUndefined(answered.load.requestedInquiry)
    return assert.strictEqual(answered.load.handedOverAtMillis, before?.handedOverAtMillis)
  })

  it("is followed up ever more seldom while Eko does not answer, and for the settlement window", () => {
    const { inquiryFirstDelayMillis: delay, settlementWindowMillis: window } = Load.policy
    let { journal, load } = run(Load.isLoaded, Load.hint())
    for (const factor of [1, 2, 4]) {
      const at = Load.now + factor
      const asked = run(journal, Load.settle(Given.unanswered, at))
      assert.deepStrictEqual(asked.events, [Load.inquired(Given.unanswered, at)])
      assert.deepStrictEqual(nextStep(asked.load, Load.policy)?.delayMillis, delay * factor)
      ;({ journal, load } = asked)
    }
    const over = Load.now + window
    const { events, load: left } = run(journal, Load.settle(Given.unanswered, over))
    assert.deepStrictEqual(events, [Load.inquired(Given.unanswered, over), Load.dropped(over)])
    assert.isUndefined(nextStep(left, Load.policy))
    assert.strictEqual(left.state, load.state)
  })

  it("finds that a loaded wallet's money came back", () => {
    const { journal } = run(Load.isLoaded, Load.hint())
    assert.deepInclude(run(journal, Load.settle(Given.proven("4"))).load, {
      state: "loaded",
      alarms: ["refund_status"]
    })
  })
})

/** A world whose load is in doubt. */
const inDoubt = Effect.gen(function* () {
  const world = yield* LoadWorld.make
  world.eko.replies("load", World.lost)
  const load = yield* world.loads.load(Load.terms)
  assert.strictEqual(load.state, "in_doubt")
  return { ...world, request: { id: Load.terms.id, clientRefId: load.attempt.clientRefId } }
})

describe("WalletLoads", () => {
  it.effect("resolves by a person's finding, whichever team's load it is, and asks Eko first where nothing moved", () =>
    Effect.gen(function* () {
      const { loads, request, eko, journal, state } = yield* inDoubt
      const early = yield* Effect.flip(loads.resolve({ ...request, resolution: notMoved }))
      assert.strictEqual(early._tag, "ResolutionTooEarly")
      assert.lengthOf(eko.inquiries, 0)
      yield* TestClock.adjust("25 hours")
      eko.replies("inquiry", World.lost, World.found("2"), World.notFound)
      const silent = yield* Effect.flip(loads.resolve({ ...request, resolution: notMoved }))
      assert.strictEqual(silent._tag, "RecheckUnanswered")
      const moving = yield* Effect.flip(loads.resolve({ ...request, resolution: notMoved }))
      assert.strictEqual(moving._tag, "MovementFound")
      // What Eko said is recorded.
      assert.strictEqual(yield* state, "awaited")
      const resolved = yield* loads.resolve({ ...request, resolution: notMoved })
      assert.strictEqual(resolved.state, "failed")
      assert.strictEqual((yield* journal).at(-1)?._tag, "LoadResolved")
      assert.lengthOf(eko.loads, 1)
      const nobody = { ...request, id: Id.WalletLoadId.make("00000000-0000-4000-8000-000000000000") }
      assert.strictEqual(
        (yield* Effect.flip(loads.resolve({ ...nobody, resolution: moved })))._tag,
        "WalletLoadNotFound"
      )
    })
  )

  it.effect("takes no transaction id that belongs to another attempt", () =>
    Effect.gen(function* () {
      const { loads, request, eko, state } = yield* inDoubt
      eko.replies("load", LoadWorld.loaded("777"))
      const other = Id.WalletLoadId.make("00000000-0000-4000-8000-000000000001")
      yield* loads.load({ ...Load.terms, id: other })
      const taken = { ...moved, tid: Id.Tid.make("777") }
      const refused = yield* Effect.flip(loads.resolve({ ...request, resolution: taken }))
      assert.deepInclude(refused, { _tag: "InvalidField", field: "tid" })
      assert.strictEqual(yield* state, "in_doubt")
      assert.strictEqual((yield* loads.resolve({ ...request, resolution: moved })).state, "loaded")
    })
  )

  it.effect("keeps the policy's second person", () =>
    Effect.gen(function* () {
      const { loads, request, state, eko } = yield* inDoubt
      const by = (key: string, operator: string) =>
        loads.resolve({ ...request, resolution: { ...moved, key, operator } }).pipe(
          Effect.provideService(TransferPolicy.TransferPolicy, {
            ...TransferPolicy.defaults,
            resolutionNeedsSecondPerson: true
          })
        )
      const asked = eko.inquiries.length
      for (const operator of ["A. Nair", "A. Nair", "B. Khan"]) {
        assert.strictEqual((yield* Effect.flip(by("night-desk", operator)))._tag, "SecondPersonNeeded")
      }
      assert.strictEqual(yield* state, "in_doubt")
      assert.strictEqual((yield* by("day-desk", "B. Khan")).state, "loaded")
      assert.lengthOf(eko.inquiries, asked)
    })
  )

  it.effect("inquire what a callback names by tid or reference, final or not", () =>
    Effect.gen(function* () {
      const { loads, eko, work, current } = yield* LoadWorld.make
      yield* work
      eko.replies("load", LoadWorld.loaded())
      eko.replies("inquiry", World.found("0"), World.found("4"))
      const { attempt } = yield* loads.load(Load.terms)
      assert.isTrue(yield* loads.hint({ clientRefId: attempt.clientRefId }))
      yield* TestClock.adjust("1 second")
      assert.deepInclude(yield* current, { state: "loaded", alarms: [] })
      assert.isTrue(yield* loads.hint({ tid: Id.Tid.make("2309876541"), clientRefId: attempt.clientRefId }))
      yield* TestClock.adjust("1 second")
      assert.deepInclude(yield* current, { state: "loaded", alarms: ["refund_status"] })
      assert.lengthOf(eko.inquiries, 2)
      assert.isFalse(yield* loads.hint({ tid: Id.Tid.make("77"), clientRefId: "somebody-else's" }))
    })
  )
})

describe("callbacks in memory", () => {
  it.effect("are each kept once, and for a month at least", () =>
    Effect.gen(function* () {
      const { keep, since, forget } = Context.get(yield* Layer.build(CallbackStore.layerMemory), CallbackStore)
      const day = 24 * 60 * 60_000
      yield* TestClock.setTime(100 * day)
      yield* keep({ clientRefId: "one" }, 0)
      yield* keep({ clientRefId: "one" }, 5)
      yield* keep({ clientRefId: "another" }, 60 * day)
      yield* keep({ clientRefId: "new" }, 90 * day)
      assert.deepStrictEqual(
        (yield* since(0)).map(({ hint, receivedAtMillis }) => [hint.clientRefId, receivedAtMillis]),
        [
          ["one", 0],
          ["another", 60 * day],
          ["new", 90 * day]
        ]
      )
      assert.strictEqual(yield* forget(50 * day), 1)
      assert.strictEqual(yield* forget(0), 1)
      assert.lengthOf(yield* since(0), 1)
    })
  )
})

describe("Hints", () => {
  const take = Effect.fnUntraced(function* (names: { readonly transfer: boolean; readonly load: boolean }) {
    const asked: Array<string> = []
    const kept = Context.get(yield* Layer.build(CallbackStore.layerMemory), CallbackStore)
    const answer = (kind: "transfer" | "load") => () =>
      Effect.sync(() => {
        asked.push(kind)
        return names[kind]
      })
    const programs = Layer.mergeAll(
      Layer.mock(Transfers, { hint: answer("transfer") }),
      Layer.mock(WalletLoads, { hint: answer("load") }),
      Layer.succeed(CallbackStore, kept)
    )
    const result = yield* Effect.provide(Hints.take({ clientRefId: "a reference" }), programs)
    return { result, asked, kept: yield* kept.since(0) }
  })

  it.effect("ask each kind of record, and keep for reconciliation what names none", () =>
    Effect.gen(function* () {
      for (const names of [
        { transfer: true, load: true },
        { transfer: true, load: false },
        { transfer: false, load: true }
      ]) {
        const { result, asked, kept } = yield* take(names)
        assert.strictEqual(result, "inquiring")
        assert.sameMembers(asked, ["transfer", "load"])
        assert.deepStrictEqual(kept, [])
      }
      const unknown = yield* take({ transfer: false, load: false })
      assert.strictEqual(unknown.result, "unknown")
      assert.deepStrictEqual(
        unknown.kept.map(({ hint }) => hint),
        [{ clientRefId: "a reference" }]
      )
    })
  )
})
