/**
 * What became of a transaction, by its id or by a client_ref_id.
 *
 * @module
 */
import { TransactionInquiry } from "@bhejo/core"
import { HashMap, Option } from "effect"
import * as Handler from "./Handler.ts"
import type * as Refusal from "./Refusal.ts"
import * as SimulatorState from "./SimulatorState.ts"
import { indiaLocal, javaDouble } from "./WireFormat.ts"

const referencePrefix = "client_ref_id:"

const handle = (
  { transactionReference: reference }: { readonly transactionReference: string },
  { state }: Handler.Call
): Handler.Reply => {
  const debit = reference.startsWith(referencePrefix)
    ? SimulatorState.debitByReference(state, reference.slice(referencePrefix.length))
    : Option.orElse(HashMap.get(state.debits, reference), () => SimulatorState.debitByReference(state, reference))
  return Handler.refuse(Option.match(debit, { onNone: () => notFound, onSome: (found) => answer(state, found) }))
}

/** One of the three published shapes. */
const notFound: Refusal.Body = {
  status: 1,
  response_status_id: 463,
  response_type_id: -1,
  message: "Transaction not found."
}

/** How a debit stands, in Eko's code and words. */
export const txStatus = ({ settled }: SimulatorState.Debit): { readonly code: string; readonly text: string } => {
  if (settled === undefined) return { code: "2", text: "Awaited" }
  return settled.as === "success" ? { code: "0", text: "Success" } : { code: "1", text: "Failed" }
}

const answer = (state: SimulatorState.SimulatorState, debit: SimulatorState.Debit): Refusal.Body => {
  const customer = Option.getOrUndefined(HashMap.get(state.customers, debit.customerId))
  const recipient = customer?.recipients.find(({ recipientId }) => recipientId === debit.recipientId)
  const { code, text } = txStatus(debit)
  return {
    response_type_id: 1472,
    data: {
      bank_ref_num: code === "0" ? debit.bankReference : "",
      account: recipient?.account ?? "",
      fee: javaDouble(debit.feePaise),
      client_ref_id: debit.clientRefId,
      gst: javaDouble(debit.gstPaise),
      sender_name: customer?.name ?? "",
      timestamp: indiaLocal(debit.atMillis),
      ifsc: recipient?.ifsc ?? "",
      beneficiary_account_type: 1,
      txstatus_desc: text,
      tx_status: code,
      tid: debit.tid,
      amount: javaDouble(debit.amountPaise),
      payment_mode: 5,
      recipient_name: recipient?.name ?? ""
    },
    message: "Sucess! Enquiry success.",
    status: 0,
    response_status_id: 0
  }
}

export const inquire = Handler.make(TransactionInquiry.inquire, handle)
