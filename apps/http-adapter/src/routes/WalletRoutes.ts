/**
 * Our own wallet at Eko, which pays for transfers.
 *
 * @module
 */
import { WalletBalance } from "@bhejo/core"
import { Effect, Schema } from "effect"
import * as Route from "../http/Route.ts"
import { OwnAccount } from "../OwnAccount.ts"
import { int } from "../views/View.ts"
import * as Senders from "./Senders.ts"

const balance = Route.make({
  method: "GET",
  path: "/v1/wallet/balance",
  operationId: "getWalletBalance",
  summary: "Ask Eko what is in our wallet.",
  problems: Senders.problemsOf(WalletBalance.getBalance),
  access: "read",
  needsIdempotencyKey: false,
  status: 200,
  answer: Schema.Struct({ balancePaise: int(449_500) }),
  handle: Effect.fnUntraced(function* () {
    const { initiatorId } = yield* OwnAccount
    const { balancePaise } = yield* Senders.ask(WalletBalance.getBalance, (reference) => ({
      ...reference,
      customerId: initiatorId
    }))
    return { balancePaise }
  })
})

export const routes = [balance]
