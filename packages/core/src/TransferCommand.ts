/**
 * What can be asked of a transfer; the time is inside each command.
 *
 * @module
 */
import type * as Attempt from "./Attempt.ts"
import type { ClientRefId } from "./ClientRefId.ts"
import type { Finding } from "./Evidence.ts"
import type * as Outcome from "./Outcome.ts"
import type { Judgement, Resolution } from "./Resolution.ts"
import type { OtpSendResult, Terms } from "./TransferEvent.ts"

/** What one inquiry found about the attempt with this reference. */
export interface AttemptFinding {
  readonly clientRefId: ClientRefId
  readonly finding: Finding
}

export type Command =
  /** A new transfer, with its first OTP send recorded. */
  | { readonly _tag: "Request"; readonly atMillis: number; readonly terms: Terms }
  /** Another OTP is about to be sent. */
  | { readonly _tag: "StartOtpSend"; readonly atMillis: number }
  | { readonly _tag: "RecordOtpSend"; readonly atMillis: number; readonly send: number; readonly result: OtpSendResult }
  /** A debit is about to be sent; `findings` are about the earlier attempts that needed another look. */
  | {
      readonly _tag: "StartDebit"
      readonly atMillis: number
      readonly attempt: Pick<
        Attempt.OpenDebit,
        "clientRefId" | "confirmationKey" | "signedAtMillis" | "sendBeforeMillis"
      >
      readonly findings: ReadonlyArray<AttemptFinding>
    }
  /** The open attempt's own answer, in time or late. */
  | {
      readonly _tag: "RecordOutcome"
      readonly atMillis: number
      readonly clientRefId: ClientRefId
      readonly outcome: Outcome.Outcome
    }
  /** What settlement found out. */
  | { readonly _tag: "Settle"; readonly atMillis: number; readonly findings: ReadonlyArray<AttemptFinding> }
  /** A callback hinted at an attempt. */
  | { readonly _tag: "RequestInquiry"; readonly atMillis: number; readonly clientRefId: ClientRefId }
  /** A refund OTP is about to be sent. */
  | { readonly _tag: "StartRefundOtpSend"; readonly atMillis: number }
  | {
      readonly _tag: "RecordRefundOtpSend"
      readonly atMillis: number
      readonly send: number
      readonly result: OtpSendResult
    }
  /** A refund is about to be sent; `findings` are about the debit, where an earlier refund needed another look. */
  | {
      readonly _tag: "StartRefund"
      readonly atMillis: number
      readonly attempt: Pick<
        Attempt.OpenRefund,
        "clientRefId" | "confirmationKey" | "signedAtMillis" | "sendBeforeMillis" | "cashReturned"
      >
      readonly findings: ReadonlyArray<AttemptFinding>
    }
  /** A refund's own answer, in time or late. */
  | {
      readonly _tag: "RecordRefundOutcome"
      readonly atMillis: number
      readonly clientRefId: ClientRefId
      readonly outcome: Outcome.RefundOutcome
    }
  /** An attempt whose record was not confirmed was not sent; it was decided on this version. */
  | {
      readonly _tag: "Withdraw"
      readonly atMillis: number
      readonly clientRefId: ClientRefId
      readonly onVersion: number
      readonly outcome: Outcome.Refusal
    }
  /** A named operator's finding about the open attempt; `findings` are fresh, and about the debit. */
  | {
      readonly _tag: "Resolve"
      readonly atMillis: number
      readonly clientRefId: ClientRefId
      readonly resolution: Resolution
      readonly findings: ReadonlyArray<AttemptFinding>
    }
  /** A named operator lets a blocked transfer go on; `findings` are fresh, about its closed attempts. */
  | {
      readonly _tag: "Unblock"
      readonly atMillis: number
      readonly judgement: Judgement
      readonly findings: ReadonlyArray<AttemptFinding>
    }
  | { readonly _tag: "Cancel"; readonly atMillis: number }
  | { readonly _tag: "Expire"; readonly atMillis: number }

export type CommandOf<Tag extends Command["_tag"]> = Extract<Command, { readonly _tag: Tag }>
