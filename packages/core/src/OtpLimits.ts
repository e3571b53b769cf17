/**
 * How often OTPs may be sent and tried: of one transfer, and of one customer in all transfers together.
 *
 * The store counts both for all processes, by its one clock, in the commit that uses the limit: what time a process
 * thinks it is has no part in it.
 *
 * @module
 */
import type { CustomerId, TransferId } from "./Identifiers.ts"
import { LimitReached } from "./TransferError.ts"
import type { TransferEvent } from "./TransferEvent.ts"
import type { TransferPolicy } from "./TransferPolicy.ts"
import type { TransferState } from "./TransferState.ts"

export type Limit = "otp_sends" | "otp_tries"

/** One use of the limits: it counts, and it is refused where as many as allowed lie in the window before it. */
export interface LimitUse {
  readonly limit: Limit
  readonly customerId: CustomerId
  readonly transferId: TransferId
  /** How many the customer may make in the window, in all transfers. */
  readonly max: number
  /** How many of these one transfer may make. */
  readonly maxOfTransfer: number
  readonly windowMillis: number
}

/** A use as the store has counted it, by its own clock. */
export interface Used {
  readonly atMillis: number
  readonly transferId: TransferId
}

/** The use of the limits that a commit makes: no decision sends two OTPs, or tries two. */
export const useOf = (
  { terms: { customerId, id: transferId } }: TransferState,
  events: ReadonlyArray<TransferEvent>,
  { customerOtpSends, customerOtpTries, transferOtpSends, otpWindowMillis: windowMillis }: TransferPolicy
): LimitUse | undefined => {
  const use = { customerId, transferId, windowMillis }
  for (const { _tag } of events) {
    switch (_tag) {
      case "OtpSendStarted":
      case "RefundOtpSendStarted":
        return { ...use, limit: "otp_sends", max: customerOtpSends, maxOfTransfer: transferOtpSends }
      case "DebitStarted":
      case "RefundStarted":
        // Each OTP has its own tries besides, which the journal counts.
        return { ...use, limit: "otp_tries", max: customerOtpTries, maxOfTransfer: customerOtpTries }
      default:
    }
  }
  return undefined
}

/** The earlier uses that still count now, oldest first. */
export const recent = (
  used: ReadonlyArray<Used>,
  { windowMillis }: Pick<LimitUse, "windowMillis">,
  nowMillis: number
): ReadonlyArray<Used> =>
  used
    .filter(({ atMillis }) => atMillis > nowMillis - windowMillis)
    .toSorted((one, other) => one.atMillis - other.atMillis)

/** Why a use is refused now, and how long to wait; nothing where it is allowed. */
export const refusal = (used: ReadonlyArray<Used>, use: LimitUse, nowMillis: number): LimitReached | undefined => {
  const counted = recent(used, use, nowMillis)
  const refused = (scope: LimitReached["scope"], uses: ReadonlyArray<Used>, max: number) => {
    if (uses.length < max) return undefined
    const { atMillis = nowMillis } = uses[uses.length - max] ?? {}
    return new LimitReached({ limit: use.limit, scope, waitMillis: atMillis + use.windowMillis - nowMillis })
  }
  const ofTransfer = counted.filter(({ transferId }) => transferId === use.transferId)
  const refusals = [refused("transfer", ofTransfer, use.maxOfTransfer), refused("customer", counted, use.max)].filter(
    (refusal) => refusal !== undefined
  )
  return refusals.toSorted((one, other) => other.waitMillis - one.waitMillis)[0]
}
