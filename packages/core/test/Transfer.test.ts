import { assert, describe, it } from "@effect/vitest"
import { Result, Schema } from "effect"
import { Finding } from "../src/Evidence.ts"
import { paise } from "../src/Money.ts"
import type * as Outcome from "../src/Outcome.ts"
import * as Transfer from "../src/Transfer.ts"
import { defaults } from "../src/TransferPolicy.ts"
import { nextStep } from "../src/TransferStep.ts"
import { type Journal, type Row, run, stateAfter, table } from "./DeciderTable.ts"
import {
  about,
  accepted,
  after,
  alarm,
  cancel,
  cancelled,
  credentialsRefused,
  debitAbandoned,
  debitAnswered,
  debitInquired,
  debitStarted,
  declined,
  earlier,
  expire,
  expired,
  expiryHeld,
  facts,
  inquiryRequested,
  isAbandoned,
  isAwaited,
  isAwaitingOtp,
  isBlocked,
  isCancelled,
  isConsumed,
  isConsumedAgain,
  isDebiting,
  isExpired,
  isFailed,
  isInDoubt,
  isRefused,
  isRequested,
  isResending,
  isSucceeded,
  notFound,
  nothing,
  notSent,
  now,
  otpConsumed,
  otpExpired,
  otpExpiredUnder,
  otpSendAnswered,
  otpSendStarted,
  proven,
  recordOtpSend,
  recordOutcome,
  ref,
  refused,
  request,
  requested,
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
  unresolved,
  withdraw,
  wrongOtp,
  wrongOtpUnder
} from "./Given.ts"

const attempts: Record<string, Journal> = {
  debiting: isDebiting,
  "in doubt": isInDoubt,
  abandoned: isAbandoned,
  awaited: isAwaited
}
const finals: Record<string, Journal> = {
  succeeded: isSucceeded,
  failed: isFailed,
  refused: isRefused,
  cancelled: isCancelled,
  expired: isExpired
}
const stateOf = (given: Journal) => Transfer.replay(given)?.state

table("requested", [
  ["is how a transfer begins", nothing, request(), [requested(), otpSendStarted(1)], "requested"],
  [
    "only with whole rupees",
    nothing,
    request({ amountPaise: paise(500_50) }),
    { _tag: "InvalidField", field: "amountPaise", problem: "must be whole rupees, a multiple of 100" }
  ],
  ["not with less than the product allows", nothing, request({ amountPaise: paise(99_00) }), { _tag: "InvalidField" }],
  ["not with more", nothing, request({ amountPaise: paise(5_001_00) }), { _tag: "InvalidField", field: "amountPaise" }],
  [
    "with the most that the product allows",
    nothing,
    request({ amountPaise: paise(5_000_00) }),
    [requested({ amountPaise: paise(5_000_00) }), otpSendStarted(1)],
    "requested"
  ],
  ["begins once", isRequested, request(), { _tag: "WrongState", state: "requested" }, "requested"],
  ["is there before anything else", nothing, startOtpSend(), { _tag: "InvalidField", field: "id" }],
  ["OTP sent → awaiting_otp", isRequested, recordOtpSend(1, sent()), [otpSendAnswered(1, sent())], "awaiting_otp"],
  ["OTP refused → failed", isRequested, recordOtpSend(1, refused), [otpSendAnswered(1, refused)], "failed"],
  ["fate of the OTP unknown", isRequested, recordOtpSend(1, unresolved), [otpSendAnswered(1, unresolved)], "requested"],
  [
    "no resend while the first is on its way",
    isRequested,
    startOtpSend(),
    { _tag: "OtpSendPending", untilMillis: earlier + 60_000 },
    "requested"
  ],
  [
    "a resend once the first has timed out",
    isRequested,
    startOtpSend(earlier + 60_000),
    [otpSendStarted(2, earlier + 60_000)],
    "requested"
  ],
  [
    "a late refusal of an earlier send does not fail the transfer",
    [...isRequested, otpSendStarted(2, earlier)],
    recordOtpSend(1, refused),
    [otpSendAnswered(1, refused)],
    "requested"
  ],
  [
    "an OTP that was not asked for",
    isRequested,
    recordOtpSend(2, sent(2)),
    { _tag: "InvalidField", field: "send" },
    "requested"
  ],
  ["no debit without an OTP", isRequested, startDebit(1), { _tag: "WrongState", state: "requested" }, "requested"],
  ["nothing to settle", isRequested, settle(), { _tag: "WrongState" }, "requested"],
  ["no outcome without an attempt", isRequested, recordOutcome(1, declined), { _tag: "WrongState" }, "requested"],
  ["cancel", isRequested, cancel, [cancelled], "cancelled"],
  ["expiry", isRequested, expire, [expired], "expired"]
])

