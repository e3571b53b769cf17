import { assert, describe, it } from "@effect/vitest"
import * as Routes from "../src/Routes.ts"

const route = (method: string, path: string) => ({ method, path })
const sender = route("GET", "/sender/{customer_id}")
const onboard = route("POST", "/sender/{customer_id}")
const languages = route("GET", "/sender/{customer_id}/consent/languages")
const detail = route("GET", "/sender/{customer_id}/consent/{consent_id}")
const otp = route("POST", "/otp")
const find = Routes.make("/ekoapi/v3", [sender, onboard, languages, detail, otp])

describe("routes", () => {
  it("are found by method and path, parameters by their names", () => {
    assert.deepStrictEqual(find("POST", "/ekoapi/v3/otp"), { route: otp, pathIsKnown: true, pathParameters: {} })
    assert.deepStrictEqual<unknown>(find("GET", "/ekoapi/v3/sender/912%20"), {
      route: sender,
      pathIsKnown: true,
      pathParameters: { customer_id: "912%20" }
    })
    assert.strictEqual(find("POST", "/ekoapi/v3/sender/1").route, onboard)
    assert.deepStrictEqual<unknown>(find("GET", "/ekoapi/v3/sender/1/consent/2"), {
      route: detail,
      pathIsKnown: true,
      pathParameters: { customer_id: "1", consent_id: "2" }
    })
  })

  it("a literal segment wins over a parameter", () => {
    assert.strictEqual(find("GET", "/ekoapi/v3/sender/1/consent/languages").route, languages)
  })

  it("another method leaves the path known; anything else does not", () => {
    assert.deepInclude(find("PUT", "/ekoapi/v3/otp"), { route: undefined, pathIsKnown: true })
    for (const path of [
      "",
      "/",
      "/ekoapi/v3",
      "/ekoapi/v3/",
      "/ekoapi/v33/otp",
      "/ekoapi/v3-otp",
      "/ekoapi/v3/otp/",
      "/ekoapi/v3//otp",
      "/ekoapi/v3/sender",
      "/ekoapi/v3/sender/",
      "/ekoapi/v3/sender//consent/languages",
      "/ekoapi/v3/sender/1/2",
      "/v3/otp"
    ]) {
      assert.deepInclude(find("POST", path), { route: undefined, pathIsKnown: false }, path)
    }
  })
})
