/** What the decider makes of an open debit: by what its answer proves, in doubt, and awaited. */
import { assert, describe, it } from "@effect/vitest"
import { Schema } from "effect"
import { Finding } from "../src/Evidence.ts"
import { paise } from "../src/Money.ts"
import { type Journal, type Row, stateAfter, stateOf, table } from "./DeciderTable.ts"
import {
  about,
  accepted,
  alarm,
  cancel,
  credentialsRefused,
  debitAbandoned,
  debitAnswered,
  debitInquired,
  declined,
  earlier,
  expire,
  facts,
  isAbandoned,
  isAwaited,
  isAwaitingOtp,
  isConsumed,
  isConsumedAgain,
  isDebiting,
  isInDoubt,
  notFound,
  notSent,
  now,
  otpConsumed,
  otpExpired,
  otpSendAnswered,
  proven,
  recordOtpSend,
  recordOutcome,
  ref,
  sent,
  settle,
  startDebit,
  startOtpSend,
  tid,
  tidOfAnother,
  txStatus,
  unanswered,
  unknown,
  unproven,
  withdraw,
  wrongOtp
} from "./Given.ts"

const attempts: Record<string, Journal> = {
  debiting: isDebiting,
  "in doubt": isInDoubt,
  abandoned: isAbandoned,
  awaited: isAwaited
}

table("debiting, by what the answer proves", [
  ["not sent → awaiting_otp", isDebiting, recordOutcome(1, notSent), [debitAnswered(1, notSent)], "awaiting_otp"],
  [
    "credentials refused → awaiting_otp, alarm",
    isDebiting,
    recordOutcome(1, credentialsRefused),
    [debitAnswered(1, credentialsRefused), alarm("credentials_refused", 1)],
    "awaiting_otp"
  ],
  ["wrong OTP → awaiting_otp", isDebiting, recordOutcome(1, wrongOtp), [debitAnswered(1, wrongOtp)], "awaiting_otp"],
  [
    "OTP expired → awaiting_otp",
    isDebiting,
    recordOutcome(1, otpExpired),
    [debitAnswered(1, otpExpired)],
    "awaiting_otp"
  ],
  ["declined → failed", isDebiting, recordOutcome(1, declined), [debitAnswered(1, declined)], "failed"],
  [
    "accepted, 0 → succeeded",
    isDebiting,
    recordOutcome(1, accepted("0")),
    [debitAnswered(1, accepted("0"))],
    "succeeded"
  ],
  ...["2", "5", "6", "", "9", "1"].map(
    (status): Row => [
      `accepted, "${status}" → awaited`,
      isDebiting,
      recordOutcome(1, accepted(status)),
      [debitAnswered(1, accepted(status))],
      "awaited"
    ]
  ),
  [
    "accepted, 3 → refund_pending",
    isDebiting,
    recordOutcome(1, accepted("3")),
    [debitAnswered(1, accepted("3"))],
    "refund_pending"
  ],
  [
    "accepted, 4 → refunded",
    isDebiting,
    recordOutcome(1, accepted("4")),
    [debitAnswered(1, accepted("4"))],
    "refunded"
  ],
  [
    "OTP consumed → in_doubt, alarm",
    isDebiting,
    recordOutcome(1, otpConsumed),
    [debitAnswered(1, otpConsumed), alarm("otp_consumed", 1)],
    "in_doubt"
  ],
  ["anything else → in_doubt", isDebiting, recordOutcome(1, unknown), [debitAnswered(1, unknown)], "in_doubt"],
  [
    "a transaction id of another attempt → in_doubt, alarm",
    isDebiting,
    recordOutcome(1, { _tag: "Unknown", phase: "answer", cause: "transaction id of another attempt" }),
    [
      debitAnswered(1, { _tag: "Unknown", phase: "answer", cause: "transaction id of another attempt" }),
      alarm("tid_claimed_twice", 1)
    ],
    "in_doubt"
  ],
  ["no outcome of a foreign attempt", isDebiting, recordOutcome(2, declined), { _tag: "WrongState" }, "debiting"],
  [
    "found by settlement → abandoned, in_doubt",
    isDebiting,
    settle(about(1, notFound)),
    [debitAbandoned(1), debitInquired(1, notFound)],
    "in_doubt"
  ],
  [
    "found by settlement, with evidence",
    isDebiting,
    settle(about(1, proven("0"))),
    [debitAbandoned(1), debitInquired(1, proven("0"))],
    "succeeded"
  ]
])

