/**
 * Taking back what Eko holds of a debit: the customer's OTP, the refund itself, and the list of what waits for one.
 *
 * @module
 */
import { Identifiers as Id, Money, Refund } from "@bhejo/core"
import { HashMap, Option } from "effect"
import * as Consent from "./Consent.ts"
import * as Handler from "./Handler.ts"
import * as Refusal from "./Refusal.ts"
import * as SimulatorState from "./SimulatorState.ts"
import { instant, javaDouble } from "./WireFormat.ts"

interface OfTransaction {
  readonly tid: Id.Tid
}

const notPending = Refusal.byFields(461, "Validation failed", { tid: "Transaction is not pending for refund" })

/** The transaction that waits for its refund, or the body that refuses the call. */
const pendingDebit = ({ debits }: SimulatorState.SimulatorState, tid: string): SimulatorState.Debit | Refusal.Body => {
  const debit = Option.getOrUndefined(HashMap.get(debits, tid))
  if (debit === undefined) return Refusal.transactionUnknown
  return debit.status === "refund_pending" ? debit : notPending
}

const isDebit = (found: SimulatorState.Debit | Refusal.Body): found is SimulatorState.Debit => "history" in found

export const sendOtp = Handler.make(Refund.sendOtp, ({ tid }: OfTransaction, call): Handler.Reply => {
  const debit = pendingDebit(call.state, tid)
  if (!isDebit(debit)) return Handler.refuse(debit)
  const sent = Consent.send("refund", debit.customerId, tid, call)
  return {
    events: [sent],
    body: {
      response_status_id: 1,
      data: { otp_ref_id: sent.otpRefId },
      response_type_id: 2133,
      message: "Send OTP",
      status: 2133
    }
  }
})

/**
 * An OTP that was used before is answered as such, whatever became of the transaction: that use has paid the refund, and
 * any other reason would hide it.
 */
export const initiate = Handler.make(
  Refund.initiate,
  ({ tid, ...typed }: OfTransaction & Consent.Typed, { state, timeMillis }): Handler.Reply => {
    if (!HashMap.has(state.debits, tid)) return Handler.refuse(Refusal.transactionUnknown)
    const consent = Consent.given(state, "refund", { subject: tid }, typed, timeMillis)
    if (consent === "consumed") return Handler.refuse(Refusal.declined("OTP already Consumed", { tid }))
    const debit = pendingDebit(state, tid)
    if (!isDebit(debit)) return Handler.refuse(debit)
    if (typeof consent === "string") {
      return Handler.refuse(consent === "expired" ? Refusal.otpExpired : Refusal.wrongOtp)
    }
    const refundTid = Id.Tid.make(SimulatorState.nextTid(state))
    const { amountPaise, feePaise, walletPaise, creditsAtOnce, userCode } = debit
    const nothing = Money.paise(0)
    return {
      events: [
        { _tag: "ConsentGiven", otpRefId: consent.otpRefId },
        { _tag: "DebitSettled", tid, settledAs: "refunded", atMillis: timeMillis, refundTid }
      ],
      body: {
        response_status_id: 0,
        data: {
          refund_tid: refundTid,
          amount: Money.toRupees(amountPaise),
          tds: javaDouble(creditsAtOnce ? debit.tdsPaise : nothing),
          balance: javaDouble(Money.add(Option.getOrThrow(HashMap.get(state.wallets, userCode)), walletPaise)),
          fee: javaDouble(feePaise),
          currency: "INR",
          commission_reverse: javaDouble(creditsAtOnce ? debit.commissionPaise : nothing),
          tid,
          timestamp: instant(timeMillis),
          refunded_amount: Money.toRupees(Money.add(amountPaise, feePaise))
        },
        response_type_id: 74,
        message: "Refund done",
        status: 0
      }
    }
  }
)

export const pending = Handler.make(
  Refund.pending,
  ({ customerId }: { readonly customerId: Id.CustomerId }, { state }): Handler.Reply => {
    if (!HashMap.has(state.customers, customerId)) return Handler.refuse(Refusal.customerUnknown)
    const waiting = HashMap.toValues(state.debits)
      .filter((debit) => debit.customerId === customerId && debit.status === "refund_pending")
      .sort((left, right) => left.number - right.number)
    return Handler.refuse({
      status: 0,
      response_status_id: 0,
      message: "Success",
      data: {
        refund_list: waiting.map(({ tid, clientRefId, amountPaise, feePaise, atMillis }) => ({
          tid,
          client_ref_id: clientRefId,
          amount: Money.toRupees(amountPaise),
          fee: javaDouble(feePaise),
          tx_status: "3",
          txstatus_desc: "Refund Pending",
          timestamp: instant(atMillis)
        }))
      }
    })
  }
)
