/**
 * What a class of break means to whoever reads the report, and what to do about it.
 *
 * @module
 */
import type { BreakClass } from "./Break.ts"

export interface Advice {
  readonly title: string
  /** How bad it is: money may be lost, money or a customer waits, or a record is not as it should be. */
  readonly severity: "critical" | "serious" | "notice"
  readonly meaning: string
  readonly next: string
}

const advice = (title: string, severity: Advice["severity"], meaning: string, next: string): Advice => ({
  title,
  severity,
  meaning,
  next
})

const byClass: Readonly<Record<BreakClass, Advice>> = {
  missing_at_eko: advice(
    "Missing at Eko",
    "critical",
    "We hold that Eko has this transaction, and Eko does not find it or does not list it.",
    "Ask Eko about the reference and the tid, with our record of their answer. Tell the customer nothing final before Eko has answered in writing."
  ),
  missing_here: advice(
    "Missing here",
    "serious",
    "Eko lists a transaction that moved nothing, and we have no record of it.",
    "Find out who uses this initiator besides us. If it is ours, a record was lost: look for a restore or a failover at that time."
  ),
  debit_without_transfer: advice(
    "Debit without a transfer",
    "critical",
    "The wallet was debited and no attempt of ours explains it.",
    "Ask who else uses this initiator. If nobody does, stop new transfers and ask Eko for the request behind the debit."
  ),
  callback_without_attempt: advice(
    "Callback without an attempt",
    "serious",
    "Somebody told us in Eko's name of a transaction that no attempt of ours explains. A callback proves nothing, but money may be moving outside our records.",
    "Ask Eko about the tid, and who else uses this initiator. If Eko does not know it, the callback was forged: give the route a new token."
  ),
  status_differs: advice(
    "Status differs",
    "critical",
    "Both sides know the transaction and disagree about where the money is.",
    "Where our record is not final, the next inquiry moves it. Where it is final, ask Eko which word holds, and correct the books by hand."
  ),
  amount_differs: advice(
    "Amount differs",
    "critical",
    "Eko moved another amount than we asked for.",
    "Send Eko the request as we recorded it, and ask for the difference."
  ),
  fee_differs: advice(
    "Fee differs",
    "notice",
    "Eko charged another fee than its answer said.",
    "Compare with the price list in force on that day, and claim the difference with the month's statement."
  ),
  commission_differs: advice(
    "Commission differs",
    "notice",
    "Eko credits another commission than its answer said.",
    "Claim the difference with the month's statement."
  ),
  recipient_differs: advice(
    "Recipient differs",
    "critical",
    "Eko names another recipient than our record does.",
    "Ask the customer whom they meant to pay, and Eko which account was credited, before anyone is paid again."
  ),
  bank_reference_missing: advice(
    "Bank reference missing",
    "notice",
    "A success without the bank's reference cannot be traced at the bank.",
    "Ask Eko for the reference; a customer's complaint needs it."
  ),
  bank_reference_reused: advice(
    "Bank reference reused",
    "serious",
    "One bank reference stands for two transactions, so one of them may never have been credited.",
    "Ask Eko which transaction the bank credited under this reference."
  ),
  duplicate_debit: advice(
    "Duplicate debit",
    "critical",
    "Eko made more than one transaction of a single attempt.",
    "Claim the second debit back from Eko; our record shows that the attempt was sent once."
  ),
  both_attempts_paid: advice(
    "Both attempts paid",
    "critical",
    "Two attempts of one transfer moved the money, so the recipient has it twice.",
    "Stop this transfer's customer from being charged twice, and ask Eko to recall the second credit."
  ),
  tid_claimed_twice: advice(
    "Transaction claimed twice",
    "critical",
    "Eko named one transaction for two attempts; it can have moved the money of one of them alone.",
    "Ask Eko which reference the transaction belongs to. The other attempt stays in doubt until then."
  ),
  refund_outstanding: advice(
    "Refund outstanding",
    "serious",
    "The credit failed and the money is back at Eko, but the customer does not have it.",
    "Call the customer, hand the cash back, and complete the refund with the OTP."
  ),
  awaited_too_long: advice(
    "Awaited too long",
    "serious",
    "Eko has had it for longer than the settlement window without a final word.",
    "Raise a ticket with Eko. Do not send it again: a bank's late credit is common."
  ),
  in_doubt_too_long: advice(
    "In doubt too long",
    "critical",
    "Nobody knows whether this attempt moved the money.",
    "Ask Eko in writing, then record what they say as an operator's resolution of the transfer."
  ),
  balance_gap: advice(
    "Gap in the balance",
    "critical",
    "Between two known balances the wallet moved by more or less than everything known explains.",
    "Look for a top-up, a sweep or a charge in that time and note it. One that was noted and never happened is taken back by noting the opposite. If there is neither, ask Eko for the wallet's ledger."
  ),
  figures_drift: advice(
    "Figures drift",
    "notice",
    "A figure that should be the same everywhere is not.",
    "Compare with the month's statement; ask Eko where it matters for tax."
  ),
  journal_broken: advice(
    "Journal broken",
    "critical",
    "The journal of a transfer does not lead to its snapshot: a record was changed by something other than our programs.",
    "Stop changing it. Compare with a backup, and find out who wrote to the database."
  ),
  timing: advice(
    "Timing",
    "notice",
    "It lies so near to the window's edge that its counterpart may stand on the other side.",
    "Nothing to do today: the next run looks again, and calls it missing if it still is."
  ),
  credit_disputed: advice(
    "Credit disputed",
    "serious",
    "Eko says that it succeeded, and the customer says that the money never arrived.",
    "Follow the ticket with the bank reference until its due date, and record what the bank says."
  )
}

/** What a class means and what to do. */
export const of = (breakClass: BreakClass): Advice => byClass[breakClass]
