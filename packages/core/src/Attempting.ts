/**
 * What the programs of debits and refunds have in common: an attempt is recorded with whatever stops it, made anew where
 * somebody was quicker, and answered from its record when it is asked for again.
 *
 * @module
 */
import { Clock, Effect } from "effect"
import * as ClientRefId from "./ClientRefId.ts"
import { disown, type Inquiries } from "./Inquiries.ts"
import * as Outcome from "./Outcome.ts"
import type { TimestampMillis } from "./Signing.ts"
import type { SigningTimestamps } from "./SigningTimestamps.ts"
import type { AttemptFinding, CommandOf } from "./TransferCommand.ts"
import { type Commits, maxConflicts } from "./TransferCommits.ts"
import { RecheckUnanswered } from "./TransferError.ts"
import { CredentialsRefused, EkoUnreachable, WrongOtp } from "./TransferFailure.ts"
import { sendWindowMillis, TransferPolicy } from "./TransferPolicy.ts"
import type { TransferState } from "./TransferState.ts"

/** Lets a caller's interruption through. */
export type Restore = <A, E, R>(effect: Effect.Effect<A, E, R>) => Effect.Effect<A, E, R>

/** Nothing starts: the transfer as it stands is the answer. */
export interface Over {
  readonly _tag: "Over"
  readonly transfer: TransferState
}

export const over = (transfer: TransferState): Over => ({ _tag: "Over", transfer })

/** What every attempt begins with. */
export interface Beginning {
  readonly clientRefId: ClientRefId.ClientRefId
  readonly confirmationKey: string
  readonly signedAtMillis: TimestampMillis
  readonly sendBeforeMillis: number
}

interface Tagged {
  readonly _tag: string
}

/**
 * Begins an attempt on a transfer that was looked up. Whoever was quicker may have used the key, or closed an attempt: then
 * what was looked up before is void, and it is looked up again.
 */
export const begun = <
  Ready extends { readonly _tag: "Ready" },
  Begun extends Tagged,
  E1 extends Tagged,
  E2 extends Tagged
>(
  looked: Ready,
  look: Effect.Effect<Over | Ready, E1>,
  begin: (ready: Ready) => Effect.Effect<Over | Begun, E2>
): Effect.Effect<Over | Begun, E1 | E2> =>
  Effect.suspend(() => {
    let known: Effect.Effect<Over | Ready, E1> = Effect.succeed(looked)
    return Effect.suspend(() => known).pipe(
      Effect.flatMap(
        (found): Effect.Effect<Over | Begun, E2> => (found._tag === "Over" ? Effect.succeed(found) : begin(found))
      ),
      Effect.tapError(() =>
        Effect.sync(() => {
          known = look
        })
      ),
      Effect.retry({ times: maxConflicts, while: (error) => error._tag === "VersionConflict" })
    )
  })

/** A recheck that Eko refuses for our credentials is that. */
const askedWithoutCredentials =
  (transfer: TransferState) =>
  <E extends Tagged>(error: E): E | CredentialsRefused =>
    error instanceof RecheckUnanswered && error.cause === "AuthenticationFailed"
      ? new CredentialsRefused({ transfer, code: undefined })
      : error

export type Recording = ReturnType<typeof recording>

/**
 * Records an attempt, by what was found out about the ones before it; nothing of it is sent here. Where that fails, what
 * was found is recorded all the same, and an attempt whose record is not certain is withdrawn.
 */
export const recording = (
  timestamps: SigningTimestamps["Service"],
  { write, withdraw }: Commits,
  { recordFindings }: Inquiries
) =>
  Effect.fnUntraced(function* (
    transfer: TransferState,
    confirmationKey: string,
    findings: ReadonlyArray<AttemptFinding>,
    restore: Restore,
    command: (beginning: Beginning, atMillis: number) => CommandOf<"StartDebit" | "StartRefund">
  ) {
    // The deadline counts in our own time, from before the timestamp was taken: it is signed in Eko's.
    const fromMillis = yield* Clock.currentTimeMillis
    const signedAtMillis = yield* restore(timestamps.next).pipe(
      Effect.mapError(() => new EkoUnreachable({ transfer, why: "timestamp" }))
    )
    const sendBeforeMillis = fromMillis + sendWindowMillis(yield* TransferPolicy)
    const clientRefId = yield* ClientRefId.next
    const beginning: Beginning = { clientRefId, confirmationKey, signedAtMillis, sendBeforeMillis }
    return yield* write(transfer, command(beginning, yield* Clock.currentTimeMillis)).pipe(
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
  })

/** What a call's own defect leaves: it says nothing about the money, and its text may hold anything. */
export const afterDefect = (clientRefId: ClientRefId.ClientRefId) =>
  Effect.as(Effect.logError("An attempt ended in a defect", { clientRefId }), {
    _tag: "Unknown" as const,
    phase: "waiting" as const,
    cause: "defect"
  })

/**
 * What a closed attempt answers to the request that started it (`isOwn`), or to a later one with its key: nothing where
 * that one may start another, since nothing was sent, or nothing executed for our credentials.
 */
export const answerOf = (
  transfer: TransferState,
  outcome: Outcome.NothingMoved,
  { isOwn, triesLeft }: { readonly isOwn: boolean; readonly triesLeft: number }
): Effect.Effect<TransferState | undefined, WrongOtp | EkoUnreachable | CredentialsRefused> => {
  switch (outcome._tag) {
    case "WrongOtp":
      return Effect.fail(new WrongOtp({ transfer, triesLeft }))
    case "NotSent":
      return isOwn ? Effect.fail(new EkoUnreachable({ transfer, why: outcome.cause })) : Effect.undefined
    case "CredentialsRefused":
      return isOwn ? Effect.fail(new CredentialsRefused({ transfer, code: outcome.code })) : Effect.undefined
    case "OtpExpired":
    case "Declined":
    case "FoundUnmoved":
      return Effect.succeed(transfer)
  }
}
