/**
 * How the state follows from what happens: one event put onto it.
 *
 * @module
 */
import { EkoAnswer, Identifiers as Id, Money } from "@bhejo/core"
import { HashMap, HashSet, Option } from "effect"
import * as Fault from "./Fault.ts"
import type { ConsentOtpSent, DebitAccepted, DebitSettled, SimulatorEvent, WalletLoaded } from "./SimulatorEvent.ts"
import {
  type Customer,
  type Debit,
  fresh,
  receivedInMonth,
  type SimulatorState,
  sentInMonth,
  transactionCount
} from "./SimulatorState.ts"
import * as TransactionStatus from "./TransactionStatus.ts"
import { indiaMonth } from "./WireFormat.ts"
import type * as World from "./World.ts"

/**
 * The state after one more event. An event that cannot follow this state is a defect and throws: a debit that the wallet
 * does not hold, or one that nobody knows.
 */
export const evolve = (state: SimulatorState, event: SimulatorEvent): SimulatorState => {
  switch (event._tag) {
    case "RequestArrived": {
      const calls = event.isCopy === true ? state.calls : counted(state.calls, event.operation)
      if (event.clientRefId === undefined) return { ...state, calls }
      const counts = Option.getOrElse(HashMap.get(state.arrivals, event.clientRefId), () => noCounts)
      return {
        ...state,
        calls,
        arrivals: HashMap.set(state.arrivals, event.clientRefId, counted(counts, event.operation))
      }
    }
    case "ConnectionRefused":
      return { ...state, calls: counted(state.calls, event.operation) }
    case "TimestampUsed":
      return withUsedTimestamp(state, event.timestampMillis, event.atMillis)
    case "CallCounted":
      return {
        ...state,
        faults: Fault.count(state.faults, event.operation, event.stages, event.callNumber).left
      }
    case "FaultPlanned":
      return { ...state, faults: [...state.faults, event.plan] }
    case "FaultsSeeded":
      return { ...state, faultSeed: event.plan }
    case "RequestHeld":
      return { ...state, held: [...state.held, event].sort((left, right) => left.dueAtMillis - right.dueAtMillis) }
    case "RequestReleased":
      return { ...state, held: state.held.slice(1) }
    case "ClockSkewed":
      return { ...state, skewMillis: event.skewMillis }
    case "BankChanged": {
      const others = state.banksDown.filter((code) => code !== event.bank)
      return { ...state, banksDown: event.isUp ? others : [...others, event.bank] }
    }
    case "AccountChanged":
      return { ...state, accounts: HashMap.set(state.accounts, event.account, event.condition) }
    case "CallbackMade":
      return { ...state, calls: counted(state.calls, Fault.callbacks), heldCallbacks: event.held }
    case "OtpSent":
      return {
        ...state,
        otps: HashMap.set(state.otps, event.otpRefId, { ...event, isConsumed: false }),
        newestOtps: HashMap.set(state.newestOtps, event.customerId, event.otpRefId)
      }
    case "ConsumedOtpAnswered":
      return { ...state, tidCount: state.tidCount + 1 }
    case "DebitAccepted":
      return accepted(state, event)
    case "DebitSettled":
      return settled(state, event)
    case "SenderVerified":
      return withCustomer(state, event.customerId, () => ({ isVerified: true, dmtFino: "registered" }))
    case "ConsentOtpSent":
      return consentSent(state, event)
    case "ConsentGiven": {
      const consent = known(HashMap.get(state.consents, event.otpRefId), "consent")
      return { ...state, consents: HashMap.set(state.consents, event.otpRefId, { ...consent, isConsumed: true }) }
    }
    case "SenderOnboarded": {
      const { customerId } = event.customer
      const customer = Option.getOrElse(HashMap.get(state.customers, customerId), () => fresh(event.customer))
      const begun =
        event.product === "dmt-fino" ? { dmtFino: "onboarded" as const } : { digiKhata: "onboarded" as const }
      return { ...state, customers: HashMap.set(state.customers, customerId, { ...customer, ...begun }) }
    }
    case "WalletAdvanced":
      return withCustomer(state, event.customerId, () => ({ digiKhata: event.to }))
    case "RecipientAdded":
      return withCustomer(state, event.customerId, ({ recipients }) => ({
        recipients: [...recipients, event.recipient]
      }))
    case "BeneficiaryAdded":
      return withRecipient(state, event, { beneficiaryId: event.beneficiaryId })
    case "RecipientConfirmed":
      return withRecipient(state, event, { isConfirmed: true })
    case "WalletLoaded":
      return loaded(state, event)
  }
}

