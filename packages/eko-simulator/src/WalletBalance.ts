/**
 * What is in an agent's wallet, by the mobile number that it belongs to.
 *
 * @module
 */
import { WalletBalance } from "@bhejo/core"
import { HashMap, Option } from "effect"
import * as Handler from "./Handler.ts"
import * as Refusal from "./Refusal.ts"
import { javaDouble } from "./WireFormat.ts"

export const getBalance = Handler.make(
  WalletBalance.getBalance,
  ({ customerId: mobile }: { readonly customerId: string }, { state: { world, wallets } }) => {
    const userCode =
      mobile === world.initiatorId
        ? world.defaultUserCode
        : world.agents.find((agent) => agent.mobile === mobile)?.userCode
    if (userCode === undefined) return Handler.refuse(Refusal.customerUnknown)
    return Handler.refuse({
      response_status_id: -1,
      data: {
        last_used_okekey: "0",
        balance: javaDouble(Option.getOrThrow(HashMap.get(wallets, userCode))),
        currency: "INR",
        customer_id: mobile
      },
      response_type_id: 1,
      message: "SUCCESS",
      status: 0
    })
  }
)
