/**
 * What an unfinished transfer waits for: one piece of background work, derived from its state.
 *
 * Since it is derived and enqueued with every commit, an unfinished transfer has exactly one live step, and the steps of
 * its earlier versions are stale.
 *
 * @module
 */
import { inquiryDelayMillis, type TransferPolicy } from "./TransferPolicy.ts"
import type { TransferState } from "./TransferState.ts"

/** One piece of background work: it holds for exactly one version of its transfer. */
export interface Step {
  readonly kind: "settle" | "expire"
  readonly dueAtMillis: number
}

const dayMillis = 24 * 60 * 60_000

/**
 * The one step that an unfinished transfer waits for; none where it is final.
 */
export const nextStep = (transfer: TransferState, policy: TransferPolicy): Step | undefined => {
  switch (transfer.state) {
    case "requested":
    case "awaiting_otp": {
      const dueAtMillis = transfer.isBlocked ? transfer.updatedAtMillis + dayMillis : transfer.expiresAtMillis
      return { kind: "expire", dueAtMillis }
    }
    case "debiting":
      return { kind: "settle", dueAtMillis: transfer.updatedAtMillis + inquiryDelayMillis(policy, 0) }
    case "in_doubt":
    case "awaited":
      return { kind: "settle", dueAtMillis: transfer.updatedAtMillis + inquiryDelayMillis(policy, transfer.inquiries) }
    case "succeeded":
    case "failed":
    case "cancelled":
    case "expired":
      return undefined
  }
}
