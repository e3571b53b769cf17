/**
 * What views of our records share.
 *
 * @module
 */
import { DateTime } from "effect"

/** An instant as ISO 8601. */
export const iso = (atMillis: number): string => DateTime.formatIso(DateTime.makeUnsafe(atMillis))

/** All but the last four digits hidden. */
export const masked = (number: string): string => number.slice(-4).padStart(number.length, "X")

type Present<A> = {
  [Key in keyof A as undefined extends A[Key] ? never : Key]: A[Key]
} & { [Key in keyof A as undefined extends A[Key] ? Key : never]?: Exclude<A[Key], undefined> }

/** The fields that have a value; JSON knows no other. */
export const present = <const A extends object>(fields: A): Present<A> =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Present<A>
