/**
 * The debits of a transfer: when one may start, and what its own answer leads to.
 *
 * @module
 */
import { Result } from "effect"
import * as Attempt from "./Attempt.ts"
import { weigh } from "./DebitEvolution.ts"
import { aboutAttempt, alarm, attemptsToRecheck, type Decision, debitOf, refuse } from "./Decision.ts"
import { whyNothing } from "./Evidence.ts"
import { checkOtp, noSendPending } from "./OtpSends.ts"
import * as Outcome from "./Outcome.ts"
import * as Refunds from "./Refunds.ts"
import * as Settlement from "./Settlement.ts"
import type { AttemptFinding, CommandOf } from "./TransferCommand.ts"
import { InvalidField, RecheckUnanswered, TransferBlocked, type TransferError, WrongState } from "./TransferError.ts"
import type { AlarmKind, TransferEvent } from "./TransferEvent.ts"
import type { TransferPolicy } from "./TransferPolicy.ts"
import * as State from "./TransferState.ts"

export const startDebit = (
  transfer: State.TransferState,
  { atMillis, attempt, findings }: CommandOf<"StartDebit">
): Decision => {
  const ready = readyToDebit(transfer, atMillis)
  if (Result.isFailure(ready)) return Result.fail(ready.failure)
  if (debitOf(transfer, attempt.clientRefId) !== undefined) {
    return Result.fail(new InvalidField({ field: "clientRefId", problem: "names an earlier attempt" }))
  }
  const recheck = recheckEarlier(transfer, findings, atMillis)
  // A sign that money moved is recorded, and the attempt does not start.
  if (Result.isFailure(recheck) || recheck.success.some(Settlement.isSign)) return recheck
  return Result.succeed([
    ...recheck.success,
    {
      _tag: "DebitStarted",
      atMillis,
      attempt: {
        kind: "debit",
        ...attempt,
        number: transfer.closedAttempts.length + 1,
        otpSend: ready.success.otp.send,
        startedAtMillis: atMillis
      }
    }
  ])
}

/** Whether a debit may start now, but for the earlier attempts that are inquired once more before it does. */
export const readyToDebit = (
  transfer: State.TransferState,
  atMillis: number
): Result.Result<State.AwaitingOtp, TransferError> => {
  if (transfer.state !== "awaiting_otp") {
    return Result.fail(new WrongState({ command: "StartDebit", state: transfer.state }))
  }
  if (transfer.isBlocked) return Result.fail(new TransferBlocked())
  return noSendPending(transfer, atMillis).pipe(
    Result.andThen(() => checkOtp(transfer.otp, atMillis)),
    Result.map(() => transfer)
  )
}

/** What the inquiries about the earlier attempts found, or why they say too little to rule these attempts out. */
export const recheckEarlier = (
  transfer: State.TransferState,
  findings: ReadonlyArray<AttemptFinding>,
  atMillis: number
): Decision => {
  const events: Array<TransferEvent> = []
  let unanswered: string | undefined
  for (const attempt of attemptsToRecheck(transfer)) {
    const found = findings.find(({ clientRefId }) => clientRefId === attempt.clientRefId)
    const finding = found === undefined ? undefined : aboutAttempt(attempt, found.finding)
    if (finding === undefined || finding._tag === "Unanswered" || finding._tag === "Unproven") {
      unanswered ??= whyNothing(finding)
    } else events.push(...Settlement.aboutClosed(attempt.clientRefId, finding, atMillis))
  }
  // One attempt that moved money says enough, whatever was not answered about another.
  if (events.some(Settlement.isSign)) return Result.succeed(events)
  return unanswered === undefined ? Result.succeed(events) : Result.fail(new RecheckUnanswered({ cause: unanswered }))
}

