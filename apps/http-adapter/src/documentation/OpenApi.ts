/**
 * The service as an OpenAPI 3.1 document, from the declarations that it runs by.
 *
 * @module
 */
import * as EventStreams from "../following/EventStreams.ts"
import type { Route } from "../http/Route.ts"
import * as IdempotentRequest from "../idempotency/IdempotentRequest.ts"
import * as ProblemView from "../problems/ProblemView.ts"
import * as RouteProblems from "../problems/RouteProblems.ts"
import type { Webhook } from "../webhooks/Webhook.ts"
import * as Guide from "./Guide.ts"
import * as OpenApiProblems from "./OpenApiProblems.ts"
import * as Schemas from "./OpenApiSchemas.ts"

type Json = Schemas.Json

/** What is told of a part of a request or an answer: its schema, and an example of it. */
interface Part {
  readonly schema: Json
  readonly definitions: Schemas.Told["definitions"]
}

/** All parts of one kind, told together; a route without the part has none. */
const parts = (
  routes: ReadonlyArray<Route<unknown>>,
  direction: Schemas.Direction,
  of: (route: Route<unknown>) => Route<unknown>["answer"] | undefined
) => {
  const declared = routes.flatMap((route) => {
    const schema = of(route)
    return schema === undefined ? [] : [{ route, schema }]
  })
  const { schemas, definitions } = Schemas.tell(
    declared.map(({ schema }) => schema),
    direction
  )
  const byRoute = new Map(declared.map(({ route }, index) => [route, schemas[index] ?? {}]))
  return {
    definitions,
    of: (route: Route<unknown>): Part | undefined => {
      const schema = byRoute.get(route)
      return schema && { schema, definitions }
    }
  }
}

/** The fields of a path or a query, each as a parameter. */
const parameters = (where: "path" | "query", part: Part | undefined): ReadonlyArray<Json> => {
  if (part === undefined) return []
  const { properties = {}, required = [] } = Schemas.resolved(part.schema, part.definitions)
  return Object.entries(properties as Readonly<Record<string, Json>>).map(([name, schema]) => {
    const { description, ...rest } = schema
    return {
      name,
      in: where,
      required: (required as ReadonlyArray<string>).includes(name),
      ...(description === undefined ? {} : { description }),
      schema: rest,
      example: Schemas.exampleOf(schema, part.definitions, `/${name}`)
    }
  })
}

const examples = ({ schema, definitions }: Part, named: Readonly<Record<string, unknown>> | undefined): Json =>
  named === undefined
    ? { example: Schemas.exampleOf(schema, definitions) }
    : { examples: Object.fromEntries(Object.entries(named).map(([name, value]) => [name, { value }])) }

const security = { anyone: [], read: [{ teamKey: [] }], transfers: [{ teamKey: [] }], operator: [{ operatorKey: [] }] }

const requestId = { "x-request-id": { $ref: "#/components/headers/RequestId" } }

const rateLimit = {
  "ratelimit-policy": { $ref: "#/components/headers/RateLimitPolicy" },
  ratelimit: { $ref: "#/components/headers/RateLimit" }
}

const replayed = { [IdempotentRequest.replayed]: { $ref: "#/components/headers/IdempotentReplayed" } }

const location = {
  location: { description: "The address of what was made.", schema: { type: "string", format: "uri-reference" } }
}

type Parts = ReturnType<typeof parts>

const operation = (
  route: Route<unknown>,
  told: { readonly params: Parts; readonly query: Parts; readonly body: Parts; readonly answer: Parts }
): Json => {
  const { operationId, summary, description, access, needsIdempotencyKey, reads, status } = route
  const body = told.body.of(route)
  const answer = told.answer.of(route)
  const ofHeaders = [
    ...(needsIdempotencyKey ? [{ $ref: "#/components/parameters/IdempotencyKey" }] : []),
    ...(route.stream === undefined ? [] : [{ $ref: "#/components/parameters/LastEventId" }])
  ]
  return {
    operationId,
    tags: [Guide.tagOf(route.path)],
    summary,
    ...(description === undefined ? {} : { description }),
    security: security[access],
    parameters: [
      ...parameters("path", told.params.of(route)),
      ...parameters("query", told.query.of(route)),
      ...ofHeaders
    ],
    ...(body === undefined
      ? {}
      : {
          requestBody: {
            required: true,
            content: {
              [reads === "text" ? "*/*" : "application/json"]: {
                schema: body.schema,
                ...examples(body, route.examples?.body)
              }
            }
          }
        }),
    responses: {
      [status]: {
        description: status === 201 ? "Made." : "Done.",
        headers: {
          ...requestId,
          ...(access === "anyone" ? {} : rateLimit),
          ...(status === 201 && route.location !== undefined ? location : {}),
          ...(needsIdempotencyKey ? replayed : {})
        },
        ...(answer === undefined
          ? {}
          : {
              content: {
                "application/json": { schema: answer.schema, ...examples(answer, route.examples?.answer) },
                ...(route.stream === undefined ? {} : { [EventStreams.contentType]: EventStreams.told })
              }
            })
      },
      ...OpenApiProblems.responses(RouteProblems.of(route))
    }
  }
}

