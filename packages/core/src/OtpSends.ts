/**
 * The sends of OTPs: recorded before they are sent, and blocking confirm until they are answered or over. How many there
 * may be is the store's to keep: {@link module:OtpLimits}.
 *
 * @module
 */
import { Result } from "effect"
import { type Decision, refuse } from "./Decision.ts"
import type { CommandOf } from "./TransferCommand.ts"
import { InvalidField, OtpSendPending, OtpUnusable, TransferBlocked } from "./TransferError.ts"
import type { TransferEvent } from "./TransferEvent.ts"
import type { TransferPolicy } from "./TransferPolicy.ts"
import type * as State from "./TransferState.ts"

export const otpSendStarted = (send: number, atMillis: number, policy: TransferPolicy): TransferEvent => ({
  _tag: "OtpSendStarted",
  atMillis,
  send,
  // A call may wait for its timestamp and then takes its timeout; after twice that it is over, whatever came of it.
  untilMillis: atMillis + 2 * policy.callTimeoutMillis,
  expiresAtMillis: atMillis + policy.idleLifetimeMillis
})

export const startOtpSend = (
  transfer: State.TransferState,
  command: CommandOf<"StartOtpSend">,
  policy: TransferPolicy
): Decision => {
  if (transfer.state !== "requested" && transfer.state !== "awaiting_otp") return refuse(command, transfer)
  if (transfer.isBlocked) return Result.fail(new TransferBlocked())
  return Result.map(noSendPending(transfer, command.atMillis), () => [
    otpSendStarted(transfer.otpSends + 1, command.atMillis, policy)
  ])
}

export const noSendPending = (
  { pendingSend }: Pick<State.Refunds, "pendingSend">,
  atMillis: number
): Result.Result<void, OtpSendPending> =>
  pendingSend !== undefined && atMillis < pendingSend.untilMillis
    ? Result.fail(new OtpSendPending({ untilMillis: pendingSend.untilMillis }))
    : Result.void

/** An OTP's reference that arrives late is kept in any state; it never moves an attempt. */
export const recordOtpSend = (
  transfer: State.TransferState,
  { atMillis, send, result }: CommandOf<"RecordOtpSend">,
  policy: TransferPolicy
): Decision => {
  if (send < 1 || send > transfer.otpSends) {
    return Result.fail(new InvalidField({ field: "send", problem: "names no OTP send of this transfer" }))
  }
  return Result.succeed([{ _tag: "OtpSendAnswered", atMillis, send, result, tries: policy.otpTries }])
}

/** Whether the customer's last OTP can still confirm anything. */
export const checkOtp = (otp: State.ActiveOtp, atMillis: number): Result.Result<void, OtpUnusable> =>
  otp.triesLeft < 1
    ? Result.fail(new OtpUnusable({ why: "tries_used_up" }))
    : atMillis >= otp.expiresAtMillis
      ? Result.fail(new OtpUnusable({ why: "expired" }))
      : Result.void
