/**
 * The page about each type of problem, at the address that is the type, and one that lists them.
 *
 * @module
 */
import { Array as Arr } from "effect"
import type { Route } from "../http/Route.ts"
import * as Problem from "../problems/Problem.ts"
import * as ProblemMeaning from "../problems/ProblemMeaning.ts"
import * as ProblemView from "../problems/ProblemView.ts"
import * as RouteProblems from "../problems/RouteProblems.ts"
import { html } from "./Html.ts"
import { layout } from "./Layout.ts"
import type { Page } from "./Page.ts"

const contentType = "text/html; charset=utf-8"

const statusTag = (status: number) => html`<span class="tag s${String(status).charAt(0)}">${status}</span>`

const noteClass = { none: "", perhaps: "perhaps", "perhaps before": "before" } as const

const page = (type: Problem.ProblemType, routes: ReadonlyArray<Route<unknown>>): string => {
  const { title, status, advice } = Problem.describe(type)
  const { means, money } = ProblemMeaning.of(type)
  const answering = routes.filter((route) => RouteProblems.of(route).includes(type))
  const example = ProblemView.example(type)
  return layout(
    `${title} · Bhejo`,
    html`<main class="text">
<p class="crumb"><a href="/problems">Problems</a> / ${type}</p>
<h1>${title}</h1>
<p class="meta">${statusTag(status)}<span class="tag">/problems/${type}</span></p>
<p class="lead">${means}</p>
<p class="note ${noteClass[money]}">${ProblemMeaning.money[money]}</p>
<h2>What to do</h2>
<p>${advice}</p>
<h2>What the answer looks like</h2>
<pre tabindex="0">${JSON.stringify(example, undefined, 2)}</pre>
<p class="soft">Its <code>instance</code> is the request's id, which is also in the header <code>X-Request-Id</code>: name it when
you ask about this very case.</p>
${
  answering.length === 0
    ? html`<h2>Where it comes from</h2><p>It is answered before there is an operation to answer it.</p>`
    : html`<h2>Where it comes from</h2>
<ul class="plain">${answering.map(({ method, path, summary }) => html`<li><code>${method} ${path}</code><br><span class="soft">${summary}</span></li>`)}</ul>`
}
</main>`
  )
}

const list = (): string =>
  layout(
    "Problems · Bhejo",
    html`<main class="text">
<h1>Problems</h1>
<p class="lead">Every error is a problem by RFC 9457, and its <code>type</code> is the address of one of these pages.</p>
${Object.entries(Arr.groupBy(Problem.types, (type) => String(Problem.describe(type).status))).map(
  ([status, types]) => html`<h2>${statusTag(Number(status))}</h2>
<table>${types.map(
    (type) =>
      html`<tr><td><a href="/problems/${type}"><code>${type}</code></a></td><td>${Problem.describe(type).title}</td></tr>`
  )}</table>`
)}
</main>`
  )

/** A page for each type, and the list. */
export const pages = (routes: ReadonlyArray<Route<unknown>>): ReadonlyArray<Page> => [
  { path: "/problems", contentType, content: async () => list() },
  ...Problem.types.map(
    (type): Page => ({ path: `/problems/${type}`, contentType, content: async () => page(type, routes) })
  )
]
