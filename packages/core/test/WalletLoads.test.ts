/** How a wallet load is asked for, sent once, answered and settled. */
import { assert, describe, it } from "@effect/vitest"
import { Deferred, Effect, Fiber } from "effect"
import { TestClock } from "effect/testing"
import * as Id from "../src/Identifiers.ts"
import { paise } from "../src/Money.ts"
import type * as Outcome from "../src/Outcome.ts"
import { replay } from "../src/WalletLoadDecider.ts"
import * as WalletLoadPolicy from "../src/WalletLoadPolicy.ts"
import { proven } from "./Given.ts"
import { earlier, end, lookup, terms } from "./GivenLoad.ts"
import * as LoadWorld from "./LoadWorld.ts"
import * as World from "./World.ts"

/** A world whose load came to this. */
const loadedWith = (...replies: ReadonlyArray<World.Reply>) =>
  Effect.tap(LoadWorld.make, ({ eko, loads }) => {
    eko.replies("load", ...replies)
    return loads.load(terms)
  })

describe("a wallet load", () => {
  it.effect("is recorded before it is sent, and loaded by Eko's word", () =>
    Effect.gen(function* () {
      const { eko, loads, journal, current, store } = yield* LoadWorld.make
      let found: unknown
      eko.replies("load", (call) =>
        Effect.andThen(
          Effect.tap(Effect.orDie(store.load(terms.id)), (load) => Effect.sync(() => (found = load?.state))),
          LoadWorld.loaded()(call)
        )
      )
      const load = yield* loads.load(terms)
      assert.strictEqual(found, "loading")
      assert.deepInclude(load, {
        state: "loaded",
        facts: { tid: Id.Tid.make("2309876541"), feePaise: paise(500) },
        alarms: []
      })
      assert.deepStrictEqual(yield* current, load)
      assert.deepStrictEqual(replay(yield* journal), load)
      assert.deepStrictEqual(
        (yield* journal).map(({ _tag }) => _tag),
        ["LoadStarted", "LoadAnswered"]
      )
      const [call] = eko.loads
      assert.deepStrictEqual(call?.body, {
        initiator_id: "9962981729",
        client_ref_id: load.attempt.clientRefId,
        amount: "500",
        org_id: "1"
      })
      assert.strictEqual(call?.signedAtMillis, load.attempt.signedAtMillis)
    })
  )

  it.effect("is one load, however often it is asked for, whatever became of it", () =>
    Effect.gen(function* () {
      for (const reply of [
        LoadWorld.loaded(),
        LoadWorld.insufficientBalance,
        World.lost,
        World.notSent,
        World.http502
      ]) {
        const { eko, loads, current } = yield* loadedWith(reply)
        const first = yield* current
        const again = yield* Effect.all([loads.load(terms), loads.load(terms)], { concurrency: 2 })
        assert.deepStrictEqual(again, [first, first])
        assert.isAtMost(eko.loads.length, 1)
      }
    })
  )

  it.effect("is sent once by two processes that are asked at once", () =>
    Effect.gen(function* () {
      const { eko, loads, process, state } = yield* LoadWorld.make
      const other = yield* process()
      eko.replies("load", World.following(Effect.sleep("5 seconds"), LoadWorld.loaded()))
      const asked = yield* Effect.forkChild(
        Effect.all([loads.load(terms), other.load(terms), loads.load(terms)], { concurrency: "unbounded" })
      )
      yield* TestClock.adjust("5 seconds")
      const states = (yield* Fiber.join(asked)).map(({ state }) => state)
      assert.deepStrictEqual(states.toSorted(), ["loaded", "loading", "loading"])
      assert.lengthOf(eko.loads, 1)
      assert.strictEqual(yield* state, "loaded")
    })
  )

  it.effect("with other terms by the same id is refused, and nothing is sent", () =>
    Effect.gen(function* () {
      const { eko, loads } = yield* loadedWith(LoadWorld.loaded())
      const others = [
        { amountPaise: paise(600_00) },
        { customerId: Id.CustomerId.make("9123456789") },
        { team: Id.TeamId.make("payouts") },
        { reference: "R-1" }
      ]
      for (const other of others) {
        const failure = yield* World.failureOf(loads.load({ ...terms, ...other }))
        assert.strictEqual(failure._tag, "WalletLoadIdReused")
      }
      assert.lengthOf(eko.loads, 1)
    })
  )

  it.effect("by a reference that names another one is refused, and nothing of it is recorded or sent", () =>
    Effect.gen(function* () {
      const { eko, loads, store } = yield* LoadWorld.make
      eko.replies("load", World.lost)
      const first = { ...terms, reference: "R-1" }
      const lost = yield* loads.load(first)
      assert.strictEqual(lost.state, "in_doubt")
      const second = { ...first, id: Id.WalletLoadId.make("5f0c2d1e-7a4b-8c5d-9e6f-102132435466") }
      const failure = yield* World.failureOf(loads.load(second))
      assert.deepInclude(failure, { _tag: "LoadReferenceTaken", id: terms.id })
      assert.isUndefined(yield* store.load(second.id))
      // Asked for again, the first one is itself, and another reference is another load.
      assert.deepStrictEqual(yield* loads.load(first), lost)
      eko.replies("load", LoadWorld.loaded())
      assert.strictEqual((yield* loads.load({ ...second, reference: "R-2" })).state, "loaded")
      assert.lengthOf(eko.loads, 2)
    })
  )

  it.effect(
    "whose commit may have happened is withdrawn, and not where its reference names another one meanwhile",
    () =>
      Effect.gen(function* () {
        const { eko, faults, loads, logs, store } = yield* LoadWorld.make
        const first = { ...terms, reference: "R-1" }
        const second = { ...first, id: Id.WalletLoadId.make("5f0c2d1e-7a4b-8c5d-9e6f-102132435466") }
        eko.replies("load", LoadWorld.loaded())
        let isDown = true
        faults.append = (commit, write) => {
          if (!isDown || commit.record.terms.id !== second.id) return write
          isDown = false
          return Effect.andThen(Effect.ignore(loads.load(first)), World.unavailable)
        }
        assert.strictEqual((yield* World.failureOf(loads.load(second)))._tag, "StoreUnavailable")
        assert.isUndefined(yield* store.load(second.id))
        assert.deepInclude(yield* World.failureOf(loads.load(second)), { _tag: "LoadReferenceTaken", id: terms.id })
        assert.lengthOf(eko.loads, 1)
        assert.isFalse(logs.some((line) => line.includes("may stay open")))
      })
  )

  it.effect("out of its limits, which are configured, is not recorded", () =>
    Effect.gen(function* () {
      const { eko, loads } = yield* LoadWorld.make
      eko.replies("load", LoadWorld.loaded())
      const dear = { ...terms, amountPaise: paise(10_001_00) }
      assert.deepInclude(yield* World.failureOf(loads.load(dear)), { _tag: "InvalidField", field: "amountPaise" })
      assert.strictEqual((yield* World.failureOf(loads.find(lookup)))._tag, "WalletLoadNotFound")
      const policy = {
        amountLimits: { minPaise: paise(1_00), maxPaise: paise(20_000_00) },
        orgId: Id.OrgId.make("42")
      }
      yield* loads.load(dear).pipe(Effect.provideService(WalletLoadPolicy.WalletLoadPolicy, policy))
      assert.deepInclude(eko.loads[0]?.body, { amount: "10001", org_id: "42" })
      // A limit that changed since does not change what was asked before.
      assert.strictEqual((yield* loads.load(dear)).state, "loaded")
    })
  )

  it.effect("is the team's own", () =>
    Effect.gen(function* () {
      const { loads } = yield* loadedWith(LoadWorld.loaded())
      const others = { ...lookup, team: Id.TeamId.make("payouts") }
      assert.strictEqual((yield* loads.find(lookup)).state, "loaded")
      assert.lengthOf(yield* loads.journal(lookup), 2)
      assert.strictEqual((yield* World.failureOf(loads.find(others)))._tag, "WalletLoadNotFound")
      assert.strictEqual((yield* World.failureOf(loads.journal(others)))._tag, "WalletLoadNotFound")
    })
  )
})

