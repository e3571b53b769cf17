/**
 * Permits as a store's confirmed commit returns them.
 *
 * @module
 */
import { Effect } from "effect"
import type { OpenDebit } from "../src/Attempt.ts"
import { issuing, type SendPermit } from "../src/SendPermit.ts"

const commit = issuing(
  (_: OpenDebit) => Effect.void,
  (attempt) => attempt
)

/** The permit for a debit that a store has recorded. */
export const permitFor = (attempt: OpenDebit): SendPermit<"debit"> => {
  const permit = Effect.runSync(commit(attempt))
  if (permit?.kind !== "debit") throw new Error("no permit for a debit")
  return permit
}
