/** The pages as a person meets them: in a browser that heeds their policy, and that reaches nothing but the service. */
import { readFileSync } from "node:fs"
import { createRequire } from "node:module"
import { assert, describe, it } from "@effect/vitest"
import chromium from "@sparticuz/chromium"
import { Context, Effect, References } from "effect"
import { type Page, chromium as playwright } from "playwright-core"
import * as Authentication from "../src/authentication/Authentication.ts"
import * as App from "../src/http/App.ts"
import * as HttpServer from "../src/http/HttpServer.ts"
import type { Route } from "../src/http/Route.ts"
import { Underway } from "../src/http/Underway.ts"
import * as Problem from "../src/problems/Problem.ts"
import { withCallbacks } from "../src/routes/Routes.ts"

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8")

/** The service without its handlers, which no page calls. */
const served = Effect.gen(function* () {
  const routes = withCallbacks.map((route): Route<never> => ({ ...route, respond: () => Effect.die("was called") }))
  const underway = new Underway()
  const app = App.make(routes, {
    services: Context.make(References.MinimumLogLevel, "None"),
    authenticate: Authentication.make({ holderOf: () => Effect.undefined }),
    underway
  })
  return yield* HttpServer.listen(app, underway, {
    host: "127.0.0.1",
    port: 0,
    drainMillis: 1_000,
    headersTimeoutMillis: 10_000,
    requestTimeoutMillis: 30_000
  })
})

const browser = Effect.acquireRelease(
  Effect.promise(async () =>
    playwright.launch({
      executablePath: await chromium.executablePath(),
      args: ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"],
      headless: true
    })
  ),
  (opened) => Effect.promise(() => opened.close())
)

/** What makes a page hard to use for some, but for rules that are not looked at. */
const violations = async (page: Page, disabled: ReadonlyArray<string> = []): Promise<ReadonlyArray<string>> => {
  await page.evaluate(axe)
  return page.evaluate(
    async (rules) => {
      const { axe } = globalThis as unknown as {
        readonly axe: {
          readonly run: (options: object) => Promise<{
            violations: ReadonlyArray<{ id: string; nodes: ReadonlyArray<{ html: string }> }>
          }>
        }
      }
      const result = await axe.run({ rules })
      return result.violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`))
    },
    Object.fromEntries(disabled.map((rule) => [rule, { enabled: false }]))
  )
}

/** What Swagger UI's own elements are wrong in, which no style of ours can mend. */
const swaggersOwn = [
  // A button to copy the path lies within the one that opens an operation.
  "nested-interactive",
  // The list of an operation's examples has no label,
  "select-name",
  // what stands above the operations is in no landmark,
  "region",
  // and a wide example scrolls by pointer alone.
  "scrollable-region-focusable"
]

/** Opens a page; its noise is what it asked others for, what its policy stopped, and what failed. */
const opening = Effect.gen(function* () {
  const baseUrl = yield* served
  const chrome = yield* browser
  return (path: string, colorScheme: "light" | "dark" = "light", width = 1280) =>
    Effect.promise(async () => {
      const context = await chrome.newContext({ viewport: { width, height: 900 }, colorScheme })
      const page = await context.newPage()
      const noise: Array<string> = []
      page.on("request", (request) => {
        if (!/^data:/.test(request.url()) && !request.url().startsWith(`${baseUrl}/`)) noise.push(request.url())
      })
      page.on("response", (response) => {
        if (response.status() >= 400) noise.push(`${response.status()} ${response.url()}`)
      })
      page.on("console", (message) => noise.push(message.text()))
      page.on("pageerror", (error) => noise.push(error.message))
      await page.goto(baseUrl + path)
      return { page, noise }
    })
})

describe("a browser", () => {
  it.live("shows every operation on the page about the API, with nothing from elsewhere", () =>
    Effect.gen(function* () {
      const open = yield* opening
      const { page, noise } = yield* open("/docs")
      const shown = yield* Effect.promise(async () => {
        await page.waitForSelector(".opblock")
        return page.locator(".opblock").count()
      })
      assert.strictEqual(shown, withCallbacks.length)
      // One operation, opened: its problems lead to their pages.
      const linked = yield* Effect.promise(async () => {
        await page.click("#operations-Transfers-confirmTransfer .opblock-summary-control")
        return page.locator("#operations-Transfers-confirmTransfer a[href='/problems/wrong-otp']").first().textContent()
      })
      assert.strictEqual(linked, "wrong-otp")
      assert.deepStrictEqual(noise, [])
      assert.deepStrictEqual(yield* Effect.promise(() => violations(page, swaggersOwn)), [])
    }).pipe(Effect.scoped)
  )

  it.live("shows an operation of the API on a phone and by night, too", () =>
    Effect.gen(function* () {
      const open = yield* opening
      for (const [colorScheme, width] of [
        ["light", 380],
        ["dark", 1280]
      ] as const) {
        const { page } = yield* open("/docs", colorScheme, width)
        yield* Effect.promise(async () => {
          await page.click("#operations-Transfers-listTransfers .opblock-summary-control")
          await page.waitForSelector("#operations-Transfers-listTransfers .responses-wrapper")
        })
        // By night the page's colours are turned round after all that axe can see.
        const disabled = colorScheme === "dark" ? [...swaggersOwn, "color-contrast"] : swaggersOwn
        assert.deepStrictEqual(yield* Effect.promise(() => violations(page, disabled)), [], colorScheme)
        const isWide = yield* Effect.promise(() =>
          page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
        )
        assert.strictEqual(isWide, false, `wider than ${width}`)
      }
    }).pipe(Effect.scoped)
  )

  it.live("shows the pages about problems so that everybody can read them, by day, by night and on a phone", () =>
    Effect.gen(function* () {
      const open = yield* opening
      for (const path of ["/problems", "/problems/wrong-otp", "/problems/transfer-blocked", "/problems/internal"]) {
        for (const [colorScheme, width] of [
          ["light", 1280],
          ["dark", 1280],
          ["light", 380]
        ] as const) {
          const { page, noise } = yield* open(path, colorScheme, width)
          assert.deepStrictEqual(yield* Effect.promise(() => violations(page)), [], `${path} ${colorScheme} ${width}`)
          const isWide = yield* Effect.promise(() =>
            page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
          )
          assert.strictEqual(isWide, false, `${path} is wider than ${width}`)
          assert.deepStrictEqual(noise, [], path)
        }
      }
      const { page } = yield* open("/problems")
      assert.strictEqual(yield* Effect.promise(() => page.locator("main table a").count()), Problem.types.length)
    }).pipe(Effect.scoped)
  )
})
