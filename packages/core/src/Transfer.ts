/**
 * The decider: which events a command leads to in a state, and nothing else.
 *
 * `decide` and `evolve` are pure and total; the time is inside the command. The machine leans one way throughout: an
 * outcome that is not proven keeps the transfer where it is, and only evidence about the open attempt moves it.
 *
 * @module
 */
import { Result } from "effect"
import * as Attempt from "./Attempt.ts"
import type { ClientRefId } from "./ClientRefId.ts"
import type { Finding } from "./Evidence.ts"
import type { Tid } from "./Identifiers.ts"
import * as Outcome from "./Outcome.ts"
import {
  InvalidField,
  OtpSendPending,
  OtpUnusable,
  RecheckUnanswered,
  TransferBlocked,
  type TransferError,
  WrongState
} from "./TransferError.ts"
import type { AlarmKind, OtpSendResult, Terms, TransferEvent } from "./TransferEvent.ts"
import { evolve, weigh } from "./TransferEvolution.ts"
import type { TransferPolicy } from "./TransferPolicy.ts"
import * as State from "./TransferState.ts"
import * as TxStatus from "./TxStatus.ts"

/** What one inquiry found about the attempt with this reference. */
export interface AttemptFinding {
  readonly clientRefId: ClientRefId
  readonly finding: Finding
}

export type Command =
  /** A new transfer, with its first OTP send recorded. */
  | { readonly _tag: "Request"; readonly atMillis: number; readonly terms: Terms }
  /** Another OTP is about to be sent. */
  | { readonly _tag: "StartOtpSend"; readonly atMillis: number }
  | { readonly _tag: "RecordOtpSend"; readonly atMillis: number; readonly send: number; readonly result: OtpSendResult }
  /** A debit is about to be sent; `findings` are about the earlier attempts that needed another look. */
  | {
      readonly _tag: "StartDebit"
      readonly atMillis: number
      readonly attempt: Pick<
        Attempt.OpenDebit,
        "clientRefId" | "confirmationKey" | "signedAtMillis" | "sendBeforeMillis"
      >
      readonly findings: ReadonlyArray<AttemptFinding>
    }
  /** The open attempt's own answer, in time or late. */
  | {
      readonly _tag: "RecordOutcome"
      readonly atMillis: number
      readonly clientRefId: ClientRefId
      readonly outcome: Outcome.Outcome
    }
  /** What settlement found out. */
  | { readonly _tag: "Settle"; readonly atMillis: number; readonly findings: ReadonlyArray<AttemptFinding> }
  | { readonly _tag: "Cancel"; readonly atMillis: number }
  | { readonly _tag: "Expire"; readonly atMillis: number }

type Decision = Result.Result<ReadonlyArray<TransferEvent>, TransferError>

/**
 * The events that a command leads to, or why it is refused. No events: all of it is recorded already.
 */
export const decide = (
  transfer: State.TransferState | undefined,
  command: Command,
  policy: TransferPolicy
): Decision => {
  if (command._tag === "Request") {
    return transfer === undefined ? request(command, policy) : refuse(command, transfer)
  }
  if (transfer === undefined) return Result.fail(new InvalidField({ field: "id", problem: "names no transfer" }))
  switch (command._tag) {
    case "StartOtpSend":
      return startOtpSend(transfer, command, policy)
    case "RecordOtpSend":
      return recordOtpSend(transfer, command, policy)
    case "StartDebit":
      return startDebit(transfer, command)
    case "RecordOutcome":
      return recordOutcome(transfer, command)
    case "Settle":
      return settle(transfer, command)
    case "Cancel":
      return cancel(transfer, command)
    case "Expire":
      return expire(transfer, command)
  }
}

type CommandOf<Tag extends Command["_tag"]> = Extract<Command, { readonly _tag: Tag }>

const refuse = (command: Command, transfer: State.TransferState): Decision =>
  Result.fail(new WrongState({ command: command._tag, state: transfer.state }))

