/** What it takes to refund a second time: Eko's word after the window, or a person's. */
import { assert, describe, it } from "@effect/vitest"
import * as Resolutions from "../src/Resolutions.ts"
import * as Transfer from "../src/Transfer.ts"
import type { AttemptFinding } from "../src/TransferCommand.ts"
import type { TransferEvent } from "../src/TransferEvent.ts"
import { defaults } from "../src/TransferPolicy.ts"
import type { StateName } from "../src/TransferState.ts"
import { journalAfter, type Row, table } from "./DeciderTable.ts"
import {
  about,
  alarm,
  debitInquired,
  judgement,
  notFound,
  notMoved,
  now,
  proven,
  recordRefundOutcome,
  ref,
  refundDone,
  resolve,
  settle,
  startRefund,
  startRefundOtpSend,
  tid,
  unanswered,
  unproven,
  wrongOtp
} from "./Given.ts"
import { end, hasNewOtp, isInDoubt, isRefundingAgain, wasWrong } from "./GivenRefund.ts"

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
