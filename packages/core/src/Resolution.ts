/**
 * What a named person found out about an attempt that no inquiry settled.
 *
 * @module
 */
import { Schema } from "effect"
import { ClientRefId } from "./ClientRefId.ts"
import { BankReference, Tid } from "./Identifiers.ts"
import { matching } from "./Wire.ts"

const words = (maxLength: number, example: string) =>
  matching(
    new RegExp(`^(?! )[^\\p{Cc}\\p{Cs}]{1,${maxLength}}(?<! )$`, "u"),
    `must be 1 to ${maxLength} characters without spaces around them`,
    example
  )

/** Who decided, on what, and who saw the same where a second person is needed. */
export const Judgement = Schema.Struct({
  operator: words(100, "A. Rao"),
  /** Whose key it came by, as the caller authenticated it; journals from before that was kept do not say. */
  key: Schema.optionalKey(words(100, "night-desk")),
  confirmedBy: Schema.optionalKey(words(100, "M. Iyer")),
  confirmedByKey: Schema.optionalKey(words(100, "day-desk")),
  /** What the finding rests on, in a sentence; no customer's number belongs here. */
  evidence: words(500, "Eko's statement of the day lists the transaction as paid.")
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
const NotMoved = Schema.TaggedStruct("NotMoved", { ...Judgement.fields, ticket: words(100, "EKO-48213") })
export type NotMoved = typeof NotMoved.Type

export const Resolution = Schema.Union([Moved, NotMoved])
export type Resolution = typeof Resolution.Type

/** What one operator asks for, as it waits for another to confirm it. */
export const Proposal = Schema.Union([
  Schema.TaggedStruct("Resolve", { clientRefId: ClientRefId, resolution: Resolution }),
  Schema.TaggedStruct("Unblock", { judgement: Judgement })
])
export type Proposal = typeof Proposal.Type

/** Whether two people found the same, in whatever words. */
export const isSame = (one: Resolution, other: Resolution): boolean =>
  one._tag === "Moved"
    ? other._tag === "Moved" && one.tid === other.tid && one.bankReference === other.bankReference
    : other._tag === "NotMoved" && one.ticket === other.ticket

/** Whether another person confirms a judgement: by another key, and another name, however they write their names. */
export const confirms = (first: Judgement, second: Judgement): boolean =>
  first.key !== undefined &&
  second.key !== undefined &&
  first.key !== second.key &&
  first.operator.toLowerCase() !== second.operator.toLowerCase()

/** A judgement with the one who confirmed it. */
export const confirmed = <A extends Judgement>(first: A, { operator, key }: Judgement): A => ({
  ...first,
  confirmedBy: operator,
  ...(key === undefined ? {} : { confirmedByKey: key })
})
