/** What a team is told of: every change of state, once, whichever commits brought it about. */
import { describe, expect, it } from "@effect/vitest"
import { Schema } from "effect"
import * as StateChange from "../src/StateChange.ts"
import * as Transfer from "../src/Transfer.ts"
import type { TransferState } from "../src/TransferState.ts"
import * as Given from "./Given.ts"
import { commitsOf, historyOf, newId, newNumber } from "./TransferHistory.ts"

const Choices = Schema.Array(Schema.Finite.check(Schema.isBetween({ minimum: 0, maximum: 0.999 }))).check(
  Schema.isMaxLength(12)
)

const told = (changes: ReadonlyArray<StateChange.StateChange<TransferState>>) =>
  changes.map(({ previous, record }) => [previous?.state, record.state, record.version])

describe("StateChange", () => {
  it("is each state once that a journal leads through, by the version of the event that led there", () => {
    const number = newNumber()
    const commits = commitsOf(
      Given.request({ id: newId() }),
      Given.recordOtpSend(1, Given.sent(1, Given.now)),
      Given.startOtpSend(),
      Given.recordOtpSend(2, Given.sent(2, Given.now)),
      Given.startDebit(number),
      Given.recordOutcome(number, Given.accepted("0", number))
    )
    const journal = commits.flatMap(({ events }) => events)
    expect(told(StateChange.changesOf(undefined, journal, Transfer.evolve))).toEqual([
      [undefined, "requested", 1],
      ["requested", "awaiting_otp", 3],
      ["awaiting_otp", "debiting", 6],
      ["debiting", "succeeded", 7]
    ])
    // A resend changes nothing that anybody is told of.
    expect(commits.map(({ notify }) => notify)).toEqual([1, 3, undefined, undefined, 6, 7])
  })

  it.prop("adds up to the same, commit by commit and over the whole journal", { choices: Choices }, ({ choices }) => {
    const commits = historyOf(choices)
    const byCommit = commits.flatMap(({ events }, index) =>
      StateChange.changesOf(commits[index - 1]?.transfer, events, Transfer.evolve)
    )
    const journal = commits.flatMap(({ events }) => events)
    const whole = StateChange.changesOf(undefined, journal, Transfer.evolve)
    expect(told(byCommit)).toEqual(told(whole))
    expect(whole.at(-1)?.record.state).toBe(commits.at(-1)?.transfer.state)
    // The last one of each commit is what the commit says, so nothing is left untold when it was told.
    const lasts = commits.map(({ notify }) => notify).filter((version) => version !== undefined)
    expect(whole.map(({ record }) => record.version)).toEqual(expect.arrayContaining(lasts))
    expect(lasts.at(-1)).toBe(StateChange.lastOf(whole))
  })
})
