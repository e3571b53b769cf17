/** What the decider still hears about a debit that is closed, and what moves a final state no more. */
import { assert, describe, it } from "@effect/vitest"
import type * as Outcome from "../src/Outcome.ts"
import * as Transfer from "../src/Transfer.ts"
import { defaults } from "../src/TransferPolicy.ts"
import { nextStep } from "../src/TransferStep.ts"
import { type Journal, type Row, stateOf, table } from "./DeciderTable.ts"
import {
  about,
  accepted,
  after,
  alarm,
  cancel,
  credentialsRefused,
  debitAnswered,
  debitInquired,
  debitStarted,
  declined,
  earlier,
  expire,
  finals,
  inquiryRequested,
  isCancelled,
  isFailed,
  isInDoubt,
  isSucceeded,
  notFound,
  notSent,
  otpConsumed,
  otpExpired,
  otpSendAnswered,
  proven,
  recordOtpSend,
  recordOutcome,
  request,
  sent,
  settle,
  startDebit,
  startOtpSend,
  tidOfAnother,
  unknown,
  wrongOtp
} from "./Given.ts"

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
