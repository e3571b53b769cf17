/**
 * What a named operator's finding makes of a transfer.
 *
 * @module
 */
import * as Attempt from "./Attempt.ts"
import { common, type EventOf, impossible, lastOtp } from "./Carried.ts"
import { failed } from "./DebitEvolution.ts"
import * as Outcome from "./Outcome.ts"
import * as RefundEvolution from "./RefundEvolution.ts"
import type { Moved } from "./Resolution.ts"
import type * as State from "./TransferState.ts"

export const resolved = (transfer: State.TransferState, event: EventOf<"AttemptResolved">): State.TransferState => {
  const { resolution } = event
  switch (transfer.state) {
    case "in_doubt":
    case "awaited":
      return resolution._tag === "Moved"
        ? succeeded(transfer, transfer.attempt, resolution)
        : failed(transfer, Outcome.ofResolution(resolution))
    case "refunding":
      return RefundEvolution.resolved(transfer, resolution)
    case "awaiting_otp": {
      // A closed attempt that moved the money after all.
      const closed = transfer.closedAttempts.find(({ clientRefId }) => clientRefId === event.clientRefId)
      if (closed === undefined || resolution._tag !== "Moved") throw impossible(transfer, event)
      const { outcome: _, ...attempt } = closed
      const closedAttempts = transfer.closedAttempts.filter((other) => other !== closed)
      return { ...succeeded({ ...transfer, closedAttempts }, attempt, resolution), isBlocked: false }
    }
    default:
      throw impossible(transfer, event)
  }
}

const succeeded = (
  transfer: State.InDoubt | State.Awaited | State.AwaitingOtp,
  debit: Attempt.OpenDebit,
  { tid, bankReference }: Moved
): State.Succeeded => {
  const attempt = Attempt.withTid(debit, tid)
  return {
    ...common(transfer),
    ...lastOtp(transfer),
    state: "succeeded",
    attempt,
    facts: {
      ...(transfer.state === "awaited" ? transfer.facts : {}),
      ...(attempt.tid === undefined ? {} : { tid: attempt.tid }),
      ...(bankReference === undefined ? {} : { bankReference })
    }
  }
}
