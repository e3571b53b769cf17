/**
 * A transfer's events and commands in few words, and the journals that lead to each state.
 *
 * @module
 */

import { Schema } from "effect"
import * as ClientRefId from "../src/ClientRefId.ts"
import { Finding } from "../src/Evidence.ts"
import * as Id from "../src/Identifiers.ts"
import { paise } from "../src/Money.ts"
import * as Outcome from "../src/Outcome.ts"
import type { Judgement, Resolution } from "../src/Resolution.ts"
import { TimestampMillis } from "../src/Signing.ts"
import type { TransactionFacts } from "../src/TransactionFacts.ts"
import type { AttemptFinding, Command } from "../src/Transfer.ts"
import type { AlarmKind, OtpSendResult, Terms, TransferEvent } from "../src/TransferEvent.ts"
import { TxStatus } from "../src/TxStatus.ts"

/** When everything that is given has happened, and when the command of a test comes. */
export const earlier = 1_700_000_000_000
export const now = earlier + 30_000
const minute = 60_000

export const terms: Terms = {
  id: Id.TransferId.make("0b8f1c52-5d0e-4b7e-9d3c-2f6a3f0e7a11"),
  team: Id.TeamId.make("retail"),
  product: "dmt-fino",
  customerId: Id.CustomerId.make("9123456789"),
  recipientId: Id.RecipientId.make(98765),
  amountPaise: paise(500_00),
  userCode: Id.UserCode.make("20810200")
}

export const ref = (number: number): ClientRefId.ClientRefId => ClientRefId.of(earlier, number)
export const tid = (number: number): Id.Tid => Id.Tid.make(String(2_309_876_540 + number))
export const txStatus = (status: string): TxStatus => TxStatus.make(status)
export const facts = (number: number, others: Partial<TransactionFacts> = {}): TransactionFacts => ({
  tid: tid(number),
  ...others
})

/* What became of an OTP send. */

export const sent = (send = 1, atMillis = earlier): OtpSendResult => ({
  _tag: "Sent",
  otpRefId: Id.OtpRefId.make(`TXNOTP${send}`),
  expiresAtMillis: atMillis + 10 * minute
})
export const refused: OtpSendResult = {
  _tag: "Refused",
  reason: "MonthlyLimitExhausted",
  code: 314,
  detail: "Monthly limit exceeded"
}
export const unresolved: OtpSendResult = { _tag: "Unresolved", cause: "timeout" }

/* What became of an attempt. */

/** A proof as it comes out of a journal: nothing else than Eko's answer can make one, but a record can hold it. */
const proof = <A extends Outcome.NothingMoved>(outcome: Schema.Codec.Encoded<typeof Outcome.NothingMoved>): A =>
  Schema.decodeSync(Outcome.NothingMoved)(outcome) as A

export const notSent: Outcome.Refusal = proof({ _tag: "NotSent", cause: "connect" })
export const credentialsRefused: Outcome.Retryable = proof({
  _tag: "CredentialsRefused",
  code: 2484,
  detail: "signature"
})
export const wrongOtp: Outcome.Retryable = proof({ _tag: "WrongOtp" })
export const wrongOtpUnder = (number: number): Outcome.Retryable => proof({ _tag: "WrongOtp", tid: tid(number) })
export const otpExpired: Outcome.Retryable = proof({ _tag: "OtpExpired" })
export const otpExpiredUnder = (number: number): Outcome.Retryable => proof({ _tag: "OtpExpired", tid: tid(number) })
export const declined: Outcome.Declined = proof({
  _tag: "Declined",
  reason: "InsufficientBalance",
  code: 347,
  detail: "Insufficient balance"
})
export const declinedUnder = (number: number): Outcome.Declined => proof({ ...declined, tid: tid(number) })
export const accepted = (status: string, number = 1): Outcome.Outcome => ({
  _tag: "Accepted",
  txStatus: txStatus(status),
  facts: facts(number)
})
export const otpConsumed: Outcome.Outcome = { _tag: "OtpConsumed" }
export const unknown: Outcome.Outcome = { _tag: "Unknown", phase: "waiting", cause: "timeout" }

/* What became of a refund. */

export const refundDone = (number: number): Outcome.RefundOutcome => ({ _tag: "Refunded", facts: { tid: tid(number) } })
export const refundUnknown: Outcome.RefundOutcome = { _tag: "Unknown", phase: "waiting", cause: "timeout" }
export const refundOtpConsumed: Outcome.RefundOutcome = { _tag: "OtpConsumed" }

/* What an operator found. */

