/**
 * What the simulated Eko knows: a value that follows from its world and from what happened there.
 *
 * Nothing in it is ever changed in place. Its rows are plain JSON values; its tables are persistent maps, which share
 * all that did not change, so that a step costs the same however much has happened before.
 *
 * @module
 */
import { EkoAnswer, Money } from "@bhejo/core"
import { HashMap, HashSet, Option } from "effect"
import * as Bank from "./Bank.ts"
import type { Callback } from "./Callback.ts"
import * as Fault from "./Fault.ts"
import type { FaultSeed } from "./FaultSeed.ts"
import type { DebitAccepted, DebitSettled, OtpSent, RequestHeld, SimulatorEvent } from "./SimulatorEvent.ts"
import * as TransactionStatus from "./TransactionStatus.ts"
import { indiaMonth } from "./WireFormat.ts"
import type * as World from "./World.ts"

export interface Customer extends World.Customer {
  readonly isVerified: boolean
  /** The month of India in which `sentPaise` were sent; another month starts at nothing. */
  readonly month: string
  readonly sentPaise: Money.Paise
}

export interface IssuedOtp extends OtpSent {
  readonly isConsumed: boolean
}

export interface Debit extends Omit<DebitAccepted, "settles"> {
  /** 0 for the first debit. */
  readonly number: number
  /** Every status that it has had, the present one last. */
  readonly history: ReadonlyArray<{ readonly status: TransactionStatus.TransactionStatus; readonly atMillis: number }>
}

/** What was sent to one account in one month. */
interface Received {
  readonly month: string
  readonly paise: Money.Paise
}

export interface SimulatorState {
  readonly world: World.World
  readonly wallets: HashMap.HashMap<string, Money.Paise>
  readonly customers: HashMap.HashMap<string, Customer>
  readonly otps: HashMap.HashMap<string, IssuedOtp>
  /** The reference of the newest OTP of each customer. */
  readonly newestOtps: HashMap.HashMap<string, string>
  readonly debits: HashMap.HashMap<string, Debit>
  /** Transaction ids by client_ref_id, oldest first: nothing at Eko keeps two debits from having the same one. */
  readonly tidsByReference: HashMap.HashMap<string, ReadonlyArray<string>>
  /** How many transaction ids were given out. */
  readonly tidCount: number
  /** Debits whose status changes by itself, the next one first. */
  readonly due: ReadonlyArray<{
    readonly tid: string
    readonly as: TransactionStatus.Settled
    readonly atMillis: number
  }>
  /** What accounts received in the month of India in which they last did. */
  readonly received: HashMap.HashMap<string, Received>
  /** Banks that are down, by their codes. */
  readonly banksDown: ReadonlyArray<string>
  readonly accounts: HashMap.HashMap<string, Bank.Condition>
  readonly faults: ReadonlyArray<Fault.PlannedFault>
  readonly faultSeed: FaultSeed | null
  /** Calls that are executed later than they came, the next one first. */
  readonly held: ReadonlyArray<RequestHeld>
  /** Callbacks that wait for the next one. */
  readonly heldCallbacks: ReadonlyArray<Callback>
  /** How far Eko's clock is ahead. */
  readonly skewMillis: number
  /** How many calls of each operation came, and how many callbacks were made. */
  readonly calls: Readonly<Record<string, number>>
  /** How often a request with a client_ref_id came, by that and by operation. */
  readonly arrivals: HashMap.HashMap<string, Readonly<Record<string, number>>>
  readonly usedTimestamps: HashSet.HashSet<number>
  /** When timestamps that are too old to be accepted were last forgotten. */
  readonly forgotAtMillis: number
}

