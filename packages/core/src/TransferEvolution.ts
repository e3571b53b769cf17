/**
 * The fold: what a transfer is after an event.
 *
 * `decide` has already judged; this only applies. An event that cannot follow a state is a broken journal, and is
 * thrown rather than guessed at.
 *
 * @module
 */
import * as Attempt from "./Attempt.ts"
import * as Evidence from "./Evidence.ts"
import * as Outcome from "./Outcome.ts"
import type { TransactionFacts } from "./TransactionFacts.ts"
import type { TransferEvent } from "./TransferEvent.ts"
import type * as State from "./TransferState.ts"
import * as TxStatus from "./TxStatus.ts"

type EventOf<Tag extends TransferEvent["_tag"]> = Extract<TransferEvent, { readonly _tag: Tag }>

/** The state after an event. */
export const evolve = (transfer: State.TransferState | undefined, event: TransferEvent): State.TransferState => {
  if (event._tag === "TransferRequested") {
    if (transfer !== undefined) throw impossible(transfer, event)
    return requested(event)
  }
  if (transfer === undefined) throw impossible(transfer, event)
  const current = { ...transfer, version: transfer.version + 1, updatedAtMillis: event.atMillis }
  switch (event._tag) {
    case "OtpSendStarted":
      return {
        ...current,
        otpSends: event.send,
        pendingSend: { send: event.send, untilMillis: event.untilMillis },
        expiresAtMillis: event.expiresAtMillis
      }
    case "OtpSendAnswered":
      return otpSendAnswered(current, event)
    case "DebitStarted":
      if (current.state !== "awaiting_otp") throw impossible(transfer, event)
      return { ...common(current), state: "debiting", otp: current.otp, attempt: event.attempt }
    case "DebitAnswered":
      return debitAnswered(current, event)
    case "DebitAbandoned":
      if (current.state !== "debiting") throw impossible(transfer, event)
      return doubtful(current, "abandoned")
    case "DebitInquired":
      return debitInquired(current, event)
    case "AlarmRaised":
      return {
        ...current,
        alarms: current.alarms.includes(event.kind) ? current.alarms : [...current.alarms, event.kind],
        isBlocked: current.isBlocked || blocks(current, event)
      }
    case "TransferCancelled":
    case "TransferExpired":
      if (current.state !== "requested" && current.state !== "awaiting_otp") throw impossible(transfer, event)
      return {
        ...common(current),
        ...lastOtp(current),
        state: event._tag === "TransferCancelled" ? "cancelled" : "expired"
      }
    case "ExpiryHeld":
      return current
    case "HandedOver":
      if (!isUnsettled(current)) throw impossible(transfer, event)
      return { ...current, handedOverAtMillis: event.atMillis }
  }
}

/** Whatever casts doubt on a closed attempt: that it moved money, or an answer that does not fit its closing. */
const blocks = ({ closedAttempts }: State.TransferState, { kind, clientRefId }: EventOf<"AlarmRaised">): boolean =>
  kind === "closed_attempt_moved_money" ||
  (kind === "contradiction" && closedAttempts.some((closed) => closed.clientRefId === clientRefId))

/** The state that a whole journal leads to, or nothing for an empty one. */
export const replay = (events: Iterable<TransferEvent>): State.TransferState | undefined => {
  let transfer: State.TransferState | undefined
  for (const event of events) transfer = evolve(transfer, event)
  return transfer
}

const impossible = (transfer: State.TransferState | undefined, event: TransferEvent) =>
  new Error(`Broken journal: ${event._tag} cannot follow ${transfer?.state ?? "nothing"} (${transfer?.terms.id})`)

const requested = ({ atMillis, terms, expiresAtMillis }: EventOf<"TransferRequested">): State.Requested => ({
  state: "requested",
  terms,
  version: 1,
  createdAtMillis: atMillis,
  updatedAtMillis: atMillis,
  expiresAtMillis,
  otpSends: 0,
  closedAttempts: [],
  isBlocked: false,
  alarms: []
})

const isUnsettled = ({ state }: State.TransferState): boolean =>
  state === "debiting" || state === "in_doubt" || state === "awaited"

/**
 * What every state has, without what only the present one has: that reconciliation has it as aged, for one, since
 * whatever moves a transfer begins anew.
 */
const common = (transfer: State.TransferState) => ({
  terms: transfer.terms,
  version: transfer.version,
  createdAtMillis: transfer.createdAtMillis,
  updatedAtMillis: transfer.updatedAtMillis,
  expiresAtMillis: transfer.expiresAtMillis,
  otpSends: transfer.otpSends,
  ...(transfer.pendingSend === undefined ? {} : { pendingSend: transfer.pendingSend }),
  closedAttempts: transfer.closedAttempts,
  isBlocked: transfer.isBlocked,
  alarms: transfer.alarms
})

