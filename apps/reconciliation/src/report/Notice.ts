/**
 * Tells others how a run ended: a webhook that is signed as Standard Webhooks has it, and metrics in a file.
 *
 * @module
 */
import { renameSync, writeFileSync } from "node:fs"
import { Break, Tally } from "@bhejo/core"
import { Clock, Data, Effect, Metric, Redacted } from "effect"
import { PrometheusMetrics } from "effect/observability"
import { Webhook } from "standardwebhooks"
import type { Settings } from "../Configuration.ts"
import { countsByClass, type Report } from "./Report.ts"

/** The webhook's receiver did not take the message. */
export class NotDelivered extends Data.TaggedError("NotDelivered")<{ readonly reason: string }> {
  override get message() {
    return `The webhook was not delivered: ${this.reason}.`
  }
}

const timeoutMillis = 10_000

/** What the receiver is told; the report itself stays here. */
const messageOf = (report: Report) => ({
  type: "reconciliation.closed",
  timestamp: report.openedAt,
  data: {
    run: report.run,
    window: report.window,
    verdict: report.verdict,
    unanswered: report.unanswered.length,
    unread: report.unread ?? [],
    open: report.open.length,
    new: report.open.filter(({ known }) => known.status === "new").length,
    exposurePaise: report.exposurePaise,
    breaks: Object.fromEntries(countsByClass(report))
  }
})

/** Sends the message once; its id is the run's, so a receiver knows a repeated one. */
export const send = Effect.fn("Notice.send")(function* (
  report: Report,
  { url, secret }: NonNullable<Settings["webhook"]>
) {
  const body = JSON.stringify(messageOf(report))
  const id = `reconciliation_${report.run}`
  const at = new Date(yield* Clock.currentTimeMillis)
  const signature = new Webhook(Redacted.value(secret)).sign(id, at, body)
  const response = yield* Effect.tryPromise({
    try: (signal) =>
      fetch(url, {
        method: "POST",
        redirect: "error",
        signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMillis)]),
        headers: {
          "content-type": "application/json",
          "webhook-id": id,
          "webhook-timestamp": String(Math.floor(at.getTime() / 1_000)),
          "webhook-signature": signature
        },
        body
      }),
    catch: () => new NotDelivered({ reason: "nothing answered" })
  })
  if (!response.ok) return yield* new NotDelivered({ reason: `it answered ${response.status}` })
})

const gauge = (name: string, description: string) => Metric.gauge(name, { description })

const lastSuccess = gauge(
  "bhejo_reconciliation_last_success_timestamp_seconds",
  "When a run was last closed to which Eko had told everything that it asked."
)
const unanswered = gauge("bhejo_reconciliation_unanswered_attempts", "Attempts that Eko gave no answer about.")
const unread = gauge("bhejo_reconciliation_wallet_unread", "1 for a wallet whose live balance Eko did not tell.")
const exposure = gauge("bhejo_reconciliation_exposure_rupees", "Compensation that is due by now.")
const open = gauge("bhejo_reconciliation_open_breaks", "Breaks that are open, by class.")
const compared = gauge("bhejo_reconciliation_compared_transfers", "Transfers that the last run compared.")

/** The metrics of a run in Prometheus' text format. */
const metricsOf = Effect.fn("Notice.metricsOf")(function* (report: Report, lastCompleteAtMillis: number | undefined) {
  if (lastCompleteAtMillis !== undefined) yield* Metric.update(lastSuccess, lastCompleteAtMillis / 1_000)
  yield* Metric.update(unanswered, report.unanswered.length)
  const silent = new Set(report.unread)
  for (const wallet of new Set([...report.wallets.map(({ wallet }) => wallet), ...silent])) {
    yield* Metric.update(Metric.withAttributes(unread, { wallet }), silent.has(wallet) ? 1 : 0)
  }
  yield* Metric.update(exposure, report.exposurePaise / 100)
  yield* Metric.update(compared, Tally.get(report.totals, "matched") + Tally.get(report.totals, "broken"))
  const counts = new Map(countsByClass(report))
  for (const name of Break.BreakClass.literals) {
    yield* Metric.update(Metric.withAttributes(open, { class: name }), counts.get(name) ?? 0)
  }
  return yield* PrometheusMetrics.format()
})

/** Writes the metrics where a collector reads them, whole or not at all. */
export const writeMetrics = Effect.fnUntraced(function* (
  report: Report,
  lastCompleteAtMillis: number | undefined,
  path: string
) {
  const text = yield* metricsOf(report, lastCompleteAtMillis)
  yield* Effect.sync(() => {
    writeFileSync(`${path}.new`, text)
    renameSync(`${path}.new`, path)
  })
})
