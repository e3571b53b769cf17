/**
 * Our own wallet at Eko, which pays for transfers.
 *
 * @module
 */
import { WalletBalance } from "@bhejo/core"
import { Effect, Schema } from "effect"
import { OwnAccount } from "./OwnAccount.ts"
import * as Route from "./Route.ts"
import * as Senders from "./Senders.ts"

const balance = Route.make({
  method: "GET",
  path: "/v1/wallet/balance",
  summary: "Ask Eko what is in our wallet.",
  access: "read",
  needsIdempotencyKey: false,
  status: 200,
  answer: Schema.Struct({ balancePaise: Schema.Int }),
  handle: Effect.fnUntraced(function* () {
    const { initiatorId } = yield* OwnAccount
    const { balancePaise } = yield* Senders.call(WalletBalance.getBalance, (reference) => ({
      ...reference,
      customerId: initiatorId
    }))
    return { balancePaise }
  })
})

export const routes = [balance]
