/**
 * Random lives of a transfer: commands that are read against the state that they meet.
 *
 * @module
 */
import { Arbitrary, Result, Schema } from "effect"
import type { Finding } from "../src/Evidence.ts"
import type * as Outcome from "../src/Outcome.ts"
import * as Transfer from "../src/Transfer.ts"
import type { TransferError } from "../src/TransferError.ts"
import type { TransferEvent } from "../src/TransferEvent.ts"
import { defaults } from "../src/TransferPolicy.ts"
import * as State from "../src/TransferState.ts"
import {
  accepted,
  credentialsRefused,
  declined,
  declinedUnder,
  earlier,
  judgement,
  moved,
  notFound,
  notMoved,
  notSent,
  otpConsumed,
  otpExpired,
  proven,
  provenAs,
  ref,
  refundDone,
  refundOtpConsumed,
  refundUnknown,
  refused,
  sent,
  startDebit,
  startRefund,
  terms,
  tidOfAnother,
  unanswered,
  unknown,
  unproven,
  unresolved,
  wrongOtp,
  wrongOtpUnder
} from "./Given.ts"

const statuses = ["0", "1", "2", "3", "4", "5", "6", "", "9"]
const tids = [1, 2, 3]

const outcomes: ReadonlyArray<Outcome.Outcome> = [
  notSent,
  credentialsRefused,
  wrongOtp,
  otpExpired,
  declined,
  declinedUnder(1),
  otpConsumed,
  unknown,
  { _tag: "Unknown", phase: "answer", cause: "transaction id of another attempt" },
  ...tids.map(wrongOtpUnder),
  ...statuses.flatMap((status) => tids.map((number) => accepted(status, number)))
]
const findings: ReadonlyArray<Finding> = [
  notFound,
  unanswered,
  unproven,
  tidOfAnother,
  ...statuses.flatMap((status) => tids.map((number) => proven(status, number)))
]
const recheckFindings: ReadonlyArray<Finding> = [
  ...tids.map((number) => proven("3", number)),
  ...tids.map((number) => proven("3", number)),
  ...findings
]
const refundOutcomes: ReadonlyArray<Outcome.RefundOutcome> = [
  notSent,
  credentialsRefused,
  wrongOtp,
  otpExpired,
  declined,
  refundOtpConsumed,
  refundUnknown,
  refundUnknown,
  { _tag: "Unknown", phase: "answer", cause: "transaction id of another attempt" },
  ...[901, 902].map(refundDone)
]
const refusals = [wrongOtp, notSent, credentialsRefused, ...tids.map(wrongOtpUnder)]
const otpSendResults = [sent, () => refused, () => unresolved]

export const pick = <A>(options: ReadonlyArray<A>, number: number): A => {
  const option = options[number % options.length]
  if (option === undefined) throw new Error("nothing to pick from")
  return option
}

const kinds = [
  "Request",
  "StartOtpSend",
  "RecordOtpSend",
  "StartDebit",
  "RecordOutcome",
  "Refuse",
  "LoseAnswer",
  "Settle",
  "SettleAtRandom",
  "Cancel",
  "Expire",
  "RequestInquiry",
  "StartRefundOtpSend",
  "RecordRefundOtpSend",
  "StartRefund",
  "RecordRefundOutcome",
  "Withdraw",
  "Resolve",
  "Unblock"
] as const
type Kind = (typeof kinds)[number]

/** What an ordinary life is made of comes more often than what ends it. */
const frequent: ReadonlyArray<Kind> = [
  "RecordOtpSend",
  "StartDebit",
  "Refuse",
  "StartDebit",
  "Refuse",
  "RecordOtpSend",
  "StartDebit",
  "LoseAnswer",
  "Settle",
  "Refuse",
  "Settle",
  "StartRefundOtpSend",
  "RecordRefundOtpSend",
  "StartRefund",
  "RecordRefundOutcome"
]

const refundKinds: ReadonlyArray<Kind> = ["StartRefundOtpSend", "RecordRefundOtpSend", "StartRefund", "StartRefund"]

const upTo999 = Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 999 }))

/** One step of a random life, in numbers that are read against the state that it meets. */
const Choice = Arbitrary.map(
  Arbitrary.schema(Schema.Struct({ what: upTo999, one: upTo999, two: upTo999, elapsed: upTo999 })),
  ({ what, ...rest }) => ({ kind: pick<Kind>([...kinds, ...frequent, ...frequent, ...frequent], what), ...rest })
)
type Choice = typeof Choice extends Arbitrary.Arbitrary<infer A> ? A : never

