/**
 * A report as one page that people read in the morning: the verdict first, then what it costs, then each break.
 *
 * It stands alone: style, script and charts are in it, and it loads nothing.
 *
 * @module
 */
import { Ageing, Reconciliation, Tally } from "@bhejo/core"
import { script, style } from "./PageAssets.ts"
import * as PageBreaks from "./PageBreaks.ts"
import { bars, columns, line } from "./PageCharts.ts"
import { type Html, html, raw } from "./PageHtml.ts"
import { count, day, instant, rupees, walletsOf } from "./PageWords.ts"
import type { Report } from "./Report.ts"

export const make = (report: Report): string =>
  html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:">
<title>Reconciliation ${windowOf(report)}: ${headline(report).title}</title>
<style>${raw(style)}</style>
</head>
<body>
<header>${verdict(report)}${facts(report)}</header>
<main>
${charts(report)}
${PageBreaks.section(report)}
${repairs(report)}
${cash(report)}
${transfers(report)}
${months(report)}
</main>
<footer>${colophon(report)}</footer>
<script>${raw(script)}</script>
</body>
</html>
`.text

const windowOf = ({ window }: Report): string =>
  window.from === window.to ? day(window.from) : `${day(window.from)} to ${day(window.to)}`

const headline = ({
  verdict,
  open,
  unanswered,
  unread = []
}: Report): { readonly title: string; readonly strong: string } => {
  const breaks = count(open.length, "break")
  switch (verdict) {
    case "clean":
      return { title: "everything agrees", strong: "Everything agrees." }
    case "breaks":
      return { title: `${breaks} open`, strong: `${breaks} ${open.length === 1 ? "is" : "are"} open.` }
    case "incomplete": {
      const lacks = [
        ...(unanswered.length === 0 ? [] : [`gave no answer about ${count(unanswered.length, "transaction")}`]),
        ...(unread.length === 0 ? [] : [`did not tell the balance of ${walletsOf(unread)}`])
      ]
      const rest = open.length === 0 ? "" : `; ${breaks} ${open.length === 1 ? "is" : "are"} open`
      return { title: "not complete", strong: `Not complete: Eko ${lacks.join(" and ")}${rest}.` }
    }
  }
}

const atStake = ({ open }: Report): number =>
  open.reduce((sum, { known }) => sum + Math.abs(known.break.amountPaise), 0)

const verdict = (report: Report): Html => {
  const { open, repaired, totals } = report
  const critical = open.filter(({ severity }) => severity === "critical").length
  const fresh = open.filter(({ known }) => known.status === "new").length
  const compared = Tally.get(totals, "matched") + Tally.get(totals, "broken")
  const product = report.window.product === undefined ? "both products" : report.window.product
  return html`<div class="verdict ${report.verdict}">
<p class="kicker">Reconciliation with Eko · ${windowOf(report)} · ${product}${report.isDryRun ? " · dry run, nothing was changed" : ""}</p>
<h1><strong>${headline(report).strong}</strong> ${lead(report)}</h1>
<p>${count(compared, "transfer")} compared, ${String(Tally.get(totals, "matched"))} without a difference. ${
    report.verdict === "clean"
      ? "Nothing needs you today."
      : open.length === 0
        ? "Run the same days again once Eko answers."
        : `${fresh} new since the last run, ${critical} where money may be lost.`
  }${repaired.length === 0 ? "" : ` ${count(repaired.length, "transfer")} moved on Eko's word.`}${open.length === 0 ? raw("") : html` <a href="#open-breaks">See each, and what to do about it.</a>`}</p>
</div>`
}

/** What the morning's reader wants to know next. */
const lead = (report: Report): string => {
  if (report.verdict === "clean") return "No rupee is unaccounted for."
  if (report.open.length === 0) return "What could be looked at agrees."
  const exposure = report.exposurePaise === 0 ? "" : ` ${rupees(report.exposurePaise)} of compensation is due by now.`
  return `${rupees(atStake(report))} is in question.${exposure}`
}

const facts = (report: Report): Html => {
  const { totals, open } = report
  const owed = Tally.get(totals, "cash/owedPaise")
  const oldest = Math.max(0, ...open.map(({ ageDays }) => ageDays))
  const items: ReadonlyArray<readonly [string, string]> = [
    [rupees(atStake(report)), "in question, all breaks together"],
    [rupees(report.exposurePaise), "compensation due, ₹100 a day from the second day on"],
    [open.length === 0 ? "–" : count(oldest, "day"), "age of the oldest break"],
    [rupees(owed), `cash owed to customers (${Tally.get(totals, "cash/owed")})`],
    [rupees(Tally.get(totals, "cash/acknowledgedPaise")), "cash handed back, declared by name"],
    [String(report.resolved.length), "breaks gone or settled"]
  ]
  return html`<ul class="facts">${items.map(([value, words]) => html`<li><b>${value}</b><span>${words}</span></li>`)}</ul>`
}

const tones = ["paid", "failed", "open", "refund"] as const

const charts = (report: Report): Html => {
  const { totals, open, wallets } = report
  const hours = Array.from({ length: 24 }, (_, hour) => {
    const label = String(hour).padStart(2, "0")
    const parts = tones.map((tone) => ({ tone, name: tone, value: Tally.get(totals, `hours/${label}/${tone}`) }))
    return { label, parts }
  })
  const severities = ["critical", "serious", "notice"] as const
  const ages = Ageing.buckets.map((bucket) => {
    const inside = open.filter((one) => one.bucket === bucket)
    const parts = severities.map((tone) => ({
      tone,
      name: tone,
      value: inside.filter(({ severity }) => severity === tone).length
    }))
    return { label: `${bucket} days`, parts, text: String(inside.length) }
  })
  const exposures = Ageing.buckets.map((bucket) => {
    const value = open.filter((one) => one.bucket === bucket).reduce((sum, { exposurePaise }) => sum + exposurePaise, 0)
    return { label: `${bucket} days`, parts: [{ tone: "money", name: "paise", value }], text: rupees(value) }
  })
  const [matched, broken] = [Tally.get(totals, "matched"), Tally.get(totals, "broken")]
  const both = [
    {
      label: "Both sides agree",
      parts: [{ tone: "matched", name: "transfers", value: matched }],
      text: String(matched)
    },
    { label: "With a break", parts: [{ tone: "broken", name: "transfers", value: broken }], text: String(broken) }
  ]
  return html`<h2>${report.window.from === report.window.to ? "The day" : "The days"} in pictures</h2><div class="charts">
