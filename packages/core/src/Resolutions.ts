/**
 * When a named operator may settle what no inquiry did, and let a blocked transfer go on.
 *
 * @module
 */
import { Result } from "effect"
import type * as Attempt from "./Attempt.ts"
import { recheckEarlier } from "./Debits.ts"
import { aboutAttempt, attemptsToRecheck, type Decision, debitOf, refuse } from "./Decision.ts"
import { type Finding, whyNothing } from "./Evidence.ts"
import { isSame, type Judgement, type Proposal, type Resolution } from "./Resolution.ts"
import * as ResolutionRules from "./ResolutionRules.ts"
import { movement } from "./ResolutionRules.ts"
import type { AttemptFinding, CommandOf } from "./TransferCommand.ts"
import {
  MovementFound,
  RecheckUnanswered,
  ResolutionTooEarly,
  SecondPersonNeeded,
  type TransferError,
  WrongState
} from "./TransferError.ts"
import type { TransferEvent } from "./TransferEvent.ts"
import { evolve } from "./TransferEvolution.ts"
import type { TransferPolicy } from "./TransferPolicy.ts"
import * as State from "./TransferState.ts"
import * as TxStatus from "./TxStatus.ts"

/** The attempt that an operator can settle: the open one, or a closed one whose signs of money block the transfer. */
const resolvable = (
  transfer: State.TransferState,
  { clientRefId, resolution }: CommandOf<"Resolve">
): Attempt.Attempt | undefined => {
  switch (transfer.state) {
    case "in_doubt":
    case "awaited":
      return transfer.attempt.clientRefId === clientRefId ? transfer.attempt : undefined
    case "refunding":
      return transfer.refund.clientRefId === clientRefId ? transfer.refund : undefined
    case "awaiting_otp":
      return transfer.isBlocked && resolution._tag === "Moved" ? debitOf(transfer, clientRefId) : undefined
    default:
      return undefined
  }
}

/**
 * Whether a resolution may stand now, but for the fresh inquiry that "nothing moved" needs.
 */
export const readyToResolve = (
  transfer: State.TransferState,
  command: CommandOf<"Resolve">,
  policy: TransferPolicy
): Result.Result<Attempt.Attempt, TransferError> => {
  const { atMillis, resolution } = command
  const attempt = resolvable(transfer, command)
  if (attempt === undefined) return Result.fail(new WrongState({ command: command._tag, state: transfer.state }))
  const refusal = ResolutionRules.refusal(attempt, resolution, atMillis, policy)
  return refusal === undefined ? Result.succeed(attempt) : Result.fail(refusal)
}

export const resolve = (
  transfer: State.TransferState,
  command: CommandOf<"Resolve">,
  policy: TransferPolicy
): Decision => {
  const ready = readyToResolve(transfer, command, policy)
  if (Result.isFailure(ready)) return Result.fail(ready.failure)
  const { atMillis, clientRefId, findings } = command
  const resolution = standingResolution(transfer, command, policy)
  if (resolution === undefined) {
    return propose(transfer, atMillis, { _tag: "Resolve", clientRefId, resolution: command.resolution })
  }
  const resolved: TransferEvent = { _tag: "AttemptResolved", atMillis, clientRefId, resolution }
  if (resolution._tag === "Moved") return Result.succeed([resolved])
  const debit = State.currentAttempt(transfer)
  if (debit === undefined) return refuse(command, transfer)
  const finding = findingOf(debit, findings)
  const isRefund = transfer.state === "refunding"
  const refusal = isRefund ? movementOfRefund(finding, transfer) : movement(finding)
  if (refusal !== undefined) return Result.fail(refusal)
  // A person speaks of one attempt, and the transfer fails with it only where no earlier one may have moved the money.
  const recheck: Decision = isRefund ? Result.succeed([]) : recheckEarlier(transfer, findings, atMillis)
  if (Result.isFailure(recheck)) return recheck
  const inquired = finding === undefined ? [] : [inquiredEvent(debit.clientRefId, finding, atMillis)]
  const heard = [...recheck.success, ...inquired]
  // Where Eko's own word settles it, nobody else's is needed.
  return Result.succeed(isOpen(heard.reduce(evolve, transfer)) ? [...heard, resolved] : heard)
}

/** The debits that are inquired afresh before "nothing moved" may stand. */
export const attemptsToRuleOut = (transfer: State.TransferState): ReadonlyArray<Attempt.Debit> => {
  if (!isOpen(transfer)) return []
  return transfer.state === "refunding" ? [transfer.attempt] : [transfer.attempt, ...attemptsToRecheck(transfer)]
}

const isOpen = (transfer: State.TransferState): transfer is State.InDoubt | State.Awaited | State.Refunding =>
  transfer.state === "in_doubt" || transfer.state === "awaited" || transfer.state === "refunding"

const findingOf = (attempt: Attempt.Debit, findings: ReadonlyArray<AttemptFinding>): Finding | undefined => {
  const found = findings.find(({ clientRefId }) => clientRefId === attempt.clientRefId)
  return found === undefined ? undefined : aboutAttempt(attempt, found.finding)
}

const inquiredEvent = (
  clientRefId: AttemptFinding["clientRefId"],
  finding: Finding,
  atMillis: number
): TransferEvent => ({ _tag: "DebitInquired", atMillis, clientRefId, finding })

