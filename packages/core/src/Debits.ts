/**
 * The debits of a transfer: when one may start, and what its own answer leads to.
 *
 * @module
 */
import { Result } from "effect"
import * as Attempt from "./Attempt.ts"
import { aboutAttempt, alarm, type Decision, debitOf, refuse } from "./Decision.ts"
import { checkOtp, noSendPending } from "./OtpSends.ts"
import * as Outcome from "./Outcome.ts"
import * as Settlement from "./Settlement.ts"
import type { AttemptFinding, CommandOf } from "./TransferCommand.ts"
import { InvalidField, RecheckUnanswered, TransferBlocked, type TransferError, WrongState } from "./TransferError.ts"
import type { AlarmKind, TransferEvent } from "./TransferEvent.ts"
import { weigh } from "./TransferEvolution.ts"
import type * as State from "./TransferState.ts"
import * as TxStatus from "./TxStatus.ts"

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
  if (Result.isFailure(recheck) || recheck.success.length > 0) return recheck
  return Result.succeed([
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

/** The earlier attempts that are inquired once more before another one starts. */
export const attemptsToRecheck = (transfer: State.TransferState): ReadonlyArray<Attempt.ClosedDebit> =>
  transfer.closedAttempts.filter(Attempt.needsRecheck)

const recheckEarlier = (
  transfer: State.TransferState,
  findings: ReadonlyArray<AttemptFinding>,
  atMillis: number
): Decision => {
  const signs: Array<TransferEvent> = []
  let unanswered: string | undefined
  for (const attempt of attemptsToRecheck(transfer)) {
    const found = findings.find(({ clientRefId }) => clientRefId === attempt.clientRefId)
    const finding = found === undefined ? undefined : aboutAttempt(attempt, found.finding)
    switch (finding?._tag) {
      case undefined:
        unanswered ??= "not inquired"
        break
      case "Unanswered":
        unanswered ??= finding.cause
        break
      case "Unproven":
        unanswered ??= finding.why
        break
      case "NotFound":
      case "Proven":
        signs.push(...Settlement.findingAboutClosed(attempt.clientRefId, finding, atMillis))
    }
  }
  // One attempt that moved money says enough, whatever was not answered about another.
  return signs.length === 0 && unanswered !== undefined
    ? Result.fail(new RecheckUnanswered({ cause: unanswered }))
    : Result.succeed(signs)
}

export const recordOutcome = (transfer: State.TransferState, command: CommandOf<"RecordOutcome">): Decision => {
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
        return record(["contradiction"])
    }
  }
  const closed = transfer.closedAttempts.find((attempt) => attempt.clientRefId === clientRefId)
  if (closed === undefined) return refuse(command, transfer)
  const contradictions = contradictionsOf(closed, outcome)
  return contradictions.length === 0 ? Result.succeed([]) : record(contradictions)
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
      // Eko cannot have refused what never left us.
      return (known._tag === "NotSent") === (outcome._tag === "NotSent") ? [] : ["contradiction"]
  }
}

const alarmsOf = (outcome: Outcome.Outcome): ReadonlyArray<AlarmKind> => {
  switch (outcome._tag) {
    case "CredentialsRefused":
      return ["credentials_refused"]
    case "OtpConsumed":
      return ["otp_consumed"]
    case "Accepted":
      return isRefundStatus(outcome.txStatus) ? ["refund_status"] : []
    case "Unknown":
      return outcome.cause === Outcome.tidOfAnother ? ["tid_claimed_twice"] : []
    case "NotSent":
    case "WrongOtp":
    case "OtpExpired":
    case "Declined":
      return []
  }
}

export const isRefundStatus = (status: TxStatus.TxStatus): boolean => {
  const meaning = TxStatus.meaning(status)
  return meaning === "refund_pending" || meaning === "refunded"
}
