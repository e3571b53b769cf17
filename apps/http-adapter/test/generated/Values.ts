/** JSON values for a JSON Schema, and values that break it, by chance. */
import { Arbitrary, Effect, Exit, Schema } from "effect"
import type { Chance } from "../processes/Chance.ts"

export type Json = Readonly<Record<string, unknown>>

/** Texts of each pattern, drawn once: what the patterns themselves allow, beyond the examples that people wrote. */
export type Texts = (pattern: string) => ReadonlyArray<string>

export const texts = (seed: number): Texts => {
  const drawn = new Map<string, ReadonlyArray<string>>()
  return (pattern) => {
    const known = drawn.get(pattern)
    if (known !== undefined) return known
    const form = new RegExp(pattern, "u")
    const sample = Arbitrary.sampleEffect(Arbitrary.schema(Schema.String.check(Schema.isPattern(form))), {
      count: 40,
      seed
    })
    // A pattern that cannot be drawn from (it looks around itself) leaves the examples.
    const exit = Effect.runSyncExit(sample)
    const found = Exit.isSuccess(exit) ? exit.value.filter((text) => form.test(text)) : []
    drawn.set(pattern, found)
    return found
  }
}

/** What the values of one document are drawn from. */
export interface Source {
  readonly chance: Chance
  readonly texts: Texts
  readonly resolve: (schema: Json) => Json
}

const list = (value: unknown): ReadonlyArray<Json> => (Array.isArray(value) ? value : [])

const one = <A>(chance: Chance, choices: ReadonlyArray<A>): A | undefined => {
  const [first, ...rest] = choices
  return first === undefined ? undefined : chance.pick([first, ...rest])
}

/** A value that a schema takes. */
export const valid = (source: Source, unresolved: Json): unknown => {
  const { chance } = source
  const schema = source.resolve(unresolved)
  const choice = one(chance, [...list(schema["anyOf"]), ...list(schema["oneOf"])])
  if (choice !== undefined) return valid(source, choice)
  const example = one(chance, (schema["examples"] ?? []) as ReadonlyArray<unknown>)
  if (example !== undefined && chance.percent(70)) return example
  switch (schema["type"]) {
    case "object": {
      const required = new Set((schema["required"] ?? []) as ReadonlyArray<string>)
      const fields = Object.entries((schema["properties"] ?? {}) as Record<string, Json>)
      return Object.fromEntries(
        fields
          .filter(([name]) => required.has(name) || chance.percent(40))
          .map(([name, field]) => [name, valid(source, field)])
      )
    }
    case "array": {
      const [least, most] = [Number(schema["minItems"] ?? 0), Number(schema["maxItems"] ?? 4)]
      return Array.from({ length: chance.between(least, most) }, () => valid(source, schema["items"] as Json))
    }
    case "boolean":
      return chance.percent(50)
    case "integer": {
      const least = Number(schema["minimum"] ?? Number(schema["exclusiveMinimum"] ?? -1) + 1)
      const most = Number(schema["maximum"] ?? Number.MAX_SAFE_INTEGER)
      // Sums are mostly whole rupees, within what a product allows.
      if (chance.percent(60)) return Math.max(least, Math.min(most, 100 * chance.between(100, 6_000)))
      return chance.pick([least, most, Math.min(most, least + chance.between(0, 1_000_000))])
    }
    default: {
      const enumerated = one(chance, (schema["enum"] ?? []) as ReadonlyArray<unknown>)
      if (enumerated !== undefined) return enumerated
      const drawn = typeof schema["pattern"] === "string" ? one(chance, source.texts(schema["pattern"])) : undefined
      const text = drawn ?? example ?? "text"
      return typeof text === "string" ? text.slice(0, Number(schema["maxLength"] ?? text.length)) : text
    }
  }
}

/** Something long enough to be found in an answer, and that nobody would say by chance. */
export const marked = (chance: Chance): string => `mark${chance.between(100_000_000, 999_999_999)}`

/** A value that no field takes. */
const odd = (chance: Chance): unknown =>
  chance.pick<() => unknown>([
    () => null,
    () => [marked(chance)],
    () => ({ [marked(chance)]: marked(chance) }),
    () => true,
    () => -chance.between(1, 1_000_000),
    () => chance.between(1, 1_000) + 0.5,
    () => 1e300,
    () => "",
    () => " ",
    () => `${marked(chance)}\u0000`,
    () => `\u202e${marked(chance)}\r\n`,
    () => `${marked(chance)}${"x".repeat(600)}`,
    () => `<script>${marked(chance)}</script>`,
    () => `'; DROP TABLE transfers; -- ${marked(chance)}`,
    () => `http://169.254.169.254/${marked(chance)}`,
    () => "\ud800"
  ])()

/** A value that a schema does not take, from one that it takes; nothing where chance found none. */
export const broken = (source: Source, schema: Json, value: unknown): unknown => {
  const { chance } = source
  if (typeof value !== "object" || value === null || Array.isArray(value) || chance.percent(10)) {
    return chance.pick([null, [], "text", 7, [value], marked(chance)])
  }
  const names = Object.keys(value)
  const name = one(chance, names)
  const resolved = source.resolve(schema)
  const fields = (resolved["properties"] ?? {}) as Record<string, Json>
  if (name === undefined || chance.percent(15)) return { ...value, [marked(chance)]: marked(chance) }
  if (chance.percent(25)) {
    const { [name]: _, ...rest } = value as Record<string, unknown>
    return rest
  }
  const inner = fields[name]
  const field = (value as Record<string, unknown>)[name]
  if (inner !== undefined && source.resolve(inner)["type"] === "object" && chance.percent(60)) {
    return { ...value, [name]: broken(source, inner, field) }
  }
  return { ...value, [name]: odd(chance) }
}
