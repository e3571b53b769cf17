/**
 * One route as one declared value: who may call it, what it takes, what it answers, and the effect behind it. Validation,
 * registration, and the answers to a wrong method or path follow from these values.
 *
 * @module
 */
import { Effect, Result, Schema } from "effect"
import type { Context } from "hono"
import type { Access, CallerOf } from "./Authentication.ts"
import * as Body from "./Body.ts"
import * as IdempotencyKey from "./IdempotencyKey.ts"
import * as Problem from "./Problem.ts"
import { Refusal } from "./Refusal.ts"

export type Method = "GET" | "POST" | "PUT" | "DELETE"

/** Why a route may not answer as it is declared to. */
export type Failure = Problem.DomainError | Refusal

/** What a handler is given: everything decoded, and nothing of HTTP. */
export interface Request<out A extends Access, out Params, out Query, out Body, out Key extends boolean> {
  readonly caller: CallerOf<A>
  readonly params: Params
  readonly query: Query
  readonly body: Body
  readonly idempotencyKey: Key extends true ? string : undefined
}

export interface Declaration<A extends Access, Params, Query, Body, Answer, Key extends boolean, R> {
  readonly method: Method
  /** `{name}` stands for a parameter. */
  readonly path: `/${string}`
  /** What a generated client calls it. */
  readonly operationId: string
  /** What it is for, in one sentence. */
  readonly summary: string
  /** What a caller should know besides. */
  readonly description?: string
  /** The problems that it can answer, beyond those that follow from the rest of the declaration. */
  readonly problems?: ReadonlyArray<Problem.ProblemType>
  readonly access: A
  /** Answered even where there is too much to do, because the answer is what others act on. */
  readonly isNeverShed?: boolean
  readonly needsIdempotencyKey: Key
  readonly params?: Schema.ConstraintDecoder<Params>
  /**
   * Set where the path names a record of ours: parameters of another shape name none, and this is said. Elsewhere they
   * are named as wrong.
   */
  readonly notFound?: string
  readonly query?: Schema.ConstraintDecoder<Query>
  readonly body?: Schema.ConstraintDecoder<Body>
  /** What the body's schema is given: JSON, unless it is text of any type. */
  readonly reads?: "json" | "text"
  /** A longer body is refused; 64 KiB where it is not set. */
  readonly maxBodyBytes?: number
  /** Further fields of the body that are wrong, which its schema alone cannot judge. */
  readonly alsoWrong?: (body: unknown) => Effect.Effect<ReadonlyArray<Problem.FieldError>>
  readonly status: 200 | 201
  /**
   * The answer as JSON. What a handler returns is not encoded by it, only typed: a payment that was made is not answered
   * with a fault because a field of its view came out otherwise.
   */
  readonly answer: Schema.ConstraintCodec<Answer, Answer>
  /** The address of what was made. */
  readonly location?: (answer: Answer) => string
  /** Bodies and answers by names of their own, for the documentation, where one made of its parts' examples says too little. */
  readonly examples?: {
    readonly body?: Readonly<Record<string, unknown>>
    readonly answer?: Readonly<Record<string, NoInfer<Answer>>>
  }
  readonly handle: (request: Request<A, Params, Query, Body, Key>) => Effect.Effect<NoInfer<Answer>, Failure, R>
}

/** A declared route, whatever it takes and answers. */
export interface Route<out R>
  extends Pick<
    Declaration<Access, unknown, unknown, unknown, never, boolean, never>,
    | "method"
    | "path"
    | "operationId"
    | "summary"
    | "description"
    | "problems"
    | "notFound"
    | "access"
    | "isNeverShed"
    | "needsIdempotencyKey"
    | "params"
    | "query"
    | "body"
    | "reads"
    | "maxBodyBytes"
    | "status"
  > {
  readonly answer: Schema.Constraint
  readonly location?: unknown
  readonly examples?: {
    readonly body?: Readonly<Record<string, unknown>>
    readonly answer?: Readonly<Record<string, unknown>>
  }
  /** Answers the request of a caller who may make it. */
  readonly respond: (c: Context, caller: CallerOf<Access>) => Effect.Effect<Response, Failure, R>
}

