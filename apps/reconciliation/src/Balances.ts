/**
 * The live balances of wallets, as the ends of their chains.
 *
 * @module
 */
import { EkoClient, type Identifiers, WalletBalance } from "@bhejo/core"
import { Clock, Effect } from "effect"

/** A wallet as reports call it, and the number that Eko has it under. */
type Wallet = readonly [name: string, number: Identifiers.InitiatorId | Identifiers.CustomerId]

/** Reads each balance once; where Eko gives none, the chain ends with the last transaction that tells one. */
export const read = Effect.fn("Balances.read")(function* (wallets: ReadonlyArray<Wallet>, concurrency: number) {
  const readings = yield* Effect.forEach(wallets, readOne, { concurrency })
  return readings.flat()
})

const readOne = Effect.fnUntraced(function* ([wallet, customerId]: Wallet) {
  const client = yield* EkoClient.EkoClient
  return yield* client.call(WalletBalance.getBalance, { customerId }).pipe(
    Effect.flatMap(({ balancePaise }) =>
      Effect.map(Clock.currentTimeMillis, (atMillis) => [{ wallet, atMillis, balancePaise }])
    ),
    Effect.catch((failure) =>
      Effect.as(Effect.logWarning("Eko does not tell a wallet's balance", { wallet, why: failure._tag }), [])
    )
  )
})
