/**
 * Asking Eko what became of one attempt, whatever kind of record it belongs to.
 *
 * @module
 */
import { Effect } from "effect"
import type { Attempt } from "./Attempt.ts"
import type { EkoClient } from "./EkoClient.ts"
import * as Evidence from "./Evidence.ts"
import type { Paise } from "./Money.ts"
import * as TransactionInquiry from "./TransactionInquiry.ts"

/** What Eko says about an attempt of the given amount now; it never fails, because no answer is a finding too. */
export const ofAttempt = (
  client: EkoClient["Service"],
  attempt: Pick<Attempt, "clientRefId" | "tid">,
  amountPaise: Paise
): Effect.Effect<Evidence.Finding> => {
  const transactionReference =
    attempt.tid === undefined
      ? TransactionInquiry.byClientRefId(attempt.clientRefId)
      : TransactionInquiry.byTid(attempt.tid)
  return client.call(TransactionInquiry.inquire, { transactionReference }).pipe(
    Effect.map((answer) => Evidence.match(attempt, amountPaise, answer)),
    Effect.catch((failure) =>
      Effect.succeed<Evidence.Finding>({
        _tag: "Unanswered",
        cause: failure._tag === "Rejected" ? failure.reason : failure.cause
      })
    )
  )
}
