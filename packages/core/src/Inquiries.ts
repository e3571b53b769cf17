/**
 * Asking Eko what became of attempts, and recording what it said.
 *
 * @module
 */
import { Clock, Effect } from "effect"
import type * as Attempt from "./Attempt.ts"
import type { EkoClient } from "./EkoClient.ts"
import * as Evidence from "./Evidence.ts"
import type { Tid } from "./Identifiers.ts"
import * as TransactionInquiry from "./TransactionInquiry.ts"
import type * as Transfer from "./Transfer.ts"
import type { Commits, StoreFailure } from "./TransferCommits.ts"
import type { TransferError } from "./TransferError.ts"
import type { TransferState } from "./TransferState.ts"

export type Inquiries = ReturnType<typeof make>

export const make = (client: EkoClient["Service"], { commit }: Commits) => {
  /** What Eko says about an attempt now. */
  const inquire = Effect.fnUntraced(function* (
    { terms }: TransferState,
    attempt: Attempt.Debit
  ): Effect.fn.Return<Transfer.AttemptFinding> {
    const transactionReference =
      attempt.tid === undefined
        ? TransactionInquiry.byClientRefId(attempt.clientRefId)
        : TransactionInquiry.byTid(attempt.tid)
    const finding = yield* client.call(TransactionInquiry.inquire, { transactionReference }).pipe(
      Effect.map((answer) => Evidence.match(attempt, terms.amountPaise, answer)),
      Effect.catch((failure) =>
        Effect.succeed<Evidence.Finding>({
          _tag: "Unanswered",
          cause: failure._tag === "Rejected" ? failure.reason : failure.cause
        })
      )
    )
    return { clientRefId: attempt.clientRefId, finding }
  })

  const inquireAll = (transfer: TransferState, attempts: ReadonlyArray<Attempt.Debit>) =>
    Effect.forEach(attempts, (attempt) => inquire(transfer, attempt))

  /** Records what was found; a transaction id that belongs to another attempt proves nothing about this one. */
  const recordFindings = (
    transfer: TransferState,
    findings: ReadonlyArray<Transfer.AttemptFinding>
  ): Effect.Effect<TransferState, TransferError | StoreFailure> =>
    Effect.flatMap(Clock.currentTimeMillis, (atMillis) =>
      commit(transfer, { _tag: "Settle", atMillis, findings })
    ).pipe(Effect.catchTag("TidClaimed", ({ tid }) => recordFindings(transfer, disown(findings, tid))))

  return { inquireAll, recordFindings }
}

/** The findings without what names a transaction that belongs to another attempt. */
export const disown = (
  findings: ReadonlyArray<Transfer.AttemptFinding>,
  tid: Tid
): ReadonlyArray<Transfer.AttemptFinding> =>
  findings.map((found) =>
    found.finding._tag === "Proven" && found.finding.facts.tid === tid
      ? { ...found, finding: { _tag: "Unproven", why: "tid of another attempt" } }
      : found
  )
