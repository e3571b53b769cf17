/**
 * How Eko tells what it knows about a sender.
 *
 * @module
 */
import { Money } from "@bhejo/core"
import type * as Refusal from "./Refusal.ts"
import * as SimulatorState from "./SimulatorState.ts"
import { javaDouble, rupeesNumber } from "./WireFormat.ts"

/** What may be sent this month, in the numbers and texts that a profile has of it. */
const limits = (customer: SimulatorState.Customer, atMillis: number) => {
  const totalPaise = SimulatorState.monthlyLimitPaise(customer)
  const remainingPaise = SimulatorState.remainingLimitPaise(customer, atMillis)
  return {
    total: javaDouble(totalPaise),
    remaining: javaDouble(remainingPaise),
    remainingNumber: rupeesNumber(remainingPaise),
    chart: [
      {
        data_type_id: 10,
        data: {
          unavailable: 0,
          used: rupeesNumber(Money.subtract(totalPaise, remainingPaise)),
          remaining: rupeesNumber(remainingPaise)
        },
        label: ""
      }
    ]
  }
}

/** A sender of DMT-Fino. */
export const dmtFino = (customer: SimulatorState.Customer, atMillis: number): Refusal.Body => {
  const { total, remaining, remainingNumber, chart } = limits(customer, atMillis)
  return {
    status: 0,
    response_status_id: -1,
    response_type_id: 309,
    message: "Success!",
    data: {
      is_registered: 0,
      next_allowed_limit: remainingNumber,
      kyc_state: 0,
      customer_profile: {
        total_monthly_limit: total,
        mobile: customer.customerId,
        balance: Money.toRupees(customer.balancePaise),
        next_allowed_limit: remaining,
        name: customer.name,
        kyc_state: 1,
        chart
      }
    }
  }
}

/** A sender of DigiKhata; the answer to the PAN knows no wallet yet. */
export const digiKhata = (
  customer: SimulatorState.Customer,
  atMillis: number,
  answers: "otp" | "pan"
): Refusal.Body => {
  const { total, remaining, remainingNumber, chart } = limits(customer, atMillis)
  return {
    response_status_id: -1,
    data: {
      customer_profile: {
        total_monthly_limit: total,
        mobile: customer.customerId,
        kyc_id: "",
        ekyc_enabled: 0,
        kyc_validity: "",
        kyc_remark: "",
        kyc_type: "",
        balance: Money.toRupees(customer.balancePaise),
        next_allowed_limit: remaining,
        name: customer.name,
        digital_ekyc: 0,
        chart,
        email: "",
        kyc_state: answers === "otp" ? 1 : 0
      },
      ...(answers === "otp" ? { wallet_token: "", wallet_id: "" } : {}),
      id_proof_type_id: "",
      is_registered: 0,
      id_proof: "",
      otpOptionalSum: "",
      sender_name: customer.name,
      otpNotRequiredSum: "",
      ekyc_enabled: "",
      otpNotRequiredSumNeft: "",
      next_allowed_limit: remainingNumber,
      account: "",
      kyc_state: 0,
      otpOptionalSumNeft: ""
    },
    response_type_id: 309,
    message: "Success!",
    status: 0
  }
}

/** Eko has opened a wallet for this number before, in whatever product. */
export const walletOpened = (customerId: string): Refusal.Body => ({
  status: 0,
  response_status_id: 0,
  message: "Wallet opened successfully.",
  response_type_id: 300,
  data: { customer_id_type: "mobile_number", state_desc: "Non-Kyc", state: "2", customer_id: customerId }
})