${figure(
  "Outcomes by hour",
  "By the hour in India in which the last attempt was made.",
  columns("Transfers by hour", hours),
  legend([
    ["paid", "paid"],
    ["failed", "failed"],
    ["open", "open"],
    ["refund", "refunded or to be"]
  ])
)}
${figure(
  "Age of what is open",
  "Days since the transaction, by how serious it is.",
  bars("Open breaks by age", ages),
  legend([
    ["bad", "money may be lost"],
    ["open", "someone waits"],
    ["failed", "for the record"]
  ])
)}
${figure("Compensation by age", "₹100 for each calendar day from the second one on, where a customer waits for money.", bars("Compensation by age", exposures), raw(""))}
${figure("Matched against broken", "Transfers that both sides agree about, and those that they do not.", bars("Transfers matched and broken", both), raw(""))}
${wallets.map(walletFigure)}
</div>`
}

const figure = (title: string, words: string, drawing: Html, key: Html): Html =>
  html`<figure><h3>${title}</h3>${drawing}${key}<figcaption>${words}</figcaption></figure>`

const legend = (items: ReadonlyArray<readonly [string, string]>): Html =>
  html`<ul class="key">${items.map(([tone, words]) => html`<li><i style="--swatch:var(--${tone})"></i>${words}</li>`)}</ul>`

const walletFigure = (summary: Report["wallets"][number]): Html => {
  const { wallet, points, gaps, links, unexplainedPaise } = summary
  const values = points.map(({ balancePaise }) => balancePaise)
  const linked =
    unexplainedPaise === 0
      ? `${count(links, "balance")} linked by value; nothing is unexplained.`
      : `${count(gaps, "gap")} among ${count(links, "linked balance")}; ${rupees(unexplainedPaise)} is unexplained.`
  const range =
    points.length < 2 ? "" : ` It was between ${rupees(Math.min(...values))} and ${rupees(Math.max(...values))}.`
  const drawing =
    points.length < 2
      ? html`<p class="soft">Too few balances are known to draw them.</p>`
      : line(
          `Balance of wallet ${wallet}`,
          points.map(({ atMillis, balancePaise }) => ({ at: atMillis, value: balancePaise })),
          {
            top: rupees(Math.max(...values)),
            bottom: rupees(Math.min(...values)),
            from: instant(points[0]?.atMillis ?? 0),
            until: instant(points.at(-1)?.atMillis ?? 0)
          }
        )
  return figure(`Wallet ${wallet}`, `${endsOf(summary)} ${sinceOf(summary)}: ${linked}${range}`, drawing, raw(""))
}

const endsOf = ({ openingPaise, openedAtMillis, closingPaise, isRead, gaps }: Report["wallets"][number]): string => {
  const when = openedAtMillis == null ? "at an earlier reading" : `at the reading of ${instant(openedAtMillis)}`
  const unread = gaps === 0 ? "No earlier reading" : "No reading before the first gap"
  const opened = openingPaise === null ? unread : `${rupees(openingPaise)} ${when}`
  if (closingPaise === null) return `${opened}, and no balance is known now.`
  return isRead === false
    ? `${opened}, ${rupees(closingPaise)} after the last transaction that told a balance: no live one was read.`
    : `${opened}, ${rupees(closingPaise)} at that of this run.`
}

/** A run's end is looked at again by the next one, so a chain spans more than the time since the last run. */
const sinceOf = ({ sinceMillis, openedAtMillis }: Report["wallets"][number]): string => {
  if (sinceMillis == null) return "Followed from the first balance that is known"
  const isBefore = openedAtMillis != null && sinceMillis < openedAtMillis
  return isBefore
    ? `Followed since the reading before that (${instant(sinceMillis)}), because what lies near a reading is looked at twice`
    : `Followed since then (${instant(sinceMillis)})`
}

const repairs = ({ repaired }: Report): Html =>
  repaired.length === 0
    ? raw("")
    : html`<h2>Moved on Eko's word</h2><p class="soft">Where Eko's word is evidence, the transfer has moved through the same state machine as everywhere else.</p>
