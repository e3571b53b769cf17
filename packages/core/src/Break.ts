/**
 * One difference that reconciliation found, with its evidence from both sides.
 *
 * @module
 */
import { Schema } from "effect"
import { ageOf, exposurePaise } from "./Ageing.ts"
import { TeamId, Tid, TransferId, WalletLoadId } from "./Identifiers.ts"
import { IndiaDay } from "./IndiaTime.ts"
import { Paise, paise } from "./Money.ts"
import { Product } from "./TransferPolicy.ts"

export const BreakClass = Schema.Literals([
  /** We hold that Eko has it, and Eko does not. */
  "missing_at_eko",
  /** Eko has a transaction that moved nothing, and we know nothing of it. */
  "missing_here",
  /** Eko took money, and no attempt of ours explains it. */
  "debit_without_transfer",
  /** A callback names a transaction that no attempt of ours explains, and nothing else tells of it. */
  "callback_without_attempt",
  "status_differs",
  "amount_differs",
  "fee_differs",
  "commission_differs",
  "recipient_differs",
  /** A success without the bank's reference, which a complaint would need. */
  "bank_reference_missing",
  /** One bank reference for two transactions. */
  "bank_reference_reused",
  /** Eko debited one attempt twice. */
  "duplicate_debit",
  /** Two attempts of one transfer both moved the money. */
  "both_attempts_paid",
  /** One transaction id for two attempts. */
  "tid_claimed_twice",
  /** The money came back to Eko, and the customer does not have it yet. */
  "refund_outstanding",
  "awaited_too_long",
  "in_doubt_too_long",
  /** The wallet moved by more or less than everything known explains. */
  "balance_gap",
  /** GST or TDS differ, or Eko's own sources contradict each other. */
  "figures_drift",
  /** A journal does not lead to its snapshot. */
  "journal_broken",
  /** Its counterpart may lie beyond the window's edge: carried over, and not called missing. */
  "timing",
  /** A success of which the customer says that it never arrived. */
  "credit_disputed"
])
export type BreakClass = typeof BreakClass.Type

/** What one side says, a few named values without anything personal. */
export const Statement = Schema.Record(Schema.String, Schema.Union([Schema.String, Schema.Int]))
export type Statement = typeof Statement.Type

/** The same for the same difference in every run: its class and what it is about. */
export const BreakId = Schema.String.check(
  Schema.isPattern(/^[a-z_]+:[A-Za-z0-9:._-]{1,120}$/, { message: "must be class:subject" })
).pipe(Schema.brand("BreakId"))
export type BreakId = typeof BreakId.Type

export const Break = Schema.Struct({
  id: BreakId,
  class: BreakClass,
  product: Schema.optionalKey(Product),
  team: Schema.optionalKey(TeamId),
  transferId: Schema.optionalKey(TransferId),
  walletLoadId: Schema.optionalKey(WalletLoadId),
  clientRefId: Schema.optionalKey(Schema.String),
  tid: Schema.optionalKey(Tid),
  /**
   * As seen from the wallet: negative where more money has left, or may have, than our books say; positive where less
   * has. 0 where no money is at stake.
   */
  amountPaise: Paise,
  /** Eko's transaction date, or that of our attempt where Eko has none. */
  onDay: IndiaDay,
  /** A customer waits for money: compensation grows with each day after T+1. */
  owesCustomer: Schema.Boolean,
  /** The difference in one sentence, the same in every run as long as the facts are. */
  summary: Schema.String,
  ours: Schema.optionalKey(Statement),
  eko: Schema.Array(Statement)
})
export type Break = typeof Break.Type

/** The id of a break: what a class says about a subject. What an identifier may not hold becomes a dot. */
export const idOf = (breakClass: BreakClass, subject: string): BreakId =>
  BreakId.make(`${breakClass}:${subject.replaceAll(/[^A-Za-z0-9:._-]/g, ".").slice(0, 120)}`)

/** What it costs as of a day: ₹100 for each day after T+1 where a customer waits. */
export const exposureOf = ({ onDay, owesCustomer }: Break, asOfDay: IndiaDay): Paise =>
  owesCustomer ? exposurePaise(ageOf(onDay, asOfDay)) : paise(0)

/** The order of every list of breaks: by id, whatever order they were found in. */
export const byId = (one: { readonly id: string }, other: { readonly id: string }): number =>
  one.id < other.id ? -1 : one.id > other.id ? 1 : 0
