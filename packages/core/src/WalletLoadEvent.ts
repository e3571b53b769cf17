/**
 * What happened to a wallet load, one fact each: its journal is a list of these, and its state is their fold.
 *
 * @module
 */
import { Schema } from "effect"
import { OpenLoad } from "./Attempt.ts"
import { ClientRefId } from "./ClientRefId.ts"
import { Finding } from "./Evidence.ts"
import { CustomerId, TeamId, WalletLoadId } from "./Identifiers.ts"
import { PositivePaise } from "./Money.ts"
import { LoadOutcome } from "./Outcome.ts"
import { Resolution } from "./Resolution.ts"

/** One wish to put one amount of the agent's money into one customer's wallet. */
export const Terms = Schema.Struct({
  id: WalletLoadId,
  team: TeamId,
  customerId: CustomerId,
  amountPaise: PositivePaise,
  /** The team's own name for it. */
  reference: Schema.optionalKey(Schema.String)
})
export type Terms = typeof Terms.Type

/** Why a person has to look. */
export const AlarmKind = Schema.Literals([
  /** Eko refuses our credentials or our clock. */
  "credentials_refused",
  /** Eko says 3 or 4: the money came back, or waits to be taken back. */
  "refund_status",
  /** Eko says that it had the request before. */
  "repeated",
  /** Something was learnt that contradicts what is recorded. */
  "contradiction",
  /** The attempt was taken for failed, and moved money. */
  "closed_attempt_moved_money",
  /** Eko named one transaction id for two attempts. */
  "tid_claimed_twice",
  /** The settlement window has passed, and what became of the money is not known. */
  "aged"
])
export type AlarmKind = typeof AlarmKind.Type

const at = { atMillis: Schema.Int }
const ofAttempt = { ...at, clientRefId: ClientRefId }

export const WalletLoadEvent = Schema.Union([
  /** Asked for and about to be sent: a load has one attempt, so one event records both. */
  Schema.TaggedStruct("LoadStarted", { ...at, terms: Terms, attempt: OpenLoad }),
  Schema.TaggedStruct("LoadAnswered", { ...ofAttempt, outcome: LoadOutcome }),
  /** The attempt's process ended without an outcome. */
  Schema.TaggedStruct("LoadAbandoned", ofAttempt),
  Schema.TaggedStruct("LoadInquired", { ...ofAttempt, finding: Finding }),
  /** A named person's finding, which another one has to confirm. */
  Schema.TaggedStruct("ResolutionProposed", { ...ofAttempt, resolution: Resolution }),
  /** A named person's finding. */
  Schema.TaggedStruct("LoadResolved", { ...ofAttempt, resolution: Resolution }),
  /** A callback's hint, which moves nothing by itself. */
  Schema.TaggedStruct("InquiryRequested", { ...ofAttempt, dueAtMillis: Schema.Int }),
  /** Eko did not answer the inquiry that was asked for, for as long as its window. */
  Schema.TaggedStruct("InquiryDropped", ofAttempt),
  Schema.TaggedStruct("AlarmRaised", { ...ofAttempt, kind: AlarmKind }),
  /** The settlement window has passed without evidence: reconciliation has it as an aged break, and no step waits. */
  Schema.TaggedStruct("HandedOver", at)
])
export type WalletLoadEvent = typeof WalletLoadEvent.Type