table("awaiting_otp", [
  ["confirm → debiting", isAwaitingOtp, startDebit(1), [debitStarted(1)], "debiting"],
  ["resend", isAwaitingOtp, startOtpSend(), [otpSendStarted(2)], "awaiting_otp"],
  ["a resend blocks confirm", isResending, startDebit(1), { _tag: "OtpSendPending" }, "awaiting_otp"],
  [
    "until it is answered",
    [...isResending, otpSendAnswered(2, sent(2), earlier)],
    startDebit(1),
    [debitStarted(1, 2)],
    "debiting"
  ],
  [
    "whatever the answer is",
    [...isResending, otpSendAnswered(2, unresolved, earlier)],
    startDebit(1),
    [debitStarted(1)],
    "debiting"
  ],
  [
    "or timed out",
    isResending,
    startDebit(1, [], earlier + 60_000),
    [debitStarted(1, 1, earlier + 60_000)],
    "debiting"
  ],
  [
    "an earlier send's answer does not unblock it",
    [...isRequested, otpSendStarted(2, earlier), otpSendAnswered(1, sent(), earlier)],
    startDebit(1),
    { _tag: "OtpSendPending" },
    "awaiting_otp"
  ],
  [
    "a refused resend leaves the OTP that is there",
    isResending,
    recordOtpSend(2, refused),
    [otpSendAnswered(2, refused)],
    "awaiting_otp"
  ],
  [
    "an expired OTP confirms nothing",
    isAwaitingOtp,
    startDebit(1, [], earlier + 600_000),
    { _tag: "OtpUnusable", why: "expired" },
    "awaiting_otp"
  ],
  [
    "an OTP confirms until the millisecond before",
    isAwaitingOtp,
    startDebit(1, [], earlier + 599_999),
    [debitStarted(1, 1, earlier + 599_999)],
    "debiting"
  ],
  [
    "nor does one without tries",
    after(wrongOtpUnder(1), wrongOtpUnder(2), wrongOtpUnder(3)),
    startDebit(4),
    { _tag: "OtpUnusable", why: "tries_used_up" },
    "awaiting_otp"
  ],
  [
    "a resend brings tries",
    [
      ...after(wrongOtpUnder(1), wrongOtpUnder(2), wrongOtpUnder(3)),
      otpSendStarted(2, earlier),
      otpSendAnswered(2, sent(2), earlier)
    ],
    startDebit(4),
    [{ ...debitStarted(4, 2) }],
    "debiting"
  ],
  [
    "a second answer to the same send brings none",
    [...after(wrongOtpUnder(1), wrongOtpUnder(2), wrongOtpUnder(3)), otpSendAnswered(1, sent(), earlier)],
    startDebit(4),
    { _tag: "OtpUnusable", why: "tries_used_up" },
    "awaiting_otp"
  ],
  [
    "no attempt under the reference of an earlier one",
    after(wrongOtpUnder(1)),
    startDebit(1),
    { _tag: "InvalidField", field: "clientRefId" },
    "awaiting_otp"
  ],
  ["cancel", isAwaitingOtp, cancel, [cancelled], "cancelled"],
  ["expiry", isAwaitingOtp, expire, [expired], "expired"],
  ["no resend while blocked", isBlocked, startOtpSend(), { _tag: "TransferBlocked" }, "awaiting_otp"],
  [
    "no debit while blocked",
    isBlocked,
    startDebit(2, [about(1, notFound)]),
    { _tag: "TransferBlocked" },
    "awaiting_otp"
  ],
  ["no cancel while blocked", isBlocked, cancel, { _tag: "TransferBlocked" }, "awaiting_otp"],
  ["no expiry while blocked", isBlocked, expire, [expiryHeld()], "awaiting_otp"],
  [
    "no expiry before its time, whatever the queue says",
    isAwaitingOtp,
    { _tag: "Expire", atMillis: earlier + 30 * 60_000 - 1 },
    [expiryHeld(earlier + 30 * 60_000 - 1)],
    "awaiting_otp"
  ]
])

