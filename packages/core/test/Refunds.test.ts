import { assert, describe, it } from "@effect/vitest"
import * as Resolutions from "../src/Resolutions.ts"
import * as Transfer from "../src/Transfer.ts"
import type { AttemptFinding } from "../src/TransferCommand.ts"
import type { TransferEvent } from "../src/TransferEvent.ts"
import { defaults } from "../src/TransferPolicy.ts"
import type { StateName } from "../src/TransferState.ts"
import { nextStep } from "../src/TransferStep.ts"
import { type Journal, journalAfter, type Row, table } from "./DeciderTable.ts"
import {
  about,
  accepted,
  after,
  alarm,
  cancel,
  credentialsRefused,
  debitInquired,
  declined,
  earlier,
  expire,
  handedOver,
  inquiryRequested,
  isSucceeded,
  judgement,
  notFound,
  notMoved,
  notSent,
  now,
  otpExpired,
  proven,
  recordOutcome,
  recordRefundOtpSend,
  recordRefundOutcome,
  ref,
  refundDone,
  refundOtpConsumed,
  refundUnknown,
  refused,
  requestInquiry,
  resolve,
  sent,
  settle,
  settleAt,
  startRefund,
  startRefundOtpSend,
  tid,
  unanswered,
  unproven,
  unresolved,
  wrongOtp
} from "./Given.ts"

const { settlementWindowMillis } = defaults

/* Journals: everything has happened earlier or now; the refund under reference 50. */

const isPending: Journal = after(accepted("3"))
const hasOtp = journalAfter(isPending, startRefundOtpSend(), recordRefundOtpSend(1, sent(1, now)))
const isRefunding = journalAfter(hasOtp, startRefund(50))
const end = now + settlementWindowMillis
const isInDoubt = journalAfter(isRefunding, recordRefundOutcome(50, refundUnknown))
const isConsumed = journalAfter(isRefunding, recordRefundOutcome(50, refundOtpConsumed))
const isDone = journalAfter(isRefunding, recordRefundOutcome(50, refundDone(90)))
const cameBack = journalAfter(isRefunding, settle(about(1, proven("4"))))
/** Eko still said 3 when the window of the first refund had passed. */
const wasSetAside = journalAfter(isInDoubt, settleAt(end, about(1, proven("3"))))
const hasNewOtp = journalAfter(wasSetAside, startRefundOtpSend(end), recordRefundOtpSend(2, sent(2, end), end))
const isRefundingAgain = journalAfter(hasNewOtp, startRefund(51, [about(1, proven("3"))], end))
const wasWrong = journalAfter(isRefunding, recordRefundOutcome(50, wrongOtp))

/** The refund whose cash was handed back at this time. */
const withCash = (atMillis: number) => {
  const start = startRefund(50)
  return { ...start, attempt: { ...start.attempt, cashReturned: { by: "Agent", atMillis } } }
}

const answered = (
  number: number,
  outcome: Parameters<typeof recordRefundOutcome>[1],
  atMillis = now
): TransferEvent => ({
  _tag: "RefundAnswered",
  atMillis,
  clientRefId: ref(number),
  outcome
})
const setAside = (number: number, atMillis = end): TransferEvent => ({
  _tag: "RefundSetAside",
  atMillis,
  clientRefId: ref(number)
})

table("a reversal of a success", [
  [
    "3",
    isSucceeded,
    settle(about(1, proven("3"))),
    [debitInquired(1, proven("3")), alarm("reversed", 1)],
    "refund_pending"
  ],
  ["4", isSucceeded, settle(about(1, proven("4"))), [debitInquired(1, proven("4")), alarm("reversed", 1)], "refunded"],
  ["of another transaction is none", isSucceeded, settle(about(1, proven("3", 2))), [], "succeeded"],
  ["not found is none", isSucceeded, settle(about(1, notFound)), [], "succeeded"]
])

