/**
 * One route as one declared value: who may call it, what it takes, what it answers, and the effect behind it. Validation,
 * registration, and the answers to a wrong method or path follow from these values.
 *
 * @module
 */
import type { PostgresIdempotency } from "@bhejo/store-postgres"
import { Effect, Result, Schema } from "effect"
import type { Context } from "hono"
import type { Access, CallerOf } from "../authentication/Authentication.ts"
import * as EventStreams from "../following/EventStreams.ts"
import * as IdempotencyKey from "../idempotency/IdempotencyKey.ts"
import * as IdempotentRequest from "../idempotency/IdempotentRequest.ts"
import * as Problem from "../problems/Problem.ts"
import * as Body from "./Body.ts"
import { Refusal } from "./Refusal.ts"

export type Method = "GET" | "POST" | "PUT" | "DELETE"

/** Why a route may not answer as it is declared to. */
export type Failure = Problem.DomainError | Refusal

/** What is asked for: everything decoded, and nothing of HTTP. */
export interface Asked<out A extends Access, out Params, out Query, out Body, out Key extends boolean> {
  readonly caller: CallerOf<A>
  readonly params: Params
  readonly query: Query
  readonly body: Body
  readonly idempotencyKey: Key extends true ? string : undefined
}

/** What a handler is given. */
export interface Request<out A extends Access, out Params, out Query, out Body, out Key extends boolean, out Found>
  extends Asked<A, Params, Query, Body, Key> {
  /** What the route looks up before a key is claimed. */
  readonly found: Found
}

export interface Declaration<A extends Access, Params, Query, Body, Answer, Key extends boolean, R, Found> {
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
  /** A repetition under the same Idempotency-Key is answered by what was answered first; for teams alone. */
  readonly needsIdempotencyKey: Key
  /** What is looked up before the key is claimed. */
  readonly find?: (request: Asked<A, Params, Query, Body, Key>) => Effect.Effect<Found, Failure, R>
  /** Set where the body has an OTP, which no key is bound to: which OTP this is, and which try of it. */
  readonly otpUse?: (found: NoInfer<Found>, key: string) => PostgresIdempotency.OtpUse
  /** Whether what is answered is about to change by itself; set where an Idempotency-Key is needed. */
  readonly isUnderway?: (answer: NoInfer<Answer>) => boolean
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
  readonly handle: (
    request: Request<A, Params, Query, Body, Key, NoInfer<Found>>
  ) => Effect.Effect<NoInfer<Answer>, Failure, R>
  /** Answers with server-sent events, whoever accepts those. */
  readonly stream?: (
    request: Asked<A, Params, Query, Body, Key>,
    reader: EventStreams.Reader
  ) => Effect.Effect<Response, Failure, R>
}

/** A declared route, whatever it takes and answers. */
export interface Route<out R>
  extends Pick<
    Declaration<Access, unknown, unknown, unknown, never, boolean, never, unknown>,
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
  readonly stream?: unknown
  readonly examples?: {
    readonly body?: Readonly<Record<string, unknown>>
    readonly answer?: Readonly<Record<string, unknown>>
  }
  /** Answers the request of a caller who may make it; whether that is still so can be asked again. */
  readonly respond: (
    c: Context,
    caller: CallerOf<Access>,
    isAllowed: EventStreams.Reader["isAllowed"]
  ) => Effect.Effect<Response, Failure, R>
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

/** What a route needs besides its handler's services. */
type Needs<Key extends boolean> = Key extends true ? PostgresIdempotency.Idempotency : never

/** Declares a route. */
export const make = <
  A extends Access,
  Answer,
  R,
  const Key extends boolean,
  Params = undefined,
  Query = undefined,
  Body = undefined,
  Found = undefined
>(
  declaration: Declaration<A, Params, Query, Body, Answer, Key, R, Found>
): Route<R | Needs<Key>> => {
  const {
    params,
    query,
    body,
    notFound,
    alsoWrong,
    needsIdempotencyKey,
    find,
    otpUse,
    isUnderway = () => false,
    location,
    status,
    handle,
    stream,
    reads = "json"
  } = declaration
  const readParams = reading(params)
  const readQuery = reading(query)
  const readRaw = reads === "json" ? Body.json : Body.text
  const readBody = body === undefined ? undefined : Body.decode(body, alsoWrong)

  /** What a key is bound to; an OTP is left out, since it could be found out from any hash of it. */
  const boundTo = (c: Context, caller: CallerOf<Access>, found: Found, key: string, raw: unknown) => {
    if (caller === undefined || !("team" in caller)) throw new Error("An Idempotency-Key of nobody's")
    return {
      team: caller.team,
      key,
      method: declaration.method,
      path: c.req.path,
      body: IdempotencyKey.canonical(raw, otpUse === undefined ? [] : ["otp"]),
      otpUse: otpUse?.(found, key)
    }
  }

  const respond = Effect.fnUntraced(function* (
    c: Context,
    caller: CallerOf<Access>,
    isAllowed: EventStreams.Reader["isAllowed"]
  ): Effect.fn.Return<Response, Failure, R | PostgresIdempotency.Idempotency> {
    const path = readParams(c.req.param())
    if (Result.isFailure(path)) {
      return yield* notFound === undefined
        ? invalidParameters("path")(path.failure)
        : new Refusal({ problem: Problem.make("not-found", notFound) })
    }
    const readKey = needsIdempotencyKey ? IdempotencyKey.read(c) : Effect.undefined
    const query = yield* Effect.fromResult(readQuery(queryOf(c))).pipe(Effect.mapError(invalidParameters("query")))
    const key = yield* readKey
    const raw = readBody === undefined ? undefined : yield* readRaw(c)
    const asked: Asked<A, Params, Query, Body, Key> = {
      // The router authenticates by this declaration's own access.
      caller: caller as CallerOf<A>,
      params: path.success,
      query,
      idempotencyKey: key as Key extends true ? string : undefined,
      // As above: a part without a schema is `undefined`.
      body: readBody === undefined ? (undefined as Body) : yield* readBody(raw)
    }
    if (stream !== undefined && EventStreams.isAsked(c)) return yield* stream(asked, { c, isAllowed })
    // And what is not looked up is `undefined`.
    const found = find === undefined ? (undefined as Found) : yield* find(asked)
    const answer = Effect.map(handle({ ...asked, found }), (answer) => ({
      status,
      body: answer,
      ...(location === undefined ? {} : { location: location(answer) })
    }))
    const { body, headers } =
      key === undefined
        ? IdempotentRequest.told(yield* answer)
        : yield* IdempotentRequest.once(boundTo(c, caller, found, key, raw), answer, isUnderway)
    return c.json(body as object, status, headers)
  })

  // Without a key nothing asks for the table of keys.
  return { ...declaration, respond: respond as Route<R | Needs<Key>>["respond"] }
}
