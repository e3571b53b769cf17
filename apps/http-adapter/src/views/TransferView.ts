/**
 * A transfer as teams see it: no full customer number, no OTP reference, no secret.
 *
 * @module
 */
import { type Attempt, Rejection, TransferEvent, TransferPolicy, TransferState } from "@bhejo/core"
import { Schema } from "effect"
import { instant, int, iso, masked, maskedNumber, present, text } from "./View.ts"

const optional = Schema.optionalKey

const Otp = Schema.Struct({
  maskedMobile: maskedNumber(),
  sentAt: instant(),
  expiresAt: instant("After this the OTP is of no use; have a new one sent."),
  triesLeft: int(3)
})

/** What Eko tells about the transaction; an operator who found out about it may not know Eko's id. */
const Eko = Schema.Struct({
  tid: optional(text("2147591595", "Eko's transaction id.")),
  txStatus: optional(text("2", "Eko's status while the transfer is awaited.")),
  bankReference: optional(text("402217654321", "The bank's reference of the credit (UTR).")),
  feePaise: optional(int(500)),
  commissionPaise: optional(int(270)),
  balancePaise: optional(int(449_500, "What the agent's wallet holds, where Eko tells it.")),
  recipientName: optional(text("ASHA DEVI"))
})

const Doubt = Schema.Struct({
  reason: TransferState.Doubt,
  message: text("Eko's answer did not arrive or could not be read, so the money may have moved."),
  inquiries: int(1, "How often Eko was asked since.")
})

/** How far the customer's refund is. */
const Refund = Schema.Struct({
  pendingSince: optional(instant("Since when it waits for the customer.")),
  otp: optional(Otp),
  cashReturned: optional(
    Schema.Struct({ by: text("S. Patil"), at: instant() }).annotate({
      description: "Who declared that the customer was handed the cash back, and when."
    })
  ),
  doubt: optional(Doubt),
  tid: optional(text("2147591596", "Eko's id of the refund.")),
  refundedPaise: optional(int(50_000)),
  feePaise: optional(int(500)),
  tdsPaise: optional(int(14)),
  commissionReversePaise: optional(int(270)),
  balancePaise: optional(int(500_000))
})

const Failure = Schema.Struct({
  reason: TransferState.FailureReason,
  message: text("The agent's wallet does not hold enough"),
  advice: text("Top up the agent's wallet, then make a new transfer.", "What can be done.")
})

/** A team's own name for what it asks. */
export const Reference = Schema.String.check(
  Schema.isPattern(/^[\x21-\x7e]([\x20-\x7e]{0,62}[\x21-\x7e])?$/u, {
    message: "must be 1 to 64 printable characters"
  })
).annotate({ examples: ["INV-2026-0131"] })

/** The transfer as JSON. */
export const TransferView = Schema.Struct({
  id: text("0192f0c1-2d3e-8a4b-8c5d-6e7f80910a1b"),
  state: TransferState.StateName,
  product: TransferPolicy.Product,
  customerId: maskedNumber("The sender's mobile number."),
  recipientId: int(98_765),
  amountPaise: int(50_000, "₹1 is 100 paise."),
  userCode: text("20810200", "Eko's code of the agent."),
  beneficiaryId: optional(text("4202888")),
  reference: optional(text("INV-2026-0131", "The team's own.")),
  otp: optional(Otp),
  eko: optional(Eko),
  doubt: optional(Doubt),
  refund: optional(Refund),
  failure: optional(Failure),
  isBlocked: optional(
    Schema.Boolean.annotate({
      description: "There is a sign that money moved: nothing may start until operations have looked."
    })
  ),
  alarms: optional(Schema.Array(TransferEvent.AlarmKind)),
  handedOverAt: optional(instant("When what was not settled was handed to reconciliation.")),
  createdAt: instant(),
  updatedAt: instant(),
  version: int(4, "How many entries its journal has.")
}).annotate({ identifier: "Transfer" })
export type TransferView = typeof TransferView.Type

