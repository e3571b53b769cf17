/**
 * What becomes of a break from one run to the next.
 *
 * @module
 */
import { Schema } from "effect"
import { Break } from "./Break.ts"

/** Who said that a break is settled although nothing that was compared shows it, when, and why. */
export const Resolution = Schema.Struct({ by: Schema.String, note: Schema.String, atMillis: Schema.Int })
export type Resolution = typeof Resolution.Type

export const LifecycleStatus = Schema.Literals(["new", "persisting", "resolved", "reopened"])
export type LifecycleStatus = typeof LifecycleStatus.Type

/** A break as the runs know it. */
export const KnownBreak = Schema.Struct({
  break: Break,
  status: LifecycleStatus,
  /** The run that found it first, and the last one that found it. */
  firstRun: Schema.String,
  lastRun: Schema.String,
  /** How many runs have found it. */
  runs: Schema.Int,
  /** The run that did not find it any more. */
  resolvedRun: Schema.optionalKey(Schema.String),
  resolution: Schema.optionalKey(Resolution)
})
export type KnownBreak = typeof KnownBreak.Type

export const isOpen = ({ status }: Pick<KnownBreak, "status">): boolean => status !== "resolved"

/**
 * The break after a run: `found` is what that run has found of it, and nothing where it has looked and found nothing.
 *
 * An operator's resolution holds as long as the facts are those that the operator saw; other facts reopen the break. The
 * same run twice is the same as once.
 */
export const advance = (
  known: KnownBreak | undefined,
  found: Break | undefined,
  run: string
): KnownBreak | undefined => {
  if (known === undefined) {
    return found === undefined ? undefined : { break: found, status: "new", firstRun: run, lastRun: run, runs: 1 }
  }
  if (found === undefined) {
    return isOpen(known) && known.lastRun !== run ? { ...known, status: "resolved", resolvedRun: run } : known
  }
  if (known.lastRun === run) return known
  const { resolvedRun: _, resolution, ...rest } = known
  const seen = { ...rest, break: found, lastRun: run, runs: known.runs + 1 }
  if (isOpen(known)) return { ...seen, status: "persisting" }
  return resolution !== undefined && saysTheSame(known.break, found)
    ? { ...seen, status: "resolved", resolution }
    : { ...seen, status: "reopened" }
}

const saysTheSame = (one: Break, other: Break): boolean =>
  one.amountPaise === other.amountPaise && ungrouped(one.summary) === ungrouped(other.summary)

/** Amounts were written without groups once. */
const ungrouped = (summary: string): string => summary.replaceAll(/(?<=\d),(?=\d)/g, "")

/** Settles a break by a person's word. */
export const resolve = (known: KnownBreak, resolution: Resolution): KnownBreak => ({
  ...known,
  status: "resolved",
  resolution
})