/** A refund moved nothing only where Eko still says that the money waits; or says what is known, that it came back. */
const movementOfRefund = (finding: Finding | undefined, { state }: State.TransferState): TransferError | undefined => {
  switch (finding?._tag) {
    case "NotFound":
      return new RecheckUnanswered({ cause: "not found" })
    case "Proven":
      return TxStatus.meaning(finding.txStatus) === (state === "refunded" ? "refunded" : "refund_pending")
        ? undefined
        : new MovementFound({ txStatus: finding.txStatus })
    default:
      return new RecheckUnanswered({ cause: whyNothing(finding) })
  }
}

/** Whether a blocked transfer can be looked at by an operator, but for the fresh inquiries. */
export const readyToUnblock = (
  transfer: State.TransferState,
  { _tag }: CommandOf<"Unblock">
): Result.Result<State.TransferState, TransferError> =>
  transfer.isBlocked ? Result.succeed(transfer) : Result.fail(new WrongState({ command: _tag, state: transfer.state }))

/** The debits that are inquired afresh before a blocked transfer goes on: of a refund, the debit is what Eko tells of. */
export const attemptsToClear = (transfer: State.TransferState): ReadonlyArray<Attempt.Debit> => {
  const debit = State.earlierRefunds(transfer).length === 0 ? undefined : State.currentAttempt(transfer)
  return [...transfer.closedAttempts, ...(debit === undefined ? [] : [debit])]
}

/**
 * Every closed attempt is asked about afresh: while Eko says of one that it moved money, no person lets another start;
 * and that Eko does not find one, or still says 3, means something only when its settlement window has passed.
 */
export const unblock = (
  transfer: State.TransferState,
  command: CommandOf<"Unblock">,
  policy: TransferPolicy
): Decision => {
  const ready = readyToUnblock(transfer, command)
  if (Result.isFailure(ready)) return Result.fail(ready.failure)
  const { atMillis, findings } = command
  const judgement = standingJudgement(transfer, command, policy)
  if (judgement === undefined) return propose(transfer, atMillis, { _tag: "Unblock", judgement: command.judgement })
  const refunds = State.earlierRefunds(transfer)
  const events: Array<TransferEvent> = []
  for (const debit of attemptsToClear(transfer)) {
    const finding = findingOf(debit, findings)
    const isClosed = transfer.closedAttempts.some(({ clientRefId }) => clientRefId === debit.clientRefId)
    const refusal = isClosed ? movement(finding) : movementOfRefund(finding, transfer)
    if (refusal !== undefined) return Result.fail(refusal)
    const isFinalWord = finding?._tag === "Proven" && TxStatus.meaning(finding.txStatus) !== "refund_pending"
    const untilMillis = isFinalWord ? 0 : lastResolvableAtMillis(isClosed ? [debit] : refunds, policy)
    if (atMillis < untilMillis) return Result.fail(new ResolutionTooEarly({ untilMillis }))
    if (finding !== undefined) events.push(inquiredEvent(debit.clientRefId, finding, atMillis))
  }
  const expiresAtMillis = atMillis + policy.idleLifetimeMillis
  return Result.succeed([...events, { _tag: "Unblocked", atMillis, judgement, expiresAtMillis }])
}

const lastResolvableAtMillis = (attempts: ReadonlyArray<Attempt.Attempt>, policy: TransferPolicy): number =>
  Math.max(...attempts.map((attempt) => ResolutionRules.resolvableAtMillis(attempt, policy)))

/** What one operator has found is recorded, once, for another to confirm; without a key there is no other. */
const propose = (transfer: State.TransferState, atMillis: number, proposal: Proposal): Decision => {
  const { key } = proposal._tag === "Resolve" ? proposal.resolution : proposal.judgement
  if (key === undefined) return Result.fail(new SecondPersonNeeded())
  const isKnown =
    proposal._tag === "Resolve"
      ? firstResolution(transfer, proposal) !== undefined
      : transfer.proposal?._tag === "Unblock"
  return Result.succeed(isKnown ? [] : [{ _tag: "FindingProposed", atMillis, proposal }])
}

/** What a first operator has found about the same attempt, where this one has found the same. */
const firstResolution = (
  { proposal }: State.TransferState,
  { clientRefId, resolution }: Pick<CommandOf<"Resolve">, "clientRefId" | "resolution">
): Resolution | undefined =>
  proposal?._tag === "Resolve" && proposal.clientRefId === clientRefId && isSame(proposal.resolution, resolution)
    ? proposal.resolution
    : undefined

/** The resolution that stands by itself or by the word of two people; nothing where it waits for another person. */
export const standingResolution = (
  transfer: State.TransferState,
  command: Pick<CommandOf<"Resolve">, "clientRefId" | "resolution">,
  policy: TransferPolicy
): Resolution | undefined => ResolutionRules.standing(command.resolution, firstResolution(transfer, command), policy)

/** As above, for what lets a blocked transfer go on. */
export const standingJudgement = (
  { proposal }: State.TransferState,
  { judgement }: Pick<CommandOf<"Unblock">, "judgement">,
  policy: TransferPolicy
): Judgement | undefined =>
  ResolutionRules.standing(judgement, proposal?._tag === "Unblock" ? proposal.judgement : undefined, policy)
