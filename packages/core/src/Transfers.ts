/**
 * The programs around the decider: load, decide, append, call Eko, append what came back.
 *
 * From an attempt's commit to its outcome's commit nothing interrupts them: no client that hangs up, no shutdown, no
 * timeout of a caller. The transport alone ends a call, because it alone knows what was sent.
 *
 * @module
 */
import { Clock, Context, Effect, Layer } from "effect"
import { admitted, type NotAdmitted } from "./Admission.ts"
import type { Hint } from "./Callback.ts"
import * as ClientRefId from "./ClientRefId.ts"
import * as Debiting from "./Debiting.ts"
import { EkoClient } from "./EkoClient.ts"
import type { TransferId, UserCode } from "./Identifiers.ts"
import * as Inquiries from "./Inquiries.ts"
import * as OtpAnswer from "./OtpAnswer.ts"
import * as ProductOperations from "./ProductOperations.ts"
import * as RecordStore from "./RecordStore.ts"
import * as Refunding from "./Refunding.ts"
import type { Judgement } from "./Resolution.ts"
import * as Resolving from "./Resolving.ts"
import { SigningTimestamps } from "./SigningTimestamps.ts"
import * as Transfer from "./Transfer.ts"
import * as TransferCommits from "./TransferCommits.ts"
import { InvalidField, type TransferError } from "./TransferError.ts"
import { Terms, type TransferEvent } from "./TransferEvent.ts"
import {
  type CredentialsRefused,
  type EkoUnreachable,
  type RefundRefused,
  TransferIdReused,
  TransferNotFound,
  type WrongOtp
} from "./TransferFailure.ts"
import { assertSendable, TransferPolicy } from "./TransferPolicy.ts"
import type { TransferState } from "./TransferState.ts"
import { firstInquiryAtMillis } from "./TransferStep.ts"
import {
  behindItsQueue,
  type QueuedTransferStep,
  type StoreUnavailable,
  type TidClaimed,
  TransferStore
} from "./TransferStore.ts"

export type { Confirmation } from "./Debiting.ts"
export type { RefundRequest } from "./Refunding.ts"
export type { ResolutionRequest } from "./Resolving.ts"

/**
 * What a team asks for: a transfer's terms, with an id of the caller's choice. Who names no agent gets the default one; a
 * repeated request is the same one whatever the default is by then.
 */
export interface TransferRequest extends Omit<Terms, "userCode"> {
  readonly userCode?: UserCode
  readonly defaultUserCode?: UserCode
}

type StoreFailure = TransferCommits.StoreFailure
type Lookup = Pick<Terms, "team" | "id">

export class Transfers extends Context.Service<
  Transfers,
  {
    /**
     * Records a transfer and sends its first OTP. A second request with the same id and terms answers with the transfer
     * as it stands and sends nothing.
     */
    readonly request: (
      request: TransferRequest
    ) => Effect.Effect<
      TransferState,
      TransferError | TransferIdReused | EkoUnreachable | CredentialsRefused | NotAdmitted | StoreFailure
    >
    /** Sends another OTP; the transfer is as it was where its fate is unknown. */
    readonly resendOtp: (
      lookup: Lookup
    ) => Effect.Effect<
      TransferState,
      TransferError | TransferNotFound | EkoUnreachable | CredentialsRefused | NotAdmitted | StoreFailure
    >
    /**
     * Moves the money, once: records an attempt, sends it, and records what came back. Succeeds with the transfer
     * whatever Eko's outcome was, except for the outcomes that its errors name.
     */
    readonly confirm: (
      confirmation: Debiting.Confirmation
    ) => Effect.Effect<
      TransferState,
      TransferError | TransferNotFound | WrongOtp | EkoUnreachable | CredentialsRefused | NotAdmitted | StoreFailure
    >
    readonly cancel: (lookup: Lookup) => Effect.Effect<TransferState, TransferError | TransferNotFound | StoreFailure>
    /** Sends the customer the OTP that consents to a refund; the transfer must be `refund_pending`. */
    readonly sendRefundOtp: (
      lookup: Lookup
    ) => Effect.Effect<
      TransferState,
      | TransferError
      | TransferNotFound
      | RefundRefused
      | EkoUnreachable
      | CredentialsRefused
      | NotAdmitted
      | StoreFailure
    >
    /**
     * Gives the money back into the agent's wallet, once: records the refund with who declared the cash returned, sends
     * it, and records what came back. Succeeds with the transfer whatever Eko's outcome was, but for what its errors name:
     * `refunding` where the outcome is unknown, which only the debit's 3 that became a 4 settles.
     */
    readonly refund: (
      request: Refunding.RefundRequest
    ) => Effect.Effect<
      TransferState,
      | TransferError
      | TransferNotFound
      | RefundRefused
      | WrongOtp
      | EkoUnreachable
      | CredentialsRefused
      | NotAdmitted
      | StoreFailure
    >
    /**
     * Takes a callback for what it is, a hint: an inquiry is scheduled for the attempt that it names, in any state, and
     * nothing is moved. All is committed when this succeeds with whether it named an attempt of a transfer.
     * {@link module:Hints} asks every kind of record.
     */
    readonly hint: (hint: Hint) => Effect.Effect<boolean, StoreFailure>
    /**
     * Settles `in_doubt`, `awaited` or `refunding` by a named person's finding. "Not moved" asks Eko once more, is refused
     * before the attempt's settlement window has passed, and against any sign of movement, which is recorded. Where two
     * people are needed, the first one's finding is recorded and fails with `SecondPersonNeeded`; the same one by another
     * operator's key and name makes it stand.
     */
    readonly resolve: (
      request: Resolving.ResolutionRequest
    ) => Effect.Effect<TransferState, TransferError | TransferNotFound | StoreFailure>
    /**
     * Lets a blocked transfer go on, once Eko says of each of its closed attempts that nothing moved, or does not find it
     * when its settlement window has passed; of a refund, that the money still waits then.
     */
    readonly unblock: (
      id: TransferId,
      judgement: Judgement
    ) => Effect.Effect<TransferState, TransferError | TransferNotFound | StoreFailure>
    readonly find: (lookup: Lookup) => Effect.Effect<TransferState, TransferNotFound | StoreUnavailable>
    readonly journal: (
      lookup: Lookup
    ) => Effect.Effect<ReadonlyArray<TransferEvent>, TransferNotFound | StoreUnavailable>
    /**
     * Does one step of background work: inquires an attempt that is not final, or expires a transfer that nobody
     * confirmed. A step of a version that has passed does nothing; one that is ahead of what the store shows fails, so
     * that the queue keeps it.
     */
    readonly perform: (step: QueuedTransferStep) => Effect.Effect<void, StoreUnavailable>
    /**
     * Records what inquiries made elsewhere have found about debits of a transfer: evidence moves it, and nothing else
     * does. Nothing is recorded while a call may still be on the wire, or where nothing was ever sent.
     */
    readonly absorb: (
      id: TransferId,
      findings: ReadonlyArray<Transfer.AttemptFinding>
    ) => Effect.Effect<void, StoreUnavailable>
  }
