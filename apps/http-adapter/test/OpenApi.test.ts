/** The document tells what the declarations say, is one by the rules of OpenAPI, and its examples are true. */
import { readFileSync } from "node:fs"
import { assert, describe, it } from "@effect/vitest"
import { Validator } from "@seriousme/openapi-schema-validator"
import { Schema } from "effect"
import * as Documentation from "../src/documentation/Documentation.ts"
import * as OpenApi from "../src/documentation/OpenApi.ts"
import * as Problem from "../src/problems/Problem.ts"
import * as RouteProblems from "../src/problems/RouteProblems.ts"
import { withCallbacks as routes } from "../src/routes/Routes.ts"
import type { Webhook } from "../src/webhooks/Webhook.ts"
import { all as webhooks } from "../src/webhooks/WebhookMessage.ts"
import * as DocumentSchemas from "./DocumentSchemas.ts"

type Json = Record<string, unknown>

const document: Json = JSON.parse(JSON.stringify(OpenApi.document(routes, webhooks)))

const at = (json: unknown, ...path: ReadonlyArray<string>): Json =>
  path.reduce<Json>((inner, name) => inner[name] as Json, json as Json)

const resolve = (json: Json): Json =>
  typeof json["$ref"] === "string" ? at(document, ...json["$ref"].slice(2).split("/")) : json

const operations = routes.map((route) => ({
  route,
  name: `${route.method} ${route.path}`,
  operation: at(document, "paths", route.path, route.method.toLowerCase())
}))

