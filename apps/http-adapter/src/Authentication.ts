/**
 * Which team calls: its API key as a bearer token.
 *
 * @module
 */
import type { Identifiers } from "@bhejo/core"
import { Effect } from "effect"
import type { Context } from "hono"
import * as Problem from "./Problem.ts"
import { Refusal } from "./Refusal.ts"
import { type TeamKeys, teamOf } from "./TeamKeys.ts"

/** The team whose key the request carries. */
export const team = (keys: TeamKeys, c: Context): Effect.Effect<Identifiers.TeamId, Refusal> => {
  const apiKey = /^Bearer ([\x21-\x7e]{1,256})$/i.exec(c.req.header("authorization") ?? "")?.[1]
  const found = apiKey === undefined ? undefined : teamOf(keys, apiKey)
  return found === undefined
    ? Effect.fail(
        new Refusal({
          problem: Problem.make("unauthenticated", "Send your team's API key as Authorization: Bearer <key>."),
          headers: { "www-authenticate": "Bearer" }
        })
      )
    : Effect.succeed(found)
}
