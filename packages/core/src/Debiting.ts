/**
 * The program that moves the money: record the attempt, send it with the permit of that record, record what came back.
 *
 * @module
 */
import { Clock, DateTime, Effect, Redacted } from "effect"
import { admitted } from "./Admission.ts"
import type * as Attempt from "./Attempt.ts"
import * as ClientRefId from "./ClientRefId.ts"
import type { EkoClient } from "./EkoClient.ts"
import type { LatLong, Otp, TeamId, TransferId } from "./Identifiers.ts"
import { disown, type Inquiries } from "./Inquiries.ts"
import * as Outcome from "./Outcome.ts"
import * as ProductOperations from "./ProductOperations.ts"
import type { SendPermit } from "./SendPermit.ts"
import type { SigningTimestamps } from "./SigningTimestamps.ts"
import * as Transfer from "./Transfer.ts"
import { type Commits, maxConflicts } from "./TransferCommits.ts"
import { RecheckUnanswered, TransferBlocked } from "./TransferError.ts"
import { CredentialsRefused, EkoUnreachable, type TransferNotFound, WrongOtp } from "./TransferFailure.ts"
import { sendWindowMillis, TransferPolicy } from "./TransferPolicy.ts"
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

/** Lets a caller's interruption through. */
export type Restore = <A, E, R>(effect: Effect.Effect<A, E, R>) => Effect.Effect<A, E, R>

/** What an attempt is signed with, and until when its first byte may be written. */
export const signing = Effect.fnUntraced(function* (
  timestamps: SigningTimestamps["Service"],
  transfer: TransferState,
  restore: Restore
) {
  // The deadline counts in our own time, from before the timestamp was taken: it is signed in Eko's.
  const fromMillis = yield* Clock.currentTimeMillis
  const signedAtMillis = yield* restore(timestamps.next).pipe(
    Effect.mapError(() => new EkoUnreachable({ transfer, why: "timestamp" }))
  )
  return { signedAtMillis, sendBeforeMillis: fromMillis + sendWindowMillis(yield* TransferPolicy) }
})

/** A recheck that Eko refuses for our credentials is that. */
export const askedWithoutCredentials =
  (transfer: TransferState) =>
  <E extends { readonly _tag: string }>(error: E): E | CredentialsRefused =>
    error instanceof RecheckUnanswered && error.cause === "AuthenticationFailed"
      ? new CredentialsRefused({ transfer, code: undefined })
      : error

/** What a call's own defect leaves: it says nothing about the money, and its text may hold anything. */
export const afterDefect = (clientRefId: ClientRefId.ClientRefId) =>
  Effect.as(Effect.logError("An attempt ended in a defect", { clientRefId }), {
    _tag: "Unknown" as const,
    phase: "waiting" as const,
    cause: "defect"
  })

