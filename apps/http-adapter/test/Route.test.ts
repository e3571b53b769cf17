/** What follows from a declaration alone, without a store or Eko. */
import { PostgresIdempotency } from "@bhejo/store-postgres"
import { assert, describe, it } from "@effect/vitest"
import { Context, Effect, References, Schema } from "effect"
import * as Authentication from "../src/authentication/Authentication.ts"
import * as HashedSecret from "../src/authentication/HashedSecret.ts"
import type { Holder } from "../src/authentication/Keyring.ts"
import * as App from "../src/http/App.ts"
import * as Route from "../src/http/Route.ts"
import { Underway } from "../src/http/Underway.ts"

const holder = (key: string, name: string, ...scopes: Holder["scopes"]): Holder => ({
  id: key,
  sha256: HashedSecret.hash(`key-of-${key}`),
  name,
  scopes
})

const holders = [
  holder("payments", "payments", "transfers", "read"),
  holder("the-auditor", "payments", "read"),
  holder("the-robot", "payments", "transfers"),
  holder("night-shift", "night-shift", "operator")
]

const Size = Schema.Literals(["small", "large"])

const things = Route.make({
  method: "POST",
  path: "/things/{id}",
  operationId: "makeThing",
  summary: "Makes a thing.",
  access: "transfers",
  needsIdempotencyKey: true,
  params: Schema.Struct({ id: Route.countBetween(1, 99) }),
  query: Schema.Struct({ size: Schema.optionalKey(Size) }),
  body: Schema.Struct({ secret: Schema.RedactedFromValue(Schema.String.check(Schema.isMaxLength(4))) }),
  status: 201,
  answer: Schema.Struct({ id: Schema.Int, size: Size, team: Schema.String, key: Schema.String }),
  location: ({ id }) => `/things/${id}`,
  handle: ({ caller, params, query: { size = "small" }, idempotencyKey }) =>
    Effect.succeed({ id: params.id, size, team: caller.team, key: idempotencyKey })
})

const hidden = Route.make({
  method: "GET",
  path: "/hidden/{id}",
  operationId: "getHidden",
  summary: "Is not found by another name.",
  access: "operator",
  needsIdempotencyKey: false,
  params: Schema.Struct({ id: Route.countBetween(1, 99) }),
  notFound: "Nothing has this name.",
  status: 200,
  answer: Schema.Struct({ operator: Schema.String }),
  handle: ({ caller }) => Effect.succeed(caller)
})

const read = Route.make({
  method: "GET",
  path: "/read",
  operationId: "readTeam",
  summary: "Tells who reads.",
  access: "read",
  needsIdempotencyKey: false,
  status: 200,
  answer: Schema.Struct({ team: Schema.String }),
  handle: ({ caller }) => Effect.succeed(caller)
})

const lines = Route.make({
  method: "PUT",
  path: "/lines",
  operationId: "countLines",
  summary: "Counts lines of text.",
  access: "anyone",
  needsIdempotencyKey: false,
  body: Schema.String,
  reads: "text",
  status: 200,
  answer: Schema.Struct({ lines: Schema.Int }),
  handle: ({ body }) => Effect.succeed({ lines: body.split("\n").length })
})

const broken = Route.make({
  method: "GET",
  path: "/broken",
  operationId: "getBroken",
  summary: "Has a mistake.",
  access: "anyone",
  needsIdempotencyKey: false,
  status: 200,
  answer: Schema.Struct({}),
  handle: () => Effect.die(new Error("a secret mistake"))
})

/** A table in which every key is new. */
const newKeys = PostgresIdempotency.Idempotency.of({
  claim: ({ team, key }) => Effect.succeed({ _tag: "New", claim: { team, key, id: "" } }),
  answer: () => Effect.void,
  release: () => Effect.void,
  leave: () => Effect.void,
  purge: Effect.succeed(0)
})

const app = App.make([things, hidden, read, lines, broken], {
  services: Context.make(References.MinimumLogLevel, "None").pipe(
    Context.add(PostgresIdempotency.Idempotency, newKeys)
  ),
  authenticate: Authentication.make({ holderOf: (apiKey) => Effect.succeed(HashedSecret.find(holders, apiKey)) }),
  underway: new Underway()
})

const request = async (method: string, path: string, headers: Record<string, string> = {}, body?: string) => {
  const response = await app.request(path, { method, headers, ...(body === undefined ? {} : { body }) })
  return { status: response.status, headers: response.headers, body: JSON.parse(await response.text()) }
}

const bearer = (name: string) => ({ authorization: `Bearer key-of-${name}` })
const json = { ...bearer("payments"), "content-type": "application/json", "idempotency-key": "k-1" }
const ok = JSON.stringify({ secret: "abcd" })