export const judgement: Judgement = { operator: "Asha Rao", evidence: "Eko's statement of the day" }
export const moved = (number?: number): Resolution => ({
  _tag: "Moved",
  ...judgement,
  ...(number === undefined ? { bankReference: Id.BankReference.make("412300000001") } : { tid: tid(number) })
})
export const notMoved: Resolution = { _tag: "NotMoved", ...judgement, ticket: "EKO-4711" }

/* What an inquiry found. */

const found = Schema.decodeSync(Finding)
export const provenAs = (status: string, tid: Id.Tid): Finding =>
  found({ _tag: "Proven", txStatus: status, facts: { tid } })
export const proven = (status: string, number = 1): Finding =>
  found({ _tag: "Proven", txStatus: status, facts: { tid: tid(number) } })
export const notFound: Finding = { _tag: "NotFound" }
export const unanswered: Finding = { _tag: "Unanswered", cause: "timeout" }
export const unproven: Finding = { _tag: "Unproven", why: "another amount" }
export const tidOfAnother: Finding = { _tag: "Unproven", why: "tid of another attempt" }
export const about = (number: number, finding: Finding): AttemptFinding => ({ clientRefId: ref(number), finding })

/* Commands. */

export const request = (changes: Partial<Terms> = {}): Command => ({
  _tag: "Request",
  atMillis: now,
  terms: { ...terms, ...changes }
})
export const startOtpSend = (atMillis = now): Command => ({ _tag: "StartOtpSend", atMillis })
export const recordOtpSend = (send: number, result: OtpSendResult): Command => ({
  _tag: "RecordOtpSend",
  atMillis: now,
  send,
  result
})
const signed = (number: number, atMillis: number) => ({
  clientRefId: ref(number),
  confirmationKey: `key-${number}`,
  signedAtMillis: TimestampMillis.make(atMillis),
  sendBeforeMillis: atMillis + 15_000
})
export const startDebit = (
  number: number,
  findings: ReadonlyArray<AttemptFinding> = [],
  atMillis = now
): Extract<Command, { _tag: "StartDebit" }> => ({
  _tag: "StartDebit",
  atMillis,
  attempt: signed(number, atMillis),
  findings
})
export const requestInquiry = (number: number, atMillis = now): Command => ({
  _tag: "RequestInquiry",
  atMillis,
  clientRefId: ref(number)
})
export const startRefundOtpSend = (atMillis = now): Command => ({ _tag: "StartRefundOtpSend", atMillis })
export const recordRefundOtpSend = (send: number, result: OtpSendResult, atMillis = now): Command => ({
  _tag: "RecordRefundOtpSend",
  atMillis,
  send,
  result
})
export const startRefund = (
  number: number,
  findings: ReadonlyArray<AttemptFinding> = [],
  atMillis = now
): Extract<Command, { _tag: "StartRefund" }> => ({
  _tag: "StartRefund",
  atMillis,
  attempt: { ...signed(number, atMillis), cashReturned: { by: "Agent 20810200", atMillis } },
  findings
})
export const recordRefundOutcome = (number: number, outcome: Outcome.RefundOutcome, atMillis = now): Command => ({
  _tag: "RecordRefundOutcome",
  atMillis,
  clientRefId: ref(number),
  outcome
})
export const withdraw = (number: number, onVersion: number): Command => ({
  _tag: "Withdraw",
  atMillis: now,
  clientRefId: ref(number),
  onVersion,
  outcome: notSent
})
export const resolve = (
  number: number,
  resolution: Resolution,
  findings: ReadonlyArray<AttemptFinding> = [],
  atMillis = now
): Command => ({ _tag: "Resolve", atMillis, clientRefId: ref(number), resolution, findings })
export const unblock = (...findings: ReadonlyArray<AttemptFinding>): Command => ({
  _tag: "Unblock",
  atMillis: now,
  judgement,
  findings
})
export const recordOutcome = (number: number, outcome: Outcome.Outcome): Command => ({
  _tag: "RecordOutcome",
  atMillis: now,
  clientRefId: ref(number),
  outcome
})
export const settleAt = (atMillis: number, ...findings: ReadonlyArray<AttemptFinding>): Command => ({
  _tag: "Settle",
  atMillis,
  findings
})
export const settle = (...findings: ReadonlyArray<AttemptFinding>): Command => settleAt(now, ...findings)
export const cancel: Command = { _tag: "Cancel", atMillis: now }
/** When a transfer's time has run out, be it requested `earlier` or now. */
export const tooLate = now + 30 * minute
export const expire: Command = { _tag: "Expire", atMillis: tooLate }

/* Events; those that are given happened earlier, those that are expected happen now. */