export const make = (
  client: EkoClient["Service"],
  timestamps: SigningTimestamps["Service"],
  find: Find,
  { write, recordOutcome, withdraw }: Commits,
  { inquireAll, recordFindings }: Inquiries
) => {
  const confirm = Effect.fn("Transfers.confirm")((confirmation: Confirmation) =>
    Effect.uninterruptibleMask((restore) =>
      Effect.gen(function* () {
        const looked = yield* look(confirmation, restore, confirmation.found)
        if (looked._tag === "Replayed") return looked.transfer
        return yield* admitted(looked.transfer.terms.product, attempt(confirmation, restore, looked))
      })
    )
  )

  /** Looks a transfer up, and whether a confirm may start an attempt on it. Eko is asked nothing. */
  const look = Effect.fnUntraced(function* (confirmation: Confirmation, restore: Restore, found?: TransferState) {
    const transfer = yield* restore(findUnlessFound(find)(confirmation, found))
    const replayed = yield* replayOf(transfer, confirmation.confirmationKey)
    if (replayed !== undefined) return { _tag: "Replayed" as const, transfer: replayed }
    const send = yield* Effect.fromResult(
      ProductOperations.debitFrom(client, transfer.terms.product, confirmation.latlong)
    )
    // A confirm that the state refuses anyway asks Eko nothing about the earlier attempts.
    yield* Effect.fromResult(Transfer.readyToDebit(transfer, yield* Clock.currentTimeMillis))
    return { _tag: "Ready" as const, transfer, send }
  })

  /** Makes an attempt on a transfer that was looked up, from its record to its outcome's. */
  const attempt = Effect.fnUntraced(function* (confirmation: Confirmation, restore: Restore, looked: Ready) {
    let known: Ready | undefined = looked
    const begun = yield* Effect.suspend(() => begin(confirmation, restore, known)).pipe(
      // Whoever was quicker may have used the key, or closed an attempt: what was looked up before is void.
      Effect.tapError(() =>
        Effect.sync(() => {
          known = undefined
        })
      ),
      Effect.retry({ times: maxConflicts, while: (error) => error._tag === "VersionConflict" })
    )
    if (begun._tag === "Replayed") return begun.transfer
    const { clientRefId } = begun.started.attempt
    const outcome = yield* debit(begun.send, begun.started, begun.permit, confirmation.otp)
    const recorded = yield* recordOutcome(confirmation.id, clientRefId, outcome, begun.started)
    return (yield* replayOf(recorded, confirmation.confirmationKey, clientRefId)) ?? recorded
  })

  /** Records the attempt of a confirm, or finds the one that its key has started before. Nothing is sent here. */
  const begin = Effect.fnUntraced(function* (confirmation: Confirmation, restore: Restore, known: Ready | undefined) {
    const { confirmationKey } = confirmation
    const looked = known ?? (yield* look(confirmation, restore))
    if (looked._tag === "Replayed") return looked
    const { transfer, send } = looked
    const findings = yield* restore(inquireAll(transfer, Transfer.attemptsToRecheck(transfer)))
    const signed = yield* signing(timestamps, transfer, restore)
    const clientRefId = yield* ClientRefId.next
    const started = yield* write(transfer, {
      _tag: "StartDebit",
      atMillis: yield* Clock.currentTimeMillis,
      attempt: { clientRefId, confirmationKey, ...signed },
      findings
    }).pipe(
      Effect.tapErrorTag("StoreUnavailable", (error) => withdraw(transfer, clientRefId, error)),
      // That Eko was asked in vain is recorded, too.
      Effect.tapErrorTag("RecheckUnanswered", () => recordFindings(transfer, findings)),
      // Asking about an earlier attempt takes credentials as well.
      Effect.mapError(askedWithoutCredentials(transfer)),
      Effect.catchTag("TidClaimed", ({ tid }) =>
        Effect.andThen(
          recordFindings(transfer, disown(findings, tid)),
          new RecheckUnanswered({ cause: Outcome.tidOfAnother })
        )
      )
    )
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
      Effect.catchCause(() => afterDefect(attempt.clientRefId))
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
  clientRefId?: ClientRefId.ClientRefId
) {
  const isMeant = (attempt: Attempt.Debit) =>
    attempt.confirmationKey === confirmationKey && (clientRefId === undefined || attempt.clientRefId === clientRefId)
  if ("attempt" in transfer && isMeant(transfer.attempt)) return transfer
  const outcome = transfer.closedAttempts.findLast(isMeant)?.outcome
  switch (outcome?._tag) {
    case undefined:
      return undefined
    case "WrongOtp": {
      const triesLeft = "otp" in transfer ? (transfer.otp?.triesLeft ?? 0) : 0
      return yield* new WrongOtp({ transfer, triesLeft })
    }
    case "NotSent":
      return clientRefId === undefined ? undefined : yield* new EkoUnreachable({ transfer, why: outcome.cause })
    case "CredentialsRefused":
      return clientRefId === undefined ? undefined : yield* new CredentialsRefused({ transfer, code: outcome.code })
    default:
      return transfer
  }
})