table("refund_pending", [
  [
    "an OTP is recorded before it is sent",
    isPending,
    startRefundOtpSend(),
    [{ _tag: "RefundOtpSendStarted", atMillis: now, send: 1, untilMillis: now + 60_000 }],
    "refund_pending"
  ],
  [
    "no second one while the first is on its way",
    journalAfter(isPending, startRefundOtpSend()),
    startRefundOtpSend(),
    { _tag: "OtpSendPending", untilMillis: now + 60_000 },
    "refund_pending"
  ],
  ["no OTP before 3", isSucceeded, startRefundOtpSend(), { _tag: "WrongState" }, "succeeded"],
  ["no refund before 3", isSucceeded, startRefund(50), { _tag: "WrongState", state: "succeeded" }, "succeeded"],
  ["no refund without an OTP", isPending, startRefund(50), { _tag: "OtpUnusable" }, "refund_pending"],
  [
    "nor with one whose fate is not known",
    journalAfter(isPending, startRefundOtpSend(), recordRefundOtpSend(1, unresolved)),
    startRefund(50),
    { _tag: "OtpUnusable" },
    "refund_pending"
  ],
  [
    "a refused OTP fails nothing",
    journalAfter(isPending, startRefundOtpSend()),
    recordRefundOtpSend(1, refused),
    [{ _tag: "RefundOtpSendAnswered", atMillis: now, send: 1, result: refused, tries: 3 }],
    "refund_pending"
  ],
  [
    "an OTP that was not asked for",
    isPending,
    recordRefundOtpSend(1, sent()),
    { _tag: "InvalidField" },
    "refund_pending"
  ],
  [
    "a refund names who returned the cash, and when",
    hasOtp,
    startRefund(50),
    [
      {
        _tag: "RefundStarted",
        atMillis: now,
        attempt: {
          kind: "refund",
          ...startRefund(50).attempt,
          number: 1,
          otpSend: 1,
          startedAtMillis: now
        }
      }
    ],
    "refunding"
  ],
  ...[now + 60_001, earlier - 60_001, 0].map(
    (atMillis): Row => [
      `not with cash that was returned in the future, or before the debit: ${atMillis - now}`,
      hasOtp,
      withCash(atMillis),
      { _tag: "InvalidField", field: "cashReturned" },
      "refund_pending"
    ]
  ),
  [
    "not with an expired OTP",
    hasOtp,
    startRefund(50, [], now + 600_000),
    { _tag: "OtpUnusable", why: "expired" },
    "refund_pending"
  ],
  ["3 again", isPending, settle(about(1, proven("3"))), [debitInquired(1, proven("3"))], "refund_pending"],
  ["4 → refunded", isPending, settle(about(1, proven("4"))), [debitInquired(1, proven("4"))], "refunded"],
  ["2 moves nothing", isPending, settle(about(1, proven("2"))), [debitInquired(1, proven("2"))], "refund_pending"],
  ...["0", "1"].map(
    (status): Row => [
      `${status} contradicts`,
      isPending,
      settle(about(1, proven(status))),
      [debitInquired(1, proven(status)), alarm("contradiction", 1)],
      "refund_pending"
    ]
  ),
  [
    "waits for the settlement window, then is an aged break",
    isPending,
    settleAt(earlier + settlementWindowMillis, about(1, proven("3"))),
    [
      debitInquired(1, proven("3"), earlier + settlementWindowMillis),
      handedOver(earlier + settlementWindowMillis),
      alarm("aged", 1, earlier + settlementWindowMillis)
    ],
    "refund_pending"
  ],
  ["is not cancelled", isPending, cancel, { _tag: "WrongState" }, "refund_pending"],
  ["does not expire", isPending, expire, { _tag: "WrongState" }, "refund_pending"]
])

describe("an aged wait for the customer", () => {
  const given = journalAfter(isPending, settleAt(end, about(1, proven("3"))))
  table("can still be refunded", [
    [
      "an OTP",
      given,
      startRefundOtpSend(end),
      [{ _tag: "RefundOtpSendStarted", atMillis: end, send: 1, untilMillis: end + 60_000 }],
      "refund_pending"
    ]
  ])
  it("begins to be inquired again with the refund", () => {
    const refunding = journalAfter(
      given,
      startRefundOtpSend(end),
      recordRefundOtpSend(1, sent(1, end), end),
      startRefund(50, [], end)
    )
    const state = Transfer.replay(refunding)
    assert.deepStrictEqual(state && nextStep(state, defaults), { kind: "settle", delayMillis: 45_000 })
  })
})

