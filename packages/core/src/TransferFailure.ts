/**
 * What a program about a transfer can come back with beyond what the state machine refuses: each says how the transfer
 * stands, and so what may be done next.
 *
 * @module
 */
import { Data } from "effect"
import type { TransferId } from "./Identifiers.ts"
import type { Reason } from "./Rejection.ts"
import type { TransferState } from "./TransferState.ts"

/** The team has no transfer by this id. */
export class TransferNotFound extends Data.TaggedError("TransferNotFound")<{ readonly id: TransferId }> {}

/** The id names a transfer with other terms, perhaps another team's: nothing was done. */
export class TransferIdReused extends Data.TaggedError("TransferIdReused")<{ readonly id: TransferId }> {}

/** Nothing was sent to Eko. The transfer stands as it is given here, and the call may be made again. */
export class EkoUnreachable extends Data.TaggedError("EkoUnreachable")<{
  readonly transfer: TransferState
  readonly why: string
}> {}

/** Eko refuses our credentials or our clock: operations must act, and the call may then be made again. */
export class CredentialsRefused extends Data.TaggedError("CredentialsRefused")<{
  readonly transfer: TransferState
  /** Eko's status code, where this very call was answered with it. */
  readonly code: number | undefined
}> {}

/** The customer's OTP was wrong; nothing moved. */
export class WrongOtp extends Data.TaggedError("WrongOtp")<{
  readonly transfer: TransferState
  readonly triesLeft: number
}> {}

/** Eko refuses the refund, or the OTP for it; nothing moved, and the money still waits. */
export class RefundRefused extends Data.TaggedError("RefundRefused")<{
  readonly transfer: TransferState
  readonly reason: Reason
  /** Eko's status code. */
  readonly code: number | undefined
  readonly detail: string
}> {}