describe("what Eko answers", () => {
  it.effect("fails a load where it proves that nothing moved", () =>
    Effect.gen(function* () {
      const cases: ReadonlyArray<[World.Reply, Outcome.NothingMoved["_tag"]]> = [
        [LoadWorld.insufficientBalance, "Declined"],
        [World.badSignature, "CredentialsRefused"],
        [World.notSent, "NotSent"]
      ]
      for (const [reply, tag] of cases) {
        const load = yield* Effect.flatMap(loadedWith(reply), ({ current }) => current)
        assert.strictEqual(load.state, "failed")
        assert.strictEqual("outcome" in load.attempt && load.attempt.outcome._tag, tag)
      }
    })
  )

  it.effect("leaves a load in doubt where it proves nothing", () =>
    Effect.gen(function* () {
      const nothing = [
        World.lost,
        World.http502,
        World.json({ status: 9999, message: "?" }),
        World.json({ status: 0, response_type_id: 2447, data: {} }),
        World.json({ status: 0, response_type_id: 1, data: { tid: "7" } }),
        World.json({ status: 347, message: "Insufficient balance", data: { tid: "7" } }),
        World.json({ status: 55, message: "Declined", data: { tx_status: "1" } }),
        World.json({ message: "No key for Response" }),
        () => Effect.die(new Error("a defect with the customer's number 8617567988"))
      ]
      for (const reply of nothing) {
        const { current, logs, journal } = yield* loadedWith(reply)
        assert.strictEqual((yield* current).state, "in_doubt")
        const journalled = JSON.stringify((yield* journal).slice(1))
        assert.notInclude(logs.join() + journalled, "8617567988")
      }
    })
  )

  it.effect("raises an alarm where it says that it had the request before, which no inquiry's failure ends", () =>
    Effect.gen(function* () {
      const { eko, current, settle, logs } = yield* loadedWith(LoadWorld.repeated)
      assert.deepInclude(yield* current, { state: "in_doubt", doubt: "repeated", alarms: ["repeated"] })
      assert.include(logs.join(), "A wallet load needs a person")
      eko.replies("inquiry", World.found("1"))
      yield* settle
      assert.strictEqual((yield* current).state, "in_doubt")
      eko.replies("inquiry", World.found("0"))
      yield* settle
      assert.strictEqual((yield* current).state, "loaded")
    })
  )

  it.effect("under a transaction id that another attempt holds proves nothing, and raises an alarm", () =>
    Effect.gen(function* () {
      const { eko, loads, state } = yield* loadedWith(LoadWorld.loaded("77"))
      const id = Id.WalletLoadId.make("5f0c2d1e-7a4b-8c5d-9e6f-102132435466")
      const second = yield* loads.load({ ...terms, id })
      assert.deepInclude(second, { state: "in_doubt", alarms: ["tid_claimed_twice"] })
      eko.replies("inquiry", World.found("0", "77"))
      yield* loads.perform({ record: "load", id, version: second.version, kind: "settle" })
      assert.deepInclude(yield* loads.find({ ...lookup, id }), { state: "in_doubt" })
      assert.strictEqual(yield* state, "loaded")
    })
  )
})

