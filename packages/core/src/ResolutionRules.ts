/**
 * What every operator's finding about an attempt must bring, whatever kind of record the attempt belongs to.
 *
 * @module
 */
import * as Attempt from "./Attempt.ts"
import { type Finding, whyNothing } from "./Evidence.ts"
import { confirmed, confirms, type Judgement, type Resolution } from "./Resolution.ts"
import { InvalidField, MovementFound, RecheckUnanswered, ResolutionTooEarly } from "./TransferError.ts"
import type { TransferPolicy } from "./TransferPolicy.ts"
import * as TxStatus from "./TxStatus.ts"

/** From this instant an operator may say that nothing moved: nothing of the attempt can be under way any more. */
export const resolvableAtMillis = ({ sendBeforeMillis }: Attempt.Attempt, policy: TransferPolicy): number =>
  sendBeforeMillis + policy.callTimeoutMillis + policy.settlementWindowMillis

/**
 * The judgement that may stand: a person's own; or, where two people are needed, what a first one has found and this one
 * confirms. Nothing where it waits for another person.
 */
export const standing = <A extends Judgement>(
  own: A,
  first: A | undefined,
  policy: Pick<TransferPolicy, "resolutionNeedsSecondPerson">
): A | undefined => {
  if (!policy.resolutionNeedsSecondPerson) return own
  return first !== undefined && confirms(first, own) ? confirmed(first, own) : undefined
}

/** Why a resolution may not stand now, but for the fresh inquiry that "nothing moved" needs; nothing where it may. */
export const refusal = (
  attempt: Attempt.Attempt,
  resolution: Resolution,
  atMillis: number,
  policy: TransferPolicy
): InvalidField | ResolutionTooEarly | undefined => {
  const problem = problemOf(attempt, resolution)
  if (problem !== undefined) return problem
  const untilMillis = resolvableAtMillis(attempt, policy)
  return resolution._tag === "NotMoved" && atMillis < untilMillis ? new ResolutionTooEarly({ untilMillis }) : undefined
}

const problemOf = (attempt: Attempt.Attempt, resolution: Resolution): InvalidField | undefined => {
  if (resolution._tag === "NotMoved") return undefined
  const { tid, bankReference } = resolution
  if (tid === undefined && bankReference === undefined) {
    return new InvalidField({ field: "tid", problem: "or the bank's reference is required" })
  }
  return tid !== undefined && !Attempt.canHave(attempt, tid)
    ? new InvalidField({ field: "tid", problem: "is not that of this attempt" })
    : undefined
}

/** What speaks against "nothing moved": any transaction that has not failed, or an inquiry that says nothing. */
export const movement = (finding: Finding | undefined): MovementFound | RecheckUnanswered | undefined => {
  switch (finding?._tag) {
    case "NotFound":
      return undefined
    case "Proven":
      return TxStatus.meaning(finding.txStatus) === "failed"
        ? undefined
        : new MovementFound({ txStatus: finding.txStatus })
    default:
      return new RecheckUnanswered({ cause: whyNothing(finding) })
  }
}
