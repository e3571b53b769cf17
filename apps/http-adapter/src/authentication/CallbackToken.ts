/**
 * The token in the address that Eko posts its callbacks to: the only thing that tells them from anybody's, since they
 * carry no signature.
 *
 * @module
 */
import { Effect, Schema, SchemaIssue, SchemaTransformation } from "effect"
import * as HashedSecret from "./HashedSecret.ts"

/** Tokens by their SHA-256; several, for rotation. */
export type CallbackTokens = ReadonlyArray<HashedSecret.HashedSecret>

const long = /^[A-Za-z0-9_-]{32,128}$/

/** Comma-separated tokens; an empty text is none, and no callback is taken then. */
export const CallbackTokens = Schema.String.pipe(
  Schema.decodeTo(
    Schema.declare((u): u is CallbackTokens => Array.isArray(u)),
    SchemaTransformation.transformEffect<CallbackTokens, string>({
      decode: (text) =>
        Effect.forEach(text === "" ? [] : text.split(","), (token) =>
          long.test(token.trim())
            ? Effect.succeed({ sha256: HashedSecret.hash(token.trim()) })
            : Effect.fail(new SchemaIssue.InvalidValue({ expected: "tokens of 32 to 128 letters, digits, - and _" }))
        ),
      // A hash leads to no token.
      encode: () => Effect.succeed("")
    })
  )
)

/** Whether a token is one of ours, in constant time. */
export const isKnown = (tokens: CallbackTokens, token: string): boolean =>
  HashedSecret.find(tokens, token) !== undefined