/** What is wrong with the amount of a transfer, if anything. */
export const amountProblem = (
  { product, amountPaise }: Pick<Terms, "product" | "amountPaise">,
  policy: TransferPolicy
): InvalidField | undefined => {
  const { minPaise, maxPaise } = policy.amountLimits[product]
  if (amountPaise % 100 !== 0) {
    return new InvalidField({ field: "amountPaise", problem: "must be whole rupees, a multiple of 100" })
  }
  return amountPaise < minPaise || amountPaise > maxPaise
    ? new InvalidField({ field: "amountPaise", problem: `must be between ${minPaise} and ${maxPaise} for ${product}` })
    : undefined
}

const request = ({ atMillis, terms }: CommandOf<"Request">, policy: TransferPolicy): Decision => {
  const problem = amountProblem(terms, policy)
  if (problem !== undefined) return Result.fail(problem)
  const expiresAtMillis = atMillis + policy.idleLifetimeMillis
  return Result.succeed([
    { _tag: "TransferRequested", atMillis, terms, expiresAtMillis },
    otpSendStarted(1, atMillis, policy)
  ])
}

const otpSendStarted = (send: number, atMillis: number, policy: TransferPolicy): TransferEvent => ({
  _tag: "OtpSendStarted",
  atMillis,
  send,
  // A call may wait for its timestamp and then takes its timeout; after twice that it is over, whatever came of it.
  untilMillis: atMillis + 2 * policy.callTimeoutMillis,
  expiresAtMillis: atMillis + policy.idleLifetimeMillis
})

const startOtpSend = (
  transfer: State.TransferState,
  command: CommandOf<"StartOtpSend">,
  policy: TransferPolicy
): Decision => {
  if (transfer.state !== "requested" && transfer.state !== "awaiting_otp") return refuse(command, transfer)
  if (transfer.isBlocked) return Result.fail(new TransferBlocked())
  return Result.map(noSendPending(transfer, command.atMillis), () => [
    otpSendStarted(transfer.otpSends + 1, command.atMillis, policy)
  ])
}

const noSendPending = ({ pendingSend }: State.TransferState, atMillis: number): Result.Result<void, OtpSendPending> =>
  pendingSend !== undefined && atMillis < pendingSend.untilMillis
    ? Result.fail(new OtpSendPending({ untilMillis: pendingSend.untilMillis }))
    : Result.void

/** An OTP's reference that arrives late is kept in any state; it never moves an attempt. */
const recordOtpSend = (
  transfer: State.TransferState,
  { atMillis, send, result }: CommandOf<"RecordOtpSend">,
  policy: TransferPolicy
): Decision => {
  if (send < 1 || send > transfer.otpSends) {
    return Result.fail(new InvalidField({ field: "send", problem: "names no OTP send of this transfer" }))
  }
  return Result.succeed([{ _tag: "OtpSendAnswered", atMillis, send, result, tries: policy.otpTries }])
}

const startDebit = (
  transfer: State.TransferState,
  { atMillis, attempt, findings }: CommandOf<"StartDebit">
): Decision => {
  const ready = readyToDebit(transfer, atMillis)
  if (Result.isFailure(ready)) return Result.fail(ready.failure)
  if (attemptOf(transfer, attempt.clientRefId) !== undefined) {
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

/** Whether the customer's last OTP can still confirm anything. */
const checkOtp = (otp: State.ActiveOtp, atMillis: number): Result.Result<void, OtpUnusable> =>
  otp.triesLeft < 1
    ? Result.fail(new OtpUnusable({ why: "tries_used_up" }))
    : atMillis >= otp.expiresAtMillis
      ? Result.fail(new OtpUnusable({ why: "expired" }))
      : Result.void

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
        signs.push(...findingAboutClosed(attempt.clientRefId, finding, atMillis))
    }
  }
  // One attempt that moved money says enough, whatever was not answered about another.
  return signs.length === 0 && unanswered !== undefined
    ? Result.fail(new RecheckUnanswered({ cause: unanswered }))
    : Result.succeed(signs)
}

