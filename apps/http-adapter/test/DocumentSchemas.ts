/** The schemas of an OpenAPI document, put to work by a validator that knows nothing of ours. */
import { Ajv2020 } from "ajv/dist/2020.js"
import addFormats from "ajv-formats"

type Json = Readonly<Record<string, unknown>>

const compilers = new WeakMap<object, Ajv2020>()

const compilerOf = (document: Json): Ajv2020 => {
  const known = compilers.get(document)
  if (known !== undefined) return known
  const ajv = new Ajv2020({ allErrors: true, strict: false })
  addFormats.default(ajv)
  ajv.addSchema({ $id: "document:", components: document["components"] })
  compilers.set(document, ajv)
  return ajv
}

const absolute = (schema: unknown): unknown =>
  JSON.parse(JSON.stringify(schema).replaceAll('"$ref":"#/', '"$ref":"document:#/'))

/** What one schema of a document finds wrong with a value, each in a line. */
export const validator = (document: Json, schema: Json): ((value: unknown) => ReadonlyArray<string>) => {
  const validate = compilerOf(document).compile(absolute(schema) as object)
  return (value) =>
    validate(value) ? [] : (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`)
}
