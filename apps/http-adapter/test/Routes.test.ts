/** What holds for every route, because all are values of one kind. */
import { EkoOperations } from "@bhejo/core"
import { assert, describe, it } from "@effect/vitest"
import { Effect, Schema } from "effect"
import * as UnknownOutcome from "../src/problems/UnknownOutcome.ts"
import { withCallbacks as routes } from "../src/routes/Routes.ts"
import { newKey, operatorKey, start } from "./support.ts"

const fieldsOf = (schema: Schema.Constraint | undefined): ReadonlyArray<string> =>
  schema === undefined ? [] : Object.keys(Schema.toJsonSchemaDocument(schema as never).schema["properties"] ?? {})

describe("the routes", () => {
  it("have a method and a path of their own", () => {
    const names = routes.map(({ method, path }) => `${method} ${path.replaceAll(/\{\w+\}/g, "{}")}`)
    assert.deepStrictEqual(names, Array.from(new Set(names)))
  })

  it("declare every parameter of their path, and no other", () => {
    for (const { path, params } of routes) {
      const inPath = Array.from(path.matchAll(/\{(\w+)\}/g), ([, name = ""]) => name)
      assert.deepStrictEqual(fieldsOf(params), inPath, path)
    }
  })

  it("are known by a sentence", () => {
    for (const { path, summary } of routes) assert.match(summary, /^[A-Z].*\.$/, path)
  })

  it("are public only where a probe or Eko asks", () => {
    assert.deepStrictEqual(
      routes.filter(({ access }) => access === "anyone").map(({ path }) => path),
      ["/livez", "/readyz", "/v1/eko/callback/{token}"]
    )
  })

  it("say what may be done after an answer that proves nothing, whichever operation is called", () => {
    for (const { name, moves, repeats } of EkoOperations.declarations) {
      const advice = UnknownOutcome.advice(name)
      assert.strictEqual(/^Do not repeat it/.test(advice), moves === "money" || repeats === "moves money", name)
    }
  })

  it.live("repeat nothing of a body that they refuse", () =>
    Effect.gen(function* () {
      const { api } = yield* start()
      const id = "00000000-0000-8000-8000-000000000000"
      const marks = ["918273645546", "ABCDE1234F-918273", "<PidData>918273", "918273"]
      let tried = 0
      for (const { method, path, body, access, reads } of routes) {
        if (body === undefined || reads === "text") continue
        const at = path
          .replace("{id}", id)
          .replace("{customerId}", "9123456789")
          .replace(/\{\w+\}/g, "1")
        const fields = fieldsOf(body)
        const apiKey = access === "operator" ? { apiKey: operatorKey } : {}
        for (const mark of marks) {
          for (const wrong of [
            ...fields.map((field) => ({ [field]: { [mark]: mark } })),
            ...fields.map((field) => ({ [field]: [mark] })),
            Object.fromEntries(fields.map((field) => [field, `${mark}!`])),
            { [mark]: mark },
            [mark],
            `{"otp":"${mark}"`
          ]) {
            const answer = yield* api.send(method, at, { key: newKey(), body: wrong, ...apiKey })
            assert.oneOf(answer.status, [400, 404, 422], `${method} ${path}`)
            assert.notInclude(JSON.stringify(answer.body), "918273", `${method} ${path}`)
            tried++
          }
        }
      }
      assert.isAtLeast(tried, 300)
    }).pipe(Effect.scoped)
  )
})
