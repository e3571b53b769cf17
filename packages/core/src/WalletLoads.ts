/**
 * The programs around the decider of wallet loads: load, decide, append, call Eko, append what came back.
 *
 * As with a transfer's debit, nothing interrupts them from the attempt's commit to its outcome's.
 *
 * @module
 */
import { Clock, Context, Effect, Layer, Schedule } from "effect"
import { admitted, type NotAdmitted } from "./Admission.ts"
import type { Hint } from "./Callback.ts"
import * as ClientRefId from "./ClientRefId.ts"
import { EkoClient } from "./EkoClient.ts"
import type { Finding } from "./Evidence.ts"
import * as Inquiry from "./Inquiry.ts"
import * as Outcome from "./Outcome.ts"
import * as RecordMetrics from "./RecordMetrics.ts"
import * as RecordStore from "./RecordStore.ts"
import type { Resolution } from "./Resolution.ts"
import type { SendPermit } from "./SendPermit.ts"
import { SigningTimestamps } from "./SigningTimestamps.ts"
import * as StateChange from "./StateChange.ts"
import { InvalidField, SecondPersonNeeded } from "./TransferError.ts"
import { assertSendable, sendWindowMillis, TransferPolicy } from "./TransferPolicy.ts"
import {
  behindItsQueue,
  type QueuedLoadStep,
  type StoreUnavailable,
  type TidClaimed,
  type VersionConflict
} from "./TransferStore.ts"
import * as WalletLoad from "./WalletLoad.ts"
import * as Decider from "./WalletLoadDecider.ts"
import { type WalletLoadError, WalletLoadIdReused, WalletLoadNotBegun, WalletLoadNotFound } from "./WalletLoadError.ts"
import { Terms, type WalletLoadEvent } from "./WalletLoadEvent.ts"
import { WalletLoadPolicy } from "./WalletLoadPolicy.ts"
import type { WalletLoadState } from "./WalletLoadState.ts"
import { nextStep } from "./WalletLoadStep.ts"
import { WalletLoadStore } from "./WalletLoadStore.ts"

type StoreFailure = StoreUnavailable | VersionConflict
type Lookup = Pick<Terms, "team" | "id">

/** What a named person found out about a load's attempt. */
export interface ResolutionRequest {
  readonly id: Terms["id"]
  /** The attempt that the person looked at. */
  readonly clientRefId: ClientRefId.ClientRefId
  readonly resolution: Resolution
}

export class WalletLoads extends Context.Service<
  WalletLoads,
  {
    /**
     * Moves the money, once: records the load with its attempt, sends it, and records what came back. Succeeds with the
     * load whatever Eko's outcome was. A second request with the same id and terms answers with the load as it stands
     * and sends nothing.
     */
    readonly load: (
      terms: Terms
    ) => Effect.Effect<
      WalletLoadState,
      WalletLoadError | WalletLoadIdReused | WalletLoadNotBegun | NotAdmitted | StoreFailure
    >
    /** Schedules an inquiry for the load that a callback names, in any state; succeeds with whether it named one. */
    readonly hint: (hint: Hint) => Effect.Effect<boolean, StoreFailure>
    /**
     * Settles `in_doubt` or `awaited` by a named person's finding, whichever team's load it is. "Not moved" asks Eko once
     * more, is refused before the attempt's settlement window has passed, and against any sign of movement, which is
     * recorded.
     */
    readonly resolve: (
      request: ResolutionRequest
    ) => Effect.Effect<WalletLoadState, WalletLoadError | WalletLoadNotFound | StoreFailure>
    readonly find: (lookup: Lookup) => Effect.Effect<WalletLoadState, WalletLoadNotFound | StoreUnavailable>
    readonly journal: (
      lookup: Lookup
    ) => Effect.Effect<ReadonlyArray<WalletLoadEvent>, WalletLoadNotFound | StoreUnavailable>
    /**
     * Does one step of background work: inquires a load that is not settled. A step of a version that has passed does
     * nothing; one that is ahead of what the store shows fails, so that the queue keeps it.
     */
    readonly perform: (step: QueuedLoadStep) => Effect.Effect<void, StoreUnavailable>
    /**
     * Records what an inquiry made elsewhere has found about the load's attempt, as settlement does. Nothing is recorded
     * while the call may still be on the wire.
     */
    readonly absorb: (id: Terms["id"], finding: Finding) => Effect.Effect<void, StoreUnavailable>
  }
>()("@bhejo/core/WalletLoads") {
  static readonly layer: Layer.Layer<WalletLoads, never, WalletLoadStore | EkoClient | SigningTimestamps> =
    Layer.effect(
      WalletLoads,
      Effect.suspend(() => make())
    )
}

