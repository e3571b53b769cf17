/**
 * How our names and Eko's meet: snake case on the wire, no unit in the name of a sum of money, and leniency towards
 * what an answer need not say.
 *
 * @module
 */
import { Effect, Option, Predicate, Schema, SchemaAST, SchemaGetter, String as Text } from "effect"

/** Eko's name for one of ours. */
export const wireName = (name: string): string => Text.camelToSnake(name.replace(/Paise$/, ""))

/**
 * A struct in our names whose encoded side has Eko's.
 */
export const camelKeys = <const Fields extends Schema.Struct.Fields>(
  fields: Fields
): Schema.Codec<Schema.Struct<Fields>["Type"], Record<string, Schema.Json>> => {
  const names = Object.fromEntries(Object.keys(fields).map((name) => [name, wireName(name)]))
  const struct: Schema.Struct<Schema.Struct.Fields> = Schema.Struct(fields)
  // Renaming keys by a computed table is beyond what the type can follow; the fields' own types are kept.
  return Schema.encodeKeys<typeof struct, Record<string, string>>(names)(struct) as never
}

/** The object that a JSON text writes; nothing where it writes anything else, or is no JSON. */
export const jsonObject = (text: string): Option.Option<Readonly<Record<string, unknown>>> =>
  Option.filter(parseJson(text), Predicate.isObject)

const parseJson = Option.liftThrowable((text: string): unknown => JSON.parse(text))

/**
 * Text of Eko's that can be stored and shown: bounded, with no control character and no half of a surrogate pair, both
 * of which a database refuses.
 */
export const plainText = (maxLength: number) =>
  Schema.String.check(
    Schema.isMaxLength(maxLength),
    Schema.isPattern(/^[^\p{Cc}\p{Cs}]*$/u, { message: "must be text without control characters" })
  )

/**
 * Text of one form: a pattern, what a text of another form is told, and an example. The pattern has the flag `u`, as JSON
 * Schema reads it; without it, it would be missing where the schema is shown to others.
 */
export const matching = (pattern: RegExp, message: string, example: string) =>
  Schema.String.check(Schema.isPattern(pattern, { message })).annotate({ examples: [example] })

const reader = "~@bhejo/core/reader"

/**
 * Gives a codec a plain function that decodes the same values to the same, for where an effect for each field is too much.
 */
export const readBy = <Type, Encoded>(
  codec: Schema.Codec<Type, Encoded>,
  read: (value: unknown) => Option.Option<Type>
): Schema.Codec<Type, Encoded> => codec.annotate({ [reader]: read })

/** What decodes a value by a codec. */
export const readerOf = <Type>(codec: Schema.Codec<Type, unknown>): ((value: unknown) => Option.Option<Type>) => {
  const read = SchemaAST.resolve(codec.ast)?.[reader]
  return typeof read === "function" ? (value) => read(value) : Schema.decodeUnknownOption(codec)
}

/**
 * A field that is read where it is readable and absent otherwise: for what informs, never for what proves.
 *
 * Its encoded side is anything at all, because that side is checked before the leniency could help.
 */
export const lenient = <S extends Schema.Constraint>(schema: S) =>
  Schema.Unknown.pipe(
    Schema.decodeTo(schema, {
      decode: SchemaGetter.passthrough({ strict: false }),
      encode: SchemaGetter.passthrough({ strict: false })
    }),
    Schema.optionalKey,
    Schema.catchDecoding(() => Effect.succeedNone)
  )
