/** What the decider says before a debit: OTPs, tries, expiry, and the recheck before a second attempt. */
import { paise } from "../src/Money.ts"
import { type Row, table } from "./DeciderTable.ts"
import {
  about,
  after,
  alarm,
  cancel,
  cancelled,
  credentialsRefused,
  debitInquired,
  debitStarted,
  declined,
  earlier,
  expire,
  expired,
  expiryHeld,
  isAwaitingOtp,
  isBlocked,
  isRequested,
  isResending,
  notFound,
  nothing,
  notSent,
  otpSendAnswered,
  otpSendStarted,
  proven,
  recordOtpSend,
  recordOutcome,
  refused,
  request,
  requested,
  sent,
  settle,
  startDebit,
  startOtpSend,
  unanswered,
  unproven,
  unresolved,
  wrongOtp,
  wrongOtpUnder
} from "./Given.ts"

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
