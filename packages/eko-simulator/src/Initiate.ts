/**
 * The debit: an OTP is checked and used up, and the amount leaves the agent's wallet for the recipient's bank.
 *
 * @module
 */
import {
  type ClientRefId,
  DigiKhata,
  DmtFino,
  type EkoOperation,
  Identifiers as Id,
  Money,
  type TransferPolicy
} from "@bhejo/core"
import { HashMap, Option, Redacted, Result } from "effect"
import * as Charges from "./Charges.ts"
import * as Handler from "./Handler.ts"
import * as Order from "./Order.ts"
import * as Refusal from "./Refusal.ts"
import type { DebitAccepted } from "./SimulatorEvent.ts"
import * as SimulatorState from "./SimulatorState.ts"
import * as TransactionStatus from "./TransactionStatus.ts"
import { instant, instantSeconds, javaDouble, rupeesNumber } from "./WireFormat.ts"

interface Input extends Order.Order {
  readonly clientRefId: ClientRefId.ClientRefId
  readonly otp: Redacted.Redacted<Id.Otp>
  readonly otpRefId: Redacted.Redacted<Id.OtpRefId>
}

const handle =
  (product: TransferPolicy.Product) =>
  (input: Input, call: Handler.Call): Handler.Reply =>
    Result.match(Order.parties(call, product, input), {
      onFailure: Handler.refuse,
      onSuccess: (parties) => debit(product, input, parties, call)
    })

/**
 * An OTP that was used before is answered as such whatever else is wrong with it: that use may have paid, and any other
 * reason would hide it.
 */
const debit = (
  product: TransferPolicy.Product,
  input: Input,
  parties: Order.Parties,
  call: Handler.Call
): Handler.Reply => {
  const { state, timeMillis } = call
  const walletPaise = Option.getOrThrow(HashMap.get(state.wallets, call.userCode))
  const otp = Option.getOrUndefined(HashMap.get(state.otps, Redacted.value(input.otpRefId)))
  if (otp === undefined) return declined("Wrong OTP")
  if (otp.isConsumed) return otpConsumed(input, walletPaise, state)
  const isBound =
    otp.product === product &&
    otp.customerId === input.customerId &&
    otp.recipientId === input.recipientId &&
    otp.amountPaise === input.amountPaise
  if (!isBound) return declined("Wrong OTP")
  if (timeMillis > otp.expiresAtMillis) return declined("OTP expired")
  if (otp.otp !== Redacted.value(input.otp)) return declined("Wrong OTP")

  const { decision } = call
  const refused =
    decision?.fault === "bank-unavailable" ? Refusal.bankUnavailable : Order.bankRefuses(state, parties.recipient)
  if (refused !== undefined) return Handler.refuse(refused)
  const charges = Charges.of(call.configuration.charges[product], input.amountPaise)
  if (charges.neededPaise > walletPaise) return declined("Insufficient balance")
  if (Order.limitExceeded(call, parties, input.amountPaise) !== undefined) {
    return declined("Sender/beneficiary monthly limit exhausted")
  }

  const { neededPaise: _, ...charged } = charges
  const accepted: DebitAccepted = {
    _tag: "DebitAccepted",
    product,
    otpRefId: otp.otpRefId,
    customerId: input.customerId,
    recipientId: input.recipientId,
    account: parties.recipient.account,
    amountPaise: input.amountPaise,
    tid: Id.Tid.make(SimulatorState.nextTid(state)),
    clientRefId: input.clientRefId,
    userCode: Id.UserCode.make(call.userCode),
    ...charged,
    bankReference: Id.BankReference.make(SimulatorState.nextBankReference(state)),
    atMillis: timeMillis,
    status: "success"
  }
  if (decision?.fault === "declined" || Order.conditionOf(state, parties.recipient.account) === "declines") {
    const reason = (decision?.fault === "declined" ? decision.reason : undefined) ?? "Declined by the beneficiary bank"
    return bankDeclined(accepted, walletPaise, reason)
  }
  const balancePaise = Money.subtract(walletPaise, accepted.walletPaise)
  const { generation } = call.configuration
  switch (decision?.fault) {
    case "awaited": {
      const status = decision.status ?? "awaited"
      const awaited: DebitAccepted = {
        ...accepted,
        status,
        ...settling(decision.settlesAs, decision.afterMillis, timeMillis)
      }
      return { events: [awaited], body: inProgress[generation](awaited) }
    }
    case "reversed": {
      if (decision.afterMillis > 0) {
        const reversed: DebitAccepted = { ...accepted, ...settling(decision.as, decision.afterMillis, timeMillis) }
        return { events: [reversed], body: accepts[generation][product]({ ...parties, debit: accepted, balancePaise }) }
      }
      const status = decision.as
      return {
        events: [accepted, { _tag: "DebitSettled", tid: accepted.tid, settledAs: status, atMillis: timeMillis }],
        body: accepts[generation][product]({
          ...parties,
          debit: { ...accepted, status },
          balancePaise: status === "refunded" ? walletPaise : balancePaise
        })
      }
    }
    default:
      return { events: [accepted], body: accepts[generation][product]({ ...parties, debit: accepted, balancePaise }) }
  }
}

