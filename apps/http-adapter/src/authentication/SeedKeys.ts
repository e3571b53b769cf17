/**
 * The API keys that the configuration knows, by their SHA-256 alone. They seed the table of keys.
 *
 * @module
 */
import { Identifiers } from "@bhejo/core"
import { Effect, Schema, SchemaIssue, SchemaTransformation } from "effect"

/** Who holds an operator's key: a group of people, of whom each request names the one who acts. */
export const OperatorId = Schema.String.check(
  Schema.isPattern(/^[a-z0-9][a-z0-9-]{0,62}$/, { message: "must be 1 to 63 of a-z, 0-9 and -" })
).pipe(Schema.brand("OperatorId"))
export type OperatorId = typeof OperatorId.Type

/** The keys of one kind of caller; one name may hold several, for rotation. */
type KeysOf<Name extends string> = ReadonlyArray<{ readonly name: Name; readonly sha256: Uint8Array }>

export interface SeedKeys {
  readonly teams: KeysOf<Identifiers.TeamId>
  readonly operators: KeysOf<OperatorId>
}

/** `name:sha256hex` pairs, comma-separated; an empty text is no key at all. */
const pairs = <Name extends string>(name: Schema.ConstraintDecoder<Name>) => {
  const decodePair = Schema.decodeUnknownEffect(
    Schema.Struct({ name, sha256Hex: Schema.String.check(Schema.isPattern(/^[0-9a-f]{64}$/)) })
  )
  return Schema.String.pipe(
    Schema.decodeTo(
      Schema.declare((u): u is KeysOf<Name> => Array.isArray(u)),
      SchemaTransformation.transformEffect<KeysOf<Name>, string>({
        decode: (text) =>
          Effect.forEach(text === "" ? [] : text.split(","), (pair) => {
            const [name, sha256Hex, ...rest] = pair.trim().split(":")
            return decodePair({ name, sha256Hex: rest.length > 0 ? undefined : sha256Hex?.toLowerCase() }).pipe(
              Effect.map((key) => ({ name: key.name, sha256: Buffer.from(key.sha256Hex, "hex") })),
              Effect.mapError(() => new SchemaIssue.InvalidValue({ expected: "name:sha256hex pairs" }))
            )
          }),
        encode: (keys) =>
          Effect.succeed(keys.map(({ name, sha256 }) => `${name}:${Buffer.from(sha256).toString("hex")}`).join(","))
      })
    )
  )
}

export const TeamKeys = pairs(Identifiers.TeamId)
export const OperatorKeys = pairs(OperatorId)
