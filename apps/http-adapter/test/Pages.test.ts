/** The pages for people: all there, all from here, and with nothing in them that a strict policy would stop. */
import { gunzipSync } from "node:zlib"
import { assert, describe, it } from "@effect/vitest"
import { Context, Effect, References } from "effect"
import * as Authentication from "../src/authentication/Authentication.ts"
import { html } from "../src/documentation/Html.ts"
import * as OpenApi from "../src/documentation/OpenApi.ts"
import * as App from "../src/http/App.ts"
import type { Route } from "../src/http/Route.ts"
import { Underway } from "../src/http/Underway.ts"
import * as Problem from "../src/problems/Problem.ts"
import * as ProblemMeaning from "../src/problems/ProblemMeaning.ts"
import { withCallbacks } from "../src/routes/Routes.ts"

// No page calls a handler.
const routes = withCallbacks.map((route): Route<never> => ({ ...route, respond: () => Effect.die("was called") }))

const app = App.make(routes, {
  services: Context.make(References.MinimumLogLevel, "None"),
  authenticate: Authentication.make({ holderOf: () => Effect.undefined }),
  underway: new Underway()
})

const ask = async (path: string, headers: Record<string, string> = {}, method = "GET") => {
  const response = await app.request(path, { method, headers })
  return { status: response.status, headers: response.headers, text: await response.text() }
}

const pages = ["/docs", "/problems", ...Problem.types.map((type) => `/problems/${type}`)]

describe("the pages", () => {
  it("are there for every type of problem, with its meaning, what to do, and what is certain about money", async () => {
    for (const type of Problem.types) {
      const { status, headers, text } = await ask(`/problems/${type}`)
      assert.strictEqual(status, 200, type)
      assert.strictEqual(headers.get("content-type"), "text/html; charset=utf-8")
      const { title, advice } = Problem.describe(type)
      const { means, money } = ProblemMeaning.of(type)
      for (const sentence of [title, advice, means, ProblemMeaning.money[money]]) {
        assert.include(text, html`${sentence}`.text, type)
      }
      assert.match(means, /^[A-Z].*\.$/, type)
    }
    const { text } = await ask("/problems")
    for (const type of Problem.types) assert.include(text, `href="/problems/${type}"`)
  })

  it("say where a problem comes from", async () => {
    assert.include((await ask("/problems/wrong-otp")).text, "POST /v1/transfers/{id}/confirm")
    assert.include((await ask("/problems/malformed-request")).text, "before there is an operation")
  })

  it("load what they load from here, and hold no script or style that a strict policy would stop", async () => {
    const loaded = new Set<string>()
    for (const path of pages) {
      const { headers, text } = await ask(path)
      const policy = headers.get("content-security-policy") ?? ""
      assert.match(policy, /^default-src 'none'; script-src 'self'; style-src 'self';/)
      assert.notMatch(policy, /unsafe|\*|http/)
      assert.notMatch(text, /<script(?![^>]*src=)|<style|\sstyle=|\son\w+=|javascript:/i, path)
      for (const [, address = ""] of text.matchAll(/(?:src|href)="([^"]*)"/g)) loaded.add(address)
    }
    for (const address of loaded) {
      assert.match(address, /^\/[a-z]/, "nothing is loaded from elsewhere")
      assert.strictEqual((await ask(address)).status, 200, address)
    }
    assert.isAtLeast(loaded.size, Problem.types.length + 6)
  })

  it("show the document that is served, and Swagger UI in full", async () => {
    const { headers, text } = await ask("/openapi.json")
    assert.strictEqual(headers.get("content-type"), "application/json")
    assert.deepStrictEqual(JSON.parse(text), JSON.parse(JSON.stringify(OpenApi.document(routes))))
    assert.include((await ask("/assets/swagger-ui-bundle.js")).text, "SwaggerUIBundle")
    assert.include((await ask("/assets/docs.js")).text, "/openapi.json")
  })

  it("are kept by a browser that has them, and compressed for one that takes it", async () => {
    for (const path of ["/docs", "/openapi.json", "/problems/internal", "/assets/swagger-ui-bundle.js"]) {
      const plain = await app.request(path)
      const etag = plain.headers.get("etag") ?? ""
      assert.match(etag, /^"[\w-]{43}"$/)
      assert.isNull(plain.headers.get("content-encoding"))
      assert.match(plain.headers.get("cache-control") ?? "", /^public/)
      const again = await ask(path, { "if-none-match": etag })
      assert.strictEqual(again.status, 304)
      assert.strictEqual(again.text, "")
      const packed = await app.request(path, { headers: { "accept-encoding": "gzip, br" } })
      assert.strictEqual(packed.headers.get("content-encoding"), "gzip")
      assert.strictEqual(packed.headers.get("vary"), "accept-encoding")
      const unpacked = gunzipSync(Buffer.from(await packed.arrayBuffer())).toString()
      assert.strictEqual(unpacked, await plain.text())
      assert.isNull((await ask(path, { "accept-encoding": "gzip;q=0" })).headers.get("content-encoding"))
    }
  })

  it("are read and nothing else", async () => {
    const { status, headers } = await ask("/docs", {}, "POST")
    assert.strictEqual(status, 405)
    assert.strictEqual(headers.get("allow"), "GET, HEAD")
    assert.strictEqual((await ask("/docs", {}, "HEAD")).text, "")
    for (const path of ["/problems/nothing", "/assets/../package.json", "/assets/swagger-ui.js", "/assets/"]) {
      assert.strictEqual((await ask(path)).status, 404, path)
    }
  })

  it("take a value for text, whatever it holds", () => {
    const value = `<script>"&'</script>`
    assert.strictEqual(html`<p title="${value}">${1}${html`<b>${value}</b>`}</p>`.text.includes("<script>"), false)
    assert.strictEqual(html`${[html`<i>`, html`</i>`]}`.text, "<i></i>")
  })
})