table("the recheck before a second attempt", [
  [
    "an attempt that was not inquired",
    after(wrongOtp),
    startDebit(2),
    { _tag: "RecheckUnanswered", cause: "not inquired" },
    "awaiting_otp"
  ],
  [
    "not found → goes on",
    after(wrongOtp),
    startDebit(2, [about(1, notFound)]),
    [debitInquired(1, notFound), debitStarted(2)],
    "debiting"
  ],
  [
    "found failed → goes on",
    after(wrongOtp),
    startDebit(2, [about(1, proven("1"))]),
    [debitInquired(1, proven("1")), debitStarted(2)],
    "debiting"
  ],
  ...["0", "2", "3", "4", "5", "6", "", "9"].map(
    (status): Row => [
      `found with tx_status "${status}" → blocked`,
      after(wrongOtp),
      startDebit(2, [about(1, proven(status))]),
      [debitInquired(1, proven(status)), alarm("closed_attempt_moved_money", 1)],
      "awaiting_otp"
    ]
  ),
  [
    "unanswered → refused",
    after(wrongOtp),
    startDebit(2, [about(1, unanswered)]),
    { _tag: "RecheckUnanswered", cause: "timeout" },
    "awaiting_otp"
  ],
  [
    "about something else → refused",
    after(wrongOtp),
    startDebit(2, [about(1, unproven)]),
    { _tag: "RecheckUnanswered", cause: "another amount" },
    "awaiting_otp"
  ],
  [
    "a finding about another attempt does not count",
    after(wrongOtp),
    startDebit(2, [about(2, notFound)]),
    { _tag: "RecheckUnanswered" },
    "awaiting_otp"
  ],
  ["not sent", after(notSent), startDebit(2), { _tag: "RecheckUnanswered" }, "awaiting_otp"],
  ["credentials refused", after(credentialsRefused), startDebit(2), { _tag: "RecheckUnanswered" }, "awaiting_otp"],
  [
    "a decline under an id of its own needs none",
    after(wrongOtpUnder(1)),
    startDebit(2),
    [debitStarted(2)],
    "debiting"
  ],
  [
    "every earlier one is needed",
    after(wrongOtp, notSent),
    startDebit(3, [about(2, notFound)]),
    { _tag: "RecheckUnanswered" },
    "awaiting_otp"
  ],
  [
    "one that moved money says enough, though another was not answered",
    after(wrongOtp, notSent),
    startDebit(3, [about(1, unanswered), about(2, proven("0"))]),
    [debitInquired(2, proven("0")), alarm("closed_attempt_moved_money", 2)],
    "awaiting_otp"
  ]
])

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

table("succeeded", [
  ["success again", isSucceeded, settle(about(1, proven("0"))), [], "succeeded"],
  ["in flight", isSucceeded, settle(about(1, proven("2"))), [], "succeeded"],
  ["not found", isSucceeded, settle(about(1, notFound)), [], "succeeded"],
  ...["3", "4"].map(
    (status): Row => [
      `${status} → reversed, alarm`,
      isSucceeded,
      settle(about(1, proven(status))),
      [debitInquired(1, proven(status)), alarm("reversed", 1)],
      status === "3" ? "refund_pending" : "refunded"
    ]
  ),
  [
    "1 contradicts",
    isSucceeded,
    settle(about(1, proven("1"))),
    [debitInquired(1, proven("1")), alarm("contradiction", 1)],
    "succeeded"
  ],
  ["late: the same answer", isSucceeded, recordOutcome(1, accepted("0")), [], "succeeded"],
  ["late: unknown", isSucceeded, recordOutcome(1, unknown), [], "succeeded"],
  [
    "late: 3 contradicts, since it is older than the success",
    isSucceeded,
    recordOutcome(1, accepted("3")),
    [debitAnswered(1, accepted("3")), alarm("contradiction", 1), inquiryRequested(1)],
    "succeeded"
  ],
  ...[declined, wrongOtp, otpExpired, credentialsRefused, notSent, otpConsumed, accepted("0", 2)].map(
    (outcome): Row => [
      `late: "${outcome._tag}" contradicts`,
      isSucceeded,
      recordOutcome(1, outcome),
      [debitAnswered(1, outcome), alarm("contradiction", 1)],
      "succeeded"
    ]
  )
])

