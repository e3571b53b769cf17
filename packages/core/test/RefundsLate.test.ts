/** What the decider makes of late answers to a refund, and to its debit. */
import { journalAfter, type Row, table } from "./DeciderTable.ts"
import {
  about,
  accepted,
  alarm,
  declined,
  inquiryRequested,
  notSent,
  now,
  proven,
  recordOutcome,
  recordRefundOutcome,
  ref,
  refundDone,
  refundOtpConsumed,
  refundUnknown,
  settle,
  wrongOtp
} from "./Given.ts"
import {
  answered,
  isConsumed,
  isDone,
  isPending,
  isRefunding,
  isRefundingAgain,
  wasSetAside,
  wasWrong
} from "./GivenRefund.ts"

const cameBack = journalAfter(isRefunding, settle(about(1, proven("4"))))

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
