/**
 * The documented payload of an answer: what is read from it, what is merely known to stand there, in which generation.
 *
 * An answer that is as documented, in either generation, passes one strict check and is read. Any other is salvaged field
 * by field: what informs is dropped where it is unreadable, and what is needed makes the whole unreadable. Each
 * difference leaves a record.
 *
 * @module
 */
import { Option, Predicate, Schema, type SchemaAST, type Types } from "effect"
import { type Differences, nameable } from "./Drift.ts"
import type { Generation } from "./EkoOperation.ts"
import { readerOf, wireName } from "./Wire.ts"

/** Without a `"needed"` field an answer says nothing; one that is `"told"` may be empty, and unreadable it is dropped. */
export type Need = "needed" | "told"

export interface Field<out Type, out N extends Need> {
  readonly need: N
  readonly codec: Schema.Codec<Type, Schema.Json>
  /** The generation that alone documents it. */
  readonly only: Generation | undefined
  /** Eko's name, where it is not ours in snake case. */
  readonly wire: string | undefined
  /** Whether the documents leave it out where it does not apply. */
  readonly mayLack: boolean
  readonly inner: Inner | undefined
}

/** A field that holds further fields: an object of them, or a list of such objects. */
interface Inner {
  readonly is: "object" | "list"
  readonly shape: AnswerShape<unknown>
}

export type Fields = Readonly<Record<string, Field<unknown, Need>>>

export type TypeOf<F extends Fields> = Types.Simplify<
  {
    readonly [K in keyof F as F[K]["need"] extends "needed" ? K : never]: F[K]["codec"]["Type"]
  } & {
    readonly [K in keyof F as F[K]["need"] extends "needed" ? never : K]?: F[K]["codec"]["Type"]
  }
>

interface Place {
  readonly only?: Generation
  readonly wire?: string
  readonly mayLack?: boolean
}

const field =
  <N extends Need>(need: N) =>
  <Type>(codec: Schema.Codec<Type, Schema.Json>, { only, wire, mayLack = false }: Place = {}): Field<Type, N> => ({
    need,
    codec,
    only,
    wire,
    mayLack,
    inner: undefined
  })

/** A field without which the answer proves nothing. */
export const needed = field("needed")

/** A field that informs: absent where it is empty, and dropped where it is unreadable. */
export const told = field("told")

/** An object of further fields. */
export const object = <Type, N extends Need>(
  need: N,
  shape: AnswerShape<Type>,
  { only, wire, mayLack = false }: Place = {}
): Field<Type, N> => ({ need, codec: shape.codec, only, wire, mayLack, inner: { is: "object", shape } })

/** A list of objects; one of them that lacks what it needs is left out. */
export const list = <Type, N extends Need>(
  need: N,
  shape: AnswerShape<Type>,
  { only, wire, mayLack = false }: Place = {}
): Field<ReadonlyArray<Type>, N> => ({
  need,
  codec: Schema.Array(shape.codec),
  only,
  wire,
  mayLack,
  inner: { is: "list", shape }
})

/** Fields that stand in the documents and that nothing reads, by Eko's names. */
export type Known = Readonly<Record<string, Schema.Codec<unknown, unknown>>>

export interface AnswerShape<out Type> {
  /** What is read, in our words; its encoded side has Eko's names. */
  readonly codec: Schema.Codec<Type, Record<string, Schema.Json>>
  /** Whether it has a field without which it proves nothing. */
  readonly isProof: boolean
  readonly parts: ReadonlyArray<Part>
  /** Reads a payload, and records where it differs from each documented form of it. */
  readonly read: (data: unknown, path: string, differences: Differences) => Option.Option<Type>
  /** Whether a payload has exactly the fields of one generation, at every depth. */
  readonly fits: (data: unknown, generation: Generation) => data is Wire
  /** The types of what an answer of one generation must have. */
  readonly strict: (generation: Generation) => Schema.Codec<unknown, unknown>
  /** Reads what has passed the strict check, or nothing where a figure is none. */
  readonly take: (data: Wire) => Option.Option<Type>
  readonly salvage: (data: Wire, path: string, generation: Generation, found: Differences) => Option.Option<Type>
}

type Wire = Readonly<Record<string, unknown>>

/** A field as it is compiled: by both names, with what decodes it. */
interface Part {
  readonly name: string | undefined
  readonly wire: string
  readonly need: Need | "known"
  readonly only: Generation | undefined
  /** Whether the documents leave it out where it does not apply. */
  readonly mayLack: boolean
  readonly inner: Inner | undefined
  readonly strict: (generation: Generation) => Schema.Codec<unknown, unknown>
  /** Absent where what passes the strict check is the value itself. */
  readonly convert: ((value: unknown) => Option.Option<unknown>) | undefined
  readonly decode: (value: unknown) => Option.Option<unknown>
  readonly expected: string
}

const generations: ReadonlyArray<Generation> = ["2026-07", "seed"]

/**
 * Declares a payload: the fields that are read, by our names, and by Eko's names those that are known besides.
 */