export const requested = (changes: Partial<Terms> = {}, atMillis = now): TransferEvent => ({
  _tag: "TransferRequested",
  atMillis,
  terms: { ...terms, ...changes },
  expiresAtMillis: atMillis + 30 * minute
})
export const otpSendStarted = (send: number, atMillis = now): TransferEvent => ({
  _tag: "OtpSendStarted",
  atMillis,
  send,
  untilMillis: atMillis + minute,
  expiresAtMillis: atMillis + 30 * minute
})
export const otpSendAnswered = (send: number, result: OtpSendResult, atMillis = now): TransferEvent => ({
  _tag: "OtpSendAnswered",
  atMillis,
  send,
  result,
  tries: 3
})
export const debitStarted = (number: number, otpSend = 1, atMillis = now): TransferEvent => ({
  _tag: "DebitStarted",
  atMillis,
  attempt: { kind: "debit", ...signed(number, atMillis), number, otpSend, startedAtMillis: atMillis }
})
export const debitAnswered = (number: number, outcome: Outcome.Outcome, atMillis = now): TransferEvent => ({
  _tag: "DebitAnswered",
  atMillis,
  clientRefId: ref(number),
  outcome
})
export const debitAbandoned = (number: number, atMillis = now): TransferEvent => ({
  _tag: "DebitAbandoned",
  atMillis,
  clientRefId: ref(number)
})
export const debitInquired = (number: number, finding: Finding, atMillis = now): TransferEvent => ({
  _tag: "DebitInquired",
  atMillis,
  clientRefId: ref(number),
  finding
})
export const alarm = (kind: AlarmKind, number: number, atMillis = now): TransferEvent => ({
  _tag: "AlarmRaised",
  atMillis,
  kind,
  clientRefId: ref(number)
})
export const cancelled: TransferEvent = { _tag: "TransferCancelled", atMillis: now }
export const expired: TransferEvent = { _tag: "TransferExpired", atMillis: tooLate }
export const handedOver = (atMillis = now): TransferEvent => ({ _tag: "HandedOver", atMillis })
export const expiryHeld = (atMillis = tooLate): TransferEvent => ({ _tag: "ExpiryHeld", atMillis })

export const inquiryRequested = (number: number, dueAtMillis = now): TransferEvent => ({
  _tag: "InquiryRequested",
  atMillis: now,
  clientRefId: ref(number),
  dueAtMillis
})

/* Journals. */

type Journal = ReadonlyArray<TransferEvent>

/** One attempt and its outcome. */
const attempted = (number: number, outcome: Outcome.Outcome): Journal => [
  debitStarted(number, 1, earlier),
  debitAnswered(number, outcome, earlier)
]

export const nothing: Journal = []
export const isRequested: Journal = [requested({}, earlier), otpSendStarted(1, earlier)]
export const isAwaitingOtp: Journal = [...isRequested, otpSendAnswered(1, sent(), earlier)]
export const after = (...outcomes: ReadonlyArray<Outcome.Outcome>): Journal => [
  ...isAwaitingOtp,
  ...outcomes.flatMap((outcome, index) => attempted(index + 1, outcome))
]
export const isResending: Journal = [...isAwaitingOtp, otpSendStarted(2, earlier)]
export const isDebiting: Journal = [...isAwaitingOtp, debitStarted(1, 1, earlier)]
export const isInDoubt: Journal = after(unknown)
export const isAbandoned: Journal = [...isDebiting, debitAbandoned(1, earlier), debitInquired(1, notFound, earlier)]
export const isConsumed: Journal = [...after(otpConsumed), alarm("otp_consumed", 1, earlier)]
/** The second use of an OTP is answered with "consumed", and the first was closed without a transaction id. */
export const isConsumedAgain: Journal = [...after(wrongOtp, otpConsumed), alarm("otp_consumed", 2, earlier)]
export const isAwaited: Journal = after(accepted("2"))
export const isSucceeded: Journal = after(accepted("0"))
export const isFailed: Journal = after(declined)
export const isRefused: Journal = [...isRequested, otpSendAnswered(1, refused, earlier)]
export const isCancelled: Journal = [...after(wrongOtp), { _tag: "TransferCancelled", atMillis: earlier }]
export const isExpired: Journal = [...after(wrongOtp), { _tag: "TransferExpired", atMillis: earlier }]
/** An earlier attempt that was taken for closed moved money. */
export const isBlocked: Journal = [
  ...after(wrongOtp),
  debitInquired(1, proven("0"), earlier),
  alarm("closed_attempt_moved_money", 1, earlier)
]
/** A transfer in each state that nothing but evidence moves. */
export const finals: Readonly<Record<string, Journal>> = {
  succeeded: isSucceeded,
  failed: isFailed,
  refused: isRefused,
  cancelled: isCancelled,
  expired: isExpired
}
