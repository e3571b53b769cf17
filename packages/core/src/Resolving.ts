/**
 * The programs of operators: a named person settles what no inquiry did, and lets a blocked transfer go on.
 *
 * @module
 */
import { Clock, Effect } from "effect"
import type { ClientRefId } from "./ClientRefId.ts"
import type { TransferId } from "./Identifiers.ts"
import { disown, type Inquiries } from "./Inquiries.ts"
import type { Judgement, Resolution } from "./Resolution.ts"
import * as Resolutions from "./Resolutions.ts"
import type { CommandOf } from "./TransferCommand.ts"
import { type Commits, maxConflicts } from "./TransferCommits.ts"
import { InvalidField, SecondPersonNeeded } from "./TransferError.ts"
import { TransferNotFound } from "./TransferFailure.ts"
import { TransferPolicy } from "./TransferPolicy.ts"
import type * as State from "./TransferState.ts"
import type { TransferStore } from "./TransferStore.ts"

/** What a named person found out about one attempt of a transfer, whose team does not matter. */
export interface ResolutionRequest {
  readonly id: TransferId
  /** The attempt that the person looked at. */
  readonly clientRefId: ClientRefId
  readonly resolution: Resolution
}

export const make = (
  { load }: Pick<TransferStore["Service"], "load">,
  { commit }: Commits,
  { inquireAll, recordFindings }: Inquiries
) => {
  const find = Effect.fnUntraced(function* (id: TransferId) {
    return (yield* load(id)) ?? (yield* new TransferNotFound({ id }))
  })

  /** Records fresh findings, and then, where they allow it, what the person found. */
  const decide = <Command extends CommandOf<"Resolve" | "Unblock">>(transfer: State.TransferState, command: Command) =>
    commit(transfer, command).pipe(
      // What Eko said on the way is recorded, whether or not it agrees.
      Effect.tapErrorTag(["MovementFound", "RecheckUnanswered", "ResolutionTooEarly"], () =>
        command.findings.length === 0 ? Effect.void : recordFindings(transfer, command.findings)
      ),
      Effect.catchTag("TidClaimed", ({ tid }) =>
        Effect.andThen(
          command.findings.length === 0 ? Effect.void : recordFindings(transfer, disown(command.findings, tid)),
          new InvalidField({ field: "tid", problem: "belongs to another attempt" })
        )
      )
    )

  const resolve = Effect.fn("Transfers.resolve")(
    function* ({ id, clientRefId, resolution }: ResolutionRequest) {
      const transfer = yield* find(id)
      const command = { _tag: "Resolve", atMillis: yield* Clock.currentTimeMillis, clientRefId, resolution } as const
      const policy = yield* TransferPolicy
      yield* Effect.fromResult(Resolutions.readyToResolve(transfer, { ...command, findings: [] }, policy))
      const stands = Resolutions.standingResolution(transfer, command, policy) !== undefined
      const attempts = stands && resolution._tag === "NotMoved" ? Resolutions.attemptsToRuleOut(transfer) : []
      const findings = yield* inquireAll(transfer, attempts)
      const decided = yield* decide(transfer, { ...command, atMillis: yield* Clock.currentTimeMillis, findings })
      return stands ? decided : yield* new SecondPersonNeeded()
    },
    Effect.retry({ times: maxConflicts, while: (error) => error._tag === "VersionConflict" })
  )

  const unblock = Effect.fn("Transfers.unblock")(
    function* (id: TransferId, judgement: Judgement) {
      const transfer = yield* find(id)
      const command = { _tag: "Unblock", atMillis: yield* Clock.currentTimeMillis, judgement } as const
      yield* Effect.fromResult(Resolutions.readyToUnblock(transfer, { ...command, findings: [] }))
      const stands = Resolutions.standingJudgement(transfer, command, yield* TransferPolicy) !== undefined
      const findings = yield* inquireAll(transfer, stands ? Resolutions.attemptsToClear(transfer) : [])
      const decided = yield* decide(transfer, { ...command, atMillis: yield* Clock.currentTimeMillis, findings })
      return stands ? decided : yield* new SecondPersonNeeded()
    },
    Effect.retry({ times: maxConflicts, while: (error) => error._tag === "VersionConflict" })
  )

  return { resolve, unblock }
}
