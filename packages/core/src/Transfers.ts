/**
 * The programs around the decider: load, decide, append, call Eko, append what came back.
 *
 * From an attempt's commit to its outcome's commit nothing interrupts them: no client that hangs up, no shutdown, no
 * timeout of a caller. The transport alone ends a call, because it alone knows what was sent.
 *
 * @module
 */
import { Clock, Context, DateTime, Effect, Layer, Redacted, Result, Schedule } from "effect"
import type * as Attempt from "./Attempt.ts"
import * as ClientRefId from "./ClientRefId.ts"
import { EkoClient } from "./EkoClient.ts"
import type { NotSent } from "./EkoTransport.ts"
import * as Evidence from "./Evidence.ts"
import type { LatLong, Otp, TeamId, Tid, TransferId } from "./Identifiers.ts"
import type { OtpSent } from "./OtpSent.ts"
import * as Outcome from "./Outcome.ts"
import * as ProductOperations from "./ProductOperations.ts"
import type { QueryFailure } from "./QueryOperation.ts"
import type { SendPermit } from "./SendPermit.ts"
import { SigningTimestamps } from "./SigningTimestamps.ts"
import * as TransactionInquiry from "./TransactionInquiry.ts"
import * as Transfer from "./Transfer.ts"
import { RecheckUnanswered, TransferBlocked, type TransferError } from "./TransferError.ts"
import { type OtpSendResult, Terms, type TransferEvent } from "./TransferEvent.ts"
import { CredentialsRefused, EkoUnreachable, TransferIdReused, TransferNotFound, WrongOtp } from "./TransferFailure.ts"
import { sendWindowMillis, TransferPolicy } from "./TransferPolicy.ts"
import type { Debiting, TransferState } from "./TransferState.ts"
import { firstInquiryAtMillis, nextStep } from "./TransferStep.ts"
import {
  type QueuedStep,
  type StoreUnavailable,
  type TidClaimed,
  TransferStore,
  type VersionConflict
} from "./TransferStore.ts"

/** What a team asks for: a transfer's terms, with an id of the caller's choice. */
export type TransferRequest = Terms

/** What confirms a transfer. */
export interface Confirmation {
  readonly team: TeamId
  readonly id: TransferId
  readonly otp: Redacted.Redacted<Otp>
  /** Where the agent is; DMT-Fino needs it. */
  readonly latlong?: LatLong | undefined
  /** The caller's key for this request: the same key never starts a second attempt, unless nothing was sent. */
  readonly confirmationKey: string
}

type StoreFailure = StoreUnavailable | VersionConflict
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
      TransferError | TransferIdReused | EkoUnreachable | CredentialsRefused | StoreFailure
    >
    /** Sends another OTP; the transfer is as it was where its fate is unknown. */
    readonly resendOtp: (
      lookup: Lookup
    ) => Effect.Effect<
      TransferState,
      TransferError | TransferNotFound | EkoUnreachable | CredentialsRefused | StoreFailure
    >
    /**
     * Moves the money, once: records an attempt, sends it, and records what came back. Succeeds with the transfer
     * whatever Eko's outcome was, except for the outcomes that its errors name.
     */
    readonly confirm: (
      confirmation: Confirmation
    ) => Effect.Effect<
      TransferState,
      TransferError | TransferNotFound | WrongOtp | EkoUnreachable | CredentialsRefused | StoreFailure
    >
    readonly cancel: (lookup: Lookup) => Effect.Effect<TransferState, TransferError | TransferNotFound | StoreFailure>
    readonly find: (lookup: Lookup) => Effect.Effect<TransferState, TransferNotFound | StoreUnavailable>
    readonly journal: (
      lookup: Lookup
    ) => Effect.Effect<ReadonlyArray<TransferEvent>, TransferNotFound | StoreUnavailable>
    /**
     * Does one step of background work: inquires an attempt that is not final, or expires a transfer that nobody
     * confirmed. A step that is not for the transfer's present version does nothing.
     */
    readonly perform: (step: QueuedStep) => Effect.Effect<void, StoreUnavailable>
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

/** A transfer that others keep moving is decided on this often before its caller is told. */
const maxConflicts = 10

