/**
 * What the rooms of the decider share.
 *
 * @module
 */
import { Result } from "effect"
import * as Attempt from "./Attempt.ts"
import type { ClientRefId } from "./ClientRefId.ts"
import type { Finding } from "./Evidence.ts"
import type { Command } from "./TransferCommand.ts"
import { type TransferError, WrongState } from "./TransferError.ts"
import type { AlarmKind, TransferEvent } from "./TransferEvent.ts"
import * as State from "./TransferState.ts"

/** The events that a command leads to, or why it is refused. */
export type Decision = Result.Result<ReadonlyArray<TransferEvent>, TransferError>

export const refuse = (command: Pick<Command, "_tag">, transfer: State.TransferState): Decision =>
  Result.fail(new WrongState({ command: command._tag, state: transfer.state }))

export const alarm = (kind: AlarmKind, atMillis: number, clientRefId: ClientRefId): TransferEvent => ({
  _tag: "AlarmRaised",
  atMillis,
  kind,
  clientRefId
})

/** The debit by this reference, open or closed. */
export const debitOf = (transfer: State.TransferState, clientRefId: ClientRefId): Attempt.Debit | undefined =>
  [State.currentAttempt(transfer), ...transfer.closedAttempts].find((attempt) => attempt?.clientRefId === clientRefId)

/** The earlier debits that are inquired once more before another one starts. */
export const attemptsToRecheck = (transfer: State.TransferState): ReadonlyArray<Attempt.ClosedDebit> =>
  transfer.closedAttempts.filter(Attempt.needsRecheck)

/** Only word of the transaction that is held for an attempt proves anything about it. */
export const aboutAttempt = (attempt: Attempt.Debit, finding: Finding): Finding =>
  finding._tag === "Proven" && !Attempt.canHave(attempt, finding.facts.tid)
    ? { _tag: "Unproven", why: "another tid" }
    : finding

export const isOfAnother = (finding: Finding): boolean =>
  finding._tag === "Unproven" && finding.why === "tid of another attempt"
