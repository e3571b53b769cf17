/** A store that fails at any commit, and processes that die, freeze or are left: a wallet load is sent once. */
import { assert, describe, it } from "@effect/vitest"
import { Effect, Exit, Fiber, Layer } from "effect"
import { TestClock } from "effect/testing"
import * as Id from "../src/Identifiers.ts"
import { SigningTimestamps, TimestampUnavailable } from "../src/SigningTimestamps.ts"
import * as TransferPolicy from "../src/TransferPolicy.ts"
import { replay } from "../src/WalletLoadDecider.ts"
import { lookup, terms } from "./GivenLoad.ts"
import * as LoadWorld from "./LoadWorld.ts"
import * as World from "./World.ts"

describe("a store that fails", () => {
  const start = LoadWorld.has("LoadStarted")
  const outcome = LoadWorld.has("LoadAnswered")

  it.effect("before the attempt is recorded, or with its answer lost: nothing is sent, then or later", () =>
    Effect.gen(function* () {
      for (const losing of [World.losing.commit, World.losing.answer]) {
        const { eko, loads, faults, current } = yield* LoadWorld.make
        let failed = 0
        faults.append = (commit, write) => {
          if (!start(commit) || failed > 0) return write as never
          failed++
          return losing(write as never) as never
        }
        assert.strictEqual((yield* World.failureOf(loads.load(terms)))._tag, "StoreUnavailable")
        const load = yield* current
        assert.strictEqual(load.state, "failed")
        assert.strictEqual("outcome" in load.attempt && load.attempt.outcome._tag, "NotSent")
        assert.deepStrictEqual(yield* loads.load(terms), load)
        assert.lengthOf(eko.loads, 0)
      }
    })
  )

  it.effect("with a commit that comes through after it was given up: it finds the withdrawal there", () =>
    Effect.gen(function* () {
      const { eko, loads, faults, current } = yield* LoadWorld.make
      let late: ReturnType<typeof World.losing.commit> | undefined
      faults.append = (commit, write) => {
        if (!start(commit) || late !== undefined) return write as never
        late = write as never
        return World.losing.commit(write as never) as never
      }
      yield* World.failureOf(loads.load(terms))
      assert.isDefined(late)
      if (late !== undefined) assert.strictEqual((yield* World.failureOf(late))._tag, "VersionConflict")
      assert.strictEqual((yield* current).state, "failed")
      assert.lengthOf(eko.loads, 0)
    })
  )

  it.effect("while another process records the same id: the other's attempt stands", () =>
    Effect.gen(function* () {
      const { eko, loads, process, faults, current } = yield* LoadWorld.make
      const other = yield* process()
      eko.replies("load", LoadWorld.loaded())
      let isFirst = true
      faults.append = (commit, write) => {
        if (!start(commit) || !isFirst) return write as never
        isFirst = false
        return Effect.andThen(Effect.orDie(other.load(terms)), World.unavailable) as never
      }
      assert.strictEqual((yield* World.failureOf(loads.load(terms)))._tag, "StoreUnavailable")
      assert.strictEqual((yield* current).state, "loaded")
      assert.lengthOf(eko.loads, 1)
    })
  )

  it.effect("for good while withdrawing: the log says that a load which was not sent may stay open", () =>
    Effect.gen(function* () {
      const { eko, loads, faults, logs } = yield* LoadWorld.make
      faults.append = (_, write) => World.losing.commit(write as never) as never
      const asked = yield* Effect.forkChild(World.failureOf(loads.load(terms)))
      yield* TestClock.adjust("1 minute")
      assert.strictEqual((yield* Fiber.join(asked))._tag, "StoreUnavailable")
      assert.include(logs.join(), "may stay open")
      assert.lengthOf(eko.loads, 0)
    })
  )

  it.effect("while the outcome is recorded: it is tried again, and settlement finds it out otherwise", () =>
    Effect.gen(function* () {
      const { eko, loads, faults, state, current, logs, settle } = yield* LoadWorld.make
      eko.replies("load", LoadWorld.loaded())
      let failures = 3
      faults.append = (commit, write) =>
        outcome(commit) && failures-- > 0 ? (World.losing.commit(write as never) as never) : write
      const asked = yield* Effect.forkChild(loads.load(terms))
      yield* TestClock.adjust("1 minute")
      assert.strictEqual((yield* Fiber.join(asked)).state, "loaded")

      const second = { ...terms, id: Id.WalletLoadId.make("5f0c2d1e-7a4b-8c5d-9e6f-102132435466") }
      failures = Number.POSITIVE_INFINITY
      eko.replies("load", LoadWorld.loaded("88"))
      const lost = yield* Effect.forkChild(World.failureOf(loads.load(second)))
      yield* TestClock.adjust("1 minute")
      assert.strictEqual((yield* Fiber.join(lost))._tag, "StoreUnavailable")
      assert.include(logs.join(), "could not be recorded")
      assert.include(logs.join(), '"outcome":"Loaded"')
      failures = 0
      const open = yield* loads.find({ ...lookup, id: second.id })
      assert.strictEqual(open.state, "loading")
      eko.replies("inquiry", World.found("0", "88"))
      yield* loads.perform({ record: "load", id: second.id, version: open.version, kind: "settle" })
      assert.strictEqual((yield* loads.find({ ...lookup, id: second.id })).state, "loaded")
      yield* settle
      assert.strictEqual(yield* state, "loaded")
      assert.deepStrictEqual((yield* current).alarms, [])
    })
  )

  it.effect("where it cannot be read: nothing is recorded, and nothing sent", () =>
    Effect.gen(function* () {
      const { eko, loads, faults } = yield* LoadWorld.make
      faults.load = Effect.fail(World.unavailable)
      assert.strictEqual((yield* World.failureOf(loads.load(terms)))._tag, "StoreUnavailable")
      faults.load = Effect.void
      assert.strictEqual((yield* World.failureOf(loads.find(lookup)))._tag, "WalletLoadNotFound")
      assert.lengthOf(eko.loads, 0)
    })
  )
})

