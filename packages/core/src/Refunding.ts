/**
 * The programs that give money back which waits at Eko: the customer's OTP, and the refund, sent at most once.
 *
 * @module
 */
import { Clock, Effect, Redacted } from "effect"
import { admitted } from "./Admission.ts"
import type { CashReturned } from "./Attempt.ts"
import * as ClientRefId from "./ClientRefId.ts"
import {
  afterDefect,
  askedWithoutCredentials,
  type Confirmation,
  type Find,
  findUnlessFound,
  type Restore,
  signing
} from "./Debiting.ts"
import type { EkoClient } from "./EkoClient.ts"
import type { Tid } from "./Identifiers.ts"
import { disown, type Inquiries } from "./Inquiries.ts"
import * as OtpAnswer from "./OtpAnswer.ts"
import * as Outcome from "./Outcome.ts"
import * as ProductOperations from "./ProductOperations.ts"
import type { SendPermit } from "./SendPermit.ts"
import type { SigningTimestamps } from "./SigningTimestamps.ts"
import * as Transfer from "./Transfer.ts"
import { type Commits, maxConflicts } from "./TransferCommits.ts"
import { InvalidField, RecheckUnanswered } from "./TransferError.ts"
import { CredentialsRefused, EkoUnreachable, RefundRefused, WrongOtp } from "./TransferFailure.ts"
import { TransferPolicy } from "./TransferPolicy.ts"
import * as State from "./TransferState.ts"

/** What gives a transfer's money back: the customer's OTP, and who declared the cash returned, and when. */
export interface RefundRequest extends Pick<Confirmation, "team" | "id" | "otp" | "confirmationKey" | "found"> {
  readonly cashReturned: CashReturned
}

/** A transfer on which a refund may start. */
interface Ready {
  readonly _tag: "Ready"
  readonly transfer: State.TransferState
  readonly waiting: State.RefundPending
  /** The transaction that is refunded. */
  readonly tid: Tid
}

export const make = (
  client: EkoClient["Service"],
  timestamps: SigningTimestamps["Service"],
  find: Find,
  { write, executeWithoutTid, recordRefundOutcome, withdraw }: Commits,
  { inquireAll, recordFindings }: Inquiries
) => {
  const sendOtp = Effect.fn("Transfers.sendRefundOtp")(function* (lookup: Pick<Confirmation, "team" | "id">) {
    const found = yield* find(lookup)
    return yield* admitted(found.terms.product, sendOtpFor(lookup, found))
  }, Effect.uninterruptible)

  const sendOtpFor = Effect.fnUntraced(function* (lookup: Pick<Confirmation, "id">, found: State.TransferState) {
    const started = yield* executeWithoutTid(
      lookup.id,
      { _tag: "StartRefundOtpSend", atMillis: yield* Clock.currentTimeMillis },
      found
    )
    const tid = yield* tidOf(started)
    const send = "refunds" in started ? started.refunds.otpSends : 0
    const { otpLifetimeMillis } = yield* TransferPolicy
    const answer = yield* Effect.result(ProductOperations.sendRefundOtp(client, tid))
    const atMillis = yield* Clock.currentTimeMillis
    const result = OtpAnswer.recordable(answer, atMillis + otpLifetimeMillis)
    const recorded = yield* executeWithoutTid(
      lookup.id,
      { _tag: "RecordRefundOtpSend", atMillis, send, result },
      started
    )
    if (result._tag === "Refused") {
      const { reason, code, detail } = result
      return yield* new RefundRefused({ transfer: recorded, reason, code, detail })
    }
    return yield* OtpAnswer.tell(answer, recorded)
  })

  const refund = Effect.fn("Transfers.refund")((request: RefundRequest) =>
    Effect.uninterruptibleMask((restore) =>
      Effect.gen(function* () {
        const looked = yield* look(request, restore, request.found)
        if (looked._tag === "Over") return looked.transfer
        return yield* admitted(looked.transfer.terms.product, attempt(request, restore, looked))
      })
    )
  )

  /** Looks a transfer up, and whether a refund may start on it. Eko is asked nothing. */
  const look = Effect.fnUntraced(function* (request: RefundRequest, restore: Restore, found?: State.TransferState) {
    const transfer = yield* restore(findUnlessFound(find)(request, found))
    const replayed = yield* replayOf(transfer, request.confirmationKey)
    if (replayed !== undefined) return { _tag: "Over" as const, transfer: replayed }
    const ready = yield* Effect.fromResult(Transfer.readyToRefund(transfer, yield* Clock.currentTimeMillis))
    return { _tag: "Ready" as const, transfer, waiting: ready.transfer, tid: yield* tidOf(transfer) }
  })

  /** Makes a refund of a transfer that was looked up, from its record to its outcome's. */
  const attempt = Effect.fnUntraced(function* (request: RefundRequest, restore: Restore, looked: Ready) {
    let known: Ready | undefined = looked
    const begun = yield* Effect.suspend(() => begin(request, restore, known)).pipe(
      // Whoever was quicker may have used the key: what was looked up before is void.
      Effect.tapError(() =>
        Effect.sync(() => {
          known = undefined
        })
      ),
      Effect.retry({ times: maxConflicts, while: (error) => error._tag === "VersionConflict" })
    )
    if (begun._tag === "Over") return begun.transfer
    const { clientRefId } = begun.started.refund
    const outcome = yield* send(begun.started, begun.tid, begun.permit, request.otp)
    const recorded = yield* recordRefundOutcome(request.id, clientRefId, outcome, begun.started)
    return (yield* replayOf(recorded, request.confirmationKey, clientRefId)) ?? recorded
  })

  /** Records the refund, or finds the one that its key has started before. Nothing is sent here. */
  const begin = Effect.fnUntraced(function* (request: RefundRequest, restore: Restore, known: Ready | undefined) {
    const { confirmationKey, cashReturned } = request
    const looked = known ?? (yield* look(request, restore))
    if (looked._tag === "Over") return looked
    const { transfer, waiting, tid } = looked
    const isFirst = waiting.refunds.earlier.length === 0
    const findings = isFirst ? [] : yield* restore(inquireAll(transfer, [waiting.attempt]))
    const signed = yield* signing(timestamps, transfer, restore)
    const clientRefId = yield* ClientRefId.next
    const started = yield* write(transfer, {
      _tag: "StartRefund",
      atMillis: yield* Clock.currentTimeMillis,
      attempt: { clientRefId, confirmationKey, ...signed, cashReturned },
      findings
    }).pipe(
      Effect.tapErrorTag("StoreUnavailable", (error) => withdraw(transfer, clientRefId, error)),
      Effect.tapErrorTag("RecheckUnanswered", () => recordFindings(transfer, findings)),
      Effect.mapError(askedWithoutCredentials(transfer)),
      Effect.catchTag("TidClaimed", ({ tid }) =>
        Effect.andThen(
          recordFindings(transfer, disown(findings, tid)),
          new RecheckUnanswered({ cause: Outcome.tidOfAnother })
        )
      )
    )
    // Eko's fresh word may have ended it instead.
    if (started.transfer.state !== "refunding" || started.permit?.kind !== "refund") {
      return { _tag: "Over" as const, transfer: started.transfer }
    }
    return { _tag: "Begun" as const, started: started.transfer, permit: started.permit, tid }
  })

  /** Sends a refund that is known to be recorded, and names what its answer proves; it never fails. */
  const send = (
    { refund, refunds }: State.Refunding,
    tid: Tid,
    permit: SendPermit<"refund">,
    otp: RefundRequest["otp"]
  ): Effect.Effect<Outcome.RefundOutcome> => {
    const sent = refunds.otp
    if (sent === undefined) return Effect.die(new Error(`Refund ${refund.clientRefId} has no OTP`))
    const details = { tid, otp, otpRefId: Redacted.make(sent.otpRefId) }
    return ProductOperations.refund(client, details, permit).pipe(
      Effect.match({
        onSuccess: Outcome.ofRefund,
        onFailure: (failure): Outcome.RefundOutcome => Outcome.ofFailure(failure)
      }),
      Effect.catchCause(() => afterDefect(refund.clientRefId))
    )
  }

  return { sendOtp, refund }
}

