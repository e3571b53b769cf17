/**
 * The problems in the OpenAPI document: one answer for each HTTP status, that names the types which come with it.
 *
 * @module
 */
import { Array as Arr } from "effect"
import * as Problem from "../problems/Problem.ts"
import * as ProblemView from "../problems/ProblemView.ts"
import type { Json } from "./OpenApiSchemas.ts"

/** An example of each type, by its name. */
export const examples: Readonly<Record<string, Json>> = Object.fromEntries(
  Problem.types.map((type) => [
    type,
    {
      summary: Problem.describe(type).title,
      value: ProblemView.example(type)
    }
  ])
)

const challenge = {
  "www-authenticate": { description: "How to authenticate: Bearer.", schema: { type: "string" } }
}

const retryAfter = { "retry-after": { $ref: "#/components/headers/RetryAfter" } }

const mayTellWhen = new Set([409, 429, 503])

const response = (status: number, types: ReadonlyArray<Problem.ProblemType>): Json => ({
  description: types.map((type) => `[\`${type}\`](/problems/${type}): ${Problem.describe(type).title}.`).join("\n\n"),
  headers: {
    "x-request-id": { $ref: "#/components/headers/RequestId" },
    ...(status === 401 ? challenge : {}),
    ...(mayTellWhen.has(status) ? retryAfter : {})
  },
  content: {
    [Problem.contentType]: {
      schema: {
        allOf: [
          { $ref: "#/components/schemas/Problem" },
          {
            type: "object",
            properties: {
              type: { type: "string", enum: types.map((type) => `/problems/${type}`) },
              status: { type: "integer", const: status }
            }
          }
        ]
      },
      examples: Object.fromEntries(types.map((type) => [type, { $ref: `#/components/examples/${type}` }]))
    }
  }
})

/** The answer that tells one type alone, by its name. */
export const components: Readonly<Record<string, Json>> = Object.fromEntries(
  Problem.types.map((type) => [type, response(Problem.describe(type).status, [type])])
)

/** The answers that tell these types, by their HTTP status. */
export const responses = (types: ReadonlyArray<Problem.ProblemType>): Readonly<Record<string, Json>> =>
  Object.fromEntries(
    Object.entries(Arr.groupBy(types, (type) => String(Problem.describe(type).status))).map(([status, ofStatus]) => [
      status,
      ofStatus.length === 1 ? { $ref: `#/components/responses/${ofStatus[0]}` } : response(Number(status), ofStatus)
    ])
  )
