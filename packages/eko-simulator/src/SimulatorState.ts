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
import * as Fault from "./Fault.ts"
import type { DebitAccepted, DebitSettled, OtpSent, SimulatorEvent } from "./SimulatorEvent.ts"
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

export interface Debit extends DebitAccepted {
  /** 0 for the first debit. */
  readonly number: number
  /** How it ended; absent while it is awaited. */
  readonly settled?: { readonly as: "success" | "failed"; readonly atMillis: number }
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
  /** Awaited debits that settle by themselves, the next one first. */
  readonly due: ReadonlyArray<{ readonly tid: string; readonly atMillis: number }>
  readonly faults: ReadonlyArray<Fault.PlannedFault>
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
  faults: [],
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
      const counts = Option.getOrElse(HashMap.get(state.arrivals, event.clientRefId), () => noArrivals)
      const count = (counts[event.operation] ?? 0) + 1
      return {
        ...state,
        arrivals: HashMap.set(state.arrivals, event.clientRefId, { ...counts, [event.operation]: count })
      }
    }
    case "TimestampUsed":
      return withUsedTimestamp(state, event.timestampMillis, event.atMillis)
    case "CallCounted":
      return { ...state, faults: Fault.count(state.faults, event.operation).left }
    case "FaultPlanned":
      return { ...state, faults: [...state.faults, event.plan] }
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

const noArrivals: Readonly<Record<string, number>> = {}

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
  const debit: Debit = {
    ...event,
    number: HashMap.size(state.debits),
    ...(event.awaited === undefined ? { settled: { as: "success", atMillis: event.atMillis } } : {})
  }
  const earlier = Option.getOrElse(HashMap.get(state.tidsByReference, event.clientRefId), () => [])
  return {
    ...state,
    wallets: HashMap.set(state.wallets, event.userCode, walletPaise),
    customers: HashMap.set(state.customers, event.customerId, {
      ...customer,
      month: indiaMonth(event.atMillis),
      sentPaise: Money.add(sentInMonth(customer, event.atMillis), event.amountPaise)
    }),
    otps: HashMap.set(state.otps, event.otpRefId, { ...otp, isConsumed: true }),
    debits: HashMap.set(state.debits, event.tid, debit),
    tidsByReference: HashMap.set(state.tidsByReference, event.clientRefId, [...earlier, event.tid]),
    tidCount: state.tidCount + 1,
    due:
      event.awaited?.settlesAtMillis === undefined
        ? state.due
        : [...state.due, { tid: event.tid, atMillis: event.awaited.settlesAtMillis }].sort(
            (left, right) => left.atMillis - right.atMillis
          )
  }
}

const settled = (state: SimulatorState, event: DebitSettled): SimulatorState => {
  const debit = known(HashMap.get(state.debits, event.tid), "debit")
  if (debit.settled !== undefined) throw new Error(`debit ${event.tid} is final already`)
  const debits = HashMap.set(state.debits, event.tid, {
    ...debit,
    settled: { as: event.settledAs, atMillis: event.atMillis }
  })
  const due = state.due.filter(({ tid }) => tid !== event.tid)
  if (event.settledAs === "success") return { ...state, debits, due }

  const customer = known(HashMap.get(state.customers, debit.customerId), "customer")
  const countsStill = customer.month === indiaMonth(debit.atMillis)
  return {
    ...state,
    debits,
    due,
    wallets: HashMap.set(
      state.wallets,
      debit.userCode,
      Money.add(known(HashMap.get(state.wallets, debit.userCode), "wallet"), debit.walletPaise)
    ),
    customers: countsStill
      ? HashMap.set(state.customers, debit.customerId, {
          ...customer,
          sentPaise: Money.subtract(customer.sentPaise, debit.amountPaise)
        })
      : state.customers
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
