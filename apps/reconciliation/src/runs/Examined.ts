/**
 * Whether a run has looked at a known break at all: only then does it mean something that the run did not find it.
 *
 * @module
 */
import { type Break, CallbackStore, IndiaTime } from "@bhejo/core"
import * as WalletChain from "../wallets/WalletChain.ts"
import { type RunParameters, spanOf } from "./RunParameters.ts"
import { untilMillis } from "./RunWindow.ts"

/**
 * Whether a run would have found a break if it were still there. One whose evidence comes from a source that the run did
 * not have, from a day that it did not cover, or from a transaction that Eko said nothing about, stays as it is.
 */
export const isExamined = (parameters: RunParameters, found: Break.Break, unanswered: ReadonlySet<string>): boolean => {
  const { sources, window, openedAtMillis, coveredFrom } = parameters
  // The journal and the callbacks are ours, and always there.
  const has = (source: string) => source === "journal" || source === "callback" || sources.some((one) => one === source)
  if (found.class === "balance_gap")
    return has("wallet") && found.onDay <= IndiaTime.dayOf(openedAtMillis) && hasEndOf(found, parameters)
  if (window.product !== undefined && found.product !== window.product) return false
  if ([found.clientRefId, found.tid].some((name) => name !== undefined && unanswered.has(name))) return false
  if (found.class === "bank_reference_reused") return has("statement")
  const named = found.eko.flatMap(({ source }) => (typeof source === "string" ? [source] : []))
  if (!named.every(has)) return false
  // What nobody owns is looked for up to the window's end, or a little beyond; what a record owns, wherever it lies.
  if (found.transferId === undefined && found.walletLoadId === undefined)
    return found.eko.some((statement) => isReached(statement, parameters))
  const isAbsence = found.class === "missing_at_eko" || found.class === "timing"
  if (!isAbsence || named.length > 0 || has("inquiry")) return true
  return coveredFrom !== undefined && found.onDay >= coveredFrom && found.onDay <= window.to
}

/** Where a live balance showed a gap, none is known to be there or not until the balance is read again. */
const hasEndOf = ({ ours, eko }: Break.Break, { readings }: RunParameters): boolean =>
  !eko.some(({ reference }, index) => index > 0 && WalletChain.isReading(reference)) ||
  readings.some(({ wallet }) => wallet === ours?.["wallet"])

/** Whether a run goes so far in time that it has a line or a callback before it. */
const isReached = ({ source, at }: Break.Statement, parameters: RunParameters): boolean => {
  const atMillis = typeof at === "string" ? Date.parse(at) : Number.NaN
  if (source === "statement") return atMillis < untilMillis(parameters.window) + parameters.edgeMillis
  // A callback may have been removed once it is old, which settles nothing.
  const oldestMillis = parameters.openedAtMillis - CallbackStore.leastKeptMillis
  return source === "callback" && atMillis > oldestMillis && atMillis < spanOf(parameters).untilMillis
}
