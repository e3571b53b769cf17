/**
 * What inquiries lead to: evidence moves a transfer, nothing else does, and after the settlement window a person looks.
 *
 * @module
 */
import { Result } from "effect"
import type * as Attempt from "./Attempt.ts"
import type { ClientRefId } from "./ClientRefId.ts"
import { aboutAttempt, alarm, attemptsToRecheck, type Decision, debitOf, isOfAnother, refuse } from "./Decision.ts"
import type { Finding } from "./Evidence.ts"
import type { AttemptFinding, CommandOf } from "./TransferCommand.ts"
import { InvalidField } from "./TransferError.ts"
import type { AlarmKind, TransferEvent } from "./TransferEvent.ts"
import { evolve } from "./TransferEvolution.ts"
import { inquiryDelayMillis, type TransferPolicy } from "./TransferPolicy.ts"
import * as State from "./TransferState.ts"
import { isCalling, settlementEndsAtMillis } from "./TransferStep.ts"
import * as TxStatus from "./TxStatus.ts"

/**
 * The debits that settlement inquires: the open one, or the one whose refund is not settled; where Eko says that the OTP
 * was used before, every earlier one that may have used it; and those that a callback has hinted at.
 */
export const attemptsToSettle = (transfer: State.TransferState): ReadonlyArray<Attempt.Debit> => {
  const asked = transfer.requestedInquiry?.attempts ?? []
  const due = [...unsettledAttempts(transfer), ...asked.flatMap((clientRefId) => debitOf(transfer, clientRefId) ?? [])]
  return [...new Map(due.map((attempt) => [attempt.clientRefId, attempt])).values()]
}

