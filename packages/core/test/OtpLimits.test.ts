import { assert, describe, it } from "@effect/vitest"
import { Option, Result } from "effect"
import { useOf } from "../src/OtpLimits.ts"
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

const { customerOtpSends, customerOtpTries, otpWindowMillis: windowMillis } = defaults
const use = { customerId: terms.customerId, atMillis: now, windowMillis }
const send = { ...use, limit: "otp_sends" as const, max: customerOtpSends }
const attempt = { ...use, limit: "otp_tries" as const, max: customerOtpTries }
const refundOtp = [startRefundOtpSend(), recordRefundOtpSend(1, sent(1, now))]

describe("a customer's limits", () => {
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

describe("a transfer's own limit", () => {
  it("counts every OTP that is sent, a refund's included", () => {
    const sends = Array.from({ length: defaults.transferOtpSends - 1 }, (_, index) => [
      startRefundOtpSend(),
      recordRefundOtpSend(index + 1, sent(index + 1, now))
    ])
    const used = Transfer.replay(journalAfter(after(accepted("3")), ...sends.flat()))
    const refused = Transfer.decide(used, startRefundOtpSend(), defaults)
    const failure = Option.getOrThrow(Result.getFailure(refused))
    assert.deepInclude(failure, { _tag: "LimitReached", limit: "otp_sends", scope: "transfer" })
  })
})
