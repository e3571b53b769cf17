/** The page as a person meets it: in a browser without a network, on a wide screen, a phone, in the dark and on paper. */
import { readFileSync, writeFileSync } from "node:fs"
import { createRequire } from "node:module"
import { join } from "node:path"
import { assert, describe, it } from "@effect/vitest"
import chromium from "@sparticuz/chromium"
import { Effect } from "effect"
import { type Browser, type Page, chromium as playwright } from "playwright-core"
import type * as Report from "../src/report/Report.ts"
import * as ReportPage from "../src/report/ReportPage.ts"
import * as Runner from "../src/runs/Runner.ts"
import * as DatabaseCorpus from "./DatabaseCorpus.ts"
import { folder, layerFresh, orderOf } from "./support.ts"

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8")

const browser = Effect.acquireRelease(
  Effect.promise(async () =>
    playwright.launch({ executablePath: await chromium.executablePath(), args: chromium.args, headless: true })
  ),
  (opened) => Effect.promise(() => opened.close())
)

interface Opened {
  readonly page: Page
  /** Whatever the page asked for, or complained about. */
  readonly noise: ReadonlyArray<string>
}

const open = async (
  opened: Browser,
  path: string,
  options: { readonly width: number; readonly colorScheme?: "light" | "dark" }
): Promise<Opened> => {
  const context = await opened.newContext({
    viewport: { width: options.width, height: 900 },
    colorScheme: options.colorScheme ?? "light",
    offline: true
  })
  const page = await context.newPage()
  const noise: Array<string> = []
  page.on("request", (request) => {
    if (request.url() !== `file://${path}`) noise.push(request.url())
  })
  page.on("console", (message) => noise.push(message.text()))
  page.on("pageerror", (error) => noise.push(error.message))
  await page.goto(`file://${path}`)
  return { page, noise }
}

