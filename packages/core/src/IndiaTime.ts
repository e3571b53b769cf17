/**
 * Days in India, where Eko, its banks and its deadlines live: UTC+05:30 all the year.
 *
 * @module
 */
import { Option, Schema } from "effect"

const dayMillis = 24 * 60 * 60_000
const offsetMillis = 5.5 * 60 * 60_000

const isDate = (text: string): boolean => {
  const millis = Date.parse(`${text}T00:00:00Z`)
  return !Number.isNaN(millis) && new Date(millis).toISOString().startsWith(text)
}

/** A calendar day in India: `2026-11-20`. As texts they sort by time. */
export const IndiaDay = Schema.String.check(
  Schema.isPattern(/^\d{4}-\d{2}-\d{2}$/, { message: "must be a day such as 2026-11-20" }),
  Schema.makeFilter((text) => isDate(text) || "must be a day that the calendar has")
).pipe(Schema.brand("IndiaDay"))
export type IndiaDay = typeof IndiaDay.Type

/** The day that an instant (epoch milliseconds) falls on. */
export const dayOf = (atMillis: number): IndiaDay =>
  // Not checked again, because a calendar made it and a million transfers ask.
  new Date(atMillis + offsetMillis).toISOString().slice(0, 10) as IndiaDay

/** The first instant of a day, in epoch milliseconds. */
export const startOf = (day: IndiaDay): number => Date.parse(`${day}T00:00:00Z`) - offsetMillis

/** The first instant after a day, in epoch milliseconds. */
export const endOf = (day: IndiaDay): number => startOf(day) + dayMillis

export const plusDays = (day: IndiaDay, days: number): IndiaDay => dayOf(startOf(day) + days * dayMillis)

/** How many midnights lie between two days; negative where the second is the earlier one. */
export const daysBetween = (from: IndiaDay, to: IndiaDay): number => (startOf(to) - startOf(from)) / dayMillis

/** `2026-11`. */
export const monthOf = (day: IndiaDay): string => day.slice(0, 7)

/** 0 to 23. */
export const hourOf = (atMillis: number): number => new Date(atMillis + offsetMillis).getUTCHours()

const zoneless = /^(\d{4}-\d{2}-\d{2})[ T](\d{2}:\d{2}:\d{2})(\.\d{1,3})?$/

/**
 * Reads a time as Eko writes it, without a zone and meaning India's: `2019-11-01 17:50:44`.
 */
export const fromEko = (text: string): Option.Option<number> => {
  const [, day, time, fraction = ""] = zoneless.exec(text.trim()) ?? []
  if (day === undefined || time === undefined || !isDate(day)) return Option.none()
  const millis = Date.parse(`${day}T${time}${fraction}Z`)
  return Number.isNaN(millis) ? Option.none() : Option.some(millis - offsetMillis)
}