/** The transaction that is refunded; an operator may have found the money by the bank's reference alone. */
const tidOf = (transfer: State.TransferState): Effect.Effect<Tid, InvalidField> => {
  const tid = State.currentAttempt(transfer)?.tid
  return tid === undefined
    ? Effect.fail(new InvalidField({ field: "id", problem: "names a transfer without a transaction id of Eko" }))
    : Effect.succeed(tid)
}

/** The recorded answer to a refund that was asked for before with the same key; nothing where it may start one. */
const replayOf = Effect.fnUntraced(function* (
  transfer: State.TransferState,
  confirmationKey: string,
  clientRefId?: ClientRefId.ClientRefId
) {
  if (!("refunds" in transfer)) return undefined
  const isMeant = (refund: { readonly confirmationKey: string; readonly clientRefId: ClientRefId.ClientRefId }) =>
    refund.confirmationKey === confirmationKey && (clientRefId === undefined || refund.clientRefId === clientRefId)
  const current = transfer.state === "refund_pending" ? undefined : transfer.refund
  if (current !== undefined && isMeant(current)) return transfer
  const earlier = transfer.refunds.earlier.findLast(isMeant)
  if (earlier === undefined) return undefined
  if (!("outcome" in earlier)) return transfer
  const { outcome } = earlier
  switch (outcome._tag) {
    case "WrongOtp":
      return yield* new WrongOtp({ transfer, triesLeft: transfer.refunds.otp?.triesLeft ?? 0 })
    case "NotSent":
      return clientRefId === undefined ? undefined : yield* new EkoUnreachable({ transfer, why: outcome.cause })
    case "CredentialsRefused":
      return clientRefId === undefined ? undefined : yield* new CredentialsRefused({ transfer, code: outcome.code })
    case "Declined": {
      const { reason, code, detail } = outcome
      return yield* new RefundRefused({ transfer, reason, code, detail })
    }
    case "OtpExpired":
    case "FoundUnmoved":
      return transfer
  }
})
