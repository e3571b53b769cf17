/**
 * API keys, known by their SHA-256 alone.
 *
 * @module
 */
import { createHash, timingSafeEqual } from "node:crypto"
import { Effect, Schema, SchemaIssue, SchemaTransformation } from "effect"

/** The keys of one kind of caller; one name may hold several, for rotation. */
export type ApiKeys<Name extends string> = ReadonlyArray<{ readonly name: Name; readonly sha256: Uint8Array }>

/** `name:sha256hex` pairs, comma-separated; an empty text is no key at all. */
export const pairs = <Name extends string>(name: Schema.ConstraintDecoder<Name>) => {
  const decodePair = Schema.decodeUnknownEffect(
    Schema.Struct({ name, sha256Hex: Schema.String.check(Schema.isPattern(/^[0-9a-f]{64}$/)) })
  )
  return Schema.String.pipe(
    Schema.decodeTo(
      Schema.declare((u): u is ApiKeys<Name> => Array.isArray(u)),
      SchemaTransformation.transformEffect<ApiKeys<Name>, string>({
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

/**
 * Who holds a key, if anybody. Every known key is compared, each in constant time, so that the time taken says nothing
 * about which one came near.
 */
export const holderOf = <Name extends string>(keys: ApiKeys<Name>, apiKey: string): Name | undefined => {
  const sha256 = createHash("sha256").update(apiKey).digest()
  let found: Name | undefined
  for (const key of keys) {
    if (timingSafeEqual(sha256, key.sha256)) found = key.name
  }
  return found
}
