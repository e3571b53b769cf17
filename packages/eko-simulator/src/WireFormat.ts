/**
 * How Eko writes sums of money and times on the wire.
 *
 * @module
 */
import type { Money } from "@bhejo/core"

/** India is 5 hours and 30 minutes ahead of UTC all year. */
const indiaOffsetMillis = 19_800_000

/** Rupees as a JSON number, as the seed generation writes them; the division is the last thing that happens to a sum. */
export const rupeesNumber = (amountPaise: Money.Paise): number => amountPaise / 100

/**
 * Rupees as Java prints a double, as the 2026-07 generation writes most sums: `"10.0"`, `"0.47"`, `"2.20834002375E9"`.
 */
export const javaDouble = (amountPaise: Money.Paise): string => {
  const sign = amountPaise < 0 ? "-" : ""
  const digits = String(Math.abs(amountPaise)).padStart(3, "0")
  // From ten million rupees on, Java writes an exponent.
  if (digits.length < 10) return `${sign}${digits.slice(0, -2)}.${digits.slice(-2).replace(/0$/, "")}`
  return `${sign}${digits.charAt(0)}.${digits.slice(1).replace(/0+$/, "") || "0"}E${digits.length - 3}`
}

/** `2026-07-23T09:46:35.396Z` */
export const instant = (timeMillis: number): string => new Date(timeMillis).toISOString()

/**
 * Remembers what a whole second or day was written as: dates are the dearest part of an answer, and calls that come
 * close together share them.
 */
const rememberedBy = (spanMillis: number, write: (timeMillis: number) => string) => {
  let last = Number.NaN
  let written = ""
  return (timeMillis: number): string => {
    const span = Math.floor(timeMillis / spanMillis)
    if (span !== last) {
      written = write(span * spanMillis)
      last = span
    }
    return written
  }
}

const secondMillis = 1_000
const dayMillis = 86_400_000

/** `2024-01-01T10:30:05Z` */
export const instantSeconds = rememberedBy(secondMillis, (timeMillis) => `${instant(timeMillis).slice(0, 19)}Z`)

/** An answer's `Date`: `Mon, 01 Jan 2024 10:30:05 GMT` */
export const httpDate = rememberedBy(secondMillis, (timeMillis) => new Date(timeMillis).toUTCString())

/** India's local time without a zone: `2019-11-01 17:50:44` */
export const indiaLocal = rememberedBy(secondMillis, (timeMillis) =>
  instant(timeMillis + indiaOffsetMillis)
    .slice(0, 19)
    .replace("T", " ")
)

/** India's calendar day, by its own midnights. */
const indiaDate = rememberedBy(dayMillis, (indiaMillis) => instant(indiaMillis).slice(0, 10))
const dayMonth = rememberedBy(dayMillis, (indiaMillis) => indiaDate(indiaMillis).slice(0, 7))

/** India's calendar month, over which limits run: `2026-07` */
export const indiaMonth = (timeMillis: number): string => dayMonth(timeMillis + indiaOffsetMillis)

/** India's calendar day without separators: `20240101` */
export const indiaDay = (timeMillis: number): string => indiaDate(timeMillis + indiaOffsetMillis).replaceAll("-", "")
