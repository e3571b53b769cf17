import { assert, describe, it } from "@effect/vitest"
import { Result } from "effect"
import type { Finding } from "../src/Evidence.ts"
import { paise } from "../src/Money.ts"
import type * as Outcome from "../src/Outcome.ts"
import { type Command, decide, evolve, replay, tidsOf } from "../src/WalletLoadDecider.ts"
import type { WalletLoadEvent } from "../src/WalletLoadEvent.ts"
import * as State from "../src/WalletLoadState.ts"
import { nextStep } from "../src/WalletLoadStep.ts"
import {
  credentialsRefused,
  declined,
  declinedUnder,
  facts,
  tidOfAnother as findingOfAnother,
  notFound,
  notSent,
  proven,
  ref,
  tid,
  txStatus,
  unanswered,
  unproven
} from "./Given.ts"
import {
  abandoned,
  alarm,
  answered,
  earlier,
  end,
  handedOver,
  inquired,
  isAbandoned,
  isAged,
  isAwaited,
  isAwaitedRepeated,
  isDeclined,
  isInDoubt,
  isLoaded,
  isLoading,
  isNotSent,
  isRepeated,
  loaded,
  now,
  policy,
  recordOutcome,
  repeated,
  settle,
  start,
  started,
  tidOfAnother,
  unknown,
  unsettled
} from "./GivenLoad.ts"

type Journal = ReadonlyArray<WalletLoadEvent>

const run = (given: Journal, when: Command) => {
  const events = Result.getOrThrow(decide(replay(given), when, policy))
  const load = replay([...given, ...events])
  if (load === undefined) throw new Error("no load")
  return { events, load, journal: [...given, ...events] }
}

/** What a command on a journal leads to: these events, in this state. */
const leads = (given: Journal, when: Command, events: Journal, state: State.StateName) => {
  const led = run(given, when)
  assert.deepStrictEqual(led.events, events)
  assert.strictEqual(led.load.state, state)
  return led.load
}

const refuses = (given: Journal, when: Command) => {
  const decision = decide(replay(given), when, policy)
  if (Result.isSuccess(decision)) throw new Error("not refused")
  return decision.failure
}

describe("a new wallet load", () => {
  it("is recorded with its one attempt, whose key is the load's own id", () => {
    const load = leads([], start(), [started()], "loading")
    assert.strictEqual(load.attempt.confirmationKey, load.terms.id)
    assert.deepStrictEqual(nextStep(load, policy), { kind: "settle", delayMillis: 45_000 })
  })

  it("is never started twice, whatever became of the first", () => {
    for (const given of [...Object.values(unsettled), isLoaded, isNotSent, isDeclined]) {
      assert.strictEqual(refuses(given, start(2))._tag, "WrongLoadState")
    }
  })

  it("keeps its limits, in whole rupees", () => {
    for (const amountPaise of [100, 10_000_00].map(paise)) assert.lengthOf(run([], start(1, { amountPaise })).events, 1)
    for (const amountPaise of [150, 50, 10_000_01, 10_001_00].map(paise)) {
      assert.deepInclude(refuses([], start(1, { amountPaise })), { _tag: "InvalidField", field: "amountPaise" })
    }
  })

  it("is nothing before it starts", () => {
    assert.strictEqual(refuses([], recordOutcome(unknown))._tag, "InvalidField")
    assert.strictEqual(refuses([], settle(notFound))._tag, "InvalidField")
  })
})

