/**
 * The refunds of a transfer whose money waits at Eko: their OTPs, when one may start, and what its own answer leads to.
 *
 * A refund is an attempt like a debit, but Eko knows it by no reference of ours. So an unknown outcome is settled only by
 * inquiring the debit, and only when its 3 has become a 4; see {@link module:Settlement}.
 *
 * @module
 */
import { Result } from "effect"
import type { CashReturned, OpenDebit } from "./Attempt.ts"
import { alarmsOf } from "./Debits.ts"
import { aboutAttempt, alarm, type Decision, refuse } from "./Decision.ts"
import { whyNothing } from "./Evidence.ts"
import { checkOtp, noSendPending } from "./OtpSends.ts"
import { weigh } from "./RefundEvolution.ts"
import * as Settlement from "./Settlement.ts"
import type { AttemptFinding, CommandOf } from "./TransferCommand.ts"
import {
  InvalidField,
  OtpUnusable,
  RecheckUnanswered,
  TransferBlocked,
  type TransferError,
  WrongState
} from "./TransferError.ts"
import type { TransferEvent } from "./TransferEvent.ts"
import type { TransferPolicy } from "./TransferPolicy.ts"
import * as State from "./TransferState.ts"
import * as TxStatus from "./TxStatus.ts"

export const startOtpSend = (
  transfer: State.TransferState,
  command: CommandOf<"StartRefundOtpSend">,
  policy: TransferPolicy
): Decision => {
  if (transfer.state !== "refund_pending") return refuse(command, transfer)
  if (transfer.isBlocked) return Result.fail(new TransferBlocked())
  const { atMillis } = command
  return Result.map(noSendPending(transfer.refunds, atMillis), () => [
    {
      _tag: "RefundOtpSendStarted",
      atMillis,
      send: transfer.refunds.otpSends + 1,
      untilMillis: atMillis + 2 * policy.callTimeoutMillis
    }
  ])
}

export const recordOtpSend = (
  transfer: State.TransferState,
  { atMillis, send, result }: CommandOf<"RecordRefundOtpSend">,
  policy: TransferPolicy
): Decision =>
  "refunds" in transfer && send >= 1 && send <= transfer.refunds.otpSends
    ? Result.succeed([{ _tag: "RefundOtpSendAnswered", atMillis, send, result, tries: policy.otpTries }])
    : Result.fail(new InvalidField({ field: "send", problem: "names no refund OTP of this transfer" }))

/** Whether a refund may start now, but for the debit that is inquired once more where an earlier refund went before. */
export const readyToRefund = (
  transfer: State.TransferState,
  atMillis: number
): Result.Result<{ readonly transfer: State.RefundPending; readonly otp: State.ActiveOtp }, TransferError> => {
  if (transfer.state !== "refund_pending") {
    return Result.fail(new WrongState({ command: "StartRefund", state: transfer.state }))
  }
  if (transfer.isBlocked) return Result.fail(new TransferBlocked())
  const { otp } = transfer.refunds
  if (otp === undefined) return Result.fail(new OtpUnusable({ why: "expired" }))
  return noSendPending(transfer.refunds, atMillis).pipe(
    Result.andThen(() => checkOtp(otp, atMillis)),
    Result.map(() => ({ transfer, otp }))
  )
}

export const start = (
  transfer: State.TransferState,
  command: CommandOf<"StartRefund">,
  policy: TransferPolicy
): Decision => {
  const { atMillis, attempt, findings } = command
  const ready = readyToRefund(transfer, atMillis)
  if (Result.isFailure(ready)) return Result.fail(ready.failure)
  if (State.refundOf(transfer, attempt.clientRefId) !== undefined) {
    return Result.fail(new InvalidField({ field: "clientRefId", problem: "names an earlier refund" }))
  }
  const problem = cashProblem(attempt.cashReturned, ready.success.transfer.attempt, atMillis)
  if (problem !== undefined) return Result.fail(new InvalidField({ field: "cashReturned", problem }))
  const recheck = recheckDebit(ready.success.transfer, findings, atMillis, policy)
  if (Result.isFailure(recheck) || recheck.success.isOver) return Result.map(recheck, ({ events }) => events)
  return Result.succeed([
    ...recheck.success.events,
    {
      _tag: "RefundStarted",
      atMillis,
      attempt: {
        kind: "refund",
        ...attempt,
        number: ready.success.transfer.refunds.earlier.length + 1,
        otpSend: ready.success.otp.send,
        startedAtMillis: atMillis
      }
    }
  ])
}

/** People write minutes down, and their clocks are not ours. */
const roundingMillis = 60_000

/** Cash is handed back after the debit that it is for, and before anyone certifies that it was. */
const cashProblem = (
  { atMillis: returnedAtMillis }: CashReturned,
  { startedAtMillis }: OpenDebit,
  nowMillis: number
): string | undefined => {
  if (returnedAtMillis > nowMillis + roundingMillis) return "must not lie in the future"
  return returnedAtMillis < startedAtMillis - roundingMillis ? "must not lie before the debit" : undefined
}

/** After an earlier refund, Eko must say 3 once more before another one starts; a 4 ends it. */
const recheckDebit = (
  transfer: State.RefundPending,
  findings: ReadonlyArray<AttemptFinding>,
  atMillis: number,
  policy: TransferPolicy
): Result.Result<{ readonly events: ReadonlyArray<TransferEvent>; readonly isOver: boolean }, TransferError> => {
  if (transfer.refunds.earlier.length === 0) return Result.succeed({ events: [], isOver: false })
  const { clientRefId } = transfer.attempt
  const found = findings.find((one) => one.clientRefId === clientRefId)
  const finding = found === undefined ? undefined : aboutAttempt(transfer.attempt, found.finding)
  if (finding?._tag !== "Proven") {
    const cause = finding?._tag === "NotFound" ? "not found" : whyNothing(finding)
    return Result.fail(new RecheckUnanswered({ cause }))
  }
  const settled = Settlement.settle(
    transfer,
    { _tag: "Settle", atMillis, findings: [{ clientRefId, finding }] },
    policy
  )
  return Result.map(settled, (events) => {
    const isStill = TxStatus.meaning(finding.txStatus) === "refund_pending"
    // That the wait for the customer has aged is settlement's to say.
    return { events: events.filter(({ _tag }) => !isStill || _tag === "DebitInquired"), isOver: !isStill }
  })
}

export const recordOutcome = (transfer: State.TransferState, command: CommandOf<"RecordRefundOutcome">): Decision => {
  const { atMillis, clientRefId, outcome } = command
  if (!("refunds" in transfer) || State.refundOf(transfer, clientRefId) === undefined) return refuse(command, transfer)
  const record = (...kinds: ReadonlyArray<ReturnType<typeof alarmsOf>[number]>): Decision =>
    Result.succeed([
      { _tag: "RefundAnswered", atMillis, clientRefId, outcome },
      ...kinds.map((kind) => alarm(kind, atMillis, clientRefId))
    ])
  switch (weigh(transfer, clientRefId, outcome)) {
    case "news":
      return record(...alarmsOf(outcome))
    case "known":
      return Result.succeed([])
    case "contradiction":
      return record("contradiction")
    case "moved after all":
      return record("closed_attempt_moved_money")
  }
}