const withCustomer = (
  state: SimulatorState,
  customerId: string,
  change: (customer: Customer) => Partial<Customer>
): SimulatorState => {
  const customer = known(HashMap.get(state.customers, customerId), "customer")
  return { ...state, customers: HashMap.set(state.customers, customerId, { ...customer, ...change(customer) }) }
}

const withRecipient = (
  state: SimulatorState,
  { customerId, recipientId }: { readonly customerId: string; readonly recipientId: number },
  change: Partial<World.Recipient>
): SimulatorState =>
  withCustomer(state, customerId, ({ recipients }) => ({
    recipients: recipients.map((recipient) =>
      recipient.recipientId === recipientId ? { ...recipient, ...change } : recipient
    )
  }))

/** The OTP of an eKYC takes the place of the one that waited before it. */
const consentSent = (state: SimulatorState, event: ConsentOtpSent): SimulatorState => {
  const sent: SimulatorState = {
    ...state,
    consents: HashMap.set(state.consents, event.otpRefId, { ...event, isConsumed: false }),
    newestOtps: HashMap.set(state.newestOtps, event.customerId, event.otpRefId)
  }
  if (event.purpose !== "ekyc") return sent
  const { subject, otpRefId, otp, expiresAtMillis } = event
  return withCustomer(sent, event.customerId, () => ({
    kyc: { kycRequestId: Id.KycRequestId.make(subject), otpRefId, otp, expiresAtMillis }
  }))
}

const loaded = (state: SimulatorState, event: WalletLoaded): SimulatorState => {
  const costPaise = Money.add(event.amountPaise, event.feePaise)
  const walletPaise = Money.subtract(known(HashMap.get(state.wallets, event.userCode), "wallet"), costPaise)
  if (walletPaise < 0) throw new Error("a load exceeds the wallet")
  const earlier = Option.getOrElse(HashMap.get(state.tidsByReference, event.clientRefId), () => [])
  const paid: SimulatorState = {
    ...state,
    wallets: HashMap.set(state.wallets, event.userCode, walletPaise),
    loads: HashMap.set(state.loads, event.tid, { ...event, number: transactionCount(state) }),
    tidsByReference: HashMap.set(state.tidsByReference, event.clientRefId, [...earlier, event.tid]),
    tidCount: state.tidCount + 1
  }
  return withCustomer(paid, event.customerId, ({ balancePaise }) => ({
    balancePaise: Money.add(balancePaise, event.amountPaise)
  }))
}

const noCounts: Readonly<Record<string, number>> = {}

const counted = (counts: Readonly<Record<string, number>>, name: string): Readonly<Record<string, number>> => ({
  ...counts,
  [name]: (counts[name] ?? 0) + 1
})

/** How often the used timestamps are gone through, in milliseconds. */
const forgetEveryMillis = 60_000

const withUsedTimestamp = (state: SimulatorState, timestampMillis: number, atMillis: number): SimulatorState => {
  const usedTimestamps = HashSet.add(state.usedTimestamps, timestampMillis)
  if (atMillis - state.forgotAtMillis < forgetEveryMillis) return { ...state, usedTimestamps }
  return {
    ...state,
    // One that is older than this is refused for its age.
    usedTimestamps: HashSet.filter(usedTimestamps, (used) => used >= atMillis - EkoAnswer.clockToleranceMillis),
    forgotAtMillis: atMillis
  }
}

