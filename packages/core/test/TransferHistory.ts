/**
 * Commits of transfers that nobody has seen before, as the state machine makes them.
 *
 * @module
 */
import { randomInt, randomUUID } from "node:crypto"
import { Result } from "effect"
import { CustomerId, TransferId } from "../src/Identifiers.ts"
import { useOf } from "../src/OtpLimits.ts"
import * as StateChange from "../src/StateChange.ts"
import * as Transfer from "../src/Transfer.ts"
import type { TransferEvent } from "../src/TransferEvent.ts"
import * as TransferPolicy from "../src/TransferPolicy.ts"
import type { TransferState } from "../src/TransferState.ts"
import { nextStep } from "../src/TransferStep.ts"
import type { Commit } from "../src/TransferStore.ts"
import * as Given from "./Given.ts"

/* Not from the Random service: in a test that is seeded, and several files share a database's server. */

export const newId = (): TransferId => TransferId.make(randomUUID())

/** A number for attempts whose reference and transaction id are new too; the next thousand are free as well. */
export const newNumber = (): number => randomInt(2 ** 37) * 1_000

/** A customer whose limits nobody has used. */
export const newCustomer = (): CustomerId => CustomerId.make(`9${String(randomInt(10 ** 9)).padStart(9, "0")}`)

/** The commit that a command leads to in a state; throws where the state machine refuses it. */
export const commitOf = (transfer: TransferState | undefined, command: Transfer.Command): Commit =>
  commitOfEvents(transfer, Result.getOrThrow(Transfer.decide(transfer, command, TransferPolicy.defaults)))

const commitOfEvents = (
  transfer: TransferState | undefined,
  events: ReadonlyArray<TransferEvent>,
  policy = TransferPolicy.defaults
): Commit => {
  const [first, ...more] = events
  const after = events.reduce<TransferState | undefined>(Transfer.evolve, transfer)
  if (first === undefined || after === undefined) throw new Error("nothing to commit")
  return {
    expectedVersion: transfer?.version ?? 0,
    events: [first, ...more],
    transfer: after,
    tids: Transfer.tidsOf(events),
    use: useOf(after, events, policy),
    step: nextStep(after, policy),
    notify: StateChange.lastOf(StateChange.changesOf(transfer, events, Transfer.evolve))
  }
}

/** The commits that commands lead to, one after the other, for a new transfer. */
export const commitsOf = (...commands: ReadonlyArray<Transfer.Command>): ReadonlyArray<Commit> => {
  const commits: Array<Commit> = []
  for (const command of commands) commits.push(commitOf(commits.at(-1)?.transfer, command))
  return commits
}

/** A new transfer up to its attempt under this number, which waits for its outcome. */
export const untilDebit = (
  number: number,
  id = newId(),
  customerId = newCustomer()
): readonly [Commit, Commit, Commit] => {
  const requested = commitOf(undefined, Given.request({ id, customerId }))
  const sent = commitOf(requested.transfer, Given.recordOtpSend(1, Given.sent(1, Given.now)))
  return [requested, sent, commitOf(sent.transfer, Given.startDebit(number))]
}

/** What could happen next, likely or not. */
const commands = (transfer: TransferState, number: number) => {
  const outcomes = [
    Given.notSent,
    Given.credentialsRefused,
    Given.wrongOtp,
    Given.wrongOtpUnder(number),
    Given.otpExpired,
    Given.declined,
    Given.otpConsumed,
    Given.unknown,
    ...["0", "1", "2", "3", "4", ""].map((status) => Given.accepted(status, number))
  ]
  const findings = [
    Given.notFound,
    Given.unanswered,
    Given.unproven,
    Given.tidOfAnother,
    ...["0", "1", "2", "3", "4"].map((status) => Given.proven(status, number))
  ]
  const earlier = Transfer.attemptsToRecheck(transfer).map(({ clientRefId }) => ({
    clientRefId,
    finding: Given.notFound
  }))
  const moves = [
    Given.startOtpSend(),
    Given.recordOtpSend(transfer.otpSends, Given.sent(transfer.otpSends, Given.now)),
    Given.recordOtpSend(transfer.otpSends, Given.unresolved),
    Given.startDebit(number + 1, earlier),
    ...outcomes.map((outcome) => Given.recordOutcome(number, outcome)),
    ...findings.map((finding) => Given.settle(Given.about(number, finding)))
  ]
  return { moves, ends: [Given.recordOtpSend(transfer.otpSends, Given.refused), Given.cancel, Given.expire] }
}

/** A history may send and try as many OTPs as chance wants. */
const withoutLimits = {
  ...TransferPolicy.defaults,
  transferOtpSends: 1_000,
  customerOtpSends: 1_000,
  customerOtpTries: 1_000
}

/** How many of ten choices lead on, where most commands would end a transfer before its first attempt. */
const movesOfTen = 9

/**
 * One history of a new transfer: each choice, between 0 and 1, picks the next one of the commits that are possible.
 */
export const historyOf = (choices: ReadonlyArray<number>): ReadonlyArray<Commit> => {
  const commits = [...commitsOf(Given.request({ id: newId(), customerId: newCustomer() }))]
  let number = newNumber()
  for (const choice of choices) {
    const transfer = commits.at(-1)?.transfer
    if (transfer === undefined) break
    const { moves, ends } = commands(transfer, number)
    const possible = (choice * 10 < movesOfTen ? moves : ends).flatMap((command) => {
      const decision = Transfer.decide(transfer, command, withoutLimits)
      return Result.isSuccess(decision) && decision.success.length > 0
        ? [commitOfEvents(transfer, decision.success, withoutLimits)]
        : []
    })
    const next = possible[Math.floor(((choice * 100) % 1) * possible.length)]
    if (next === undefined) break
    if (next.events.some((event) => event._tag === "DebitStarted")) number++
    commits.push(next)
  }
  return commits
}