table("an attempt that is closed", [
  ["the same answer again", after(wrongOtp), recordOutcome(1, wrongOtp), [], "awaiting_otp"],
  ["another refusal agrees", isFailed, recordOutcome(1, wrongOtp), [], "failed"],
  ["unknown", isFailed, recordOutcome(1, unknown), [], "failed"],
  [
    "accepted → alarm, blocked",
    after(wrongOtp),
    recordOutcome(1, accepted("2")),
    [debitAnswered(1, accepted("2")), alarm("closed_attempt_moved_money", 1)],
    "awaiting_otp"
  ],
  [
    "accepted, while the next one is open",
    [...after(wrongOtp), debitStarted(2, 1, earlier)],
    recordOutcome(1, accepted("0")),
    [debitAnswered(1, accepted("0")), alarm("closed_attempt_moved_money", 1)],
    "debiting"
  ],
  [
    "consumed",
    isFailed,
    recordOutcome(1, otpConsumed),
    [debitAnswered(1, otpConsumed), alarm("contradiction", 1)],
    "failed"
  ],
  [
    "refused, though it never left us",
    after(notSent),
    recordOutcome(1, declined),
    [debitAnswered(1, declined), alarm("contradiction", 1)],
    "awaiting_otp"
  ],
  [
    "not sent, though Eko refused it",
    isFailed,
    recordOutcome(1, notSent),
    [debitAnswered(1, notSent), alarm("contradiction", 1)],
    "failed"
  ],
  [
    "a transaction id of another attempt",
    isFailed,
    recordOutcome(1, { _tag: "Unknown", phase: "answer", cause: "transaction id of another attempt" }),
    [
      debitAnswered(1, { _tag: "Unknown", phase: "answer", cause: "transaction id of another attempt" }),
      alarm("tid_claimed_twice", 1)
    ],
    "failed"
  ],
  ["found failed", isFailed, settle(about(1, proven("1"))), [], "failed"],
  ["not found", isFailed, settle(about(1, notFound)), [], "failed"],
  [
    "found 0 → alarm, blocked",
    isFailed,
    settle(about(1, proven("0"))),
    [debitInquired(1, proven("0")), alarm("closed_attempt_moved_money", 1)],
    "failed"
  ],
  [
    "found under another attempt's id",
    isFailed,
    settle(about(1, tidOfAnother)),
    [debitInquired(1, tidOfAnother), alarm("tid_claimed_twice", 1)],
    "failed"
  ],
  [
    "found 0 after it was cancelled",
    isCancelled,
    settle(about(1, proven("0"))),
    [debitInquired(1, proven("0")), alarm("closed_attempt_moved_money", 1)],
    "cancelled"
  ],
  [
    "twice, first open and then closed",
    isInDoubt,
    settle(about(1, proven("1")), about(1, proven("0"))),
    [debitInquired(1, proven("1")), debitInquired(1, proven("0")), alarm("closed_attempt_moved_money", 1)],
    "failed"
  ]
])

/** The earlier attempt was taken for closed, and a hint has Eko say that it moved the money while the second one is open. */
const paidBefore = (outcome?: Outcome.Outcome): Journal => [
  ...after(credentialsRefused),
  debitStarted(2, 1, earlier),
  ...(outcome === undefined ? [] : [debitAnswered(2, outcome, earlier)]),
  debitInquired(1, proven("0"), earlier),
  alarm("closed_attempt_moved_money", 1, earlier)
]

