/**
 * What an OTP is for and a debit executes: one amount from one customer to one recipient.
 *
 * @module
 */
import { type Identifiers as Id, Money, type TransferPolicy } from "@bhejo/core"
import { HashMap, Option, Result } from "effect"
import * as Bank from "./Bank.ts"
import type * as Handler from "./Handler.ts"
import * as Refusal from "./Refusal.ts"
import * as SimulatorState from "./SimulatorState.ts"
import type * as World from "./World.ts"

export interface Order {
  readonly customerId: Id.CustomerId
  readonly recipientId: Id.RecipientId
  readonly amountPaise: Money.Paise
  readonly beneficiaryId?: Id.BeneficiaryId
}

export interface Parties {
  readonly customer: SimulatorState.Customer
  readonly recipient: World.Recipient
}

/** Finds who is meant by an order for more than nothing, or the body that refuses it. */
export const parties = (
  { configuration, state }: Pick<Handler.Call, "configuration" | "state">,
  product: TransferPolicy.Product,
  order: Order
): Result.Result<Parties, Refusal.Body> => {
  if (order.amountPaise <= 0) return invalidAmount("must be more than 0")
  const amounts = configuration.amounts?.[product]
  if (amounts !== undefined && order.amountPaise < amounts.minimumPaise) {
    return invalidAmount(`must be at least ${Money.toRupees(amounts.minimumPaise)}`)
  }
  if (amounts !== undefined && order.amountPaise > amounts.maximumPaise) {
    return invalidAmount(`must be at most ${Money.toRupees(amounts.maximumPaise)}`)
  }
  const customer = Option.getOrUndefined(HashMap.get(state.customers, order.customerId))
  if (customer === undefined) return Result.fail(Refusal.customerUnknown)
  const enrolment = enrolmentProblem(customer, product)
  if (enrolment !== undefined) return Result.fail(enrolment)
  const recipient = customer.recipients.find(
    ({ recipientId, ...known }) => recipientId === order.recipientId && known.product === product
  )
  const isNamed = order.beneficiaryId === undefined || order.beneficiaryId === recipient?.beneficiaryId
  return recipient !== undefined && isNamed && recipient.isConfirmed !== false
    ? Result.succeed({ customer, recipient })
    : Result.fail(Refusal.recipientNotRegistered)
}

/** Why a customer cannot use a product yet, if something is missing. */
export const enrolmentProblem = (
  { dmtFino, digiKhata }: SimulatorState.Customer,
  product: TransferPolicy.Product
): Refusal.Body | undefined => {
  const stage = product === "dmt-fino" ? dmtFino : digiKhata
  if (stage === "none") return Refusal.customerNotEnrolled({})
  return stage === "registered" || stage === "complete" ? undefined : Refusal.verificationPending
}

const invalidAmount = (message: string) => Result.fail(Refusal.byFields(461, "Validation failed", { amount: message }))

/** Which limit an amount exceeds in the month of the call, if it does. */
export const limitExceeded = (
  { state, timeMillis }: Pick<Handler.Call, "state" | "timeMillis">,
  { customer, recipient }: Parties,
  amountPaise: Money.Paise
): "sender" | "beneficiary" | undefined => {
  if (amountPaise > SimulatorState.remainingLimitPaise(customer, timeMillis)) return "sender"
  return amountPaise > SimulatorState.remainingForRecipientPaise(state, recipient, timeMillis)
    ? "beneficiary"
    : undefined
}

/** Why the recipient's bank cannot be asked to credit the account; nothing has happened then. */
export const bankRefuses = (
  state: SimulatorState.SimulatorState,
  { ifsc, account }: World.Recipient
): Refusal.Body | undefined => {
  if (state.banksDown.includes(Bank.codeOf(ifsc))) return Refusal.bankUnavailable
  if (SimulatorState.bankOf(state, ifsc)?.hasImps === false) return Refusal.bankWithoutImps
  const condition = conditionOf(state, account)
  if (condition === "invalid") return Refusal.accountInvalid
  return condition === "imps-not-allowed" ? Refusal.impsNotAllowed : undefined
}

/** What the recipient's bank does with credits to an account. */
export const conditionOf = ({ accounts }: SimulatorState.SimulatorState, account: string): Bank.Condition =>
  Option.getOrElse(HashMap.get(accounts, account), () => "open")
