/**
 * The decider of wallet loads: which events a command leads to in a state, and nothing else.
 *
 * A load is one attempt, and nothing makes a second one: whoever wants to try again makes another load. Its outcome obeys
 * the rules of a debit's: what is not proven keeps it where it is, and only evidence about its attempt moves it.
 *
 * @module
 */
import { Result } from "effect"
import * as Attempt from "./Attempt.ts"
import type { ClientRefId } from "./ClientRefId.ts"
import type { Finding } from "./Evidence.ts"
import type { Tid } from "./Identifiers.ts"
import * as Outcome from "./Outcome.ts"
import { isSame, type Resolution } from "./Resolution.ts"
import * as ResolutionRules from "./ResolutionRules.ts"
import { InvalidField, SecondPersonNeeded } from "./TransferError.ts"
import type { TransferPolicy } from "./TransferPolicy.ts"
import * as TxStatus from "./TxStatus.ts"
import { type WalletLoadError, WrongLoadState } from "./WalletLoadError.ts"
import type { AlarmKind, Terms, WalletLoadEvent } from "./WalletLoadEvent.ts"
import { evolve, weigh } from "./WalletLoadEvolution.ts"
import type { WalletLoadPolicy } from "./WalletLoadPolicy.ts"
import * as State from "./WalletLoadState.ts"
import { settlementEndsAtMillis } from "./WalletLoadStep.ts"

export type Command =
  /** A new load, which is about to be sent. */
  | {
      readonly _tag: "Start"
      readonly atMillis: number
      readonly terms: Terms
      readonly attempt: Pick<Attempt.OpenLoad, "clientRefId" | "signedAtMillis" | "sendBeforeMillis">
    }
  /** The attempt's own answer, in time or late. */
  | {
      readonly _tag: "RecordOutcome"
      readonly atMillis: number
      readonly clientRefId: ClientRefId
      readonly outcome: Outcome.LoadOutcome
    }
  /** What an inquiry about the attempt found. */
  | { readonly _tag: "Settle"; readonly atMillis: number; readonly finding: Finding }
  /** A callback's hint that the attempt be inquired. */
  | { readonly _tag: "RequestInquiry"; readonly atMillis: number }
  /** What a named person found out about the attempt, with a fresh inquiry where it is that nothing moved. */
  | {
      readonly _tag: "Resolve"
      readonly atMillis: number
      readonly clientRefId: ClientRefId
      readonly resolution: Resolution
      readonly finding: Finding | undefined
    }

type CommandOf<Tag extends Command["_tag"]> = Extract<Command, { readonly _tag: Tag }>

/** The durations of transfers, and the limits of loads. */
export interface Policy extends TransferPolicy {
  readonly walletLoad: WalletLoadPolicy
}

/** The events that a command leads to, or why it is refused. */
export type Decision = Result.Result<ReadonlyArray<WalletLoadEvent>, WalletLoadError>

/**
 * The events that a command leads to, or why it is refused. No events: all of it is recorded already.
 */
export const decide = (load: State.WalletLoadState | undefined, command: Command, policy: Policy): Decision => {
  if (command._tag === "Start") return load === undefined ? start(command, policy) : refuse(command, load)
  if (load === undefined) return Result.fail(new InvalidField({ field: "id", problem: "names no wallet load" }))
  switch (command._tag) {
    case "RecordOutcome":
      return recordOutcome(load, command)
    case "Settle":
      return settle(load, command, policy)
    case "RequestInquiry":
      return requestInquiry(load, command)
    case "Resolve":
      return resolve(load, command, policy)
  }
}

const refuse = (command: Command, load: State.WalletLoadState): Decision =>
  Result.fail(new WrongLoadState({ command: command._tag, state: load.state }))

/** What is wrong with the amount of a load, if anything. */
export const amountProblem = (
  { amountPaise }: Pick<Terms, "amountPaise">,
  { amountLimits: { minPaise, maxPaise } }: WalletLoadPolicy
): InvalidField | undefined => {
  if (amountPaise % 100 !== 0) {
    return new InvalidField({ field: "amountPaise", problem: "must be whole rupees, a multiple of 100" })
  }
  return amountPaise < minPaise || amountPaise > maxPaise
    ? new InvalidField({ field: "amountPaise", problem: `must be between ${minPaise} and ${maxPaise} for one load` })
    : undefined
}