describe("the attempt's answer", () => {
  const proofs: ReadonlyArray<[Outcome.Refusal, Journal]> = [
    [notSent, []],
    [declined, []],
    [declinedUnder(1), []],
    [credentialsRefused, [alarm("credentials_refused")]]
  ]

  it("ends a load that it proves to be nothing, for good", () => {
    for (const given of [isLoading, isInDoubt, isAbandoned, isAged]) {
      for (const [proof, alarms] of proofs) {
        const load = leads(given, recordOutcome(proof), [answered(proof), ...alarms], "failed")
        assert.deepStrictEqual(load.state === "failed" && load.attempt.outcome, proof)
        assert.isUndefined(nextStep(load, policy))
      }
    }
  })

  it("ends a load that it proves to be done", () => {
    for (const given of Object.values(unsettled)) {
      const load = leads(given, recordOutcome(loaded(1)), [answered(loaded(1))], "loaded")
      assert.strictEqual(load.attempt.tid, tid(1))
      assert.isUndefined(nextStep(load, policy))
    }
  })

  it("proves nothing where it is unknown: the load is in doubt, and is inquired", () => {
    const load = leads(isLoading, recordOutcome(unknown), [answered(unknown)], "in_doubt")
    assert.deepInclude(load, { doubt: "unknown_outcome", inquiries: 0 })
    leads(isAbandoned, recordOutcome(unknown), [answered(unknown)], "in_doubt")
    leads(isInDoubt, recordOutcome(unknown), [], "in_doubt")
    leads(isAwaited, recordOutcome(unknown), [], "awaited")
    leads(isLoaded, recordOutcome(unknown), [], "loaded")
    leads(isDeclined, recordOutcome(unknown), [], "failed")
  })

  it("says that Eko had the request before: in doubt, with an alarm, whatever refuses this copy", () => {
    for (const given of [isLoading, isInDoubt, isAbandoned]) {
      const load = leads(given, recordOutcome(repeated), [answered(repeated), alarm("repeated")], "in_doubt")
      assert.deepInclude(load, { doubt: "repeated" })
    }
    const awaited = leads(isAwaited, recordOutcome(repeated), [answered(repeated), alarm("repeated")], "awaited")
    assert.deepInclude(awaited, { doubt: "repeated" })
    for (const given of [isRepeated, isAwaitedRepeated]) {
      for (const proof of [notSent, declined]) {
        const state = given === isRepeated ? "in_doubt" : "awaited"
        leads(given, recordOutcome(proof), [answered(proof), alarm("contradiction")], state)
      }
    }
  })

  it("is kept and raises an alarm where it contradicts what is known, and moves nothing", () => {
    const contradicts = (given: Journal, outcome: Outcome.LoadOutcome, state: State.StateName) =>
      leads(given, recordOutcome(outcome), [answered(outcome), alarm("contradiction")], state)
    contradicts(isAwaited, declined, "awaited")
    contradicts(isAwaited, loaded(2), "awaited")
    contradicts(isLoaded, declined, "loaded")
    contradicts(isLoaded, loaded(2), "loaded")
    contradicts(isLoaded, repeated, "loaded")
    contradicts(isDeclined, repeated, "failed")
    contradicts(isNotSent, declined, "failed")
    contradicts(isDeclined, notSent, "failed")
    const moved = [answered(loaded(1)), alarm("closed_attempt_moved_money")]
    leads(isDeclined, recordOutcome(loaded(1)), moved, "failed")
    leads(isNotSent, recordOutcome(loaded(1)), moved, "failed")
  })

  it("is absorbed where it is known, and completes what is known where it tells more", () => {
    leads(isLoaded, recordOutcome(loaded(1)), [], "loaded")
    leads(isDeclined, recordOutcome(credentialsRefused), [], "failed")
    const fee = loaded(1, { feePaise: paise(5_00) })
    const load = leads(isLoaded, recordOutcome(fee), [answered(fee)], "loaded")
    assert.deepInclude(load, { facts: facts(1, { feePaise: paise(5_00) }) })
    // What an inquiry told since is newer.
    const late = run([...isAwaited, inquired(proven("0"), earlier)], recordOutcome(fee)).load
    assert.deepInclude(late, { state: "loaded", facts: facts(1, { feePaise: paise(5_00) }) })
  })

  it("that names the transaction of another attempt is unknown, with an alarm, in any state", () => {
    for (const given of [...Object.values(unsettled), isLoaded, isDeclined]) {
      const { events, load } = run(given, recordOutcome(tidOfAnother))
      assert.deepStrictEqual(events, [answered(tidOfAnother), alarm("tid_claimed_twice")])
      assert.strictEqual(load.state, given === isLoading ? "in_doubt" : replay(given)?.state)
    }
  })

  it("of another attempt is none of this load's", () => {
    for (const given of [isLoading, isInDoubt, isLoaded, isDeclined]) {
      assert.strictEqual(refuses(given, recordOutcome(loaded(2), 2))._tag, "WrongLoadState")
    }
  })
})

