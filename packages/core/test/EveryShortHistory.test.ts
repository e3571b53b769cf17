/**
 * What holds in every short history, without exception; how many there were is printed.
 */
import { assert, describe, it } from "@effect/vitest"
import * as Transfer from "../src/Transfer.ts"
import type { TransferEvent } from "../src/TransferEvent.ts"
import { defaults } from "../src/TransferPolicy.ts"
import * as State from "../src/TransferState.ts"
import { nextStep } from "../src/TransferStep.ts"
import * as TxStatus from "../src/TxStatus.ts"
import { beginning, everywhere, explore, type Place, type Transition } from "./Exploration.ts"

const check = (isSo: boolean, rule: string, { before, command, after }: Transition) => {
  if (!isSo) assert.fail(`${rule}: ${before?.state ?? "nothing"} → ${after.state} by ${JSON.stringify(command)}`)
}

const starts = (event: TransferEvent) => /^(Debit|Refund|OtpSend|RefundOtpSend)Started$/.test(event._tag)

const saysFailed = (event: TransferEvent): boolean => {
  switch (event._tag) {
    case "OtpSendAnswered":
      return event.result._tag === "Refused"
    case "DebitAnswered":
      return event.outcome._tag === "Declined"
    case "DebitInquired":
      return event.finding._tag === "Proven" && TxStatus.meaning(event.finding.txStatus) === "failed"
    case "AttemptResolved":
      return event.resolution._tag === "NotMoved"
    default:
      return false
  }
}

const isReversal = (event: TransferEvent): boolean =>
  event._tag === "DebitInquired" &&
  event.finding._tag === "Proven" &&
  /^refund/.test(TxStatus.meaning(event.finding.txStatus))

const refsOf = (transfer: State.TransferState) => [
  ...[State.currentAttempt(transfer)?.clientRefId ?? []].flat(),
  ...transfer.closedAttempts.map(({ clientRefId }) => clientRefId),
  ...("refund" in transfer && transfer.refund !== undefined ? [transfer.refund.clientRefId] : []),
  ...State.earlierRefunds(transfer).map(({ clientRefId }) => clientRefId)
]

/** Every rule, after one transition. */
const holds = (transition: Transition) => {
  const { before, command, events, after, journal } = transition
  const rule = (isSo: boolean, words: string) => check(isSo, words, transition)
  rule(after.version === journal.length, "one version for each event")
  rule((nextStep(after, defaults) !== undefined) === State.needsStep(after), "final, or aged, or a live step")
  const refs = refsOf(after)
  rule(new Set(refs).size === refs.length, "an attempt is open alone, and closed once")
  const started = events.filter((event) => event._tag === "DebitStarted" || event._tag === "RefundStarted")
  rule(started.length <= 1, "at most one attempt starts")
  if (before === undefined) return
  if (before.isBlocked && command._tag !== "Unblock" && command._tag !== "Resolve") {
    rule(after.isBlocked && !events.some(starts), "what is blocked starts nothing until a person lets it")
  }
  if (started.length > 0) {
    rule(before.state === "awaiting_otp" || before.state === "refund_pending", "an attempt starts where none is open")
  }
  if (after.state !== before.state) {
    if (after.state === "failed") {
      rule(events.some(saysFailed), "no failure without Eko's word or a named operator's")
      rule(!after.isBlocked, "no failure while an earlier attempt may have moved the money")
    }
    if (State.isFinal(before)) rule(before.state === "succeeded" && events.some(isReversal), "only a reversal reopens")
    if (command._tag === "Cancel" || command._tag === "Expire") {
      rule(before.state === "requested" || before.state === "awaiting_otp", "an open attempt outlives its caller")
    }
    if (before.state === "refunding" && after.state === "refund_pending") {
      const isAside = events.some(({ _tag }) => _tag === "RefundSetAside")
      const isLate = command.atMillis >= before.refund.startedAtMillis + defaults.settlementWindowMillis
      const isAnswered = /^(RecordRefundOutcome|Withdraw|Resolve)$/.test(command._tag)
      rule(isAside ? isLate : isAnswered, "a 3 proves nothing about a refund before its window has passed")
    }
  }
}

const replays = ({ after, journal }: Transition) => assert.deepStrictEqual(Transfer.replay(journal), after)

const run = (name: string, from: ReadonlyArray<Place>, depth: number) => {
  const met = new Set<string>()
  let sampled = 0
  const counts = explore(from, depth, (transition) => {
    holds(transition)
    met.add(transition.after.state)
    // Each replay is as long as its journal: every fifth is enough to notice a fold that is none.
    if (sampled++ % 5 === 0) replays(transition)
  })
  console.log(
    `${name}, ${depth} commands deep: ${counts.states} states, ${counts.transitions} transitions, ${counts.decisions} decisions`
  )
  return { ...counts, met }
}

describe("every short history", () => {
  it("from the beginning keeps every rule", { timeout: 300_000 }, () => {
    const { states, transitions } = run("From the beginning", beginning, 6)
    assert.isAbove(states, 1_000)
    assert.isAbove(transitions, states)
  })

  it("from every state keeps every rule, and every state is met", { timeout: 300_000 }, () => {
    const { met, transitions } = run("From every state", everywhere, 3)
    assert.deepStrictEqual(
      State.StateName.literals.filter((state) => !met.has(state)),
      []
    )
    assert.isAbove(transitions, 10_000)
  })
})
