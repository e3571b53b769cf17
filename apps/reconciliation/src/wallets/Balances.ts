/**
 * The live balances of wallets, as the ends of their chains.
 *
 * @module
 */
import { EkoClient, type Identifiers, WalletBalance } from "@bhejo/core"
import { Clock, Effect, Result } from "effect"
import type { RunParameters } from "../runs/RunParameters.ts"

/** A wallet as reports call it, and the number that Eko has it under. */
type Wallet = readonly [name: string, number: Identifiers.InitiatorId | Identifiers.CustomerId]

/** What was read, and the wallets of which Eko told no balance: whether money has left those, nobody knows. */
export type Read = Pick<RunParameters, "readings" | "unread">

/** Where no live balance is asked for. */
export const none: Read = { readings: [], unread: [] }

/** Reads the balance of each wallet. One that Eko does not tell fails nothing, and makes the run incomplete. */
export const read = Effect.fn("Balances.read")(function* (wallets: ReadonlyArray<Wallet>, concurrency: number) {
  const all = yield* Effect.forEach(wallets, readOne, { concurrency })
  return {
    readings: all.flatMap((one) => (Result.isSuccess(one) ? [one.success] : [])),
    unread: all.flatMap((one) => (Result.isFailure(one) ? [one.failure] : [])).sort()
  } satisfies Read as Read
})

/** An answer that did not come is asked for again: asking moves nothing. */
const times = 2

const readOne = Effect.fnUntraced(function* ([wallet, customerId]: Wallet) {
  const client = yield* EkoClient.EkoClient
  return yield* client.call(WalletBalance.getBalance, { customerId }).pipe(
    Effect.retry({ times, while: ({ _tag }) => _tag !== "Rejected" }),
    Effect.flatMap(({ balancePaise }) =>
      Effect.map(Clock.currentTimeMillis, (atMillis) => Result.succeed({ wallet, atMillis, balancePaise }))
    ),
    Effect.catch((failure) =>
      Effect.as(
        Effect.logWarning("Eko does not tell a wallet's balance", { wallet, why: failure._tag }),
        Result.fail(wallet)
      )
    )
  )
})
