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

/** `2024-01-01T10:30:05Z` */
export const instantSeconds = (timeMillis: number): string => `${instant(timeMillis).slice(0, 19)}Z`

const inIndia = (timeMillis: number): string => instant(timeMillis + indiaOffsetMillis)

/** India's local time without a zone: `2019-11-01 17:50:44` */
export const indiaLocal = (timeMillis: number): string => inIndia(timeMillis).slice(0, 19).replace("T", " ")

/** India's calendar month, over which limits run: `2026-07` */
export const indiaMonth = (timeMillis: number): string => inIndia(timeMillis).slice(0, 7)

/** India's calendar day without separators: `20240101` */
export const indiaDay = (timeMillis: number): string => inIndia(timeMillis).slice(0, 10).replaceAll("-", "")
