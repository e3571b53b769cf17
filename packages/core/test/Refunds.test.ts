/** What the decider says of a refund: how it is asked for, what its answer proves, and what it waits for. */
import { assert, describe, it } from "@effect/vitest"
import * as Transfer from "../src/Transfer.ts"
import type { TransferEvent } from "../src/TransferEvent.ts"
import { defaults } from "../src/TransferPolicy.ts"
import { nextStep } from "../src/TransferStep.ts"
import { type Journal, journalAfter, type Row, table } from "./DeciderTable.ts"
import {
  about,
  alarm,
  cancel,
  credentialsRefused,
  debitInquired,
  declined,
  earlier,
  expire,
  handedOver,
  isSucceeded,
  notFound,
  notSent,
  now,
  otpExpired,
  proven,
  recordRefundOtpSend,
  recordRefundOutcome,
  ref,
  refundDone,
  refundOtpConsumed,
  refundUnknown,
  refused,
  requestInquiry,
  sent,
  settle,
  settleAt,
  startRefund,
  startRefundOtpSend,
  unanswered,
  unproven,
  unresolved,
  wrongOtp
} from "./Given.ts"
import {
  answered,
  end,
  hasOtp,
  isConsumed,
  isDone,
  isInDoubt,
  isPending,
  isRefunding,
  settlementWindowMillis
} from "./GivenRefund.ts"

/** The refund whose cash was handed back at this time. */
const withCash = (atMillis: number) => {
  const start = startRefund(50)
  return { ...start, attempt: { ...start.attempt, cashReturned: { by: "Agent", atMillis } } }
}

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
