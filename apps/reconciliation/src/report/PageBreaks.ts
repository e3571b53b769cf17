/**
 * The part of the report's page that lists the breaks, each with its evidence and what to do next.
 *
 * @module
 */
import { Ageing, type Break, BreakAdvice } from "@bhejo/core"
import * as EvidenceWords from "./EvidenceWords.ts"
import { type Html, html, raw } from "./PageHtml.ts"
import { count, day, rupees } from "./PageWords.ts"
import { countsByClass, type Report, type ReportedBreak } from "./Report.ts"

/** A page with more becomes slow to open on a phone; the table beside it has them all. */
const maxShown = 1_000

export const section = (report: Report): Html => {
  const { open, resolved } = report
  if (open.length === 0) return html`<h2 id="open-breaks">Open breaks</h2><p>There are none.</p>${settled(resolved)}`
  const counts = countsByClass(report)
  return html`<h2 id="open-breaks">Open breaks</h2>
<p class="soft">A break is one difference between our records and Eko's. The most serious and the oldest come first; each opens to show what both sides say and what to do.</p>
<div class="tools">
<label>Search<input id="search" type="search" placeholder="reference, tid, transfer, words"></label>
<label>Kind<select id="kind"><option value="">all kinds</option>${counts.map(
    ([name, number]) => html`<option value="${name}">${BreakAdvice.of(name).title} (${number})</option>`
  )}</select></label>
<label>Age<select id="age"><option value="">all ages</option>${Ageing.buckets.map(
    (bucket) => html`<option value="${bucket}">${bucket} days</option>`
  )}</select></label>
<span id="said" class="soft" role="status">${count(open.length, "break")}</span>
</div>
${open.length > maxShown ? html`<p class="soft">The first ${maxShown} of ${open.length} are shown here; <code>breaks.csv</code> has all.</p>` : raw("")}
<div id="breaks">${open.slice(0, maxShown).map(one)}</div>
${settled(resolved)}`
}

const one = (reported: ReportedBreak): Html => {
  const { known, severity, title, next, ageDays, bucket, exposurePaise } = reported
  const found = known.break
  const text = [
    found.id,
    title,
    found.summary,
    found.transferId,
    found.walletLoadId,
    found.tid,
    found.clientRefId,
    found.team,
    found.product
  ]
    .filter((part) => part !== undefined)
    .join(" ")
    .toLowerCase()
  return html`<details class="break ${severity}" id="${found.id}" data-kind="${found.class}" data-age="${bucket}" data-text="${text}">
<summary><span><b>${title}</b><br><span class="tag">${statusWords[known.status]} · ${severityWords[severity]}</span></span><span class="what">${found.summary}</span><span class="number"><b>${rupees(found.amountPaise)}</b><br><span class="tag">${ageDays === 0 ? "today" : count(ageDays, "day")}${exposurePaise === 0 ? "" : ` · ${rupees(exposurePaise)} due`}</span></span></summary>
<div class="inside"><p class="next"><b>Next:</b> ${next}</p>
<p class="soft">${BreakAdvice.of(found.class).meaning}</p>
<div class="sides"><div><h3>We hold</h3>${evidence([{ ...head(found), ...found.ours }])}</div><div><h3>Eko says</h3>${found.eko.length === 0 ? html`<p class="soft">Nothing.</p>` : evidence(found.eko)}</div></div>
<p class="soft">First found by <code>${known.firstRun}</code>, in ${count(known.runs, "run")}. <code>bhejo-reconcile explain ${found.id}</code></p></div></details>`
}

const statusWords = { new: "new", persisting: "still there", reopened: "back again", resolved: "settled" } as const
const severityWords = { critical: "money may be lost", serious: "someone waits", notice: "for the record" } as const

const head = (found: Break.Break): Break.Statement =>
  Object.fromEntries(
    Object.entries({
      day: day(found.onDay),
      transfer: found.transferId,
      "wallet load": found.walletLoadId,
      reference: found.clientRefId,
      tid: found.tid,
      product: found.product,
      team: found.team
    }).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]]))
  )

const evidence = (statements: ReadonlyArray<Break.Statement>): Html =>
  html`${statements.map(
    (statement) =>
      html`<dl>${EvidenceWords.of(statement).map(([name, value]) => html`<dt>${name}</dt><dd>${value}</dd>`)}</dl>`
  )}`

const settled = (resolved: ReadonlyArray<ReportedBreak>): Html =>
  resolved.length === 0
    ? raw("")
    : html`<h2>Gone or settled</h2><div class="scroll" tabindex="0" role="region" aria-label="Breaks that are gone or settled"><table><thead><tr><th scope="col">Break</th><th scope="col">What it was</th><th scope="col" class="number">Amount</th><th scope="col">Settled by</th></tr></thead><tbody>${resolved
        .slice(0, maxShown)
        .map(
          ({ known, title }) =>
            html`<tr><td>${title}<br><code>${known.break.id}</code></td><td>${known.break.summary}</td><td class="number">${rupees(known.break.amountPaise)}</td><td>${known.resolution === undefined ? "no longer found" : `${known.resolution.by}: ${known.resolution.note}`}</td></tr>`
        )}</tbody></table></div>`
