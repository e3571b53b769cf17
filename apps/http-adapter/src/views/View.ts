/**
 * What views of our records share.
 *
 * @module
 */
import { DateTime, Schema } from "effect"

const told = <const Example>(example: Example, description: string | undefined) => ({
  examples: [example],
  ...(description === undefined ? {} : { description })
})

/** A text of a view, as those see it who read the documentation: by an example, and in a sentence where that is needed. */
export const text = (example: string, description?: string) => Schema.String.annotate(told(example, description))

/** A whole number of a view, as above. */
export const int = (example: number, description?: string) => Schema.Int.annotate(told(example, description))

/** An instant of a view, as above. */
export const instant = (description?: string) =>
  Schema.String.annotate({ format: "date-time", ...told("2026-01-31T12:00:00.000Z", description) })

/** A number of a customer's of which the last four digits are told. */
export const maskedNumber = (description?: string) => text("XXXXXX6789", description)

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