/** The outcome of an attempt is worth some patience: settlement would have to find it out again. */
const outcomeRetries = Schedule.exponential("50 millis").pipe(Schedule.upTo({ duration: "10 seconds" }))

const isPassing = ({ _tag }: { readonly _tag: string }): boolean =>
  _tag === "StoreUnavailable" || _tag === "VersionConflict"

const make = Effect.fnUntraced(function* () {
  const store = yield* TransferStore
  const client = yield* EkoClient
  const timestamps = yield* SigningTimestamps
  if (sendWindowMillis(yield* TransferPolicy) <= 0) {
    return yield* Effect.die(
      new Error("TransferPolicy: inquiryFirstDelayMillis must exceed callTimeoutMillis, or nothing could ever be sent.")
    )
  }

  /** Decides and appends; the state that the decision led to, and the permit for the attempt that it started. */
  const write = Effect.fnUntraced(function* (before: TransferState | undefined, command: Transfer.Command) {
    const policy = yield* TransferPolicy
    const events = yield* Effect.fromResult(Transfer.decide(before, command, policy))
    const [first, ...rest] = events
    if (first === undefined) {
      const transfer = before ?? (yield* Effect.die(new Error(`${command._tag} on no transfer led to nothing`)))
      return { transfer, permit: undefined }
    }
    let after = Transfer.evolve(before, first)
    for (const event of rest) after = Transfer.evolve(after, event)
    const permit = yield* store.append({
      expectedVersion: before?.version ?? 0,
      events: [first, ...rest],
      transfer: after,
      tids: Transfer.tidsOf(events),
      step: nextStep(after, policy)
    })
    yield* logAlarms(after, events)
    return { transfer: after, permit }
  })

  /** Decides and appends; the state that the decision led to. */
  const commit = (before: TransferState | undefined, command: Transfer.Command) =>
    Effect.map(write(before, command), ({ transfer }) => transfer)

  /** Decides on what is stored, again wherever someone else was quicker. */
  const execute = (
    id: TransferId,
    command: Transfer.Command,
    loaded?: TransferState
  ): Effect.Effect<TransferState, TransferError | TidClaimed | StoreFailure> =>
    Effect.suspend(() => {
      let known = loaded
      return Effect.suspend(() => (known === undefined ? store.load(id) : Effect.succeed(known))).pipe(
        Effect.flatMap((transfer) => {
          known = undefined
          return commit(transfer, command)
        }),
        Effect.retry({ times: maxConflicts, while: (error) => error._tag === "VersionConflict" })
      )
    })

  /** For commands whose events never name a transaction id. */
  const executeWithoutTid = (id: TransferId, command: Transfer.Command, loaded?: TransferState) =>
    execute(id, command, loaded).pipe(Effect.catchTag("TidClaimed", Effect.die))

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
    const result = otpSendResult(answer, atMillis + otpLifetimeMillis)
    const recorded = yield* executeWithoutTid(terms.id, { _tag: "RecordOtpSend", atMillis, send, result }, transfer)
    if (Result.isSuccess(answer)) return recorded
    const { failure } = answer
    if (failure._tag === "NotSent") return yield* new EkoUnreachable({ transfer: recorded, why: failure.cause })
    if (failure._tag === "Rejected" && failure.reason === "AuthenticationFailed") {
      yield* Effect.logError("Eko refuses our credentials or our clock", { code: failure.code })
      return yield* new CredentialsRefused({ transfer: recorded, code: failure.code })
    }
    return recorded
  })

  const request = Effect.fn("Transfers.request")(function* (terms: TransferRequest) {
    const atMillis = yield* Clock.currentTimeMillis
    const requested = yield* commit(undefined, { _tag: "Request", atMillis, terms }).pipe(
      Effect.catchTag("TidClaimed", Effect.die),
      Effect.catchTag("VersionConflict", () => Effect.undefined)
    )
    if (requested !== undefined) return yield* sendOtp(requested)
    const transfer = yield* store.load(terms.id)
    if (transfer === undefined) return yield* Effect.die(new Error(`Transfer ${terms.id} exists and cannot be loaded`))
    // A repeated request is the same transfer only if it asks for the same.
    return hasTerms(transfer, terms) ? transfer : yield* new TransferIdReused({ id: terms.id })
  }, Effect.uninterruptible)

  const resendOtp = Effect.fn("Transfers.resendOtp")(function* (lookup: Lookup) {
    const transfer = yield* find(lookup)
    const atMillis = yield* Clock.currentTimeMillis
    return yield* executeWithoutTid(lookup.id, { _tag: "StartOtpSend", atMillis }, transfer).pipe(
      Effect.flatMap(sendOtp),
      Effect.uninterruptible
    )
  })

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

  const confirm = Effect.fn("Transfers.confirm")((confirmation: Confirmation) =>
    Effect.uninterruptibleMask((restore) =>
      Effect.gen(function* () {
        // Whoever was quicker may have used the key, or closed an attempt: what was looked up before is void.
        const begun = yield* begin(confirmation, restore).pipe(
          Effect.retry({ times: maxConflicts, while: (error) => error._tag === "VersionConflict" })
        )
        if (begun._tag === "Replayed") return begun.transfer
        const { clientRefId } = begun.started.attempt
        const outcome = yield* debit(begun.send, begun.started, begun.permit, confirmation.otp)
        const recorded = yield* recordOutcome(confirmation.id, clientRefId, outcome, begun.started)
        return (yield* replayOf(recorded, confirmation.confirmationKey, clientRefId)) ?? recorded
      })
    )
  )

  /** Records the attempt of a confirm, or finds the one that its key has started before. Nothing is sent here. */
  const begin = Effect.fnUntraced(function* (
    confirmation: Confirmation,
    restore: <A, E, R>(effect: Effect.Effect<A, E, R>) => Effect.Effect<A, E, R>
  ) {
    const { id, confirmationKey } = confirmation
    const transfer = yield* restore(find(confirmation))
    const replayed = yield* replayOf(transfer, confirmationKey)
    if (replayed !== undefined) return { _tag: "Replayed" as const, transfer: replayed }
    const send = yield* Effect.fromResult(
      ProductOperations.debitFrom(client, transfer.terms.product, confirmation.latlong)
    )
    // A confirm that the state refuses anyway asks Eko nothing about the earlier attempts.
    yield* Effect.fromResult(Transfer.readyToDebit(transfer, yield* Clock.currentTimeMillis))
    const findings = yield* restore(inquireAll(transfer, Transfer.attemptsToRecheck(transfer)))
    // The deadline counts in our own time, from before the timestamp was taken: it is signed in Eko's.
    const fromMillis = yield* Clock.currentTimeMillis
    const signedAtMillis = yield* restore(timestamps.next).pipe(
      Effect.mapError(() => new EkoUnreachable({ transfer, why: "timestamp" }))
    )
    const clientRefId = yield* ClientRefId.next
    const started = yield* write(transfer, {
      _tag: "StartDebit",
      atMillis: yield* Clock.currentTimeMillis,
      attempt: {
        clientRefId,
        confirmationKey,
        signedAtMillis,
        sendBeforeMillis: fromMillis + sendWindowMillis(yield* TransferPolicy)
      },
      findings
    }).pipe(
      Effect.tapErrorTag("StoreUnavailable", (error) => withdraw(id, clientRefId, error)),
      // Asking about an earlier attempt takes credentials as well.
      Effect.mapError((error) =>
        error._tag === "RecheckUnanswered" && error.cause === "AuthenticationFailed"
          ? new CredentialsRefused({ transfer, code: undefined })
          : error
      ),
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

  /** Closes an attempt whose commit may have happened: it must not be sent, so it is known that it never was. */
  const withdraw = (id: TransferId, clientRefId: ClientRefId.ClientRefId, error: StoreUnavailable) =>
    recordOutcome(id, clientRefId, Outcome.ofUnconfirmed(error)).pipe(
      Effect.catchTag("WrongState", () => Effect.logInfo("An attempt was not recorded, and not sent", { clientRefId })),
      Effect.catch(({ _tag }) =>
        Effect.logError("An attempt that was not sent may stay open", { clientRefId, error: _tag })
      )
    )

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
      // A defect of ours on the way says nothing about the money, and its text may hold anything.
      Effect.catchCause(() =>
        Effect.as(Effect.logError("A debit ended in a defect", { clientRefId: attempt.clientRefId }), {
          _tag: "Unknown" as const,
          phase: "waiting" as const,
          cause: "defect"
        })
      )
    )

  /** Records an outcome; where its transaction id belongs to another attempt, the outcome is not known after all. */
  const recordOutcome = (
    id: TransferId,
    clientRefId: ClientRefId.ClientRefId,
    outcome: Outcome.Outcome,
    loaded?: TransferState
  ) =>
    Effect.flatMap(Clock.currentTimeMillis, (atMillis) => {
      const record = (outcome: Outcome.Outcome): Transfer.Command => ({
        _tag: "RecordOutcome",
        atMillis,
        clientRefId,
        outcome
      })
      return execute(id, record(outcome), loaded).pipe(
        Effect.catchTag("TidClaimed", () => executeWithoutTid(id, record(Outcome.ofAnother))),
        Effect.retry({ schedule: outcomeRetries, while: isPassing })
      )
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

  /** Records what was found; a transaction id that belongs to another attempt proves nothing about this one. */
  const recordFindings = (
    transfer: TransferState,
    findings: ReadonlyArray<Transfer.AttemptFinding>
  ): Effect.Effect<TransferState, TransferError | StoreFailure> =>
    Effect.flatMap(Clock.currentTimeMillis, (atMillis) =>
      commit(transfer, { _tag: "Settle", atMillis, findings })
    ).pipe(Effect.catchTag("TidClaimed", ({ tid }) => recordFindings(transfer, disown(findings, tid))))

  const settle = (transfer: TransferState) =>
    Effect.flatMap(inquireAll(transfer, Transfer.attemptsToSettle(transfer)), (findings) =>
      recordFindings(transfer, findings)
    )

  const perform = Effect.fn("Transfers.perform")(function* (step: QueuedStep) {
    const transfer = yield* store.load(step.id)
    if (transfer === undefined || transfer.version !== step.version) return
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
      if (!mayBeSent) yield* recordFindings(transfer, findings)
    })
    yield* record.pipe(
      Effect.retry({ times: maxConflicts, while: (error) => error._tag === "VersionConflict" }),
      Effect.catchIf(
        (error) => error._tag !== "StoreUnavailable",
        (error) => Effect.die(error)
      )
    )
  })

  return Transfers.of({ request, resendOtp, confirm, cancel, find, journal, perform, absorb })
})