table("refunding, by what the answer proves", [
  ["done → refunded", isRefunding, recordRefundOutcome(50, refundDone(90)), [answered(50, refundDone(90))], "refunded"],
  ["unknown", isRefunding, recordRefundOutcome(50, refundUnknown), [answered(50, refundUnknown)], "refunding"],
  [
    "OTP consumed → alarm",
    isRefunding,
    recordRefundOutcome(50, refundOtpConsumed),
    [answered(50, refundOtpConsumed), alarm("otp_consumed", 50)],
    "refunding"
  ],
  ...[notSent, wrongOtp, otpExpired, declined].map(
    (outcome): Row => [
      `${outcome._tag} → refund_pending`,
      isRefunding,
      recordRefundOutcome(50, outcome),
      [answered(50, outcome)],
      "refund_pending"
    ]
  ),
  [
    "credentials refused → refund_pending, alarm",
    isRefunding,
    recordRefundOutcome(50, credentialsRefused),
    [answered(50, credentialsRefused), alarm("credentials_refused", 50)],
    "refund_pending"
  ],
  ["of no refund", isRefunding, recordRefundOutcome(51, refundDone(90)), { _tag: "WrongState" }, "refunding"],
  ["no other refund meanwhile", isRefunding, startRefund(51), { _tag: "WrongState" }, "refunding"],
  ["no OTP meanwhile", isRefunding, startRefundOtpSend(), { _tag: "WrongState" }, "refunding"]
])

for (const [name, given] of [
  ["refunding, abandoned", isRefunding],
  ["refunding, unknown", isInDoubt],
  ["refunding, OTP consumed", isConsumed]
] as const) {
  table(name, [
    ["4 → refunded", given, settle(about(1, proven("4"))), [debitInquired(1, proven("4"))], "refunded"],
    ["3 proves nothing", given, settle(about(1, proven("3"))), [debitInquired(1, proven("3"))], "refunding"],
    [
      "nor a moment before the window ends",
      given,
      settleAt(end - 1, about(1, proven("3"))),
      [debitInquired(1, proven("3"), end - 1)],
      "refunding"
    ],
    [
      "3 after the window → refund_pending, alarm",
      given,
      settleAt(end, about(1, proven("3"))),
      [debitInquired(1, proven("3"), end), setAside(50), alarm("refund_unsettled", 50, end)],
      "refund_pending"
    ],
    ...[notFound, unanswered, unproven].map(
      (finding): Row => [
        `${finding._tag} after the window → an aged break`,
        given,
        settleAt(end, about(1, finding)),
        [debitInquired(1, finding, end), handedOver(end), alarm("aged", 1, end)],
        "refunding"
      ]
    ),
    ["not found", given, settle(about(1, notFound)), [debitInquired(1, notFound)], "refunding"],
    [
      "0 contradicts",
      given,
      settle(about(1, proven("0"))),
      [debitInquired(1, proven("0")), alarm("contradiction", 1)],
      "refunding"
    ]
  ])
}

table("a second refund", [
  [
    "only with Eko's 3 after the first",
    hasNewOtp,
    startRefund(51, [], end),
    { _tag: "RecheckUnanswered", cause: "not inquired" },
    "refund_pending"
  ],
  ...[notFound, unanswered, unproven].map(
    (finding): Row => [
      `not with ${finding._tag}`,
      hasNewOtp,
      startRefund(51, [about(1, finding)], end),
      { _tag: "RecheckUnanswered" },
      "refund_pending"
    ]
  ),
  [
    "a 4 ends it instead",
    hasNewOtp,
    startRefund(51, [about(1, proven("4"))], end),
    [debitInquired(1, proven("4"), end)],
    "refunded"
  ],
  [
    "a 0 contradicts instead",
    hasNewOtp,
    startRefund(51, [about(1, proven("0"))], end),
    [debitInquired(1, proven("0"), end), alarm("contradiction", 1, end)],
    "refund_pending"
  ],
  [
    "not under the reference of the first",
    hasNewOtp,
    startRefund(50, [about(1, proven("3"))], end),
    { _tag: "InvalidField", field: "clientRefId" },
    "refund_pending"
  ],
  [
    "not with the tries of a wrong OTP alone",
    journalAfter(
      wasWrong,
      startRefund(51, [about(1, proven("3"))]),
      recordRefundOutcome(51, wrongOtp),
      startRefund(52, [about(1, proven("3"))]),
      recordRefundOutcome(52, wrongOtp)
    ),
    startRefund(53, [about(1, proven("3"))]),
    { _tag: "OtpUnusable", why: "tries_used_up" },
    "refund_pending"
  ]
])

