/**
 * What Eko tells about one transaction, in our words.
 *
 * @module
 */
import { Schema } from "effect"
import { needed, told } from "./AnswerShape.ts"
import { BankReference, Tid, TidFromWire } from "./Identifiers.ts"
import { Paise, PaiseFromRupees } from "./Money.ts"
import { plainText } from "./Wire.ts"

/** Everything but the transaction id may be missing. */
export const TransactionFacts = Schema.Struct({
  tid: Tid,
  bankReference: Schema.optionalKey(BankReference),
  feePaise: Schema.optionalKey(Paise),
  commissionPaise: Schema.optionalKey(Paise),
  tdsPaise: Schema.optionalKey(Paise),
  balancePaise: Schema.optionalKey(Paise),
  recipientName: Schema.optionalKey(Schema.String)
})
export type TransactionFacts = typeof TransactionFacts.Type

/** The fields that every answer about a transaction has. */
export const fields = {
  tid: needed(TidFromWire),
  feePaise: told(PaiseFromRupees),
  recipientName: told(plainText(200).check(Schema.isNonEmpty()))
}

/** What an answer told, with the bank's reference under either name. */
export type Told = Omit<TransactionFacts, "bankReference"> & {
  readonly bankRefNum?: BankReference
  readonly utrnumber?: BankReference
}

/** The facts in what an answer told; some answers carry the bank's reference under both names, one of them empty. */
export const of = ({ bankRefNum, utrnumber, ...told }: Told): TransactionFacts => {
  const bankReference = bankRefNum ?? utrnumber
  return bankReference === undefined ? told : { ...told, bankReference }
}
