/**
 * What all pages share: the frame around them, and how they look.
 *
 * @module
 */
import { type Html, html } from "./Html.ts"
import type { Page } from "./Page.ts"

/** A whole page. */
export const layout = (title: string, body: Html, head: Html = html``): string =>
  html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title}</title>
<link rel="icon" href="/assets/icon.svg" type="image/svg+xml">
<link rel="stylesheet" href="/assets/bhejo.css">
${head}</head>
<body>
<header class="bar">
<a class="brand" href="/docs"><img src="/assets/icon.svg" alt="" width="28" height="28">Bhejo</a>
<nav><a href="/docs">API</a><a href="/problems">Problems</a><a href="/openapi.json">openapi.json</a></nav>
</header>
${body}
</body>
</html>
`.text

const css = `:root {
  --ink: #1b2333; --soft: #5b6579; --line: #e3e7ee; --paper: #ffffff; --wash: #f6f8fb;
  --brand: #0f766e; --good: #0f766e; --warn: #b45309; --bad: #b91c1c;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ink: #e6eaf2; --soft: #9aa5b8; --line: #2a3344; --paper: #131924; --wash: #0d121b;
    --brand: #2dd4bf; --good: #2dd4bf; --warn: #fbbf24; --bad: #f87171;
  }
}
* { box-sizing: border-box; }
body {
  margin: 0; background: var(--wash); color: var(--ink);
  font: 16px/1.6 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif;
}
a { color: var(--brand); }
.bar {
  display: flex; align-items: center; justify-content: space-between; gap: 1rem; flex-wrap: wrap;
  padding: .75rem 1.5rem; background: var(--paper); border-bottom: 1px solid var(--line);
}
.bar a { text-decoration: none; }
.brand { display: flex; align-items: center; gap: .6rem; font-weight: 700; font-size: 1.15rem; color: var(--ink); }
.bar nav { display: flex; gap: 1.25rem; font-size: .95rem; }
main.text { max-width: 46rem; margin: 0 auto; padding: 2.5rem 1.5rem 5rem; }
.crumb { font-size: .9rem; color: var(--soft); margin: 0 0 .75rem; }
h1 { font-size: 2rem; line-height: 1.2; margin: 0 0 .75rem; letter-spacing: -.01em; }
h2 { font-size: 1.1rem; margin: 2.25rem 0 .5rem; }
.meta { display: flex; gap: .5rem; flex-wrap: wrap; align-items: center; margin: 0 0 1.5rem; }
.tag {
  font: 600 .85rem/1.5 ui-monospace, "SF Mono", Menlo, Consolas, monospace; padding: .1rem .6rem;
  border: 1px solid var(--line); border-radius: 999px; background: var(--paper); color: var(--soft);
}
.tag.s4 { color: var(--warn); border-color: currentColor; }
.tag.s5 { color: var(--bad); border-color: currentColor; }
.lead { font-size: 1.1rem; }
.note {
  padding: .85rem 1.1rem; margin: 1.5rem 0; background: var(--paper); border: 1px solid var(--line);
  border-left: 4px solid var(--good); border-radius: 6px;
}
.note.perhaps { border-left-color: var(--warn); }
.note.before { border-left-color: var(--bad); }
pre {
  overflow-x: auto; padding: 1rem 1.15rem; background: var(--paper); border: 1px solid var(--line); border-radius: 6px;
  font: .86rem/1.55 ui-monospace, "SF Mono", Menlo, Consolas, monospace;
}
code { overflow-wrap: anywhere; font: .92em ui-monospace, "SF Mono", Menlo, Consolas, monospace; }
ul.plain { list-style: none; margin: .5rem 0; padding: 0; }
ul.plain li { padding: .3rem 0; }
table { width: 100%; border-collapse: collapse; margin: .5rem 0 1rem; }
td { padding: .55rem .5rem .55rem 0; border-top: 1px solid var(--line); vertical-align: top; }
td:first-child { width: 15.5rem; }
.soft { color: var(--soft); }
@media (max-width: 40rem) { td { display: block; border: 0; padding: .1rem 0; } td:first-child { padding-top: .8rem; width: auto; } }
`

const icon = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="8" fill="#0f766e"/><path d="M7 16h15m-6-7 7 7-7 7" fill="none" stroke="#fff" stroke-width="3.2" stroke-linecap="round" stroke-linejoin="round"/></svg>`

/** What every page loads. */
export const assets: ReadonlyArray<Page> = [
  { path: "/assets/bhejo.css", contentType: "text/css; charset=utf-8", content: async () => css },
  { path: "/assets/icon.svg", contentType: "image/svg+xml", content: async () => icon }
]