describe("an inquiry", () => {
  it("ends a load by Eko's word about its own transaction", () => {
    for (const [name, given] of Object.entries(unsettled)) {
      const begins = given === isLoading ? [abandoned()] : []
      const done = leads(given, settle(proven("0")), [...begins, inquired(proven("0"))], "loaded")
      assert.deepInclude(done, { facts: facts(1) }, name)
      assert.isFalse(State.isHandedOver(done))
      if (name.includes("repeated")) continue
      const nothing = leads(given, settle(proven("1")), [...begins, inquired(proven("1"))], "failed")
      assert.deepInclude(nothing.attempt, { tid: tid(1) })
    }
  })

  it("that says failed does not end a doubt about an earlier copy", () => {
    for (const given of [isRepeated, isAwaitedRepeated]) {
      const load = leads(given, settle(proven("1")), [inquired(proven("1"))], "in_doubt")
      assert.deepInclude(load, { doubt: "repeated" })
    }
  })

  it("that proves nothing moves nothing, and the next one waits twice as long", () => {
    for (const finding of [notFound, unanswered, unproven]) {
      let given: Journal = isInDoubt
      for (const [index, waitMillis] of [
        90_000, 180_000, 360_000, 720_000, 1_440_000, 2_880_000, 3_600_000
      ].entries()) {
        const led = run(given, settle(finding))
        assert.deepInclude(led.load, { state: "in_doubt", inquiries: index + 1 })
        assert.strictEqual(nextStep(led.load, policy)?.delayMillis, waitMillis)
        given = led.journal
      }
    }
  })

  it("finds a load whose process ended", () => {
    const load = leads(isLoading, settle(notFound), [abandoned(), inquired(notFound)], "in_doubt")
    assert.deepInclude(load, { doubt: "abandoned", inquiries: 1 })
  })

  it("finds a load on its way: it is awaited, under its transaction id", () => {
    for (const status of ["2", "5", "6", "", "77"]) {
      const load = leads(isInDoubt, settle(proven(status)), [inquired(proven(status))], "awaited")
      assert.deepInclude(load, { txStatus: txStatus(status), inquiries: 1 })
      assert.strictEqual(load.attempt.tid, tid(1))
    }
  })

  it("that finds the money coming back leaves it to a person, and says so once", () => {
    for (const status of ["3", "4"]) {
      const found = inquired(proven(status))
      const { journal } = run(isInDoubt, settle(proven(status)))
      leads(isInDoubt, settle(proven(status)), [found, alarm("refund_status")], "awaited")
      leads(journal, settle(proven(status)), [found], "awaited")
      leads(isLoaded, settle(proven(status)), [found, alarm("refund_status")], "loaded")
    }
  })

  it("about another transaction than the attempt's proves nothing", () => {
    const another: Finding = { _tag: "Unproven", why: "another tid" }
    leads(isAwaited, settle(proven("0", 2)), [inquired(another)], "awaited")
    leads(isAwaited, settle(proven("1", 2)), [inquired(another)], "awaited")
    leads(isLoaded, settle(proven("1", 2)), [], "loaded")
    leads(isInDoubt, settle(findingOfAnother), [inquired(findingOfAnother), alarm("tid_claimed_twice")], "in_doubt")
  })

  it("that contradicts a final load is kept, and moves nothing", () => {
    leads(isLoaded, settle(proven("1")), [inquired(proven("1")), alarm("contradiction")], "loaded")
    leads(isLoaded, settle(proven("0")), [], "loaded")
    leads(isLoaded, settle(notFound), [], "loaded")
    for (const status of ["0", "2", "3", "4"]) {
      const found = [inquired(proven(status)), alarm("closed_attempt_moved_money")]
      leads(isDeclined, settle(proven(status)), found, "failed")
    }
    leads(isDeclined, settle(proven("1")), [], "failed")
    leads(isDeclined, settle(notFound), [], "failed")
    leads(isDeclined, settle(findingOfAnother), [inquired(findingOfAnother), alarm("tid_claimed_twice")], "failed")
  })
})

