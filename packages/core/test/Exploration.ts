/**
 * Every short history of a transfer: breadth first over the decider, with every command and all evidence in each state.
 *
 * @module
 */
import { Result } from "effect"
import type { ClientRefId } from "../src/ClientRefId.ts"
import type { Finding } from "../src/Evidence.ts"
import * as Outcome from "../src/Outcome.ts"
import * as Transfer from "../src/Transfer.ts"
import type { TransferEvent } from "../src/TransferEvent.ts"
import { defaults } from "../src/TransferPolicy.ts"
import * as State from "../src/TransferState.ts"
import * as Given from "./Given.ts"

/** Time passes in two ways: not at all, or so long that every OTP has expired and every window has passed. */
const longMillis = 2 * defaults.settlementWindowMillis

export interface Place {
  readonly transfer: State.TransferState | undefined
  readonly journal: ReadonlyArray<TransferEvent>
  readonly atMillis: number
}

export interface Transition {
  readonly before: State.TransferState | undefined
  readonly command: Transfer.Command
  readonly events: ReadonlyArray<TransferEvent>
  readonly after: State.TransferState
  readonly journal: ReadonlyArray<TransferEvent>
  /** The state before and after each of the events. */
  readonly steps: ReadonlyArray<{
    readonly from: State.StateName | undefined
    readonly event: TransferEvent
    readonly to: State.StateName
  }>
}

const statuses = ["0", "1", "2", "3", "4"]
const strange: Finding = Given.proven("0", 9)
const findings: ReadonlyArray<Finding> = [
  Given.notFound,
  Given.unanswered,
  Given.unproven,
  Given.tidOfAnother,
  strange,
  ...statuses.map((status) => Given.proven(status))
]
const undecided: ReadonlyArray<Outcome.Outcome & Outcome.RefundOutcome> = [
  Given.notSent,
  Given.credentialsRefused,
  Given.wrongOtp,
  Given.otpExpired,
  Given.declined,
  { _tag: "OtpConsumed" },
  { _tag: "Unknown", phase: "waiting", cause: "timeout" },
  Outcome.ofAnother
]
const outcomes: ReadonlyArray<Outcome.Outcome> = [
  ...undecided,
  Given.wrongOtpUnder(1),
  Given.accepted("0", 9),
  ...statuses.map((status) => Given.accepted(status))
]
const refundOutcomes: ReadonlyArray<Outcome.RefundOutcome> = [...undecided, Given.refundDone(90), Given.refundDone(91)]

const nobody = Given.ref(999)

/** Every command that can be put to a transfer at an instant. */
export const commandsAt = (
  transfer: State.TransferState | undefined,
  atMillis: number
): ReadonlyArray<Transfer.Command> => {
  const at = <Command extends Transfer.Command>(command: Command): Command => ({ ...command, atMillis })
  if (transfer === undefined) return [at(Given.request())]
  const current = State.currentAttempt(transfer)?.clientRefId
  const debits = [
    ...(current === undefined ? [] : [current]),
    ...transfer.closedAttempts.map(({ clientRefId }) => clientRefId)
  ]
  const refunds = [
    ...("refund" in transfer && transfer.refund !== undefined ? [transfer.refund.clientRefId] : []),
    ...State.earlierRefunds(transfer).map(({ clientRefId }) => clientRefId)
  ]
  const number = debits.length + 1
  const refundNumber = 50 + refunds.length
  const aboutAll = (finding: Finding) => debits.map((clientRefId) => ({ clientRefId, finding }))
  const refundSends = "refunds" in transfer ? transfer.refunds.otpSends : 0
  const rechecks = [Given.notFound, Given.unanswered, Given.proven("0"), Given.proven("3"), Given.proven("4")]
  const targets: ReadonlyArray<ClientRefId> = [...debits, ...refunds, nobody]
  const otpResults = [Given.sent(transfer.otpSends, atMillis), Given.refused, Given.unresolved]
  return [
    Given.request(),
    Given.startOtpSend(),
    ...otpResults.map((result) => Given.recordOtpSend(transfer.otpSends, result)),
    ...rechecks.map((finding) => Given.startDebit(number, aboutAll(finding), atMillis)),
    ...[...debits, nobody].flatMap((clientRefId) =>
      outcomes.map((outcome): Transfer.Command => ({ _tag: "RecordOutcome", atMillis, clientRefId, outcome }))
    ),
    ...debits.flatMap((clientRefId) => findings.map((finding) => Given.settle({ clientRefId, finding }))),
    Given.cancel,
    Given.expire,
    ...targets.map((clientRefId): Transfer.Command => ({ _tag: "RequestInquiry", atMillis, clientRefId })),
    Given.startRefundOtpSend(),
    Given.recordRefundOtpSend(refundSends, Given.sent(refundSends, atMillis)),
    Given.recordRefundOtpSend(refundSends, Given.refused),
    ...rechecks.map((finding) => Given.startRefund(refundNumber, aboutAll(finding), atMillis)),
    ...refunds.flatMap((clientRefId) =>
      refundOutcomes.map(
        (outcome): Transfer.Command => ({ _tag: "RecordRefundOutcome", atMillis, clientRefId, outcome })
      )
    ),
    ...targets.map(
      (clientRefId): Transfer.Command => ({
        _tag: "Withdraw",
        atMillis,
        clientRefId,
        onVersion: transfer.version,
        outcome: Given.notSent
      })
    ),
    ...targets.flatMap((clientRefId) =>
      [
        Given.resolve(0, Given.moved()),
        Given.resolve(0, Given.moved(1)),
        ...[Given.notFound, Given.proven("1"), Given.proven("2"), Given.proven("3")].map((finding) =>
          Given.resolve(0, Given.notMoved, aboutAll(finding))
        )
      ].map((command) => ({ ...command, clientRefId }))
    ),
    ...[Given.notFound, Given.proven("0")].map((finding) => Given.unblock(...aboutAll(finding)))
  ].map(at)
}