const dayMillis = 24 * 60 * 60_000

/** Often moments, seldom long enough for an OTP to expire or for a settlement window to pass, and sometimes backwards, as clocks go. */
const elapsedMillis = [
  0,
  1_000,
  0,
  1_000,
  0,
  45_000,
  1_000,
  61_000,
  -2_000,
  0,
  1_000,
  0,
  1_000,
  0,
  1_000,
  400_000,
  dayMillis
]

export const openAttempt = (transfer: State.TransferState) => ("attempt" in transfer ? transfer.attempt : undefined)

export const refsOf = (transfer: State.TransferState) => [
  ...(openAttempt(transfer) === undefined ? [] : [openAttempt(transfer)?.clientRefId ?? ref(0)]),
  ...transfer.closedAttempts.map((attempt) => attempt.clientRefId)
]

/** What an inquiry says of each debit: mostly nothing bad. */
const fresh = (transfer: State.TransferState, one: number, two: number): ReadonlyArray<Transfer.AttemptFinding> =>
  refsOf(transfer).map((clientRefId, index) => ({
    clientRefId,
    finding: (one + index) % 3 === 0 ? pick(findings, two + index) : pick([notFound, ofRefund("3", transfer)], two)
  }))

/** Eko's word about the transaction that is held. */
const ofRefund = (status: string, transfer: State.TransferState): Finding => {
  const known = openAttempt(transfer)?.tid
  return known === undefined ? notFound : provenAs(status, known)
}

export const refundRefsOf = (transfer: State.TransferState) => [
  ...("refund" in transfer && transfer.refund !== undefined ? [transfer.refund.clientRefId] : []),
  ...State.earlierRefunds(transfer).map(({ clientRefId }) => clientRefId)
]