/** What a debit becomes by itself; without a time it waits to be told. */
const settling = (
  as: TransactionStatus.Settled,
  afterMillis: number | undefined,
  timeMillis: number
): Pick<DebitAccepted, "settles"> =>
  afterMillis === undefined ? {} : { settles: { as, atMillis: timeMillis + afterMillis } }

/** The bank had the transaction and gave it back at once: it has an id, and an inquiry finds it failed. */
const bankDeclined = (accepted: DebitAccepted, walletPaise: Money.Paise, reason: string): Handler.Reply => {
  const { tid, atMillis, amountPaise, clientRefId } = accepted
  return {
    events: [
      { ...accepted, status: "awaited" },
      { _tag: "DebitSettled", tid, settledAs: "failed", atMillis }
    ],
    body: Refusal.declined(reason, {
      amount: Money.toRupees(amountPaise),
      tid,
      client_ref_id: clientRefId,
      balance: javaDouble(walletPaise)
    })
  }
}

const declined = (reason: string): Handler.Reply => Handler.refuse(Refusal.declined(reason))

/** The transaction id is a new one that no debit has: whoever inquires it learns nothing about the debit that paid. */
const otpConsumed = (input: Input, walletPaise: Money.Paise, state: SimulatorState.SimulatorState): Handler.Reply => {
  const tid = Id.Tid.make(SimulatorState.nextTid(state))
  return {
    events: [{ _tag: "ConsumedOtpAnswered", tid }],
    body: Refusal.declined("OTP already Consumed", {
      amount: Money.toRupees(input.amountPaise),
      tid,
      client_ref_id: input.clientRefId,
      balance: javaDouble(walletPaise)
    })
  }
}

interface Accepted extends Order.Parties {
  readonly debit: DebitAccepted
  readonly balancePaise: Money.Paise
}

const wire = ({ status }: DebitAccepted) => TransactionStatus.wire[status]

/** The bank's reference stands for money that is with the recipient. */
const bankReference = (debit: DebitAccepted): string => (debit.status === "success" ? debit.bankReference : "")

const seedDmtFino = ({ debit, recipient, balancePaise }: Accepted): Refusal.Body => ({
  status: 0,
  response_status_id: 0,
  message: "Transaction successful",
  tx_status: wire(debit).code,
  txstatus_desc: wire(debit).text,
  data: {
    tid: debit.tid,
    utrnumber: bankReference(debit),
    amount: rupeesNumber(debit.amountPaise),
    tx_status: wire(debit).code,
    recipient_name: recipient.name,
    account: recipient.account,
    ifsc: recipient.ifsc,
    fee: rupeesNumber(debit.feePaise),
    commission: rupeesNumber(debit.commissionPaise),
    balance: rupeesNumber(balancePaise),
    client_ref_id: debit.clientRefId,
    timestamp: instantSeconds(debit.atMillis)
  }
})

