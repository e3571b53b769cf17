/**
 * The decider: which events a command leads to in a state, and nothing else.
 *
 * `decide` and `evolve` are pure and total; the time is inside the command. The machine leans one way throughout: an
 * outcome that is not proven keeps the transfer where it is, and only evidence about the open attempt moves it.
 *
 * @module
 */
import { Result } from "effect"
import type { ClientRefId } from "./ClientRefId.ts"
import * as Debits from "./Debits.ts"
import { type Decision, refuse } from "./Decision.ts"
import type { Tid } from "./Identifiers.ts"
import * as OtpSends from "./OtpSends.ts"
import * as Outcome from "./Outcome.ts"
import * as Refunds from "./Refunds.ts"
import * as Resolutions from "./Resolutions.ts"
import * as Settlement from "./Settlement.ts"
import type { Command, CommandOf } from "./TransferCommand.ts"
import { InvalidField, TransferBlocked } from "./TransferError.ts"
import type { Terms, TransferEvent } from "./TransferEvent.ts"
import type { TransferPolicy } from "./TransferPolicy.ts"
import type * as State from "./TransferState.ts"

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
      return OtpSends.startOtpSend(transfer, command, policy)
    case "RecordOtpSend":
      return OtpSends.recordOtpSend(transfer, command, policy)
    case "StartDebit":
      return Debits.startDebit(transfer, command)
    case "RecordOutcome":
      return Debits.recordOutcome(transfer, command, policy)
    case "Settle":
      return Settlement.settle(transfer, command, policy)
    case "RequestInquiry":
      return Settlement.requestInquiry(transfer, command, policy)
    case "StartRefundOtpSend":
      return Refunds.startOtpSend(transfer, command, policy)
    case "RecordRefundOtpSend":
      return Refunds.recordOtpSend(transfer, command, policy)
    case "StartRefund":
      return Refunds.start(transfer, command, policy)
    case "RecordRefundOutcome":
      return Refunds.recordOutcome(transfer, command)
    case "Withdraw":
      return Debits.withdraw(transfer, command, policy)
    case "Resolve":
      return Resolutions.resolve(transfer, command, policy)
    case "Unblock":
      return Resolutions.unblock(transfer, command, policy)
    case "Cancel":
      return cancel(transfer, command)
    case "Expire":
      return expire(transfer, command)
  }
}

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
    OtpSends.otpSendStarted(1, atMillis, policy)
  ])
}

const cancel = (transfer: State.TransferState, command: CommandOf<"Cancel">): Decision => {
  if (transfer.state === "cancelled") return Result.succeed([])
  if (transfer.state !== "requested" && transfer.state !== "awaiting_otp") return refuse(command, transfer)
  if (transfer.isBlocked) return Result.fail(new TransferBlocked())
  return Result.succeed([{ _tag: "TransferCancelled", atMillis: command.atMillis }])
}

/** The queue's time is not trusted: a step that comes too early is offered again. */
const expire = (transfer: State.TransferState, command: CommandOf<"Expire">): Decision => {
  if (transfer.state === "expired") return Result.succeed([])
  if (transfer.state !== "requested" && transfer.state !== "awaiting_otp") return refuse(command, transfer)
  const { atMillis } = command
  const isHeld = transfer.isBlocked || atMillis < transfer.expiresAtMillis
  return Result.succeed([{ _tag: isHeld ? "ExpiryHeld" : "TransferExpired", atMillis }])
}

/** The transaction ids that events newly hold for attempts. */
export const tidsOf = (events: ReadonlyArray<TransferEvent>): ReadonlyArray<{ clientRefId: ClientRefId; tid: Tid }> =>
  events.flatMap((event) => {
    const tid = tidIn(event)
    return tid === undefined || !("clientRefId" in event) || event.clientRefId === undefined
      ? []
      : [{ clientRefId: event.clientRefId, tid }]
  })

const tidIn = (event: TransferEvent): Tid | undefined => {
  switch (event._tag) {
    case "DebitAnswered":
    case "RefundAnswered":
      return Outcome.tidOf(event.outcome)
    case "DebitInquired":
      return event.finding._tag === "Proven" ? event.finding.facts.tid : undefined
    case "AttemptResolved":
      return event.resolution._tag === "Moved" ? event.resolution.tid : undefined
    default:
      return undefined
  }
}

export { readyToDebit } from "./Debits.ts"
export { attemptsToRecheck } from "./Decision.ts"
export { readyToRefund } from "./Refunds.ts"
export { attemptsToSettle } from "./Settlement.ts"
export type { AttemptFinding, Command } from "./TransferCommand.ts"
export { evolve, replay } from "./TransferEvolution.ts"
