/**
 * What Eko tells about one transaction, in our words.
 *
 * @module
 */
import { Schema } from "effect"
import { needed, told } from "./AnswerShape.ts"
import { masking } from "./EkoAnswer.ts"
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
  /** In answers to inquiries alone. */
  gstPaise: Schema.optionalKey(Paise),
  balancePaise: Schema.optionalKey(Paise),
  recipientName: Schema.optionalKey(Schema.String)
})
export type TransactionFacts = typeof TransactionFacts.Type

/** As above of a transaction that moved money: an operator who found so may know the bank's reference and not Eko's id. */
export const SettledFacts = Schema.Struct({ ...TransactionFacts.fields, tid: Schema.optionalKey(Tid) })
export type SettledFacts = typeof SettledFacts.Type

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

/**
 * The facts in what an answer told; some answers carry the bank's reference under both names, one of them empty.
 *
 * They are stored and shown, and the words are Eko's own: a name that repeats a secret of the request, or a long number, is
 * masked, and a reference that repeats a secret is none.
 */
export const of = (
  { bankRefNum, utrnumber, recipientName, ...told }: Told,
  secrets: ReadonlyArray<string> = []
): TransactionFacts => {
  const bankReference = bankRefNum ?? utrnumber
  const isClean = !secrets.some((secret) => secret !== "" && bankReference?.includes(secret) === true)
  return {
    ...told,
    ...(recipientName === undefined ? {} : { recipientName: masking(secrets)(recipientName) }),
    ...(bankReference === undefined || !isClean ? {} : { bankReference })
  }
}