export const recordOutcome = (
  transfer: State.TransferState,
  command: CommandOf<"RecordOutcome">,
  policy: TransferPolicy
): Decision => {
  const { atMillis, clientRefId, outcome } = command
  const record = (kinds: ReadonlyArray<AlarmKind>): Decision =>
    Result.succeed([
      { _tag: "DebitAnswered", atMillis, clientRefId, outcome },
      ...kinds.map((kind) => alarm(kind, atMillis, clientRefId))
    ])
  if ("attempt" in transfer && transfer.attempt.clientRefId === clientRefId) {
    switch (weigh(transfer, outcome)) {
      case "news":
        return record(alarmsOf(outcome))
      case "known":
        return Result.succeed([])
      case "contradiction":
        return Result.map(record(["contradiction"]), (events) => [...events, ...askAnew(transfer, command, policy)])
    }
  }
  const closed = transfer.closedAttempts.find((attempt) => attempt.clientRefId === clientRefId)
  if (closed === undefined) return refuse(command, transfer)
  const contradictions = contradictionsOf(closed, outcome)
  return contradictions.length === 0 ? Result.succeed([]) : record(contradictions)
}

/** A late word of our own transaction that does not fit moves nothing, but Eko is asked what holds now. */
const askAnew = (
  transfer: State.TransferState,
  { atMillis, clientRefId, outcome }: CommandOf<"RecordOutcome">,
  policy: TransferPolicy
): ReadonlyArray<TransferEvent> => {
  const attempt = State.currentAttempt(transfer)
  if (outcome._tag !== "Accepted" || attempt === undefined || !Attempt.canHave(attempt, outcome.facts.tid)) return []
  const hint = Settlement.requestInquiry(transfer, { _tag: "RequestInquiry", atMillis, clientRefId }, policy)
  return Result.getOrElse(hint, () => [])
}

/** What an answer about a closed attempt contradicts: one that agrees adds nothing, one that disagrees is not lost. */
const contradictionsOf = (
  { outcome: known }: Attempt.ClosedDebit,
  outcome: Outcome.Outcome
): ReadonlyArray<AlarmKind> => {
  switch (outcome._tag) {
    case "Accepted":
      return ["closed_attempt_moved_money"]
    case "OtpConsumed":
      return ["contradiction"]
    case "Unknown":
      return alarmsOf(outcome)
    default:
      // Eko cannot have refused what never left us; an operator's finding agrees with either.
      if (known._tag === "FoundUnmoved") return []
      return (known._tag === "NotSent") === (outcome._tag === "NotSent") ? [] : ["contradiction"]
  }
}

/** What an outcome is alarming by itself. */
export const alarmsOf = (outcome: Outcome.Outcome | Outcome.RefundOutcome): ReadonlyArray<AlarmKind> => {
  switch (outcome._tag) {
    case "CredentialsRefused":
      return ["credentials_refused"]
    case "OtpConsumed":
      return ["otp_consumed"]
    case "Unknown":
      return outcome.cause === Outcome.tidOfAnother ? ["tid_claimed_twice"] : []
    case "Accepted":
    case "Refunded":
    case "NotSent":
    case "WrongOtp":
    case "OtpExpired":
    case "Declined":
      return []
  }
}

/**
 * An attempt whose commit may have happened, and which was not sent: where it is recorded it is closed, and where it is
 * not, the transfer takes a new version, so that a commit that still hangs cannot arrive any more.
 */
export const withdraw = (
  transfer: State.TransferState,
  command: CommandOf<"Withdraw">,
  policy: TransferPolicy
): Decision => {
  const { atMillis, clientRefId, onVersion, outcome } = command
  if (debitOf(transfer, clientRefId) !== undefined) {
    return recordOutcome(transfer, { _tag: "RecordOutcome", atMillis, clientRefId, outcome }, policy)
  }
  if (State.refundOf(transfer, clientRefId) !== undefined) {
    return Refunds.recordOutcome(transfer, { _tag: "RecordRefundOutcome", atMillis, clientRefId, outcome })
  }
  return Result.succeed(transfer.version === onVersion ? [{ _tag: "AttemptWithdrawn", atMillis, clientRefId }] : [])
}