for (const [name, given] of [
  ["in_doubt, unknown outcome", isInDoubt],
  ["in_doubt, abandoned", isAbandoned]
] as const) {
  table(name, [
    ["found 0 → succeeded", given, settle(about(1, proven("0"))), [debitInquired(1, proven("0"))], "succeeded"],
    ["found 1 → failed", given, settle(about(1, proven("1"))), [debitInquired(1, proven("1"))], "failed"],
    ["found 2 → awaited", given, settle(about(1, proven("2"))), [debitInquired(1, proven("2"))], "awaited"],
    [
      "found 3 → refund_pending",
      given,
      settle(about(1, proven("3"))),
      [debitInquired(1, proven("3"))],
      "refund_pending"
    ],
    ["found 4 → refunded", given, settle(about(1, proven("4"))), [debitInquired(1, proven("4"))], "refunded"],
    ["not found", given, settle(about(1, notFound)), [debitInquired(1, notFound)], "in_doubt"],
    ["unanswered", given, settle(about(1, unanswered)), [debitInquired(1, unanswered)], "in_doubt"],
    ["found something else", given, settle(about(1, unproven)), [debitInquired(1, unproven)], "in_doubt"],
    [
      "found under another attempt's id",
      given,
      settle(about(1, tidOfAnother)),
      [debitInquired(1, tidOfAnother), alarm("tid_claimed_twice", 1)],
      "in_doubt"
    ],
    ["a finding about no attempt of it", given, settle(about(7, proven("1"))), { _tag: "InvalidField" }, "in_doubt"],
    [
      "late: accepted → succeeded",
      given,
      recordOutcome(1, accepted("0")),
      [debitAnswered(1, accepted("0"))],
      "succeeded"
    ],
    ["late: declined → failed", given, recordOutcome(1, declined), [debitAnswered(1, declined)], "failed"],
    ["late: wrong OTP → awaiting_otp", given, recordOutcome(1, wrongOtp), [debitAnswered(1, wrongOtp)], "awaiting_otp"],
    ["late: not sent → awaiting_otp", given, recordOutcome(1, notSent), [debitAnswered(1, notSent)], "awaiting_otp"],
    [
      "late: OTP consumed",
      given,
      recordOutcome(1, otpConsumed),
      [debitAnswered(1, otpConsumed), alarm("otp_consumed", 1)],
      "in_doubt"
    ],
    ["no second attempt", given, startDebit(2), { _tag: "WrongState", state: "in_doubt" }, "in_doubt"]
  ])
}

table("in_doubt, OTP consumed", [
  ["found 0 → succeeded", isConsumed, settle(about(1, proven("0"))), [debitInquired(1, proven("0"))], "succeeded"],
  [
    "found 1 does not settle it",
    isConsumed,
    settle(about(1, proven("1"))),
    [debitInquired(1, proven("1"))],
    "in_doubt"
  ],
  ["found 2 → awaited", isConsumed, settle(about(1, proven("2"))), [debitInquired(1, proven("2"))], "awaited"],
  [
    "and a 1 after that leads back",
    [...isConsumed, debitInquired(1, proven("2"), earlier)],
    settle(about(1, proven("1"))),
    [debitInquired(1, proven("1"))],
    "in_doubt"
  ],
  [
    "found 1 under another id than before",
    [...isConsumed, debitInquired(1, proven("2"), earlier)],
    settle(about(1, proven("1", 2))),
    [debitInquired(1, { _tag: "Unproven", why: "another tid" })],
    "awaited"
  ],
  ...[declined, wrongOtp, otpExpired, credentialsRefused, notSent].map(
    (outcome): Row => [
      `a later "${outcome._tag}" contradicts`,
      isConsumed,
      recordOutcome(1, outcome),
      [debitAnswered(1, outcome), alarm("contradiction", 1)],
      "in_doubt"
    ]
  ),
  ["hearing it again adds nothing", isConsumed, recordOutcome(1, otpConsumed), [], "in_doubt"],
  [
    "the earlier use paid → alarm, blocked",
    isConsumedAgain,
    settle(about(2, notFound), about(1, proven("0"))),
    [debitInquired(1, proven("0")), alarm("closed_attempt_moved_money", 1), debitInquired(2, notFound)],
    "in_doubt"
  ],
  [
    "the earlier use failed",
    isConsumedAgain,
    settle(about(2, notFound), about(1, proven("1"))),
    [debitInquired(1, proven("1")), debitInquired(2, notFound)],
    "in_doubt"
  ],
  [
    "a late answer says so to a wait, too",
    isAwaited,
    recordOutcome(1, otpConsumed),
    [debitAnswered(1, otpConsumed), alarm("otp_consumed", 1)],
    "awaited"
  ],
  [
    "which a 1 then does not settle",
    [...isAwaited, debitAnswered(1, otpConsumed, earlier)],
    settle(about(1, proven("1"))),
    [debitInquired(1, proven("1"))],
    "in_doubt"
  ]
])