>()("@bhejo/core/Transfers") {
  static readonly layer: Layer.Layer<Transfers, never, TransferStore | EkoClient | SigningTimestamps> = Layer.effect(
    Transfers,
    Effect.suspend(() => make())
  )
}

const make = Effect.fnUntraced(function* () {
  const store = yield* TransferStore
  const client = yield* EkoClient
  const timestamps = yield* SigningTimestamps
  assertSendable(yield* TransferPolicy)
  const commits = TransferCommits.make(store)
  const { commit, executeWithoutTid } = commits
  const inquiries = Inquiries.make(client, commits)

  const find = Effect.fn("Transfers.find")(function* ({ team, id }: Lookup) {
    const transfer = yield* store.load(id)
    // Another team's transfer does not exist for this one.
    if (transfer === undefined || transfer.terms.team !== team) return yield* new TransferNotFound({ id })
    return transfer
  })

  /** Sends the OTP that the transfer has recorded, and records what became of it. */
  const sendOtp = Effect.fnUntraced(function* (transfer: TransferState) {
    const { terms, otpSends: send } = transfer
    const { otpLifetimeMillis } = yield* TransferPolicy
    const clientRefId = yield* ClientRefId.next
    const answer = yield* Effect.result(ProductOperations.sendOtp(client, terms, clientRefId))
    const atMillis = yield* Clock.currentTimeMillis
    const result = OtpAnswer.recordable(answer, atMillis + otpLifetimeMillis)
    const recorded = yield* executeWithoutTid(terms.id, { _tag: "RecordOtpSend", atMillis, send, result }, transfer)
    return yield* OtpAnswer.tell(answer, recorded)
  })

  const request = Effect.fn("Transfers.request")(function* ({ defaultUserCode, ...asked }: TransferRequest) {
    const userCode = asked.userCode ?? defaultUserCode
    if (userCode === undefined) return yield* new InvalidField({ field: "userCode", problem: "is required" })
    const atMillis = yield* Clock.currentTimeMillis
    const terms: Terms = { ...asked, userCode }
    const request = commit(undefined, { _tag: "Request", atMillis, terms }).pipe(
      Effect.catchTag("TidClaimed", Effect.die),
      Effect.map((transfer) => ({ _tag: "Requested" as const, transfer })),
      Effect.catch((failure) => Effect.succeed({ _tag: "Refused" as const, failure }))
    )
    const begin = Effect.gen(function* () {
      const requested = yield* request
      return requested._tag === "Refused" ? requested : { ...requested, transfer: yield* sendOtp(requested.transfer) }
    })
    const begun = yield* admitted(terms, begin).pipe(
      Effect.catchTag("NotAdmitted", (failure) => Effect.succeed({ _tag: "Refused" as const, failure }))
    )
    if (begun._tag === "Requested") return begun.transfer
    const { failure } = begun
    if (failure._tag === "StoreUnavailable") return yield* failure
    // A repeated request is the same transfer, whatever is allowed by now, but only if it asks for the same.
    const transfer = yield* store.load(terms.id)
    if (transfer === undefined) {
      return yield* failure._tag === "VersionConflict"
        ? Effect.die(new Error(`Transfer ${terms.id} exists and cannot be loaded`))
        : failure
    }
    return hasTerms(transfer, asked) ? transfer : yield* new TransferIdReused({ id: terms.id })
  }, Effect.uninterruptible)

  const resendOtp = Effect.fn("Transfers.resendOtp")(function* (lookup: Lookup) {
    const transfer = yield* find(lookup)
    const atMillis = yield* Clock.currentTimeMillis
    const begun = executeWithoutTid(lookup.id, { _tag: "StartOtpSend", atMillis }, transfer)
    return yield* Effect.uninterruptible(admitted(transfer.terms, Effect.flatMap(begun, sendOtp)))
  })

  const cancel = Effect.fn("Transfers.cancel")(function* (lookup: Lookup) {
    const transfer = yield* find(lookup)
    const atMillis = yield* Clock.currentTimeMillis
    return yield* executeWithoutTid(lookup.id, { _tag: "Cancel", atMillis }, transfer)
  })

  const journal = Effect.fn("Transfers.journal")(function* (lookup: Lookup) {
    yield* find(lookup)
    return yield* store.journal(lookup.id)
  })

  const hint = Effect.fn("Transfers.hint")(function* (hint: Hint) {
    const owners = yield* RecordStore.ownersOf(store, hint)
    for (const { id, clientRefId } of owners) {
      const atMillis = yield* Clock.currentTimeMillis
      yield* executeWithoutTid(id, { _tag: "RequestInquiry", atMillis, clientRefId }).pipe(
        // The store knows the attempt, and shows its transfer from before it: a read that lags.
        Effect.catchTag("WrongState", () => behindItsQueue),
        Effect.catch((error) =>
          error._tag === "StoreUnavailable" || error._tag === "VersionConflict" ? Effect.fail(error) : Effect.die(error)
        )
      )
    }
    return owners.length > 0
  })

  const settle = (transfer: TransferState) =>
    Effect.flatMap(inquiries.inquireAll(transfer, Transfer.attemptsToSettle(transfer)), (findings) =>
      inquiries.recordFindings(transfer, findings)
    )

  const perform = Effect.fn("Transfers.perform")(function* (step: QueuedTransferStep) {
    const transfer = yield* store.load(step.id)
    // A commit and its step are one, so a step ahead of its transfer was looked up in a store that lags: not done yet.
    if (transfer === undefined || transfer.version < step.version) return yield* behindItsQueue
    if (transfer.version > step.version) return
    const atMillis = yield* Clock.currentTimeMillis
    const work: Effect.Effect<unknown, TransferError | TidClaimed | StoreFailure> =
      step.kind === "settle" ? settle(transfer) : commit(transfer, { _tag: "Expire", atMillis })
    yield* work.pipe(
      // Whoever moved the transfer has also enqueued its next step.
      Effect.catchTag("VersionConflict", () => Effect.void),
      Effect.catchIf(
        (error) => error._tag !== "StoreUnavailable",
        (error) => Effect.die(error)
      )
    )
  })

  const absorb = Effect.fn("Transfers.absorb")(function* (
    id: TransferId,
    findings: ReadonlyArray<Transfer.AttemptFinding>
  ) {
    const record = Effect.gen(function* () {
      const transfer = yield* store.load(id)
      if (transfer === undefined || findings.length === 0) return
      const mayBeSent = (firstInquiryAtMillis(transfer, yield* TransferPolicy) ?? 0) > (yield* Clock.currentTimeMillis)
      if (!mayBeSent) yield* inquiries.recordFindings(transfer, findings)
    })
    yield* record.pipe(
      Effect.retry({ times: TransferCommits.maxConflicts, while: (error) => error._tag === "VersionConflict" }),
      Effect.catchIf(
        (error) => error._tag !== "StoreUnavailable",
        (error) => Effect.die(error)
      )
    )
  })

  const confirm = Debiting.make(client, timestamps, find, commits, inquiries)
  const { sendOtp: sendRefundOtp, refund } = Refunding.make(client, timestamps, find, commits, inquiries)
  const { resolve, unblock } = Resolving.make(store, commits, inquiries)

  return Transfers.of({
    request,
    resendOtp,
    confirm,
    cancel,
    sendRefundOtp,
    refund,
    hint,
    resolve,
    unblock,
    find,
    journal,
    perform,
    absorb
  })
})

const termNames = Object.keys(Terms.fields) as ReadonlyArray<keyof Terms>

/** Whether a transfer is what is asked for; who names no agent does not mind which one it has. */
const hasTerms = ({ terms }: TransferState, asked: Omit<TransferRequest, "defaultUserCode">): boolean =>
  termNames.every((name) => terms[name] === asked[name] || (name === "userCode" && asked.userCode === undefined))