/** What tells one state from another: all of it, but how it came there and when by the calendar. */
const keyOf = ({ transfer, atMillis }: Place): string =>
  JSON.stringify(transfer, (name, value: unknown) => {
    if (name === "version" || name === "terms" || name === "createdAtMillis" || name === "updatedAtMillis") return
    if (name === "alarms" && Array.isArray(value)) return value.toSorted()
    return typeof value === "number" && /Millis$/.test(name) ? value - atMillis : value
  }) ?? ""

/**
 * Explores every history of up to `depth` commands that begins in one of the places, and shows each transition; how many
 * different states and transitions there were.
 */
export const explore = (
  from: ReadonlyArray<Place>,
  depth: number,
  visit: (transition: Transition) => void
): { readonly states: number; readonly transitions: number; readonly decisions: number } => {
  const seen = new Set(from.map(keyOf))
  let transitions = 0
  let decisions = 0
  let edge = from
  for (let step = 0; step < depth; step++) {
    const next: Array<Place> = []
    for (const { transfer: before, journal, atMillis } of edge) {
      for (const now of before === undefined ? [atMillis] : [atMillis, atMillis + longMillis]) {
        for (const command of commandsAt(before, now)) {
          decisions++
          const decision = Transfer.decide(before, command, defaults)
          const events = Result.isSuccess(decision) ? decision.success : []
          if (events.length === 0) continue
          transitions++
          const whole = [...journal, ...events]
          let after = before
          const steps = events.map((event) => {
            const from = after?.state
            after = Transfer.evolve(after, event)
            return { from, event, to: after.state }
          })
          if (after === undefined) throw new Error("no transfer")
          visit({ before, command, events, after, journal: whole, steps })
          const place = { transfer: after, journal: whole, atMillis: now }
          const key = keyOf(place)
          if (seen.has(key)) continue
          seen.add(key)
          next.push(place)
        }
      }
    }
    edge = next
  }
  return { states: seen.size, transitions, decisions }
}

const placeOf = (journal: ReadonlyArray<TransferEvent>): Place => ({
  transfer: Transfer.replay(journal),
  journal,
  atMillis: Given.now
})

/** Where nothing has happened yet. */
export const beginning: ReadonlyArray<Place> = [placeOf([])]

const after = (given: ReadonlyArray<TransferEvent>, ...commands: ReadonlyArray<Transfer.Command>) => {
  const journal = [...given]
  for (const command of commands) {
    journal.push(...Result.getOrThrow(Transfer.decide(Transfer.replay(journal), command, defaults)))
  }
  return journal
}

const refundPending = Given.after(Given.accepted("3"))
const refunding = after(
  refundPending,
  Given.startRefundOtpSend(),
  Given.recordRefundOtpSend(1, Given.sent(1, Given.now)),
  Given.startRefund(50)
)

/** Eko has the second attempt, and says that the first one, which was taken for closed, moved the money. */
const awaitedAndBlocked = after(
  Given.after(Given.credentialsRefused),
  Given.startDebit(2, [Given.about(1, Given.notFound)]),
  Given.recordOutcome(2, Given.accepted("2")),
  Given.settle(Given.about(1, strange))
)

/** One or more places in every state of the machine. */
export const everywhere: ReadonlyArray<Place> = [
  awaitedAndBlocked,
  Given.isRequested,
  Given.isAwaitingOtp,
  Given.after(Given.wrongOtp),
  Given.isBlocked,
  Given.isDebiting,
  Given.isInDoubt,
  Given.isAbandoned,
  Given.isConsumed,
  Given.isConsumedAgain,
  Given.isAwaited,
  Given.isSucceeded,
  Given.isFailed,
  Given.isCancelled,
  Given.isExpired,
  refundPending,
  refunding,
  after(refunding, Given.recordRefundOutcome(50, Given.refundUnknown)),
  after(refunding, Given.recordRefundOutcome(50, Given.wrongOtp)),
  after(refunding, Given.recordRefundOutcome(50, Given.refundDone(90)))
].map(placeOf)
