/**
 * Matching Eko's word about a transaction to one of our attempts.
 *
 * An inquiry proves something about an attempt only if the transaction id that it returns is that attempt's, or, where
 * none is known, if our reference is echoed; and in both cases the amount must be ours.
 *
 * @module
 */
import { Schema } from "effect"
import type { Attempt } from "./Attempt.ts"
import type { Paise } from "./Money.ts"
import * as Proof from "./Proof.ts"
import { TransactionFacts } from "./TransactionFacts.ts"
import type { InquiryAnswer } from "./TransactionInquiry.ts"
import * as TxStatus from "./TxStatus.ts"

/** Eko's word about a transaction that is provably the attempt's own; only {@link match} and the journal give one. */
const ProvenFinding = Schema.TaggedStruct("Proven", { txStatus: TxStatus.TxStatus, facts: TransactionFacts }).pipe(
  Schema.brand("ProvenFinding")
)
export type Proven = typeof ProvenFinding.Type

/** What one inquiry found about one attempt. Only `Proven` moves anything. */
export const Finding = Schema.Union([
  Proof.decoded(ProvenFinding),
  /** Eko does not find it, which does not prove that nothing happened. */
  Schema.TaggedStruct("NotFound", {}),
  /** Eko found something that is not provably this attempt. */
  Schema.TaggedStruct("Unproven", {
    why: Schema.Literals(["another tid", "another reference", "another amount", "tid of another attempt"])
  }),
  /** Eko did not answer, or answered nothing that could be read. */
  Schema.TaggedStruct("Unanswered", { cause: Schema.String })
])
export type Finding = typeof Finding.Type

/** Why a finding says nothing about its attempt. */
export const whyNothing = (finding: Exclude<Finding, { readonly _tag: "Proven" | "NotFound" }> | undefined): string =>
  finding === undefined ? "not inquired" : finding._tag === "Unanswered" ? finding.cause : finding.why

/**
 * What an inquiry's answer proves about an attempt of the given amount.
 */
export const match = (
  attempt: Pick<Attempt, "clientRefId" | "tid">,
  amountPaise: Paise,
  answer: InquiryAnswer
): Finding => {
  if (answer._tag === "NotFound") return { _tag: "NotFound" }
  if (attempt.tid !== undefined && attempt.tid !== answer.facts.tid) return { _tag: "Unproven", why: "another tid" }
  if (attempt.tid === undefined && attempt.clientRefId !== answer.clientRefId) {
    return { _tag: "Unproven", why: "another reference" }
  }
  if (answer.amountPaise !== amountPaise) return { _tag: "Unproven", why: "another amount" }
  return ProvenFinding.make({ txStatus: answer.txStatus, facts: answer.facts })
}