const termNames = Object.keys(Terms.fields) as ReadonlyArray<keyof Terms>

const hasTerms = ({ terms }: TransferState, asked: TransferRequest): boolean =>
  termNames.every((name) => terms[name] === asked[name])

/** The findings without what names a transaction that belongs to another attempt. */
const disown = (findings: ReadonlyArray<Transfer.AttemptFinding>, tid: Tid): ReadonlyArray<Transfer.AttemptFinding> =>
  findings.map((found) =>
    found.finding._tag === "Proven" && found.finding.facts.tid === tid
      ? { ...found, finding: { _tag: "Unproven", why: "tid of another attempt" } }
      : found
  )

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

const otpSendResult = (
  answer: Result.Result<OtpSent, QueryFailure | NotSent>,
  expiresAtMillis: number
): OtpSendResult => {
  if (Result.isSuccess(answer)) {
    const { otpRefId, mobile } = answer.success
    return { _tag: "Sent", otpRefId, expiresAtMillis, ...(mobile === undefined ? {} : { maskedMobile: mobile }) }
  }
  const { failure } = answer
  if (failure._tag !== "Rejected") return { _tag: "Unresolved", cause: failure.cause }
  // Our credentials are nothing that the customer could fail by.
  if (failure.reason === "AuthenticationFailed") return { _tag: "Unresolved", cause: failure.reason }
  return { _tag: "Refused", reason: failure.reason, code: failure.code, detail: failure.detail }
}

/** Every alarm is in the journal; the log tells operations now. */
const logAlarms = (transfer: TransferState, events: ReadonlyArray<TransferEvent>) =>
  Effect.forEach(
    events,
    (event) =>
      event._tag === "AlarmRaised"
        ? Effect.logError("A transfer needs a person", {
            transferId: transfer.terms.id,
            state: transfer.state,
            alarm: event.kind,
            clientRefId: event.clientRefId
          })
        : Effect.void,
    { discard: true }
  )
