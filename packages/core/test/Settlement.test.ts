import { assert, describe, it } from "@effect/vitest"
import { Result } from "effect"
import * as Transfer from "../src/Transfer.ts"
import type { TransferEvent } from "../src/TransferEvent.ts"
import { defaults } from "../src/TransferPolicy.ts"
import * as State from "../src/TransferState.ts"
import { nextStep } from "../src/TransferStep.ts"
import {
  about,
  after,
  alarm,
  debitInquired,
  debitStarted,
  earlier,
  handedOver,
  isAbandoned,
  isAwaited,
  isCancelled,
  isConsumed,
  isDebiting,
  isFailed,
  isInDoubt,
  isSucceeded,
  notFound,
  now,
  proven,
  recordOutcome,
  ref,
  requestInquiry,
  settleAt,
  tidOfAnother,
  txStatus,
  unanswered,
  unknown,
  wrongOtp
} from "./Given.ts"

type Journal = ReadonlyArray<TransferEvent>

/** When the window of an attempt that was started `earlier` ends. */
const end = earlier + defaults.settlementWindowMillis

const run = (given: Journal, when: Transfer.Command) => {
  const events = Result.getOrThrow(Transfer.decide(Transfer.replay(given), when, defaults))
  const transfer = Transfer.replay([...given, ...events])
  if (transfer === undefined) throw new Error("no transfer")
  return { events, transfer, journal: [...given, ...events] }
}

const unsettled: Record<string, Journal> = {
  debiting: isDebiting,
  "in doubt": isInDoubt,
  abandoned: isAbandoned,
  consumed: isConsumed,
  awaited: isAwaited
}

const aged = (given: Journal): Journal => run(given, settleAt(end, about(1, notFound))).journal

describe("the settlement window", () => {
  for (const [name, given] of Object.entries(unsettled)) {
    it(`ends in an aged break with an alarm, and never in a failure: ${name}`, () => {
      for (const finding of [notFound, unanswered, tidOfAnother]) {
        const before = run(given, settleAt(end - 1, about(1, finding))).transfer
        assert.isFalse(State.isHandedOver(before))
        assert.isDefined(nextStep(before, defaults))
        const { events, transfer } = run(given, settleAt(end, about(1, finding)))
        assert.deepStrictEqual(events.slice(-2), [handedOver(end), alarm("aged", 1, end)])
        assert.isTrue(State.isHandedOver(transfer))
        assert.include(["in_doubt", "awaited"], transfer.state)
        assert.isUndefined(nextStep(transfer, defaults))
        assert.isFalse(State.needsStep(transfer))
      }
    })

    it(`is ended by evidence at its last inquiry: ${name}`, () => {
      const { events, transfer } = run(given, settleAt(end, about(1, proven("0"))))
      assert.strictEqual(transfer.state, "succeeded")
      assert.isFalse(events.some(({ _tag }) => _tag === "HandedOver"))
    })
  }

  it("has its last inquiry when it ends", () => {
    const journal = [...isInDoubt, ...Array.from({ length: 8 }, () => debitInquired(1, notFound, end - 600_000))]
    const transfer = Transfer.replay(journal)
    assert.strictEqual(transfer && nextStep(transfer, defaults)?.delayMillis, 600_000)
    const late = Transfer.replay([...isInDoubt, debitInquired(1, notFound, end - 1)])
    assert.strictEqual(late && nextStep(late, defaults)?.delayMillis, 45_000)
  })
})

describe("an aged break", () => {
  it("is handed over once, however often it is inquired", () => {
    for (const given of Object.values(unsettled)) {
      const { events, transfer } = run(aged(given), settleAt(end + 1, about(1, unanswered)))
      assert.deepStrictEqual(events, [debitInquired(1, unanswered, end + 1)])
      assert.isTrue(State.isHandedOver(transfer))
    }
  })

  it("ends by evidence, as ever", () => {
    for (const given of Object.values(unsettled)) {
      const { transfer } = run(aged(given), settleAt(end + 1, about(1, proven("0"))))
      assert.strictEqual(transfer.state, "succeeded")
      assert.isFalse(State.isHandedOver(transfer))
    }
    assert.strictEqual(run(aged(isInDoubt), settleAt(end + 1, about(1, proven("1")))).transfer.state, "failed")
  })

  it("stays one while Eko only says that it is on its way", () => {
    const { transfer } = run(aged(isAwaited), settleAt(end + 1, about(1, proven("6"))))
    assert.deepInclude(transfer, { state: "awaited", txStatus: txStatus("6"), handedOverAtMillis: end })
    // From in_doubt it moves, and is handed over anew.
    const moved = run(aged(isInDoubt), settleAt(end + 1, about(1, proven("2"))))
    assert.deepInclude(moved.transfer, { state: "awaited", handedOverAtMillis: end + 1 })
    const failedAgain = run(aged(isConsumed), settleAt(end + 1, about(1, proven("1"))))
    assert.deepInclude(failedAgain.transfer, { state: "in_doubt", handedOverAtMillis: end })
  })

  it("takes the attempt's own late answer", () => {
    const answered = run(aged(isDebiting), { ...recordOutcome(1, unknown), atMillis: end + 5 })
    assert.isTrue(State.isHandedOver(answered.transfer))
  })
})