const start = ({ atMillis, terms, attempt }: CommandOf<"Start">, policy: Policy): Decision => {
  const problem = amountProblem(terms, policy.walletLoad)
  if (problem !== undefined) return Result.fail(problem)
  return Result.succeed([
    {
      _tag: "LoadStarted",
      atMillis,
      terms,
      // The caller's key is the load's id: the same id is the same attempt.
      attempt: { kind: "load", ...attempt, number: 1, confirmationKey: terms.id, startedAtMillis: atMillis }
    }
  ])
}

const alarm = (kind: AlarmKind, atMillis: number, { attempt }: State.WalletLoadState): WalletLoadEvent => ({
  _tag: "AlarmRaised",
  atMillis,
  clientRefId: attempt.clientRefId,
  kind
})

const recordOutcome = (load: State.WalletLoadState, command: CommandOf<"RecordOutcome">): Decision => {
  const { atMillis, clientRefId, outcome } = command
  if (clientRefId !== load.attempt.clientRefId) return refuse(command, load)
  const record = (kinds: ReadonlyArray<AlarmKind>): Decision =>
    Result.succeed([
      { _tag: "LoadAnswered", atMillis, clientRefId, outcome },
      ...kinds.map((kind) => alarm(kind, atMillis, load))
    ])
  switch (weigh(load, outcome)) {
    case "news":
      return record(alarmsOf(outcome))
    case "known":
      return Result.succeed([])
    case "contradiction":
      return record([
        load.state === "failed" && outcome._tag === "Loaded" ? "closed_attempt_moved_money" : "contradiction"
      ])
  }
}

const alarmsOf = (outcome: Outcome.LoadOutcome): ReadonlyArray<AlarmKind> => {
  switch (outcome._tag) {
    case "CredentialsRefused":
      return ["credentials_refused"]
    case "OtpConsumed":
      return ["repeated"]
    case "Unknown":
      return outcome.cause === Outcome.tidOfAnother ? ["tid_claimed_twice"] : []
    case "NotSent":
    case "WrongOtp":
    case "OtpExpired":
    case "Declined":
    case "Loaded":
      return []
  }
}

const settle = (load: State.WalletLoadState, command: CommandOf<"Settle">, policy: Policy): Decision => {
  const { atMillis } = command
  const events = inquired(load, aboutAttempt(load, command.finding), atMillis)
  const after = events.reduce(evolve, load)
  return Result.succeed([...events, ...handOver(after, atMillis, policy), ...drop(after, atMillis, policy)])
}

/** Only word of the transaction that is held for the attempt proves anything about it. */
const aboutAttempt = ({ attempt }: State.WalletLoadState, finding: Finding): Finding =>
  finding._tag === "Proven" && !Attempt.canHave(attempt, finding.facts.tid)
    ? { _tag: "Unproven", why: "another tid" }
    : finding

const inquired = (load: State.WalletLoadState, finding: Finding, atMillis: number): ReadonlyArray<WalletLoadEvent> => {
  const { clientRefId } = load.attempt
  const found: WalletLoadEvent = { _tag: "LoadInquired", atMillis, clientRefId, finding }
  const isOfAnother = finding._tag === "Unproven" && finding.why === "tid of another attempt"
  const status = finding._tag === "Proven" ? finding.txStatus : undefined
  const meaning = status === undefined ? undefined : TxStatus.meaning(status)
  // What is final is heard of again and again; only what is new, or was asked for, is kept.
  const isAsked = load.requestedInquiry !== undefined
  const isReversal = meaning === "refund_pending" || meaning === "refunded"
  const alarms = [
    ...(isOfAnother ? [alarm("tid_claimed_twice", atMillis, load)] : []),
    ...(isReversal ? [alarm("refund_status", atMillis, load)] : [])
  ]
  switch (load.state) {
    case "loading":
      return [{ _tag: "LoadAbandoned", atMillis, clientRefId }, found, ...alarms]
    case "in_doubt":
      return [found, ...alarms]
    case "awaited":
      // Hearing 3 or 4 again is no news, but the inquiry counts.
      return status === load.txStatus ? [found] : [found, ...alarms]
    case "loaded":
      if (alarms.length > 0) return [found, ...alarms]
      if (meaning === "failed") return [found, alarm("contradiction", atMillis, load)]
      return isAsked ? [found] : []
    case "failed":
      if (isOfAnother) return [found, ...alarms]
      if (meaning !== undefined && meaning !== "failed") {
        return [found, alarm("closed_attempt_moved_money", atMillis, load)]
      }
      return isAsked ? [found] : []
  }
}

/** What is not settled when its window has passed becomes an aged break; time alone never fails it. */
const handOver = (load: State.WalletLoadState, atMillis: number, policy: Policy): ReadonlyArray<WalletLoadEvent> =>
  State.isUnsettled(load) && atMillis >= settlementEndsAtMillis(load, policy)
    ? [{ _tag: "HandedOver", atMillis }, alarm("aged", atMillis, load)]
    : []

