/**
 * What the simulated Eko knows: a value that follows from its world and from what happened there.
 *
 * Nothing in it is ever changed in place. Its rows are plain JSON values; its tables are persistent maps, which share
 * all that did not change, so that a step costs the same however much has happened before.
 *
 * @module
 */
import { type Identifiers as Id, Money } from "@bhejo/core"
import { HashMap, HashSet, Option } from "effect"
import * as Bank from "./Bank.ts"
import type { Callback } from "./Callback.ts"
import type * as Fault from "./Fault.ts"
import type { FaultSeed } from "./FaultSeed.ts"
import type { ConsentOtpSent, DebitAccepted, OtpSent, RequestHeld, WalletLoaded } from "./SimulatorEvent.ts"
import type * as TransactionStatus from "./TransactionStatus.ts"
import { indiaMonth } from "./WireFormat.ts"
import type * as World from "./World.ts"

export interface Customer extends World.Customer {
  readonly isVerified: boolean
  /** How far the customer is with DMT-Fino: onboarded ones have their eKYC before them. */
  readonly dmtFino: "none" | "onboarded" | "registered"
  /** How far the customer is with a DigiKhata wallet. */
  readonly digiKhata: "none" | "onboarded" | "mobile-verified" | "aadhaar-verified" | "complete"
  /** What is in the DigiKhata wallet. */
  readonly balancePaise: Money.Paise
  /** The month of India in which `sentPaise` were sent; another month starts at nothing. */
  readonly month: string
  readonly sentPaise: Money.Paise
}

export interface IssuedOtp extends OtpSent {
  readonly isConsumed: boolean
}

export interface IssuedConsent extends ConsentOtpSent {
  readonly isConsumed: boolean
}

export interface Load extends WalletLoaded {
  /** Its place among debits and loads, 0 for the first. */
  readonly number: number
}

export interface Debit extends Omit<DebitAccepted, "settles"> {
  /** Its place among debits and loads, 0 for the first. */
  readonly number: number
  /** Every status that it has had, the present one last. */
  /** The id of its refund, where one was asked for. */
  readonly refundTid?: Id.Tid
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
  /** OTPs for anything but a transfer. */
  readonly consents: HashMap.HashMap<string, IssuedConsent>
  readonly loads: HashMap.HashMap<string, Load>
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

/** A customer whom Eko has just got to know. */
export const fresh = (customer: World.Customer): Customer => ({
  ...customer,
  isVerified: false,
  dmtFino: "none",
  digiKhata: "none",
  balancePaise: Money.paise(0),
  month: "",
  sentPaise: Money.paise(0)
})

/** The state in which nothing has happened yet: whom the world names is registered everywhere. */
export const initial = (world: World.World): SimulatorState => ({
  world,
  wallets: HashMap.fromIterable(world.agents.map(({ userCode, walletPaise }) => [userCode, walletPaise])),
  customers: HashMap.fromIterable(
    world.customers.map((customer) => [
      customer.customerId,
      { ...fresh(customer), dmtFino: "registered", digiKhata: "complete" }
    ])
  ),
  otps: HashMap.empty(),
  consents: HashMap.empty(),
  loads: HashMap.empty(),
  newestOtps: HashMap.empty(),
  debits: HashMap.empty(),
  tidsByReference: HashMap.empty(),
  tidCount: 0,
  due: [],
  received: HashMap.empty(),
  banksDown: (world.banks ?? []).flatMap(({ code, isUp }) => (isUp === false ? [code] : [])),
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

/** What a customer has sent in the month of the given instant. */
export const sentInMonth = (customer: Customer, atMillis: number): Money.Paise =>
  customer.month === indiaMonth(atMillis) ? customer.sentPaise : Money.paise(0)

/** What a customer may send in one month, in paise. */
export const monthlyLimitPaise = (customer: Customer): Money.Paise =>
  customer.isVerified && customer.verifiedMonthlyLimitPaise > customer.monthlyLimitPaise
    ? customer.verifiedMonthlyLimitPaise
    : customer.monthlyLimitPaise

/** What a customer may still send in the month of the given instant, in paise. */
export const remainingLimitPaise = (customer: Customer, atMillis: number): Money.Paise =>
  Money.subtract(monthlyLimitPaise(customer), sentInMonth(customer, atMillis))

/** What an account has received in the month of the given instant. */
export const receivedInMonth = (state: SimulatorState, account: string, atMillis: number): Money.Paise => {
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

/** The id of the newest transaction with a client_ref_id, be it a debit or a load. */
export const newestTid = (state: SimulatorState, clientRefId: string): Option.Option<string> =>
  Option.flatMapNullishOr(HashMap.get(state.tidsByReference, clientRefId), (tids) => tids.at(-1))

/** The newest debit with a client_ref_id. */
export const debitByReference = (state: SimulatorState, clientRefId: string): Option.Option<Debit> =>
  Option.flatMap(newestTid(state, clientRefId), (tid) => HashMap.get(state.debits, tid))

/** The newest OTP that a customer was sent, whatever for. */
export const newestOtp = (
  { newestOtps, otps, consents }: SimulatorState,
  customerId: string
): Option.Option<IssuedOtp | IssuedConsent> =>
  Option.flatMap(HashMap.get(newestOtps, customerId), (otpRefId): Option.Option<IssuedOtp | IssuedConsent> => {
    const otp = HashMap.get(otps, otpRefId)
    return Option.isSome(otp) ? otp : HashMap.get(consents, otpRefId)
  })

/** Whether a timestamp can have been seen before. */
export const isTimestampUsed = (state: SimulatorState, timestampMillis: number): boolean =>
  HashSet.has(state.usedTimestamps, timestampMillis)

/** Eko's next transaction id: digits, and never given out before. */
export const nextTid = (state: SimulatorState): string => String(state.world.firstTid + state.tidCount)

/** The next bank reference: 12 digits. */
export const nextBankReference = (state: SimulatorState): string =>
  String(state.world.firstBankReference + HashMap.size(state.debits)).padStart(12, "0")

/** How many debits and loads there were. */
export const transactionCount = ({ debits, loads }: SimulatorState): number =>
  HashMap.size(debits) + HashMap.size(loads)
