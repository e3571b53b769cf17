/** What a state knows, what it waits for, and what is asked of a journal. */
import { assert, describe, it } from "@effect/vitest"
import { Result } from "effect"
import { paise } from "../src/Money.ts"
import type * as Outcome from "../src/Outcome.ts"
import * as Transfer from "../src/Transfer.ts"
import { defaults } from "../src/TransferPolicy.ts"
import { nextStep } from "../src/TransferStep.ts"
import { type Journal, run, stateAfter } from "./DeciderTable.ts"
import {
  about,
  accepted,
  after,
  cancelled,
  credentialsRefused,
  debitAbandoned,
  debitAnswered,
  debitInquired,
  debitStarted,
  earlier,
  expired,
  expiryHeld,
  facts,
  finals,
  isAbandoned,
  isAwaited,
  isAwaitingOtp,
  isBlocked,
  isConsumedAgain,
  isDebiting,
  isInDoubt,
  isRequested,
  isResending,
  isSucceeded,
  notFound,
  notSent,
  now,
  otpConsumed,
  otpExpired,
  otpExpiredUnder,
  otpSendAnswered,
  otpSendStarted,
  proven,
  recordOutcome,
  requested,
  sent,
  settle,
  startDebit,
  tid,
  tidOfAnother,
  txStatus,
  unknown,
  wrongOtp,
  wrongOtpUnder
} from "./Given.ts"

describe("what a state knows", () => {
  it("a wrong OTP uses a try, and nothing else does", () => {
    const tries = (outcome: Outcome.Outcome) => {
      const state = Transfer.replay(after(outcome))
      return state !== undefined && "otp" in state ? state.otp?.triesLeft : undefined
    }
    assert.deepStrictEqual([wrongOtp, otpExpired, notSent, credentialsRefused].map(tries), [2, 3, 3, 3])
  })

  it("Eko's word that an OTP has expired ends it", () => {
    const { decision } = run(after(otpExpiredUnder(1)), startDebit(2))
    assert.deepInclude(Result.isFailure(decision) ? decision.failure : {}, { _tag: "OtpUnusable", why: "expired" })
  })

  it("an outcome uses up the OTP that it was about, and not one that came since", () => {
    const otp = (journal: Journal) => {
      const state = Transfer.replay(journal)
      return state?.state === "awaiting_otp" ? [state.otp.send, state.otp.triesLeft] : undefined
    }
    assert.deepStrictEqual(otp([...isDebiting, debitAnswered(1, wrongOtp)]), [1, 2])
    const newer = [...isResending, debitStarted(1, 1, now), otpSendAnswered(2, sent(2), now)]
    assert.deepStrictEqual(otp([...newer, debitAnswered(1, wrongOtp)]), [2, 3])
    assert.deepStrictEqual(otp([...newer, debitAnswered(1, otpExpired)]), [2, 3])
  })

  it("an OTP that was sent earlier and told later does not replace the newer one", () => {
    const state = Transfer.replay([
      ...isRequested,
      otpSendStarted(2, earlier),
      otpSendAnswered(2, sent(2), earlier),
      otpSendAnswered(1, sent(1), earlier)
    ])
    assert.strictEqual(state?.state === "awaiting_otp" ? state.otp.send : undefined, 2)
  })

  it("a sign that money moved blocks", () => {
    assert.isTrue(stateAfter(after(wrongOtp), startDebit(2, [about(1, proven("0"))])).isBlocked)
    assert.isTrue(stateAfter(isConsumedAgain, settle(about(1, proven("2")))).isBlocked)
    assert.isTrue(stateAfter(after(notSent), recordOutcome(1, wrongOtp)).isBlocked)
    assert.isTrue(stateAfter(after(notSent), recordOutcome(1, otpConsumed)).isBlocked)
    assert.isFalse(stateAfter(after(wrongOtp), startDebit(2, [about(1, notFound)])).isBlocked)
  })

  it("the answer under the id that is known completes the facts", () => {
    const more = facts(1, { feePaise: paise(5_00) })
    const state = stateAfter(isSucceeded, recordOutcome(1, { _tag: "Accepted", txStatus: txStatus("0"), facts: more }))
    assert.deepStrictEqual(state.state === "succeeded" ? state.facts : undefined, more)
  })

  it("the first transaction id of an attempt stays", () => {
    const state = stateAfter(isAwaited, settle(about(1, proven("0"))))
    assert.strictEqual(state.state === "succeeded" ? state.attempt.tid : undefined, tid(1))
  })
})

