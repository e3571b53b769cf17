/**
 * The program that moves the money: record the attempt, send it with the permit of that record, record what came back.
 *
 * @module
 */
import { Clock, DateTime, Effect, Redacted } from "effect"
import { admitted } from "./Admission.ts"
import type * as Attempt from "./Attempt.ts"
import * as Attempting from "./Attempting.ts"
import type { ClientRefId } from "./ClientRefId.ts"
import type { EkoClient } from "./EkoClient.ts"
import type { LatLong, Otp, TeamId, TransferId } from "./Identifiers.ts"
import type { Inquiries } from "./Inquiries.ts"
import * as Outcome from "./Outcome.ts"
import * as ProductOperations from "./ProductOperations.ts"
import type { SendPermit } from "./SendPermit.ts"
import type { SigningTimestamps } from "./SigningTimestamps.ts"
import * as Transfer from "./Transfer.ts"
import type { Commits } from "./TransferCommits.ts"
import { TransferBlocked } from "./TransferError.ts"
import type { TransferNotFound } from "./TransferFailure.ts"
import type { Debiting, TransferState } from "./TransferState.ts"
import type { StoreUnavailable } from "./TransferStore.ts"

/** What confirms a transfer. */
export interface Confirmation {
  readonly team: TeamId
  readonly id: TransferId
  readonly otp: Redacted.Redacted<Otp>
  /** Where the agent is; DMT-Fino needs it. */
  readonly latlong?: LatLong | undefined
  /** The caller's key for this request: the same key never starts a second attempt, unless nothing was sent. */
  readonly confirmationKey: string
  /** The transfer as the caller has just looked it up, which spares a look-up; one that has moved since does no harm. */
  readonly found?: TransferState | undefined
}

/** A transfer on which an attempt may start, and what sends it. */
interface Ready {
  readonly _tag: "Ready"
  readonly transfer: TransferState
  readonly send: ProductOperations.SendDebit
}

export type Find = (
  lookup: Pick<Confirmation, "team" | "id">
) => Effect.Effect<TransferState, TransferNotFound | StoreUnavailable>

/** The transfer that is asked for, as its caller has found it or as it is. */
export const findUnlessFound =
  (find: Find) =>
  (lookup: Pick<Confirmation, "team" | "id">, found: TransferState | undefined): ReturnType<Find> =>
    found?.terms.id === lookup.id && found.terms.team === lookup.team ? Effect.succeed(found) : find(lookup)

export const make = (
  client: EkoClient["Service"],
  timestamps: SigningTimestamps["Service"],
  find: Find,
  commits: Commits,
  inquiries: Inquiries
) => {
  const record = Attempting.recording(timestamps, commits, inquiries)

  const confirm = Effect.fn("Transfers.confirm")((confirmation: Confirmation) =>
    Effect.uninterruptibleMask((restore) =>
      Effect.gen(function* () {
        const looked = yield* look(confirmation, restore, confirmation.found)
        if (looked._tag === "Over") return looked.transfer
        return yield* admitted(looked.transfer.terms, attempt(confirmation, restore, looked))
      })
    )
  )

  /** Looks a transfer up, and whether a confirm may start an attempt on it. Eko is asked nothing. */
  const look = Effect.fnUntraced(function* (
    confirmation: Confirmation,
    restore: Attempting.Restore,
    found?: TransferState
  ) {
    const transfer = yield* restore(findUnlessFound(find)(confirmation, found))
    const replayed = yield* replayOf(transfer, confirmation.confirmationKey)
    if (replayed !== undefined) return Attempting.over(replayed)
    const send = yield* Effect.fromResult(
      ProductOperations.debitFrom(client, transfer.terms.product, confirmation.latlong)
    )
    // A confirm that the state refuses anyway asks Eko nothing about the earlier attempts.
    yield* Effect.fromResult(Transfer.readyToDebit(transfer, yield* Clock.currentTimeMillis))
    return { _tag: "Ready" as const, transfer, send }
  })

  /** Makes an attempt on a transfer that was looked up, from its record to its outcome's. */
  const attempt = Effect.fnUntraced(function* (confirmation: Confirmation, restore: Attempting.Restore, looked: Ready) {
    const { id, otp, confirmationKey } = confirmation
    const begun = yield* Attempting.begun(looked, look(confirmation, restore), (ready) =>
      begin(confirmationKey, restore, ready)
    )
    if (begun._tag === "Over") return begun.transfer
    const { clientRefId } = begun.started.attempt
    const outcome = yield* debit(begun.send, begun.started, begun.permit, otp)
    const recorded = yield* commits.recordOutcome(id, clientRefId, outcome, begun.started)
    return (yield* replayOf(recorded, confirmationKey, clientRefId)) ?? recorded
  })

  /** Records the attempt of a confirm. Nothing is sent here. */
  const begin = Effect.fnUntraced(function* (
    confirmationKey: string,
    restore: Attempting.Restore,
    { transfer, send }: Ready
  ) {
    const findings = yield* restore(inquiries.inquireAll(transfer, Transfer.attemptsToRecheck(transfer)))
    const started = yield* record(transfer, confirmationKey, findings, restore, (attempt, atMillis) => ({
      _tag: "StartDebit",
      atMillis,
      attempt,
      findings
    }))
    if (started.transfer.state !== "debiting" || started.permit?.kind !== "debit") {
      return yield* new TransferBlocked()
    }
    return { _tag: "Begun" as const, started: started.transfer, permit: started.permit, send }
  })

  /** Sends an attempt that is known to be recorded, and names what its answer proves; it never fails. */
  const debit = (
    send: ProductOperations.SendDebit,
    { terms, attempt, otp }: Debiting,
    permit: SendPermit<"debit">,
    typed: Confirmation["otp"]
  ) =>
    send(
      terms,
      {
        clientRefId: attempt.clientRefId,
        otp: typed,
        otpRefId: Redacted.make(otp.otpRefId),
        timestamp: DateTime.formatIso(DateTime.makeUnsafe(attempt.signedAtMillis))
      },
      permit
    ).pipe(
      Effect.match({
        onSuccess: Outcome.ofAcceptance,
        onFailure: (failure): Outcome.Outcome => Outcome.ofFailure(failure)
      }),
      Effect.catchCause(() => Attempting.afterDefect(attempt.clientRefId))
    )

  return confirm
}

/**
 * The recorded answer to a confirm that was made before with the same key, or nothing where it may start an attempt:
 * it is new, or nothing was sent for it.
 */
const replayOf = Effect.fnUntraced(function* (
  transfer: TransferState,
  confirmationKey: string,
  clientRefId?: ClientRefId
) {
  const isMeant = (attempt: Attempt.Debit) =>
    attempt.confirmationKey === confirmationKey && (clientRefId === undefined || attempt.clientRefId === clientRefId)
  if ("attempt" in transfer && isMeant(transfer.attempt)) return transfer
  const outcome = transfer.closedAttempts.findLast(isMeant)?.outcome
  if (outcome === undefined) return undefined
  const triesLeft = "otp" in transfer ? (transfer.otp?.triesLeft ?? 0) : 0
  return yield* Attempting.answerOf(transfer, outcome, { isOwn: clientRefId !== undefined, triesLeft })
})
