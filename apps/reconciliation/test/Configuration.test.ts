/** What the commands are configured by: a wrong variable is named before anything is sent, and never with its value. */
import { assert, describe, it } from "@effect/vitest"
import { ConfigProvider, Effect, Result } from "effect"
import * as Configuration from "../src/Configuration.ts"

const complete = {
  EKO_BASE_URL: "https://staging.eko.in/ekoapi/v3",
  EKO_DEVELOPER_KEY: "developer-key",
  EKO_ACCESS_KEY: "access-key",
  EKO_INITIATOR_ID: "9962981729"
}

const settingsOf = (environment: Readonly<Record<string, string>>) =>
  Configuration.ekoSettings.pipe(
    Effect.provideService(ConfigProvider.ConfigProvider, ConfigProvider.fromUnknown(environment)),
    Effect.result
  )

describe("Eko", () => {
  it.effect.each([complete.EKO_BASE_URL, "http://127.0.0.1:8081/ekoapi/v3"])("is taken at %s", (url) =>
    Effect.gen(function* () {
      const settings = Result.getOrThrow(yield* settingsOf({ ...complete, EKO_BASE_URL: url }))
      assert.strictEqual(settings.baseUrl, url)
    })
  )

  it.effect.each([
    "http://staging.eko.in/ekoapi/v3",
    "http://10.0.0.7/ekoapi/v3",
    "https://user:secret@staging.eko.in/ekoapi/v3",
    "https://staging.eko.in/ekoapi/v3?key=secret",
    "staging.eko.in/secret"
  ])("is not taken at %s", (url) =>
    Effect.gen(function* () {
      const settings = yield* settingsOf({ ...complete, EKO_BASE_URL: url })
      if (Result.isSuccess(settings)) return assert.fail("it was taken")
      assert.match(settings.failure.problems.join(), /^EKO_BASE_URL: [^\n]*$/)
      assert.notInclude(settings.failure.message, "secret")
    })
  )

  it.effect("is not asked where variables are missing, and each of them is named", () =>
    Effect.gen(function* () {
      const settings = yield* settingsOf({})
      const problems = Result.isFailure(settings) ? settings.failure.problems : []
      assert.deepStrictEqual(
        problems.map((problem) => problem.slice(0, problem.indexOf(":"))),
        Object.keys(complete)
      )
    })
  )
})