describe("the OpenAPI document", () => {
  it("is valid OpenAPI 3.1, in the judgement of others", async () => {
    const validator = new Validator()
    const { valid, errors } = await validator.validate(structuredClone(document))
    assert.isTrue(valid, JSON.stringify(errors))
    assert.strictEqual(validator.version, "3.1")
    // The judge does judge.
    assert.isFalse((await new Validator().validate({ ...document, paths: { x: { get: { responses: 1 } } } })).valid)
  })

  it("is the committed one (pnpm --filter @bhejo/http-adapter docs)", () => {
    const committed = readFileSync(new URL("../../../docs/openapi.json", import.meta.url), "utf8")
    assert.strictEqual(committed, Documentation.openApi(routes, webhooks))
  })

  it("tells every route with its success, and every problem that it can answer", () => {
    assert.strictEqual(
      Object.values(document["paths"] as Json).flatMap((path) => Object.keys(path as Json)).length,
      routes.length
    )
    for (const { route, name, operation } of operations) {
      const responses = operation["responses"] as Readonly<Record<string, Json>>
      assert.property(responses, String(route.status), name)
      const told = Object.values(responses).flatMap((response) => {
        const content = at(resolve(response), "content")
        return Object.keys((content["application/problem+json"] as Json | undefined)?.["examples"] ?? {})
      })
      assert.deepStrictEqual(told.toSorted(), RouteProblems.of(route).toSorted(), name)
    }
  })

  it("has a name of its own for each operation", () => {
    const names = operations.map(({ operation }) => String(operation["operationId"]))
    assert.deepStrictEqual(names, Array.from(new Set(names)))
    for (const name of names) assert.match(name, /^[a-z][A-Za-z]+$/)
  })

  it("wants a key where the route does, and none elsewhere", () => {
    for (const { route, name, operation } of operations) {
      const schemes = (operation["security"] as ReadonlyArray<Json>).flatMap((scheme) => Object.keys(scheme))
      const scheme = { anyone: [], read: ["teamKey"], transfers: ["teamKey"], operator: ["operatorKey"] }[route.access]
      assert.deepStrictEqual(schemes, scheme, name)
      const parameters = (operation["parameters"] as ReadonlyArray<Json>).map(resolve)
      assert.strictEqual(
        parameters.some((parameter) => parameter["name"] === "Idempotency-Key"),
        route.needsIdempotencyKey,
        name
      )
    }
  })

  it("tells every problem by an example that is one", () => {
    const isProblem = DocumentSchemas.validator(document, { $ref: "#/components/schemas/Problem" })
    for (const type of Problem.types) {
      const example = at(document, "components", "examples", type, "value")
      assert.deepStrictEqual(isProblem(example), [], type)
      assert.strictEqual(example["type"], `/problems/${type}`)
    }
  })

  it("has examples that its schemas and those that validate take, for every body, answer and parameter", () => {
    let count = 0
    for (const { route, name, operation } of operations) {
      const success = at(operation, "responses", String(route.status), "content", "application/json")
      const body = operation["requestBody"] as Json | undefined
      const media = [
        { content: success, decode: route.answer },
        ...Object.values((body?.["content"] ?? {}) as Json).map((content) => ({
          content: content as Json,
          decode: route.body
        }))
      ]
      for (const { content, decode } of media) {
        const named = (content["examples"] ?? { example: { value: content["example"] } }) as Record<string, Json>
        const isValid = DocumentSchemas.validator(document, content["schema"] as Json)
        const read = Schema.decodeUnknownSync(decode as Schema.ConstraintDecoder<unknown>, {
          errors: "all",
          onExcessProperty: "error"
        })
        for (const [which, { value }] of Object.entries(named)) {
          assert.deepStrictEqual(isValid(value), [], `${name} ${which}`)
          read(value)
          count++
        }
      }
      for (const parameter of (operation["parameters"] as ReadonlyArray<Json>).map(resolve)) {
        const isValid = DocumentSchemas.validator(document, parameter["schema"] as Json)
        assert.deepStrictEqual(isValid(parameter["example"]), [], `${name} ${parameter["name"]}`)
        count++
      }
    }
    assert.isAtLeast(count, 120)
  })

  it("tells what teams are sent, by examples that are such messages", () => {
    for (const { name, operationId, payload } of webhooks) {
      const post = at(document, "webhooks", name, "post")
      const { schema, example } = at(post, "requestBody", "content", "application/json")
      assert.deepStrictEqual(DocumentSchemas.validator(document, schema as Json)(example), [], name)
      Schema.decodeUnknownSync(payload as Schema.ConstraintDecoder<unknown>, { onExcessProperty: "error" })(example)
      assert.strictEqual((example as Json)["type"], name)
      assert.strictEqual(post["operationId"], operationId)
    }
    assert.lengthOf(Object.keys(document["webhooks"] as Json), 3)
  })

  it("tells of each field of a request what is wrong with a wrong one", () => {
    const silent: Array<string> = []
    const visit = (schema: Json, path: string): void => {
      const json = resolve(schema)
      for (const part of [...((json["anyOf"] ?? []) as Array<Json>), ...((json["oneOf"] ?? []) as Array<Json>)]) {
        visit(part, path)
      }
      if (json["items"] !== undefined) visit(json["items"] as Json, `${path}/0`)
      for (const [name, part] of Object.entries((json["properties"] ?? {}) as Record<string, Json>)) {
        visit(part, `${path}/${name}`)
      }
      if (json["type"] === "string" && json["enum"] === undefined && json["pattern"] === undefined) silent.push(path)
    }
    for (const { route, name, operation } of operations) {
      const content = (operation["requestBody"] as Json | undefined)?.["content"] as Record<string, Json> | undefined
      if (route.reads === "text" || content === undefined) continue
      for (const { schema } of Object.values(content)) visit(schema as Json, name)
    }
    assert.deepStrictEqual(silent, [])
  })

  it("tells what is sent to teams, by the schema that encodes it", async () => {
    const webhook: Webhook = {
      name: "thing.changed",
      operationId: "thingChanged",
      summary: "A thing has changed.",
      payload: Schema.Struct({ id: Schema.String.annotate({ examples: ["t-1"] }) }).annotate({ identifier: "Thing" }),
      headers: { "webhook-id": "The message's name." }
    }
    const withWebhook = JSON.parse(JSON.stringify(OpenApi.document(routes, [webhook])))
    assert.isTrue((await new Validator().validate(structuredClone(withWebhook))).valid)
    const { post } = withWebhook.webhooks["thing.changed"]
    assert.deepStrictEqual(post.requestBody.content["application/json"], {
      schema: { $ref: "#/components/schemas/Thing" },
      example: { id: "t-1" }
    })
    assert.strictEqual(post.parameters[0].name, "webhook-id")
    assert.deepInclude(withWebhook.tags, { name: "Webhooks", description: withWebhook.tags.at(-1).description })
  })
})