describe("a second refund", () => {
  it("leaves a trace of what was asked before it", () => {
    const events = isRefundingAgain.slice(hasNewOtp.length).map(({ _tag }) => _tag)
    assert.deepStrictEqual(events, ["DebitInquired", "RefundStarted"])
    const state = Transfer.replay(isRefundingAgain)
    assert.deepInclude(state, { state: "refunding" as StateName })
  })
})

table("a refund's late answer", [
  ["the same again", isDone, recordRefundOutcome(50, refundDone(90)), [], "refunded"],
  [
    "done under another id contradicts",
    isDone,
    recordRefundOutcome(50, refundDone(91)),
    [answered(50, refundDone(91)), alarm("contradiction", 50)],
    "refunded"
  ],
  ["done, after 4", cameBack, recordRefundOutcome(50, refundDone(90)), [answered(50, refundDone(90))], "refunded"],
  ["unknown, after 4", cameBack, recordRefundOutcome(50, refundUnknown), [], "refunded"],
  ...[declined, wrongOtp, notSent, refundOtpConsumed].map(
    (outcome): Row => [
      `${outcome._tag}, after 4, contradicts`,
      cameBack,
      recordRefundOutcome(50, outcome),
      [answered(50, outcome), alarm("contradiction", 50)],
      "refunded"
    ]
  ),
  [
    "done, of one that was set aside",
    wasSetAside,
    recordRefundOutcome(50, refundDone(90)),
    [answered(50, refundDone(90))],
    "refunded"
  ],
  [
    "declined, of one that was set aside",
    wasSetAside,
    recordRefundOutcome(50, declined),
    [answered(50, declined)],
    "refund_pending"
  ],
  [
    "done, of one that was set aside, while another is open: alarm, blocked",
    isRefundingAgain,
    recordRefundOutcome(50, refundDone(90)),
    [answered(50, refundDone(90)), alarm("closed_attempt_moved_money", 50)],
    "refunding"
  ],
  [
    "done, of one that was closed: alarm, blocked",
    wasWrong,
    recordRefundOutcome(50, refundDone(90)),
    [answered(50, refundDone(90)), alarm("closed_attempt_moved_money", 50)],
    "refund_pending"
  ],
  ["a refusal of a closed one agrees", wasWrong, recordRefundOutcome(50, declined), [], "refund_pending"],
  [
    "not sent, though Eko refused it",
    wasWrong,
    recordRefundOutcome(50, notSent),
    [answered(50, notSent), alarm("contradiction", 50)],
    "refund_pending"
  ],
  ...[wrongOtp, declined].map(
    (outcome): Row => [
      `${outcome._tag}, after "consumed", contradicts`,
      isConsumed,
      recordRefundOutcome(50, outcome),
      [answered(50, outcome), alarm("contradiction", 50)],
      "refunding"
    ]
  )
])

table("the debit's late answer", [
  ["0, known", isPending, recordOutcome(1, accepted("0")), [], "refund_pending"],
  ["3, known", cameBack, recordOutcome(1, accepted("3")), [], "refunded"],
  [
    "4 while Eko says 3 contradicts",
    isPending,
    recordOutcome(1, accepted("4")),
    [
      { _tag: "DebitAnswered", atMillis: now, clientRefId: ref(1), outcome: accepted("4") },
      alarm("contradiction", 1),
      inquiryRequested(1)
    ],
    "refund_pending"
  ],
  [
    "declined contradicts",
    isRefunding,
    recordOutcome(1, declined),
    [{ _tag: "DebitAnswered", atMillis: now, clientRefId: ref(1), outcome: declined }, alarm("contradiction", 1)],
    "refunding"
  ]
])

