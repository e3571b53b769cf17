/** What an operator's finding may do, and what it may not: of an attempt, and of a transfer that is blocked. */
import { assert, describe, it } from "@effect/vitest"
import { Schema } from "effect"
import { Resolution } from "../src/Resolution.ts"
import * as Transfer from "../src/Transfer.ts"
import { defaults } from "../src/TransferPolicy.ts"
import { nextStep } from "../src/TransferStep.ts"
import { type Journal, journalAfter, type Row, stateAfter, table } from "./DeciderTable.ts"
import {
  about,
  accepted,
  after,
  alarm,
  debitAnswered,
  debitInquired,
  declined,
  isAbandoned,
  isAwaited,
  isAwaitingOtp,
  isBlocked,
  isConsumed,
  isConsumedAgain,
  isDebiting,
  isFailed,
  isInDoubt,
  isSucceeded,
  judgement,
  moved,
  notFound,
  notMoved,
  proven,
  recordOutcome,
  resolve,
  settle,
  startDebit,
  tid,
  unanswered,
  unblock,
  unproven,
  wrongOtp
} from "./Given.ts"
import { end, isBlockedTwice, resolved, unblockBy, unblocked } from "./GivenResolution.ts"

const byNobody: Resolution = { _tag: "Moved", ...judgement }

const unsettled: Record<string, Journal> = {
  "in doubt": isInDoubt,
  abandoned: isAbandoned,
  consumed: isConsumed,
  awaited: isAwaited
}

for (const [name, given] of Object.entries(unsettled)) {
  const state = Transfer.replay(given)?.state
  table(`an operator, ${name}`, [
    ["moved, by the bank's reference", given, resolve(1, moved()), [resolved(1, moved())], "succeeded"],
    ["moved, by Eko's id", given, resolve(1, moved(1)), [resolved(1, moved(1))], "succeeded"],
    ["moved, by nothing", given, resolve(1, byNobody), { _tag: "InvalidField", field: "tid" }, state],
    ["of another attempt", given, resolve(2, moved()), { _tag: "WrongState" }, state],
    [
      "not moved, a moment too early",
      given,
      resolve(1, notMoved, [about(1, notFound)], end - 1),
      { _tag: "ResolutionTooEarly", untilMillis: end },
      state
    ],
    [
      "not moved, and Eko does not find it",
      given,
      resolve(1, notMoved, [about(1, notFound)], end),
      [debitInquired(1, notFound, end), resolved(1, notMoved, end)],
      "failed"
    ],
    [
      "not moved, and Eko says that it failed",
      given,
      resolve(1, notMoved, [about(1, proven("1"))], end),
      name === "consumed"
        ? [debitInquired(1, proven("1"), end), resolved(1, notMoved, end)]
        : [debitInquired(1, proven("1"), end)],
      "failed"
    ],
    ["not moved without an inquiry", given, resolve(1, notMoved, [], end), { _tag: "RecheckUnanswered" }, state],
    ...["0", "2", "3", "4", ""].map(
      (status): Row => [
        `not moved, but Eko says "${status}"`,
        given,
        resolve(1, notMoved, [about(1, proven(status))], end),
        { _tag: "MovementFound" },
        state
      ]
    ),
    ...[unanswered, unproven].map(
      (finding): Row => [
        `not moved, and ${finding._tag}`,
        given,
        resolve(1, notMoved, [about(1, finding)], end),
        { _tag: "RecheckUnanswered" },
        state
      ]
    )
  ])
}

table("an operator", [
  ["cannot settle what is on the wire", isDebiting, resolve(1, moved(1)), { _tag: "WrongState" }, "debiting"],
  ["nor what has ended", isFailed, resolve(1, moved(1)), { _tag: "WrongState" }, "failed"],
  ["nor what succeeded", isSucceeded, resolve(1, notMoved, [], end), { _tag: "WrongState" }, "succeeded"],
  ["nor with another transaction", isAwaited, resolve(1, moved(2)), { _tag: "InvalidField", field: "tid" }, "awaited"],
  [
    "nor a closed attempt without a sign",
    after(wrongOtp),
    resolve(1, moved(1)),
    { _tag: "WrongState" },
    "awaiting_otp"
  ],
  ["but a closed one whose sign blocks", isBlocked, resolve(1, moved(1)), [resolved(1, moved(1))], "succeeded"]
])

table('an operator\'s "not moved" fails no transfer that an earlier attempt may have paid', [
  [
    "an earlier use of the OTP paid: the transfer waits, blocked",
    isConsumedAgain,
    resolve(2, notMoved, [about(2, notFound), about(1, proven("0"))], end),
    [
      debitInquired(1, proven("0"), end),
      alarm("closed_attempt_moved_money", 1, end),
      debitInquired(2, notFound, end),
      resolved(2, notMoved, end)
    ],
    "awaiting_otp"
  ],
  [
    "nobody asked about the earlier use",
    isConsumedAgain,
    resolve(2, notMoved, [about(2, notFound)], end),
    { _tag: "RecheckUnanswered" },
    "in_doubt"
  ],
  [
    "Eko says nothing about the earlier use",
    isConsumedAgain,
    resolve(2, notMoved, [about(2, notFound), about(1, unanswered)], end),
    { _tag: "RecheckUnanswered" },
    "in_doubt"
  ],
  [
    "nothing of any use is found",
    isConsumedAgain,
    resolve(2, notMoved, [about(2, notFound), about(1, notFound)], end),
    [debitInquired(1, notFound, end), debitInquired(2, notFound, end), resolved(2, notMoved, end)],
    "failed"
  ],
  [
    "it stands where Eko's word ends no doubt",
    journalAfter(isConsumed, settle(about(1, proven("2")))),
    resolve(1, notMoved, [about(1, proven("1"))], end),
    [debitInquired(1, proven("1"), end), resolved(1, notMoved, end)],
    "failed"
  ]
])

