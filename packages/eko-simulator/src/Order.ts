/**
 * What an OTP is for and a debit executes: one amount from one customer to one recipient.
 *
 * @module
 */
import type { Identifiers as Id, Money, TransferPolicy } from "@bhejo/core"
import { HashMap, Option, Result } from "effect"
import * as Refusal from "./Refusal.ts"
import type * as SimulatorState from "./SimulatorState.ts"
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
  state: SimulatorState.SimulatorState,
  product: TransferPolicy.Product,
  order: Order
): Result.Result<Parties, Refusal.Body> => {
  if (order.amountPaise <= 0) {
    return Result.fail(Refusal.byFields(461, "Validation failed", { amount: "must be more than 0" }))
  }
  const customer = Option.getOrUndefined(HashMap.get(state.customers, order.customerId))
  if (customer === undefined) return Result.fail(Refusal.customerUnknown)
  const recipient = customer.recipients.find(
    ({ recipientId, ...known }) => recipientId === order.recipientId && known.product === product
  )
  const isNamed = order.beneficiaryId === undefined || order.beneficiaryId === recipient?.beneficiaryId
  return recipient !== undefined && isNamed
    ? Result.succeed({ customer, recipient })
    : Result.fail(Refusal.recipientNotRegistered)
}
