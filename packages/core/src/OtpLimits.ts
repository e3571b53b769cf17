/**
 * How often OTPs may be sent and tried: of one transfer, which its journal counts, and of one customer, which the store
 * counts for all processes in the commit that uses the limit.
 *
 * @module
 */
import type { CustomerId } from "./Identifiers.ts"
import type { TransferEvent } from "./TransferEvent.ts"
import type { TransferPolicy } from "./TransferPolicy.ts"
import type { TransferState } from "./TransferState.ts"

export type Limit = "otp_sends" | "otp_tries"

/** One use of a customer's limit: it counts, and it is refused where as many as allowed lie in the window before it. */
export interface LimitUse {
  readonly limit: Limit
  readonly customerId: CustomerId
  readonly atMillis: number
  readonly max: number
  readonly windowMillis: number
}

/** The use of the customer's limits that a commit makes: no decision sends two OTPs, or tries two. */
export const useOf = (
  { terms: { customerId } }: TransferState,
  events: ReadonlyArray<TransferEvent>,
  policy: TransferPolicy
): LimitUse | undefined => {
  const { customerOtpSends, customerOtpTries, otpWindowMillis: windowMillis } = policy
  for (const { _tag, atMillis } of events) {
    switch (_tag) {
      case "OtpSendStarted":
      case "RefundOtpSendStarted":
        return { limit: "otp_sends", customerId, atMillis, max: customerOtpSends, windowMillis }
      case "DebitStarted":
      case "RefundStarted":
        return { limit: "otp_tries", customerId, atMillis, max: customerOtpTries, windowMillis }
      default:
    }
  }
  return undefined
}

/** The earlier uses that still count, oldest first. */
export const recent = (
  usedAtMillis: ReadonlyArray<number>,
  { atMillis, windowMillis }: Pick<LimitUse, "atMillis" | "windowMillis">
): ReadonlyArray<number> => usedAtMillis.filter((used) => used > atMillis - windowMillis).toSorted((a, b) => a - b)

/** From when a use is allowed again, in epoch milliseconds; nothing where it is allowed now. */
export const retryAtMillis = (
  usedAtMillis: ReadonlyArray<number>,
  use: Pick<LimitUse, "atMillis" | "windowMillis" | "max">
): number | undefined => {
  const counted = recent(usedAtMillis, use)
  const oldest = counted[counted.length - use.max]
  if (counted.length < use.max) return undefined
  return (oldest ?? use.atMillis) + use.windowMillis
}