const accepted = (state: SimulatorState, event: DebitAccepted): SimulatorState => {
  const walletPaise = Money.subtract(known(HashMap.get(state.wallets, event.userCode), "wallet"), event.walletPaise)
  if (walletPaise < 0) throw new Error("a debit exceeds the wallet")
  const otp = known(HashMap.get(state.otps, event.otpRefId), "OTP")
  const customer = known(HashMap.get(state.customers, event.customerId), "customer")
  const { settles, ...accepted } = event
  const { status, atMillis } = accepted
  const debit: Debit = { ...accepted, number: transactionCount(state), history: [{ status, atMillis }] }
  const earlier = Option.getOrElse(HashMap.get(state.tidsByReference, event.clientRefId), () => [])
  const month = indiaMonth(atMillis)
  return {
    ...state,
    wallets: HashMap.set(state.wallets, event.userCode, walletPaise),
    customers: HashMap.set(state.customers, event.customerId, {
      ...customer,
      month,
      sentPaise: Money.add(sentInMonth(customer, atMillis), event.amountPaise)
    }),
    received: HashMap.set(state.received, event.account, {
      month,
      paise: Money.add(receivedInMonth(state, event.account, atMillis), event.amountPaise)
    }),
    otps: HashMap.set(state.otps, event.otpRefId, { ...otp, isConsumed: true }),
    debits: HashMap.set(state.debits, event.tid, debit),
    tidsByReference: HashMap.set(state.tidsByReference, event.clientRefId, [...earlier, event.tid]),
    tidCount: state.tidCount + 1,
    due:
      settles === undefined
        ? state.due
        : [...state.due, { tid: event.tid, ...settles }].sort((left, right) => left.atMillis - right.atMillis)
  }
}

const settled = (state: SimulatorState, { tid, settledAs, atMillis, refundTid }: DebitSettled): SimulatorState => {
  const debit = known(HashMap.get(state.debits, tid), "debit")
  if (!TransactionStatus.mayBecome(debit.status, settledAs)) {
    throw new Error(`debit ${tid} is ${debit.status} and cannot become ${settledAs}`)
  }
  const after: SimulatorState = {
    ...state,
    debits: HashMap.set(state.debits, tid, {
      ...debit,
      status: settledAs,
      ...(refundTid === undefined ? {} : { refundTid }),
      history: [...debit.history, { status: settledAs, atMillis }]
    }),
    due: state.due.filter((due) => due.tid !== tid),
    tidCount: state.tidCount + (refundTid === undefined ? 0 : 1)
  }
  // The money of a pending refund stays with Eko until the customer consents.
  return settledAs === "failed" || settledAs === "refunded" ? givenBack(after, debit) : after
}

/** All that left the wallet comes back, what was credited at once is taken back with it, and limits are free again. */
const givenBack = (state: SimulatorState, debit: Debit): SimulatorState => {
  const customer = known(HashMap.get(state.customers, debit.customerId), "customer")
  const received = known(HashMap.get(state.received, debit.account), "account")
  const month = indiaMonth(debit.atMillis)
  return {
    ...state,
    wallets: HashMap.set(
      state.wallets,
      debit.userCode,
      Money.add(known(HashMap.get(state.wallets, debit.userCode), "wallet"), debit.walletPaise)
    ),
    customers:
      customer.month === month
        ? HashMap.set(state.customers, debit.customerId, {
            ...customer,
            sentPaise: Money.subtract(customer.sentPaise, debit.amountPaise)
          })
        : state.customers,
    received:
      received.month === month
        ? HashMap.set(state.received, debit.account, {
            month,
            paise: Money.subtract(received.paise, debit.amountPaise)
          })
        : state.received
  }
}

const known = <A>(row: Option.Option<A>, what: string): A =>
  Option.getOrThrowWith(row, () => new Error(`an event names an unknown ${what}`))