const dmtFino202607 = ({ debit, customer, recipient, balancePaise }: Accepted): Refusal.Body => ({
  status: 0,
  response_status_id: 0,
  message: "Transaction successful",
  response_type_id: 325,
  data: {
    tx_status: wire(debit).code,
    txstatus_desc: wire(debit).text,
    tid: debit.tid,
    amount: Money.toRupees(debit.amountPaise),
    fee: javaDouble(debit.feePaise),
    collectable_amount: javaDouble(Money.add(debit.amountPaise, debit.feePaise)),
    service_tax: javaDouble(debit.gstPaise),
    tds: javaDouble(debit.tdsPaise),
    commission: javaDouble(debit.commissionPaise),
    sender_name: customer.name,
    recipient_name: recipient.name,
    recipient_id: recipient.recipientId,
    bank: recipient.bank,
    account: recipient.account,
    channel_desc: "IMPS",
    bank_ref_num: bankReference(debit),
    balance: javaDouble(balancePaise),
    client_ref_id: debit.clientRefId,
    currency: "INR",
    timestamp: instant(debit.atMillis)
  }
})

/** The one shape that is published for DigiKhata, with everything it is not about left as in its example. */
const digiKhata = ({ debit, customer, recipient, balancePaise }: Accepted): Refusal.Body => ({
  response_status_id: 0,
  data: {
    tx_status: wire(debit).code,
    debit_user_id: "6000000094",
    tds: javaDouble(debit.tdsPaise),
    txstatus_desc: wire(debit).text,
    fee: javaDouble(debit.feePaise),
    total_sent: "",
    channel: "2",
    collectable_amount: javaDouble(Money.add(debit.amountPaise, debit.feePaise)),
    txn_wallet: "0",
    utility_acc_no: customer.customerId,
    sender_name: customer.name,
    ekyc_enabled: "0",
    remaining_limit_before_pan_required: 49678,
    tid: debit.tid,
    bank: recipient.bank,
    utrnumber: "",
    insurance_acquired: "",
    balance: javaDouble(balancePaise),
    totalfee: "",
    next_allowed_limit: "",
    is_otp_required: "0",
    aadhar: "",
    currency: "INR",
    commission: javaDouble(debit.commissionPaise),
    pipe: 13,
    state: "1",
    bank_ref_num: bankReference(debit),
    recipient_id: recipient.recipientId,
    timestamp: instant(debit.atMillis),
    amount: Money.toRupees(debit.amountPaise),
    pan_required: 2,
    pinNo: "",
    gst_benefit: "0",
    payment_mode_desc: "",
    channel_desc: "IMPS",
    last_used_okekey: "0",
    npr: "",
    insurance_amount: "",
    service_tax: javaDouble(debit.gstPaise),
    paymentid: "",
    mdr: "",
    recipient_name: recipient.name,
    customer_id: customer.customerId,
    account: recipient.account,
    kyc_state: ""
  },
  response_type_id: 325,
  message: "Transaction successful",
  status: 0
})

const accepts: Readonly<
  Record<EkoOperation.Generation, Readonly<Record<TransferPolicy.Product, (accepted: Accepted) => Refusal.Body>>>
> = {
  seed: { "dmt-fino": seedDmtFino, "ppi-digikhata": digiKhata },
  "2026-07": { "dmt-fino": dmtFino202607, "ppi-digikhata": digiKhata }
}

const inProgress: Readonly<Record<EkoOperation.Generation, (debit: DebitAccepted) => Refusal.Body>> = {
  // The seed documents name this answer without showing it; its status stands in both places, as in their success.
  seed: (debit) => ({
    status: 0,
    response_status_id: 0,
    message: "Transaction in progress",
    tx_status: wire(debit).code,
    txstatus_desc: wire(debit).text,
    data: {
      tid: debit.tid,
      amount: rupeesNumber(debit.amountPaise),
      tx_status: wire(debit).code,
      client_ref_id: debit.clientRefId,
      timestamp: instantSeconds(debit.atMillis)
    }
  }),
  "2026-07": (debit) => ({
    status: 0,
    response_status_id: 0,
    message: "Transaction in progress",
    data: {
      tx_status: wire(debit).code,
      txstatus_desc: wire(debit).text,
      tid: debit.tid,
      amount: Money.toRupees(debit.amountPaise)
    }
  })
}

export const dmtFino = Handler.make(DmtFino.initiate, handle("dmt-fino"))
export const ppiDigiKhata = Handler.make(DigiKhata.initiate, handle("ppi-digikhata"))