export const of = (transfer: TransferState.TransferState): TransferView => {
  const { terms } = transfer
  return present({
    id: terms.id,
    state: transfer.state,
    product: terms.product,
    customerId: masked(terms.customerId),
    recipientId: terms.recipientId,
    amountPaise: terms.amountPaise,
    userCode: terms.userCode,
    beneficiaryId: terms.beneficiaryId,
    reference: terms.reference,
    otp: transfer.state === "awaiting_otp" ? otp(transfer.otp, terms) : undefined,
    eko: eko(transfer),
    doubt: transfer.state === "in_doubt" ? doubt(transfer.doubt, transfer.inquiries) : undefined,
    refund: refund(transfer),
    failure: transfer.state === "failed" ? failure(transfer) : undefined,
    isBlocked: transfer.isBlocked ? true : undefined,
    alarms: transfer.alarms.length > 0 ? transfer.alarms : undefined,
    handedOverAt: transfer.handedOverAtMillis === undefined ? undefined : iso(transfer.handedOverAtMillis),
    createdAt: iso(transfer.createdAtMillis),
    updatedAt: iso(transfer.updatedAtMillis),
    version: transfer.version
  })
}

const otp = (otp: TransferState.ActiveOtp, terms: TransferEvent.Terms): typeof Otp.Type => ({
  maskedMobile: masked(otp.maskedMobile ?? terms.customerId),
  sentAt: iso(otp.sentAtMillis),
  expiresAt: iso(otp.expiresAtMillis),
  triesLeft: otp.triesLeft
})

const facts = ({ tdsPaise: _, gstPaise: __, ...facts }: TransferState.Settled["facts"]): typeof Eko.Type => facts

const eko = (transfer: TransferState.TransferState): typeof Eko.Type | undefined => {
  switch (transfer.state) {
    case "awaited":
      return { ...facts(transfer.facts), txStatus: transfer.txStatus }
    case "succeeded":
    case "refund_pending":
    case "refunding":
    case "refunded":
      return facts(transfer.facts)
    case "failed": {
      const tid = transfer.closedAttempts.at(-1)?.tid
      return tid === undefined ? undefined : { tid }
    }
    default:
      return undefined
  }
}

const doubts: Record<TransferState.Doubt, string> = {
  unknown_outcome: "Eko's answer did not arrive or could not be read, so the money may have moved.",
  abandoned: "The process that sent it ended before an outcome was recorded, so the money may have moved.",
  otp_consumed: "Eko says that the OTP was used before, and that use may have moved the money."
}

const doubt = (reason: TransferState.Doubt, inquiries: number): typeof Doubt.Type => ({
  reason,
  message: `${doubts[reason]} Do not pay again: Eko is asked until there is evidence.`,
  inquiries
})

const refund = (transfer: TransferState.TransferState): typeof Refund.Type | undefined => {
  switch (transfer.state) {
    case "refund_pending":
      return present({
        pendingSince: iso(transfer.sinceMillis),
        otp: transfer.refunds.otp === undefined ? undefined : otp(transfer.refunds.otp, transfer.terms)
      })
    case "refunding":
      return present({
        cashReturned: cashReturned(transfer.refund),
        doubt: transfer.doubt === undefined ? undefined : doubt(transfer.doubt, transfer.inquiries)
      })
    case "refunded":
      return present({
        cashReturned: transfer.refund === undefined ? undefined : cashReturned(transfer.refund),
        ...transfer.refundFacts
      })
    default:
      return undefined
  }
}

const cashReturned = ({ cashReturned }: Attempt.Refund) => ({
  by: cashReturned.by,
  at: iso(cashReturned.atMillis)
})

const foundUnmoved = { title: "Operations found that nothing moved", advice: "Make a new transfer." }

/** What to do where an earlier attempt may have moved the money. */
export const adviceWhereBlocked = "Do not pay again: operations must look at this transfer."

/** What failed, with what to do; where there is a sign that the money moved after all, that is nothing. */
const failure = ({ failure, isBlocked }: TransferState.Failed): typeof Failure.Type => {
  const { title, advice: usual } = failure.reason === "FoundUnmoved" ? foundUnmoved : Rejection.reasons[failure.reason]
  const advice = isBlocked ? adviceWhereBlocked : usual
  return { reason: failure.reason, message: failure.detail === "" ? title : failure.detail, advice }
}

/** Whether a transfer is about to change by itself: a call to Eko is under way, or its process went away. */
export const isUnderway = ({ state, refund }: TransferView): boolean =>
  state === "requested" || state === "debiting" || (state === "refunding" && refund?.doubt === undefined)