/** What is heard again ends no ageing. */
const aged = ({ state, handedOverAtMillis }: State.TransferState, stays: State.StateName) =>
  state === stays && handedOverAtMillis !== undefined ? { handedOverAtMillis } : {}

const lastOtp = (transfer: State.TransferState) =>
  "otp" in transfer && transfer.otp !== undefined ? { otp: transfer.otp } : {}

const otpSendAnswered = (
  transfer: State.TransferState,
  { atMillis, send, result, tries }: EventOf<"OtpSendAnswered">
): State.TransferState => {
  const { pendingSend, ...rest } = transfer
  const answered: State.TransferState = pendingSend === undefined || pendingSend.send === send ? rest : transfer
  switch (result._tag) {
    case "Unresolved":
      return answered
    case "Refused":
      // With an OTP of another send in the customer's hand, or on its way there, the transfer goes on.
      return answered.state === "requested" && send === answered.otpSends
        ? {
            ...common(answered),
            state: "failed",
            failure: { reason: result.reason, code: result.code, detail: result.detail }
          }
        : answered
    case "Sent": {
      const known = lastOtp(answered).otp
      if (known !== undefined && known.send >= send) return answered
      const otp: State.ActiveOtp = {
        send,
        otpRefId: result.otpRefId,
        ...(result.maskedMobile === undefined ? {} : { maskedMobile: result.maskedMobile }),
        sentAtMillis: atMillis,
        expiresAtMillis: result.expiresAtMillis,
        triesLeft: tries
      }
      return answered.state === "requested" ? { ...common(answered), state: "awaiting_otp", otp } : { ...answered, otp }
    }
  }
}

const doubtful = (transfer: State.Debiting | State.InDoubt, doubt: State.Doubt): State.InDoubt => ({
  ...common(transfer),
  state: "in_doubt",
  otp: transfer.otp,
  attempt: transfer.attempt,
  doubt,
  inquiries: transfer.state === "in_doubt" ? transfer.inquiries : 0,
  ...aged(transfer, "in_doubt")
})

/** The one way from an attempt into `failed`: with the proof that nothing moved, or that it came back. */
export const failed = (
  transfer: State.Debiting | State.InDoubt | State.Awaited,
  proof: Outcome.Declined
): State.Failed => ({
  ...common(transfer),
  ...lastOtp(transfer),
  closedAttempts: [...transfer.closedAttempts, Attempt.close(transfer.attempt, proof)],
  state: "failed",
  failure: {
    reason: proof.reason,
    detail: proof.detail,
    ...(proof.code === undefined ? {} : { code: proof.code })
  }
})

/** The customer may try again: the attempt is closed, and its OTP pays for what it was. */
const retryable = (
  transfer: State.Debiting | State.InDoubt,
  outcome: Outcome.Retryable,
  atMillis: number
): State.AwaitingOtp => ({
  ...common(transfer),
  closedAttempts: [...transfer.closedAttempts, Attempt.close(transfer.attempt, outcome)],
  state: "awaiting_otp",
  otp: transfer.otp.send === transfer.attempt.otpSend ? spent(transfer.otp, outcome, atMillis) : transfer.otp
})

const spent = (otp: State.ActiveOtp, outcome: Outcome.Retryable, atMillis: number): State.ActiveOtp => {
  switch (outcome._tag) {
    case "WrongOtp":
      return { ...otp, triesLeft: Math.max(0, otp.triesLeft - 1) }
    case "OtpExpired":
      return { ...otp, expiresAtMillis: Math.min(otp.expiresAtMillis, atMillis) }
    case "NotSent":
    case "CredentialsRefused":
      return otp
  }
}

const accepted = (
  transfer: State.Debiting | State.InDoubt | State.Awaited,
  txStatus: TxStatus.TxStatus,
  facts: TransactionFacts,
  inquiries: number
): State.Awaited | State.Succeeded => {
  const attempt = Attempt.withTid(transfer.attempt, facts.tid)
  const known = transfer.state === "awaited" ? { ...transfer.facts, ...facts } : facts
  if (TxStatus.meaning(txStatus) === "success") {
    return { ...common(transfer), ...lastOtp(transfer), state: "succeeded", attempt, facts: known }
  }
  const isConsumed = "doubt" in transfer && transfer.doubt === "otp_consumed"
  return {
    ...common(transfer),
    state: "awaited",
    otp: transfer.otp,
    attempt,
    txStatus,
    facts: known,
    inquiries,
    ...(isConsumed ? { doubt: "otp_consumed" } : {}),
    ...aged(transfer, "awaited")
  }
}

/**
 * What the attempt's own answer adds to a state: `news`, which moves the transfer or completes what is known of it;
 * nothing, where it is `known`; or a `contradiction`, which is kept, and moves nothing.
 */
