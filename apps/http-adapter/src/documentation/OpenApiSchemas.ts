/**
 * The schemas that validate, as JSON Schema in the dialect of OpenAPI 3.1.
 *
 * @module
 */
import { JsonSchema, Predicate, Schema, type SchemaAST, SchemaRepresentation } from "effect"

export type Json = JsonSchema.JsonSchema

/** Some schemas, in their order, and the definitions that they refer to. */
export interface Told {
  readonly schemas: ReadonlyArray<Json>
  readonly definitions: Readonly<Record<string, Json>>
}

/**
 * Requests are read strictly, so what is no field of theirs is refused. Answers are open: a client that takes a field more
 * than it knows still works when one is added.
 */
export type Direction = "request" | "answer"

/** Tells schemas together, so that what has a name is told once. */
export const tell = (schemas: ReadonlyArray<Schema.Constraint>, direction: Direction): Told => {
  const [first, ...rest] = schemas.map((schema): SchemaAST.AST => Schema.toCodecJson(schema).ast)
  if (first === undefined) return { schemas: [], definitions: {} }
  const told = JsonSchema.toMultiDocumentOpenApi3_1(
    SchemaRepresentation.toJsonSchemaMultiDocument(SchemaRepresentation.toRepresentations([first, ...rest]), {
      onExcessProperty: direction === "request" ? "error" : "ignore",
      includeAnnotationKey: (key) => key === "message"
    })
  )
  return {
    schemas: told.schemas.map(simplified),
    definitions: Object.fromEntries(Object.entries(told.definitions).map(([name, json]) => [name, simplified(json)]))
  }
}

/** Keywords whose value is one schema, a list of them, or a record of them. */
const nested = {
  one: ["items", "additionalProperties", "propertyNames", "not"],
  list: ["anyOf", "oneOf", "allOf", "prefixItems"],
  record: ["properties", "patternProperties"]
}

/**
 * The same schema in fewer words: each check in its place, what a wrong value is told as the description, and no word
 * about the limits that JSON's whole numbers have anyway.
 */
const simplified = (json: Json): Json => {
  const { allOf = [], message, ...told } = mapped(json) as Json & { readonly allOf?: ReadonlyArray<Json> }
  const parts = [{ ...told, ...described(message) }, ...allOf]
  const rest: Array<Json> = []
  const whole = parts.reduce((one, other) => {
    const both = merged(one, other)
    if (both === undefined) rest.push(other)
    return both ?? one
  })
  return {
    ...unlimited(whole),
    ...(rest.length === 0 ? {} : { allOf: rest })
  }
}

const mapped = (json: Json): Json => {
  const out: Json = { ...json }
  for (const key of nested.one) if (Predicate.isObject(out[key])) out[key] = simplified(out[key] as Json)
  for (const key of nested.list) {
    if (Array.isArray(out[key])) out[key] = out[key].map((each) => simplified(each as Json))
  }
  for (const key of nested.record) {
    if (!Predicate.isObject(out[key])) continue
    out[key] = Object.fromEntries(Object.entries(out[key]).map(([name, each]) => [name, simplified(each as Json)]))
  }
  return out
}

/** "must be 6 digits" as a sentence. */
const described = (message: unknown): Json =>
  typeof message === "string" ? { description: `${message.charAt(0).toUpperCase()}${message.slice(1)}.` } : {}

const tighter: Readonly<Record<string, (one: number, other: number) => number>> = {
  minimum: Math.max,
  exclusiveMinimum: Math.max,
  minLength: Math.max,
  minItems: Math.max,
  maximum: Math.min,
  exclusiveMaximum: Math.min,
  maxLength: Math.min,
  maxItems: Math.min
}

const informs = new Set(["description", "examples", "title"])

/** Both schemas as one, or nothing where one keyword has two values that must both hold. */
const merged = (one: Json, other: Json): Json | undefined => {
  const out: Json = { ...one }
  for (const [key, value] of Object.entries(other)) {
    const tighten = tighter[key]
    const before = out[key]
    if (before === undefined || informs.has(key)) out[key] = value
    else if (tighten !== undefined) out[key] = tighten(before as number, value as number)
    else if (before !== value) return undefined
  }
  return out
}

const unlimited = (json: Json): Json => {
  const { minimum, maximum, ...rest } = json
  if (json["type"] !== "integer") return json
  return {
    ...rest,
    ...(minimum === undefined || minimum === Number.MIN_SAFE_INTEGER ? {} : { minimum }),
    ...(maximum === undefined || maximum === Number.MAX_SAFE_INTEGER ? { format: "int64" } : { maximum })
  }
}

/** Follows a reference into the definitions. */
export const resolved = (json: Json, definitions: Told["definitions"]): Json => {
  const name = /^#\/components\/schemas\/(.+)$/.exec(String(json["$ref"] ?? ""))?.[1]
  return name === undefined ? json : resolved(definitions[name] ?? {}, definitions)
}

/**
 * An example of a schema, from the examples of its parts. Throws where a part has none, since what nobody gave an example
 * of cannot be made up.
 */
export const exampleOf = (schema: Json, definitions: Told["definitions"], at = ""): unknown => {
  const json = resolved(schema, definitions)
  const inner = (part: unknown, name: string) => exampleOf(part as Json, definitions, `${at}/${name}`)
  const [first] = (json["examples"] ?? json["enum"] ?? []) as ReadonlyArray<unknown>
  if (first !== undefined) return first
  const [choice] = (json["oneOf"] ?? json["anyOf"] ?? []) as ReadonlyArray<unknown>
  if (choice !== undefined) return inner(choice, "0")
  switch (json["type"]) {
    case "object":
      return Object.fromEntries(
        Object.entries((json["properties"] ?? {}) as Json).map(([name, part]) => [name, inner(part, name)])
      )
    case "array":
      return [inner(json["items"], "0")]
    case "boolean":
      return true
    case "integer":
      if (typeof json["minimum"] === "number") return json["minimum"]
  }
  throw new Error(`no example of ${at}`)
}