export const make = <const F extends Fields>(
  fields: F,
  known: Known = {},
  knownOnly: Readonly<Partial<Record<Generation, Known>>> = {}
): AnswerShape<TypeOf<F>> => {
  const parts = [
    ...Object.entries(fields).map(([name, each]) => partOf(name, each)),
    ...knownParts(known, undefined),
    ...generations.flatMap((generation) => knownParts(knownOnly[generation] ?? {}, generation))
  ]
  return fromParts(codecOf(fields), parts) as AnswerShape<TypeOf<F>>
}

/** The same payload where all that only informs may be left out, as in an answer about what is not final. */
export const partial = <Type>(shape: AnswerShape<Type>): AnswerShape<Type> =>
  fromParts(
    shape.codec,
    shape.parts.map((part) => ({ ...part, mayLack: part.need !== "needed" }))
  ) as AnswerShape<Type>

/** Texts that are known to stand in an answer and that nothing reads. */
export const texts = (names: string): Known => knownAs(Schema.String, names)

/** Numbers that are known to stand in an answer and that nothing reads. */
export const numbers = (names: string): Known => knownAs(Schema.Finite, names)

/** Sums of money that are known to stand in an answer and that nothing reads; the generations write them differently. */
export const sums = (names: string): Known => knownAs(Schema.Union([Schema.Finite, Schema.String]), names)

/** What is known by its name alone: an object, or a list, or of changing type. */
export const values = (names: string): Known => knownAs(Schema.Unknown, names)

const knownAs = (codec: Schema.Codec<unknown, unknown>, names: string): Known =>
  Object.fromEntries(names.split(" ").map((name) => [name, codec]))

const fromParts = (
  codec: Schema.Codec<unknown, Record<string, Schema.Json>>,
  parts: ReadonlyArray<Part>
): AnswerShape<unknown> => {
  const read = parts.filter(({ name }) => name !== undefined)
  const names = new Set(parts.map(({ wire }) => wire))
  const strict = (generation: Generation) =>
    Schema.Struct(
      Object.fromEntries(
        parts
          .filter(({ only }) => only === undefined || only === generation)
          .map((part) => [
            part.wire,
            part.mayLack ? Schema.optionalKey(part.strict(generation)) : part.strict(generation)
          ])
      )
    )
  const take = (data: Wire): Option.Option<Record<string, unknown>> => {
    const taken: Record<string, unknown> = {}
    for (const { name, wire, need, convert } of read) {
      const value = data[wire]
      if (name === undefined || value === undefined || (need === "told" && isEmpty(value))) continue
      if (convert === undefined) {
        taken[name] = value
        continue
      }
      const converted = convert(value)
      if (Option.isNone(converted)) return Option.none()
      taken[name] = converted.value
    }
    return Option.some(taken)
  }
  const salvage = (data: Wire, path: string, generation: Generation, found: Differences) => {
    const salvaged: Record<string, unknown> = {}
    let isWhole = true
    for (const part of parts) {
      const at = `${path}.${part.wire}`
      const value = data[part.wire]
      if (value === undefined) {
        const isDocumented = part.only === undefined || part.only === generation
        if (isDocumented && !part.mayLack) found.add(at, "missing", part.expected)
        isWhole &&= part.need !== "needed"
        continue
      }
      if (part.need !== "needed" && isEmpty(value)) continue
      const decoded = salvagePart(part, value, at, generation, found)
      if (Option.isNone(decoded)) {
        isWhole &&= part.need !== "needed"
      } else if (part.name !== undefined) salvaged[part.name] = decoded.value
    }
    for (const name of Object.keys(data)) {
      if (!names.has(name)) found.add(`${path}.${nameable(name)}`, "unexpected field", "no such field")
    }
    return isWhole ? Option.some(salvaged) : Option.none()
  }
  const fits = (data: unknown, generation: Generation): data is Wire => {
    if (!Predicate.isObject(data)) return false
    let found = 0
    for (const { wire, only, mayLack, inner } of parts) {
      if (only !== undefined && only !== generation) continue
      const value = (data as Wire)[wire]
      if (value === undefined) {
        if (!mayLack) return false
        continue
      }
      found++
      if (inner !== undefined && !isEmpty(value) && !fitsInner(inner, value, generation)) return false
    }
    return found === Object.keys(data).length
  }
  const forms = isOfOneForm(parts) ? generations.slice(0, 1) : generations
  const checks = forms.map((generation) => ({ generation, isOfTypes: Schema.is(strict(generation)) }))
  return {
    codec,
    isProof: parts.some(({ need }) => need === "needed"),
    parts,
    strict,
    fits,
    take,
    salvage,
    read: (data, path, differences) => {
      for (const { generation, isOfTypes } of checks) {
        if (!fits(data, generation) || !isOfTypes(data)) continue
        const taken = take(data)
        if (Option.isSome(taken)) return taken
      }
      if (!Predicate.isObject(data)) {
        differences.add(path, data === undefined ? "missing" : "type", "an object")
        return Option.none()
      }
      return nearest(forms, differences, (generation, found) => salvage(data, path, generation, found))
    }
  }
}