const unsettledAttempts = (transfer: State.TransferState): ReadonlyArray<Attempt.Debit> => {
  switch (transfer.state) {
    case "debiting":
    case "refund_pending":
    case "refunding":
      return [transfer.attempt]
    case "in_doubt":
    case "awaited":
      return transfer.doubt === "otp_consumed" ? [transfer.attempt, ...attemptsToRecheck(transfer)] : [transfer.attempt]
    case "requested":
    case "awaiting_otp":
    case "succeeded":
    case "refunded":
    case "failed":
    case "cancelled":
    case "expired":
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
  const { atMillis } = command
  const events: Array<TransferEvent> = []
  let current = transfer
  for (const { clientRefId, finding } of closedFirst(transfer, command.findings)) {
    const attempt = debitOf(current, clientRefId)
    if (attempt === undefined) {
      return Result.fail(new InvalidField({ field: "findings", problem: "name no attempt of this transfer" }))
    }
    // Each finding is judged on what the ones before it have led to.
    const found = settleOne(current, clientRefId, aboutAttempt(attempt, finding), atMillis, policy)
    events.push(...found)
    current = found.reduce(evolve, current)
  }
  return Result.succeed([
    ...events,
    ...handOver(current, atMillis, policy),
    ...askAgain(transfer, current, atMillis, policy)
  ])
}

/** A sign that a closed attempt moved money is heard before a word that would fail the open one, and the transfer. */
const closedFirst = (
  transfer: State.TransferState,
  findings: ReadonlyArray<AttemptFinding>
): ReadonlyArray<AttemptFinding> => {
  const current = State.currentAttempt(transfer)?.clientRefId
  const isOpen = ({ clientRefId }: AttemptFinding) => clientRefId === current
  return [...findings.filter((found) => !isOpen(found)), ...findings.filter(isOpen)]
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

/**
 * A hint that Eko did not answer to is followed up where nothing else would: ever more seldom, and for the settlement
 * window.
 */
const askAgain = (
  before: State.TransferState,
  after: State.TransferState,
  atMillis: number,
  policy: TransferPolicy
): ReadonlyArray<TransferEvent> => {
  const asked = before.requestedInquiry
  if (asked === undefined || after.requestedInquiry === undefined) return []
  if (atMillis >= asked.sinceMillis + policy.settlementWindowMillis) {
    return [{ _tag: "InquiryDropped", atMillis }]
  }
  const dueAtMillis = atMillis + inquiryDelayMillis(policy, asked.inquiries)
  return [{ _tag: "InquiryPostponed", atMillis, dueAtMillis }]
}

const settleOne = (
  transfer: State.TransferState,
  clientRefId: ClientRefId,
  finding: Finding,
  atMillis: number,
  policy: TransferPolicy
): ReadonlyArray<TransferEvent> => {
  const inquired: TransferEvent = { _tag: "DebitInquired", atMillis, clientRefId, finding }
  const isAsked = transfer.requestedInquiry?.attempts.includes(clientRefId) === true
  const meaning = finding._tag === "Proven" ? TxStatus.meaning(finding.txStatus) : undefined
  const isCurrent = "attempt" in transfer && transfer.attempt.clientRefId === clientRefId
  if (!isCurrent) {
    const events = aboutClosed(clientRefId, finding, atMillis)
    // A closed attempt of a final transfer is heard of again and again; only what is new is kept.
    return isAsked || !State.isFinal(transfer) || events.some(isSign) ? events : []
  }
  const raise = (...kinds: ReadonlyArray<AlarmKind>): ReadonlyArray<TransferEvent> => [
    inquired,
    ...[...(isOfAnother(finding) ? (["tid_claimed_twice"] as const) : []), ...kinds].map((kind) =>
      alarm(kind, atMillis, clientRefId)
    )
  ]
  const contradicts = (...contradictions: ReadonlyArray<TxStatus.Meaning>): ReadonlyArray<AlarmKind> =>
    meaning !== undefined && contradictions.includes(meaning) && !transfer.alarms.includes("contradiction")
      ? ["contradiction"]
      : []
  switch (transfer.state) {
    case "debiting":
      return [{ _tag: "DebitAbandoned", atMillis, clientRefId }, ...raise()]
    case "in_doubt":
    case "awaited":
      return raise()
    case "succeeded": {
      if (meaning === "refund_pending" || meaning === "refunded") return raise("reversed")
      const events = raise(...contradicts("failed"))
      return isAsked || events.length > 1 ? events : []
    }
    case "refund_pending":
      return raise(...contradicts("success", "failed"))
    case "refunding": {
      const isOver = atMillis >= (settlementEndsAtMillis(transfer, policy) ?? atMillis)
      // A "3" soon after a refund proves nothing about it.
      if (meaning !== "refund_pending" || !isOver) return raise(...contradicts("success", "failed"))
      const refund = transfer.refund.clientRefId
      return [
        ...raise(),
        { _tag: "RefundSetAside", atMillis, clientRefId: refund },
        alarm("refund_unsettled", atMillis, refund)
      ]
    }
    case "refunded": {
      const events = raise(...contradicts("success", "failed", "refund_pending"))
      return isAsked || events.length > 1 ? events : []
    }
  }
}

/** What an inquiry about a closed attempt found, and the alarm where it is a sign. */
export const aboutClosed = (
  clientRefId: ClientRefId,
  finding: Finding,
  atMillis: number
): ReadonlyArray<TransferEvent> => {
  const inquired: TransferEvent = { _tag: "DebitInquired", atMillis, clientRefId, finding }
  if (isOfAnother(finding)) return [inquired, alarm("tid_claimed_twice", atMillis, clientRefId)]
  return finding._tag === "Proven" && TxStatus.meaning(finding.txStatus) !== "failed"
    ? [inquired, alarm("closed_attempt_moved_money", atMillis, clientRefId)]
    : [inquired]
}

/** Whether an event says more about a closed attempt than that nothing moved. */
export const isSign = ({ _tag }: TransferEvent): boolean => _tag === "AlarmRaised"

/** A callback's hint: an inquiry soon, unless one is pending already; it moves nothing by itself. */
export const requestInquiry = (
  transfer: State.TransferState,
  command: CommandOf<"RequestInquiry">,
  policy: TransferPolicy
): Decision => {
  const { atMillis } = command
  // Of a refund, the debit is what Eko is asked about.
  const debit =
    debitOf(transfer, command.clientRefId) ??
    (State.refundOf(transfer, command.clientRefId) === undefined ? undefined : State.currentAttempt(transfer))
  if (debit === undefined) return refuse(command, transfer)
  const { clientRefId } = debit
  const isCurrent = State.currentAttempt(transfer)?.clientRefId === clientRefId
  const isPending =
    (transfer.state === "debiting" && isCurrent) || transfer.requestedInquiry?.attempts.includes(clientRefId) === true
  if (isPending) return Result.succeed([])
  // No inquiry overtakes the call that it is about.
  const dueAtMillis = atMillis + (isCalling(transfer) ? inquiryDelayMillis(policy, 0) : 0)
  return Result.succeed([{ _tag: "InquiryRequested", atMillis, clientRefId, dueAtMillis }])
}