/** A hint that Eko did not answer to is followed up for the settlement window. */
const drop = (load: State.WalletLoadState, atMillis: number, policy: Policy): ReadonlyArray<WalletLoadEvent> =>
  load.requestedInquiry !== undefined && atMillis >= load.requestedInquiry.sinceMillis + policy.settlementWindowMillis
    ? [{ _tag: "InquiryDropped", atMillis, clientRefId: load.attempt.clientRefId }]
    : []

/** A callback's hint: an inquiry at once, unless one is pending; none overtakes the call that it is about. */
const requestInquiry = (load: State.WalletLoadState, { atMillis }: CommandOf<"RequestInquiry">): Decision =>
  Result.succeed(
    load.state === "loading" || load.requestedInquiry !== undefined
      ? []
      : [{ _tag: "InquiryRequested", atMillis, clientRefId: load.attempt.clientRefId, dueAtMillis: atMillis }]
  )

/** Whether a resolution may stand now, but for the fresh inquiry that "nothing moved" needs. */
export const readyToResolve = (
  load: State.WalletLoadState,
  command: Omit<CommandOf<"Resolve">, "finding">,
  policy: Policy
): Result.Result<void, WalletLoadError> => {
  const isOpen = load.state === "in_doubt" || load.state === "awaited"
  if (!isOpen || command.clientRefId !== load.attempt.clientRefId) {
    return Result.fail(new WrongLoadState({ command: command._tag, state: load.state }))
  }
  const refusal = ResolutionRules.refusal(load.attempt, command.resolution, command.atMillis, policy)
  return refusal === undefined ? Result.void : Result.fail(refusal)
}

const resolve = (load: State.WalletLoadState, command: CommandOf<"Resolve">, policy: Policy): Decision => {
  const ready = readyToResolve(load, command, policy)
  if (Result.isFailure(ready)) return Result.fail(ready.failure)
  const { atMillis, clientRefId } = command
  const resolution = standingResolution(load, command, policy)
  if (resolution === undefined) return propose(load, command)
  const resolved: WalletLoadEvent = { _tag: "LoadResolved", atMillis, clientRefId, resolution }
  if (resolution._tag === "Moved") return Result.succeed([resolved])
  const finding = command.finding && aboutAttempt(load, command.finding)
  const refusal = ResolutionRules.movement(finding)
  if (refusal !== undefined) return Result.fail(refusal)
  const heard = finding === undefined ? [] : inquired(load, finding, atMillis)
  // Where Eko's own word settles it, nobody else's is needed.
  return Result.succeed(State.isFinal(heard.reduce(evolve, load)) ? heard : [...heard, resolved])
}

/** What one operator has found is recorded, once, for another to confirm; without a key there is no other. */
const propose = (
  load: State.WalletLoadState,
  { atMillis, clientRefId, resolution }: CommandOf<"Resolve">
): Decision => {
  if (resolution.key === undefined) return Result.fail(new SecondPersonNeeded())
  const isKnown = load.proposal !== undefined && isSame(load.proposal, resolution)
  return Result.succeed(isKnown ? [] : [{ _tag: "ResolutionProposed", atMillis, clientRefId, resolution }])
}

/** The resolution that stands by itself or by the word of two people; nothing where it waits for another person. */
export const standingResolution = (
  { proposal }: State.WalletLoadState,
  { resolution }: Pick<CommandOf<"Resolve">, "resolution">,
  policy: Policy
): Resolution | undefined =>
  ResolutionRules.standing(
    resolution,
    proposal !== undefined && isSame(proposal, resolution) ? proposal : undefined,
    policy
  )

/** The transaction ids that events newly hold for the attempt. */
export const tidsOf = (
  events: ReadonlyArray<WalletLoadEvent>
): ReadonlyArray<{ readonly clientRefId: ClientRefId; readonly tid: Tid }> =>
  events.flatMap((event) => {
    const tid =
      event._tag === "LoadAnswered"
        ? Outcome.tidOf(event.outcome)
        : event._tag === "LoadInquired" && event.finding._tag === "Proven"
          ? event.finding.facts.tid
          : event._tag === "LoadResolved" && event.resolution._tag === "Moved"
            ? event.resolution.tid
            : undefined
    return tid === undefined || !("clientRefId" in event) ? [] : [{ clientRefId: event.clientRefId, tid }]
  })

export { evolve, replay } from "./WalletLoadEvolution.ts"
