/**
 * The teams' API keys, known by their SHA-256 alone.
 *
 * @module
 */
import { createHash, timingSafeEqual } from "node:crypto"
import { Identifiers } from "@bhejo/core"
import { Effect, Schema, SchemaIssue, SchemaTransformation } from "effect"

const Pair = Schema.Struct({
  team: Identifiers.TeamId,
  sha256Hex: Schema.String.check(Schema.isPattern(/^[0-9a-f]{64}$/))
})

/** One team may hold several keys, for rotation. */
export type TeamKeys = ReadonlyArray<{ readonly team: Identifiers.TeamId; readonly sha256: Uint8Array }>

const decodePair = Schema.decodeUnknownEffect(Pair)

/** `team:sha256hex` pairs, comma-separated. */
export const TeamKeys = Schema.String.pipe(
  Schema.decodeTo(
    Schema.declare((u): u is TeamKeys => Array.isArray(u)),
    SchemaTransformation.transformEffect<TeamKeys, string>({
      decode: (text) =>
        Effect.forEach(text.split(","), (pair) => {
          const [team, sha256Hex, ...rest] = pair.trim().split(":")
          return decodePair({ team, sha256Hex: rest.length > 0 ? undefined : sha256Hex?.toLowerCase() }).pipe(
            Effect.map((key) => ({ team: key.team, sha256: Buffer.from(key.sha256Hex, "hex") })),
            Effect.mapError(() => new SchemaIssue.InvalidValue({ expected: "team:sha256hex pairs" }))
          )
        }),
      encode: (keys) =>
        Effect.succeed(keys.map(({ team, sha256 }) => `${team}:${Buffer.from(sha256).toString("hex")}`).join(","))
    })
  )
)

/**
 * The team that holds a key, if any. Every known key is compared, each in constant time, so that the time taken says
 * nothing about which one came near.
 */
export const teamOf = (keys: TeamKeys, apiKey: string): Identifiers.TeamId | undefined => {
  const sha256 = createHash("sha256").update(apiKey).digest()
  let found: Identifiers.TeamId | undefined
  for (const key of keys) {
    if (timingSafeEqual(sha256, key.sha256)) found = key.team
  }
  return found
}
