/**
 * The fold: what a transfer is after an event.
 *
 * `decide` has already judged; this only applies. An event that cannot follow a state is a broken journal, and is
 * thrown rather than guessed at.
 *
 * @module
 */
import { common, type EventOf, impossible, lastOtp } from "./Carried.ts"
import * as DebitEvolution from "./DebitEvolution.ts"
import * as RefundEvolution from "./RefundEvolution.ts"
import * as ResolutionEvolution from "./ResolutionEvolution.ts"
import type { TransferEvent } from "./TransferEvent.ts"
import * as State from "./TransferState.ts"

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
      return DebitEvolution.debitAnswered(current, event)
    case "DebitAbandoned":
      if (current.state !== "debiting") throw impossible(transfer, event)
      return DebitEvolution.doubtful(current, "abandoned")
    case "DebitInquired":
      return DebitEvolution.debitInquired(inquiryAnswered(current, event), event)
    case "RefundOtpSendStarted":
    case "RefundOtpSendAnswered":
    case "RefundStarted":
    case "RefundAnswered":
    case "RefundSetAside":
      return RefundEvolution.evolve(current, event)
    case "AlarmRaised":
      return {
        ...withoutProposal(current),
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
    case "InquiryRequested":
    case "InquiryPostponed":
    case "InquiryDropped":
      return inquiryAsked(current, event)
    case "AttemptResolved":
      return ResolutionEvolution.resolved(current, event)
    case "FindingProposed":
      return { ...current, proposal: event.proposal }
    case "Unblocked":
      return {
        ...withoutProposal(current),
        isBlocked: false,
        expiresAtMillis: Math.max(current.expiresAtMillis, event.expiresAtMillis ?? 0)
      }
    case "AttemptWithdrawn":
    case "ExpiryHeld":
      return current
    case "HandedOver":
      // Before refunds were followed, what had come back was handed over like anything else.
      if (current.state === "refunded") return current
      if (!isUnsettled(current)) throw impossible(transfer, event)
      return { ...current, handedOverAtMillis: event.atMillis }
  }
}

const withoutProposal = ({ proposal: _, ...transfer }: State.TransferState): State.TransferState => transfer

/** Whether settlement inquires it anyway. */
const goesOn = (transfer: State.TransferState): boolean => isUnsettled(transfer) && !State.isHandedOver(transfer)

/** An inquiry that was asked for is done once Eko has answered, or where settlement goes on anyway. */
const inquiryAnswered = (
  transfer: State.TransferState,
  { clientRefId, finding }: EventOf<"DebitInquired">
): State.TransferState => {
  const { requestedInquiry, ...rest } = transfer
  if (requestedInquiry === undefined || (finding._tag === "Unanswered" && !goesOn(transfer))) return transfer
  const attempts = requestedInquiry.attempts.filter((asked) => asked !== clientRefId)
  return attempts.length === 0 ? rest : { ...rest, requestedInquiry: { ...requestedInquiry, attempts } }
}

const inquiryAsked = (
  transfer: State.TransferState,
  event: EventOf<"InquiryRequested" | "InquiryPostponed" | "InquiryDropped">
): State.TransferState => {
  const { requestedInquiry: asked, ...rest } = transfer
  switch (event._tag) {
    case "InquiryRequested": {
      const { atMillis, clientRefId, dueAtMillis } = event
      const requestedInquiry =
        asked === undefined
          ? { attempts: [clientRefId], sinceMillis: atMillis, dueAtMillis, inquiries: 0 }
          : {
              ...asked,
              attempts: [...asked.attempts, clientRefId],
              dueAtMillis: Math.min(asked.dueAtMillis, dueAtMillis)
            }
      return { ...transfer, requestedInquiry }
    }
    case "InquiryPostponed":
      if (asked === undefined) throw impossible(transfer, event)
      return {
        ...transfer,
        requestedInquiry: { ...asked, dueAtMillis: event.dueAtMillis, inquiries: asked.inquiries + 1 }
      }
    case "InquiryDropped":
      return rest
  }
}

/** Whatever casts doubt on a closed attempt: that it moved money, or an answer that does not fit its closing. */
const blocks = (transfer: State.TransferState, { kind, clientRefId }: EventOf<"AlarmRaised">): boolean =>
  kind === "closed_attempt_moved_money" ||
  (kind === "contradiction" &&
    [...transfer.closedAttempts, ...State.earlierRefunds(transfer)].some(
      (closed) => closed.clientRefId === clientRefId
    ))

/** The state that a whole journal leads to, or nothing for an empty one. */
export const replay = (events: Iterable<TransferEvent>): State.TransferState | undefined => {
  let transfer: State.TransferState | undefined
  for (const event of events) transfer = evolve(transfer, event)
  return transfer
}

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
  state === "debiting" ||
  state === "in_doubt" ||
  state === "awaited" ||
  state === "refund_pending" ||
  state === "refunding"

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