/** The state in which nothing has happened yet. */
export const initial = (world: World.World): SimulatorState => ({
  world,
  wallets: HashMap.fromIterable(world.agents.map(({ userCode, walletPaise }) => [userCode, walletPaise])),
  customers: HashMap.fromIterable(
    world.customers.map((customer) => [
      customer.customerId,
      { ...customer, isVerified: false, month: "", sentPaise: Money.paise(0) }
    ])
  ),
  otps: HashMap.empty(),
  newestOtps: HashMap.empty(),
  debits: HashMap.empty(),
  tidsByReference: HashMap.empty(),
  tidCount: 0,
  due: [],
  received: HashMap.empty(),
  banksDown: [],
  accounts: HashMap.fromIterable((world.accounts ?? []).map(({ account, condition }) => [account, condition])),
  faults: [],
  faultSeed: null,
  held: [],
  heldCallbacks: [],
  skewMillis: 0,
  calls: {},
  arrivals: HashMap.empty(),
  usedTimestamps: HashSet.empty(),
  forgotAtMillis: 0
})

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
    case "SenderVerified": {
      const customer = known(HashMap.get(state.customers, event.customerId), "customer")
      return { ...state, customers: HashMap.set(state.customers, event.customerId, { ...customer, isVerified: true }) }
    }
  }
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
  const debit: Debit = { ...accepted, number: HashMap.size(state.debits), history: [{ status, atMillis }] }
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

const settled = (state: SimulatorState, { tid, settledAs, atMillis }: DebitSettled): SimulatorState => {
  const debit = known(HashMap.get(state.debits, tid), "debit")
  if (!TransactionStatus.mayBecome(debit.status, settledAs)) {
    throw new Error(`debit ${tid} is ${debit.status} and cannot become ${settledAs}`)
  }
  const after: SimulatorState = {
    ...state,
    debits: HashMap.set(state.debits, tid, {
      ...debit,
      status: settledAs,
      history: [...debit.history, { status: settledAs, atMillis }]
    }),
    due: state.due.filter((due) => due.tid !== tid)
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

const sentInMonth = (customer: Customer, atMillis: number): Money.Paise =>
  customer.month === indiaMonth(atMillis) ? customer.sentPaise : Money.paise(0)

/** What a customer may still send in the month of the given instant, in paise. */
export const remainingLimitPaise = (customer: Customer, atMillis: number): Money.Paise => {
  const limitPaise = customer.isVerified
    ? Math.max(customer.monthlyLimitPaise, customer.verifiedMonthlyLimitPaise)
    : customer.monthlyLimitPaise
  return Money.paise(limitPaise - sentInMonth(customer, atMillis))
}

const receivedInMonth = (state: SimulatorState, account: string, atMillis: number): Money.Paise => {
  const received = Option.getOrUndefined(HashMap.get(state.received, account))
  return received?.month === indiaMonth(atMillis) ? received.paise : Money.paise(0)
}

/** What a recipient may still be sent in the month of the given instant, in paise. */
export const remainingForRecipientPaise = (
  state: SimulatorState,
  { account, monthlyLimitPaise }: World.Recipient,
  atMillis: number
): number =>
  monthlyLimitPaise === undefined
    ? Number.POSITIVE_INFINITY
    : monthlyLimitPaise - receivedInMonth(state, account, atMillis)

/** The bank of an IFSC, if it is one of those that are known. */
export const bankOf = ({ world }: SimulatorState, ifsc: string): Bank.Bank | undefined =>
  (world.banks ?? Bank.documented).find(({ code }) => code === Bank.codeOf(ifsc))

/** The newest debit with a client_ref_id. */
export const debitByReference = (state: SimulatorState, clientRefId: string): Option.Option<Debit> =>
  HashMap.get(state.tidsByReference, clientRefId).pipe(
    Option.flatMapNullishOr((tids) => tids.at(-1)),
    Option.flatMap((tid) => HashMap.get(state.debits, tid))
  )

/** The newest OTP that a customer was sent. */
export const newestOtp = (state: SimulatorState, customerId: string): Option.Option<IssuedOtp> =>
  Option.flatMap(HashMap.get(state.newestOtps, customerId), (otpRefId) => HashMap.get(state.otps, otpRefId))

/** Whether a timestamp can have been seen before. */
export const isTimestampUsed = (state: SimulatorState, timestampMillis: number): boolean =>
  HashSet.has(state.usedTimestamps, timestampMillis)

/** Eko's next transaction id: digits, and never given out before. */
export const nextTid = (state: SimulatorState): string => String(state.world.firstTid + state.tidCount)

/** The next bank reference: 12 digits. */
export const nextBankReference = (state: SimulatorState): string =>
  String(state.world.firstBankReference + HashMap.size(state.debits)).padStart(12, "0")
