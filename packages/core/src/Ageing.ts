/**
 * How old a difference is, and what it costs by now.
 *
 * The Reserve Bank's rule: a credit that failed is reversed by T+1 in calendar days, and from then on ₹100 a day is owed
 * to the customer. T is Eko's transaction date in India.
 *
 * @module
 */
import { Schema } from "effect"
import { daysBetween, type IndiaDay } from "./IndiaTime.ts"
import { type Paise, paise } from "./Money.ts"

/** By age in days: 0–1, 2–7, 8–30 and over 30. */
export const Bucket = Schema.Literals(["0-1", "2-7", "8-30", "30+"])
export type Bucket = typeof Bucket.Type

export const buckets = Bucket.literals

/** What each day after T+1 costs. */
export const compensationPaise = paise(100_00)

export interface Age {
  readonly days: number
  readonly bucket: Bucket
  /** Days after T+1, for which compensation is due. */
  readonly lateDays: number
}

/** The age of what happened on a day, as of another; what lies ahead has no age. */
export const ageOf = (onDay: IndiaDay, asOfDay: IndiaDay): Age => {
  const days = Math.max(0, daysBetween(onDay, asOfDay))
  return { days, bucket: bucketOf(days), lateDays: Math.max(0, days - 1) }
}

const bucketOf = (days: number): Bucket => (days <= 1 ? "0-1" : days <= 7 ? "2-7" : days <= 30 ? "8-30" : "30+")

/** What is owed to one customer by now. */
export const exposurePaise = ({ lateDays }: Age): Paise => paise(lateDays * compensationPaise)