describe("what an operator found", () => {
  const unmoved = journalAfter(isInDoubt, resolve(1, notMoved, [about(1, notFound)], end))
  table("and Eko's late answer", [
    [
      'accepted, after "not moved": alarm, blocked',
      unmoved,
      recordOutcome(1, accepted("0")),
      [debitAnswered(1, accepted("0")), alarm("closed_attempt_moved_money", 1)],
      "failed"
    ],
    ['declined, after "not moved", agrees', unmoved, recordOutcome(1, declined), [], "failed"],
    [
      'declined, after "moved", contradicts',
      journalAfter(isInDoubt, resolve(1, moved(1))),
      recordOutcome(1, declined),
      [debitAnswered(1, declined), alarm("contradiction", 1)],
      "succeeded"
    ],
    [
      'accepted, after "moved" by the bank\'s reference, completes it',
      journalAfter(isInDoubt, resolve(1, moved())),
      recordOutcome(1, accepted("0")),
      [debitAnswered(1, accepted("0"))],
      "succeeded"
    ]
  ])

  it("is why the transfer failed, with the person and the ticket", () => {
    const state = Transfer.replay(unmoved)
    if (state?.state !== "failed") throw new Error("not failed")
    assert.strictEqual(state.failure.reason, "FoundUnmoved")
    assert.include(state.failure.detail, "Asha Rao")
    assert.include(state.failure.detail, "EKO-4711")
    assert.deepInclude(state.closedAttempts[0]?.outcome, { _tag: "FoundUnmoved" as const })
  })

  it("holds the transaction id, and the facts that were known", () => {
    const state = stateAfter(isAwaited, resolve(1, moved()))
    assert.deepInclude(state.state === "succeeded" ? state.facts : {}, { tid: tid(1) })
    assert.deepStrictEqual(
      Transfer.tidsOf([resolved(1, moved(3)), resolved(1, moved())]).map((claim) => claim.tid),
      [tid(3)]
    )
  })

  it("has a name, evidence and a ticket, and no others' characters", () => {
    const is = Schema.is(Resolution)
    assert.isTrue(is(notMoved))
    for (const broken of [
      { ...notMoved, operator: "" },
      { ...notMoved, operator: " Asha" },
      { ...notMoved, evidence: "" },
      { ...notMoved, evidence: "a\nb" },
      { ...notMoved, ticket: "" },
      { _tag: "NotMoved", ...judgement }
    ]) {
      assert.isFalse(is(broken))
    }
  })
})

table("a blocked transfer", [
  [
    "goes on once Eko says that nothing moved, and a person agrees",
    isBlocked,
    unblockBy({}, end, about(1, notFound)),
    [debitInquired(1, notFound, end), unblocked(end)],
    "awaiting_otp"
  ],
  [
    "at once where Eko says so itself",
    isBlocked,
    unblock(about(1, proven("1"))),
    [debitInquired(1, proven("1")), unblocked()],
    "awaiting_otp"
  ],
  [
    "not before the settlement window has passed, where Eko only does not find it",
    isBlocked,
    unblockBy({}, end - 1, about(1, notFound)),
    { _tag: "ResolutionTooEarly", untilMillis: end },
    "awaiting_otp"
  ],
  [
    "not while Eko says that it did",
    isBlocked,
    unblock(about(1, proven("0"))),
    { _tag: "MovementFound" },
    "awaiting_otp"
  ],
  ["not without asking", isBlocked, unblock(), { _tag: "RecheckUnanswered" }, "awaiting_otp"],
  [
    "not without asking about each",
    isBlockedTwice,
    unblock(about(1, proven("1"))),
    { _tag: "RecheckUnanswered" },
    "awaiting_otp"
  ],
  ["not where nothing is blocked", isAwaitingOtp, unblock(), { _tag: "WrongState" }, "awaiting_otp"]
])

describe("an unblocked transfer", () => {
  it("may debit again, after the usual look back", () => {
    const cleared = journalAfter(isBlocked, unblock(about(1, proven("1"))))
    assert.strictEqual(stateAfter(cleared, startDebit(2, [about(1, notFound)])).state, "debiting")
    assert.isTrue(stateAfter(cleared, startDebit(2, [about(1, proven("0"))])).isBlocked)
  })

  it("has time to be confirmed, however long it was blocked", () => {
    const state = stateAfter(isBlocked, unblockBy({}, end, about(1, notFound)))
    assert.strictEqual(nextStep(state, defaults)?.delayMillis, defaults.idleLifetimeMillis)
  })
})
