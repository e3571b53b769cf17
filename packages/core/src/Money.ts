/**
 * Money as whole paise, decoded exactly from every form Eko writes it in.
 *
 * No float touches an amount: numbers and decimal strings are read digit by digit, and what is not a whole number of
 * paise is refused rather than rounded.
 *
 * @module
 */
import { BigDecimal, Effect, Option, Predicate, Schema, SchemaGetter, SchemaIssue, SchemaTransformation } from "effect"
import { readBy } from "./Wire.ts"

/**
 * A whole number of paise, negative for a debit; ₹1 is 100 paise.
 */
export const Paise = Schema.Int.pipe(Schema.brand("Paise")).annotate({
  title: "Paise",
  message: "must be a whole number of paise"
})
export type Paise = typeof Paise.Type

/**
 * An amount to send: more than nothing, in paise.
 */
export const PositivePaise = Paise.check(Schema.isGreaterThan(0, { message: "must be more than 0 paise" })).annotate({
  examples: [Paise.make(50_000)]
})

/**
 * Takes a safe integer as paise; throws on anything else, because only a programming error can bring it here.
 */
export const paise: (amountPaise: number) => Paise = Paise.make

export const add = (left: Paise, right: Paise): Paise => paise(left + right)

export const subtract = (left: Paise, right: Paise): Paise => paise(left - right)

/** Digits beyond which a figure cannot be a sum of money; they also bound the work an answer can cause. */
const maxDigits = 40

/** From here on a JSON number no longer tells one paisa from the next. */
const imprecise = 2 ** 46

/** The paise of whole rupees; most figures are so small that nothing else needs to be asked. */
const ofInteger = (rupees: number): number | undefined =>
  // JSON knows -0, money does not.
  Number.isInteger(rupees) && Math.abs(rupees) < imprecise ? rupees * 100 + 0 : undefined

/** Digits, and digits after a point: what Eko mostly writes, read without a detour. Anything else is left to others. */
const ofDigits = (text: string): number | undefined => {
  if (text.length === 0 || text.length > 13) return undefined
  let digits = 0
  let decimals = -1
  for (let at = 0; at < text.length; at++) {
    const digit = text.charCodeAt(at) - 48
    if (digit >= 0 && digit <= 9) {
      if (decimals >= 0) decimals++
      if (decimals > 2 && digit !== 0) return undefined
      if (decimals <= 2) digits = digits * 10 + digit
    } else if (text[at] === "." && decimals === -1 && at > 0 && at < text.length - 1) decimals = 0
    else return undefined
  }
  return decimals <= 0 ? digits * 100 : decimals === 1 ? digits * 10 : digits
}

/**
 * Reads rupees written as a decimal (`"100.00"`, `"2.20834002375E9"`, `4495.5`) as paise, or nothing where the figure
 * is not a decimal, holds a fraction of a paisa, or exceeds the safe integers.
 */
export const fromRupees = (rupees: string | number): Option.Option<Paise> => {
  const plain = typeof rupees === "number" ? ofInteger(rupees) : ofDigits(rupees)
  if (plain !== undefined) return Option.some(paise(plain))
  // The shortest text that reads back as the same number is what was on the wire, so its digits are exact.
  if (typeof rupees === "number" && Math.abs(rupees) >= imprecise) return Option.none()
  const text = String(rupees)
  if (text.length > maxDigits || text.trim() === "") return Option.none()
  return BigDecimal.fromString(text).pipe(
    Option.map(BigDecimal.normalize),
    Option.filter((decimal) => decimal.scale <= 2 && decimal.scale >= -maxDigits),
    Option.map((decimal) => Number(decimal.value * 10n ** BigInt(2 - decimal.scale))),
    Option.filter(Number.isSafeInteger),
    Option.map(paise)
  )
}

/** Writes paise for people, grouped as India does: `₹1,00,500.00`. */
export const written = (amount: Paise): string => {
  const text = String(Math.abs(amount)).padStart(3, "0")
  const grouped = text.slice(0, -2).replace(/(\d)(?=(\d\d)+\d$)/g, "$1,")
  return `${amount < 0 ? "−" : ""}₹${grouped}.${text.slice(-2)}`
}

/**
 * Writes paise as rupees with two decimals: `"100.00"`.
 */
export const toRupees = (amountPaise: Paise): string =>
  BigDecimal.format(BigDecimal.make(BigInt(amountPaise), 2)).replace(
    /^(-?\d+)(?:\.(\d{1,2}))?$/,
    (_, whole: string, fraction = "") => `${whole}.${fraction.padEnd(2, "0")}`
  )

const notMoney = (message: string) => new SchemaIssue.InvalidValue({ expected: message })

/**
 * Rupees on the wire, a JSON number or a decimal string, as paise; encodes to a decimal string.
 */
export const PaiseFromRupees = readBy(
  Schema.Union([Schema.Finite, Schema.String]).pipe(
    Schema.decodeTo(
      Paise,
      SchemaTransformation.transformEffect<number, number | string>({
        decode: (rupees) =>
          Option.match(fromRupees(rupees), {
            onNone: () => Effect.fail(notMoney("rupees with at most two decimals")),
            onSome: Effect.succeed
          }),
        encode: (amountPaise) => Effect.succeed(toRupees(paise(amountPaise)))
      })
    )
  ),
  (value) => (Predicate.isNumber(value) || Predicate.isString(value) ? fromRupees(value) : Option.none())
)

/**
 * Whole rupees on the wire, a JSON integer as Eko takes amounts in requests, as paise.
 */
export const PaiseFromWholeRupees = Schema.Int.pipe(
  Schema.decodeTo(
    Paise,
    SchemaTransformation.transformEffect<number, number>({
      decode: (rupees) =>
        Number.isSafeInteger(rupees * 100)
          ? Effect.succeed(rupees === 0 ? 0 : rupees * 100) // JSON knows -0, money does not
          : Effect.fail(notMoney("a sum within the safe integers")),
      encode: (amountPaise) =>
        amountPaise % 100 === 0 ? Effect.succeed(amountPaise / 100) : Effect.fail(notMoney("whole rupees"))
    })
  )
)

/**
 * Whole rupees on the wire as a text of digits, as loading a wallet takes them.
 */
export const PaiseFromWholeRupeesText = Schema.String.check(Schema.isPattern(/^(0|[1-9]\d{0,12})$/)).pipe(
  Schema.decodeTo(PaiseFromWholeRupees, { decode: SchemaGetter.Number(), encode: SchemaGetter.String() })
)
