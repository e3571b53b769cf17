/** What holds for every route, because all are values of one kind. */
import { assert, describe, it } from "@effect/vitest"
import { Schema } from "effect"
import { routes } from "../src/Routes.ts"

describe("the routes", () => {
  it("have a method and a path of their own", () => {
    const names = routes.map(({ method, path }) => `${method} ${path.replaceAll(/\{\w+\}/g, "{}")}`)
    assert.deepStrictEqual(names, Array.from(new Set(names)))
  })

  it("declare every parameter of their path, and no other", () => {
    for (const { path, params } of routes) {
      const inPath = Array.from(path.matchAll(/\{(\w+)\}/g), ([, name]) => name)
      const declared =
        params === undefined ? [] : Object.keys(Schema.toJsonSchemaDocument(params as never).schema["properties"] ?? {})
      assert.deepStrictEqual(declared, inPath, path)
    }
  })

  it("are known by a sentence", () => {
    for (const { path, summary } of routes) assert.match(summary, /^[A-Z].*\.$/, path)
  })

  it("are public only where a probe asks", () => {
    assert.deepStrictEqual(
      routes.filter(({ access }) => access === "anyone").map(({ path }) => path),
      ["/livez", "/readyz"]
    )
  })
})
