/**
 * How often OTPs may be sent and tried: of one transfer, of one customer in all transfers together, and of one customer on
 * the way to be known to Eko, with all recipients.
 *
 * The store counts for all processes, by its one clock, a transfer's in the commit that uses the limit: what time a process
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

/** One use of a limit: it counts, and it is refused where as many as allowed lie in the window before it. */
interface Use {
  readonly limit: Limit
  readonly customerId: CustomerId
  /** How many the customer may make in the window. */
  readonly max: number
  readonly windowMillis: number
}

/** A transfer's use, counted with those of all the customer's transfers. */
export interface LimitUse extends Use {
  readonly transferId: TransferId
  /** How many of these one transfer may make. */
  readonly maxOfTransfer: number
}

/**
 * A use before there is a transfer: by whoever makes a customer or a recipient known to Eko. These are counted apart, or a
 * customer who has just been made known could send nothing.
 */
export interface OnboardingUse extends Use {
  readonly transferId?: never
}

/** A use as the store has counted it, by its own clock. */
export interface Used {
  readonly atMillis: number
  readonly transferId: TransferId
}

/** The use of the limits that sending a customer an OTP makes, or trying one, on the way to be known to Eko. */
export const onboardingUse = (
  limit: Limit,
  customerId: CustomerId,
  { onboardingOtpSends, onboardingOtpTries, otpWindowMillis: windowMillis }: TransferPolicy
): OnboardingUse => ({
  limit,
  customerId,
  max: limit === "otp_sends" ? onboardingOtpSends : onboardingOtpTries,
  windowMillis
})

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
  { windowMillis }: Pick<Use, "windowMillis">,
  nowMillis: number
): ReadonlyArray<Used> =>
  used
    .filter(({ atMillis }) => atMillis > nowMillis - windowMillis)
    .toSorted((one, other) => one.atMillis - other.atMillis)

/** Why a use is refused now, and how long to wait; nothing where it is allowed. */
export const refusal = (
  used: ReadonlyArray<Used>,
  use: LimitUse | OnboardingUse,
  nowMillis: number
): LimitReached | undefined => {
  const counted = recent(used, use, nowMillis)
  const refused = (scope: LimitReached["scope"], uses: ReadonlyArray<Used>, max: number) => {
    if (uses.length < max) return undefined
    const { atMillis = nowMillis } = uses[uses.length - max] ?? {}
    return new LimitReached({ limit: use.limit, scope, waitMillis: atMillis + use.windowMillis - nowMillis })
  }
  const ofCustomer = refused("customer", counted, use.max)
  if (use.transferId === undefined) return ofCustomer
  const ofTransfer = counted.filter(({ transferId }) => transferId === use.transferId)
  const refusals = [refused("transfer", ofTransfer, use.maxOfTransfer), ofCustomer].filter(
    (refusal) => refusal !== undefined
  )
  return refusals.toSorted((one, other) => other.waitMillis - one.waitMillis)[0]
}
