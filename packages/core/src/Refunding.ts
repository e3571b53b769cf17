/**
 * The programs that give money back which waits at Eko: the customer's OTP, and the refund, sent at most once.
 *
 * @module
 */
import { Clock, Effect, Redacted } from "effect"
import { admitted } from "./Admission.ts"
import type { CashReturned } from "./Attempt.ts"
import * as Attempting from "./Attempting.ts"
import type { ClientRefId } from "./ClientRefId.ts"
import { type Confirmation, type Find, findUnlessFound } from "./Debiting.ts"
import type { EkoClient } from "./EkoClient.ts"
import type { Tid } from "./Identifiers.ts"
import type { Inquiries } from "./Inquiries.ts"
import * as OtpAnswer from "./OtpAnswer.ts"
import * as Outcome from "./Outcome.ts"
import * as ProductOperations from "./ProductOperations.ts"
import type { SendPermit } from "./SendPermit.ts"
import type { SigningTimestamps } from "./SigningTimestamps.ts"
import * as Transfer from "./Transfer.ts"
import type { Commits } from "./TransferCommits.ts"
import { InvalidField } from "./TransferError.ts"
import { RefundRefused } from "./TransferFailure.ts"
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
  commits: Commits,
  inquiries: Inquiries
) => {
  const { executeWithoutTid } = commits
  const record = Attempting.recording(timestamps, commits, inquiries)

  const sendOtp = Effect.fn("Transfers.sendRefundOtp")(function* (lookup: Pick<Confirmation, "team" | "id">) {
    const found = yield* find(lookup)
    return yield* admitted(found.terms, sendOtpFor(lookup, found))
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
        return yield* admitted(looked.transfer.terms, attempt(request, restore, looked))
      })
    )
  )

  /** Looks a transfer up, and whether a refund may start on it. Eko is asked nothing. */
  const look = Effect.fnUntraced(function* (
    request: RefundRequest,
    restore: Attempting.Restore,
    found?: State.TransferState
  ) {
    const transfer = yield* restore(findUnlessFound(find)(request, found))
    const replayed = yield* replayOf(transfer, request.confirmationKey)
    if (replayed !== undefined) return Attempting.over(replayed)
    const ready = yield* Effect.fromResult(Transfer.readyToRefund(transfer, yield* Clock.currentTimeMillis))
    return { _tag: "Ready" as const, transfer, waiting: ready.transfer, tid: yield* tidOf(transfer) }
  })

  /** Makes a refund of a transfer that was looked up, from its record to its outcome's. */
  const attempt = Effect.fnUntraced(function* (request: RefundRequest, restore: Attempting.Restore, looked: Ready) {
    const { id, otp, confirmationKey } = request
    const begun = yield* Attempting.begun(looked, look(request, restore), (ready) => begin(request, restore, ready))
    if (begun._tag === "Over") return begun.transfer
    const { clientRefId } = begun.started.refund
    const outcome = yield* send(begun.started, begun.tid, begun.permit, otp)
    const recorded = yield* commits.recordRefundOutcome(id, clientRefId, outcome, begun.started)
    return (yield* replayOf(recorded, confirmationKey, clientRefId)) ?? recorded
  })

  /** Records the refund. Nothing is sent here. */
  const begin = Effect.fnUntraced(function* (
    { confirmationKey, cashReturned }: RefundRequest,
    restore: Attempting.Restore,
    { transfer, waiting, tid }: Ready
  ) {
    const isFirst = waiting.refunds.earlier.length === 0
    const findings = isFirst ? [] : yield* restore(inquiries.inquireAll(transfer, [waiting.attempt]))
    const started = yield* record(transfer, confirmationKey, findings, restore, (attempt, atMillis) => ({
      _tag: "StartRefund",
      atMillis,
      attempt: { ...attempt, cashReturned },
      findings
    }))
    // Eko's fresh word may have ended it instead.
    if (started.transfer.state !== "refunding" || started.permit?.kind !== "refund") {
      return Attempting.over(started.transfer)
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
      Effect.catchCause(() => Attempting.afterDefect(refund.clientRefId))
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
  clientRefId?: ClientRefId
) {
  if (!("refunds" in transfer)) return undefined
  const isMeant = (refund: { readonly confirmationKey: string; readonly clientRefId: ClientRefId }) =>
    refund.confirmationKey === confirmationKey && (clientRefId === undefined || refund.clientRefId === clientRefId)
  const current = transfer.state === "refund_pending" ? undefined : transfer.refund
  if (current !== undefined && isMeant(current)) return transfer
  const earlier = transfer.refunds.earlier.findLast(isMeant)
  if (earlier === undefined) return undefined
  if (!("outcome" in earlier)) return transfer
  const { outcome } = earlier
  if (outcome._tag === "Declined") {
    const { reason, code, detail } = outcome
    return yield* new RefundRefused({ transfer, reason, code, detail })
  }
  const triesLeft = transfer.refunds.otp?.triesLeft ?? 0
  return yield* Attempting.answerOf(transfer, outcome, { isOwn: clientRefId !== undefined, triesLeft })
})
