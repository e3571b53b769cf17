/**
 * Taking back what Eko holds for the customer: the OTP by which the customer consents, and the refund itself.
 *
 * Neither takes a client_ref_id, so a refund whose answer was lost is found again only by inquiring the original
 * transaction. Submitting the OTP certifies that the customer was handed the cash back.
 *
 * @module
 */
import { Option, Predicate, Schema } from "effect"
import * as AnswerDrift from "./AnswerDrift.ts"
import * as AnswerShape from "./AnswerShape.ts"
import { needed, told } from "./AnswerShape.ts"
import { requestShape, sameRequests } from "./EkoOperation.ts"
import { isPresent } from "./Envelope.ts"
import * as Id from "./Identifiers.ts"
import { Paise, PaiseFromRupees } from "./Money.ts"
import * as MoneyOperation from "./MoneyOperation.ts"
import { OtpReference } from "./OtpSent.ts"
import * as Parameters from "./Parameters.ts"
import * as QueryOperation from "./QueryOperation.ts"
import type * as Rejection from "./Rejection.ts"

/** Sends the customer the OTP that consents to a refund; its success has status 2133, and not 0. */
export const sendOtp = QueryOperation.make({
  name: "refund/send-otp",
  method: "POST",
  path: "/customer/payment/refund/{tid}/otp",
  repeats: "sends an OTP",
  requests: sameRequests(requestShape({ tid: Id.Tid })),
  succeeds: [QueryOperation.plain("OtpSent", { status: [2133, 0], type: [2133] }, OtpReference)],
  rejections: ["TransactionNotFound", "CustomerNotEnrolled"]
})

/** The refund is done; what informs may be missing. */
export const RefundDone = Schema.Struct({
  /** The transaction that was refunded. */
  tid: Id.Tid,
  refundTid: Id.Tid,
  refundedPaise: Paise,
  amountPaise: Schema.optionalKey(Paise),
  feePaise: Schema.optionalKey(Paise),
  tdsPaise: Schema.optionalKey(Paise),
  commissionReversePaise: Schema.optionalKey(Paise),
  balancePaise: Schema.optionalKey(Paise)
})
export type RefundDone = typeof RefundDone.Type

const refusedBeforeExecution = [
  "WrongOtp",
  "OtpExpired",
  "TransactionNotFound",
  ...MoneyOperation.refusedAlways
] as const satisfies ReadonlyArray<Rejection.Reason>

/** What a refund can be refused for before anything is executed. */
export type RefundReason = (typeof refusedBeforeExecution)[number]

export type RefundFailure = MoneyOperation.MoneyFailure<RefundReason>

const Answer = AnswerShape.make(
  {
    tid: needed(Id.TidFromWire),
    refundTid: needed(Id.TidFromWire),
    refundedPaise: needed(PaiseFromRupees, { wire: "refunded_amount" }),
    amountPaise: told(PaiseFromRupees),
    feePaise: told(PaiseFromRupees),
    tdsPaise: told(PaiseFromRupees),
    commissionReversePaise: told(PaiseFromRupees),
    balancePaise: told(PaiseFromRupees)
  },
  AnswerShape.texts("currency timestamp")
)

/** The type that alone says that a refund is done. */
const done = 74

/** Gives the money back into the agent's wallet: moves money, once. */
export const initiate = MoneyOperation.make({
  name: "refund/initiate",
  method: "POST",
  path: "/customer/payment/refund/{tid}",
  decides: "listed code",
  successes: [{ name: "RefundDone", statuses: [0], types: [done], shape: Answer }],
  rejections: refusedBeforeExecution,
  requests: sameRequests(
    requestShape(
      { tid: Id.Tid, otp: Parameters.integerOtp.otp, otpRefId: Parameters.otp.otpRefId },
      { service_code: 80, state: 1 }
    )
  ),
  prove: (answer, input, differences): Option.Option<RefundDone> | RefundFailure => {
    const reading = MoneyOperation.read(answer, undefined, differences)
    if ("_tag" in reading) return reading
    const { envelope, isOk, txStatus, unknown } = reading
    AnswerDrift.compareEchoes(envelope, input, differences)
    const { tid } = envelope.data

    if (isOk && envelope.status === 0) {
      if (envelope.responseTypeId !== done) {
        differences.add("response_type_id", "unknown code", `${done}`)
        return unknown("not the answer to a refund")
      }
      if (txStatus !== undefined && txStatus !== "4") return unknown("refunded, but its tx_status says otherwise")
      const told = Answer.read(envelope.body["data"], "data", differences)
      if (Option.isNone(told)) return unknown("no refund id, or no readable amount")
      if (told.value.tid !== input.tid) return unknown("a refund of another transaction")
      if (told.value.refundTid === input.tid) return unknown("the refund has the id of what it refunds")
      return told.value.refundedPaise > 0 ? told : unknown("nothing was refunded")
    }
    if (isPresent(tid) && String(tid) !== input.tid) return unknown("a refusal about another transaction")
    if (txStatus !== undefined || MoneyOperation.names(envelope, refundSigns)) {
      return unknown(`status ${envelope.status} with a refund`)
    }
    const reason = MoneyOperation.refusedByCode(reading, refusedBeforeExecution)
    return reason === undefined
      ? unknown(`http ${answer.raw.httpStatus}, status ${envelope.status}`)
      : reading.rejected(reason)
  }
})

const refundSigns = ["refund_tid", "refunded_amount", "bank_ref_num", "balance"]

/** One transaction that waits for its refund; the shape is not published, so only the id is certain. */
export interface PendingRefund {
  readonly tid: Id.Tid
  readonly amountPaise?: Paise
}

const Pending = {
  tid: Schema.decodeUnknownOption(Id.TidFromWire),
  amountPaise: Schema.decodeUnknownOption(PaiseFromRupees)
}

/**
 * Lists a customer's pending refunds. The shape of the answer is unpublished, so any list in it is looked through for
 * transaction ids; an answer without a list proves nothing, and each is to be inquired before anything is made of it.
 */
export const pending = QueryOperation.make({
  name: "refund/pending",
  method: "GET",
  path: "/customer/payment/refunds",
  repeats: "safely",
  requests: sameRequests(requestShape(Parameters.customerId)),
  succeeds: [
    {
      name: "PendingRefunds",
      statuses: [0],
      types: [],
      shape: undefined,
      isProof: true,
      when: () => true,
      read: ({ body }, differences) => {
        const payload = body["data"]
        const list = Array.isArray(payload) ? payload : Object.values(objectOf(payload)).find(Array.isArray)
        if (list === undefined) {
          differences.add("data", "unreadable", "a list of transactions")
          return Option.none()
        }
        const refunds = list.map(objectOf).flatMap((each) =>
          Option.toArray(Pending.tid(each["tid"])).map((tid): PendingRefund => {
            const amountPaise = Option.getOrUndefined(Pending.amountPaise(each["amount"]))
            return amountPaise === undefined ? { tid } : { tid, amountPaise }
          })
        )
        if (refunds.length < list.length) differences.add("data[].tid", "unreadable", "a transaction id")
        return Option.some(refunds)
      }
    } satisfies QueryOperation.Kind<ReadonlyArray<PendingRefund>>
  ],
  rejections: ["CustomerNotEnrolled", "TransactionNotFound"]
})

const objectOf = (value: unknown): Readonly<Record<string, unknown>> => (Predicate.isObject(value) ? value : {})