const receiver = ({ operationId, summary, description, headers }: Webhook, payload: Part): Json => ({
  post: {
    operationId,
    tags: [Guide.webhooks.name],
    summary,
    ...(description === undefined ? {} : { description }),
    security: [],
    parameters: Object.entries(headers).map(([name, what]) => ({
      name,
      in: "header",
      required: true,
      description: what,
      schema: { type: "string" }
    })),
    requestBody: {
      required: true,
      content: { "application/json": { schema: payload.schema, ...examples(payload, undefined) } }
    },
    responses: {
      "2XX": { description: "Taken. Any other answer, and none in time, has it sent again." }
    }
  }
})

/** The document of the routes that are served, and of the messages that are sent. */
export const document = (
  routes: ReadonlyArray<Route<unknown>>,
  webhooks: ReadonlyArray<Webhook> = []
): Readonly<Record<string, unknown>> => {
  const told = {
    params: parts(routes, "request", ({ params }) => params),
    query: parts(routes, "request", ({ query }) => query),
    body: parts(routes, "request", ({ body }) => body),
    answer: parts(routes, "answer", ({ answer }) => answer)
  }
  const problem = Schemas.tell([ProblemView.ProblemView], "answer")
  const messages = Schemas.tell(
    webhooks.map(({ payload }) => payload),
    "answer"
  )
  const paths: Record<string, Json> = {}
  for (const route of routes) {
    paths[route.path] = { ...paths[route.path], [route.method.toLowerCase()]: operation(route, told) }
  }
  const tags = Guide.tags.filter(({ name }) => routes.some(({ path }) => Guide.tagOf(path) === name))
  return {
    openapi: "3.1.1",
    info: Guide.info,
    servers: [{ url: "/", description: "The service that this document came from." }],
    tags: [...tags, ...(webhooks.length > 0 ? [Guide.webhooks] : [])],
    paths,
    ...(webhooks.length === 0
      ? {}
      : {
          webhooks: Object.fromEntries(
            webhooks.map((webhook, index) => [
              webhook.name,
              receiver(webhook, { schema: messages.schemas[index] ?? {}, definitions: messages.definitions })
            ])
          )
        }),
    components: {
      schemas: Object.fromEntries(
        [told.params, told.query, told.body, told.answer, problem, messages]
          .flatMap(({ definitions }) => Object.entries(definitions))
          .toSorted(([one], [other]) => one.localeCompare(other))
      ),
      responses: OpenApiProblems.components,
      examples: OpenApiProblems.examples,
      headers: {
        RequestId: {
          description: "The name of this very request, in the answer, in a problem's instance, and in the logs.",
          schema: { type: "string", format: "uuid" }
        },
        RateLimitPolicy: {
          description: "How many requests (q) are taken of one caller in so many seconds (w) by one process.",
          schema: { type: "string" },
          example: '"caller";q=1000;w=10'
        },
        RateLimit: {
          description: "How many of them are left (r), for so many seconds (t).",
          schema: { type: "string" },
          example: '"caller";r=998;t=1'
        },
        IdempotentReplayed: {
          description: "There, and true, where this is the answer that the first request with the same key was given.",
          schema: { type: "string", const: "true" }
        },
        RetryAfter: {
          description: "In how many seconds asking again makes sense.",
          schema: { type: "integer", minimum: 0 }
        }
      },
      parameters: {
        LastEventId: {
          name: "Last-Event-ID",
          in: "header",
          required: false,
          description: "The version of the last event that you have; a stream goes on after it.",
          schema: { type: "string", pattern: "^\\d{1,9}$" },
          example: "4"
        },
        IdempotencyKey: {
          name: "Idempotency-Key",
          in: "header",
          required: true,
          description: Guide.idempotencyKey,
          schema: { type: "string", minLength: 1, maxLength: 255, pattern: "^[\\x21\\x23-\\x7e]+$" },
          example: "8e03978e-40d5-43e8-bc93-6894a57f9324"
        }
      },
      securitySchemes: {
        teamKey: { type: "http", scheme: "bearer", description: "A team's API key." },
        operatorKey: { type: "http", scheme: "bearer", description: "An operator's API key." }
      }
    }
  }
}
