/**
 * Asking Eko what became of attempts, and recording what it said.
 *
 * @module
 */
import { Clock, Effect } from "effect"
import type * as Attempt from "./Attempt.ts"
import type { EkoClient } from "./EkoClient.ts"
import type { Tid } from "./Identifiers.ts"
import * as Inquiry from "./Inquiry.ts"
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
    const finding = yield* Inquiry.ofAttempt(client, attempt, terms.amountPaise)
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