describe("a declared route", () => {
  it("gives its handler everything decoded, and answers with status and address", async () => {
    const { status, headers, body } = await request("POST", "/things/7?size=large", json, ok)
    assert.strictEqual(status, 201)
    assert.strictEqual(headers.get("location"), "/things/7")
    assert.deepStrictEqual(body, { id: 7, size: "large", team: "payments", key: "k-1" })
  })

  it("names what is wrong in path, query and body, each in its place, and repeats none of it", async () => {
    for (const [path, body, pointer, detail] of [
      ["/things/0", ok, "/id", /^in the path must be a whole number from 1 to 99$/],
      ["/things/7abc", ok, "/id", /^in the path/],
      ["/things/%E0%A4%A", ok, "/id", /^in the path/],
      ["/things/7?size=huge", ok, "/size", /^in the query/],
      ["/things/7?colour=red", ok, "/colour", /^in the query is not a field/],
      ["/things/7", JSON.stringify({ secret: "918273" }), "/secret", /./],
      ["/things/7", "{}", "/secret", /^is required$/],
      ["/things/7", JSON.stringify({ secret: "abcd", "918273": 1 }), "/…", /^is not a field/]
    ] as const) {
      const answer = await request("POST", path, json, body)
      assert.strictEqual(answer.status, 422, path)
      assert.deepStrictEqual(
        answer.body.errors.map((error: { pointer: string }) => error.pointer),
        [pointer]
      )
      assert.match(answer.body.errors[0].detail, detail)
      assert.notInclude(JSON.stringify(answer.body), "918273")
    }
  })

  it("knows its callers", async () => {
    const { authorization: _, ...nobody } = json
    assert.strictEqual((await request("POST", "/things/7", nobody, ok)).status, 401)
    assert.strictEqual((await request("POST", "/things/7", { ...json, ...bearer("night-shift") }, ok)).status, 403)
    assert.strictEqual((await request("GET", "/hidden/7", bearer("payments"))).status, 403)
    assert.deepStrictEqual((await request("GET", "/hidden/7", bearer("night-shift"))).body, { operator: "night-shift" })
    // Whoever may not call learns nothing of what is wrong besides.
    assert.strictEqual((await request("POST", "/things/0", nobody, "{")).status, 401)
  })

  it("lets a key do what its scopes say, and no more", async () => {
    const read = async (key: string) => (await request("GET", "/read", bearer(key))).status
    const make = async (key: string) => (await request("POST", "/things/7", { ...json, ...bearer(key) }, ok)).status
    const operate = async (key: string) => (await request("GET", "/hidden/7", bearer(key))).status
    const can = async (key: string) => [await read(key), await make(key), await operate(key)]
    assert.deepStrictEqual(await can("payments"), [200, 201, 403])
    assert.deepStrictEqual(await can("the-auditor"), [200, 403, 403])
    assert.deepStrictEqual(await can("the-robot"), [403, 201, 403])
    assert.deepStrictEqual(await can("night-shift"), [403, 403, 200])
    assert.deepStrictEqual(await can("nobody"), [401, 401, 401])
    const { body } = await request("GET", "/read", bearer("the-robot"))
    assert.strictEqual(body.detail, "This needs a team's key with the scope read.")
  })

  it("finds nothing by a name that none of ours has", async () => {
    const { status, body } = await request("GET", "/hidden/none", bearer("night-shift"))
    assert.strictEqual(status, 404)
    assert.strictEqual(body.detail, "Nothing has this name.")
  })

  it("takes text of any type, whole and small", async () => {
    assert.deepStrictEqual((await request("PUT", "/lines", {}, "a\nb")).body, { lines: 2 })
    assert.deepStrictEqual((await request("PUT", "/lines", { "content-type": "image/png" }, "")).body, { lines: 1 })
    assert.strictEqual((await request("PUT", "/lines", {}, "a".repeat(65_537))).status, 413)
  })

  it("refuses other methods, and says which it has", async () => {
    const { status, headers } = await request("DELETE", "/things/7", json)
    assert.strictEqual(status, 405)
    assert.strictEqual(headers.get("allow"), "POST")
  })

  it("wants an Idempotency-Key where it is declared", async () => {
    const { "idempotency-key": _, ...without } = json
    const { status, body } = await request("POST", "/things/7", without, ok)
    assert.strictEqual(status, 400)
    assert.strictEqual(body.type, "/problems/idempotency-key-missing")
  })

  it("says of a mistake of ours that it is one, and no more", async () => {
    const { status, body } = await request("GET", "/broken")
    assert.strictEqual(status, 500)
    assert.notInclude(JSON.stringify(body), "secret")
  })
})
