/**
 * One operation as the simulator serves it: the declaration in core says what a request holds, a function what happens.
 *
 * @module
 */
import type { EkoOperation } from "@bhejo/core"
import { Option, Result, Schema, SchemaAST, SchemaIssue } from "effect"
import * as SchemaJITCompiler from "effect/schema/SchemaJITCompiler"
import type { Configuration } from "./Configuration.ts"
import type * as Fault from "./Fault.ts"
import * as Refusal from "./Refusal.ts"
import type { SimulatorEvent } from "./SimulatorEvent.ts"
import type { SimulatorState } from "./SimulatorState.ts"

/** What a call finds when it reaches its operation. */
export interface Call {
  readonly configuration: Configuration
  readonly state: SimulatorState
  /** The agent that the request names, or the default one. */
  readonly userCode: string
  readonly timeMillis: number
  /** A whole number, not negative, from which the OTP is made. */
  readonly chance: number
  /** What a fault makes Eko decide. */
  readonly decision: Fault.Hit["decision"]
}

/** What comes of a call: facts, and the body of its answer. */
export interface Reply {
  readonly events: ReadonlyArray<SimulatorEvent>
  readonly body: Refusal.Body
}

/** A reply by which nothing happens. */
export const refuse = (body: Refusal.Body): Reply => ({ events: [], body })

/** Runs a call, once its request was found to be as the declaration says. */
export type Run = (call: Call) => Reply

type Operation<Input> = Pick<
  EkoOperation.EkoOperation<Input, unknown, unknown, "money" | "nothing">,
  "name" | "method" | "path" | "requests"
>

export interface Handler {
  readonly name: string
  readonly method: string
  readonly path: string
  /** Reads a request's fields in one generation: what runs it, or the body that refuses it. */
  readonly reader: (generation: EkoOperation.Generation) => (fields: Fields) => Result.Result<Run, Refusal.Body>
}

/** A request's parameters by Eko's names, from its path, query and body. */
export type Fields = Readonly<Record<string, Schema.Json>>

/**
 * Serves an operation by a function of its decoded request.
 *
 * The function sees the fields that the requests of both generations have; the agent comes with the call, because only
 * one generation names it.
 */
export const make = <Needs, Input extends Needs>(
  operation: Operation<Input>,
  handle: (input: Needs, call: Call) => Reply
): Handler => ({
  name: operation.name,
  method: operation.method,
  path: operation.path,
  reader: (generation) => {
    const { schema, fixed } = operation.requests[generation]
    SchemaJITCompiler.enable(schema.ast)
    const decode = Schema.decodeUnknownOption(schema)
    const explain = Schema.decodeUnknownResult(schema, { errors: "all" })
    const parameters = parametersOf(schema)
    const known = new Set(["initiator_id", ...Object.keys(fixed), ...parameters.keys()])
    const required = [...known].filter((name) => parameters.get(name) !== "optional")
    const fixedFields = Object.entries(fixed)

    return (fields) => {
      for (const name in fields) if (!known.has(name)) return Result.fail(Refusal.noKey)
      const missing = required.filter((name) => fields[name] === undefined || fields[name] === "")
      if (missing.length > 0) {
        return invalid(
          97,
          missing.map((name) => [name, "is required"])
        )
      }
      const unlike = fixedFields.filter(([name, value]) => fields[name] !== value)
      if (unlike.length > 0) {
        return invalid(
          461,
          unlike.map(([name, value]) => [name, `must be ${JSON.stringify(value)}`])
        )
      }
      const input = decode(fields)
      if (Option.isSome(input)) return Result.succeed((call) => handle(input.value, call))
      // What is wrong is worked out for those requests alone that are wrong.
      return Result.match(explain(fields), {
        onFailure: ({ issue }) =>
          invalid(
            461,
            format(issue).issues.map(({ path, message }) => [String(path?.[0] ?? "request"), message])
          ),
        onSuccess: (input) => Result.succeed((call) => handle(input, call))
      })
    }
  }
})

/** Each parameter of a request's wire, by Eko's name. */
const parametersOf = (schema: Schema.Constraint): ReadonlyMap<string, "required" | "optional"> => {
  const wire = SchemaAST.toEncoded(schema.ast)
  if (!SchemaAST.isObjects(wire)) throw new Error("a request's wire is a record of parameters")
  return new Map(
    wire.propertySignatures.map(({ name, type }) => [
      String(name),
      SchemaAST.isOptional(type) ? "optional" : "required"
    ])
  )
}

const format = SchemaIssue.makeFormatterStandardSchemaV1()

const messages: Readonly<Record<97 | 461, string>> = {
  97: "A required field is missing",
  461: "Validation failed"
}

const invalid = (
  status: 97 | 461,
  params: ReadonlyArray<readonly [string, string]>
): Result.Result<never, Refusal.Body> =>
  Result.fail(Refusal.byFields(status, messages[status], Object.fromEntries(params)))
