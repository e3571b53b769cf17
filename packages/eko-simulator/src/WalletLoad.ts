/**
 * Loading a customer's DigiKhata wallet out of the agent's: money moves, and the answer has no tx_status.
 *
 * @module
 */
import { type ClientRefId, DigiKhata, Identifiers as Id, Money } from "@bhejo/core"
import { HashMap, Option } from "effect"
import * as Charges from "./Charges.ts"
import * as Handler from "./Handler.ts"
import * as Order from "./Order.ts"
import * as Refusal from "./Refusal.ts"
import * as SimulatorState from "./SimulatorState.ts"
import { javaDouble } from "./WireFormat.ts"

interface Input {
  readonly clientRefId: ClientRefId.ClientRefId
  readonly customerId: Id.CustomerId
  readonly amountPaise: Money.Paise
}

export const loadWallet = Handler.make(
  DigiKhata.loadWallet,
  ({ clientRefId, customerId, amountPaise }: Input, { state, userCode, timeMillis }): Handler.Reply => {
    if (amountPaise <= 0)
      return Handler.refuse(Refusal.byFields(461, "Validation failed", { amount: "must be more than 0" }))
    const customer = Option.getOrUndefined(HashMap.get(state.customers, customerId))
    if (customer === undefined) return Handler.refuse(Refusal.customerUnknown)
    const problem = Order.enrolmentProblem(customer, "ppi-digikhata")
    if (problem !== undefined) return Handler.refuse(problem)
    // A wallet holds no more than may be sent out of it.
    if (Money.add(customer.balancePaise, amountPaise) > SimulatorState.monthlyLimitPaise(customer)) {
      return Handler.refuse(Refusal.monthlyLimitExceeded)
    }
    const feePaise = Charges.loadFeePaise(amountPaise)
    if (Money.add(amountPaise, feePaise) > Option.getOrThrow(HashMap.get(state.wallets, userCode))) {
      return Handler.refuse(Refusal.insufficientBalance)
    }
    const tid = Id.Tid.make(SimulatorState.nextTid(state))
    return {
      events: [
        {
          _tag: "WalletLoaded",
          tid,
          clientRefId,
          userCode: Id.UserCode.make(userCode),
          customerId,
          amountPaise,
          feePaise,
          atMillis: timeMillis
        }
      ],
      body: {
        response_status_id: 0,
        data: { fee: javaDouble(feePaise), description: "", customer_id: "", bank_ref_num: "", tid },
        response_type_id: 2447,
        message: "The Digi Khata wallet has been loaded successfully.",
        status: 0
      }
    }
  }
)
