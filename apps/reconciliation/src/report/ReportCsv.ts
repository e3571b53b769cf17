/**
 * The breaks of a report as a table that a spreadsheet opens.
 *
 * @module
 */
import { Money } from "@bhejo/core"
import type { Report, ReportedBreak } from "./Report.ts"

const columns: ReadonlyArray<readonly [string, (reported: ReportedBreak) => string | number | undefined]> = [
  ["id", ({ known }) => known.break.id],
  ["class", ({ known }) => known.break.class],
  ["severity", ({ severity }) => severity],
  ["status", ({ known }) => known.status],
  ["product", ({ known }) => known.break.product],
  ["team", ({ known }) => known.break.team],
  ["transfer", ({ known }) => known.break.transferId],
  ["wallet_load", ({ known }) => known.break.walletLoadId],
  ["reference", ({ known }) => known.break.clientRefId],
  ["tid", ({ known }) => known.break.tid],
  ["amount_rupees", ({ known }) => Money.toRupees(known.break.amountPaise)],
  ["on_day", ({ known }) => known.break.onDay],
  ["age_days", ({ ageDays }) => ageDays],
  ["bucket", ({ bucket }) => bucket],
  ["exposure_rupees", ({ exposurePaise }) => Money.toRupees(Money.paise(exposurePaise))],
  ["first_run", ({ known }) => known.firstRun],
  ["runs", ({ known }) => known.runs],
  ["summary", ({ known }) => known.break.summary],
  ["next", ({ next }) => next],
  ["resolved_by", ({ known }) => known.resolution?.by],
  ["resolution", ({ known }) => known.resolution?.note]
]

/** A cell that no spreadsheet takes for a formula, and no reader for two cells. */
const cell = (value: string | number | undefined): string => {
  const text = String(value ?? "")
  const safe =
    typeof value === "string" && /^[=+\-@\t\r]/.test(text) && !/^-?\d+(\.\d+)?$/.test(text) ? `'${text}` : text
  return /[",\n\r]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}

/** CSV with a header; every line ends with CRLF, as RFC 4180 has it. */
export const make = ({ open, resolved }: Report): string =>
  [
    columns.map(([name]) => name),
    ...[...open, ...resolved].map((reported) => columns.map(([, read]) => read(reported)))
  ]
    .map((row) => `${row.map(cell).join(",")}\r\n`)
    .join("")
