/**
 * The token in the address that Eko posts its callbacks to: the only thing that tells them from anybody's, since they
 * carry no signature.
 *
 * @module
 */
import { createHash } from "node:crypto"
import { Effect, Schema, SchemaIssue, SchemaTransformation } from "effect"
import { type ApiKeys, holderOf } from "./ApiKeys.ts"

/** Tokens by their SHA-256; several, for rotation. */
export type CallbackTokens = ApiKeys<"eko">

const long = /^[A-Za-z0-9_-]{32,128}$/

/** Comma-separated tokens; an empty text is none, and no callback is taken then. */
export const CallbackTokens = Schema.String.pipe(
  Schema.decodeTo(
    Schema.declare((u): u is CallbackTokens => Array.isArray(u)),
    SchemaTransformation.transformEffect<CallbackTokens, string>({
      decode: (text) =>
        Effect.forEach(text === "" ? [] : text.split(","), (token) =>
          long.test(token.trim())
            ? Effect.succeed({ name: "eko" as const, sha256: createHash("sha256").update(token.trim()).digest() })
            : Effect.fail(new SchemaIssue.InvalidValue({ expected: "tokens of 32 to 128 letters, digits, - and _" }))
        ),
      // A hash leads to no token.
      encode: () => Effect.succeed("")
    })
  )
)

/** Whether a token is one of ours, in constant time. */
export const isKnown = (tokens: CallbackTokens, token: string): boolean => holderOf(tokens, token) !== undefined