const fitsInner = ({ is, shape }: Inner, value: unknown, generation: Generation): boolean =>
  is === "object"
    ? shape.fits(value, generation)
    : Array.isArray(value) && value.every((each) => shape.fits(each, generation))

/** Salvages by each form, and keeps the records of the one that the answer is nearest to. */
const nearest = <A>(
  forms: ReadonlyArray<Generation>,
  differences: Differences,
  salvage: (generation: Generation, found: Differences) => Option.Option<A>
): Option.Option<A> => {
  const tries = forms.map((generation) => {
    const found = differences.fresh()
    return { salvaged: salvage(generation, found), records: found.records }
  })
  const [best] = tries.toSorted((one, other) => one.records.length - other.records.length)
  if (best === undefined) return Option.none()
  for (const { path, kind, expected } of best.records) differences.add(path, kind, expected)
  return best.salvaged
}

const salvagePart = (
  part: Part,
  value: unknown,
  path: string,
  generation: Generation,
  found: Differences
): Option.Option<unknown> => {
  if (part.inner === undefined) {
    const decoded = part.decode(value)
    if (Option.isNone(decoded)) found.add(path, "type", part.expected)
    return decoded
  }
  const { is, shape } = part.inner
  if (is === "object" ? !Predicate.isObject(value) : !Array.isArray(value)) {
    found.add(path, "type", part.expected)
    return Option.none()
  }
  if (is === "object") return shape.salvage(value as Wire, path, generation, found)
  return Option.some(
    (value as ReadonlyArray<unknown>).flatMap((each) => {
      if (!Predicate.isObject(each)) {
        found.add(`${path}[]`, "type", "an object")
        return []
      }
      return Option.toArray(shape.salvage(each, `${path}[]`, generation, found))
    })
  )
}

const isOfOneForm = (parts: ReadonlyArray<Part>): boolean =>
  parts.every(({ only, inner }) => only === undefined && (inner === undefined || isOfOneForm(inner.shape.parts)))

/** A field that informs says nothing where it is empty, and Eko leaves many so. */
const isEmpty = (value: unknown): boolean => value === "" || value === null

/** A schema that takes what is empty as well; most texts do that by themselves. */
const orEmpty = (schema: Schema.Codec<unknown, unknown>): Schema.Codec<unknown, unknown> => {
  const is = Schema.is(schema)
  if (is("")) return is(null) ? schema : Schema.NullOr(schema)
  return Schema.Union([schema, Schema.Literal(""), Schema.Null])
}

const partOf = (name: string, { need, codec, only, wire, mayLack, inner }: Field<unknown, Need>): Part => {
  const encoded = Schema.toEncoded(codec)
  const emptiable = (schema: Schema.Codec<unknown, unknown>) => (need === "needed" ? schema : orEmpty(schema))
  const decode = readerOf(codec)
  const common = { name, wire: wire ?? wireName(name), need, only, mayLack, inner, decode }
  if (inner !== undefined) {
    const { is, shape } = inner
    const strict = (generation: Generation) => {
      const object = shape.strict(generation)
      return emptiable(is === "object" ? object : Schema.Array(object))
    }
    const convert = (value: unknown) =>
      is === "object"
        ? shape.take(value as Wire)
        : Option.all((value as ReadonlyArray<Wire>).map((each) => shape.take(each)))
    return { ...common, strict, convert, expected: is === "object" ? "an object" : "a list" }
  }
  const strict = emptiable(encoded)
  return {
    ...common,
    strict: () => strict,
    convert: encoded.ast === codec.ast ? undefined : decode,
    expected: expectedOf(encoded.ast)
  }
}

const knownParts = (known: Known, only: Generation | undefined): ReadonlyArray<Part> =>
  Object.entries(known).map(([wire, codec]) => {
    const strict = orEmpty(codec)
    return {
      name: undefined,
      wire,
      need: "known",
      only,
      mayLack: false,
      inner: undefined,
      strict: () => strict,
      convert: undefined,
      decode: Schema.decodeUnknownOption(codec),
      expected: expectedOf(codec.ast)
    }
  })

const codecOf = (fields: Fields): Schema.Codec<unknown, Record<string, Schema.Json>> => {
  const names = Object.fromEntries(Object.entries(fields).map(([name, { wire }]) => [name, wire ?? wireName(name)]))
  const struct: Schema.Struct<Schema.Struct.Fields> = Schema.Struct(
    Object.fromEntries(
      Object.entries(fields).map(([name, { need, codec }]) => [
        name,
        need === "needed" ? codec : Schema.optionalKey(codec)
      ])
    )
  )
  // Renaming keys by a computed table is beyond what the type can follow; the fields' own types are kept.
  return Schema.encodeKeys<typeof struct, Record<string, string>>(names)(struct) as never
}

/** The wire's type in a word. */
const expectedOf = (ast: SchemaAST.AST): string => {
  switch (ast._tag) {
    case "String":
      return "a text"
    case "Number":
      return "a number"
    case "Boolean":
      return "a boolean"
    case "Objects":
      return "an object"
    case "Arrays":
      return "a list"
    case "Union":
      return [...new Set(ast.types.map(expectedOf))].join(" or ")
    default:
      return "any value"
  }
}