describe("a callback's hint", () => {
  const asked = (number: number, dueAtMillis = now): TransferEvent => ({
    _tag: "InquiryRequested",
    atMillis: now,
    clientRefId: ref(number),
    dueAtMillis
  })
  const isSoon = (given: Journal) => {
    const transfer = Transfer.replay(given)
    return transfer && nextStep(transfer, defaults)
  }
  const isFailedOnce = after(wrongOtp)

  for (const [name, given] of Object.entries({
    "in doubt": isInDoubt,
    awaited: isAwaited,
    succeeded: isSucceeded,
    failed: isFailed,
    "awaiting another OTP": isFailedOnce,
    cancelled: isCancelled,
    aged: aged(isInDoubt)
  })) {
    it(`schedules one inquiry soon: ${name}`, () => {
      const { events, transfer, journal } = run(given, requestInquiry(1))
      assert.deepStrictEqual(events, [asked(1)])
      assert.isTrue(State.needsStep(transfer))
      assert.deepStrictEqual(isSoon(journal), { kind: "settle", delayMillis: 0 })
      assert.deepInclude(
        Transfer.attemptsToSettle(transfer).map(({ clientRefId }) => clientRefId),
        ref(1)
      )
      // Any number of further hints adds nothing.
      assert.deepStrictEqual(run(journal, requestInquiry(1)).events, [])
      // It is done with the answer, which leaves a trace, and what waited before waits again.
      const done = run(journal, settleAt(now, about(1, notFound)))
      assert.strictEqual(done.events[0]?._tag, "DebitInquired")
      assert.isUndefined(done.transfer.requestedInquiry)
      assert.strictEqual(isSoon(done.journal)?.kind, isSoon(given)?.kind)
    })
  }

  it("finds that a success was reversed", () => {
    const hinted = run(isSucceeded, requestInquiry(1)).journal
    assert.strictEqual(run(hinted, settleAt(now, about(1, proven("3")))).transfer.state, "refund_pending")
    assert.strictEqual(run(hinted, settleAt(now, about(1, proven("4")))).transfer.state, "refunded")
  })

  it("moves nothing by itself, and never overtakes a call", () => {
    assert.deepStrictEqual(run(isDebiting, requestInquiry(1)).events, [])
    const second = [...isFailedOnce, debitStarted(2, 1, earlier)]
    assert.deepStrictEqual(run(second, requestInquiry(1)).events, [asked(1, now + 45_000)])
    assert.strictEqual(isSoon(run(second, requestInquiry(1)).journal)?.delayMillis, 45_000)
  })

  it("is followed in time, though a process that was an hour ahead took it", () => {
    const ahead = now + 3_600_000
    const taken: Journal = [...isSucceeded, { ...asked(1, ahead + 45_000), atMillis: ahead }]
    const seen = Transfer.replay([...taken, { _tag: "AlarmRaised", atMillis: now, kind: "contradiction" }])
    assert.strictEqual(seen && nextStep(seen, defaults)?.delayMillis, 45_000)
  })

  it("of an attempt that is none of it is refused", () => {
    assert.isTrue(Result.isFailure(Transfer.decide(Transfer.replay(isSucceeded), requestInquiry(9), defaults)))
  })

  it("that Eko does not answer to is followed up for the settlement window, and no longer", () => {
    let journal = run(isSucceeded, requestInquiry(1)).journal
    const waits: Array<number> = []
    for (let atMillis = now, round = 0; round < 40; round++) {
      const { transfer, journal: next } = run(journal, settleAt(atMillis, about(1, unanswered)))
      journal = next
      const step = nextStep(transfer, defaults)
      if (step === undefined) break
      waits.push(step.delayMillis / 1000)
      atMillis += step.delayMillis
    }
    assert.deepStrictEqual(waits.slice(0, 8), [45, 90, 180, 360, 720, 1440, 2880, 3600])
    assert.isBelow(waits.length, 40)
    assert.strictEqual(journal.at(-1)?._tag, "InquiryDropped")
    // Another hint begins anew.
    assert.deepStrictEqual(run(journal, requestInquiry(1)).events, [asked(1)])
  })

  it("about several attempts asks about each", () => {
    const both = run(run(after(wrongOtp, unknown), requestInquiry(2)).journal, requestInquiry(1))
    assert.deepStrictEqual(
      Transfer.attemptsToSettle(both.transfer).map(({ clientRefId }) => clientRefId),
      [ref(2), ref(1)]
    )
    const one = run(both.journal, settleAt(now, about(2, notFound)))
    assert.deepStrictEqual(one.transfer.requestedInquiry?.attempts, [ref(1)])
  })
})
