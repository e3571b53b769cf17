/**
 * What a named person found out about an attempt that no inquiry settled.
 *
 * @module
 */
import { Schema } from "effect"
import { BankReference, Tid } from "./Identifiers.ts"

const words = (maxLength: number) =>
  Schema.String.check(
    Schema.isPattern(new RegExp(`^(?! )[^\\p{Cc}\\p{Cs}]{1,${maxLength}}(?<! )$`, "u"), {
      message: `must be 1 to ${maxLength} characters without spaces around them`
    })
  )

/** Who decided, on what, and who saw the same where a second person is needed. */
export const Judgement = Schema.Struct({
  operator: words(100),
  confirmedBy: Schema.optionalKey(words(100)),
  /** What the finding rests on, in a sentence; no customer's number belongs here. */
  evidence: words(500)
})
export type Judgement = typeof Judgement.Type

/** The money moved: Eko's transaction id or the bank's reference says so. */
const Moved = Schema.TaggedStruct("Moved", {
  ...Judgement.fields,
  tid: Schema.optionalKey(Tid),
  bankReference: Schema.optionalKey(BankReference)
})
export type Moved = typeof Moved.Type

/** Nothing moved: Eko has said so in a ticket. */
const NotMoved = Schema.TaggedStruct("NotMoved", { ...Judgement.fields, ticket: words(100) })
export type NotMoved = typeof NotMoved.Type

export const Resolution = Schema.Union([Moved, NotMoved])
export type Resolution = typeof Resolution.Type

/** Whether two people stand behind a judgement, however they write their names. */
export const hasSecondPerson = ({ operator, confirmedBy }: Judgement): boolean =>
  confirmedBy !== undefined && confirmedBy.toLowerCase() !== operator.toLowerCase()
