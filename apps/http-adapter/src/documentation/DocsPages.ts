/**
 * The OpenAPI document, and the page that shows it. Both work without internet: Swagger UI is served from its package.
 *
 * @module
 */
import { readFile } from "node:fs/promises"
import { createRequire } from "node:module"
import { dirname, join } from "node:path"
import type { Route } from "../http/Route.ts"
import type { Webhook } from "../webhooks/Webhook.ts"
import { html } from "./Html.ts"
import { layout } from "./Layout.ts"
import * as OpenApi from "./OpenApi.ts"
import type { Page } from "./Page.ts"

const folder = dirname(createRequire(import.meta.url).resolve("swagger-ui-dist/package.json"))

const swagger = (name: string, contentType: string): Page => ({
  path: `/assets/${name}`,
  contentType,
  content: () => readFile(join(folder, name))
})

const script = `"use strict"
addEventListener("load", () => {
  SwaggerUIBundle({
    url: "/openapi.json",
    dom_id: "#api",
    deepLinking: true,
    docExpansion: "list",
    defaultModelsExpandDepth: 0,
    defaultModelExpandDepth: 3,
    displayRequestDuration: true,
    tryItOutEnabled: false,
    validatorUrl: null,
    syntaxHighlight: { theme: "idea" }
  })
})
`

const css = `#api { max-width: 80rem; margin: 0 auto; padding: 0 .5rem 4rem; }
.swagger-ui .info { margin: 1.75rem 0; }
.swagger-ui .info .title small, .swagger-ui .info .link, .swagger-ui .scheme-container .servers-title,
.swagger-ui .scheme-container .servers { display: none; }
.swagger-ui .scheme-container { background: transparent; box-shadow: none; padding: 0; margin: -3.5rem 0 1.5rem; }
.swagger-ui .info p, .swagger-ui .info li, .swagger-ui .info td { font-size: 15px; line-height: 1.55; max-width: 50rem; margin-left: 0; }
.swagger-ui, .swagger-ui .info .title, .swagger-ui .opblock-tag, .swagger-ui .opblock .opblock-summary-description {
  font-family: system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif;
}
.swagger-ui .renderedMarkdown table { width: auto; margin: .5rem 0; }
.swagger-ui .renderedMarkdown td { padding: .2rem 1rem .2rem 0; }
.swagger-ui .opblock-tag small { flex: 2; }
.swagger-ui .response-col_links { display: none; }
.swagger-ui .info h2 { font-size: 1.15rem; margin: 1.5rem 0 .5rem; }
/* Swagger UI's own colours are too pale for many eyes: these have the contrast that WCAG asks for. */
.swagger-ui .opblock.opblock-get .opblock-summary-method { background: #1d5fa8; }
.swagger-ui .opblock.opblock-post .opblock-summary-method { background: #0f766e; }
.swagger-ui .opblock.opblock-put .opblock-summary-method { background: #9a5b00; }
.swagger-ui .opblock.opblock-delete .opblock-summary-method { background: #b91c1c; }
.swagger-ui .btn.authorize, .swagger-ui .btn.authorize span { color: #0f766e; border-color: #0f766e; }
.swagger-ui .btn.authorize svg { fill: #0f766e; }
.swagger-ui .parameter__in, .swagger-ui .parameter__deprecated, .swagger-ui .prop-format { color: #55606f; }
.swagger-ui .response-control-media-type__accept-message, .swagger-ui .response-control-media-type__accept-message code { color: #0f6b3d; }
.swagger-ui .renderedMarkdown code { color: #6d0fc4; }
.loading { text-align: center; padding: 4rem; color: var(--soft); }
@media (prefers-color-scheme: dark) {
  /* Swagger UI is drawn for white paper: its colours are turned round, and those that have a meaning turned back. */
  #api { filter: invert(.9) hue-rotate(180deg); }
  #api .highlight-code, #api .microlight { filter: invert(1) hue-rotate(180deg); }
}
`

const docs = layout(
  "Bhejo API",
  html`<div id="api"><p class="loading">Reading the API's description …</p></div>
<noscript><main class="text"><p>This page needs JavaScript. The description itself is at <a href="/openapi.json">/openapi.json</a>.</p></main></noscript>
<script src="/assets/swagger-ui-bundle.js"></script>
<script src="/assets/docs.js"></script>`,
  html`<link rel="stylesheet" href="/assets/swagger-ui.css">
<link rel="stylesheet" href="/assets/docs.css">
`
)

/** The document as it is served. */
const openApiJson = (routes: ReadonlyArray<Route<unknown>>, webhooks: ReadonlyArray<Webhook> = []): string =>
  JSON.stringify(OpenApi.document(routes, webhooks))

export const pages = (
  routes: ReadonlyArray<Route<unknown>>,
  webhooks: ReadonlyArray<Webhook> = []
): ReadonlyArray<Page> => [
  { path: "/openapi.json", contentType: "application/json", content: async () => openApiJson(routes, webhooks) },
  { path: "/docs", contentType: "text/html; charset=utf-8", content: async () => docs },
  { path: "/assets/docs.js", contentType: "text/javascript; charset=utf-8", content: async () => script },
  { path: "/assets/docs.css", contentType: "text/css; charset=utf-8", content: async () => css },
  swagger("swagger-ui.css", "text/css; charset=utf-8"),
  swagger("swagger-ui-bundle.js", "text/javascript; charset=utf-8")
]