table("awaited", [
  ["found 0 → succeeded", isAwaited, settle(about(1, proven("0"))), [debitInquired(1, proven("0"))], "succeeded"],
  ["found 1 → failed", isAwaited, settle(about(1, proven("1"))), [debitInquired(1, proven("1"))], "failed"],
  ["found 2 again", isAwaited, settle(about(1, proven("2"))), [debitInquired(1, proven("2"))], "awaited"],
  ["not found", isAwaited, settle(about(1, notFound)), [debitInquired(1, notFound)], "awaited"],
  ["unanswered", isAwaited, settle(about(1, unanswered)), [debitInquired(1, unanswered)], "awaited"],
  [
    "found under another id",
    isAwaited,
    settle(about(1, proven("1", 2))),
    [debitInquired(1, { _tag: "Unproven", why: "another tid" })],
    "awaited"
  ],
  [
    "found 3 → refund_pending",
    isAwaited,
    settle(about(1, proven("3"))),
    [debitInquired(1, proven("3"))],
    "refund_pending"
  ],
  ["found 4 → refunded", isAwaited, settle(about(1, proven("4"))), [debitInquired(1, proven("4"))], "refunded"],
  ["late: the same answer", isAwaited, recordOutcome(1, accepted("2")), [], "awaited"],
  [
    "late: more facts",
    isAwaited,
    recordOutcome(1, { _tag: "Accepted", txStatus: txStatus("2"), facts: facts(1, { feePaise: paise(5_00) }) }),
    [
      debitAnswered(1, {
        _tag: "Accepted",
        txStatus: txStatus("2"),
        facts: facts(1, { feePaise: paise(5_00) })
      })
    ],
    "awaited"
  ],
  ["late: 0 → succeeded", isAwaited, recordOutcome(1, accepted("0")), [debitAnswered(1, accepted("0"))], "succeeded"],
  [
    "late: 0 does not take back a 3",
    [...isAwaited, debitInquired(1, proven("3"), earlier)],
    recordOutcome(1, accepted("0")),
    [],
    "refund_pending"
  ],
  [
    "late: 0 under another id contradicts",
    isAwaited,
    recordOutcome(1, accepted("0", 2)),
    [debitAnswered(1, accepted("0", 2)), alarm("contradiction", 1)],
    "awaited"
  ],
  ...[declined, wrongOtp, otpExpired, credentialsRefused, notSent].map(
    (outcome): Row => [
      `late: "${outcome._tag}" contradicts`,
      isAwaited,
      recordOutcome(1, outcome),
      [debitAnswered(1, outcome), alarm("contradiction", 1)],
      "awaited"
    ]
  ),
  ["late: unknown", isAwaited, recordOutcome(1, unknown), [], "awaited"]
])

describe("a late answer", () => {
  it("completes what an inquiry has told since, and takes nothing of it back", () => {
    const inquired = { _tag: "Proven", txStatus: "2", facts: { tid: tid(1), feePaise: 500 } } as const
    const given: Journal = [...isInDoubt, debitInquired(1, Schema.decodeSync(Finding)(inquired), earlier)]
    const told = { tid: tid(1), feePaise: paise(700), commissionPaise: paise(200) }
    for (const status of ["2", "0"]) {
      const state = stateAfter(given, recordOutcome(1, { _tag: "Accepted", txStatus: txStatus(status), facts: told }))
      assert.deepInclude(state, { facts: { tid: tid(1), feePaise: paise(500), commissionPaise: paise(200) } })
    }
  })
})

describe("an open attempt", () => {
  for (const [name, given] of Object.entries(attempts)) {
    table(name, [
      ["is not cancelled", given, cancel, { _tag: "WrongState" }, stateOf(given)],
      ["does not expire", given, expire, { _tag: "WrongState" }, stateOf(given)],
      ["takes no other attempt", given, startDebit(2, [about(1, notFound)]), { _tag: "WrongState" }, stateOf(given)],
      ["sends no OTP", given, startOtpSend(), { _tag: "WrongState" }, stateOf(given)],
      ["keeps an OTP that comes late", given, recordOtpSend(1, sent()), [otpSendAnswered(1, sent())], stateOf(given)]
    ])
  }
})

table("an attempt whose record was not confirmed", [
  ["is closed where it is recorded", isDebiting, withdraw(1, 3), [debitAnswered(1, notSent)], "awaiting_otp"],
  [
    "cannot be recorded any more where it is not",
    isAwaitingOtp,
    withdraw(1, 3),
    [{ _tag: "AttemptWithdrawn", atMillis: now, clientRefId: ref(1) }],
    "awaiting_otp"
  ],
  ["nor where the transfer has moved since", isAwaitingOtp, withdraw(1, 2), [], "awaiting_otp"],
  [
    "is closed where settlement found it first",
    isAbandoned,
    withdraw(1, 3),
    [debitAnswered(1, notSent)],
    "awaiting_otp"
  ]
])
