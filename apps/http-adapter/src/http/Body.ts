/**
 * Reading request bodies: every field that is wrong is named, and nothing of the input is repeated.
 *
 * @module
 */
import { Effect, Result, Schema, SchemaIssue } from "effect"
import type { Context } from "hono"
import * as Problem from "../problems/Problem.ts"
import { Refusal } from "./Refusal.ts"
import * as StrictJson from "./StrictJson.ts"

const format = SchemaIssue.makeFormatterStandardSchemaV1({
  leafHook: (issue) => {
    switch (issue._tag) {
      case "MissingKey":
        return "is required"
      case "UnexpectedKey":
        return "is not a field of this request"
      default:
        // Inputs are not reported to issues, so no message can hold one.
        return SchemaIssue.defaultLeafHook(issue).replace(/^Expected /, "must be ")
    }
  }
})

/** A key that reads like a field's name is repeated; any other is input, and could be anything. */
const pointer = (path: ReadonlyArray<PropertyKey>): string =>
  path.map((key) => `/${/^[A-Za-z][A-Za-z_]{0,40}$|^\d{1,3}$/.test(String(key)) ? String(key) : "…"}`).join("")

/** The fields that a value of the wrong shape has wrong. */
export const fieldErrors = (error: Schema.SchemaError): ReadonlyArray<Problem.FieldError> =>
  format(error.issue).issues.map((issue) => ({
    pointer: pointer((issue.path ?? []).map((part) => (typeof part === "object" ? part.key : part))),
    detail: issue.message
  }))

/** JSON is UTF-8; whoever names another charset, or compresses, has sent something else. */
const isJson = (c: Context): boolean => {
  const [type = "", ...parameters] = (c.req.header("content-type") ?? "").split(";").map((part) => part.trim())
  const charset = parameters.find((parameter) => /^charset=/i.test(parameter)) ?? "charset=utf-8"
  const encoding = c.req.header("content-encoding") ?? "identity"
  return /^application\/json$/i.test(type) && /^charset="?utf-8"?$/i.test(charset) && /^identity$/i.test(encoding)
}

/** The body as JSON, whatever it holds. */
export const json = (c: Context): Effect.Effect<unknown, Refusal> =>
  Effect.gen(function* () {
    if (!isJson(c)) {
      return yield* new Refusal({
        problem: Problem.make(
          "unsupported-media-type",
          "Send the header content-type: application/json, and the body as UTF-8 and not compressed."
        )
      })
    }
    const bytes = yield* arriving(() => c.req.arrayBuffer())
    // A parser's own message can quote the body, and with it an OTP.
    return yield* Effect.fromResult(StrictJson.parse(bytes)).pipe(
      Effect.mapError(({ why }) => new Refusal({ problem: Problem.make("malformed-json", `The body ${why}.`) }))
    )
  })

/** The body as text, whatever its type. */
export const text = (c: Context): Effect.Effect<string, Refusal> => arriving(() => c.req.text())

/** The answer to a client that breaks its request off, if it hears one. */
export const brokenOff = Problem.make("malformed-body", "The body did not arrive whole.")

const arriving = <A>(read: () => Promise<A>): Effect.Effect<A, Refusal> =>
  Effect.tryPromise({
    try: read,
    catch: () => new Refusal({ problem: brokenOff })
  })

/** Reads a part of a request strictly: all errors at once, unknown fields refused. */
export const strictly = { errors: "all", onExcessProperty: "error" } as const

/**
 * Decodes a body strictly. `alsoWrong` may name further fields that the schema alone cannot judge.
 */
export const decode = <A>(
  schema: Schema.ConstraintDecoder<A>,
  alsoWrong: (body: unknown) => Effect.Effect<ReadonlyArray<Problem.FieldError>> = () => Effect.succeed([])
) => {
  const decodeStrictly = Schema.decodeUnknownResult(schema, strictly)
  return Effect.fnUntraced(function* (body: unknown): Effect.fn.Return<A, Refusal> {
    const decoded = decodeStrictly(body)
    const errors = [...(Result.isFailure(decoded) ? fieldErrors(decoded.failure) : []), ...(yield* alsoWrong(body))]
    return Result.isSuccess(decoded) && errors.length === 0
      ? decoded.success
      : yield* new Refusal({ problem: Problem.invalidRequest(errors) })
  })
}
