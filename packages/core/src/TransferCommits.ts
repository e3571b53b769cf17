/**
 * The store as the programs use it: decide, append, and decide again where somebody else was quicker.
 *
 * @module
 */
import { Clock, Effect, Schedule } from "effect"
import type { ClientRefId } from "./ClientRefId.ts"
import type { TransferId } from "./Identifiers.ts"
import * as OtpLimits from "./OtpLimits.ts"
import * as Outcome from "./Outcome.ts"
import * as RecordMetrics from "./RecordMetrics.ts"
import * as StateChange from "./StateChange.ts"
import * as Transfer from "./Transfer.ts"
import type { CommandOf } from "./TransferCommand.ts"
import type { TransferError } from "./TransferError.ts"
import type { TransferEvent } from "./TransferEvent.ts"
import { TransferPolicy } from "./TransferPolicy.ts"
import type { TransferState } from "./TransferState.ts"
import { nextStep } from "./TransferStep.ts"
import type { StoreUnavailable, TidClaimed, TransferStore, VersionConflict } from "./TransferStore.ts"

export type StoreFailure = StoreUnavailable | VersionConflict

/** A transfer that others keep moving is decided on this often before its caller is told. */
export const maxConflicts = 10

/** The outcome of an attempt is worth some patience: settlement would have to find it out again. */
const outcomeRetries = Schedule.exponential("50 millis").pipe(Schedule.upTo({ duration: "10 seconds" }))

/** What nobody waits for: a withdrawal goes on while its commit may still hang. */
const withdrawalRetries = Schedule.min([Schedule.exponential("1 second"), Schedule.spaced("15 seconds")]).pipe(
  Schedule.upTo({ duration: "10 minutes" })
)

const isPassing = ({ _tag }: { readonly _tag: string }): boolean =>
  _tag === "StoreUnavailable" || _tag === "VersionConflict"

export type Commits = ReturnType<typeof make>

export const make = (store: TransferStore["Service"]) => {
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
      use: OtpLimits.useOf(after, events, policy),
      step: nextStep(after, policy),
      notify: StateChange.lastOf(StateChange.changesOf(before, events, Transfer.evolve))
    })
    yield* told(before, after, events)
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

  /** Decides by a command that is made for the transaction id that it claims, or, where that is another's, for none. */
  const recordPatiently = (
    id: TransferId,
    command: (outcome: "as it is" | "of another", atMillis: number) => Transfer.Command,
    loaded?: TransferState
  ) =>
    Effect.flatMap(Clock.currentTimeMillis, (atMillis) =>
      execute(id, command("as it is", atMillis), loaded).pipe(
        Effect.catchTag("TidClaimed", () => executeWithoutTid(id, command("of another", atMillis)))
      )
    ).pipe(Effect.retry({ schedule: outcomeRetries, while: isPassing }))

  /** What became of an attempt must not be lost without a word: settlement has to find it out, and perhaps cannot. */
  const namingLoss =
    (id: TransferId, clientRefId: ClientRefId, outcome: Outcome.AnyOutcome) =>
    <A, E extends { readonly _tag: string }, R>(recording: Effect.Effect<A, E, R>) =>
      Effect.tapError(recording, ({ _tag }) =>
        Effect.logError("An outcome could not be recorded, and settlement has to find it out", {
          transferId: id,
          clientRefId,
          outcome: outcome._tag,
          tid: Outcome.tidOf(outcome),
          error: _tag
        })
      )

  /** Records a debit's outcome; where its transaction id belongs to another attempt, it is not known after all. */
  const recordOutcome = (id: TransferId, clientRefId: ClientRefId, outcome: Outcome.Outcome, loaded?: TransferState) =>
    recordPatiently(
      id,
      (as, atMillis) => ({
        _tag: "RecordOutcome",
        atMillis,
        clientRefId,
        outcome: as === "as it is" ? outcome : Outcome.ofAnother
      }),
      loaded
    ).pipe(namingLoss(id, clientRefId, outcome))

  /** Records a refund's outcome likewise. */
  const recordRefundOutcome = (
    id: TransferId,
    clientRefId: ClientRefId,
    outcome: Outcome.RefundOutcome,
    loaded?: TransferState
  ) =>
    recordPatiently(
      id,
      (as, atMillis) => ({
        _tag: "RecordRefundOutcome",
        atMillis,
        clientRefId,
        outcome: as === "as it is" ? outcome : Outcome.ofAnother
      }),
      loaded
    ).pipe(namingLoss(id, clientRefId, outcome))

  /**
   * Withdraws an attempt whose commit may have happened, or may still happen: it must not be sent, so it is known that it
   * never was. Where the store does not take that soon, it is tried on in the background, and a commit that hangs so long
   * is not overlooked.
   */
  const withdraw = (
    { terms: { id }, version: onVersion }: TransferState,
    clientRefId: ClientRefId,
    error: StoreUnavailable
  ) => {
    const outcome = Outcome.ofUnconfirmed(error)
    const once = Effect.flatMap(Clock.currentTimeMillis, (atMillis) => {
      const command: CommandOf<"Withdraw"> = { _tag: "Withdraw", atMillis, clientRefId, onVersion, outcome }
      return executeWithoutTid(id, command)
    })
    const inBackground = once.pipe(
      Effect.retry({ schedule: withdrawalRetries, while: isPassing }),
      Effect.catch(({ _tag }) =>
        Effect.logError("An attempt that was not sent stays open", { transferId: id, clientRefId, error: _tag })
      )
    )
    return once.pipe(
      Effect.retry({ schedule: outcomeRetries, while: isPassing }),
      Effect.catch(({ _tag }) =>
        Effect.andThen(
          Effect.logError("An attempt that was not sent may stay open", { transferId: id, clientRefId, error: _tag }),
          Effect.forkDetach(inBackground)
        )
      )
    )
  }

  return { write, commit, execute, executeWithoutTid, recordOutcome, recordRefundOutcome, withdraw }
}

/** All of it is in the journal; log and counters tell operations now. */
const told = Effect.fnUntraced(function* (
  before: TransferState | undefined,
  { terms: { id, product }, state }: TransferState,
  events: ReadonlyArray<TransferEvent>
) {
  yield* RecordMetrics.transition({ record: "transfer", product, from: before?.state, to: state })
  for (const event of events) {
    if (event._tag !== "AlarmRaised") continue
    const { kind, clientRefId } = event
    yield* RecordMetrics.alarm("transfer", kind)
    yield* Effect.logError("A transfer needs a person", { transferId: id, state, alarm: kind, clientRefId })
  }
})
