import { assert, describe, it } from "@effect/vitest"
import { Result } from "effect"
import * as Transfer from "../src/Transfer.ts"
import type { TransferEvent } from "../src/TransferEvent.ts"
import { defaults } from "../src/TransferPolicy.ts"
import * as State from "../src/TransferState.ts"
import { nextStep } from "../src/TransferStep.ts"
import {
  about,
  alarm,
  debitInquired,
  earlier,
  handedOver,
  isAbandoned,
  isAwaited,
  isConsumed,
  isDebiting,
  isInDoubt,
  notFound,
  proven,
  recordOutcome,
  settleAt,
  tidOfAnother,
  txStatus,
  unanswered,
  unknown
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
    assert.strictEqual(transfer && nextStep(transfer, defaults)?.dueAtMillis, end)
    const late = Transfer.replay([...isInDoubt, debitInquired(1, notFound, end - 1)])
    assert.strictEqual(late && nextStep(late, defaults)?.dueAtMillis, end - 1 + 45_000)
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
