import { assert, describe, it } from "@effect/vitest"
import { Schema } from "effect"
import * as Attempt from "../src/Attempt.ts"
import * as Outcome from "../src/Outcome.ts"
import { replay } from "../src/Transfer.ts"
import { TransferEvent } from "../src/TransferEvent.ts"
import {
  accepted,
  after,
  credentialsRefused,
  declined,
  declinedUnder,
  isDebiting,
  notSent,
  otpConsumed,
  otpExpired,
  otpExpiredUnder,
  tid,
  unknown,
  wrongOtp,
  wrongOtpUnder
} from "./Given.ts"
import { permitFor } from "./Permit.ts"

const debiting = replay(isDebiting)
if (debiting?.state !== "debiting") throw new Error("not debiting")
const { attempt } = debiting

describe("a send permit", () => {
  it("is good for one use", () => {
    const permit = permitFor(attempt)
    assert.deepStrictEqual([permit.take(), permit.take(), permit.take()], [true, false, false])
  })
})

describe("needsRecheck", () => {
  it("spares only what Eko declined under an id of its own", () => {
    const outcomes: ReadonlyArray<Outcome.NothingMoved> = [
      notSent,
      credentialsRefused,
      wrongOtp,
      otpExpired,
      declined,
      wrongOtpUnder(1),
      otpExpiredUnder(1),
      declinedUnder(1)
    ]
    assert.deepStrictEqual(
      outcomes.map((outcome) => Attempt.needsRecheck(Attempt.close(attempt, outcome))),
      [true, true, true, true, true, false, false, false]
    )
  })
})

describe("tidOf", () => {
  it("never takes the id in an answer that says that the OTP was used before", () => {
    assert.isUndefined(Outcome.tidOf(otpConsumed))
    assert.isUndefined(Outcome.tidOf(unknown))
    assert.strictEqual(Outcome.tidOf(accepted("2", 3)), tid(3))
    assert.strictEqual(Outcome.tidOf(wrongOtpUnder(3)), tid(3))
  })
})

describe("withTid", () => {
  it("keeps the id that came first", () => {
    const held = Attempt.withTid(attempt, tid(1))
    assert.strictEqual(Attempt.withTid(held, tid(2)).tid, tid(1))
    assert.strictEqual(Attempt.withTid(held, undefined).tid, tid(1))
    assert.isTrue(Attempt.canHave(attempt, tid(2)))
    assert.isFalse(Attempt.canHave(held, tid(2)))
  })
})

describe("a stored attempt", () => {
  it("is not closed by an outcome that proves nothing", () => {
    const isClosed = Schema.is(Attempt.ClosedDebit)
    const state = replay(after(wrongOtp))
    assert.isTrue(isClosed(state?.closedAttempts[0]))
    for (const outcome of [unknown, otpConsumed, accepted("0"), accepted("1")]) {
      assert.isFalse(isClosed({ ...attempt, outcome }))
    }
  })
})

describe("an attempt of an earlier journal", () => {
  it("is a debit, though it does not say so", () => {
    const { kind, ...unsaid } = attempt
    assert.deepStrictEqual(Schema.decodeUnknownSync(Attempt.OpenDebit)(unsaid), { kind, ...unsaid })
    const event = { _tag: "DebitStarted", atMillis: 1, attempt: unsaid }
    assert.deepInclude(Schema.decodeUnknownSync(TransferEvent)(event), { attempt })
  })
})