export const weigh = (
  transfer: State.Debiting | State.InDoubt | State.Awaited | State.Succeeded,
  outcome: Outcome.Outcome
): "news" | "known" | "contradiction" => {
  const isUnanswered = transfer.state === "debiting" || transfer.state === "in_doubt"
  const isConsumed = "doubt" in transfer && transfer.doubt === "otp_consumed"
  switch (outcome._tag) {
    case "NotSent":
    case "CredentialsRefused":
    case "WrongOtp":
    case "OtpExpired":
    case "Declined":
      // Once Eko has said that the OTP was used before, no refusal of this use ends that doubt.
      return isUnanswered && !isConsumed ? "news" : "contradiction"
    case "Accepted":
      if (!Attempt.canHave(transfer.attempt, outcome.facts.tid)) return "contradiction"
      return isUnanswered || tellsMore(transfer, outcome) ? "news" : "known"
    case "OtpConsumed":
      return isConsumed ? "known" : transfer.state === "succeeded" ? "contradiction" : "news"
    case "Unknown":
      if (outcome.cause === Outcome.tidOfAnother) return "news"
      return transfer.state === "debiting" || (transfer.state === "in_doubt" && transfer.doubt === "abandoned")
        ? "news"
        : "known"
  }
}

const tellsMore = (
  transfer: State.Awaited | State.Succeeded,
  { txStatus, facts }: Extract<Outcome.Outcome, { readonly _tag: "Accepted" }>
): boolean => {
  const known: Readonly<Record<string, unknown>> = transfer.facts
  const isSameStatus =
    transfer.state === "awaited" ? txStatus === transfer.txStatus : TxStatus.meaning(txStatus) === "success"
  return !isSameStatus || Object.entries(facts).some(([name, value]) => known[name] !== value)
}

const debitAnswered = (
  transfer: State.TransferState,
  { atMillis, clientRefId, outcome }: EventOf<"DebitAnswered">
): State.TransferState => {
  if (!("attempt" in transfer) || transfer.attempt.clientRefId !== clientRefId) return transfer
  if (weigh(transfer, outcome) !== "news") return transfer
  switch (transfer.state) {
    case "debiting":
    case "in_doubt":
      switch (outcome._tag) {
        case "NotSent":
        case "CredentialsRefused":
        case "WrongOtp":
        case "OtpExpired":
          return retryable(transfer, outcome, atMillis)
        case "Declined":
          return failed(transfer, outcome)
        case "Accepted":
          return accepted(transfer, outcome.txStatus, outcome.facts, 0)
        case "OtpConsumed":
          return doubtful(transfer, "otp_consumed")
        case "Unknown":
          return doubtful(transfer, transfer.state === "in_doubt" ? transfer.doubt : "unknown_outcome")
        default:
          return outcome satisfies never
      }
    case "awaited":
      // A late answer is older than the inquiry that came before it: it completes what is known, it can end a wait,
      // and it does not take back what Eko has said since. That the OTP was used before is true at any time.
      if (outcome._tag === "OtpConsumed") return { ...transfer, doubt: "otp_consumed" }
      if (outcome._tag !== "Accepted") return transfer
      return TxStatus.meaning(transfer.txStatus) === "in_flight"
        ? accepted(transfer, outcome.txStatus, { ...outcome.facts, ...transfer.facts }, transfer.inquiries)
        : { ...transfer, facts: { ...outcome.facts, ...transfer.facts } }
    case "succeeded":
      return outcome._tag === "Accepted" ? { ...transfer, facts: { ...outcome.facts, ...transfer.facts } } : transfer
  }
}

const debitInquired = (
  transfer: State.TransferState,
  { clientRefId, finding }: EventOf<"DebitInquired">
): State.TransferState => {
  if (transfer.state !== "in_doubt" && transfer.state !== "awaited") return transfer
  if (transfer.attempt.clientRefId !== clientRefId) return transfer
  const inquiries = transfer.inquiries + 1
  return finding._tag === "Proven" ? proven(transfer, finding, inquiries) : { ...transfer, inquiries }
}

const proven = (
  transfer: State.InDoubt | State.Awaited,
  finding: Evidence.Proven,
  inquiries: number
): State.TransferState => {
  const decline = Evidence.declineIn(finding)
  if (decline === undefined) return accepted(transfer, finding.txStatus, finding.facts, inquiries)
  if (transfer.doubt !== "otp_consumed") return failed(transfer, decline)
  // An earlier use of the OTP, perhaps a copy of this very request, may have paid: the failure of this one says
  // nothing about that use. A statement or an operator ends it.
  return {
    ...common(transfer),
    state: "in_doubt",
    otp: transfer.otp,
    attempt: transfer.attempt,
    doubt: "otp_consumed",
    inquiries,
    ...aged(transfer, "in_doubt")
  }
}