/** A field of the path or of the query that is not acceptable. */
const invalidParameters = (where: "path" | "query") => (error: Schema.SchemaError) =>
  new Refusal({
    problem: Problem.invalidRequest(
      Body.fieldErrors(error).map(({ pointer, detail }) => ({ pointer, detail: `in the ${where} ${detail}` }))
    )
  })

/** The query's fields; one that is given twice is a list, and nothing picks one of the two. */
const queryOf = (c: Context): Readonly<Record<string, unknown>> =>
  Object.fromEntries(
    Object.entries(c.req.queries()).map(([name, values]) => [name, values.length === 1 ? values[0] : values])
  )

/** Reads one part of the request strictly, or passes `undefined` on where the route declares none. */
const reading = <Part>(schema: Schema.ConstraintDecoder<Part> | undefined) => {
  // A part without a schema is `undefined` by its type, too.
  if (schema === undefined) return () => Result.succeed(undefined as Part)
  return Schema.decodeUnknownResult(schema, Body.strictly)
}

/** A number in a path or a query, as its digits; `expected` says what it must be. */
export const digits = (expected: string, example: string) =>
  Schema.String.check(Schema.isPattern(/^(0|[1-9]\d{0,14})$/u, { message: expected }))
    .annotate({ examples: [example] })
    .pipe(Schema.decodeTo(Schema.NumberFromString))

/** A count in a path or a query. */
export const countBetween = (minimum: number, maximum: number) => {
  const message = `must be a whole number from ${minimum} to ${maximum}`
  return digits(message, String(maximum)).check(Schema.isBetween({ minimum, maximum }, { message }))
}

const instantExpected = "must be an instant as ISO 8601, such as 2026-01-31T12:00:00Z"

/** An instant with its zone; in a query its plus sign is written %2B. */
export const instant = Schema.String.check(
  Schema.isPattern(/^[12]\d{3}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,3})?)?(Z|[+-]\d\d:\d\d)$/u, {
    message: instantExpected
  })
)
  .annotate({ examples: ["2026-01-31T12:00:00Z"] })
  .pipe(Schema.decodeTo(Schema.DateTimeUtcFromString.annotate({ message: instantExpected })))

/** Declares a route. */
export const make = <
  A extends Access,
  Answer,
  R,
  const Key extends boolean,
  Params = undefined,
  Query = undefined,
  Body = undefined
>(
  declaration: Declaration<A, Params, Query, Body, Answer, Key, R>
): Route<R> => {
  const {
    params,
    query,
    body,
    notFound,
    alsoWrong,
    needsIdempotencyKey,
    location,
    status,
    handle,
    reads = "json"
  } = declaration
  const readParams = reading(params)
  const readQuery = reading(query)
  const readRaw = reads === "json" ? Body.json : Body.text
  const readBody = body === undefined ? undefined : Body.decode(body, alsoWrong)

  const respond = Effect.fnUntraced(function* (
    c: Context,
    caller: CallerOf<Access>
  ): Effect.fn.Return<Response, Failure, R> {
    const path = readParams(c.req.param())
    if (Result.isFailure(path)) {
      return yield* notFound === undefined
        ? invalidParameters("path")(path.failure)
        : new Refusal({ problem: Problem.make("not-found", notFound) })
    }
    const answer = yield* handle({
      // The router authenticates by this declaration's own access.
      caller: caller as CallerOf<A>,
      params: path.success,
      query: yield* Effect.fromResult(readQuery(queryOf(c))).pipe(Effect.mapError(invalidParameters("query"))),
      idempotencyKey: (needsIdempotencyKey ? yield* IdempotencyKey.read(c) : undefined) as Key extends true
        ? string
        : undefined,
      // As above: a part without a schema is `undefined`.
      body: readBody === undefined ? (undefined as Body) : yield* Effect.flatMap(readRaw(c), readBody)
    })
    return c.json(answer as object, status, location === undefined ? {} : { location: location(answer) })
  })

  return { ...declaration, respond }
}