<div class="scroll" tabindex="0" role="region" aria-label="Transfers that were moved"><table><thead><tr><th scope="col">Transfer</th><th scope="col">Was</th><th scope="col">Is</th></tr></thead><tbody>${repaired
        .slice(0, 500)
        .map(
          ({ transferId, before, after }) =>
            html`<tr><td><code>${transferId}</code></td><td>${before.replaceAll("_", " ")}</td><td>${after.replaceAll("_", " ")}</td></tr>`
        )}</tbody></table></div>`

const cash = ({ totals }: Report): Html => {
  const people = Object.entries(Tally.below(totals, "cash/by"))
  if (people.length === 0) return raw("")
  return html`<h2>Cash handed back to customers</h2><p class="soft">Who declared that the customer of a failed credit has the cash again.</p>
<div class="scroll" tabindex="0" role="region" aria-label="Cash handed back, by whom"><table><thead><tr><th scope="col">Declared by</th><th scope="col" class="number">Amount</th></tr></thead><tbody>${people.map(
    ([name, amountPaise]) => html`<tr><td>${name}</td><td class="number">${rupees(amountPaise)}</td></tr>`
  )}</tbody></table></div>`
}

const transfers = ({ totals }: Report): Html => {
  const counts = Object.entries(Tally.below(totals, "transfers"))
  if (counts.length === 0) return raw("")
  return html`<h2>Transfers by product and state</h2>
<div class="scroll" tabindex="0" role="region" aria-label="Transfers by product and state"><table><thead><tr><th scope="col">Product</th><th scope="col">State</th><th scope="col" class="number">Transfers</th><th scope="col" class="number">Amount</th></tr></thead><tbody>${counts.map(
    ([name, transfers]) => {
      const [product = "", state = ""] = name.split("/")
      return html`<tr><td>${product}</td><td>${state.replaceAll("_", " ")}</td><td class="number">${transfers}</td><td class="number">${rupees(Tally.get(totals, `paise/${name}`))}</td></tr>`
    }
  )}</tbody></table></div>`
}

const months = ({ totals, window }: Report): Html => {
  const figures = Tally.below(totals, "months")
  const rows = [...new Set(Object.keys(figures).map((name) => name.split("/").slice(0, 2).join("/")))]
  if (rows.length === 0) return raw("")
  const sum = (name: string) => Tally.get(figures, name)
  const cell = (name: string) => {
    const [unknown, differs] = [sum(`${name}/unknown`), sum(`${name}/differs`)]
    const notes = [
      ...(unknown === 0 ? [] : [`${unknown} not told`]),
      ...(differs === 0 ? [] : [`we held ${rupees(sum(name) - differs)}`])
    ]
    const words = notes.length === 0 ? raw("") : html`<br><span class="tag">${notes.join(", ")}</span>`
    return html`<td class="number">${rupees(sum(name))}${words}</td>`
  }
  return html`<h2>Commission, TDS and GST by month</h2><p class="soft">Of the transfers that succeeded from ${day(window.from)} to ${day(window.to)}: what Eko says of each figure, or else what its answer had said. <code>bhejo-reconcile month</code> has whole months.</p>
<div class="scroll" tabindex="0" role="region" aria-label="Monthly figures"><table><thead><tr><th scope="col">Month</th><th scope="col">Product</th><th scope="col" class="number">Successes</th><th scope="col" class="number">Amount</th><th scope="col" class="number">Fees</th><th scope="col" class="number">Commission</th><th scope="col" class="number">TDS</th><th scope="col" class="number">GST</th></tr></thead><tbody>${rows.map(
    (row) => {
      const [month = "", product = ""] = row.split("/")
      return html`<tr><td>${month}</td><td>${product}</td><td class="number">${sum(`${row}/transfers`)}</td><td class="number">${rupees(sum(`${row}/amountPaise`))}</td>${Reconciliation.monthlyFigures.map((figure) => cell(`${row}/${figure}`))}</tr>`
    }
  )}</tbody></table></div>`
}

const colophon = (report: Report): Html => {
  const { totals } = report
  const sources = report.sources.length === 0 ? "the journal alone" : `${report.sources.join(", ")} and the journal`
  const asked = Tally.get(totals, "records/inquiry/Found") + Tally.get(totals, "records/inquiry/NotFound")
  return html`<p>Run <code>${report.run}</code>, opened ${instant(Date.parse(report.openedAt))} in India, from ${sources}: ${count(asked, "answer")} to inquiries, ${count(Tally.get(totals, "records/statement/Found"), "line")} of statements. Amounts are seen from the wallet: negative where more money has left, or may have, than our books say.</p>
<p>The manifest beside this page holds the hash of every part. <code>bhejo-reconcile verify</code> checks it without a network.</p>`
}