describe("settlement", () => {
  it.effect("inquires a load in doubt by our reference, then by its transaction id, until Eko's word ends it", () =>
    Effect.gen(function* () {
      const { eko, work, current } = yield* loadedWith(World.lost)
      const { clientRefId } = (yield* current).attempt
      eko.replies(
        "inquiry",
        World.notFound,
        World.http502,
        World.found("2"),
        World.found("0", "2309876541", {
          client_ref_id: clientRefId
        })
      )
      yield* work
      yield* TestClock.adjust("44 seconds")
      assert.lengthOf(eko.inquiries, 0)
      yield* TestClock.adjust("1 hour")
      assert.deepInclude(yield* current, { state: "loaded" })
      const byReference = `client_ref_id:${clientRefId}`
      assert.deepStrictEqual(
        eko.inquiries.map(({ reference, atMillis }) => [reference, (atMillis - earlier) / 1_000]),
        [
          [byReference, 45],
          [byReference, 45 + 90],
          [byReference, 45 + 90 + 180],
          ["2309876541", 45 + 90 + 180 + 360]
        ]
      )
      yield* TestClock.adjust("2 days")
      assert.lengthOf(eko.inquiries, 4)
      assert.lengthOf(eko.loads, 1)
    })
  )

  it.effect("fails a load that Eko says has failed", () =>
    Effect.gen(function* () {
      const { eko, settle, current } = yield* loadedWith(World.lost)
      eko.replies("inquiry", World.found("1"))
      yield* settle
      assert.deepInclude(yield* current, { state: "failed" })
    })
  )

  it.effect("believes no inquiry about another amount or reference", () =>
    Effect.gen(function* () {
      const { eko, settle, state } = yield* loadedWith(World.lost)
      for (const status of ["0", "1"]) {
        for (const other of [{ amount: 501 }, { client_ref_id: "ANOTHERREFERENCE" }]) {
          eko.replies("inquiry", World.found(status, "2309876541", other))
          yield* settle
          assert.strictEqual(yield* state, "in_doubt")
        }
      }
    })
  )

  it.effect("hands a load over as an aged break when its window has passed, and asks no more", () =>
    Effect.gen(function* () {
      const { eko, work, current, logs } = yield* loadedWith(World.lost)
      eko.replies("inquiry", World.notFound)
      yield* work
      yield* TestClock.adjust("2 days")
      const load = yield* current
      assert.deepInclude(load, { state: "in_doubt", alarms: ["aged"] })
      assert.strictEqual(load.handedOverAtMillis, end)
      assert.strictEqual(eko.inquiries.at(-1)?.atMillis, end)
      assert.include(logs.join(), '"alarm":"aged"')
      assert.lengthOf(eko.loads, 1)
    })
  )

  it.effect("does nothing for a version that has passed, and keeps a step that is ahead of what the store shows", () =>
    Effect.gen(function* () {
      const { eko, loads, current } = yield* loadedWith(World.lost)
      const { version } = yield* current
      const step = { record: "load", id: terms.id, kind: "settle" } as const
      yield* loads.perform({ ...step, version: version - 1 })
      // A commit and its step are one: a step that is ahead was looked up in a store that lags, and comes again.
      const unseen = Id.WalletLoadId.make("5f0c2d1e-7a4b-8c5d-9e6f-102132435499")
      for (const ahead of [{ version: version + 1 }, { version, id: unseen }]) {
        assert.strictEqual((yield* World.failureOf(loads.perform({ ...step, ...ahead })))._tag, "StoreUnavailable")
      }
      assert.lengthOf(eko.inquiries, 0)
    })
  )

  it.effect("and the late answer agree, whichever is recorded first", () =>
    Effect.gen(function* () {
      for (const status of ["0", "1", "2"]) {
        const { eko, loads, settle, current, journal } = yield* LoadWorld.make
        const answer = yield* Deferred.make<void>()
        eko.replies("load", World.following(Deferred.await(answer), LoadWorld.loaded()))
        eko.replies("inquiry", World.found(status))
        const asked = yield* Effect.forkChild(loads.load(terms))
        yield* World.settleFibers
        yield* TestClock.adjust("45 seconds")
        yield* settle
        yield* Deferred.succeed(answer, undefined)
        yield* Fiber.join(asked)
        const load = yield* current
        assert.strictEqual(load.state, status === "1" ? "failed" : "loaded")
        assert.deepStrictEqual(load.alarms, status === "1" ? ["closed_attempt_moved_money"] : [])
        assert.deepStrictEqual(replay(yield* journal), load)
      }
    })
  )
})

describe("what an inquiry made elsewhere has found", () => {
  it.effect("moves a load as settlement's own does, once, and none that may still be on the wire", () =>
    Effect.gen(function* () {
      const { loads, current, journal } = yield* loadedWith(World.lost)
      assert.strictEqual((yield* current).state, "in_doubt")
      yield* loads.absorb(terms.id, proven("0"))
      assert.strictEqual((yield* current).state, "loaded")
      const { length } = yield* journal
      yield* loads.absorb(terms.id, proven("0"))
      assert.lengthOf(yield* journal, length)
      // Of a load that nobody knows there is nothing to record.
      yield* loads.absorb(Id.WalletLoadId.make("00000000-0000-4000-8000-0000000000ff"), proven("0"))
    })
  )

  it.effect("is not recorded before the call has had its time", () =>
    Effect.gen(function* () {
      const { eko, loads, current } = yield* LoadWorld.make
      eko.replies("load", (call) =>
        Effect.andThen(Effect.orDie(loads.absorb(terms.id, { _tag: "NotFound" })), LoadWorld.loaded()(call))
      )
      assert.strictEqual((yield* loads.load(terms)).state, "loaded")
      assert.strictEqual((yield* current).version, 2)
    })
  )
})
