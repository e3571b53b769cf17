/**
 * What inquiries lead to: evidence moves a transfer, nothing else does, and after the settlement window a person looks.
 *
 * @module
 */
import { Result } from "effect"
import type * as Attempt from "./Attempt.ts"
import type { ClientRefId } from "./ClientRefId.ts"
import { attemptsToRecheck, isRefundStatus } from "./Debits.ts"
import { aboutAttempt, alarm, type Decision, debitOf, isOfAnother, refuse } from "./Decision.ts"
import type { Finding } from "./Evidence.ts"
import type { CommandOf } from "./TransferCommand.ts"
import { InvalidField } from "./TransferError.ts"
import type { TransferEvent } from "./TransferEvent.ts"
import { evolve } from "./TransferEvolution.ts"
import type { TransferPolicy } from "./TransferPolicy.ts"
import * as State from "./TransferState.ts"
import { settlementEndsAtMillis } from "./TransferStep.ts"
import * as TxStatus from "./TxStatus.ts"

/**
 * The attempts that settlement inquires: the open one, and, where Eko says that the OTP was used before, every earlier
 * one that may have used it.
 */
export const attemptsToSettle = (transfer: State.TransferState): ReadonlyArray<Attempt.Debit> => {
  switch (transfer.state) {
    case "debiting":
      return [transfer.attempt]
    case "in_doubt":
    case "awaited":
      return transfer.doubt === "otp_consumed" ? [transfer.attempt, ...attemptsToRecheck(transfer)] : [transfer.attempt]
    default:
      return []
  }
}

export const settle = (
  transfer: State.TransferState,
  command: CommandOf<"Settle">,
  policy: TransferPolicy
): Decision => {
  if (State.currentAttempt(transfer) === undefined && transfer.closedAttempts.length === 0) {
    return refuse(command, transfer)
  }
  const events: Array<TransferEvent> = []
  let current = transfer
  for (const { clientRefId, finding } of command.findings) {
    const attempt = debitOf(current, clientRefId)
    if (attempt === undefined) {
      return Result.fail(new InvalidField({ field: "findings", problem: "name no attempt of this transfer" }))
    }
    // Each finding is judged on what the ones before it have led to.
    const found = settleOne(current, clientRefId, aboutAttempt(attempt, finding), command.atMillis)
    events.push(...found)
    current = found.reduce(evolve, current)
  }
  return Result.succeed([...events, ...handOver(current, command.atMillis, policy)])
}

/** What is not settled when its window has passed becomes an aged break; time alone never fails it. */
const handOver = (
  transfer: State.TransferState,
  atMillis: number,
  policy: TransferPolicy
): ReadonlyArray<TransferEvent> => {
  const endsAtMillis = settlementEndsAtMillis(transfer, policy)
  if (endsAtMillis === undefined || atMillis < endsAtMillis || State.isHandedOver(transfer)) return []
  const clientRefId = State.currentAttempt(transfer)?.clientRefId
  return [
    { _tag: "HandedOver", atMillis },
    { _tag: "AlarmRaised", atMillis, kind: "aged", ...(clientRefId === undefined ? {} : { clientRefId }) }
  ]
}

const settleOne = (
  transfer: State.TransferState,
  clientRefId: ClientRefId,
  finding: Finding,
  atMillis: number
): ReadonlyArray<TransferEvent> => {
  const isCurrent = "attempt" in transfer && transfer.attempt.clientRefId === clientRefId
  if (!isCurrent) return findingAboutClosed(clientRefId, finding, atMillis)
  const inquired: TransferEvent = { _tag: "DebitInquired", atMillis, clientRefId, finding }
  const status = finding._tag === "Proven" ? finding.txStatus : undefined
  const alarms = isOfAnother(finding)
    ? [alarm("tid_claimed_twice", atMillis, clientRefId)]
    : status !== undefined && isRefundStatus(status)
      ? [alarm("refund_status", atMillis, clientRefId)]
      : []
  switch (transfer.state) {
    case "debiting":
      return [{ _tag: "DebitAbandoned", atMillis, clientRefId }, inquired, ...alarms]
    case "in_doubt":
      return [inquired, ...alarms]
    case "awaited":
      // Hearing 3 or 4 again is no news, but the inquiry counts.
      return status === transfer.txStatus ? [inquired] : [inquired, ...alarms]
    case "succeeded":
      if (alarms.length > 0) return [inquired, ...alarms]
      return status !== undefined && TxStatus.meaning(status) === "failed"
        ? [inquired, alarm("contradiction", atMillis, clientRefId)]
        : []
  }
}

/** Nothing more is learnt from hearing again that a closed attempt moved nothing. */
export const findingAboutClosed = (
  clientRefId: ClientRefId,
  finding: Finding,
  atMillis: number
): ReadonlyArray<TransferEvent> => {
  const inquired: TransferEvent = { _tag: "DebitInquired", atMillis, clientRefId, finding }
  if (isOfAnother(finding)) return [inquired, alarm("tid_claimed_twice", atMillis, clientRefId)]
  return finding._tag === "Proven" && TxStatus.meaning(finding.txStatus) !== "failed"
    ? [inquired, alarm("closed_attempt_moved_money", atMillis, clientRefId)]
    : []
}