describe("a process", () => {
  it.effect("that gets no signing timestamp records nothing", () =>
    Effect.gen(function* () {
      const { process } = yield* LoadWorld.make
      const { load, find } = yield* process(
        Layer.succeed(
          SigningTimestamps,
          SigningTimestamps.of({ next: Effect.fail(new TimestampUnavailable({ message: "behind" })) })
        )
      )
      assert.strictEqual((yield* World.failureOf(load(terms)))._tag, "WalletLoadNotBegun")
      assert.strictEqual((yield* World.failureOf(find(lookup)))._tag, "WalletLoadNotFound")
    })
  )

  it.effect("that was frozen after its commit sends nothing: its time has passed", () =>
    Effect.gen(function* () {
      const { eko, loads, faults, state } = yield* LoadWorld.make
      faults.append = (commit, write) =>
        LoadWorld.has("LoadStarted")(commit) ? Effect.tap(write, () => TestClock.adjust("16 seconds")) : write
      yield* loads.load(terms)
      assert.strictEqual(yield* state, "failed")
      assert.lengthOf(eko.loads, 0)
    })
  )

  it.effect("whose caller hangs up goes on to record the outcome", () =>
    Effect.gen(function* () {
      const { eko, loads, state } = yield* LoadWorld.make
      eko.replies("load", World.following(Effect.sleep("5 seconds"), LoadWorld.loaded()))
      const asked = yield* Effect.forkChild(loads.load(terms))
      yield* World.settleFibers
      const hungUp = yield* Effect.forkChild(Fiber.interrupt(asked))
      yield* TestClock.adjust("5 seconds")
      yield* Fiber.join(hungUp)
      assert.strictEqual(yield* state, "loaded")
    })
  )

  it.effect("that dies at any point leaves a load that another one settles, and never a second one", () =>
    Effect.gen(function* () {
      const points = ["before the attempt", "after the attempt", "at Eko", "before the outcome", "after the outcome"]
      for (const point of points) {
        const { eko, loads, process, faults, work, store } = yield* LoadWorld.make
        const crash = Effect.never
        eko.replies(
          "load",
          point === "at Eko" ? (call) => Effect.andThen(LoadWorld.loaded()(call), crash) : LoadWorld.loaded()
        )
        eko.replies("inquiry", World.notFound, World.found("0"))
        let isAlive = true
        const dies = (write: Effect.Effect<never>, when: "before" | "after") => {
          isAlive = false
          return (when === "before" ? crash : Effect.andThen(write, crash)) as never
        }
        faults.append = (commit, write) => {
          if (!isAlive) return write
          const isStart = LoadWorld.has("LoadStarted")(commit)
          const isOutcome = LoadWorld.has("LoadAnswered")(commit)
          if (point === "before the attempt" && isStart) return dies(write as never, "before")
          if (point === "after the attempt" && isStart) return dies(write as never, "after")
          if (point === "before the outcome" && isOutcome) return dies(write as never, "before")
          if (point === "after the outcome" && isOutcome) return dies(write as never, "after")
          return write
        }
        yield* Effect.forkDetach(loads.load(terms))
        yield* World.settleFibers
        isAlive = false
        const other = yield* process()
        yield* work
        const again = yield* other.load(terms)
        assert.include(["loading", "loaded"], again.state)
        yield* TestClock.adjust("1 day")
        const load = yield* store.load(terms.id)
        const isSent = point !== "after the attempt"
        assert.strictEqual(load?.state, "loaded", point)
        assert.lengthOf(eko.loads, isSent ? 1 : 0, point)
        assert.deepStrictEqual(replay(yield* store.journal(terms.id)), load)
      }
    })
  )

  it.effect("whose policy would let no attempt be sent does not start", () =>
    Effect.gen(function* () {
      const { process } = yield* LoadWorld.make
      const exit = yield* Effect.exit(
        process().pipe(
          Effect.provideService(TransferPolicy.TransferPolicy, {
            ...TransferPolicy.defaults,
            inquiryFirstDelayMillis: 30_000
          })
        )
      )
      assert.isTrue(Exit.hasDies(exit))
    })
  )
})