/** Only word of the transaction that is held for an attempt proves anything about it. */
const aboutAttempt = (attempt: Attempt.Debit, finding: Finding): Finding =>
  finding._tag === "Proven" && !Attempt.canHave(attempt, finding.facts.tid)
    ? { _tag: "Unproven", why: "another tid" }
    : finding

/** Nothing more is learnt from hearing again that a closed attempt moved nothing. */
const findingAboutClosed = (
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

const isOfAnother = (finding: Finding): boolean =>
  finding._tag === "Unproven" && finding.why === "tid of another attempt"

const alarm = (kind: AlarmKind, atMillis: number, clientRefId: ClientRefId): TransferEvent => ({
  _tag: "AlarmRaised",
  atMillis,
  kind,
  clientRefId
})

const attemptOf = (transfer: State.TransferState, clientRefId: ClientRefId): Attempt.Debit | undefined =>
  [State.currentAttempt(transfer), ...transfer.closedAttempts].find((attempt) => attempt?.clientRefId === clientRefId)

const recordOutcome = (transfer: State.TransferState, command: CommandOf<"RecordOutcome">): Decision => {
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

const isRefundStatus = (status: TxStatus.TxStatus): boolean => {
  const meaning = TxStatus.meaning(status)
  return meaning === "refund_pending" || meaning === "refunded"
}

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

const settle = (transfer: State.TransferState, command: CommandOf<"Settle">): Decision => {
  if (State.currentAttempt(transfer) === undefined && transfer.closedAttempts.length === 0) {
    return refuse(command, transfer)
  }
  const events: Array<TransferEvent> = []
  let current = transfer
  for (const { clientRefId, finding } of command.findings) {
    const attempt = attemptOf(current, clientRefId)
    if (attempt === undefined) {
      return Result.fail(new InvalidField({ field: "findings", problem: "name no attempt of this transfer" }))
    }
    // Each finding is judged on what the ones before it have led to.
    const found = settleOne(current, clientRefId, aboutAttempt(attempt, finding), command.atMillis)
    events.push(...found)
    current = found.reduce(evolve, current)
  }
  return Result.succeed(events)
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

const cancel = (transfer: State.TransferState, command: CommandOf<"Cancel">): Decision => {
  if (transfer.state === "cancelled") return Result.succeed([])
  if (transfer.state !== "requested" && transfer.state !== "awaiting_otp") return refuse(command, transfer)
  if (transfer.isBlocked) return Result.fail(new TransferBlocked())
  return Result.succeed([{ _tag: "TransferCancelled", atMillis: command.atMillis }])
}

const expire = (transfer: State.TransferState, command: CommandOf<"Expire">): Decision => {
  if (transfer.state === "expired") return Result.succeed([])
  if (transfer.state !== "requested" && transfer.state !== "awaiting_otp") return refuse(command, transfer)
  return Result.succeed([{ _tag: transfer.isBlocked ? "ExpiryHeld" : "TransferExpired", atMillis: command.atMillis }])
}

/** The transaction ids that events newly hold for attempts. */
export const tidsOf = (events: ReadonlyArray<TransferEvent>): ReadonlyArray<{ clientRefId: ClientRefId; tid: Tid }> =>
  events.flatMap((event) => {
    const tid =
      event._tag === "DebitAnswered"
        ? Outcome.tidOf(event.outcome)
        : event._tag === "DebitInquired" && event.finding._tag === "Proven"
          ? event.finding.facts.tid
          : undefined
    return tid === undefined || !("clientRefId" in event) || event.clientRefId === undefined
      ? []
      : [{ clientRefId: event.clientRefId, tid }]
  })

export { evolve, replay } from "./TransferEvolution.ts"
