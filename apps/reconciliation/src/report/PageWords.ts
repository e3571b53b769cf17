/**
 * Sums, counts and days as the report writes them.
 *
 * @module
 */
import { Money } from "@bhejo/core"

export const rupees = (amountPaise: number): string => Money.written(Money.paise(amountPaise))

export const count = (number: number, what: string): string =>
  `${String(number).replace(/(\d)(?=(\d\d)+\d$)/g, "$1,")} ${what}${number === 1 ? "" : "s"}`

const months = [
  "January",
  "February",
  "March",
  "April",
  "May",
  "June",
  "July",
  "August",
  "September",
  "October",
  "November",
  "December"
]

/** `20 November 2026`. */
export const day = (text: string): string => {
  const [year = "", month = "", date = ""] = text.split("-")
  return `${Number(date)} ${months[Number(month) - 1] ?? ""} ${year}`
}

/** India's wall clock, to the minute: `2026-11-20 09:00`. */
export const instant = (atMillis: number): string =>
  new Date(atMillis + 5.5 * 3_600_000).toISOString().slice(0, 16).replace("T", " ")

/** `wallet main`, or `wallets 20810200, 20810999`. */
export const walletsOf = (names: ReadonlyArray<string>): string =>
  `wallet${names.length === 1 ? "" : "s"} ${names.join(", ")}`
