/** Which OTP a request spends, by the numbers that stand for it. */
import { Transfer, type TransferEvent, TransferPolicy, type TransferState } from "@bhejo/core"
import { assert, describe, it } from "@effect/vitest"
import { Result } from "effect"
import * as Given from "../../../packages/core/test/Given.ts"
import * as OtpUse from "../src/idempotency/OtpUse.ts"

/** The transfer that a journal and further commands lead to. */
const transferOf = (
  journal: ReadonlyArray<TransferEvent.TransferEvent>,
  ...commands: ReadonlyArray<Transfer.Command>
): TransferState.TransferState => {
  let transfer = Transfer.replay(journal)
  for (const command of commands) {
    const events = Result.getOrThrow(Transfer.decide(transfer, command, TransferPolicy.defaults))
    transfer = events.reduce<TransferState.TransferState | undefined>(Transfer.evolve, transfer)
  }
  if (transfer === undefined) throw new Error("no transfer")
  return transfer
}

const made = (send: number, nth: number): ReturnType<typeof OtpUse.ofDebit> => ({ send, try: nth, isMade: true })
const next = (send: number, nth: number) => ({ send, try: nth, isMade: false })

describe("the OTP of a confirm", () => {
  it("is that of the key's own attempt, be it open, succeeded or closed, and whatever came after it", () => {
    const journals = [Given.isDebiting, Given.isInDoubt, Given.isSucceeded, Given.isFailed, Given.after(Given.wrongOtp)]
    for (const journal of journals) assert.deepStrictEqual(OtpUse.ofDebit(transferOf(journal), "key-1"), made(1, 1))
    const later = transferOf([
      ...Given.after(Given.wrongOtp, Given.wrongOtp),
      Given.otpSendStarted(2),
      Given.otpSendAnswered(2, Given.sent(2)),
      Given.debitStarted(3, 2)
    ])
    assert.deepStrictEqual(OtpUse.ofDebit(later, "key-1"), made(1, 1))
    assert.deepStrictEqual(OtpUse.ofDebit(later, "key-2"), made(1, 2))
    assert.deepStrictEqual(OtpUse.ofDebit(later, "key-3"), made(2, 3))
    assert.deepStrictEqual(OtpUse.ofDebit(later, "key-4"), next(2, 4))
  })

  it("is the one that is with the customer, in its next try, where the key has no attempt", () => {
    assert.deepStrictEqual(OtpUse.ofDebit(transferOf(Given.isRequested), "key"), next(1, 1))
    assert.deepStrictEqual(OtpUse.ofDebit(transferOf(Given.isAwaitingOtp), "key"), next(1, 1))
    assert.deepStrictEqual(OtpUse.ofDebit(transferOf(Given.after(Given.wrongOtp)), "key"), next(1, 2))
    assert.deepStrictEqual(OtpUse.ofDebit(transferOf(Given.isDebiting), "key"), next(1, 2))
  })
})

describe("the OTP of a refund", () => {
  const pending = Given.after(Given.accepted("3"))
  const sent = [Given.startRefundOtpSend(), Given.recordRefundOtpSend(1, Given.sent(1, Given.now))]

  it("is that of the key's own refund, open or closed, and never a debit's", () => {
    const open = transferOf(pending, ...sent, Given.startRefund(2))
    assert.deepStrictEqual(OtpUse.ofRefund(open, "key-2"), made(1, 1))
    assert.deepStrictEqual(OtpUse.ofRefund(open, "key-1"), next(1, 2))
    const done = transferOf(pending, ...sent, Given.startRefund(2), Given.recordRefundOutcome(2, Given.refundDone(3)))
    assert.deepStrictEqual(OtpUse.ofRefund(done, "key-2"), made(1, 1))
    const refused = transferOf(pending, ...sent, Given.startRefund(2), Given.recordRefundOutcome(2, Given.wrongOtp))
    assert.deepStrictEqual(OtpUse.ofRefund(refused, "key-2"), made(1, 1))
    const again = transferOf(
      pending,
      ...sent,
      Given.startRefund(2),
      Given.recordRefundOutcome(2, Given.wrongOtp),
      Given.startRefund(3, [Given.about(1, Given.proven("3"))])
    )
    assert.deepStrictEqual(OtpUse.ofRefund(again, "key-2"), made(1, 1))
    assert.deepStrictEqual(OtpUse.ofRefund(again, "key-3"), made(1, 2))
  })

  it("is the one that is with the customer, in its next try, where the key has no refund", () => {
    assert.deepStrictEqual(OtpUse.ofRefund(transferOf(pending), "key"), next(0, 1))
    assert.deepStrictEqual(OtpUse.ofRefund(transferOf(pending, ...sent), "key"), next(1, 1))
    assert.deepStrictEqual(OtpUse.ofRefund(transferOf(Given.isAwaitingOtp), "key"), next(0, 1))
  })
})
