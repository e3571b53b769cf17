/**
 * Which OTP a request spends, by numbers: they stand for the OTP itself in what an Idempotency-Key is bound to.
 *
 * @module
 */
import { type Attempt, TransferState } from "@bhejo/core"
import type { PostgresIdempotency } from "@bhejo/store-postgres"

const of = (
  key: string,
  attempts: ReadonlyArray<Pick<Attempt.OpenDebit, "confirmationKey" | "otpSend" | "number">>,
  send: number
): PostgresIdempotency.OtpUse => {
  const made = attempts.findLast(({ confirmationKey }) => confirmationKey === key)
  return made === undefined
    ? { send, try: attempts.length + 1, isMade: false }
    : { send: made.otpSend, try: made.number, isMade: true }
}

/** What a confirm under a key spends: as its attempt says, or as the next one would. */
export const ofDebit = (transfer: TransferState.TransferState, key: string): PostgresIdempotency.OtpUse => {
  const current = TransferState.currentAttempt(transfer)
  const attempts = current === undefined ? transfer.closedAttempts : [...transfer.closedAttempts, current]
  return of(key, attempts, "otp" in transfer && transfer.otp !== undefined ? transfer.otp.send : transfer.otpSends)
}

/** What a refund under a key spends, likewise. */
export const ofRefund = (transfer: TransferState.TransferState, key: string): PostgresIdempotency.OtpUse => {
  if (!("refunds" in transfer)) return of(key, [], 0)
  const { earlier, otp, otpSends } = transfer.refunds
  const current = transfer.state === "refund_pending" ? undefined : transfer.refund
  return of(key, current === undefined ? earlier : [...earlier, current], otp?.send ?? otpSends)
}