describe("nextStep", () => {
  const dueAfter = (given: Journal) => {
    const state = Transfer.replay(given)
    const step = state === undefined ? undefined : nextStep(state, defaults)
    return step === undefined ? undefined : [step.kind, step.delayMillis]
  }

  it("expires what nobody confirms half an hour after its last OTP", () => {
    assert.deepStrictEqual(dueAfter(isRequested), ["expire", 30 * 60_000])
    assert.deepStrictEqual(dueAfter(isAwaitingOtp), ["expire", 30 * 60_000])
    assert.deepStrictEqual(dueAfter([...isAwaitingOtp, otpSendStarted(2)]), ["expire", 30 * 60_000])
  })

  it("puts an expiry that comes too early off by what is left, whatever the deciding clock", () => {
    const minute = 60_000
    const heldAt = (atMillis: number) => dueAfter([...isAwaitingOtp, expiryHeld(earlier + atMillis)])
    assert.deepStrictEqual(heldAt(25 * minute), ["expire", 5 * minute])
    assert.deepStrictEqual(heldAt(30 * minute - 1), ["expire", 1])
    // A clock that is an hour behind lets it wait no longer than a new transfer does.
    assert.deepStrictEqual(heldAt(-30 * minute), ["expire", 30 * minute])
  })

  it("asks every day about what is blocked", () => {
    assert.deepStrictEqual(dueAfter(isBlocked), ["expire", 24 * 60 * 60_000])
  })

  it("settles after 45 s, and then after twice as long each time, up to an hour", () => {
    assert.deepStrictEqual(dueAfter(isDebiting), ["settle", 45_000])
    assert.deepStrictEqual(dueAfter(isInDoubt), ["settle", 45_000])
    const inquiries = (count: number) => Array.from({ length: count }, () => debitInquired(1, notFound, earlier))
    const waits = [0, 1, 2, 3, 4, 5, 6, 7, 8, 100].map((count) => dueAfter([...isInDoubt, ...inquiries(count)])?.[1])
    assert.deepStrictEqual(
      waits,
      [45, 90, 180, 360, 720, 1440, 2880, 3600, 3600, 3600].map((seconds) => seconds * 1000)
    )
    assert.deepStrictEqual(dueAfter(isAbandoned), ["settle", 90_000])
  })
})

describe("attemptsToSettle", () => {
  const refs = (given: Journal) => {
    const state = Transfer.replay(given)
    return state === undefined ? [] : Transfer.attemptsToSettle(state).map(({ number }) => number)
  }

  it("is the open attempt", () => {
    assert.deepStrictEqual(refs(isDebiting), [1])
    assert.deepStrictEqual(refs([...after(wrongOtp), debitStarted(2, 1, earlier)]), [2])
    assert.deepStrictEqual(refs(after(wrongOtp, unknown)), [2])
    assert.deepStrictEqual(refs(isAwaited), [1])
  })

  it("is also every earlier one that may have used a consumed OTP", () => {
    assert.deepStrictEqual(refs(isConsumedAgain), [2, 1])
    assert.deepStrictEqual(refs(after(wrongOtpUnder(7), otpConsumed)), [2])
    assert.deepStrictEqual(refs([...isConsumedAgain, debitInquired(2, proven("2"), now)]), [2, 1])
  })

  it("is none without an open attempt", () => {
    for (const given of [isRequested, isAwaitingOtp, ...Object.values(finals)]) assert.deepStrictEqual(refs(given), [])
  })
})

describe("tidsOf", () => {
  it("gives an attempt the id in its answer or in a proven finding", () => {
    const events = [
      debitAnswered(1, wrongOtpUnder(1)),
      debitAnswered(2, accepted("0", 2)),
      debitInquired(3, proven("0", 3)),
      debitInquired(4, tidOfAnother),
      debitAnswered(5, unknown),
      debitAnswered(6, otpConsumed)
    ]
    assert.deepStrictEqual(
      Transfer.tidsOf(events).map((claim) => claim.tid),
      [tid(1), tid(2), tid(3)]
    )
  })
})

describe("evolve", () => {
  it("throws on a journal that no decision can have made", () => {
    const broken: ReadonlyArray<Journal> = [
      [otpSendStarted(1)],
      [requested(), requested()],
      [...isRequested, debitStarted(1)],
      [...isAwaitingOtp, debitAbandoned(1)],
      [...isDebiting, cancelled],
      [...isInDoubt, expired]
    ]
    for (const journal of broken) assert.throws(() => Transfer.replay(journal), /Broken journal/)
  })
})
