/**
 * What Eko posts to the one address it was given when a transaction's status changes: flat JSON, without its envelope.
 *
 * @module
 */
import { type EkoOperation, Identifiers as Id, Money } from "@bhejo/core"
import { Schema } from "effect"
import * as TransactionStatus from "./TransactionStatus.ts"
import { indiaLocal } from "./WireFormat.ts"

/** One callback, and when it is to be delivered; a shell or a simulation delivers it. */
export const Callback = Schema.Struct({
  tid: Id.Tid,
  clientRefId: Schema.String,
  status: TransactionStatus.TransactionStatus,
  oldStatus: TransactionStatus.TransactionStatus,
  amountPaise: Money.Paise,
  feePaise: Money.Paise,
  gstPaise: Money.Paise,
  /** Empty until the bank has given one. */
  bankReference: Schema.String,
  account: Schema.String,
  ifsc: Schema.String,
  senderName: Schema.String,
  recipientName: Schema.String,
  /** When the transaction was accepted. */
  acceptedAtMillis: Schema.Int,
  deliverAtMillis: Schema.Int
})
export type Callback = typeof Callback.Type

/** A transaction that has just been accepted was "initiated", which has the code of an awaited one. */
const oldText = (status: TransactionStatus.TransactionStatus): string =>
  status === "awaited" ? "Initiated" : TransactionStatus.wire[status].text

/** Writes a number where the form has numbers, and what is empty as it is. */
const forms: Readonly<Record<EkoOperation.Generation, (decimal: string) => string | number>> = {
  seed: (decimal) => decimal,
  "2026-07": Number
}

const rupees = (amountPaise: Money.Paise, generation: EkoOperation.Generation): string | number =>
  generation === "seed" ? Money.toRupees(amountPaise) : amountPaise / 100

/**
 * The JSON body in the form of a generation's documents: everything as text in the older one, statuses, tid and sums as
 * numbers in the newer one.
 */
export const body = (callback: Callback, generation: EkoOperation.Generation): string => {
  const form = forms[generation]
  const { code, text } = TransactionStatus.wire[callback.status]
  return JSON.stringify({
    tx_status: form(code),
    txstatus_desc: text,
    old_tx_status: form(TransactionStatus.wire[callback.oldStatus].code),
    old_tx_status_desc: oldText(callback.oldStatus),
    tid: form(callback.tid),
    client_ref_id: callback.clientRefId,
    amount: rupees(callback.amountPaise, generation),
    fee: rupees(callback.feePaise, generation),
    gst: rupees(callback.gstPaise, generation),
    payment_mode: "5",
    bank_ref_num: callback.bankReference,
    account: callback.account,
    ifsc: callback.ifsc,
    sender_name: callback.senderName,
    recipient_name: callback.recipientName,
    timestamp: indiaLocal(callback.acceptedAtMillis)
  })
}