table("a decline fails no transfer whose money an earlier attempt moved", [
  ["by its answer", paidBefore(), recordOutcome(2, declined), [debitAnswered(2, declined)], "awaiting_otp"],
  [
    "by an inquiry, in doubt",
    paidBefore(unknown),
    settle(about(2, proven("1", 2))),
    [debitInquired(2, proven("1", 2))],
    "awaiting_otp"
  ],
  [
    "by an inquiry, awaited",
    paidBefore(accepted("2", 2)),
    settle(about(2, proven("1", 2))),
    [debitInquired(2, proven("1", 2))],
    "awaiting_otp"
  ],
  [
    "found at the same time",
    [...after(credentialsRefused), debitStarted(2, 1, earlier), debitAnswered(2, unknown, earlier)],
    settle(about(2, proven("1", 2)), about(1, proven("0"))),
    [debitInquired(1, proven("0")), alarm("closed_attempt_moved_money", 1), debitInquired(2, proven("1", 2))],
    "awaiting_otp"
  ]
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

describe("a final state", () => {
  for (const [name, given] of Object.entries(finals)) {
    table(name, [
      ["starts no debit", given, startDebit(9), { _tag: "WrongState" }, stateOf(given)],
      ["sends no OTP", given, startOtpSend(), { _tag: "WrongState" }, stateOf(given)],
      ["is not requested again", given, request(), { _tag: "WrongState" }, stateOf(given)],
      ["keeps an OTP that comes late", given, recordOtpSend(1, sent()), [otpSendAnswered(1, sent())], stateOf(given)],
      name === "cancelled"
        ? ["cancelling again adds nothing", given, cancel, [], "cancelled"]
        : ["is not cancelled", given, cancel, { _tag: "WrongState" }, stateOf(given)],
      name === "expired"
        ? ["expiring again adds nothing", given, expire, [], "expired"]
        : ["does not expire", given, expire, { _tag: "WrongState" }, stateOf(given)]
    ])
    it(`${name} waits for no step`, () => {
      const state = Transfer.replay(given)
      assert.isDefined(state)
      assert.isUndefined(nextStep(state, defaults))
    })
  }
})

describe("what a state knows", () => {
  it("a wrong OTP uses a try, and nothing else does", () => {
    const tries = (outcome: Outcome.Outcome) => {
      const state = Transfer.replay(after(outcome))
      return state !== undefined && "otp" in state ? state.otp?.triesLeft : undefined
    }
    assert.deepStrictEqual([wrongOtp, otpExpired, notSent, credentialsRefused].map(tries), [2, 3, 3, 3])
  })

  it("Eko's word that an OTP has expired ends it", () => {
    const { decision } = run(after(otpExpiredUnder(1)), startDebit(2))
    assert.deepInclude(Result.isFailure(decision) ? decision.failure : {}, { _tag: "OtpUnusable", why: "expired" })
  })

  it("an outcome uses up the OTP that it was about, and not one that came since", () => {
    const otp = (journal: Journal) => {
      const state = Transfer.replay(journal)
      return state?.state === "awaiting_otp" ? [state.otp.send, state.otp.triesLeft] : undefined
    }
    assert.deepStrictEqual(otp([...isDebiting, debitAnswered(1, wrongOtp)]), [1, 2])
    const newer = [...isResending, debitStarted(1, 1, now), otpSendAnswered(2, sent(2), now)]
    assert.deepStrictEqual(otp([...newer, debitAnswered(1, wrongOtp)]), [2, 3])
    assert.deepStrictEqual(otp([...newer, debitAnswered(1, otpExpired)]), [2, 3])
  })

  it("an OTP that was sent earlier and told later does not replace the newer one", () => {
    const state = Transfer.replay([
      ...isRequested,
      otpSendStarted(2, earlier),
      otpSendAnswered(2, sent(2), earlier),
      otpSendAnswered(1, sent(1), earlier)
    ])
    assert.strictEqual(state?.state === "awaiting_otp" ? state.otp.send : undefined, 2)
  })

  it("a sign that money moved blocks", () => {
    assert.isTrue(stateAfter(after(wrongOtp), startDebit(2, [about(1, proven("0"))])).isBlocked)
    assert.isTrue(stateAfter(isConsumedAgain, settle(about(1, proven("2")))).isBlocked)
    assert.isTrue(stateAfter(after(notSent), recordOutcome(1, wrongOtp)).isBlocked)
    assert.isTrue(stateAfter(after(notSent), recordOutcome(1, otpConsumed)).isBlocked)
    assert.isFalse(stateAfter(after(wrongOtp), startDebit(2, [about(1, notFound)])).isBlocked)
  })

  it("the answer under the id that is known completes the facts", () => {
    const more = facts(1, { feePaise: paise(5_00) })
    const state = stateAfter(isSucceeded, recordOutcome(1, { _tag: "Accepted", txStatus: txStatus("0"), facts: more }))
    assert.deepStrictEqual(state.state === "succeeded" ? state.facts : undefined, more)
  })

  it("the first transaction id of an attempt stays", () => {
    const state = stateAfter(isAwaited, settle(about(1, proven("0"))))
    assert.strictEqual(state.state === "succeeded" ? state.attempt.tid : undefined, tid(1))
  })
})

describe("nextStep", () => {
  const dueAfter = (given: Journal) => {
    const state = Transfer.replay(given)
    const step = state === undefined ? undefined : nextStep(state, defaults)
    return step === undefined ? undefined : [step.kind, step.delayMillis]
  }

  it("expires what nobody confirms half an hour after its last OTP", () => {
    assert.deepStrictEqual(dueAfter(isRequested), ["expire", 30 * 60_000])
    assert.deepStrictEqual(dueAfter(isAwaitingOtp), ["expire", 30 * 60_000])
    assert.deepStrictEqual(dueAfter([...isAwaitingOtp, otpSendStarted(2)]), ["expire", 30 * 60_000])
  })

  it("puts an expiry that comes too early off by what is left, whatever the deciding clock", () => {
    const minute = 60_000
    const heldAt = (atMillis: number) => dueAfter([...isAwaitingOtp, expiryHeld(earlier + atMillis)])
    assert.deepStrictEqual(heldAt(25 * minute), ["expire", 5 * minute])
    assert.deepStrictEqual(heldAt(30 * minute - 1), ["expire", 1])
    // A clock that is an hour behind lets it wait no longer than a new transfer does.
    assert.deepStrictEqual(heldAt(-30 * minute), ["expire", 30 * minute])
  })

  it("asks every day about what is blocked", () => {
    assert.deepStrictEqual(dueAfter(isBlocked), ["expire", 24 * 60 * 60_000])
  })

  it("settles after 45 s, and then after twice as long each time, up to an hour", () => {
    assert.deepStrictEqual(dueAfter(isDebiting), ["settle", 45_000])
    assert.deepStrictEqual(dueAfter(isInDoubt), ["settle", 45_000])
    const inquiries = (count: number) => Array.from({ length: count }, () => debitInquired(1, notFound, earlier))
    const waits = [0, 1, 2, 3, 4, 5, 6, 7, 8, 100].map((count) => dueAfter([...isInDoubt, ...inquiries(count)])?.[1])
    assert.deepStrictEqual(
      waits,
      [45, 90, 180, 360, 720, 1440, 2880, 3600, 3600, 3600].map((seconds) => seconds * 1000)
    )
    assert.deepStrictEqual(dueAfter(isAbandoned), ["settle", 90_000])
  })
})

describe("attemptsToSettle", () => {
  const refs = (given: Journal) => {
    const state = Transfer.replay(given)
    return state === undefined ? [] : Transfer.attemptsToSettle(state).map(({ number }) => number)
  }

  it("is the open attempt", () => {
    assert.deepStrictEqual(refs(isDebiting), [1])
    assert.deepStrictEqual(refs([...after(wrongOtp), debitStarted(2, 1, earlier)]), [2])
    assert.deepStrictEqual(refs(after(wrongOtp, unknown)), [2])
    assert.deepStrictEqual(refs(isAwaited), [1])
  })

  it("is also every earlier one that may have used a consumed OTP", () => {
    assert.deepStrictEqual(refs(isConsumedAgain), [2, 1])
    assert.deepStrictEqual(refs(after(wrongOtpUnder(7), otpConsumed)), [2])
    assert.deepStrictEqual(refs([...isConsumedAgain, debitInquired(2, proven("2"), now)]), [2, 1])
  })

  it("is none without an open attempt", () => {
    for (const given of [isRequested, isAwaitingOtp, ...Object.values(finals)]) assert.deepStrictEqual(refs(given), [])
  })
})

describe("tidsOf", () => {
  it("gives an attempt the id in its answer or in a proven finding", () => {
    const events = [
      debitAnswered(1, wrongOtpUnder(1)),
      debitAnswered(2, accepted("0", 2)),
      debitInquired(3, proven("0", 3)),
      debitInquired(4, tidOfAnother),
      debitAnswered(5, unknown),
      debitAnswered(6, otpConsumed)
    ]
    assert.deepStrictEqual(
      Transfer.tidsOf(events).map((claim) => claim.tid),
      [tid(1), tid(2), tid(3)]
    )
  })
})

describe("evolve", () => {
  it("throws on a journal that no decision can have made", () => {
    const broken: ReadonlyArray<Journal> = [
      [otpSendStarted(1)],
      [requested(), requested()],
      [...isRequested, debitStarted(1)],
      [...isAwaitingOtp, debitAbandoned(1)],
      [...isDebiting, cancelled],
      [...isInDoubt, expired]
    ]
    for (const journal of broken) assert.throws(() => Transfer.replay(journal), /Broken journal/)
  })
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
