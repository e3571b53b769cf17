/**
 * What became of a transaction, by its id or by a client_ref_id.
 *
 * @module
 */
import { TransactionInquiry } from "@bhejo/core"
import { HashMap, Option } from "effect"
import * as Handler from "./Handler.ts"
import * as Refusal from "./Refusal.ts"
import * as SimulatorState from "./SimulatorState.ts"
import * as TransactionStatus from "./TransactionStatus.ts"
import { indiaLocal, javaDouble } from "./WireFormat.ts"

const referencePrefix = "client_ref_id:"

const handle = (
  { transactionReference: reference }: { readonly transactionReference: string },
  { state, decision }: Handler.Call
): Handler.Reply => {
  if (decision?.fault === "not-found") return Handler.refuse(notFound[decision.shape ?? "463"])
  const isTid = HashMap.has(state.debits, reference) || HashMap.has(state.loads, reference)
  const clientRefId = reference.startsWith(referencePrefix) ? reference.slice(referencePrefix.length) : reference
  const tid = isTid ? reference : Option.getOrUndefined(SimulatorState.newestTid(state, clientRefId))
  if (tid === undefined) return Handler.refuse(notFound["463"])
  const debit = Option.getOrUndefined(HashMap.get(state.debits, tid))
  if (debit !== undefined) return Handler.refuse(answer(state, debit))
  const load = Option.getOrThrow(HashMap.get(state.loads, tid))
  return Handler.refuse(loadAnswer(state, load))
}

/** The three published shapes; the first one where no other is asked for. */
const notFound: Readonly<Record<"463" | "-1" | "168", Refusal.Body>> = {
  "463": { status: 1, response_status_id: 463, response_type_id: -1, message: "Transaction not found." },
  "-1": {
    status: 1,
    response_status_id: -1,
    response_type_id: -1,
    message: "No transaction found for the given reference"
  },
  "168": Refusal.byCode(168, "TID does not exist")
}

const answer = (state: SimulatorState.SimulatorState, debit: SimulatorState.Debit): Refusal.Body => {
  const customer = Option.getOrUndefined(HashMap.get(state.customers, debit.customerId))
  const recipient = customer?.recipients.find(({ recipientId }) => recipientId === debit.recipientId)
  const { code, text } = TransactionStatus.wire[debit.status]
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

/** A load went into the customer's own wallet, and is final from the beginning. */
const loadAnswer = (state: SimulatorState.SimulatorState, load: SimulatorState.Load): Refusal.Body => {
  const customer = Option.getOrUndefined(HashMap.get(state.customers, load.customerId))
  const { code, text } = TransactionStatus.wire.success
  return {
    response_type_id: 1472,
    data: {
      bank_ref_num: "",
      account: load.customerId,
      fee: javaDouble(load.feePaise),
      client_ref_id: load.clientRefId,
      gst: "0.0",
      sender_name: customer?.name ?? "",
      timestamp: indiaLocal(load.atMillis),
      ifsc: "",
      beneficiary_account_type: 1,
      txstatus_desc: text,
      tx_status: code,
      tid: load.tid,
      amount: javaDouble(load.amountPaise),
      payment_mode: 5,
      recipient_name: customer?.name ?? ""
    },
    message: "Sucess! Enquiry success.",
    status: 0,
    response_status_id: 0
  }
}

export const inquire = Handler.make(TransactionInquiry.inquire, handle)