const commandOf = (
  transfer: State.TransferState,
  choice: Choice,
  atMillis: number,
  number: number
): Transfer.Command => {
  const { one, two } = choice
  // A refund is far down a life; half the time it is what a life that has come there goes on with.
  const isSteered = two % 2 === 0
  const kind =
    isSteered && transfer.state === "refund_pending"
      ? pick(refundKinds, one + two)
      : isSteered && transfer.state === "refunding"
        ? pick(kinds, one)
        : choice.kind
  const known = refsOf(transfer)
  // Mostly the open attempt, sometimes an earlier one, sometimes none of this transfer.
  const nobody = ref(9_999)
  const mostly = known[0] ?? nobody
  const target = pick([mostly, mostly, mostly, known[one % 7] ?? nobody, nobody], two)
  switch (kind) {
    case "Request":
      return { _tag: "Request", atMillis, terms }
    case "StartOtpSend":
    case "Cancel":
    case "Expire":
      return { _tag: kind, atMillis }
    case "RecordOtpSend": {
      const send = two % 4 === 0 ? one % (transfer.otpSends + 2) : transfer.otpSends
      const result = pick(otpSendResults, Math.max(0, (one % 12) - 9))(send, atMillis)
      return { _tag: "RecordOtpSend", atMillis, send, result }
    }
    case "StartDebit":
      return startDebit(
        two % 16 === 0 ? 10 + (one % 30) : number,
        Transfer.attemptsToRecheck(transfer).flatMap(({ clientRefId }, index) =>
          (one + index) % 23 === 0
            ? []
            : [{ clientRefId, finding: (one + index) % 4 === 0 ? pick(findings, two + index) : notFound }]
        ),
        atMillis
      )
    case "RecordOutcome":
      return { _tag: "RecordOutcome", atMillis, clientRefId: target, outcome: pick(outcomes, one) }
    case "Refuse":
      return { _tag: "RecordOutcome", atMillis, clientRefId: mostly, outcome: pick(refusals, one) }
    case "LoseAnswer":
      return {
        _tag: "RecordOutcome",
        atMillis,
        clientRefId: mostly,
        outcome: pick([unknown, unknown, otpConsumed], one)
      }
    case "Settle":
      return {
        _tag: "Settle",
        atMillis,
        findings: Transfer.attemptsToSettle(transfer).map((attempt, index): Transfer.AttemptFinding => {
          const finding = pick(findings, one + 7 * index)
          const { clientRefId } = attempt
          if (two % 3 !== 0 || finding._tag !== "Proven" || attempt.tid === undefined) return { clientRefId, finding }
          // Eko mostly speaks of the transaction that it was asked for.
          return { clientRefId, finding: { ...finding, facts: { tid: attempt.tid } } }
        })
      }
    case "RequestInquiry":
      return { _tag: "RequestInquiry", atMillis, clientRefId: target }
    case "StartRefundOtpSend":
      return { _tag: "StartRefundOtpSend", atMillis }
    case "RecordRefundOtpSend": {
      const sends = "refunds" in transfer ? transfer.refunds.otpSends : 0
      const result = pick(otpSendResults, Math.max(0, (one % 12) - 9))(sends, atMillis)
      return { _tag: "RecordRefundOtpSend", atMillis, send: two % 8 === 0 ? sends + 1 : sends, result }
    }
    case "StartRefund":
      return startRefund(
        number,
        mostly === nobody ? [] : [{ clientRefId: mostly, finding: pick(recheckFindings, one) }],
        atMillis
      )
    case "RecordRefundOutcome": {
      const refunds = refundRefsOf(transfer)
      const clientRefId = pick([refunds[0] ?? nobody, refunds[0] ?? nobody, refunds[one % 3] ?? nobody, nobody], two)
      return { _tag: "RecordRefundOutcome", atMillis, clientRefId, outcome: pick(refundOutcomes, one) }
    }
    case "Withdraw":
      return {
        _tag: "Withdraw",
        atMillis,
        clientRefId: pick([target, refundRefsOf(transfer)[0] ?? nobody, nobody], one),
        onVersion: transfer.version - (two % 2),
        outcome: notSent
      }
    case "Resolve": {
      const resolution = pick([moved(), moved(1), notMoved, moved(2), notMoved], one)
      const clientRefId = transfer.state === "refunding" ? transfer.refund.clientRefId : target
      return { _tag: "Resolve", atMillis, clientRefId, resolution, findings: fresh(transfer, one, two) }
    }
    case "Unblock":
      return { _tag: "Unblock", atMillis, judgement, findings: fresh(transfer, one, two) }
    case "SettleAtRandom":
      return {
        _tag: "Settle",
        atMillis,
        findings: [known[0], known[1], target, known[0]]
          .slice(0, 1 + (one % 4))
          .flatMap((clientRefId, index) =>
            clientRefId === undefined ? [] : [{ clientRefId, finding: pick(findings, two + 5 * index) }]
          )
      }
  }
}

export interface Turn {
  readonly before: State.TransferState
  readonly command: Transfer.Command
  readonly refusal: TransferError | undefined
  readonly events: ReadonlyArray<TransferEvent>
  readonly after: State.TransferState
}

export interface Life {
  readonly turns: ReadonlyArray<Turn>
  readonly journal: ReadonlyArray<TransferEvent>
  readonly end: State.TransferState
}

const frozen = <A>(value: A): A => {
  if (typeof value === "object" && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value)
    for (const part of Object.values(value)) frozen(part)
  }
  return value
}

/** Lives the choices through: a throw of `decide` or `evolve`, or a change to what they were given, ends the test. */
export const live = (choices: ReadonlyArray<Choice>): Life => {
  const begun = Result.getOrThrow(Transfer.decide(undefined, { _tag: "Request", atMillis: earlier, terms }, defaults))
  const born = Transfer.replay(begun)
  if (born === undefined) throw new Error("no transfer")
  let current = frozen(born)
  let atMillis = earlier
  const journal = [...begun]
  const turns = choices.map((choice, index): Turn => {
    atMillis += pick(elapsedMillis, choice.elapsed)
    const before = current
    const command = frozen(commandOf(before, choice, atMillis, index + 10))
    const decision = Transfer.decide(before, command, defaults)
    const events = frozen(Result.getOrElse(decision, (): ReadonlyArray<TransferEvent> => []))
    for (const event of events) current = frozen(Transfer.evolve(current, event))
    journal.push(...events)
    const refusal = Result.isFailure(decision) ? decision.failure : undefined
    return { before, command, refusal, events, after: current }
  })
  return { turns, journal, end: current }
}

export const Lives = Arbitrary.array(Choice, { minLength: 15, maxLength: 60 })
