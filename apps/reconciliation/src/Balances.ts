/**
 * The live balance of the initiator's wallet, as the end of its chain.
 *
 * @module
 */
import { EkoClient, type Identifiers, WalletBalance } from "@bhejo/core"
import { Clock, Effect } from "effect"

/** Reads the balance once; where Eko gives none, the chain ends with the last transaction that tells one. */
export const read = Effect.fn("Balances.read")(function* (wallet: string, initiatorId: Identifiers.InitiatorId) {
  const client = yield* EkoClient.EkoClient
  return yield* client.call(WalletBalance.getBalance, { customerId: initiatorId }).pipe(
    Effect.flatMap(({ balancePaise }) =>
      Effect.map(Clock.currentTimeMillis, (atMillis) => [{ wallet, atMillis, balancePaise }])
    ),
    Effect.catch((failure) =>
      Effect.as(Effect.logWarning("Eko does not tell the wallet's balance", { why: failure._tag }), [])
    )
  )
})