const violations = async (page: Page): Promise<ReadonlyArray<string>> => {
  await page.evaluate(axe)
  return page.evaluate(async () => {
    const { axe } = globalThis as unknown as {
      readonly axe: {
        readonly run: () => Promise<{
          violations: ReadonlyArray<{ id: string; nodes: ReadonlyArray<{ html: string }> }>
        }>
      }
    }
    const result = await axe.run()
    return result.violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html ?? ""}`)
  })
}

const closed = Effect.gen(function* () {
  const path = yield* folder
  const statement = join(path, "eko.csv")
  const expected = yield* DatabaseCorpus.write(5, 1_000, statement)
  const { report, files } = yield* Runner.run(orderOf(statement))
  const file = join(path, "report.html")
  writeFileSync(file, files.get("report.html") ?? "")
  return { report, expected, file, path }
}).pipe(Effect.provide(layerFresh))

const empty: Report.Report = {
  version: 1,
  run: "2026-11-20_2026-11-20_all_1",
  window: DatabaseCorpus.window,
  openedAt: "2026-11-20T03:30:00.000Z",
  asOfDay: "2026-11-20",
  sources: [],
  isDryRun: false,
  verdict: "clean",
  unanswered: [],
  open: [],
  resolved: [],
  repaired: [],
  exposurePaise: 0,
  totals: {},
  wallets: []
}

describe("ReportPage", () => {
  it.live("says the verdict first, has every break with its evidence, and loads nothing", () =>
    Effect.gen(function* () {
      const { report, expected, file } = yield* closed
      const chrome = yield* browser
      yield* Effect.promise(async () => {
        const { page, noise } = await open(chrome, file, { width: 1200 })
        assert.include(await page.locator("h1").textContent(), `${expected.length} breaks are open.`)
        await page.getByRole("link", { name: "See each, and what to do about it." }).click()
        assert.isTrue(await page.getByRole("heading", { name: "Open breaks" }).isVisible())
        assert.strictEqual(await page.locator(".break").count(), expected.length)
        assert.strictEqual(await page.locator("svg[role=img]").count(), 4 + report.wallets.length)
        for (const drawing of await page.locator("svg[role=img]").all()) {
          assert.isNotEmpty(await drawing.getAttribute("aria-label"))
        }
        // Each id is there once, so that a link leads to it.
        const ids = await page.locator(".break").evaluateAll((all) => all.map((one) => one.id))
        assert.deepStrictEqual(ids.toSorted(), expected)
        const first = page.locator(".break").first()
        await first.locator("summary").click()
        assert.isTrue(await first.locator(".next").isVisible())
        assert.include(await first.textContent(), "We hold")
        assert.include(await first.textContent(), "Eko says")
        const terms = await page.locator("dt").allTextContents()
        assert.isTrue(terms.every((term) => /^[A-Z]?[A-Za-z' ]+$/.test(term) && !/[a-z][A-Z]/.test(term)))
        assert.notMatch((await page.locator("dd").allTextContents()).join(" "), /\dT\d\d:|_/)
        const headings = await page.locator("h1, h2, h3").evaluateAll((all) => all.map(({ tagName }) => tagName))
        assert.strictEqual(headings[0], "H1")
        assert.lengthOf(
          headings.filter((name) => name === "H1"),
          1
        )
        assert.deepStrictEqual(noise, [])
      })
    })
  )

  it.live("finds breaks by words, kind and age, and opens the one that a link names", () =>
    Effect.gen(function* () {
      const { report, file } = yield* closed
      const chrome = yield* browser
      yield* Effect.promise(async () => {
        const { page } = await open(chrome, file, { width: 1200 })
        const shown = () => page.locator(".break:visible").count()
        const gap = report.open.find(({ known }) => known.break.class === "balance_gap")
        await page.getByRole("combobox", { name: "Kind" }).selectOption("balance_gap")
        assert.strictEqual(await shown(), 1)
        assert.include(await page.getByRole("status").textContent(), `1 of ${report.open.length}`)
        await page.getByRole("combobox", { name: "Kind" }).selectOption("")
        await page.getByLabel("Search").fill(`wallet fell ${gap?.known.break.amountPaise === -37_13 ? "37.13" : ""}`)
        assert.strictEqual(await shown(), 1)
        await page.getByLabel("Search").fill("no such words anywhere")
        assert.strictEqual(await shown(), 0)
        await page.getByLabel("Search").fill("")
        await page.getByRole("combobox", { name: "Age" }).selectOption("30+")
        assert.strictEqual(await shown(), 0)
        const id = gap?.known.break.id ?? ""
        await page.goto(`file://${file}#${encodeURIComponent(id)}`)
        await page.reload()
        assert.isTrue(await page.locator(`[id="${id}"]`).evaluate((one) => one.hasAttribute("open")))
      })
    })
  )

  it.live("is accessible, fits a phone, and prints everything", () =>
    Effect.gen(function* () {
      const { file, path } = yield* closed
      const chrome = yield* browser
      yield* Effect.promise(async () => {
        for (const [name, options] of [
          ["wide", { width: 1200 }],
          ["dark", { width: 1200, colorScheme: "dark" }],
          ["phone", { width: 360 }],
          ["phone-dark", { width: 360, colorScheme: "dark" }]
        ] as const) {
          const { page } = await open(chrome, file, options)
          await page.locator(".break summary").first().click()
          assert.deepStrictEqual(await violations(page), [], name)
          const overflow = await page.evaluate(
            "document.documentElement.scrollWidth - document.documentElement.clientWidth"
          )
          assert.strictEqual(overflow, 0, name)
          await page.screenshot({
            path: join(process.env["SCREENSHOTS"] ?? path, `${name}.png`),
            fullPage: true
          })
        }
        const small = await open(chrome, file, { width: 360 })
        // Words in charts are as large as they are drawn.
        const heights = await small.page
          .locator("svg text")
          .evaluateAll((all) => all.map((one) => one.getBoundingClientRect().height))
        assert.isAbove(Math.min(...heights), 9)
        const { page } = await open(chrome, file, { width: 1200 })
        await page.emulateMedia({ media: "print" })
        await page.evaluate("dispatchEvent(new Event('beforeprint'))")
        assert.isFalse(await page.getByLabel("Search").isVisible())
        assert.isTrue(await page.locator(".break .next").last().isVisible())
      })
    })
  )

  it("says of a wallet between which two balances it was followed, and whether the last one was read", () => {
    const at = Date.parse("2026-11-20T03:30:00+05:30")
    const wallet = {
      wallet: "main",
      openingPaise: 1_000_00,
      closingPaise: 900_00,
      movements: 7,
      links: 5,
      gaps: 0,
      unexplainedPaise: 0,
      sinceMillis: at - 2 * 86_400_000,
      openedAtMillis: at - 86_400_000,
      isRead: true,
      points: []
    }
    const page = ReportPage.make({ ...empty, wallets: [wallet] })
    assert.include(page, "₹1,000.00 at the reading of 2026-11-19 03:30, ₹900.00 at that of this run.")
    assert.include(
      page,
      "Followed since the reading before that (2026-11-18 03:30), because what lies near a reading is looked at twice: 5 balances linked by value; nothing is unexplained."
    )
    const silent = ReportPage.make({ ...empty, wallets: [{ ...wallet, isRead: false }] })
    assert.include(silent, "₹900.00 after the last transaction that told a balance: no live one was read.")
    const first = { ...wallet, sinceMillis: null, openedAtMillis: null, openingPaise: null }
    assert.include(
      ReportPage.make({ ...empty, wallets: [first] }),
      "Followed from the first balance that is known: 5 balances"
    )
  })

  it("says who handed cash back", () => {
    const totals = { "cash/acknowledged": 2, "cash/acknowledgedPaise": 700_00, "cash/by/Asha": 700_00 }
    assert.include(ReportPage.make({ ...empty, totals }), '<td>Asha</td><td class="number">₹700.00</td>')
    assert.notInclude(ReportPage.make(empty), "Cash handed back to customers")
  })

  it("escapes whatever comes from elsewhere", () => {
    const evil = `<img src=x onerror=alert(1)>"'&`
    const report: Report.Report = {
      ...empty,
      run: evil,
      isDryRun: true,
      repaired: [{ transferId: evil, before: evil, after: evil }],
      totals: { [`transfers/${evil}/${evil}`]: 1 }
    }
    const page = ReportPage.make(report)
    assert.notInclude(page, "<img")
    assert.include(page, "Everything agrees.")
    assert.include(page, "dry run, nothing was changed")
  })
})