describe("the settlement window", () => {
  for (const [name, given] of Object.entries(unsettled)) {
    if (given === isAged) continue
    it(`ends in an aged break with an alarm, and never in a failure: ${name}`, () => {
      for (const finding of [notFound, unanswered, unproven]) {
        const before = run(given, settle(finding, end - 1)).load
        assert.isFalse(State.isHandedOver(before))
        assert.isDefined(nextStep(before, policy))
        const { events, load } = run(given, settle(finding, end))
        assert.deepStrictEqual(events.slice(-2), [handedOver(end), alarm("aged", end)])
        assert.include(["in_doubt", "awaited"], load.state)
        assert.isTrue(State.isHandedOver(load))
        assert.isUndefined(nextStep(load, policy))
      }
    })
  }

  it("has its last inquiry when it ends, unless that is sooner than the first delay", () => {
    const late = Array.from({ length: 8 }, () => inquired(notFound, end - 600_000))
    const asked = replay([...isInDoubt, ...late])
    assert.strictEqual(asked && nextStep(asked, policy)?.delayMillis, 600_000)
    const again = replay([...isInDoubt, inquired(notFound, end - 1)])
    assert.strictEqual(again && nextStep(again, policy)?.delayMillis, 45_000)
  })

  it("is past for an aged load: another look that finds nothing changes nothing", () => {
    const { events, load } = run(isAged, settle(notFound, end + 1))
    assert.deepStrictEqual(events, [inquired(notFound, end + 1)])
    assert.isTrue(State.isHandedOver(load))
    assert.isUndefined(nextStep(load, policy))
  })

  it("begins a new step where an aged load is found on its way, which ends in a break again", () => {
    const { load, journal } = run(isAged, settle(proven("2"), end - 1))
    assert.isFalse(State.isHandedOver(load))
    assert.isDefined(nextStep(load, policy))
    assert.isTrue(State.isHandedOver(run(journal, settle(proven("2"), end)).load))
  })
})

describe("a journal", () => {
  it("gives each transaction id to the attempt, by its answer or by what was found", () => {
    const of1 = [{ clientRefId: ref(1), tid: tid(1) }]
    for (const events of [
      [answered(loaded(1))],
      [answered(declinedUnder(1))],
      [inquired(proven("2"))],
      [inquired(proven("1"))]
    ]) {
      assert.deepStrictEqual(tidsOf(events), of1)
    }
    assert.deepStrictEqual(tidsOf([started(), answered(unknown), inquired(notFound), alarm("aged"), abandoned()]), [])
  })

  it("that is broken is thrown, and never guessed at", () => {
    const broken: ReadonlyArray<Journal> = [
      [answered(unknown)],
      [...isLoading, started()],
      [...isInDoubt, abandoned()],
      [...isLoading, handedOver()],
      [...isLoaded, handedOver()],
      [...isLoading, { _tag: "LoadAnswered", atMillis: now, clientRefId: ref(2), outcome: unknown }]
    ]
    for (const journal of broken) assert.throws(() => replay(journal), /Broken journal/)
    assert.throws(() => evolve(undefined, handedOver()), /Broken journal/)
  })
})