/** A load that others keep moving is decided on this often before its caller is told. */
const maxConflicts = 10

/** The outcome of an attempt is worth some patience: settlement would have to find it out again. */
const outcomeRetries = Schedule.exponential("50 millis").pipe(Schedule.upTo({ duration: "10 seconds" }))

const isPassing = ({ _tag }: { readonly _tag: string }): boolean =>
  _tag === "StoreUnavailable" || _tag === "VersionConflict"

const currentPolicy: Effect.Effect<Decider.Policy> = Effect.gen(function* () {
  return { ...(yield* TransferPolicy), walletLoad: yield* WalletLoadPolicy }
})

const make = Effect.fnUntraced(function* () {
  const store = yield* WalletLoadStore
  const client = yield* EkoClient
  const timestamps = yield* SigningTimestamps
  assertSendable(yield* TransferPolicy)

  /** Decides one command after the other and appends all; the state that they led to, and the permit to send. */
  const write = Effect.fnUntraced(function* (
    before: WalletLoadState | undefined,
    ...commands: ReadonlyArray<Decider.Command>
  ) {
    const policy = yield* currentPolicy
    let after = before
    const events: Array<WalletLoadEvent> = []
    for (const command of commands) {
      for (const event of yield* Effect.fromResult(Decider.decide(after, command, policy))) {
        after = Decider.evolve(after, event)
        events.push(event)
      }
    }
    if (after === undefined) return yield* Effect.die(new Error("Commands on no wallet load led to nothing"))
    const [first, ...rest] = events
    if (first === undefined) return { load: after, permit: undefined }
    const permit = yield* store.append({
      expectedVersion: before?.version ?? 0,
      events: [first, ...rest],
      record: after,
      tids: Decider.tidsOf(events),
      step: nextStep(after, policy),
      notify: StateChange.lastOf(StateChange.changesOf(before, events, Decider.evolve))
    })
    yield* told(before, after, events)
    return { load: after, permit }
  })

  const find = Effect.fn("WalletLoads.find")(function* ({ team, id }: Lookup) {
    const load = yield* store.load(id)
    // Another team's load does not exist for this one.
    if (load === undefined || load.terms.team !== team) return yield* new WalletLoadNotFound({ id })
    return load
  })

  /** Records an attempt, before anything of it is sent; nothing where its id has one already. */
  const begin = Effect.fnUntraced(function* (terms: Terms) {
    // The deadline counts in our own time, from before the timestamp was taken: it is signed in Eko's.
    const fromMillis = yield* Clock.currentTimeMillis
    const signedAtMillis = yield* timestamps.next.pipe(
      Effect.mapError(() => new WalletLoadNotBegun({ why: "timestamp" }))
    )
    const start: Decider.Command = {
      _tag: "Start",
      atMillis: yield* Clock.currentTimeMillis,
      terms,
      attempt: {
        clientRefId: yield* ClientRefId.next,
        signedAtMillis,
        sendBeforeMillis: fromMillis + sendWindowMillis(yield* TransferPolicy)
      }
    }
    return yield* write(undefined, start).pipe(
      Effect.tapErrorTag("StoreUnavailable", (error) => withdraw(start, error)),
      Effect.catchTag("TidClaimed", Effect.die),
      Effect.catchTag("VersionConflict", () => Effect.undefined)
    )
  })

  /**
   * Closes an attempt whose commit may have happened, or may yet: it must not be sent, so it is known that it never was.
   * Where there is no record, one that says so takes its place, and the commit that is still on its way finds it there.
   */
  const withdraw = (start: Extract<Decider.Command, { readonly _tag: "Start" }>, error: StoreUnavailable) =>
    Effect.flatMap(Clock.currentTimeMillis, (atMillis) => {
      const { clientRefId } = start.attempt
      const record: Decider.Command = {
        _tag: "RecordOutcome",
        atMillis,
        clientRefId,
        outcome: Outcome.ofUnconfirmed(error)
      }
      return store.load(start.terms.id).pipe(
        Effect.flatMap((load) => (load === undefined ? write(undefined, start, record) : write(load, record))),
        Effect.retry({ schedule: outcomeRetries, while: isPassing }),
        // Another request by this id or reference was quicker, and its attempt is none of ours.
        Effect.catchTag(["WrongLoadState", "LoadReferenceTaken"], () =>
          Effect.logInfo("A wallet load was not recorded", { clientRefId })
        ),
        Effect.catch(({ _tag }) =>
          Effect.logError("A wallet load that was not sent may stay open", { clientRefId, error: _tag })
        )
      )
    })

  /** Sends an attempt that is known to be recorded, and names what its answer proves; it never fails. */
  const send = Effect.fnUntraced(function* (
    { terms, attempt }: WalletLoadState,
    permit: SendPermit<"load">
  ): Effect.fn.Return<Outcome.LoadOutcome> {
    const { orgId } = yield* WalletLoadPolicy
    const { customerId, amountPaise } = terms
    return yield* client
      .submit(WalletLoad.loadWallet, { clientRefId: attempt.clientRefId, customerId, amountPaise, orgId }, permit)
      .pipe(
        Effect.match({
          onSuccess: (facts): Outcome.LoadOutcome => ({ _tag: "Loaded", facts }),
          onFailure: (failure): Outcome.LoadOutcome => Outcome.ofFailure(failure)
        }),
        // A defect of ours on the way says nothing about the money, and its text may hold anything.
        Effect.catchCause(() =>
          Effect.as(Effect.logError("A wallet load ended in a defect", { clientRefId: attempt.clientRefId }), {
            _tag: "Unknown" as const,
            phase: "waiting" as const,
            cause: "defect"
          })
        )
      )
  })

  /** Decides on what is stored, again wherever someone else was quicker. */
  const execute = (
    id: Terms["id"],
    command: Decider.Command,
    loaded?: WalletLoadState
  ): Effect.Effect<WalletLoadState, WalletLoadError | TidClaimed | StoreFailure> =>
    Effect.suspend(() => {
      let known = loaded
      return Effect.suspend(() => (known === undefined ? store.load(id) : Effect.succeed(known))).pipe(
        Effect.flatMap((load) => {
          known = undefined
          return write(load, command)
        }),
        Effect.map(({ load }) => load),
        Effect.retry({ times: maxConflicts, while: (error) => error._tag === "VersionConflict" })
      )
    })

  /** Records an outcome; where its transaction id belongs to another attempt, the outcome is not known after all. */
  const recordOutcome = (load: WalletLoadState, outcome: Outcome.LoadOutcome) =>
    Effect.flatMap(Clock.currentTimeMillis, (atMillis) => {
      const { id } = load.terms
      const { clientRefId } = load.attempt
      const record = (outcome: Outcome.LoadOutcome): Decider.Command => ({
        _tag: "RecordOutcome",
        atMillis,
        clientRefId,
        outcome
      })
      return execute(id, record(outcome), load).pipe(
        Effect.catchTag("TidClaimed", () => execute(id, record(Outcome.ofAnother))),
        Effect.catchTag("TidClaimed", Effect.die),
        Effect.retry({ schedule: outcomeRetries, while: isPassing }),
        Effect.tapErrorTag("StoreUnavailable", () =>
          Effect.logError("The outcome of a wallet load could not be recorded, and settlement has to find it out", {
            clientRefId,
            outcome: outcome._tag
          })
        )
      )
    })

  /** Records an attempt, sends it, and records what came back; nothing where its id has one already. */
  const attempt = Effect.fnUntraced(function* (terms: Terms) {
    const begun = yield* begin(terms)
    if (begun?.permit?.kind !== "load") return undefined
    return yield* recordOutcome(begun.load, yield* send(begun.load, begun.permit))
  })

  const load = Effect.fn("WalletLoads.load")(function* (terms: Terms) {
    const known = yield* store.load(terms.id)
    const newWork = { team: terms.team, product: "ppi-digikhata" } as const
    const made = known === undefined ? yield* admitted(newWork, attempt(terms)) : undefined
    if (made !== undefined) return made
    const existing = known ?? (yield* store.load(terms.id))
    if (existing === undefined) return yield* Effect.die(new Error(`Load ${terms.id} exists and cannot be loaded`))
    // A repeated request is the same load only if it asks for the same.
    return hasTerms(existing, terms) ? existing : yield* new WalletLoadIdReused({ id: terms.id })
  }, Effect.uninterruptible)

  const journal = Effect.fn("WalletLoads.journal")(function* (lookup: Lookup) {
    yield* find(lookup)
    return yield* store.journal(lookup.id)
  })

  const inquire = ({ attempt, terms }: WalletLoadState) => Inquiry.ofAttempt(client, attempt, terms.amountPaise)

  /** Records what was found; a transaction id that belongs to another attempt proves nothing about this one. */
  const recordFinding = (load: WalletLoadState, finding: Finding) => {
    const record = (finding: Finding) =>
      Effect.flatMap(Clock.currentTimeMillis, (atMillis) => write(load, { _tag: "Settle", atMillis, finding }))
    return record(finding).pipe(Effect.catchTag("TidClaimed", () => record(ofAnother)))
  }

  const settle = (load: WalletLoadState) => Effect.flatMap(inquire(load), (finding) => recordFinding(load, finding))

  const hint = Effect.fn("WalletLoads.hint")(function* (hint: Hint) {
    const owners = yield* RecordStore.ownersOf(store, hint)
    for (const { id } of owners) {
      const atMillis = yield* Clock.currentTimeMillis
      yield* execute(id, { _tag: "RequestInquiry", atMillis }).pipe(
        Effect.catch((error) =>
          error._tag === "StoreUnavailable" || error._tag === "VersionConflict" ? Effect.fail(error) : Effect.die(error)
        )
      )
    }
    return owners.length > 0
  })

  const resolve = Effect.fn("WalletLoads.resolve")(
    function* ({ id, clientRefId, resolution }: ResolutionRequest) {
      const load = (yield* store.load(id)) ?? (yield* new WalletLoadNotFound({ id }))
      const command = { _tag: "Resolve", atMillis: yield* Clock.currentTimeMillis, clientRefId, resolution } as const
      const policy = yield* currentPolicy
      yield* Effect.fromResult(Decider.readyToResolve(load, command, policy))
      const stands = Decider.standingResolution(load, command, policy) !== undefined
      const finding = stands && resolution._tag === "NotMoved" ? yield* inquire(load) : undefined
      const record = finding === undefined ? Effect.void : recordFinding(load, finding)
      const resolved = write(load, { ...command, atMillis: yield* Clock.currentTimeMillis, finding }).pipe(
        // What Eko said on the way is recorded, whether or not it agrees.
        Effect.tapErrorTag(["MovementFound", "RecheckUnanswered"], () => record),
        Effect.catchTag("TidClaimed", () =>
          Effect.andThen(
            finding === undefined ? Effect.void : recordFinding(load, ofAnother),
            new InvalidField({ field: "tid", problem: "belongs to another attempt" })
          )
        )
      )
      const decided = yield* resolved
      return stands ? decided.load : yield* new SecondPersonNeeded()
    },
    Effect.catchTag("TidClaimed", Effect.die),
    Effect.retry({ times: maxConflicts, while: (error) => error._tag === "VersionConflict" })
  )

  const perform = Effect.fn("WalletLoads.perform")(function* (step: QueuedLoadStep) {
    const load = yield* store.load(step.id)
    // A commit and its step are one, so a step ahead of its load was looked up in a store that lags: not done yet.
    if (load === undefined || load.version < step.version) return yield* behindItsQueue
    if (load.version > step.version) return
    yield* settle(load).pipe(
      // Whoever moved the load has also enqueued its next step.
      Effect.catchTag("VersionConflict", () => Effect.void),
      Effect.catchIf(
        (error): error is WalletLoadError | TidClaimed => error._tag !== "StoreUnavailable",
        (error) => Effect.die(error)
      )
    )
  })

  const absorb = Effect.fn("WalletLoads.absorb")(function* (id: Terms["id"], finding: Finding) {
    const record = Effect.gen(function* () {
      const load = yield* store.load(id)
      if (load === undefined) return
      const { inquiryFirstDelayMillis } = yield* TransferPolicy
      const mayBeSent =
        load.state === "loading" &&
        load.attempt.startedAtMillis + inquiryFirstDelayMillis > (yield* Clock.currentTimeMillis)
      if (!mayBeSent) yield* recordFinding(load, finding)
    })
    yield* record.pipe(
      Effect.retry({ times: maxConflicts, while: (error) => error._tag === "VersionConflict" }),
      Effect.catchIf(
        (error) => error._tag !== "StoreUnavailable",
        (error) => Effect.die(error)
      )
    )
  })

  return WalletLoads.of({ load, hint, resolve, find, journal, perform, absorb })
})

const ofAnother: Finding = { _tag: "Unproven", why: "tid of another attempt" }

const termNames = Object.keys(Terms.fields) as ReadonlyArray<keyof Terms>

const hasTerms = ({ terms }: WalletLoadState, asked: Terms): boolean =>
  termNames.every((name) => terms[name] === asked[name])

/** All of it is in the journal; log and counters tell operations now. */
const told = Effect.fnUntraced(function* (
  before: WalletLoadState | undefined,
  { terms: { id }, state }: WalletLoadState,
  events: ReadonlyArray<WalletLoadEvent>
) {
  yield* RecordMetrics.transition({ record: "load", product: "ppi-digikhata", from: before?.state, to: state })
  for (const event of events) {
    if (event._tag !== "AlarmRaised") continue
    const { kind, clientRefId } = event
    yield* RecordMetrics.alarm("load", kind)
    yield* Effect.logError("A wallet load needs a person", { walletLoadId: id, state, alarm: kind, clientRefId })
  }
})
