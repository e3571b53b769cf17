import { readFileSync } from "node:fs"
import { assert, describe, it } from "@effect/vitest"
import * as Documentation from "../src/Documentation.ts"
import { routes } from "../src/Routes.ts"

const page = (name: string) => readFileSync(new URL(`../../../docs/${name}`, import.meta.url), "utf8")

describe("the documentation", () => {
  it("of the HTTP API is as the declarations say (pnpm --filter @bhejo/http-adapter docs)", () => {
    assert.strictEqual(page("http-api.md"), Documentation.httpApi(routes))
  })
})