describe("a blocked refund", () => {
  const blocked = journalAfter(wasWrong, recordRefundOutcome(50, refundDone(90)))
  const unblock = (atMillis: number, ...findings: ReadonlyArray<AttemptFinding>): Transfer.Command => ({
    _tag: "Unblock",
    atMillis,
    judgement,
    findings
  })
  const untilMillis = end + 15_000 + 30_000
  const cleared = (atMillis: number): TransferEvent => ({
    _tag: "Unblocked",
    atMillis,
    judgement,
    expiresAtMillis: atMillis + defaults.idleLifetimeMillis
  })
  table("starts nothing", [
    ["no OTP", blocked, startRefundOtpSend(), { _tag: "TransferBlocked" }, "refund_pending"],
    ["no refund", blocked, startRefund(51, [about(1, proven("3"))]), { _tag: "TransferBlocked" }, "refund_pending"]
  ])
  it("has its debit inquired before a person lets it go on", () => {
    const state = Transfer.replay(blocked)
    assert.deepStrictEqual(state && Resolutions.attemptsToClear(state).map(({ clientRefId }) => clientRefId), [ref(1)])
  })
  table("goes on when Eko still says 3 after its settlement window, and a person lets it", [
    [
      "both",
      blocked,
      unblock(untilMillis, about(1, proven("3"))),
      [debitInquired(1, proven("3"), untilMillis), cleared(untilMillis)],
      "refund_pending"
    ],
    [
      "a moment too early",
      blocked,
      unblock(untilMillis - 1, about(1, proven("3"))),
      { _tag: "ResolutionTooEarly", untilMillis },
      "refund_pending"
    ],
    [
      "Eko was not asked",
      blocked,
      unblock(untilMillis),
      { _tag: "RecheckUnanswered", cause: "not inquired" },
      "refund_pending"
    ],
    ...[notFound, unanswered, unproven].map(
      (finding): Row => [
        `Eko's answer was ${finding._tag}`,
        blocked,
        unblock(untilMillis, about(1, finding)),
        { _tag: "RecheckUnanswered" },
        "refund_pending"
      ]
    ),
    ...["4", "0", "1", "2"].map(
      (status): Row => [
        `Eko says ${status}`,
        blocked,
        unblock(untilMillis, about(1, proven(status))),
        { _tag: "MovementFound" },
        "refund_pending"
      ]
    ),
    [
      "it has come back since, as Eko says",
      journalAfter(blocked, settle(about(1, proven("4")))),
      unblock(now, about(1, proven("4"))),
      [debitInquired(1, proven("4"), now), cleared(now)],
      "refunded"
    ]
  ])
})

table("an operator and a refund", [
  [
    "that moved",
    isInDoubt,
    resolve(50, { _tag: "Moved", ...judgement, tid: tid(90) }),
    [
      {
        _tag: "AttemptResolved",
        atMillis: now,
        clientRefId: ref(50),
        resolution: { _tag: "Moved", ...judgement, tid: tid(90) }
      }
    ],
    "refunded"
  ],
  [
    "that did not, needs the window",
    isInDoubt,
    resolve(50, notMoved, [about(1, proven("3"))], end),
    { _tag: "ResolutionTooEarly", untilMillis: end + 15_000 + 30_000 },
    "refunding"
  ],
  [
    "that did not, with Eko's 3",
    isInDoubt,
    resolve(50, notMoved, [about(1, proven("3"))], end + 45_000),
    [
      debitInquired(1, proven("3"), end + 45_000),
      { _tag: "AttemptResolved", atMillis: end + 45_000, clientRefId: ref(50), resolution: notMoved }
    ],
    "refund_pending"
  ],
  [
    "that did not, against Eko's 4",
    isInDoubt,
    resolve(50, notMoved, [about(1, proven("4"))], end + 45_000),
    { _tag: "MovementFound" },
    "refunding"
  ],
  [
    "that did not, without Eko's word",
    isInDoubt,
    resolve(50, notMoved, [about(1, notFound)], end + 45_000),
    { _tag: "RecheckUnanswered" },
    "refunding"
  ]
])

describe("the steps of a refund", () => {
  it("ask soon while one is open, and hourly while the customer is awaited", () => {
    const delay = (journal: Journal) => {
      const state = Transfer.replay(journal)
      return state && nextStep(state, defaults)?.delayMillis
    }
    assert.strictEqual(delay(isPending), 3_600_000)
    assert.strictEqual(delay(isRefunding), 45_000)
    const asked = journalAfter(isRefunding, settle(about(1, proven("3"))))
    assert.strictEqual(delay(asked), 90_000)
    assert.isUndefined(delay(isDone))
    // A hint never overtakes the call, and is followed at once when that is over.
    assert.strictEqual(delay(journalAfter(isRefunding, requestInquiry(1))), 45_000)
    assert.strictEqual(delay(journalAfter(asked, requestInquiry(1))), 0)
    assert.strictEqual(delay(journalAfter(isRefunding, recordRefundOutcome(50, refundUnknown), requestInquiry(1))), 0)
  })
})
