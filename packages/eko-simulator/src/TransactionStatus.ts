/**
 * How a transaction stands at Eko, by our words and Eko's codes, and what may follow what.
 *
 * @module
 */
import { Schema } from "effect"

export const TransactionStatus = Schema.Literals([
  "success",
  "failed",
  "awaited",
  "refund_pending",
  "refunded",
  "on_hold",
  "response_awaited"
])
export type TransactionStatus = typeof TransactionStatus.Type

/** What a transaction may be told to become: everything but on its way. */
export const Settled = Schema.Literals(["success", "failed", "refund_pending", "refunded"])
export type Settled = typeof Settled.Type

/** Eko's code and words. */
export const wire: Readonly<Record<TransactionStatus, { readonly code: string; readonly text: string }>> = {
  success: { code: "0", text: "Success" },
  failed: { code: "1", text: "Failed" },
  awaited: { code: "2", text: "Awaited" },
  refund_pending: { code: "3", text: "Refund Pending" },
  refunded: { code: "4", text: "Refunded" },
  on_hold: { code: "5", text: "On Hold" },
  response_awaited: { code: "6", text: "Response Awaited" }
}

/** On its way: Eko has not said yet what became of it. */
export const isInFlight = (status: TransactionStatus): boolean =>
  status === "awaited" || status === "on_hold" || status === "response_awaited"

/**
 * Whether one status may follow another. What is on its way may become anything; a success can be reversed, even days
 * later; a pending refund ends when it is refunded; a failure and a refund are the end.
 */
export const mayBecome = (from: TransactionStatus, to: Settled): boolean =>
  isInFlight(from) ||
  (from === "success" && (to === "refund_pending" || to === "refunded")) ||
  (from === "refund_pending" && to === "refunded")
