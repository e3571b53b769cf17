import { assert, describe, it } from "@effect/vitest"
import { TransferId } from "../src/Identifiers.ts"
import { refusal, type Used, useOf } from "../src/OtpLimits.ts"
import * as Transfer from "../src/Transfer.ts"
import type { TransferEvent } from "../src/TransferEvent.ts"
import { defaults } from "../src/TransferPolicy.ts"
import { type Journal, journalAfter } from "./DeciderTable.ts"
import {
  accepted,
  after,
  isAwaitingOtp,
  isRequested,
  now,
  recordOtpSend,
  recordRefundOtpSend,
  sent,
  startDebit,
  startOtpSend,
  startRefund,
  startRefundOtpSend,
  terms
} from "./Given.ts"

/** The use of the customer's limits that the last of these commands makes. */
const useBy = (given: Journal, ...commands: ReadonlyArray<Transfer.Command>) => {
  const before: Journal = journalAfter(given, ...commands.slice(0, -1))
  const journal = journalAfter(given, ...commands)
  const transfer = Transfer.replay(journal)
  if (transfer === undefined) throw new Error("no transfer")
  const events: ReadonlyArray<TransferEvent> = journal.slice(before.length)
  return useOf(transfer, events, defaults)
}

const { customerOtpSends, customerOtpTries, transferOtpSends, otpWindowMillis: windowMillis } = defaults
const use = { customerId: terms.customerId, transferId: terms.id, windowMillis }
const send = { ...use, limit: "otp_sends" as const, max: customerOtpSends, maxOfTransfer: transferOtpSends }
const attempt = { ...use, limit: "otp_tries" as const, max: customerOtpTries, maxOfTransfer: customerOtpTries }
const refundOtp = [startRefundOtpSend(), recordRefundOtpSend(1, sent(1, now))]

describe("the limits of a customer and a transfer", () => {
  it("count every OTP that is sent, a refund's included", () => {
    assert.deepStrictEqual(useBy(isAwaitingOtp, startOtpSend()), send)
    assert.deepStrictEqual(useBy(after(accepted("3")), startRefundOtpSend()), send)
  })

  it("count every attempt, with the OTP as typed, a refund's included", () => {
    assert.deepStrictEqual(useBy(isAwaitingOtp, startDebit(1)), attempt)
    assert.deepStrictEqual(useBy(after(accepted("3")), ...refundOtp, startRefund(50)), attempt)
  })

  it("count nothing else", () => {
    assert.isUndefined(useBy(isRequested, recordOtpSend(1, sent(1, now))))
  })
})

describe("a use that is refused", () => {
  const ofOther = TransferId.make("3d0d3a9e-9c5b-4a1c-8f83-3f1f7a1d2b10")
  const used = (transferId: TransferId, ...ages: ReadonlyArray<number>) =>
    ages.map((age) => ({ transferId, atMillis: now - age }))
  const limited = { ...send, max: 4, maxOfTransfer: 2, windowMillis: 100 }
  const refusedAfter = (...uses: ReadonlyArray<Used>) => {
    const refused = refusal(uses, limited, now)
    return refused && [refused.scope, refused.waitMillis]
  }

  it("is one too many in the window, in whatever order they were kept", () => {
    assert.isUndefined(refusedAfter())
    assert.isUndefined(refusedAfter(...used(ofOther, 1, 2, 3)))
    assert.deepStrictEqual(refusedAfter(...used(ofOther, 10, 60, 40, 20)), ["customer", 40])
    assert.isUndefined(refusedAfter(...used(ofOther, 10, 100, 40, 20)))
    assert.deepStrictEqual(refusedAfter(...used(ofOther, 10, 99, 40, 20)), ["customer", 1])
  })

  it("is one too many of its transfer", () => {
    assert.deepStrictEqual(refusedAfter(...used(terms.id, 30, 70)), ["transfer", 30])
    assert.isUndefined(refusedAfter(...used(terms.id, 30), ...used(ofOther, 70)))
  })

  it("waits for the limit that lasts longest", () => {
    assert.deepStrictEqual(refusedAfter(...used(terms.id, 10, 20), ...used(ofOther, 40, 50)), ["transfer", 80])
    assert.deepStrictEqual(refusedAfter(...used(terms.id, 60, 70), ...used(ofOther, 10, 20, 30)), ["customer", 40])
  })

  it("counts where the limits are lower than what was used before", () => {
    assert.deepStrictEqual(refusedAfter(...used(ofOther, 10, 20, 30, 40, 50, 60)), ["customer", 60])
  })
})
