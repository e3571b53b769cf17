/**
 * The recipients' banks: which of them can be reached by IMPS, which are down, and what they think of an account.
 *
 * @module
 */
import { Schema } from "effect"

/** The four letters with which every IFSC of a bank begins. */
export const Code = Schema.String.check(
  Schema.isPattern(/^[A-Z]{4}$/, { message: "must be the four letters with which the bank's IFSCs begin" })
)

export const Bank = Schema.Struct({
  code: Code,
  /** Eko's number for the bank, as DigiKhata's recipients name it. */
  bankId: Schema.Int,
  name: Schema.String,
  hasImps: Schema.Boolean,
  /** Whether it is up at first; yes where it is not said. */
  isUp: Schema.optionalKey(Schema.Boolean)
})
export type Bank = typeof Bank.Type

/**
 * What a bank does with a credit to an account: it takes it; or the account does not exist, may not be credited by IMPS,
 * or the bank declines once it has the transaction.
 */
export const Condition = Schema.Literals(["open", "invalid", "imps-not-allowed", "declines"])
export type Condition = typeof Condition.Type

/** The bank that an IFSC begins with. */
export const codeOf = (ifsc: string): string => ifsc.slice(0, 4)

/** The banks of the documents' examples, and one that IMPS does not reach. */
export const documented: ReadonlyArray<Bank> = [
  { code: "SBIN", bankId: 1, name: "State Bank of India", hasImps: true },
  { code: "UCBA", bankId: 7, name: "UCO Bank", hasImps: true },
  { code: "KKBK", bankId: 12, name: "Kotak Mahindra Bank", hasImps: true },
  { code: "HDFC", bankId: 3, name: "HDFC Bank", hasImps: true },
  { code: "NIMB", bankId: 99, name: "A Bank Without IMPS", hasImps: false }
]
