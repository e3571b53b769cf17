import { describe, expect, it } from "@effect/vitest"
import { Effect, Layer } from "effect"
import * as BaseUrl from "../src/BaseUrl.ts"
import { UndiciTransport } from "../src/index.ts"

describe("a base URL", () => {
  it.effect.each([
    ["https://staging.eko.in/ekoapi/v3", "https://staging.eko.in", "/ekoapi/v3"],
    ["https://staging.eko.in/ekoapi/v3/", "https://staging.eko.in", "/ekoapi/v3"],
    ["http://127.0.0.1:8080", "http://127.0.0.1:8080", ""],
    ["http://[::1]:8080/", "http://[::1]:8080", ""],
    ["http://localhost:8080", "http://localhost:8080", ""],
    ["https://eko.example/a%3Ab", "https://eko.example", "/a%3Ab"]
  ] as const)("is an origin and a path: %s", ([url, origin, pathPrefix]) =>
    Effect.gen(function* () {
      expect(yield* BaseUrl.parse(url)).toEqual({ origin, pathPrefix })
      expect(yield* BaseUrl.parse(new URL(url))).toEqual({ origin, pathPrefix })
    })
  )

  it.effect.each([
    ["staging.eko.in", "must be a URL"],
    ["", "must be a URL"],
    ["https://", "must be a URL"],
    ["ftp://staging.eko.in", "must begin with https://"],
    ["file:///etc/hosts", "must begin with https://"],
    ["http://staging.eko.in/ekoapi/v3", "must begin with https://, since only this machine is spoken to in plain text"],
    ["HTTP://staging.eko.in/hunter2", "must begin with https://, since only this machine is spoken to in plain text"],
    ["http://10.0.0.7", "must begin with https://, since only this machine is spoken to in plain text"],
    ["http://127.0.0.1.example", "must begin with https://, since only this machine is spoken to in plain text"],
    ["http://[2001:db8::1]", "must begin with https://, since only this machine is spoken to in plain text"],
    ["https://somebody@staging.eko.in", "must not hold credentials"],
    ["https://somebody:hunter2@staging.eko.in", "must not hold credentials"],
    ["https://:hunter2@staging.eko.in", "must not hold credentials"],
    ["https://staging.eko.in?key=hunter2", "must not have a query or a fragment"],
    ["https://staging.eko.in/?", "must not have a query or a fragment"],
    ["https://staging.eko.in/#", "must not have a query or a fragment"],
    ["https://staging.eko.in/#hunter2", "must not have a query or a fragment"],
    ["https//somebody:hunter2@staging.eko.in", "must be a URL"]
  ] as const)("is refused, and not repeated: %s", ([baseUrl, requirement]) =>
    Effect.gen(function* () {
      const layer = UndiciTransport.layer({ baseUrl, callTimeoutMillis: 1_000 })
      const error = yield* Effect.flip(Effect.scoped(Layer.build(layer)))
      expect(error).toMatchObject({ _tag: "InvalidOptions", option: "baseUrl", requirement })
      expect(`${error.message} ${error.stack} ${JSON.stringify(error)}`).not.toMatch(/hunter2|somebody/)
    })
  )
})

describe("a setting", () => {
  it.effect.each([
    { callTimeoutMillis: 0 },
    { callTimeoutMillis: Number.NaN },
    { callTimeoutMillis: 2 ** 31 },
    { connectTimeoutMillis: -1 },
    { maxConnections: 0 },
    { maxConnections: 1.5 },
    { maxBodyBytes: Number.POSITIVE_INFINITY }
  ] as const)("that cannot work is refused: %o", (setting) =>
    Effect.gen(function* () {
      const layer = UndiciTransport.layer({ baseUrl: "http://127.0.0.1:1", callTimeoutMillis: 1_000, ...setting })
      const error = yield* Effect.flip(Effect.scoped(Layer.build(layer)))
      expect(error).toMatchObject({ _tag: "InvalidOptions", option: Object.keys(setting)[0] })
    })
  )
})
